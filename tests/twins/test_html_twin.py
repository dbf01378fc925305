"""The HTML file: valid, whole in itself, and built as a listener needs it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import handbook
from handbook.twins import render_html, render_text

FLOW = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "table",
    "figure",
    "div",
    "section",
    "header",
    "main",
    "footer",
}
DRAWN = {"path", "circle", "ellipse", "line", "polygon", "polyline", "rect"}
PHRASING = {"a", "b", "span", "ruby", "svg"}
CHILDREN = {
    "html": {"head", "body"},
    "head": {"meta", "title", "style"},
    "body": {"header", "nav", "main", "footer"},
    "nav": {"details"},
    "details": {"summary", "ul"},
    "header": FLOW - {"header", "main", "footer"},
    "main": FLOW - {"header", "main", "footer"},
    "footer": FLOW - {"header", "main", "footer"},
    "section": FLOW - {"h1", "header", "main", "footer"},
    "div": FLOW - {"header", "main", "footer"} | PHRASING,
    "ul": {"li"},
    "ol": {"li"},
    "li": FLOW - {"h1", "h2", "section", "header", "main", "footer"} | PHRASING,
    "table": {"caption", "thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "figure": {"svg"},
    "ruby": {"rp", "rt"},
    "svg": DRAWN | {"svg", "g", "text"},
    "g": DRAWN | {"g"},
}
"""What may stand in what (HTML Living Standard, content models), for the elements that are used."""


def assert_valid(page):
    for tag in page.walk():
        allowed = CHILDREN.get(tag.name, PHRASING)
        if tag.name in ("th", "td", "caption"):
            allowed = FLOW - {"header", "main", "footer", "h1", "h2", "h3", "h4"} | PHRASING
        for child in tag.children:
            if not isinstance(child, str):
                assert child.name in allowed, f"<{child.name}> in <{tag.name}>"
            elif tag.name in (
                "html",
                "head",
                "body",
                "main",
                "section",
                "ul",
                "ol",
                "table",
                "tbody",
                "thead",
                "tr",
            ):
                assert not child.strip(), f"text in <{tag.name}>: {child}"
    ids = [tag.attributes["id"] for tag in page.walk() if "id" in tag.attributes]
    assert len(set(ids)) == len(ids)
    for tag in page.walk():
        assert tag.attributes.get("aria-labelledby", ids[0] if ids else None) in (*ids, None)
        assert not any(name.startswith("on") for name in tag.attributes), tag.attributes


def test_every_page_is_valid_and_whole_in_itself(pages):
    for name, page in pages.items():
        assert_valid(page)
        assert page.attributes == {"lang": "ja"}
        assert f"{name}校区版" in page.find("title")[0].text()
        named = {tag.attributes.get("name") for tag in page.find("meta")}
        assert {"viewport", "author", "description", "dcterms.identifier"} <= named
        assert not page.find("script", "link", "img", "iframe", "object")
        style = "".join(child for tag in page.find("style") for child in tag.children)
        assert "url(" not in style
        assert "@import" not in style


def test_headings_lead_without_gaps_and_sections_follow_them(pages):
    for name, page in pages.items():
        levels = [int(tag.name[1]) for tag in page.find("h1", "h2", "h3", "h4")]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
        for section in page.find("section"):
            own = [
                tag for tag in section.children if not isinstance(tag, str) and re.match("h[23]", tag.name)
            ]
            assert len(own) == 1, name
        assert [len(page.find(region)) for region in ("header", "main", "footer")] == [1, 1, 1]


def test_what_is_drawn_says_what_it_shows_or_that_it_says_nothing(pages):
    page = pages["浮島"]
    whole = [tag for tag in page.find("svg") if {"aria-label", "aria-hidden"} & set(tag.attributes)]
    inner = [tag for outer in whole for tag in outer.find("svg")[1:]]
    assert len(whole) + len(inner) == len(page.find("svg"))
    said = [tag.attributes["aria-label"] for tag in whole if "aria-label" in tag.attributes]
    assert said.count("チェック欄") == 10, "of thirteen measures three speak to no one in person"
    assert [text for text in said if "人のうち" in text] == [
        f"10人のうち{n}人を塗った人の絵" for n in (2, 6, 5)
    ]
    assert all((tag.attributes.get("role") == "img") == ("aria-label" in tag.attributes) for tag in whole)
    assert said.count("記入欄") == 2


def test_lists_and_tables_keep_their_meaning(pages):
    page = pages["浮島"]
    (table,) = page.find("table")
    heads = table.find("th")
    assert [head.text() for head in heads] == ["高齢者", "障害者", "子ども", "生活困窮者"]
    assert {head.attributes["scope"] for head in heads} == {"row"}
    assert all(head.find("svg") for head in heads), "each category has its picture"
    named = next(
        tag for tag in page.walk() if tag.attributes.get("id") == table.attributes["aria-labelledby"]
    )
    assert named.text() == "浮島校区の相談先"
    (ruby,) = page.find("ruby")
    assert [(tag.name, tag.children) for tag in ruby.children[1:]] == [
        ("rp", ["（"]), ("rt", ["うきしま"]), ("rp", ["）"])
    ]  # fmt: skip


def test_the_desks_come_first_and_links_lead_to_every_chapter(pages):
    for name, page in pages.items():
        (main,) = page.find("main")
        first = next(tag for tag in main.walk() if tag.name in ("h2", "p", "table"))
        assert first.text() == f"{name}校区の相談先"
        chapters = [(tag.attributes["id"], tag.text()) for tag in main.find("h2")]
        (nav,) = page.find("nav")
        links = [(tag.attributes["href"].removeprefix("#"), tag.text()) for tag in nav.find("a")]
        assert links == chapters


def test_jump_links_hold_no_link_of_their_own_and_no_ruby(document, tag, parse):
    linked = tag("H2", tag("Link", "市の頁", href="https://example.jp/"))
    read = tag("H2", tag("Ruby", tag("RB", "浮島"), tag("RT", "うきしま")), "の<窓口>")
    page = parse(render_html(document(tag("H1", "題"), linked, tag("P", "文"), read, tag("P", "文"))))
    assert_valid(page)
    assert [link.text() for link in page.find("nav")[0].find("a")] == ["市の頁", "浮島の<窓口>"]


def test_numbered_lists_are_numbered(document, tag, parse):
    made = document(tag("L", *(tag("LI", tag("Lbl", label), tag("LBody", "項")) for label in "12")))
    (numbered,) = parse(render_html(made)).find("ol")
    assert [item.attributes["value"] for item in numbered.find("li")] == ["1", "2"]


def test_it_has_the_colours_of_the_layout(plan, leaflet):
    """Also of another than ours; a pair that could not be read is left to the style sheet."""
    edition = handbook.select(plan, "浮島")
    colors = {**leaflet.colors, "deep": "#4A1040", "goal2": "#5A1A00", "warm": "#F3E9FF"}
    html = render_html(handbook.compose(edition, replace(leaflet, colors=colors)))
    styles = html[html.index("<style>") :]
    assert "--band: #4A1040" in styles
    assert "--deep: #4A1040" in styles
    kinds = [tag.split()[-1] for tag in re.findall(r'<section class="([^"]*)"', html)]
    sections = [re.search(rf"^\.{kind} {{(.*)}}$", styles, re.MULTILINE)[1] for kind in kinds]
    assert "--tint: #F3E9FF" in sections[0]
    assert [re.search("--bar: ([^;]*)", one)[1] for one in sections if "--bar:" in one] == [
        leaflet.colors["goal1"], "#5A1A00", leaflet.colors["goal3"]
    ]  # fmt: skip
    pale = replace(leaflet, colors={**leaflet.colors, "deep": "#9AB8B6"})
    assert "#9AB8B6" not in render_html(handbook.compose(edition, pale))


def test_any_structure_becomes_valid_html(document, tag, parse):
    """Not only what the leaflet has."""
    made = document(
        tag("P", "前書き"),
        tag("H1", tag("Ruby", tag("RB", "題"), tag("RT", "だい"))),
        tag("Sect", tag("H2", "章"), tag("P", "文"), tag("H3", "節"), tag("P", "文"), tag("H3", "節"),
            tag("Sect", tag("H3", "内"), "直に書いた文")),
        tag("H2", "次の章"),
        tag("Note", tag("Lbl", "※1"), "説明", lang="ja"),
        tag("Table", tag("Caption", "表の題"),
            tag("THead", tag("TR", tag("TH"), tag("TH", "列", attributes=(("Scope", "Column"),)))),
            tag("TBody", tag("TR", tag("TH", "行"), tag("TD", tag("P", "一"), tag("P", "二"),
                attributes=(("ColSpan", "2"),))))),
        tag("L", tag("LI", tag("Lbl", "(1)"), tag("LBody", "項", tag("L", tag("LI", tag("LBody", "子")))))),
        tag("P", tag("Span", "office", lang="en"), tag("Span", "０", actual_text="0"),
            tag("Figure", alt="絵")),
        tag("Link", "頁", href="https://example.jp/", alt="頁を開く"),
        tag("Figure", "図の中の字", alt="図"),
        tag("Div", tag("P", "末尾")),
    )  # fmt: skip
    page = parse(render_html(made))
    assert_valid(page)
    assert page.find("caption")[0].text() == "表の題"
    assert [head.attributes["scope"] for head in page.find("th")] == ["col", "col", "row"]
    assert page.find("td")[0].attributes["colspan"] == "2"
    assert [tag.text() for tag in page.find("a") if tag.attributes.get("aria-label") == "頁を開く"] == ["頁"]
    assert page.find("footer")[0].text().strip() == "末尾"
    assert {tag.attributes["lang"] for tag in page.find("span") if "lang" in tag.attributes} == {"en"}
    assert "直に書いた文" in page.text()


def test_a_document_without_headings_or_words_is_still_a_page(document, tag, parse):
    for made in (document(), document(tag("P", "文だけ")), document(tag("Artifact", "飾り"))):
        page = parse(render_html(made))
        assert_valid(page)
        assert len(page.find("main")) == 1


def test_labels_that_are_no_plain_numbers_stay_as_they_are(document, tag, parse):
    """① is a digit to Unicode, but not to a list's numbering."""
    made = document(tag("L", *(tag("LI", tag("Lbl", label), tag("LBody", "項")) for label in "①②")))
    page = parse(render_html(made))
    assert_valid(page)
    assert [item.find("span")[0].text() for item in page.find("li")] == ["①", "②"]
    assert "① 項\n② 項\n" in render_text(made)
