"""The card: numbers on its front, whose they are on its back; at most four desks have room."""

from __future__ import annotations

import re

import pytest

import handbook
from handbook.check import check_pdf
from handbook.check.page_text import FileText, compact
from handbook.check.standards import check_standards
from handbook.coverage import lost_details
from handbook.edition import Edition
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.resources import bundled
from handbook.units import MM


@pytest.fixture(scope="module")
def card() -> Layout:
    return handbook.load_layout("card")


@pytest.fixture(scope="module")
def mihon() -> Plan:
    return handbook.load_plan(bundled("data") / "mihon")


@pytest.fixture(scope="module")
def cards(plan: Plan, mihon: Plan, card: Layout) -> list[tuple[Edition, bytes]]:
    editions = [handbook.select(plan, name) for name in ("浮島", "南", "宮ノ陣")]
    editions += [handbook.select(mihon, name) for name in ("東", "西第２")]
    return [(edition, render_pdf(handbook.compose(edition, card))) for edition in editions]


def test_every_card_is_good(cards, card):
    for edition, pdf in cards:
        assert check_pdf(pdf, edition, card) == []
    edition, pdf = cards[0]
    assert check_pdf(pdf, edition, card, seen=True) == []
    assert not any(verdict.findings for verdict in check_standards(pdf))


def test_it_has_two_sides_of_91_by_55_mm_and_keeps_5_mm_free(cards):
    for _, pdf in cards:
        pages = read_back(pdf).pages
        assert len(pages) == 2
        for page in pages:
            assert (page.trim.width, page.trim.height) == pytest.approx((91 * MM, 55 * MM), abs=0.1)
            assert min(run.left for run in page.runs) >= 5 * MM
            assert max(run.right for run in page.runs) <= 86 * MM


def test_numbers_of_16_points_stand_on_the_front_and_names_on_the_back(cards):
    for edition, pdf in cards:
        front, back = FileText(read_back(pdf)).pages
        assert compact(edition.name) in front.plain
        for desk in edition.desks:
            (place,) = front.find(compact(desk.phone))
            assert front.least_size(*place) >= 16
            assert compact(desk.category) in front.plain
            assert compact(desk.name) in back.plain
            assert compact(desk.hours) in back.plain
            assert compact(desk.name) not in front.plain
            assert compact(desk.phone) not in back.plain
        assert "民生委員" in back.plain
        assert min(run.size for page in (front, back) for run in page.page.runs) >= 7


def test_a_number_beside_another_category_is_found(plan: Plan, card):
    """No name stands beside it that could tell."""
    edition = handbook.select(plan, "浮島")
    first, second, *others = edition.desks
    swapped = first._replace(phone=second.phone), second._replace(phone=first.phone)
    pdf = render_pdf(handbook.compose(edition._replace(desks=(*swapped, *others)), card))
    found = check_pdf(pdf, edition, card)
    assert {finding.code for finding in found} == {"number-beside-wrong-name"}
    assert {finding.page for finding in found} == {1}


def test_a_listener_hears_whose_number_it_is(cards):
    edition, pdf = cards[0]
    links = [link.words for link in read_back(pdf).pages[0].links]
    assert all(any(desk.name in words for words in links) for desk in edition.desks)


def test_more_than_four_desks_are_told_with_the_way_to_mend(mihon: Plan, card):
    edition = handbook.select(mihon, "つつじが丘")
    with pytest.raises(InputError) as caught:
        handbook.compose(edition, card)
    for problem in caught.value.problems:
        assert re.search("相談先が5件あり、4件まで", problem.message)
        assert "desks.yaml" in problem.hint
        assert "別のレイアウト" in problem.hint
        assert problem.place.file.endswith("card.yaml")
        assert problem.place.line


def test_whoever_builds_is_told_what_it_leaves_out(mihon: Plan, card):
    told = "".join(lost_details(mihon, card))
    assert "所在地1件" in told
    assert "受付時間" not in told
    assert "電話番号" not in told
    assert not lost_details(mihon, handbook.load_layout("leaflet"))
