"""How many leaflets go where: an office's table of households → counts by district, association and group.

In: a table with a row for each group (班), or for each association (自治会) that has none; the plan. Out:
`Counts`, what is to be said of the table, and all that is wrong with it. Spares are added once for each
association, whose pile is handed over whole: its households by the per cent, rounded up; a group gets its
households. So every level is the sum of the one below it. Rows with totals are held against the sums and
never counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from handbook.delivery.rows import Column, Row, read_rows
from handbook.errors import InputError, Problem
from handbook.exchange.sheets import plain
from handbook.plan import District, Plan

ASSOCIATION, GROUP, HOUSEHOLDS, SPARE = "自治会", "班", "世帯数", "予備"
PERCENT = "予備（％）"
"""The heading of the spares: other units are none that is read."""
WHOLE = "全部"
"""The only pile of an association without groups."""

MOST = 100_000
"""Households in one row; more are a number of another column."""

_TOTAL = re.compile("(.*?)の?(?:総合計|合計|総計|小計|総数|計)")
_OF_ALL = ("", "全", "全体", "市", ASSOCIATION, "町内会", GROUP, "組")
"""What stands before such a word, beside names."""

_COPY = "上の行と同じなら書き写し、合計の行なら「合計」と書いてください。結合したセルは Excel なら読めます。"

_MARKUP = re.compile(r"[{}｜]|\*\*")
"""What a layout takes for something else than a name."""

_SUFFIX = re.compile("(?:世帯|戸|軒|件)$")


class Pile(NamedTuple):
    """What is bound together: a group's leaflets, an association's spares, or all that it gets."""

    name: str
    households: int
    spares: int

    @property
    def copies(self) -> int:
        return self.households + self.spares


class Association(NamedTuple):
    """A 自治会: the households of its groups by their names ("": it has none), its spares in per cent."""

    name: str
    groups: Mapping[str, int]
    percent: Fraction

    @property
    def piles(self) -> tuple[Pile, ...]:
        spares = -(-self.percent * sum(self.groups.values()) // 100)
        if "" in self.groups:
            return (Pile(WHOLE, self.groups[""], spares),)
        piles = [Pile(name, households, 0) for name, households in self.groups.items()]
        return (*piles, Pile(SPARE, 0, spares)) if spares else tuple(piles)


def total(piles: Iterable[Pile], name: str = "") -> Pile:
    """All of them together."""
    every = list(piles)
    return Pile(name, sum(one.households for one in every), sum(one.spares for one in every))


class Counted(NamedTuple):
    """A district with its associations, in the table's order."""

    district: District
    associations: tuple[Association, ...]

    @property
    def total(self) -> Pile:
        return total(pile for one in self.associations for pile in one.piles)


class Counts(NamedTuple):
    """Districts that the table has, in the plan's order; of the `wrong` ones, or of one that nobody can tell
    (""), some row is among the problems."""

    districts: tuple[Counted, ...]
    said: Sequence[str]
    problems: Sequence[Problem]
    wrong: frozenset[str]

    @property
    def copies(self) -> dict[str, int]:
        """The copies for each district, by its name."""
        return {one.district.name: one.total.copies for one in self.districts}


def read_counts(path: Path, plan: Plan, spare: int = 0) -> Counts:
    """What a table says; `spare` is the per cent of associations that have none.

    Raises `InputError` for what is no table, and for one without a column that it needs.
    """
    kind = plan.district_kind or "地域"
    columns = (
        Column(kind, (f"{kind}名", "地区", "地区名", "学区", "学区名", "地域")),
        Column(ASSOCIATION, ("自治会名", "町内会", "町内会名", "町会", "行政区", "区")),
        Column(GROUP, ("班名", "組", "組名", "隣組", "隣組名"), required=False),
        Column(HOUSEHOLDS, ("世帯", "戸数", "配布世帯数", "加入世帯数")),
        Column(PERCENT, (SPARE, "予備率", "予備%", "予備の割合"), required=False),
    )
    table = read_rows(path, columns)
    cells: dict[str, list[Problem]] = {row.where: [] for row in table.rows}
    of_columns: list[Problem] = []
    for problem in table.problems:
        place = str(problem.place)
        cells.get(place.rpartition(" ")[0], of_columns).append(problem)
    if of_columns:
        raise InputError(of_columns)
    reading = _Reading(plan, kind, Fraction(spare), table.said, cells)
    for row in table.rows:
        reading.add(row)
    return reading.counts()


def _whole(text: str) -> int | str:
    """Households, as people write them (１２世帯, 1,234), or what is wrong with them."""
    found = _SUFFIX.sub("", plain(text).replace(",", ""))
    if re.fullmatch("[0-9]+", found):
        return int(found) if int(found) <= MOST else f"{int(found):,}世帯は多すぎます。"
    return f"「{text}」は、0以上の整数ではありません。" if found else f"{HOUSEHOLDS}が空いています。"


