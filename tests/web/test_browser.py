"""The site in a real browser: accessible, by keys alone, without script, on a telephone, in the dark."""

from __future__ import annotations

import base64
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

PAGES = ("index", "ukishima", "404")


@pytest.fixture(scope="module")
def local(make, few, tmp_path_factory) -> Path:
    """A site that stands nowhere yet: 404.html finds its styles beside it."""
    out = tmp_path_factory.mktemp("local") / "site"
    make(few, out, base_url="")
    return out


@pytest.fixture
def show(browser, local):
    """Open a page at a width; give what its console complains about."""

    def call(page: str, width: int = 390, height: int = 800, **room: bool) -> list[str]:
        browser.screen(width, height, **room)
        browser.open((local / f"{page}.html").as_uri())
        return list(browser.complaints())

    return call


AXE = """axe.run(document, {rules: {"color-contrast-enhanced": {enabled: true}}}).then(found => {
  const told = list => list.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 160))]);
  return {passes: found.passes.length, wrong: told(found.violations), unsure: told(found.incomplete)};
})"""


@pytest.mark.parametrize(("width", "dark"), [(320, False), (1280, True)])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(browser, show, axe, page, width, dark):
    """Also contrast of 7:1 (WCAG 2, 1.4.6), and with everything open."""
    browser.call("Page.setBypassCSP", enabled=True)
    show(page, width, dark=dark, still=True)
    browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    browser.run(f"{axe}; 0")
    found = browser.run(AXE)
    browser.call("Page.setBypassCSP", enabled=False)
    assert found["wrong"] == []
    assert found["unsure"] == []
    assert found["passes"] > 20


@pytest.mark.parametrize("page", PAGES)
def test_the_policy_forbids_nothing_that_a_page_needs(browser, show, page):
    assert show(page) == []
    assert (
        browser.run("getComputedStyle(document.querySelector('header')).backgroundColor") == "rgb(15, 61, 62)"
    )
    assert browser.run("document.querySelectorAll('#search:not([hidden])').length") == (page == "index")


@pytest.mark.parametrize("width", [280, 320, 768, 1280])
def test_nothing_scrolls_sideways_and_everything_to_press_is_large_enough(browser, show, width):
    for page in PAGES:
        show(page, width)
        browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert browser.run("document.documentElement.scrollWidth") <= width, page
        low = browser.run("""[...document.querySelectorAll("a, button, input, summary")]
          .filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 90))""")
        assert low == [], page
        sizes = browser.run("""[...document.querySelectorAll("body *")]
          .filter(one => !one.closest("rt, rp, svg"))
          .map(one => parseFloat(getComputedStyle(one).fontSize))""")
        assert min(sizes) >= 14, page
        assert browser.run("getComputedStyle(document.body).fontSize") == "18px"


def test_the_first_number_stands_on_the_first_screen_of_a_small_telephone(browser, show, few):
    for district in few.districts:
        show(district.slug, 320, 568)
        top, bottom, lines = browser.run("""(() => { const one = document.querySelector("a.tel");
          const box = one.getBoundingClientRect();
          return [box.top, box.bottom, one.getClientRects().length]; })()""")
        assert 0 < top < bottom <= 568, district.name
        assert lines == 1


def test_without_script_every_district_can_be_reached(browser, show, few):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    show("index")
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    shown = browser.run("""[document.getElementById("search").getBoundingClientRect().height,
      [...document.querySelectorAll(".group a")].filter(one => one.getBoundingClientRect().height).length]""")
    assert shown == [0, len(few.districts)]


SEARCHES = {
    "浮": ["浮島"],
    "浮島校区": ["浮島"],
    "うき": ["浮島"],
    "ウキシマ": ["浮島"],
    "ｳｷｼﾏ": ["浮島"],
    "ＵＫＩＳＨＩＭＡ": ["浮島"],
    "ukisi": [],
    "南": ["南"],
    "城島町": ["浮島"],
    "旧久留米": ["日吉", "篠山", "南"],
    "西地域包括": ["浮島"],
    "0942-51-6100": ["浮島"],
    "０９４２５１６１００": ["浮島"],
    "-": [],
    "高齢": ["日吉", "篠山", "南", "船越", "浮島"],
    "こども子育てサポート": ["日吉", "篠山", "南", "船越", "浮島"],
    "船越": ["船越"],
    "どこでもない": [],
}


def test_what_is_typed_finds_names_kana_romaji_blocs_and_desks(browser, show):
    show("index")
    for typed, meant in SEARCHES.items():
        browser.run(
            f"document.getElementById('q').value = {typed!r};"
            "document.getElementById('q').dispatchEvent(new Event('input'))"
        )
        hits = browser.run("""[...document.querySelectorAll(".group a.hit")].map(one => {
          const name = one.cloneNode(true); name.querySelectorAll("rt, rp").forEach(each => each.remove());
          return name.textContent.trim(); })""")
        assert sorted(hits) == sorted(meant), typed
        visible = browser.run("document.querySelectorAll('.group li:not([hidden])').length")
        assert visible == (len(meant) or 5), f"{typed}: where nothing is found, everything stays"
        told = browser.run("document.getElementById('found').textContent")
        assert (f"{len(meant)}校区が見つかりました" if meant else "見つかりません") in told


def test_keys_alone_lead_to_a_district_and_its_number(browser, show):
    show("index", still=True)
    browser.press("Tab")
    assert browser.run("document.activeElement.textContent") == "校区の一覧へ進む"
    assert browser.run("document.activeElement.getBoundingClientRect().top") >= 0, "it shows itself"
    browser.press("Tab")
    assert browser.run("document.activeElement.id") == "q"
    outline = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
    assert browser.run(outline) >= 3
    browser.type("うきしま")
    browser.events.clear()
    browser.press("Enter")
    browser.wait_for("Page.loadEventFired")
    assert browser.run("location.pathname").endswith("/ukishima.html")
    for _ in range(12):
        browser.press("Tab")
        if browser.run("document.activeElement.className") == "tel":
            break
    assert browser.run("document.activeElement.textContent") == "0942-51-6100"
    assert browser.run(outline) >= 3


def test_headings_lead_in_order(browser, show):
    for page in PAGES:
        show(page)
        levels = browser.run(
            "[...document.querySelectorAll('h1, h2, h3, h4')].map(one => Number(one.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), page


def test_nothing_moves_for_those_who_do_not_want_it(browser, show):
    show("index", still=True)
    assert browser.run("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_a_district_prints_on_three_sheets(browser, show, tmp_path):
    """With the lines to write on, which are for paper alone."""
    show("ukishima", 1280)
    assert "お名前" not in browser.run("document.body.innerText")
    printed = browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"]
    (tmp_path / "page.pdf").write_bytes(base64.b64decode(printed))
    sheets = pypdf.PdfReader(tmp_path / "page.pdf").pages
    assert len(sheets) <= 3
    text = "".join(sheet.extract_text() for sheet in sheets)
    assert "0942-51-6100" in text
    assert "お名前" in text
    assert "校区をさがす" not in text, "ways to go on are for screens"
