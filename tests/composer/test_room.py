"""What the standard leaflet has room for: desks, names and categories, in Kurume and in the invented city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

import handbook
from handbook.check import check_pdf
from handbook.document import Document, Element, Page, Picture, Shape, Text, bounds, marks
from handbook.edition import Edition
from handbook.plan import Desk, Passage, Plan
from handbook.resources import bundled
from handbook.units import A4, MM, Rect

NUMBER = 26
"""Points; the least size of a desk's number on the front."""
BARE = dict.fromkeys(("hours", "address", "mail", "web", "ask"), "")
ALL = {
    "fax": "0000-20-0002",
    "hours": "平日 9時から17時まで",
    "address": "見本市東町2番2号",
    "mail": "higashi@example.jp",
    "web": "https://www.example.jp/higashi/",
    "ask": "介護、認知症、ひとり暮らしの心配",
}


@pytest.fixture(scope="module")
def mihon() -> Plan:
    """The invented city: four goals, several columns, other categories."""
    return handbook.load_plan(bundled("data") / "mihon")


@pytest.fixture(params=["浮島", "南", "東", "つつじが丘"])
def edition(request, plan: Plan, mihon: Plan) -> Edition:
    """Districts with and without a column of their own, of both cities."""
    city = plan if any(district.name == request.param for district in plan.districts) else mihon
    return handbook.select(city, request.param)


def texts(elements: Sequence[Element]) -> list[Text]:
    return [mark for mark in marks(elements) if isinstance(mark, Text)]


def of(page: Page, block: str) -> list[Element]:
    return [element for element in page.elements if element.block == block]


def first_of_each(edition: Edition) -> list[Desk]:
    """Four desks, one of each category."""
    return list({desk.category: desk for desk in reversed(edition.desks)}.values())[::-1]


def assert_front_holds(desks: Sequence[Desk], document: Document, columns: int) -> None:
    """All desks on the front with their numbers large; the story on one of the pages."""
    front, back = document.pages
    assert (front.height, back.height) == (A4[1], A4[1])
    said = texts(of(front, "desks"))
    large = [mark.run.text for mark in said if mark.run.size >= NUMBER]
    assert large == [desk.phone for desk in desks]
    whole = "".join(mark.run.text for mark in said)
    for desk in desks:
        for value in (desk.name, desk.fax, desk.hours, desk.address, desk.mail, desk.web, desk.ask):
            assert value in whole
    stories = [page.name for page in document.pages for _ in of(page, "columns")]
    assert len(stories) == min(columns, 1)


@pytest.mark.parametrize("with_columns", [True, False], ids=["with", "without"])
def test_the_front_holds_six_desks_with_name_number_and_fax(edition: Edition, leaflet, with_columns) -> None:
    first, second, *others = (desk._replace(fax=ALL["fax"], **BARE) for desk in first_of_each(edition))
    twins = [
        desk._replace(name=f"{desk.name}の分室", phone=f"0000-90-000{n}")
        for n, desk in enumerate((first, second))
    ]
    desks = (first, twins[0], second, twins[1], *others)
    assert len(desks) == 6
    columns = edition.columns if with_columns else ()
    document = handbook.compose(edition._replace(desks=desks, columns=columns), leaflet)
    assert_front_holds(desks, document, len(columns))


@pytest.mark.parametrize("with_columns", [True, False], ids=["with", "without"])
def test_the_front_holds_four_desks_with_all_fields(edition: Edition, leaflet, with_columns) -> None:
    desks = tuple(desk._replace(**ALL) for desk in first_of_each(edition))
    columns = edition.columns if with_columns else ()
    document = handbook.compose(edition._replace(desks=desks, columns=columns), leaflet)
    assert_front_holds(desks, document, len(columns))


