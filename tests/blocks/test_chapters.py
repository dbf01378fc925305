"""The blocks of a whole handbook: all that the plan says is on its pages, in order, seen and heard."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import handbook
from handbook.check import check_pdf
from handbook.check.page_text import compact
from handbook.check.standards import check_standards
from handbook.document import ARTIFACT, Document, Element, Shape, Text, bounds, marks, words
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.load import load_plan
from handbook.pdf import render_pdf
from handbook.plan import Passage, Plan
from handbook.readback import read_back
from handbook.resources import bundled

HERE = Path(__file__).parent
CITIES = {"久留米市": "浮島", "見本市": "見本ニュータウン"}
LAYOUTS = ("handbook", "handbook-a5", "cover")


def city(name: str, plan: Plan) -> Plan:
    return plan if name == plan.city else load_plan(bundled("data") / "mihon")


@pytest.fixture(scope="module")
def layouts() -> dict[str, Layout]:
    return {name: handbook.load_layout(name if "book" in name else HERE / f"{name}.yaml") for name in LAYOUTS}


@pytest.fixture(scope="module")
def composed(plan: Plan, layouts: dict[str, Layout]) -> dict[tuple[str, str], Document]:
    return {
        (name, of): handbook.compose(handbook.select(city(of, plan), district), layout)
        for name, layout in layouts.items()
        for of, district in CITIES.items()
    }


def within(element: Element) -> Iterator[Element]:
    """It and all that lies in it, in reading order, without decoration."""
    if element.role != ARTIFACT:
        yield element
        for child in element.children:
            if isinstance(child, Element):
                yield from within(child)


def every(document: Document, block: str) -> list[Element]:
    tops = [top for page in document.pages for top in page.elements if top.block == block]
    return [element for top in tops for element in within(top)]


def texts(value: object) -> Iterator[str]:
    """The texts of a value of the plan; of a passage the full one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Passage):
        yield value.text
    elif isinstance(value, (tuple, Mapping)):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from texts(one)


@pytest.mark.parametrize(
    ("name", "of", "pages"),
    [
        ("handbook", "久留米市", 8),
        ("handbook-a5", "久留米市", 16),
        ("handbook", "見本市", 4),
        ("handbook-a5", "見本市", 8),
    ],
)
def test_a_booklet_has_sheets_of_four_pages(
    composed: dict[tuple[str, str], Document], name: str, of: str, pages: int
) -> None:
    assert len(composed[name, of].pages) == pages


@pytest.mark.parametrize("district", ["宮ノ陣", "水分", "田主丸"])
def test_whom_to_call_stands_on_the_second_page(
    plan: Plan, layouts: dict[str, Layout], district: str
) -> None:
    edition = handbook.select(plan, district)
    document = handbook.compose(edition, layouts["handbook"])
    assert check_pdf(render_pdf(document), edition, layouts["handbook"]) == []
    drawn = [mark for mark in marks(document.pages[1].elements) if isinstance(mark, Text)]
    sizes = {mark.run.text: mark.run.size for mark in drawn}
    assert all(sizes[desk.phone] >= 26 for desk in edition.desks)
    assert len(document.pages) == 8


