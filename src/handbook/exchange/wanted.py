"""The rows of a file, held against the data: what is to become of each entry, in words.

In: grids, a plan. Out: `Wanted`s by sheet, in the order of the data, new ones behind; what was mended or
passed over, in words; all that stands in the way, by sheet, row and column. Rows are known by their ids,
columns by their headings; where either stands does not matter.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from handbook.changes import around
from handbook.errors import InputError, Place, Problem
from handbook.exchange.mending import mended
from handbook.exchange.sheets import Grid
from handbook.exchange.tables import CATEGORY, ID, REMOVE, SEPARATOR, SHEETS, Entry, Sheet, is_list
from handbook.load.file_text import nearest
from handbook.plan import Contact, Desk, Plan

_HEAD = 20
"""Rows among which the headings are looked for."""

_ALIKE = 3
"""So many headings make a table one of ours, whatever its name."""

_SHIFTED = 3
"""So many values of a column that are each another row's: the column has been moved against the ids."""

_FEW = 500
"""Among so many ids the nearest is looked for."""

_SHORT = 24
"""Longer texts are told by what differs in them."""

_AGAIN = "handbook export で表を作り直し、そこに書いてください。"


class Header(NamedTuple):
    """Where the headings of a grid stand: the row, and each field's column; ID and 削除 by these names."""

    row: int
    columns: Mapping[str, int]


class Spot(NamedTuple):
    """A row of a grid, to say where something stands."""

    file: str
    grid: Grid
    header: Header
    row: int
    titles: Mapping[str, str]

    def place(self, field: str = "") -> Place:
        where = f"「{self.grid.name}」の" if self.grid.name else ""
        where = f"{self.file} {where}{self.row + 1}行目"
        at = self.header.columns.get(field)
        return Place(where if at is None else f"{where} {letters(at)}列（{self.titles.get(field, field)}）")


class Wanted(NamedTuple):
    """One entry, as it is and as it is to be. No `entry`: it is new. No `after`: it goes. No `spot`: the file
    does not have it, and it stays."""

    sheet: Sheet
    key: str
    entry: Entry | None
    spot: Spot | None
    before: Mapping[str, str]
    after: Mapping[str, str] | None

    @property
    def changed(self) -> bool:
        return self.after != self.before

    def place(self, field: str = "") -> Place | None:
        """Where the file has it, or a field of it."""
        return self.spot.place(field) if self.spot else None

    @property
    def name(self) -> str:
        cells = self.before or self.after or {}
        return next((cells[field] for field in ("name", "title", "word") if cells.get(field)), "")


class Read(NamedTuple):
    """What a file wants: entries by sheet, and what is to be said of it.

    `unknown`: what is wrong with rows and columns; with that, `found` is not to be used. `wrong`: what is
    wrong with single values; the entries have what they had, there.
    """

    found: Mapping[Sheet, Sequence[Wanted]]
    said: Sequence[str]
    unknown: Sequence[Problem]
    wrong: Sequence[Problem]