def test_what_moves_ends_the_back_in_the_order_of_the_layout(mihon: Plan, leaflet) -> None:
    """つつじが丘 has two desks of a category, with all that one can say of them: its story has moved."""
    front, back = handbook.compose(handbook.select(mihon, "つつじが丘"), leaflet).pages
    assert not of(front, "columns")
    moved = [element.block for element in back.elements if element.block != "footer"]
    assert moved[-2:] == ["heading", "columns"]
    kinds = {element.block for page in (front, back) for element in page.elements}
    assert {"passage", "points", "goals", "contacts", "commissioner"} <= kinds


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("東", "ひがし"),
        ("水分", "みずわけ"),
        ("善導寺", "ぜんどうじ"),
        ("つつじ丘", "つつじおか"),
        ("つつじが丘", "つつじがおか"),
        ("つつじが丘東", "つつじがおかひがし"),
        ("見本台西小学区", "みほんだいにししょうがっく"),
        ("見本ニュータウン", "みほんにゅーたうん"),
    ],
)
def test_names_of_one_to_eight_characters(plan: Plan, leaflet, name: str, reading: str) -> None:
    """Whole, in one line, in the printable area, and clear of the picture beside it."""
    edition = handbook.select(plan, "南")
    named = edition._replace(district=edition.district._replace(name=name, reading=reading))
    front, _ = handbook.compose(named, leaflet).pages
    (title,) = [element for element in front.elements if element.role == "H1"]
    said = texts([title])
    size = max(mark.run.size for mark in said)
    large = [mark for mark in said if mark.run.size == size]
    assert "".join(mark.run.text for mark in large) == name
    assert len({mark.y for mark in large}) == 1
    assert size >= 27
    (picture,) = [mark for mark in marks(of(front, "masthead")) if isinstance(mark, Picture)]
    printable = Rect(0, 0, *A4).inset(5 * MM, 5 * MM)
    for mark in said:
        assert printable.contains(bounds(mark)), mark.run.text
        assert bounds(mark).right <= picture.box.x, mark.run.text


@pytest.mark.parametrize("name", ["百合が丘ニュータウン", "百合が丘第二ニュータウン"])
def test_a_name_too_long_for_the_picture_stands_without_it(plan: Plan, leaflet, name: str) -> None:
    """Ten and twelve characters: legible on their ground, as the check sees them."""
    edition = handbook.select(plan, "南")
    reading = "ゆりがおかにゅーたうん"
    named = edition._replace(district=edition.district._replace(name=name, reading=reading))
    document = handbook.compose(named, leaflet)
    assert not any(isinstance(mark, Picture) for mark in marks(of(document.pages[0], "masthead")))
    found = check_pdf(handbook.render_pdf(document), named, leaflet, seen=True)
    assert not {finding.code for finding in found} & {"low-contrast", "not-as-drawn", "overlap", "off-page"}


@pytest.mark.parametrize(
    "category", ["ひとり親家庭と子育て家庭", "医療的ケアが必要な子ども", "生活に困っている人"]
)
def test_a_category_of_up_to_twelve_characters_wraps_in_its_band(plan: Plan, leaflet, category: str) -> None:
    *others, last = plan.categories
    renamed = replace(
        plan,
        categories=(*others, last._replace(name=category)),
        desks=tuple(
            desk._replace(category=category) if desk.category == last.name else desk for desk in plan.desks
        ),
    )
    front, _ = handbook.compose(handbook.select(renamed, "南"), leaflet).pages
    drawn = marks(of(front, "desks"))
    band = leaflet.colors["deep"]
    bands = [bounds(mark) for mark in drawn if isinstance(mark, Shape) and mark.fill == band]
    white = [mark for mark in drawn if isinstance(mark, Text) and mark.color == leaflet.colors["paper"]]
    assert "".join(mark.run.text for mark in white).endswith(category)
    assert all(any(each.contains(bounds(mark)) for each in bands) for mark in white)


def test_a_page_is_blamed_for_its_own_texts_only(mihon: Plan, leaflet) -> None:
    """つつじが丘's story has moved to the back: told is where the text that is too long belongs."""

    def told(edition: Edition) -> list[str]:
        with pytest.raises(handbook.InputError) as caught:
            handbook.compose(edition, leaflet)
        return [problem.message for problem in caught.value.problems]

    edition = handbook.select(mihon, "つつじが丘")
    column = edition.columns[0]._replace(text="あいうえお、かきくけこ。" * 250)
    (message,) = told(edition._replace(columns=(column,)))
    assert "の表に入りきりません" in message
    assert column.title in message

    first, *others = mihon.goals
    measure = first.measures[0]
    ((who, _), *more) = measure.roles
    long = measure._replace(roles=((who, Passage("とても長い説明が続いて、" * 120)), *more))
    longer = replace(mihon, goals=(first._replace(measures=(long, *first.measures[1:])), *others))
    (message,) = told(handbook.select(longer, "つつじが丘"))
    assert "の裏に入りきりません" in message
    assert "目標と取組み" in message