@pytest.mark.parametrize("of", CITIES)
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_check_finds_nothing_and_the_standards_are_kept(
    composed: dict[tuple[str, str], Document],
    layouts: dict[str, Layout],
    plan: Plan,
    name: str,
    of: str,
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(render_pdf(composed[name, of]))
    edition = handbook.select(city(of, plan), CITIES[of])
    assert [str(one) for one in check_pdf(path, edition, layouts[name])] == []
    assert [verdict.findings for verdict in check_standards(path)] == [(), ()]


@pytest.mark.parametrize("name", ["handbook", "handbook-a5"])
@pytest.mark.parametrize("district", ["浮島", "南"])
def test_nothing_of_the_plan_is_left_out(
    plan: Plan, layouts: dict[str, Layout], name: str, district: str
) -> None:
    """But for sentences that point to a place of the printed overview, and captions of a drawing it has."""
    document = handbook.compose(handbook.select(plan, district), layouts[name])
    file = read_back(render_pdf(document))
    printed = compact("".join(run.text for page in file.pages for run in page.runs if not run.artifact))
    pointing = [passage for passage in (plan.image.body, plan.section("cases").lead) if passage]
    wanted = [
        *texts((plan.title, plan.welfare_heading, plan.welfare, plan.opinions_caption)),
        *texts((plan.hearing, plan.workshop, plan.notes)),
        *(text for party in plan.parties for text in (party.mark, party.who)),
        *(text for section in plan.sections.values() for text in texts(section._replace(lead=None))),
        *texts(plan.section("goals").lead),
        *texts(plan.section("challenges").lead),
        *(point.text for one in plan.statistics for point in one.points),
        *(one.title for one in plan.statistics),
        *(goal.title for goal in plan.goals),
        *(
            text
            for goal in plan.goals
            for one in goal.measures
            for text in (one.title, *dict(one.roles).values())
        ),
        *texts(plan.image._replace(body=Passage(""))),
        *(column.title for column in plan.columns),
        *(column.text for column in plan.columns),
        *(passage.short for passage in pointing),
    ]
    plain = [text.text if isinstance(text, Passage) else text for text in wanted]
    assert not [text for text in plain if compact(text) not in printed]
    for passage in pointing:
        assert compact(passage.text) not in printed
    assert "右のイメージ" not in printed
    assert "本編には" not in printed


@pytest.mark.parametrize("of", CITIES)
@pytest.mark.parametrize("name", ["handbook", "handbook-a5"])
def test_each_measure_says_on_one_page_who_does_what(
    composed: dict[tuple[str, str], Document], plan: Plan, name: str, of: str
) -> None:
    own = city(of, plan)
    said = [one for goal in own.goals for one in goal.measures]
    items = [
        element
        for element in every(composed[name, of], "goals")
        if element.role == "LI" and any(one.role == "H4" for one in within(element))
    ]
    assert len(items) == len(said)
    for item, measure in zip(items, said, strict=True):
        roles = [(party.mark, measure.role(party.id).text) for party in own.parties]
        assert compact(words(item)) == compact(measure.title + "".join(mark + text for mark, text in roles))


def test_a_goal_that_goes_on_shows_its_bar_again_and_says_it_once(
    composed: dict[tuple[str, str], Document], plan: Plan
) -> None:
    document = composed["handbook-a5", plan.city]
    heads = [words(one) for one in every(document, "goals") if one.role == "H3"]
    assert heads == [f"目標{goal.number} {goal.title}" for goal in plan.goals]
    seen = [
        "".join(mark.run.text for mark in marks(page.elements) if isinstance(mark, Text))
        for page in document.pages
    ]
    for goal in plan.goals:
        pages = [text for text in seen if any(one.title in text for one in goal.measures)]
        assert all(goal.title in text for text in pages)
        assert sum(f"{goal.title}（続き）" in text for text in pages) == len(pages) - 1


@pytest.mark.parametrize("name", ["handbook", "handbook-a5"])
def test_the_steps_are_read_in_order_and_their_numbers_go_round_clockwise(
    composed: dict[tuple[str, str], Document], plan: Plan, name: str
) -> None:
    document = composed[name, plan.city]
    items = [one for one in every(document, "cycle") if one.role == "LI"]
    assert [compact(words(one)) for one in items] == [
        compact(one.title + one.text) for one in plan.image.steps
    ]
    tops = [top for page in document.pages for top in page.elements if top.block == "cycle"]
    shown = [mark for top in tops if top.role == ARTIFACT for mark in marks((top,)) if isinstance(mark, Text)]
    assert [mark.run.text for mark in shown] == list("123456789")
    boxes = [bounds(mark) for mark in shown]
    points = [(box.x + box.width / 2, box.y + box.height / 2) for box in boxes]
    x = (min(point[0] for point in points) + max(point[0] for point in points)) / 2
    y = (min(point[1] for point in points) + max(point[1] for point in points)) / 2
    turns = [math.atan2(across - x, y - down) % (2 * math.pi) for across, down in points]
    assert turns[0] == pytest.approx(0, abs=0.1) or turns[0] == pytest.approx(2 * math.pi, abs=0.1)
    assert turns[1:] == sorted(turns[1:])
    middle = next(one for one in every(document, "cycle") if words(one).startswith(plan.image.centre[0]))
    large = next(mark for mark in marks((middle,)) if isinstance(mark, Text))
    assert large.run.size >= 15


@pytest.mark.parametrize("count", [3, 4, 8])
def test_other_numbers_of_steps_and_longer_texts_have_room(
    plan: Plan, layouts: dict[str, Layout], count: int
) -> None:
    steps = [one._replace(text=one.text * 2) if at % 3 else one for at, one in enumerate(plan.image.steps)]
    other = replace(plan, image=plan.image._replace(steps=tuple(steps[:count])))
    for name in ("handbook", "handbook-a5") if count < 8 else ("handbook-a5",):
        document = handbook.compose(handbook.select(other, "南"), layouts[name])
        assert len([one for one in every(document, "cycle") if one.role == "LI"]) == count


def test_steps_too_long_for_a_page_are_told_with_their_place(plan: Plan, layouts: dict[str, Layout]) -> None:
    steps = tuple(one._replace(text=one.text * 4) for one in plan.image.steps)
    other = replace(plan, image=plan.image._replace(steps=steps))
    with pytest.raises(InputError) as told:
        handbook.compose(handbook.select(other, "南"), layouts["handbook"])
    assert any("入りきりません" in problem.message for problem in told.value.problems)


def test_steps_below_the_ring_go_on_on_the_next_page(plan: Plan, tmp_path: Path) -> None:
    """As many and as long as they are, where the layout wants them there."""
    source = (bundled("layouts") / "handbook.yaml").read_text(encoding="utf-8")
    path = tmp_path / "below.yaml"
    source = source.replace("at-most: 8\n", "").replace(
        "{block: cycle, keep: true,", "{block: cycle, form: above,"
    )
    path.write_text(source, encoding="utf-8")
    steps = tuple(one._replace(text=one.text * 4) for one in plan.image.steps)
    other = replace(plan, image=plan.image._replace(steps=steps))
    document = handbook.compose(handbook.select(other, "南"), handbook.load_layout(path))
    with_steps = [page for page in document.pages if any(one.block == "cycle" for one in page.elements)]
    assert len(with_steps) > 1
    items = [one for one in every(document, "cycle") if one.role == "LI"]
    assert [compact(words(one)) for one in items] == [compact(one.title + one.text) for one in steps]


def test_a_party_without_a_role_has_no_mark_there(plan: Plan, layouts: dict[str, Layout]) -> None:
    goal = plan.goals[0]
    first = goal.measures[0]._replace(roles=goal.measures[0].roles[1:])
    other = replace(plan, goals=(goal._replace(measures=(first, *goal.measures[1:])), *plan.goals[1:]))
    document = handbook.compose(handbook.select(other, "南"), layouts["handbook"])
    item = next(one for one in every(document, "goals") if one.role == "LI")
    labels = [words(one) for one in within(item) if one.role == "Lbl"]
    assert labels == [party.mark for party in plan.parties[1:]]


def test_a_heading_without_words_is_refused(plan: Plan, tmp_path: Path) -> None:
    source = (HERE / "cover.yaml").read_text(encoding="utf-8")
    path = tmp_path / "cover.yaml"
    path.write_text(source.replace("source: contacts", "level: 2", 1), encoding="utf-8")
    with pytest.raises(InputError, match="text も source もありません"):
        handbook.compose(handbook.select(plan, "南"), handbook.load_layout(path))


def test_where_the_plan_lacks_a_chapter_the_layout_may_head_it(
    composed: dict[tuple[str, str], Document], plan: Plan
) -> None:
    for city, expected in ((plan.city, plan.sections["cases"].heading), ("見本市", "支え合いの事例")):
        heads = [words(one) for one in every(composed["handbook", city], "heading") if one.role == "H2"]
        assert [one for one in heads if "事例" in one] == [expected]


def test_a_chapter_that_the_plan_lacks_has_no_heading(composed: dict[tuple[str, str], Document]) -> None:
    document = composed["handbook", "見本市"]
    heads = [words(one) for one in every(document, "heading") if one.role == "H2"]
    assert "取り組む課題" in heads
    assert all(heads)


def test_a_ground_lies_behind_its_parts_from_edge_to_edge(
    composed: dict[tuple[str, str], Document], layouts: dict[str, Layout], plan: Plan
) -> None:
    layout = layouts["cover"]
    first, second = composed["cover", plan.city].pages

    def ground(page: object, color: str) -> Element:
        return next(
            one
            for one in page.elements
            if one.block == "stack" and [mark.fill for mark in one.children] == [layout.colors[color]]
        )

    deep = bounds(ground(first, "deep").children[0])
    assert (deep.x, deep.y, deep.width) == (0, 0, layout.width)
    lines = [
        mark
        for mark in marks(first.elements)
        if isinstance(mark, Text) and mark.color == layout.colors["glow"]
    ]
    assert compact("".join(mark.run.text for mark in lines)) == compact("".join(plan.vision))
    assert all(deep.contains(bounds(mark)) for mark in lines)
    warm = bounds(ground(second, "warm").children[0])
    held = [mark for one in second.elements if one.block == "contacts" for mark in marks((one,))]
    assert held
    assert all(warm.inset(13, 8).contains(bounds(mark)) for mark in held if not isinstance(mark, Shape))


def test_a_ground_that_is_cut_goes_on_on_the_next_page(plan: Plan, tmp_path: Path) -> None:
    text = "\n".join(
        f"          - {{block: points, source: {name}, length: full, bullet: goal1}}"
        for name in ("position", "situation", "challenges") * 3
    )
    source = (HERE / "cover.yaml").read_text(encoding="utf-8")
    path = tmp_path / "cover.yaml"
    contacts = "          - {block: contacts, phone-label: 電話, fax-label: FAX}"
    assert contacts in source
    path.write_text(source.replace(contacts, text), encoding="utf-8")
    layout = handbook.load_layout(path)
    pages = handbook.compose(handbook.select(plan, "南"), layout).pages[1:]
    warm = layout.colors["warm"]
    assert len(pages) > 1
    for page in pages[:2]:
        grounds = [one.children[0] for one in page.elements if one.block == "stack"]
        (ground,) = [mark for mark in grounds if mark.fill == warm]
        points = [mark for one in page.elements if one.block == "points" for mark in marks((one,))]
        assert points
        assert all(bounds(ground).contains(bounds(mark)) for mark in points)
