"""The code of a sheet follows from what the sheet says, and from nothing else."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace

import handbook
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.sheet_code import as_code, sheet_code


def test_each_edition_has_a_code_of_its_own_that_can_be_read(plan: Plan, documents) -> None:
    codes = [document.code for document in documents.values()]
    assert len(set(codes)) == len(plan.districts)
    # K begins the codes of sheets to proof-read by.
    assert all(re.fullmatch("(?!K)[A-HJ-NP-Z]{6}", code) for code in codes)


def test_proof_and_final_and_every_day_share_it(plan: Plan, leaflet: Layout, documents) -> None:
    edition = handbook.select(plan, "浮島")
    for final in (False, True):
        for date in (None, datetime.date(2026, 3, 31), datetime.date(2026, 4, 1)):
            assert handbook.compose(edition, leaflet, final, date).code == documents["浮島"].code


def test_it_follows_what_is_printed(plan: Plan, leaflet: Layout, confirmed: Callable[[Plan], Plan]) -> None:
    def code(plan: Plan, layout: Layout = leaflet) -> str:
        return sheet_code(handbook.select(plan, "浮島"), layout)

    noted = tuple(fact._replace(note="電話で確かめた") for fact in plan.facts)
    assert code(confirmed(replace(plan, facts=noted))) == code(plan)
    assert code(replace(plan, opinions_caption="紙面に出ない言葉")) == code(plan)
    assert plan.welfare
    longer = plan.welfare._replace(text=plan.welfare.text + "紙面に出ない続き。")
    assert code(replace(plan, welfare=longer)) == code(plan), "the leaflet prints the excerpt"
    shorter = plan.welfare._replace(excerpt="紙面に出る抜粋")
    assert code(replace(plan, welfare=shorter)) != code(plan)
    first, *others = plan.contacts
    for change in (
        {"contacts": (first._replace(fax="0942-30-0000"), *others)},
        {"contacts": (first._replace(phone=first.fax, fax=first.phone), *others)},
        {"data_date": "令和8年3月"},
        {"vision": ("別の姿",)},
        {"welfare_heading": plan.welfare_heading, "title": "別の計画"},
    ):
        assert code(replace(plan, **change)) != code(plan), change
    assert code(plan, replace(leaflet, name="large")) != code(plan)


def test_a_person_may_type_it_small_or_wide() -> None:
    for typed in (
        "abcdef",
        " ＡＢＣ def ",
        "ABC-DEF",
        "ａｂｃ－ｄｅｆ",
        "AB ‐ CD　− EF",
        "ABCーDEF",
        "「ABC・DEF」",
    ):
        assert as_code(typed) == "ABCDEF", typed
    assert [as_code(typed) for typed in ("ABCDE", "ABCDEFG", "ABCDEO", "ABCDE1", "", "浮島")] == [None] * 6
