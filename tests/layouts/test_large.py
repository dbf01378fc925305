"""The leaflet in large type: what a reader with weak eyes has in hand, measured on the finished PDF."""

from __future__ import annotations

import io

import pypdf
import pytest

import handbook
from handbook.document import Document, Text, marks
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.resources import bundled

A4 = (595.28, 841.89)


@pytest.fixture(scope="module")
def large() -> Layout:
    return handbook.load_layout("large")


@pytest.fixture(scope="module")
def mihon() -> Plan:
    return handbook.load_plan(bundled("data") / "mihon")


def sizes(document: Document, words: str) -> set[float]:
    drawn = (mark for page in document.pages for mark in marks(page.elements) if isinstance(mark, Text))
    return {round(mark.run.size, 2) for mark in drawn if words in mark.run.text}


@pytest.mark.parametrize("name", ["浮島", "南", "田主丸"])
def test_it_is_large_and_whole(plan: Plan, large: Layout, name: str) -> None:
    edition = handbook.select(plan, name)
    document = handbook.compose(edition, large)
    pdf = handbook.render_pdf(document)
    assert handbook.check_pdf(pdf, edition, large) == []
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert all(float(page.mediabox.width) == pytest.approx(A4[0], abs=0.1) for page in pages)
    assert len(pages) == 6
    first = document.pages[:1]
    for desk in edition.desks:
        assert sizes(document._replace(pages=first), desk.phone) == {40}, "all numbers on the first page"
    assert min(sizes(document, "高齢者のみの世帯")) >= 18
    assert large.least.notes >= 15.5, "which the check holds all else to"


def test_no_goal_is_parted(plan: Plan, large: Layout) -> None:
    document = handbook.compose(handbook.select(plan, "浮島"), large)
    panels = [
        one for page in document.pages for one in page.elements if one.block == "goals" and one.role == "Sect"
    ]
    assert len(panels) == len(plan.goals)


def test_desks_that_fill_more_than_a_page_go_on_on_the_next(mihon: Plan, large: Layout) -> None:
    edition = handbook.select(mihon, "見本ニュータウン")
    document = handbook.compose(edition, large)
    assert handbook.check_pdf(handbook.render_pdf(document), edition, large) == []
    on = [
        number for desk in edition.desks for number, page in enumerate(document.pages)
        if any(isinstance(mark, Text) and mark.run.text == desk.phone for mark in marks(page.elements))
    ]  # fmt: skip
    assert set(on) == {0, 1}
    assert on == sorted(on)


def seen(document: Document, page: int) -> str:
    found = marks(document.pages[page].elements)
    return "".join(mark.run.text for mark in found if isinstance(mark, Text))


def test_desks_that_go_on_are_headed_and_a_small_plan_fills_its_pages(mihon: Plan, large: Layout) -> None:
    document = handbook.compose(handbook.select(mihon, "見本ニュータウン"), large)
    head = "見本ニュータウン地区の相談先（つづき）"
    assert [head in seen(document, page) for page in (0, 1, 2)] == [False, True, False]
    goals = next(at for at in range(len(document.pages)) if "目標1" in seen(document, at))
    assert "□ に ✓" in seen(document, goals)
    assert "目標4" in seen(document, -1)
    assert "どんな計画？" in seen(document, -1)
