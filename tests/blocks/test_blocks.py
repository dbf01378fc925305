"""Each block on its own: it stays in its rectangle, fills what it is given, and says what it should."""

from __future__ import annotations

from dataclasses import replace

import pytest

import handbook
from handbook.blocks import BLOCKS
from handbook.blocks.kit import Fit, Kit, Options
from handbook.blocks.setting import setting
from handbook.document import Element, Picture, Text, bounds, marks
from handbook.edition import Edition
from handbook.layout import Layout, Node
from handbook.plan import Column, Plan
from handbook.resources import bundled
from handbook.units import MM, Rect


def nodes(node: Node) -> list[Node]:
    return [node, *(found for child in node.children for found in nodes(child))]


def blocks_of(layout: Layout) -> list[Node]:
    """Every block node of the layout, once each."""
    roots = [
        root for page in layout.pages for root in (page.header, page.body, page.footer) if root is not None
    ]
    return [node for root in roots for node in nodes(root) if node.kind in BLOCKS]


def drawn(
    edition: Edition, layout: Layout, node: Node, width: float, extra: float
) -> tuple[tuple[Element, ...], Rect]:
    kit = Kit(edition, setting(edition.plan, layout, Fit()))
    box = BLOCKS[node.kind].measure(kit, Options(node.options), width)
    rect = Rect(40, 70, width, box.height + extra)
    return box.draw(rect), rect


def within(elements: tuple[Element, ...]) -> list[Element]:
    """The elements and all that lie in them, in reading order."""
    found: list[Element] = []
    for element in elements:
        found += [element, *within(tuple(child for child in element.children if isinstance(child, Element)))]
    return found


def words(elements: tuple[Element, ...]) -> str:
    return "".join(mark.run.text for mark in marks(elements) if isinstance(mark, Text))


def column(title: str, text: str, *districts: str) -> Column:
    return Column(id="x", districts=districts, title=title, text=text)


def test_the_leaflet_or_the_samples_use_every_kind_of_block_there_is(leaflet, generate):
    shown = (leaflet, handbook.load_layout(generate.SAMPLES))
    unused = set(BLOCKS) - {node.kind for layout in shown for node in blocks_of(layout)}
    assert not unused, f"blocks that no layout shows: {unused}"


@pytest.mark.parametrize("extra", [0.0, 60.0])
@pytest.mark.parametrize("name", ["浮島", "南"])
def test_every_block_stays_inside_its_rectangle(plan, leaflet, name, extra):
    edition = handbook.select(plan, name)
    for node in blocks_of(leaflet):
        width = leaflet.width if node.kind == "masthead" else 521.0
        elements, rect = drawn(edition, leaflet, node, width, extra)
        for mark in marks(elements):
            assert rect.contains(bounds(mark), tolerance=0.5), (node.kind, mark)


def test_desks_print_own_desks_only_each_in_one_row(plan, leaflet):
    node = next(node for node in blocks_of(leaflet) if node.kind == "desks")
    edition = handbook.select(plan, "水分")
    elements, _ = drawn(edition, leaflet, node, 521, 0)
    (table,) = elements
    rows = [child for child in table.children if child.role == "TR"]
    assert len(rows) == 4
    for row, desk in zip(rows, edition.desks, strict=True):
        text = words((row,))
        for part in (desk.category, desk.name, desk.phone, desk.fax):
            assert part in text
        shown = [mark.drawing.name for mark in marks((row,)) if isinstance(mark, Picture)]
        kind = next(category.picture for category in plan.categories if category.name == desk.category)
        assert shown == [node.options["pictures"][kind]]
    own = {desk.phone for desk in edition.desks}
    assert not any(desk.phone in words(elements) for desk in plan.desks if desk.phone not in own)


def test_several_desks_of_a_category_stand_beside_one_name_of_it(leaflet):
    mihon = handbook.load_plan(bundled("data") / "mihon")
    edition = handbook.select(mihon, "つつじが丘")
    node = next(node for node in blocks_of(leaflet) if node.kind == "desks")
    (table,), _ = drawn(edition, leaflet, node, 521, 0)
    heads = [element for element in within((table,)) if element.role == "TH"]
    of = [desk.category for desk in edition.desks]
    assert [words((head,)) for head in heads] == list(dict.fromkeys(of))
    for head in heads:
        number = of.count(words((head,)))
        span = [("RowSpan", str(number))] if number > 1 else []
        assert list(head.attributes) == [("Scope", "Row"), *span]
    said = words((table,))
    for desk in edition.desks:
        for value in (desk.name, desk.phone, desk.fax, desk.hours, desk.ask):
            assert value in said


def columns_node(layout: Layout, **options: object) -> Node:
    node = next(node for node in blocks_of(layout) if node.kind == "columns")
    return replace(node, options={**node.options, **options})


def test_own_columns_come_first_and_each_is_labelled_with_where_it_comes_from(plan, leaflet):
    edition = handbook.select(plan, "浮島")
    elements, _ = drawn(edition, leaflet, columns_node(leaflet, most=3), 521, 0)
    text = words(elements)
    assert text.index("浮島校区の取組み") < text.index("市内の取組み")


