"""The twins say what the PDF says, and what the data say: no more, no less, in the same order."""

from __future__ import annotations

import re

import pytest

import handbook
from handbook.pdf import write_pdf
from handbook.twins import render_html, render_text
from handbook.typeset import plain_text

NUMBER = re.compile(r"0\d{1,4}-\d{1,4}-\d{4}")
DISTRICTS = ["南", "浮島", "宮ノ陣", "東国分"]


def required(edition) -> list[str]:
    """What a reader of the leaflet must find, as it stands in the data."""
    plan, district = edition.plan, edition.district
    texts = [
        plan.title,
        plan.data_date,
        f"{district.name}校区の相談先",
        *plan.vision,
    ]
    texts += [plan.welfare_heading, plan.welfare.short]
    texts += [
        point.short for id in ("position", "situation", "challenges") for point in plan.sections[id].points
    ]
    for statistic in plan.statistics:
        texts.append(statistic.title)
        for point in statistic.points:
            texts.append(f"{point.label} {point.amount}".strip())
    for goal in plan.goals:
        texts.append(f"目標{goal.number} {goal.title}")
        texts += [text for measure in goal.measures for text in (measure.title, measure.roles[0][1].short)]
    texts += [edition.columns[0].title, *edition.columns[0].text.splitlines()]
    for desk in edition.desks:
        texts += [desk.category, desk.name, desk.phone, f"FAX {desk.fax}"]
    for contact in plan.contacts:
        texts += [contact.name, contact.phone, f"FAX {contact.fax}"]
    return [plain_text(text) for text in texts]


def test_every_required_text_stands_in_both_twins(plan, documents, pages):
    for name, document in documents.items():
        edition = handbook.select(plan, name)
        plain, marked = render_text(document), pages[name].find("body")[0].text()
        for text in required(edition):
            assert text in plain, (name, text)
            assert text in marked, (name, text)
        district = edition.district
        assert f"【{name}（{district.reading}）校区版】" in plain or not district.sure


def test_only_own_numbers_stand_in_the_twins(plan, documents, pages):
    for name, document in documents.items():
        edition = handbook.select(plan, name)
        places = [*edition.desks, *plan.contacts]
        own = sorted(number for place in places for number in (place.phone, place.fax))
        assert sorted(NUMBER.findall(render_text(document))) == own, name
        assert sorted(NUMBER.findall(pages[name].text())) == own, name
        links = [link for link in pages[name].find("a") if link.attributes["href"].startswith("tel:")]
        assert [link.attributes["aria-label"] for link in links] == [
            f"{place.name}に電話をかける {place.phone}" for place in places
        ]
        dialled = [link.attributes["href"] for link in links]
        assert dialled == ["tel:+81" + place.phone.replace("-", "")[1:] for place in places], name


@pytest.fixture(scope="module")
def spoken(documents, tool, tmp_path_factory):
    """District name → the texts of the PDF's structure tree, in order, as poppler reads them."""
    found = {}
    for name in DISTRICTS:
        path = tmp_path_factory.mktemp("pdf") / "edition.pdf"
        write_pdf(documents[name], path)
        tree = tool("pdfinfo", "poppler-utils", "-struct-text", str(path))
        texts = re.findall(r'^ *"(.*)"$', tree, re.MULTILINE)
        found[name] = [text.strip() for text in texts if text.strip()]
        assert len(found[name]) > 90
    return found


def read_on_paper(page) -> str:
    """What an HTML twin says but for its links to its own chapters, which paper does not have."""
    return "".join(part.text() for region in ("header", "main", "footer") for part in page.find(region))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", DISTRICTS)
def test_html_holds_the_texts_of_the_pdf_in_the_same_order_and_nothing_else(name, spoken, pages):
    assert squeezed(read_on_paper(pages[name])) == squeezed("".join(spoken[name]))


@pytest.mark.parametrize("name", DISTRICTS)
def test_plain_text_holds_the_texts_of_the_pdf_in_the_same_order_and_only_marks_beside(
    name, spoken, documents
):
    plain = render_text(documents[name])
    at = len(documents[name].title)
    between = []
    for text in spoken[name]:
        found = plain.find(text, at)
        assert found >= 0, f"{text!r} is missing, or not where the PDF has it"
        between.append(plain[at:found])
        at = found + len(text)
    between.append(plain[at:])
    marks = r"[\s【】■◆・□：（）.]|図：\d+人のうち\d+人を塗った人の絵|記入欄|おもて|うら"
    rest = re.sub(marks, "", "".join(between))
    assert rest == "", f"words that the PDF does not say: {rest}"


def test_running_footers_stay_on_paper(documents, pages):
    """They help only who turns the sheet over, and are pagination artifacts in the PDF."""
    for name in DISTRICTS:
        assert "うらへ続く" not in render_text(documents[name])
        assert "うらへ続く" not in pages[name].text()


def test_same_document_same_twins(plan, leaflet):
    edition = handbook.select(plan, "浮島")
    first, second = (handbook.compose(edition, leaflet) for _ in range(2))
    assert render_text(first) == render_text(second)
    assert render_html(first) == render_html(second)


HOSTILE = "<script>alert(1)</script> & \"A\" 'B' ]]> &amp; <b>太字</b> --><!-- </style>"


def test_text_that_looks_like_html_is_text(plan, leaflet, parse):
    """In a column, where people write what they like."""
    edition = handbook.select(plan, "浮島")
    column = edition.columns[0]._replace(title="<h1>題</h1>", text=HOSTILE + "\n二つめの段落です。")
    document = handbook.compose(edition._replace(columns=(column,)), leaflet)
    plain, page = render_text(document), parse(render_html(document))
    assert f"◆ 浮島校区の取組み <h1>題</h1>\n{HOSTILE}\n二つめの段落です。\n" in plain
    paragraphs = [paragraph.text() for paragraph in page.find("p")]
    assert paragraphs[paragraphs.index(HOSTILE) + 1] == "二つめの段落です。"
    assert not page.find("script")
    assert len(page.find("h1")) == 1


def test_hostile_values_around_the_text_stay_values(document, tag, parse):
    made = document(
        tag("H1", "題"),
        tag("P", tag("Link", "押す", href="javascript:alert(1)"), lang='ja" onload="x'),
        tag("P", tag("Link", "頁", href='https://example.jp/?a=1&b="<'), alt='"><script>'),
        tag("Figure", alt='"><script>alert(1)</script>'),
        title=HOSTILE,
        subject='"><script>',
        keywords=('"', "<"),
        lang='ja"><script>',
    )
    page = parse(render_html(made))
    assert not page.find("script")
    assert page.find("title")[0].text() == HOSTILE
    assert [link.attributes["href"] for link in page.find("a")] == ['https://example.jp/?a=1&b="<']
    assert page.find("p")[0].attributes == {"lang": 'ja" onload="x'}
    assert HOSTILE in render_text(made)
