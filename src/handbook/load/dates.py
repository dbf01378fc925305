"""Dates in Japanese text: what cannot be (令和31年, 2月30日, a weekday that does not fit); days, months.

A text comes in; places, messages and hints go out, or a day, or a month (令和8年4月) as it is printed. There
is no clock here: whether a date lies in the past is not asked, only whether it exists.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator

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
    for found in _DATE.finditer(_plain(text)):
        named = found["era"] or found["year"] or found["month"]
        if named and (problem := _problem(found, latest_year)):
            written = text[found.start() : found.end()].strip()
            yield found.start(), problem[0].format(written), problem[1]


def month(text: str) -> str | None:
    """A month as it is printed (令和元年5月), however its digits are written; None for what is none."""
    if (found := _month(text)) is None:
        return None
    return _printed(found["era"], _year(found), int(found["month"]))


def era_month(day: datetime.date) -> str:
    """The month of a day as it is printed; "" before the first era that is known."""
    plain = datetime.date(day.year, day.month, day.day)
    for era, (first, last) in reversed(_ERAS.items()):
        if first <= plain <= last:
            return _printed(era, plain.year, plain.month)
    return ""


def _printed(era: str, year: int, month: int) -> str:
    within = year - _ERAS[era][0].year + 1
    return f"{era}{'元' if within == 1 else within}年{month}月"


def day(text: str) -> datetime.date | None:
    """A day that can be, as people write it: 2026-04-01, 2026/4/1, 令和8年4月1日; None for what is none."""
    plain = re.sub(r"^(\d{4})[-−/.](\d{1,2})[-−/.](\d{1,2})$", r"\1年\2月\3日", _plain(text).strip())
    found = _DATE.fullmatch(plain)
    if not found or not (found["era"] or found["year"]) or not found["day"] or "年度" in plain:
        return None
    if _problem(found, datetime.MAXYEAR):
        return None
    year = _year(found) if found["era"] else int(found["year"])
    return datetime.date(year, int(found["month"]), int(found["day"]))


def oldest(months: Iterable[str]) -> str:
    """The first in time of texts that are months."""
    return min(months, key=_order)


def _order(text: str) -> tuple[int, int]:
    found = _month(text)
    return (_year(found), int(found["month"])) if found else (0, 0)


def _month(text: str) -> re.Match[str] | None:
    """A text that is an era, a year and a month, and nothing else."""
    found = _DATE.fullmatch(_plain(text).strip())
    more = found and (found["fiscal"] or found["day"] or found["weekday"])
    return found if found and found["era"] and found["month"] and not more else None


def _plain(text: str) -> str:
    """NFKC digit by digit, so that indexes stay those of the text."""
    return "".join(unicodedata.normalize("NFKC", char)[:1] or char for char in text)


def _year(found: re.Match[str]) -> int:
    """The year of a date that has an era."""
    number = 1 if found["era_year"] == "元" else int(found["era_year"])
    return _ERAS[found["era"]][0].year + number - 1


def _problem(found: re.Match[str], latest_year: int) -> tuple[str, str] | None:
    year: int | None = None
    if found["era"]:
        year = _year(found)
        if problem := _era_problem(found["era"], year, latest_year):
            return problem
    elif found["year"]:
        year = int(found["year"])
        if year < 1:
            return "「{}」という年はありません。", "年を確かめてください。"
    return _day_problem(found, year) if found["month"] else None


def _era_problem(era: str, year: int, latest_year: int) -> tuple[str, str] | None:
    last = min(_ERAS[era][1].year, latest_year)
    if _ERAS[era][0].year <= year <= last:
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
    fiscal = found["fiscal"] or found["western_fiscal"]
    if not found["day"]:
        return _month_problem(found["era"], year, month) if found["era"] and year and not fiscal else None
    day = int(found["day"])
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


def _month_problem(era: str, year: int, month: int) -> tuple[str, str] | None:
    first, last = ((day.year, day.month) for day in _ERAS[era])
    if first <= (year, month) <= last:
        return None
    return "「{}」は、その元号の期間にありません。", "元号と年と月を確かめてください。"
