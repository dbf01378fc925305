"""Wrong data on good paper: the leaflet is composed from changed data and held against the true ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import handbook
from handbook.check import Finding, check_pdf
from handbook.document import Document
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.plan import Column, Desk, Passage, Plan

FindingsOf = Callable[[Document], list[Finding]]


def composed(edition: Edition, leaflet: Layout, **changes: object) -> Document:
    return handbook.compose(edition._replace(**changes), leaflet)  # type: ignore[arg-type]


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def desks_with(edition: Edition, index: int, **changes: str) -> tuple[Desk, ...]:
    desks = list(edition.desks)
    desks[index] = desks[index]._replace(**changes)  # type: ignore[arg-type]
    return tuple(desks)


@pytest.mark.parametrize("field", ["phone", "fax"])
@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 2), (0, 3), (2, 3)])
def test_two_swapped_numbers_are_found_by_where_they_stand(
    edition: Edition, leaflet: Layout, findings_of: FindingsOf, field: str, one: int, other: int
) -> None:
    desks = list(edition.desks)
    first, second = getattr(desks[one], field), getattr(desks[other], field)
    desks[one] = desks[one]._replace(**{field: second})
    desks[other] = desks[other]._replace(**{field: first})
    found = findings_of(composed(edition, leaflet, desks=tuple(desks)))
    # A tap on the number still dials what is printed: only the place tells.
    assert codes(found) == {"number-beside-wrong-name"}
    assert {first, second} <= {
        number for number in (first, second) if any(number in f.message for f in found)
    }


def test_swapped_contacts_are_found(edition: Edition, leaflet: Layout, findings_of: FindingsOf) -> None:
    first, second = edition.plan.contacts
    for field in ("phone", "fax"):
        one = first._replace(**{field: getattr(second, field)})
        other = second._replace(**{field: getattr(first, field)})
        plan = replace(edition.plan, contacts=(one, other))
        assert codes(findings_of(composed(edition, leaflet, plan=plan))) == {"number-beside-wrong-name"}


def test_swapped_categories_are_found(edition: Edition, leaflet: Layout, findings_of: FindingsOf) -> None:
    first, second, *rest = edition.desks
    swapped = (
        first._replace(category=second.category),
        second._replace(category=first.category),
        *rest,
    )
    assert codes(findings_of(composed(edition, leaflet, desks=swapped))) == {"category-beside-wrong-name"}


def test_another_desks_number_is_named_with_its_owner(
    edition: Edition, leaflet: Layout, findings_of: FindingsOf
) -> None:
    found = findings_of(composed(edition, leaflet, desks=desks_with(edition, 0, phone="0942-36-5311")))
    assert codes(found) == {"missing-number", "foreign-number"}
    foreign = next(finding for finding in found if finding.code == "foreign-number")
    assert "南第2地域包括支援センター（南・津福校区）の番号です" in foreign.message
    assert foreign.page == 1
    assert foreign.rect is not None


@pytest.mark.parametrize("wrong", ["0942-51-6101", "0942-51-610", "51-6100", "０９４２－５１－６１０１"])
def test_a_number_that_nobody_has(
    edition: Edition, leaflet: Layout, findings_of: FindingsOf, wrong: str
) -> None:
    found = findings_of(composed(edition, leaflet, desks=desks_with(edition, 0, phone=wrong)))
    assert "missing-number" in codes(found)
    assert codes(found) & {"unknown-number", "unknown-text"}


def test_the_desk_of_another_district(
    plan: Plan, edition: Edition, leaflet: Layout, findings_of: FindingsOf
) -> None:
    stranger = handbook.select(plan, "南").desks[0]
    found = findings_of(composed(edition, leaflet, desks=(stranger, *edition.desks[1:])))
    assert codes(found) == {"missing-text", "missing-number", "foreign-number", "unknown-text"}


def test_a_missing_measure(edition: Edition, leaflet: Layout, findings_of: FindingsOf) -> None:
    goals = edition.plan.goals
    last = goals[-1]
    shorter = (*goals[:-1], last._replace(measures=last.measures[:-1]))
    found = findings_of(composed(edition, leaflet, plan=replace(edition.plan, goals=shorter)))
    assert codes(found) == {"missing-text"}
    lost = last.measures[-1]
    assert any(lost.title in finding.message for finding in found)
    assert len(found) == 1


def test_two_swapped_roles(edition: Edition, leaflet: Layout, findings_of: FindingsOf) -> None:
    """All the words are there, but under each other's heading."""
    first, *rest = edition.plan.goals
    one, other, *measures = first.measures
    swapped = (one._replace(roles=other.roles), other._replace(roles=one.roles), *measures)
    plan = replace(edition.plan, goals=(first._replace(measures=swapped), *rest))
    found = findings_of(composed(edition, leaflet, plan=plan))
    assert codes(found) == {"wrong-pair"}
    assert len(found) == 2
    assert one.title in found[0].message