def test_a_district_without_its_own_shows_the_city_wide_case(plan, leaflet):
    text = words(drawn(handbook.select(plan, "南"), leaflet, columns_node(leaflet, most=3), 521, 0)[0])
    assert "市内の取組み" in text
    assert "浮島" not in text


def test_other_districts_columns_only_when_asked_for_and_then_with_their_name(plan, leaflet):
    node = columns_node(leaflet, most=3, others=True)
    text = words(drawn(handbook.select(plan, "南"), leaflet, node, 521, 0)[0])
    assert "浮島校区の取組み" in text
    assert "南校区の取組み" not in text


def test_a_title_too_long_for_the_tag_s_line_goes_below_it(plan, leaflet):
    edition = handbook.select(plan, "南")
    long = edition._replace(columns=(column("題" * 60, "本文です。", "南"),))
    elements, _ = drawn(long, leaflet, columns_node(leaflet), 521, 0)
    texts = [mark for mark in marks(elements) if isinstance(mark, Text)]
    tag = next(mark for mark in texts if mark.run.text == "南校区の取組み")
    assert all(mark.y > tag.y for mark in texts if "題" in mark.run.text)


def test_a_column_explains_the_plan_s_words_that_it_uses(plan, leaflet):
    """支え合い推進会議 is nothing that a reader knows: the plan's note on it follows the text."""
    note = next(note for note in plan.notes if note.term == "支え合い推進会議")
    edition = handbook.select(plan, "浮島")
    (own,) = (column for column in edition.columns if "浮島" in column.districts)
    assert note.term in own.text
    text = words(drawn(edition, leaflet, columns_node(leaflet), 521, 0)[0])
    assert text.endswith(f"{note.term}：{note.text}")
    plain = edition._replace(columns=(column("題", "集まって話しました。", "浮島"),))
    assert note.text not in words(drawn(plain, leaflet, columns_node(leaflet), 521, 0)[0])


def test_a_box_to_tick_stands_only_where_the_data_say_so(plan, leaflet):
    """The box is for a person's pen: a sentence about an organisation or the city's money has none."""
    node = next(node for node in blocks_of(leaflet) if node.kind == "goals")
    elements, _ = drawn(handbook.select(plan, "南"), leaflet, node, 521, 0)
    said = [measure for goal in plan.goals for measure in goal.measures]
    assert {measure.tick for measure in said} == {True, False}
    items = [item for item in within(elements) if item.role == "LI"]
    assert len(items) == len(said)
    for item, measure in zip(items, said, strict=True):
        assert words((item,)).startswith(measure.title)
        boxes = [child for child in within((item,)) if child.role == "Form"]
        assert [box.alt for box in boxes] == ["チェック欄"] * measure.tick, measure.title


def test_the_card_s_lines_are_long_enough_to_write_on(documents):
    for name, document in documents.items():
        (card,) = [element for element in document.pages[0].elements if element.block == "commissioner"]
        lines = [mark for found in within((card,)) if found.alt == "記入欄" for mark in marks((found,))]
        assert len(lines) == 2, name
        assert all(bounds(line).width >= 70 * MM for line in lines), name


def test_people_of_ten_are_counted_by_filled_figures(plan, leaflet):
    node = next(node for node in blocks_of(leaflet) if node.kind == "statistics")
    elements, _ = drawn(handbook.select(plan, "南"), leaflet, node, 250, 0)
    figures = [element for element in elements if element.role == "Figure"]
    assert [figure.alt for figure in figures] == [f"10人のうち{n}人を塗った人の絵" for n in (2, 6, 5)]
    for figure, tenths in zip(figures, (2, 6, 5), strict=True):
        assert sum(shape.fill is not None for shape in figure.children) == 2 * tenths
        assert sum(shape.stroke is not None for shape in figure.children) == 2 * (10 - tenths)


def test_what_is_the_same_in_every_edition_is_drawn_once(plan: Plan, leaflet: Layout, documents):
    first, second = (
        [element for page in documents[name].pages for element in page.elements] for name in ("南", "水分")
    )
    shared = {id(element) for element in first} & {id(element) for element in second}
    kinds = {element.block for element in first if id(element) in shared}
    assert {"goals", "contacts", "commissioner", "statistics", "columns"} <= kinds
    assert not {"desks", "masthead"} & kinds


def test_what_differs_in_one_number_is_never_taken_for_the_same(plan: Plan, leaflet: Layout):
    """Editions made before, with the same desks or nearly so, lend their tables only if all is equal."""

    def table(edition) -> tuple[int, str]:
        (found,) = [
            element
            for page in handbook.compose(edition, leaflet).pages
            for element in page.elements
            if element.block == "desks"
        ]
        return id(found), words((found,))

    first, neighbour = handbook.select(plan, "犬塚"), handbook.select(plan, "江上")
    assert first.desks == neighbour.desks
    assert table(first) == table(neighbour)
    corrected = tuple(
        desk._replace(phone="0942-51-0000") if number == 0 else desk
        for number, desk in enumerate(first.desks)
    )
    changed = first._replace(desks=corrected)
    assert "0942-51-0000" in table(changed)[1]
    assert "0942-51-0000" not in table(neighbour)[1]
    assert table(first)[1] != table(changed)[1]
