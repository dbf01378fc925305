"""Dates, telephone numbers, ruby and excerpts, as rules by themselves."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.load.dates import date_problems
from handbook.load.printable import foreign_character
from handbook.load.telephone import telephone_problem

GOOD_DATES = [
    "令和8年12月1日（火）",
    "2026年12月1日(火)",
    "令和元年5月1日",
    "平成31年4月30日",
    "昭和64年1月7日",
    "大正15年12月25日",
    "明治45年7月30日",
    "令和２年度から令和７年度まで",
    "令和6年2月29日",
    "令和5年度2月29日",
    "2月29日",
    "令和8年12月1日（火・祝）",
    "12か月",
    "6か月間",
    "10時30分",
    "過去1年間",
    "3月15日号",
    "令和2年 3月",
    "2000年2月29日",
    "50年",
    "三年",
    "1月（月）",
]
BAD_DATES = [
    ("令和31年", "令和31年"),
    ("令和0年", "令和0年"),
    ("平成32年度", "平成32年度"),
    ("昭和65年", "昭和65年"),
    ("大正16年", "大正16年"),
    ("明治46年", "明治46年"),
    ("平成31年5月1日", "元号の期間"),
    ("昭和64年1月8日", "元号の期間"),
    ("令和元年4月30日", "元号の期間"),
    ("13月", "13月"),
    ("0月", "0月"),
    ("4月31日", "4月31日"),
    ("2月30日", "2月30日"),
    ("2025年2月29日", "2月29日"),
    ("令和7年2月29日", "2月29日"),
    ("令和8年12月1日（月）", "曜日"),
    ("２０２６年１２月１日（月曜日）", "曜日"),
    ("令和３１年", "令和３１年"),
    ("2026年12月1日(月・祝)", "曜日"),
    ("令和 8年 12月 1日（水）", "曜日"),
    ("2100年2月29日", "2月29日"),
    ("0000年1月1日", "0000年"),
]


@pytest.mark.parametrize("text", GOOD_DATES)
def test_dates_that_can_be(text: str) -> None:
    assert list(date_problems(f"次の会は{text}です")) == []


@pytest.mark.parametrize(("text", "part"), BAD_DATES)
def test_dates_that_cannot_be(text: str, part: str) -> None:
    ((index, message, hint),) = date_problems(f"次の会は{text}です")
    assert index == 4
    assert part in message
    assert hint


def test_the_right_weekday_is_named() -> None:
    ((_, _, hint),) = date_problems("令和8年12月1日（月）")
    assert hint == "2026年12月1日は火曜日です。"


def test_the_bound_follows_the_plan_not_the_clock() -> None:
    assert list(date_problems("令和31年", latest_year=2049)) == []
    assert list(date_problems("令和31年", latest_year=2048)) != []


@given(st.dates(datetime.date(2019, 5, 1), datetime.date(2045, 12, 31)))
def test_every_real_date_passes_with_its_weekday_only(date: datetime.date) -> None:
    weekdays = "月火水木金土日"
    for index, weekday in enumerate(weekdays):
        written = f"令和{date.year - 2018}年{date.month}月{date.day}日（{weekday}）"
        assert (not list(date_problems(written))) == (index == date.weekday())


GOOD_NUMBERS = [
    "0942-46-8711",
    "0943-72-8055",
    "03-1234-5678",
    "090-1234-5678",
    "0120-123-456",
    "0120-12-3456",
    "050-1234-5678",
    "070-1234-5678",
]
BAD_NUMBERS = [
    ("0942-51-61OO", 10),
    ("0942-51-6l00", 9),
    ("０942-51-6100", 0),
    ("0942－51-6100", 4),
    ("0942‐51-6100", 4),
    ("0942 51 6100", 4),
    ("(0942)51-6100", 0),
    ("942-51-6100", 0),
    ("0942-51-610", 0),
    ("0942-51-61000", 0),
    ("0942516100", 0),
    ("0942-516100", 0),
    *((f"{start}-123-4567", 0) for start in ("020", "050", "060", "070", "080", "090")),
    ("0800-12-3456", 0),
    ("0942-51-6100 ", 12),
    ("", 0),
    ("0942--51-6100", 0),
    ("0942-51-6100内線3", 12),
    ("٠942-51-6100", 0),
]


@pytest.mark.parametrize("text", GOOD_NUMBERS)
def test_telephone_numbers(text: str) -> None:
    assert telephone_problem(text) is None


@pytest.mark.parametrize(
    ("text", "said", "advised"),
    [
        ("0942-51-6100（内線 12）", "内線が書かれています", "内線を消し"),
        ("0942-51-6100 内線12", "内線が書かれています", "内線を消し"),
        ("189", "短い番号", "市外局番から"),
        ("#7119", "短い番号", "市外局番から"),
        ("٠942-51-6100", "半角でない数字", "「0」"),
        ("０942-51-6100", "全角の数字", "「0」"),
        ("+81-942-51-6100", "「+」", "0から"),
    ],
)
def test_what_is_said_of_numbers_that_are_right_elsewhere(text: str, said: str, advised: str) -> None:
    found = telephone_problem(text)
    assert found
    assert said in found[1]
    assert advised in found[2]


@pytest.mark.parametrize(("text", "index"), BAD_NUMBERS)
def test_what_is_no_telephone_number(text: str, index: int) -> None:
    found = telephone_problem(text)
    assert found
    assert found[0] == index
    assert "0942-46-8711" in found[2]


@given(st.text())
def test_a_number_that_passes_has_only_half_width_digits_and_hyphens(text: str) -> None:
    if telephone_problem(text) is None:
        assert set(text) <= set("0123456789-")
        assert sum(char != "-" for char in text) in (10, 11)


@given(st.text("あいう漢字２2割、。「」 ・ＡａbＢ"), st.data())
def test_leaving_out_characters_makes_an_excerpt(text: str, data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    excerpt = "".join(char for char, keep in zip(text, kept, strict=True) if keep)
    assert foreign_character(excerpt, text) is None


def test_an_excerpt_may_not_reorder_or_repeat() -> None:
    assert foreign_character("つながり希薄化", "つながりが希薄化") is None
    assert foreign_character("希薄化つながり", "つながりが希薄化") == "つ"
    assert foreign_character("地地", "地域") == "地"
    assert foreign_character("「2割」、程度。", "２割程度") is None
