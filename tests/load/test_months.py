"""`as_of` and `data_date`: months as people write them, and those that are refused, with place and mend."""

from __future__ import annotations

import pytest

import handbook
from handbook.load.dates import date_problems, month, oldest

DESK = "        fax: 0942-64-2082\n"
CONTACT = "      fax: 0942-30-9752\n"
FINDING = "        tenths: 2\n"
COLUMN = "district: 浮島\n"
PLACES = [
    pytest.param("desks.yaml", DESK, "        ", id="desk"),
    pytest.param("plan.yaml", CONTACT, "      ", id="contact"),
    pytest.param("plan.yaml", FINDING, "        ", id="finding"),
    pytest.param("columns/ukishima-ninchisho.yaml", COLUMN, "", id="column"),
]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("令和8年4月", "令和8年4月"),
        ("令和８年１０月", "令和8年10月"),
        ("令和元年5月", "令和元年5月"),
        ("令和1年5月", "令和元年5月"),
        ("令和08年04月", "令和8年4月"),
        ("平成31年4月", "平成31年4月"),
        (" 令和 8年 4月 ", "令和8年4月"),
    ],
)
def test_a_month_is_printed_in_one_way(written: str, printed: str) -> None:
    assert month(written) == printed
    assert list(date_problems(written)) == []


@pytest.mark.parametrize(
    "written",
    ["令和8年", "令和8年度4月", "令和8年4月1日", "2026年4月", "4月", "令和8年4月現在", "R8.4", "最近", ""],
)
def test_what_is_no_month(written: str) -> None:
    assert month(written) is None


def test_the_oldest_of_months_of_two_eras() -> None:
    assert oldest(["令和元年5月", "平成31年4月", "令和10年1月", "令和2年3月"]) == "平成31年4月"
    assert oldest(["令和10年1月", "令和9年12月"]) == "令和9年12月"


@pytest.mark.parametrize("text", ["令和元年4月", "平成31年5月", "昭和64年2月"])
def test_a_month_outside_its_era_is_refused_in_any_text(text: str) -> None:
    ((index, message, hint),) = date_problems(f"次の会は{text}です")
    assert index == 4
    assert "元号の期間" in message
    assert hint


@pytest.mark.parametrize("text", ["令和元年5月", "平成元年1月", "平成31年4月", "令和元年度4月", "平成31年度"])
def test_the_first_and_last_months_of_an_era(text: str) -> None:
    assert list(date_problems(text)) == []


@pytest.mark.parametrize(("file", "line", "indent"), PLACES)
def test_a_fact_says_its_month(change, file: str, line: str, indent: str) -> None:
    plan = handbook.load_plan(change(file, line, f"{line}{indent}as_of: 令和８年１０月\n"))
    facts = (*plan.desks, *plan.contacts, *plan.columns, *(p for one in plan.statistics for p in one.points))
    assert [fact.as_of for fact in facts if fact.as_of] == ["令和8年10月"]
    assert {plan.date_of(fact) for fact in facts} == {"令和8年10月", "令和2年3月"}


@pytest.mark.parametrize(("file", "line", "indent"), PLACES)
@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("令和8年13月", "「令和8年13月」という月はありません", "月は1から12まで"),
        ("令和28年4月", "", ""),
        ("令和29年4月", "「令和29年4月」という年はありません", "令和28年（2046年）まで"),
        ("令和元年4月", "元号の期間にありません", "元号と年と月"),
        ("2026年4月", "「2026年4月」は使えません", "「令和8年4月」のように"),
        ("令和8年4月1日", "「令和8年4月1日」は使えません", "年と月だけ"),
    ],
)
def test_a_month_that_cannot_be_is_refused_with_its_place(
    change, file: str, line: str, indent: str, written: str, message: str, hint: str
) -> None:
    folder = change(file, line, f"{line}{indent}as_of: {written}\n")
    if not message:
        assert handbook.load_plan(folder)
        return
    with pytest.raises(handbook.InputError) as caught:
        handbook.load_plan(folder)
    (problem,) = caught.value.problems
    assert message in problem.message
    assert hint in problem.hint
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    assert lines[problem.place.line - 1].strip() == f"as_of: {written}"
    assert problem.place.column == len(indent) + len("as_of: ") + 1


def test_the_date_of_the_plan_is_a_month_too(change) -> None:
    with pytest.raises(handbook.InputError) as caught:
        handbook.load_plan(change("plan.yaml", "data_date: 令和2年3月", "data_date: 令和2年度"))
    (problem,) = caught.value.problems
    assert "「令和2年度」は使えません" in problem.message