def _percent(text: str) -> Fraction | str:
    """Spares in per cent, also as a cell of Excel's holds them (0.05), or what is wrong with them."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(%|パーセント)?", plain(text))
    value = Fraction(found[1]) if found else Fraction(-1)
    value *= 100 if found and not found[2] and 0 < value < 1 else 1
    return value if 0 <= value <= 100 else f"「{text}」が、0から100までの数ではありません。"


def _sheet(row: Row) -> str:
    """The file, and its sheet, that a row stands in."""
    return row.where.removesuffix(f"{row.number}行目")


class _Line(NamedTuple):
    """A row that counts."""

    row: Row
    district: str
    association: str
    group: str
    households: int
    percent: Fraction | None


class _Reading:
    """A table as it is gone through, row by row: its lines, its rows with totals, what is wrong."""

    def __init__(
        self,
        plan: Plan,
        kind: str,
        usual: Fraction,
        said: Iterable[str],
        cells: Mapping[str, Sequence[Problem]],
    ) -> None:
        self.plan, self.kind, self.usual, self.cells = plan, kind, usual, cells
        self.said, self.problems, self.wrong = list(said), list[Problem](), set[str]()
        self.lines: dict[tuple[str, str, str], _Line] = {}
        self.totals: list[tuple[Row, str, str]] = []
        """With the district and association that stand above each."""
        self.at = ("", "")
        self.found: dict[str, District | Problem] = {}

    def add(self, row: Row) -> None:
        names = [plain(row.cells[one]) for one in (self.kind, ASSOCIATION, GROUP)]
        if any(map(self._is_total, names)) or self._is_of_some(names[0]):
            self.totals.append((row, *self.at))
            return
        known = self._district(row)
        district, association, group = known.name if known else "", names[1], row.cells[GROUP]
        self._note(district, self.cells[row.where])
        for heading in (ASSOCIATION, GROUP):
            if found := _MARKUP.search(row.cells[heading]):
                hint = "名前だけを書いてください。"
                self._wrong(row, heading, f"名前に使えない記号「{found[0]}」があります。", hint, district)
        if not association:
            self._wrong(row, ASSOCIATION, f"{ASSOCIATION}が空いています。", _COPY, district)
        hint = "世帯の数だけを、12 のように書いてください（なければ 0）。"
        households = self._read(row, HOUSEHOLDS, _whole, hint, district)
        hint = "5％なら 5 と書いてください。"
        percent = self._read(row, PERCENT, _percent, hint, district) if row.cells[PERCENT] else None
        percent = None if percent is None else Fraction(percent)
        if not (known and association):
            return
        self.at = (district, association)
        line = _Line(row, district, row.cells[ASSOCIATION], group, int(households or 0), percent)
        first = self.lines.setdefault((district, association, plain(group)), line)
        if first is not line:
            heading = GROUP if group else ASSOCIATION
            message = f"「{row.cells[ASSOCIATION]}{group}」は、{first.row.number}行目にもあります。"
            self._wrong(row, heading, message, "どちらかの行を消してください。", district)

    def _note(self, district: str, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.problems.append(problem)
            self.wrong.add(district)

    def _wrong(self, row: Row, heading: str, message: str, hint: str, district: str) -> None:
        if heading not in row.wrong:  # else it has been told
            self._note(district, [Problem(message, hint, row.place(heading))])

    def _is_total(self, name: str) -> bool:
        """Whether a name is a word such as 合計, alone or behind what it is the sum of."""
        found = _TOTAL.fullmatch(name)
        of = {*_OF_ALL, self.plan.city, self.kind, self.at[1], self.at[1] + ASSOCIATION}
        known = {form for one in self.plan.districts for form in (one.name, self.plan.called(one.name))}
        return found is not None and found[1] in of | known

    def _is_of_some(self, name: str) -> bool:
        """Whether a name is that of a sum over districts, of which the plan does not know (城島地域計)."""
        return _TOTAL.fullmatch(name) is not None and isinstance(self._find(name), Problem)

    def _district(self, row: Row) -> District | None:
        text = row.cells[self.kind]
        if not text:
            self._wrong(row, self.kind, f"{self.kind}が空いています。", _COPY, "")
            return None
        if text not in self.found:
            self.found[text] = found = self._find(text)
            if isinstance(found, District) and text not in (found.name, self.plan.called(found.name)):
                self.said.append(f"{row.place(self.kind)}: 「{text}」を「{found.name}」と読みました。")
        found = self.found[text]
        if isinstance(found, Problem):
            self._wrong(row, self.kind, found.message, found.hint, "")
            return None
        return found

    def _find(self, text: str) -> District | Problem:
        if plain(text).isdecimal():  # an office's own number, not the place in our list
            return Problem(f"「{text}」は{self.kind}の名前ではありません。", "名前を書いてください。")
        try:
            return self.plan.find(text)
        except InputError as error:
            return error.problems[0]

    def _read(
        self, row: Row, heading: str, read: Callable[[str], int | Fraction | str], hint: str, district: str
    ) -> int | Fraction | None:
        text, value = row.cells[heading], read(row.cells[heading])
        if isinstance(value, str):
            self._wrong(row, heading, value, hint, district)
            return None
        if text != f"{float(value):g}":
            self.said.append(f"{row.place(heading)}: 「{text}」を {float(value):g} と読みました。")
        return value

    # When all rows have been gone through

    def counts(self) -> Counts:
        whole: dict[str, dict[str, list[_Line]]] = {}
        places: dict[str, list[str]] = {}
        for (district, association, _), line in self.lines.items():
            if association not in whole.setdefault(district, {}):
                places.setdefault(association, []).append(self.plan.called(district))
            whole[district].setdefault(association, []).append(line)
        for name, where in places.items():
            if where[1:]:
                told = f"「{name}」は、{'、'.join(where[:3])}{'など' * bool(where[3:])}にあります"
                self.said.append(f"{told}。別の{ASSOCIATION}として数えました。")
        districts = tuple(
            Counted(one, tuple(map(self._association, whole[one.name].values())))
            for one in self.plan.districts
            if one.name in whole
        )
        for total in self.totals:
            self._compare(*total)
        return Counts(districts, self.said, self.problems, frozenset(self.wrong))

    def _association(self, lines: Sequence[_Line]) -> Association:
        """Its lines together; where they cannot be, that is noted."""
        percent = self.usual
        if known := [line for line in lines if line.percent is not None]:
            percent = known[0].percent or Fraction(0)
        for line in known:
            if line.percent != percent:
                message = f"{SPARE}が、同じ{ASSOCIATION}の{known[0].row.number}行目と違います。"
                hint = f"{ASSOCIATION}ごとに一つにしてください。"
                self._wrong(line.row, PERCENT, message, hint, line.district)
        alone = next((line for line in lines if not line.group), None)
        if alone and len(lines) > 1:
            hint = f"合計の行なら、{GROUP}の欄に「計」と書いてください。数えません。"
            message = f"{GROUP}のある行もある{ASSOCIATION}なのに、{GROUP}が空いています。"
            self._wrong(alone.row, GROUP, message, hint, alone.district)
        return Association(lines[0].association, {line.group: line.households for line in lines}, percent)

    def _compare(self, row: Row, above: str, association: str) -> None:
        """Hold a row with a total against all that it may be the total of, by its words and its place."""
        told = f"{row.where}: 合計の行なので、数えません"
        value = "" if HOUSEHOLDS in row.wrong else _whole(row.cells[HOUSEHOLDS])
        if isinstance(value, str):
            self.said.append(f"{told}（{HOUSEHOLDS}が数でないので、比べていません）。")
            return
        words = {_TOTAL.sub(r"\1", plain(row.cells[one])) for one in (self.kind, ASSOCIATION)}
        named = (one.name for one in self.plan.districts if words & {one.name, self.plan.called(one.name)})
        district = next(named, above)
        sheet = _sheet(row)
        sums = {"全部": 0, "このシート": 0, self.plan.called(district): 0, association: 0}
        for (name, own, _), line in self.lines.items():
            sums["全部"] += line.households
            sums["このシート"] += line.households * (_sheet(line.row) == sheet)
            sums[self.plan.called(district)] += line.households * (name == district)
            sums[association] += line.households * ((name, own) == (above, association))
        if sums["このシート"] == sums["全部"]:
            del sums["このシート"]
        if value in sums.values():
            self.said.append(f"{told}（{value:,}世帯。足した数と合っています）。")
        elif not any(self._is_total(plain(row.cells[one])) for one in (self.kind, ASSOCIATION, GROUP)):
            self.said.append(f"{told}（{value:,}世帯。何の合計か分からないので、比べていません）。")
        elif not self.wrong:  # what is wrong is not summed
            added = "、".join(f"{name}で{number:,}" for name, number in sums.items() if number)
            message = f"合計の行が{value:,}世帯ですが、足すと、{added}世帯です。"
            of = "" if self._is_total(plain(row.cells[self.kind])) and district == above else district
            self._wrong(row, HOUSEHOLDS, message, "違う行を直すか、合計の行を消してください。", of)
