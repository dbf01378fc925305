"""Dates in Japanese text that cannot be: 令和31年, 13月, 2月30日, a weekday that does not fit.

A text comes in; places, messages and hints go out. There is no clock here: whether a date
lies in the past is not asked, only whether it exists.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator

_ERAS = {
    # First and last day of each era (the first day of the next is 元年).
    "明治": (datetime.date(1868, 1, 25), datetime.date(1912, 7, 30)),
    "大正": (datetime.date(1912, 7, 30), datetime.date(1926, 12, 25)),
    "昭和": (datetime.date(1926, 12, 25), datetime.date(1989, 1, 7)),
    "平成": (datetime.date(1989, 1, 8), datetime.date(2019, 4, 30)),
    "令和": (datetime.date(2019, 5, 1), datetime.date.max),
}

HORIZON = 20
"""How many years past the end of its plan a text may look.

A welfare plan runs five or six years, so twenty reach three plans ahead, while slips such as
令和31年 for 平成31年, which a city once printed on 221 leaflets, fall outside. It counts from
the plan's own period, never from the clock, so the same data gives the same answer every day.
"""

LATEST_YEAR = 2026 + HORIZON
"""The bound for texts without a plan (a layout's): from the year of handbook's first release."""

_WEEKDAYS = "月火水木金土日"
_DATE = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和)\s*(?P<era_year>元|\d{1,3})\s*年(?P<fiscal>度)?"
    r"|(?<!\d)(?P<year>\d{4})\s*年(?P<western_fiscal>度)?)?"
    r"\s*(?:(?<!\d)(?P<month>\d{1,2})\s*月(?!間)(?:\s*(?P<day>\d{1,3})\s*日(?!間))?)?"
    r"(?:\s*[((]\s*(?P<weekday>[月火水木金土日])(?:曜日?)?(?:[・･,、]?[祝休])?\s*[))])?"
)
_Finding = tuple[int, str, str]


def date_problems(text: str, latest_year: int = LATEST_YEAR) -> Iterator[_Finding]:
    """(index, message, hint) for each date in `text` that cannot be.

    A weekday is held against its date only where a year is given with it.
    """
    if "年" not in text and "月" not in text:
        return
    # NFKC digit by digit, so that indexes stay those of the text.
    plain = "".join(unicodedata.normalize("NFKC", char)[:1] or char for char in text)
    for found in _DATE.finditer(plain):
        if found["era"] or found["year"] or found["month"]:
            problem = _problem(found, latest_year)
            if problem:
                written = text[found.start() : found.end()].strip()
                yield found.start(), problem[0].format(written), problem[1]


def _problem(found: re.Match[str], latest_year: int) -> tuple[str, str] | None:
    year: int | None = None
    if found["era"]:
        number = 1 if found["era_year"] == "元" else int(found["era_year"])
        year = _ERAS[found["era"]][0].year + number - 1
        problem = _era_problem(found["era"], number, year, latest_year)
        if problem:
            return problem
    elif found["year"]:
        year = int(found["year"])
        if year < 1:
            return "「{}」という年はありません。", "年を確かめてください。"
    return _day_problem(found, year) if found["month"] else None


def _era_problem(era: str, number: int, year: int, latest_year: int) -> tuple[str, str] | None:
    last = min(_ERAS[era][1].year, latest_year)
    if number >= 1 and year <= last:
        return None
    limit = last - _ERAS[era][0].year + 1
    if era == "令和":
        hint = f"書けるのは令和{limit}年（{latest_year}年）までです。元号と年を確かめてください。"
    else:
        hint = f"{era}は{limit}年までです。元号と年を確かめてください。"
    return "「{}」という年はありません。", hint


def _day_problem(found: re.Match[str], year: int | None) -> tuple[str, str] | None:
    month = int(found["month"])
    if not 1 <= month <= 12:
        return "「{}」という月はありません。", "月は1から12までです。"
    if not found["day"]:
        return None
    day = int(found["day"])
    fiscal = found["fiscal"] or found["western_fiscal"]
    if fiscal and year and month < 4:
        year += 1  # January to March of a fiscal year lie in the next calendar year.
    import calendar  # few texts name a day

    # Without a year, 29 February may be meant for a leap year.
    days = calendar.monthrange(year if year else 2024, month)[1]
    if not 1 <= day <= days:
        return "「{}」という日はありません。", f"{month}月は{days}日までです。"
    if year is None or year > datetime.MAXYEAR:
        return None
    date = datetime.date(year, month, day)
    if found["era"] and not fiscal and not _ERAS[found["era"]][0] <= date <= _ERAS[found["era"]][1]:
        return "「{}」は、その元号の期間にありません。", "元号と日付を確かめてください。"
    weekday = _WEEKDAYS[date.weekday()]
    if found["weekday"] and found["weekday"] != weekday:
        return "「{}」は曜日が合いません。", f"{year}年{month}月{day}日は{weekday}曜日です。"
    return None
