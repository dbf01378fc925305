"""A roster of welfare commissioners → what is to be imprinted for each of them, in the order of delivery.

In: a table (`rows`), the plan, the day. Out: `Copy`s; all that is wrong, by row and column. Nothing that is
said quotes a value: whoever reads a log or an error has no right to a name or a number. A copy holds no more
of a person than they have agreed to; without a word they have not agreed.
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from handbook.characters import clusters, named, way_out
from handbook.coverage import unset
from handbook.delivery.rows import Column, Row, read_rows, together
from handbook.edition import CHILDREN, COMMISSIONER, Imprint
from handbook.errors import InputError, Place, Problem
from handbook.exchange.sheets import plain
from handbook.layout import Layout
from handbook.load.dates import day
from handbook.load.file_text import nearest
from handbook.load.printable import KANA
from handbook.load.telephone import EXAMPLE, telephone_problem
from handbook.plan import Contact, Desk, District, Plan

NAME, READING, PHONE, AREA = "氏名", "よみ", "電話", "担当区域"
TERM, CONSENT, KIND = "任期", "同意", "区分"


def columns(plan: Plan) -> tuple[Column, ...]:
    """The columns of a roster; that of the district is called what the city calls its districts."""
    kind = district_heading(plan)
    return (
        Column(NAME, ("お名前", "名前", "委員名", "委員氏名", "民生委員氏名", "氏名漢字")),
        Column(READING, ("よみがな", "ふりがな", "フリガナ", "読み", "カナ", "氏名カナ"), required=False),
        Column(PHONE, ("電話番号", "TEL", "連絡先", "連絡先電話番号", "携帯", "携帯電話"), "telephone"),
        Column(kind, (f"{kind}名", "地区", "地区名", "学区", "学区名", "地域")),
        Column(AREA, ("区域", "担当", "担当地区", "担当地域", "受持区域", "受け持ち区域"), required=False),
        Column(
            TERM, ("任期満了日", "任期満了", "任期の終わり", "任期終了日", "委嘱期間"), "day", required=False
        ),
        Column(CONSENT, ("掲載の同意", "掲載同意", "名入れの同意", "同意の有無", "掲載")),
        Column(KIND, ("種別", "委員区分", "委員の区分", "職名"), required=False),
    )


def district_heading(plan: Plan) -> str:
    return plan.district_kind or "地域"


AGREED, AREA_ONLY, NOTHING = "印刷してよい", "区域だけ", "載せない"
_KINDS = dict.fromkeys((COMMISSIONER, "民生委員児童委員", "民生委員", "民生児童委員", ""), COMMISSIONER)
_KINDS[CHILDREN] = CHILDREN
_MARKUP = re.compile(r"[{}|｜*※=\n]")
_MOBILE = ("090-0000-0000", "080-0000-0000", "070-0000-0000", "050-0000-0000")
"""Where the hyphens of numbers stand that have no area code (総務省 電気通信番号計画)."""
_BETWEEN = re.compile(r"から|より|至|[〜~―–—→]|(?<=[日月])-|(?<=[/.]\d)-|(?<=[/.]\d\d)-")
_ERAS = {"R": "令和", "H": "平成"}

BLANK, OVERLAY = "blank", "overlay"
"""How a copy is imprinted where not with all: with its area and lines to write on; with nothing but what
fills the lines of a sheet that is printed already."""


class Copy(NamedTuple):
    """What is to be imprinted for a row: its `key` (浮島校区-001), whose edition, where the row stands."""

    key: str
    district: str
    number: str
    imprint: Imprint
    place: Place
    hidden: tuple[str, ...] = ()
    """What must not stand in any file: the number of who has not agreed, and the name."""


class Roster(NamedTuple):
    """The copies in the order of delivery; what is to be said of the table; what is wrong with single rows,
    which have no copy; how many rows there are."""

    copies: tuple[Copy, ...]
    said: tuple[str, ...]
    problems: tuple[Problem, ...]
    rows: int


def read_roster(path: Path, plan: Plan, layout: Layout, date: datetime.date, form: str = "") -> Roster:
    """The roster in a file, for a layout, on a day. Raises `InputError` for what is wrong with the table."""
    owners: tuple[Desk | Contact, ...] = (*plan.desks, *plan.contacts)
    numbers = {*_MOBILE, *(number for one in owners for number in (one.phone, one.fax) if number)}
    table = read_rows(path, columns(plan), numbers, secret=True)
    of_cells = {row.place(heading) for row in table.rows for heading in row.wrong}
    if whole := [one for one in table.problems if one.place not in of_cells]:
        raise InputError(whole)
    if not plan.contacts:
        hint = "plan.yaml の問い合わせ先（contacts）に、担当課を書いてください。"
        raise InputError.of("同意のない人の代わりに載せる担当課が、データにありません。", hint)
    reader = _Reader(plan, layout, date, form)
    problems = [*table.problems]
    found = []
    for row in table.rows:
        wrong = list(reader.problems(row))
        problems += wrong
        if not (wrong or row.wrong):
            found.append((row, reader.district(row)))
    order = {district.name: at for at, district in enumerate(plan.districts)}
    found.sort(key=lambda one: order[one[1].name] if one[1] else 0)
    count: Counter[str] = Counter()
    copies = []
    for row, district in found:
        assert district is not None
        count[district.name] += 1
        copies.append(reader.copy(row, district, count[district.name]))
    told = together(note for row in table.rows for note in _notes(row))
    return Roster(tuple(copies), (*table.said, *map(str, told)), together(problems), len(table.rows))


def _notes(row: Row) -> Iterator[Problem]:
    """What is not printed of a row, and nothing wrong with it."""
    if _KINDS.get(plain(row.cells[KIND])) == CHILDREN and row.cells[AREA]:
        yield Problem(f"{CHILDREN}の担当区域は載せません。", place=row.place(AREA))
    if not row.cells[CONSENT]:
        message = "同意の欄が空なので、同意がないものとして、名前と番号を載せません。"
        yield Problem(message, place=row.place(CONSENT))


class _Reader:
    def __init__(self, plan: Plan, layout: Layout, date: datetime.date, form: str) -> None:
        self.plan, self.layout, self.date, self.form = plan, layout, date, form
        self.kind = district_heading(plan)
        self.areas: dict[tuple[str, str], int] = {}
        """District and area → the row that has it."""

    def problems(self, row: Row) -> Iterator[Problem]:
        """What is wrong with a row, beside what could not be read of it."""
        for heading, check in (
            (self.kind, self._district),
            (AREA, self._area),
            (KIND, self._kind),
            (CONSENT, self._consent),
            (TERM, self._term),
            (NAME, self._name),
            (PHONE, self._phone),
        ):
            if heading not in row.wrong and (found := check(row)):
                yield Problem(*found, row.place(heading))
        for heading in (NAME, READING, AREA):
            if heading not in row.wrong and (heading == AREA or self._agreed(row)):
                yield from self._characters(row, heading)

    def district(self, row: Row) -> District | None:
        """The district that a row names; no number stands for one here."""
        text = row.cells[self.kind]
        try:
            return None if unicodedata.normalize("NFKC", text).isdecimal() else self.plan.find(text)
        except InputError:
            return None

    def _agreed(self, row: Row) -> bool:
        return plain(row.cells[CONSENT]) == AGREED

    def _district(self, row: Row) -> tuple[str, str] | None:
        kind = self.plan.district_kind
        if self.district(row):
            return None
        if not row.cells[self.kind]:
            hint = f"{kind}の名前を書いてください（結合したセルは、CSV では上の1行にしか残りません）。"
            return f"{kind}が空です。", hint
        names = [one.name for one in self.plan.districts]
        near = nearest(row.cells[self.kind].removesuffix(kind), names)
        return f"この{kind}は、データにありません。", near or "handbook list で名前を確かめてください。"

    def _area(self, row: Row) -> tuple[str, str] | None:
        area, district = plain(row.cells[AREA]), self.district(row)
        if plain(row.cells[KIND]) == CHILDREN or not district:
            return None
        if not area:
            only = plain(row.cells[CONSENT]) == AREA_ONLY
            return (
                ("区域だけを載せるのに、担当区域が空です。", "担当区域を書いてください。") if only else None
            )
        for other in self.plan.districts:
            elsewhere = area == plain(other.name) or plain(self.plan.called(other.name)) in area
            own = plain(self.plan.called(district.name)) in area or area == plain(district.name)
            if other != district and elsewhere and not own:
                return (
                    f"この担当区域は、別の{self.plan.district_kind}「{other.name}」のものです。",
                    f"{self.plan.district_kind}か担当区域の、どちらかを直してください。",
                )
        first = self.areas.setdefault((district.name, area), row.number)
        if first != row.number:
            hint = "区域を分けるか、やめた人の行を消してください。"
            return f"同じ担当区域の人が、{first}行目にもいます。", hint
        return None

    def _kind(self, row: Row) -> tuple[str, str] | None:
        if plain(row.cells[KIND]) in _KINDS:
            return None
        return "この区分は分かりません。", f"「{COMMISSIONER}」か「{CHILDREN}」と書いてください。"

    def _consent(self, row: Row) -> tuple[str, str] | None:
        if plain(row.cells[CONSENT]) in ("", AGREED, AREA_ONLY, NOTHING):
            return None
        hint = f"「{AGREED}」「{AREA_ONLY}」「{NOTHING}」のどれかにしてください（空なら、載せません）。"
        hint += "○や「可」は、どこまで載せてよいのか分かりません。Excel の「置換」で、一度に直せます。"
        return "同意の書き方が分かりません。", hint

    def _term(self, row: Row) -> tuple[str, str] | None:
        if not (text := row.cells[TERM]):
            return None
        if (last := last_day(text)) is None:
            hint = "終わりの日を「2028-11-30」「令和10年11月30日まで」のように書いてください。"
            return "任期の終わりの日が読めません。", hint
        hint = "新しい任期を書くか、やめた人の行を消してください。"
        return ("任期が終わっています。", hint) if last < self.date else None

    def _name(self, row: Row) -> tuple[str, str] | None:
        if self._agreed(row) and not row.cells[NAME]:
            return "氏名が空です。", f"書くか、同意を「{NOTHING}」にしてください。"
        return None

    def _phone(self, row: Row) -> tuple[str, str] | None:
        phone = row.cells[PHONE]
        if not self._agreed(row) or (phone and not telephone_problem(phone)):
            return None
        if not phone:
            return "電話番号が空です。", f"書くか、同意を「{NOTHING}」にしてください。"
        count = sum(map(str.isdigit, phone))
        hint = f"市外局番から、半角の数字と「-」で書いてください（{EXAMPLE}）。"
        return f"電話番号の形になっていません（数字は{count}桁）。", hint

    def _characters(self, row: Row, heading: str) -> Iterator[Problem]:
        text = row.cells[heading]
        if _MARKUP.search(text):
            hint = "{ } | ｜ * ※ = と改行は、名前や区域には使えません。消してください。"
            yield Problem("使えない記号か改行、でなければ式が入っています。", hint, row.place(heading))
        elif heading == READING and re.sub(KANA, "", unicodedata.normalize("NFKC", text)).strip():
            yield Problem("かなでない字があります。", "かなだけで書いてください。", row.place(heading))
        for one in unset(clusters(text.replace("\n", "")), self.layout):
            where = f"レイアウト「{self.layout.name}」の書体"
            yield Problem(f"{named(one)}が、{where}にありません。", way_out(one), row.place(heading))

    def copy(self, row: Row, district: District, number: int) -> Copy:
        consent, kind = plain(row.cells[CONSENT]), _KINDS[plain(row.cells[KIND])]
        agreed = consent == AGREED
        area = row.cells[AREA] if consent in (AGREED, AREA_ONLY) and kind != CHILDREN else ""
        reached = Contact(row.cells[NAME], row.cells[PHONE]) if agreed else self.plan.contacts[0]
        reading = unicodedata.normalize("NFKC", row.cells[READING]) if agreed else ""
        hidden = () if agreed else tuple(filter(None, (row.cells[NAME], row.cells[PHONE])))
        imprint = Imprint(kind, area, reached, reading, agreed, self.form == OVERLAY)
        if self.form == BLANK:
            imprint = imprint.blank
        called = f"{number:03d}"
        key = f"{self.plan.called(district.name)}-{called}"
        return Copy(key, district.name, called, imprint, row.place(), hidden)


def last_day(text: str) -> datetime.date | None:
    """The last day of a term as offices write it: 2025-12-01〜2028-11-30, 令和10年11月30日まで, R10.11.30;
    of a month its last. None for what says none."""
    end = re.sub("(まで|迄)$", "", _BETWEEN.split(plain(text))[-1])
    end = re.sub(
        r"(?i)^(R|H|令和|平成)(\d+|元)[./年](\d+)[./月](\d+)日?$",
        lambda m: f"{_ERAS.get(m[1].upper(), m[1])}{m[2]}年{m[3]}月{m[4]}日",
        end,
    )
    if found := re.fullmatch("(.+年.+月)(末日?)?", end):
        first = day(f"{found[1]}1日")
        return first and first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return day(end)
