"""The board: what stands on it can be read from two metres, on A3 and on A4, for any district."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import handbook
from handbook.check import check_pdf
from handbook.check.page_text import FileText, compact
from handbook.check.standards import check_standards
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.resources import bundled
from handbook.units import MM

PAPERS = {"board": (297, 420), "board-a4": (210, 297)}
MIHON = ("東", "つつじが丘", "見本ニュータウン")


@pytest.fixture(scope="module")
def editions(plan: Plan) -> list[Edition]:
    """Names of one and of three characters, and the invented city's hardest."""
    mihon = handbook.load_plan(bundled("data") / "mihon")
    kurume = [handbook.select(plan, name) for name in ("浮島", "南", "宮ノ陣")]
    return [*kurume, *(handbook.select(mihon, name) for name in MIHON)]


@pytest.fixture(scope="module", params=PAPERS)
def layout(request: pytest.FixtureRequest) -> Layout:
    return handbook.load_layout(request.param)


@pytest.fixture(scope="module")
def sheets(editions: list[Edition], layout: Layout) -> list[tuple[Edition, bytes]]:
    return [(edition, render_pdf(handbook.compose(edition, layout))) for edition in editions]


def sizes(pdf: bytes, text: str) -> Iterator[float]:
    """How large a text is in a file, wherever it stands."""
    for page in FileText(read_back(pdf)).pages:
        yield from (page.least_size(*place) for place in page.find(compact(text)))


def test_every_sheet_is_good(sheets, layout):
    for edition, pdf in sheets:
        assert check_pdf(pdf, edition, layout) == []
        (page,) = read_back(pdf).pages
        assert (page.trim.width, page.trim.height) == pytest.approx(
            [side * MM for side in PAPERS[layout.name]], abs=0.1
        )


def test_one_is_looked_at_and_keeps_the_standards(sheets, layout):
    edition, pdf = sheets[0]
    assert check_pdf(pdf, edition, layout, seen=True) == []
    assert not any(verdict.findings for verdict in check_standards(pdf))


def test_names_are_28_points_and_numbers_45(sheets):
    for edition, pdf in sheets:
        names = [desk.name for desk in edition.desks] + [desk.category for desk in edition.desks]
        for text in (edition.district.name, *names):
            assert max(sizes(pdf, text)) >= 28, text
        for desk in edition.desks:
            assert max(sizes(pdf, desk.phone)) >= 45, desk.phone
            assert not desk.hours or list(sizes(pdf, desk.hours))


def test_numbers_grow_with_the_room(plan: Plan, editions):
    def number(name: str, edition: Edition) -> float:
        pdf = render_pdf(handbook.compose(edition, handbook.load_layout(name)))
        return max(sizes(pdf, edition.desks[0].phone))

    few, many = editions[0], editions[-1]
    assert number("board", few) > number("board", many)
    assert number("board", few) > number("board-a4", few)


def test_it_says_who_comes_to_the_door_whose_it_is_and_when_it_was_so(sheets):
    for edition, pdf in sheets:
        text = FileText(read_back(pdf)).plain
        for words in ("民生委員・児童委員", "お名前", edition.plan.title, *edition.plan.issuers, "現在"):
            assert compact(words) in text


def test_stamp_boxes_are_there_where_a_layout_wants_them(layout, editions, tmp_path: Path):
    path = tmp_path / "kairan.yaml"
    titles = "回覧, 1組, 2組, 3組, 4組, 5組, 6組"
    path.write_text(
        f"extends: {layout.name}\ntitle: 回覧\nparts:\n"
        f'  stamps: {{titles: [{titles}], rows: [[印, "", "", "", "", "", ""]]}}\n',
        encoding="utf-8",
    )
    kairan = handbook.load_layout(path)
    pdf = render_pdf(handbook.compose(editions[0], kairan))
    assert check_pdf(pdf, editions[0], kairan) == []
    assert list(sizes(pdf, "6組"))
    page = read_back(pdf).pages[0]
    upright = [
        shape for shape in page.shapes if shape.right - shape.left < 1 and shape.bottom - shape.top > 40
    ]
    assert len({round(shape.left) for shape in upright}) == 8  # six boxes, their title, and the edge