def test_two_swapped_amounts(edition: Edition, leaflet: Layout, findings_of: FindingsOf) -> None:
    statistics = list(edition.plan.statistics)
    tenths = [index for index, one in enumerate(statistics) if one.points[0].tenths is not None]
    first, second = (statistics[index].points[0] for index in tenths[:2])
    for index, point, other in ((tenths[0], first, second), (tenths[1], second, first)):
        changed = point._replace(amount=other.amount)
        statistics[index] = statistics[index]._replace(points=(changed, *statistics[index].points[1:]))
    plan = replace(edition.plan, statistics=tuple(statistics))
    assert codes(findings_of(composed(edition, leaflet, plan=plan))) == {"wrong-pair"}


@pytest.mark.parametrize("part", ["welfare", "position", "situation", "challenges"])
def test_a_wrong_word_in_the_plan(
    edition: Edition, leaflet: Layout, findings_of: FindingsOf, part: str
) -> None:
    def spoiled(passage: Passage) -> Passage:
        return passage._replace(text=passage.short.replace("地域", "職場", 1), excerpt=None)

    value = edition.plan.sections.get(part)
    if value is None:
        assert edition.plan.welfare
        changed: dict[str, object] = {"welfare": spoiled(edition.plan.welfare)}
    else:
        index = next(i for i, point in enumerate(value.points) if "地域" in point.short)
        points = list(value.points)
        points[index] = spoiled(points[index])
        sections = {**edition.plan.sections, part: value._replace(points=tuple(points))}
        changed = {"sections": sections}
    plan = replace(edition.plan, **changed)  # type: ignore[arg-type]
    found = findings_of(composed(edition, leaflet, plan=plan))
    assert codes(found) == {"missing-text", "unknown-text"}


def test_a_statistic_with_another_amount(edition: Edition, leaflet: Layout, findings_of: FindingsOf) -> None:
    statistics = list(edition.plan.statistics)
    index = next(
        i
        for i, one in enumerate(statistics)
        if one.points[0].amount == "６割程度" or "6" in one.points[0].amount
    )
    point = statistics[index].points[0]._replace(amount="3割程度")
    statistics[index] = statistics[index]._replace(points=(point, *statistics[index].points[1:]))
    plan = replace(edition.plan, statistics=tuple(statistics))
    assert "missing-text" in codes(findings_of(composed(edition, leaflet, plan=plan)))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("江上校区では、サロンを開いています。", "foreign-place"),
        ("大善寺のみなさんへ", "foreign-place"),
        ("南校区のみなさんへ", "foreign-place"),
        ("大牟田市のみなさんへ", "foreign-place"),
        ("つくば市のみなさんへ", "foreign-place"),
        ("大木町のみなさんへ", "foreign-place"),
        ("ここに文章が入ります。", "unknown-text"),
    ],
)
def test_words_from_elsewhere_are_quoted(edition: Edition, leaflet: Layout, words: str, code: str) -> None:
    """In a column with room for them."""
    column = edition.columns[0]._replace(text="認知症への理解が進み始めています。")
    true = edition._replace(columns=(column,))
    changed = column._replace(text=f"{column.text}\n{words}")
    found = check_pdf(render_pdf(composed(true, leaflet, columns=(changed,))), true, leaflet)
    assert code in codes(found) <= {code, "unknown-text"}
    assert any(words[:4] in finding.message for finding in found)


def test_another_districts_column(edition: Edition, leaflet: Layout, findings_of: FindingsOf) -> None:
    theirs = Column(id="egami", districts=("江上",), title="江上の朝市", text="みんなで朝市を開いています。")
    found = findings_of(composed(edition, leaflet, columns=(theirs, *edition.columns)))
    assert codes(found) == {"missing-text", "foreign-place", "unknown-text"}


def test_a_column_under_a_wrong_label(edition: Edition, leaflet: Layout, findings_of: FindingsOf) -> None:
    column = edition.columns[0]._replace(districts=())
    found = findings_of(composed(edition, leaflet, columns=(column, *edition.columns[1:])))
    # The label that is missing, and 市内の取組み, which this edition has no column for.
    assert codes(found) == {"missing-text", "unknown-text"}
    assert "浮島校区の取組み" in found[0].message


def test_the_date_of_the_data_is_required(edition: Edition, leaflet: Layout, findings_of: FindingsOf) -> None:
    plan = replace(edition.plan, data_date="令和3年3月")
    found = findings_of(composed(edition, leaflet, plan=plan))
    assert "missing-text" in codes(found)
    assert any("令和2年3月" in finding.message for finding in found)


def test_another_reading_of_the_district(edition: Edition, leaflet: Layout, findings_of: FindingsOf) -> None:
    district = edition.district._replace(reading="うきじま")
    found = findings_of(composed(edition, leaflet, district=district))
    assert codes(found) == {"missing-text", "wrong-reading"}
    assert "うきしま" in found[0].message
