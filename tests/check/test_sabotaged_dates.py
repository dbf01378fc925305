"""A wrong date on good paper: missing, another's, or where none belongs."""

from __future__ import annotations

from dataclasses import replace

import pytest

import handbook
from handbook.check import check_pdf
from handbook.edition import Edition
from handbook.pdf import render_pdf
from handbook.plan import Plan

NEW, NEWER = "令和8年4月", "令和8年10月"


def dated(edition: Edition, *dates: str) -> Edition:
    desks = [desk._replace(as_of=date) for desk, date in zip(edition.desks, dates, strict=True)]
    return edition._replace(desks=tuple(desks))


def with_plan(edition: Edition, **changes: object) -> Edition:
    return edition._replace(plan=replace(edition.plan, **changes))  # type: ignore[arg-type]


def with_contacts(edition: Edition, *dates: str) -> Edition:
    contacts = [one._replace(as_of=date) for one, date in zip(edition.plan.contacts, dates, strict=True)]
    return with_plan(edition, contacts=tuple(contacts))


def with_findings(edition: Edition, *dates: str) -> Edition:
    """Two statistics, with dates at the two findings of the second."""
    first, second, *_ = edition.plan.statistics
    points = tuple(point._replace(as_of=date) for point, date in zip(second.points, dates, strict=True))
    return with_plan(edition, statistics=(first, second._replace(points=points)))


def with_column(edition: Edition, date: str) -> Edition:
    return edition._replace(columns=(edition.columns[0]._replace(as_of=date), *edition.columns[1:]))


TRUE = ("", NEW, NEWER, "")
WRONG = {
    "none": ("", "", NEWER, ""),
    "another's": ("", NEWER, NEWER, ""),
    "exchanged": ("", NEWER, NEW, ""),
    "moved to a neighbour": (NEW, "", NEWER, ""),
    "one too many": (NEW, NEW, NEWER, ""),
    "one too many at the end": ("", NEW, NEWER, NEWER),
    "a digit": ("", "令和8年5月", NEWER, ""),
    "an era": ("", NEW, "平成28年10月", ""),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_desk_with_a_wrong_date_is_found(edition: Edition, leaflet, what: str) -> None:
    true = dated(edition, *TRUE)
    assert check_pdf(render_pdf(handbook.compose(true, leaflet)), true, leaflet) == []
    wrong = render_pdf(handbook.compose(dated(edition, *WRONG[what]), leaflet))
    codes = {finding.code for finding in check_pdf(wrong, true, leaflet)}
    assert codes & {"missing-text", "wrong-pair", "unknown-text"}


@pytest.mark.parametrize(
    ("make", "true", "wrong"),
    [
        (with_contacts, (NEW, ""), ("", "")),
        (with_contacts, (NEW, ""), (NEW, NEW)),
        (with_contacts, (NEW, NEWER), (NEWER, NEW)),
        (with_contacts, ("", NEW), (NEW, "")),
        (with_findings, (NEW, ""), ("", "")),
        (with_findings, (NEW, ""), ("", NEW)),
        (with_findings, (NEW, NEW), (NEWER, NEWER)),
        (with_findings, (NEW, NEWER), (NEWER, NEW)),
        (with_findings, ("", ""), (NEW, NEW)),
        (with_column, (NEW,), ("",)),
        (with_column, ("",), (NEW,)),
        (with_column, (NEW,), (NEWER,)),
    ],
)
def test_so_is_one_at_a_contact_a_finding_or_a_case(edition: Edition, leaflet, make, true, wrong) -> None:
    good, bad = make(edition, *true), make(edition, *wrong)
    assert check_pdf(render_pdf(handbook.compose(good, leaflet)), good, leaflet) == []
    assert check_pdf(render_pdf(handbook.compose(bad, leaflet)), good, leaflet) != []


def test_so_is_the_date_of_all_numbers(edition: Edition, leaflet) -> None:
    newer = with_plan(edition, data_date=NEW)
    found = check_pdf(render_pdf(handbook.compose(newer, leaflet)), edition, leaflet)
    assert any("電話番号は令和2年3月現在" in finding.message for finding in found)
    # The number of one desk is older than the foot says.
    older = dated(edition, "令和元年5月", "", "", "")
    assert check_pdf(render_pdf(handbook.compose(edition, leaflet)), older, leaflet) != []


def test_without_its_layout_a_leaflet_needs_the_oldest_date(plan: Plan, edition: Edition, leaflet) -> None:
    pdf = render_pdf(handbook.compose(edition, leaflet))
    assert "missing-text" not in {finding.code for finding in check_pdf(pdf, edition)}
    newer = replace(plan, data_date=NEW)
    found = check_pdf(pdf, handbook.select(newer, "浮島"))
    assert [finding.code for finding in found] == ["missing-text"]
    assert f"電話番号の時点が紙面にありません：「{NEW}」" in found[0].message
