"""Desks with all that one may have, several of a category, in the invented city: each thing is missed."""

from __future__ import annotations

import pytest

import handbook
from handbook.check import Finding, check_pdf
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.load import load_plan
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.resources import bundled

FIELDS = ("hours", "address", "mail", "web", "ask")


@pytest.fixture(scope="module")
def mihon() -> Plan:
    return load_plan(bundled("data") / "mihon")


def found(printed: Edition, true: Edition, layout: Layout) -> list[Finding]:
    """What is said of `printed`, held against the true data."""
    return check_pdf(render_pdf(handbook.compose(printed, layout)), true, layout)


def test_every_edition_passes_with_and_without_its_layout(mihon: Plan, leaflet: Layout) -> None:
    """Among them those of a column of two districts, which names both."""
    for district in mihon.districts:
        edition = handbook.select(mihon, district.name)
        file = read_back(render_pdf(handbook.compose(edition, leaflet)))
        assert check_pdf(file, edition, leaflet) == check_pdf(file, edition) == [], district.name


@pytest.mark.parametrize("field", FIELDS)
def test_what_a_desk_has_is_missed_where_it_is_not_printed(mihon: Plan, leaflet: Layout, field: str) -> None:
    edition = handbook.select(mihon, "東")
    full = next(desk for desk in edition.desks if all(getattr(desk, name) for name in FIELDS))
    desks = tuple(desk._replace(**{field: ""}) if desk is full else desk for desk in edition.desks)
    (finding,) = found(edition._replace(desks=desks), edition, leaflet)
    assert finding.code == "missing-text"
    assert getattr(full, field).replace(" ", "")[:6] in finding.message


def test_the_date_of_a_column_is_missed(mihon: Plan, leaflet: Layout) -> None:
    editions = [handbook.select(mihon, district.name) for district in mihon.districts]
    edition = next(one for one in editions if one.columns and one.columns[0].date)
    first, *rest = edition.columns
    codes = [
        one.code
        for one in found(edition._replace(columns=(first._replace(date=""), *rest)), edition, leaflet)
    ]
    assert codes == ["missing-text"]


def test_two_desks_of_one_category_stand_in_its_band(mihon: Plan, leaflet: Layout) -> None:
    """The band reaches over both rows, its label stands beside neither; a band of another is still found."""
    edition = handbook.select(mihon, "つつじが丘")
    first, second, third, *rest = edition.desks
    assert first.category == second.category != third.category
    assert found(edition, edition, leaflet) == []
    for desks, wrong in (
        ((first, second._replace(category=third.category), third, *rest), second),
        ((first, second, third._replace(category=first.category), *rest), third),
    ):
        said = [
            one
            for one in found(edition._replace(desks=desks), edition, leaflet)
            if one.code.startswith("category")
        ]
        assert [wrong.name in one.message for one in said] == [True]
