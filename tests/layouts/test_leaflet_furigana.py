"""The leaflet with furigana: four pages, ruby never too small, room for it above every line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import handbook
from handbook.document import Element, Mark, Text, bounds, marks
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.resources import bundled
from handbook.units import Rect


@pytest.fixture(scope="module")
def furigana() -> Layout:
    return handbook.load_layout("leaflet-furigana")


@pytest.fixture(scope="module")
def mihon() -> Plan:
    return handbook.load_plan(bundled("data") / "mihon")


def readings(elements: tuple[Element | Mark, ...]) -> Iterator[Text]:
    for one in elements:
        if isinstance(one, Element) and one.role == "RT":
            yield from (mark for mark in one.children if isinstance(mark, Text))
        elif isinstance(one, Element):
            yield from readings(one.children)


def overlap(one: Rect, other: Rect) -> bool:
    across = min(one.right, other.right) - max(one.x, other.x)
    return across > 0.5 and min(one.bottom, other.bottom) - max(one.y, other.y) > 0.5


def examine(plan: Plan, layout: Layout, name: str) -> None:
    edition = handbook.select(plan, name)
    document = handbook.compose(edition, layout)
    assert handbook.check_pdf(handbook.render_pdf(document), edition, layout) == []
    assert len(document.pages) == 4
    for page in document.pages:
        ruby = list(readings(page.elements))
        assert ruby
        assert min(one.run.size for one in ruby) >= 6
        own = set(map(id, ruby))
        bases = [one for one in marks(page.elements) if isinstance(one, Text) and id(one) not in own]
        boxes = [bounds(one) for one in bases]
        for one in ruby:
            box = bounds(one)
            touched = [base.run.text for base, its in zip(bases, boxes, strict=True) if overlap(box, its)]
            assert touched == [], f"{one.run.text} on {page.name}"


@pytest.mark.parametrize("name", ["浮島", "南", "宮ノ陣"])
def test_ruby_is_large_enough_and_touches_nothing(plan: Plan, furigana: Layout, name: str) -> None:
    examine(plan, furigana, name)


def test_in_the_invented_city_too(mihon: Plan, furigana: Layout) -> None:
    examine(mihon, furigana, "つつじが丘")


def test_names_have_the_whole_row_and_who_comes_to_the_door_stands_on_the_next_page(
    plan: Plan, mihon: Plan, furigana: Layout
) -> None:
    document = handbook.compose(handbook.select(plan, "浮島"), furigana)
    found = [mark for mark in marks(document.pages[0].elements) if isinstance(mark, Text)]
    ends = [mark for mark in found if mark.run.text == "センター"]
    assert ends
    assert all(sum(other.y == mark.y for other in found) > 1 for mark in ends), "センター alone on a line"
    small = handbook.compose(handbook.select(mihon, "見本ニュータウン"), furigana)
    drawn = [[one.run.text for one in marks(page.elements) if isinstance(one, Text)] for page in small.pages]
    assert ["0000-10-0001" in texts for texts in drawn] == [False, True, False, False]