def letters(column: int) -> str:
    """What Excel calls a column, from 0: A, B, … AA."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def wanted(file: str, found: Sequence[Grid], plan: Plan, sheet: Sheet | None = None) -> Read:
    """What is to become of the entries of each sheet in the file.

    `sheet`: what a file without sheets holds, whatever its headings. Raises `InputError` where there is no
    table in it.
    """
    reading = _Reading(file, plan)
    for grid in found:
        known = sheet if sheet and not grid.name else _sheet(grid, plan)
        if known is None:
            if any(map(_written, grid.rows)):
                reading.said.append(f"シート「{grid.name}」は、見出しが違うので読みません。")
        elif header := reading.header(grid, known):
            reading.rows(grid, known, header)
    if not (reading.found or reading.problems):
        names = "、".join(one.called(plan) for one in SHEETS)
        hint = f"1行目に「{ID}」などの見出しが要ります（{names}）。{_AGAIN}"
        raise InputError.of("読める表がありません。", hint, Place(file))
    result = {known: reading.finished(known) for known in reading.found}
    return Read(result, reading.said, reading.problems, reading.wrong)


def _plain(cell: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()) if cell is not None else ""


def _written(row: Sequence[object]) -> bool:
    return any(_plain(cell) for cell in row)


def _titles(sheet: Sheet, plan: Plan) -> dict[str, str]:
    """What columns are found by → the field, ID or 削除."""
    titles = {_plain(title): name for name, title in sheet.headings(plan).items()}
    return {name: name for name in titles.values()} | titles | {ID: ID, REMOVE: REMOVE}


def _sheet(grid: Grid, plan: Plan) -> Sheet | None:
    """The sheet that a grid is: the one of its name, else the one that knows most of its headings, of several
    the one that has the fewest others."""
    if named := next((one for one in SHEETS if one.called(plan) == grid.name), None):
        return named
    rows = [set(map(_plain, row)) for row in grid.rows[:_HEAD]]
    counts = {one: max((len(row & set(_titles(one, plan))) for row in rows), default=0) for one in SHEETS}
    best = max(SHEETS, key=lambda one: (counts[one], -len(one.fields)))
    return best if counts[best] >= _ALIKE else None


class _Reading:
    """What has been found in the rows of a file, by sheet, with all that is wrong."""

    def __init__(self, file: str, plan: Plan) -> None:
        self.file = file
        self.plan = plan
        self.problems: list[Problem] = []
        self.wrong: list[Problem] = []
        self.said: list[str] = []
        self.found: dict[Sheet, list[Wanted]] = {}
        self.entries: dict[Sheet, dict[str, Entry]] = {}
        owners: tuple[Desk | Contact, ...] = (*plan.desks, *plan.contacts)
        self.numbers = frozenset(number for one in owners for number in (one.phone, one.fax) if number)

    def header(self, grid: Grid, sheet: Sheet) -> Header | None:
        """Where the headings stand; None where there are none, which is noted, as unknown ones are."""
        titles = _titles(sheet, self.plan)
        heads = [[_plain(cell) for cell in row] for row in grid.rows[:_HEAD]]
        count, row = max(
            ((len(set(titles) & set(head)), -at) for at, head in enumerate(heads)), default=(0, 0)
        )
        spot = Spot(self.file, grid, Header(-row, {}), -row, {})
        if count < 2 or ID not in heads[-row]:
            hint = f"見出しの行に、「{ID}」から「{REMOVE}」までを、元のとおりに書いてください。{_AGAIN}"
            self.problems.append(Problem("見出しの行が見つかりません。", hint, spot.place()))
            return None
        columns: dict[str, int] = {}
        for at, title in enumerate(heads[-row]):
            where = spot._replace(header=Header(-row, {title: at}))
            if title in titles and titles[title] not in columns:
                columns[titles[title]] = at
            elif title in titles:
                hint = "どちらか一つの列を消すか、見出しを空けてください。"
                self.problems.append(Problem(f"見出し「{title}」が二つあります。", hint, where.place(title)))
            elif title:
                hint = nearest(title, [*sheet.headings(self.plan).values()])
                hint = hint or "使わない列（覚え書きなど）なら、見出しを空けるか、列を消してください。"
                self.problems.append(Problem(f"見出し「{title}」は分かりません。", hint, where.place(title)))
        lacking = [title for name, title in sheet.headings(self.plan).items() if name not in columns]
        if lacking:
            self.said.append(
                f"{self._of(grid)}「{'」「'.join(lacking)}」の列がありません。データのその項目は、そのままです。"
            )
        return Header(-row, columns)

    def _of(self, grid: Grid) -> str:
        return f"シート「{grid.name}」: " if grid.name else ""

    def rows(self, grid: Grid, sheet: Sheet, header: Header) -> None:
        """Take the rows below the headings."""
        if sheet not in self.entries:
            read = sheet.read(Path(self.plan.folder))
            self.entries[sheet] = dict(zip(map(_id, sheet.keys(self.plan)), read, strict=True))
            self.found[sheet] = []
        titles = sheet.headings(self.plan)
        for number in range(header.row + 1, len(grid.rows)):
            if _written(grid.rows[number]):
                one = self._row(Spot(self.file, grid, header, number, titles), sheet)
                self.found[sheet] += [one] if one else []
        if hidden := [number for number in grid.hidden if _written(grid.rows[number - 1])]:
            rows = SEPARATOR.join(f"{number}行目" for number in hidden[:10])
            more = f" ほか{len(hidden) - 10}行" if hidden[10:] else ""
            self.said.append(f"{self._of(grid)}隠れている行も読みました（{rows}{more}）。")

    def _row(self, spot: Spot, sheet: Sheet) -> Wanted | None:
        """What a row says; None where it says nothing that can be used, which is noted."""
        key = _id(self._cell(spot, ID))
        known = self.entries[sheet]
        if key not in known and (lossy := spot.grid.lossy):
            key = next((one for one in known if one.encode(lossy, "replace").decode(lossy) == key), key)
        entry = known.get(key)
        if key and entry is None:
            hint = nearest(key, [*known]) if len(known) < _FEW else ""
            hint += f"新しい行なら「{ID}」を空けます。前に取り込んだ表なら、{_AGAIN}"
            self._problem(f"「{key}」というIDは、いまのデータにありません。", hint, spot, ID)
            return None
        before = entry.cells if entry else {}
        removing = _plain(self._cell(spot, REMOVE))
        if removing not in ("", REMOVE):
            hint = f"消す行には「{REMOVE}」と書き、そうでなければ空けてください。"
            self._problem(f"「{removing}」は書けません。", hint, spot, REMOVE)
        if removing == REMOVE:
            return Wanted(sheet, key, entry, spot, before, None) if entry else None
        after = self._cells(spot, sheet, before)
        named = [name for name in after if name in spot.header.columns]
        if entry and not any(after[name] for name in named):
            hint = f"消すなら、「{REMOVE}」の欄に「{REMOVE}」と書いてください。"
            self._problem("IDだけがあり、ほかが空いています。", hint, spot, ID)
            return None
        if not any(after.values()):
            return None
        categories = [category.name for category in self.plan.categories]
        if after.get(CATEGORY) not in (None, *categories):
            hint = f"{SEPARATOR.join(categories)} のどれかにしてください。分野は desks.yaml で増やせます。"
            self._wrong(f"「{after[CATEGORY]}」という分野はありません。", hint, spot, CATEGORY)
            return Wanted(sheet, key, entry, spot, before, before) if entry else None
        return Wanted(sheet, key, entry, spot, before, after)

    def _cells(self, spot: Spot, sheet: Sheet, before: Mapping[str, str]) -> dict[str, str]:
        after = {}
        for field in sheet.fields:
            old = before.get(field.name, "")
            if field.name not in spot.header.columns:
                after[field.name] = old
                continue
            value = self._cell(spot, field.name)
            one = mended(value, field, old, self.numbers, spot.grid.lossy)
            after[field.name] = one.text
            if one.wrong:
                self._wrong(*one.wrong, spot, field.name)
            elif one.changed:
                raw = str(value).replace("\n", "⏎")
                self.said.append(f"{spot.place(field.name)}: 「{raw}」を「{one.text}」と読みました。")
        return after

    def _cell(self, spot: Spot, name: str) -> object:
        """The value of a cell. One that is merged with others above it has theirs; others are noted."""
        column = spot.header.columns.get(name)
        if column is None:
            return None
        at = (spot.row, column)
        if (first := spot.grid.merged.get(at, at)) == at:
            return spot.grid.cell(*at)
        value = spot.grid.cell(*first)
        if first[1] != column or name in (ID, REMOVE) or first[0] <= spot.header.row:
            hint = "セルの結合をといて、それぞれに書いてください。"
            self._problem("ほかのセルと結合されています。", hint, spot, name)
        elif spot.row == first[0] + 1:
            self.said.append(f"{spot.place(name)}から: 結合されたセルを、どの行も「{value}」と読みました。")
        return value

    def _wrong(self, message: str, hint: str, spot: Spot, name: str) -> None:
        self.wrong.append(Problem(message, hint, spot.place(name)))

    def _problem(self, message: str, hint: str, spot: Spot, name: str) -> None:
        self.problems.append(Problem(message, hint, spot.place(name)))

    def finished(self, sheet: Sheet) -> list[Wanted]:
        """All entries of a sheet, those that the file does not have among them; new ones behind."""
        rows = self.found[sheet]
        by_key: dict[str, Wanted] = {}
        for one in rows:
            first = by_key.setdefault(one.key, one) if one.key else one
            if first is not one and one.spot and first.spot:
                hint = f"写して足した行なら「{ID}」を空け、そうでなければ余分な行を消してください。"
                self._problem(f"同じIDが{first.spot.row + 1}行目にもあります。", hint, one.spot, ID)
        entries = self.entries[sheet]
        lost = {key: entry for key, entry in entries.items() if key not in by_key}
        names = {entry.cells.get("name") or entry.cells.get("title", ""): key for key, entry in lost.items()}
        for one in rows:
            if not one.entry and one.spot and one.name and one.name in names:
                hint = f"もとの行なら、「{ID}」に「{names[one.name]}」と書いてください。"
                self._problem(f"「{one.name}」は、もうデータにあります。", hint, one.spot, ID)
        self._check_shifted(rows)
        whole = [
            by_key.get(key) or Wanted(sheet, key, entry, None, entry.cells, entry.cells)
            for key, entry in entries.items()
        ]
        return [*whole, *(one for one in rows if not one.entry)]

    def _check_shifted(self, rows: Sequence[Wanted]) -> None:
        """Note rows, and columns, that say what other ids have: somebody has moved cells against the ids."""
        hint = f"「{ID}」とほかの列が、ずれたようです。元に戻すか、{_AGAIN}"
        kept = [one for one in rows if one.entry and one.spot and one.after]
        owners = {tuple(one.before.values()): one.key for one in kept}
        others = ((one, owners.get(tuple((one.after or {}).values()))) for one in kept if one.changed)
        if moved := [(one, owner) for one, owner in others if owner]:
            one, owner = moved[0]
            more = f"このような行が{len(moved)}行あります。" if moved[1:] else ""
            assert one.spot is not None
            self._problem(f"IDは「{one.key}」ですが、中身は「{owner}」のものです。{more}", hint, one.spot, ID)
            return
        for name in kept[0].before if kept else ():
            values = Counter(one.before[name] for one in kept if one.before[name])
            strange = [
                one
                for one in kept
                if one.after and one.after[name] != one.before[name] and values[one.after[name]] == 1
            ]
            if len(strange) >= _SHIFTED and 2 * len(values) > values.total() and strange[0].spot:
                self._problem(
                    f"ほかの行の値が、{len(strange)}行に入っています。", hint, strange[0].spot, name
                )


def _id(cell: object) -> str:
    """An id as it was written, also in a cell that has been touched."""
    return "" if cell is None else " ".join(str(cell).split())


def words(found: Mapping[Sheet, Sequence[Wanted]], plan: Plan) -> Iterator[str]:
    """What would change, a line each; then what the file does not have and stays."""
    for sheet, all_of_it in found.items():
        called, titles = sheet.called(plan), sheet.headings(plan)
        for one in all_of_it:
            if one.after is None:
                yield f"{called} {one.name}: なくなります"
            elif one.entry is None:
                said = (f"{titles[name]} {_short(text)}" for name, text in one.after.items() if text)
                yield f"{called} {one.name}: 加わります（{SEPARATOR.join(said)}）"
            elif one.changed:
                for field in sheet.fields:
                    old, new = one.before[field.name], one.after[field.name]
                    if old != new:
                        told = _told(old, new, is_list(field.kind))
                        yield f"{called} {one.name}: {titles[field.name]} {told}"


def _told(old: str, new: str, several: bool) -> str:
    if several:
        was, now = (list(filter(None, text.split(SEPARATOR))) for text in (old, new))
        gone, come = [one for one in was if one not in now], [one for one in now if one not in was]
        if gone or come:
            return " ".join([f"＋{one}" for one in come] + [f"－{one}" for one in gone])
    if old and new and max(len(old), len(new)) > _SHORT:
        old, new = around(old, new)
    return f"{_short(old) or '（なし）'} → {_short(new) or '（なし）'}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 2 * _SHORT else f"{flat[: 2 * _SHORT - 1]}…"
