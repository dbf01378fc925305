"""The rows of a file, held against the data: what is to become of each entry, in words.

In: grids, a plan. Out: `Wanted`s by sheet, in the order that they are to have; what was mended or passed
over, in words; all that stands in the way, by sheet, row and column. Rows are known by their ids, columns by
their headings; where either stands does not matter.
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
from handbook.exchange.tables import CATEGORY, ID, REMOVE, SEPARATOR, SHEETS, WORD, Entry, Sheet, is_list
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


def _name(cells: Mapping[str, str]) -> str:
    """What an entry is called."""
    return next((cells[field] for field in ("name", "title", WORD) if cells.get(field)), "")


class Wanted(NamedTuple):
    """One entry, as it is and as it is to be. No `entry`: it is new. No `after`: it goes. No `row`: the file
    does not have it, and it stays; below 0: it comes from no table. `where` and `columns` say where in the
    file it stands, and its fields."""

    sheet: Sheet
    key: str
    entry: Entry | None
    before: Mapping[str, str]
    after: Mapping[str, str] | None
    row: int = 0
    where: str = ""
    columns: Mapping[str, str] = {}

    @property
    def changed(self) -> bool:
        return self.after != self.before

    @property
    def category(self) -> str | None:
        """Where it is to stand, or stood: a desk's category."""
        return (self.before if self.after is None else self.after).get(CATEGORY)

    @property
    def moves(self) -> bool:
        """Whether it is put behind others: it is new, or a desk of another category now."""
        return not self.entry or self.category != self.before.get(CATEGORY)

    @property
    def line(self) -> str:
        """What other messages call it."""
        return f"{self.row}行目" if self.row > 0 else f"「{self.name}」"

    @property
    def name(self) -> str:
        return _name(self.before or self.after or {})

    def place(self, field: str = "") -> Place:
        """Where the file has it, or a field of it."""
        return Place(f"{self.where} {self.columns.get(field, '')}".rstrip())


class Read(NamedTuple):
    """What a file wants: entries by sheet; what is to be said of it; what is wrong with rows, columns and
    single values. Where that is so, the entries have what they had."""

    found: Mapping[Sheet, Sequence[Wanted]]
    said: Sequence[str]
    problems: Sequence[Problem]


def wanted(file: str, found: Sequence[Grid], plan: Plan) -> Read:
    """What is to become of the entries of each sheet in the file. Raises `InputError` without any table."""
    tables: list[_Table] = []
    said = []
    for grid in found:
        sheet = _sheet(grid, plan)
        if sheet in {table.sheet for table in tables}:
            hint = "どちらか一つのシートを消してください。"
            raise InputError.of(
                f"同じ表が、シート「{grid.name}」にもあります。", hint, Place(file), stops=True
            )
        if sheet:
            tables.append(_Table(file, grid, sheet, plan))
        elif any(map(_written, grid.rows)):
            said.append(f"シート「{grid.name}」は、見出しが違うので読みません。")
    if not tables:
        names = "、".join(one.called(plan) for one in SHEETS)
        hint = f"1行目に「{ID}」などの見出しが要ります（{names}）。{_AGAIN}"
        raise InputError.of("読める表がありません。", hint, Place(file))
    result = {table.sheet: table.wanted() for table in tables}
    said = [*(line for table in tables for line in table.said), *said]
    return Read(result, said, [problem for table in tables for problem in table.problems])


def _plain(cell: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()) if cell is not None else ""


def _id(cell: object) -> str:
    """An id as it was written, also in a cell that has been touched."""
    return "" if cell is None else " ".join(str(cell).split())


def _written(row: Sequence[object]) -> bool:
    return any(map(_plain, row))


def _letters(column: int) -> str:
    """What Excel calls a column, from 0: A, B, … AA."""
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _fields(sheet: Sheet, plan: Plan) -> dict[str, str]:
    """What columns are found by → the field, ID or 削除."""
    fields = {_plain(title): name for name, title in sheet.headings(plan).items()}
    return {name: name for name in (*fields.values(), ID, REMOVE)} | fields


def _sheet(grid: Grid, plan: Plan) -> Sheet | None:
    """The sheet that a grid is: the one of its name, else the one that knows most of its headings, of several
    the one that has the fewest others."""
    if named := next((one for one in SHEETS if one.called(plan) == grid.name), None):
        return named
    rows = [set(map(_plain, row)) for row in grid.rows[:_HEAD]]
    counts = {one: max((len(row & set(_fields(one, plan))) for row in rows), default=0) for one in SHEETS}
    best = max(SHEETS, key=lambda one: (counts[one], -len(one.fields)))
    return best if counts[best] >= _ALIKE else None


class _Table:
    """A grid that is one of our sheets, with all that is to be said of it and that is wrong."""

    def __init__(self, file: str, grid: Grid, sheet: Sheet, plan: Plan) -> None:
        self.grid, self.sheet, self.plan = grid, sheet, plan
        self.titles = {ID: ID, **sheet.headings(plan), REMOVE: REMOVE}
        self.where = f"{file} 「{grid.name}」の" if grid.name else f"{file} "
        self.of = f"シート「{grid.name}」: " if grid.name else ""
        self.problems: list[Problem] = []
        self.said: list[str] = [f"{self.of}{line}" for line in grid.said]
        entries = sheet.read(Path(plan.folder))
        self.entries = dict(zip(map(_id, sheet.keys(plan)), entries, strict=True))
        owners: tuple[Desk | Contact, ...] = (*plan.desks, *plan.contacts)
        self.numbers = {number for one in owners for number in (one.phone, one.fax) if number}

    def wanted(self) -> list[Wanted]:
        """All entries of the sheet, those that the file does not have among them; new ones behind, each in
        its category."""
        head, columns = self._columns()
        rows = range(head + 1, len(self.grid.rows)) if ID in columns else ()
        found = [one for row in rows if _written(self.grid.rows[row]) and (one := self._row(row, columns))]
        by_key = {one.key: one for one in reversed(found) if one.key}
        self._check_ids(found, by_key)
        self._check_shifted([one for one in found if one.entry and one.after])
        there = [
            by_key.get(key) or Wanted(self.sheet, key, entry, entry.cells, entry.cells)
            for key, entry in self.entries.items()
        ]
        categories = list(dict.fromkeys(one.before.get(CATEGORY) for one in there))
        known = {category: at for at, category in enumerate(categories)}
        whole = [*there, *(one for one in found if not one.entry)]
        return sorted(whole, key=lambda one: (known.get(one.category, len(known)), one.moves))

    def _wrong(self, message: str, hint: str, one: Wanted, field: str = "") -> None:
        self.problems.append(Problem(message, hint, one.place(field)))

    def _columns(self) -> tuple[int, dict[str, int]]:
        """The row of the headings, and each field's column, or none; what is wrong is noted."""
        fields = _fields(self.sheet, self.plan)
        heads = [[_plain(cell) for cell in row] for row in self.grid.rows[:_HEAD]]
        row = max(range(len(heads)), key=lambda at: (len(set(fields) & set(heads[at])), -at), default=0)
        at = Wanted(self.sheet, "", None, {}, None, row + 1, f"{self.where}{row + 1}行目")
        if not heads or ID not in heads[row] or len(set(fields) & set(heads[row])) < 2:
            hint = f"見出しの行に、「{ID}」から「{REMOVE}」までを、元のとおりに書いてください。{_AGAIN}"
            self._wrong("見出しの行が見つかりません。", hint, at)
            return row, {}
        columns: dict[str, int] = {}
        for column, title in enumerate(heads[row]):
            at = at._replace(columns={"": f"{_letters(column)}列（{title}）"})
            if title in fields and fields[title] not in columns:
                columns[fields[title]] = column
            elif title in fields:
                hint = "どちらか一つの列を消すか、見出しを空けてください。"
                self._wrong(f"見出し「{title}」が二つあります。", hint, at)
            elif title:
                hint = nearest(title, [*self.titles.values()])
                hint = hint or "使わない列（覚え書きなど）なら、見出しを空けるか、列を消してください。"
                self._wrong(f"見出し「{title}」は分かりません。", hint, at)
        if lacking := [self.titles[one.name] for one in self.sheet.fields if one.name not in columns]:
            told = f"「{'」「'.join(lacking)}」の列がありません。データのその項目は、そのままです。"
            self.said.append(self.of + told)
        return row, columns

    def _row(self, row: int, columns: Mapping[str, int]) -> Wanted | None:
        """What a row says; None where it says nothing that can be used, which is noted."""
        raw = {field: self.grid.cell(row, column) for field, column in columns.items()}
        key, lossy = _id(raw[ID]), self.grid.lossy
        if key not in self.entries and lossy:
            same = (one for one in self.entries if one.encode(lossy, "replace").decode(lossy) == key)
            key = next(same, key)
        entry = self.entries.get(key)
        before = entry.cells if entry else {}
        told = {field: f"{_letters(at)}列（{self.titles[field]}）" for field, at in columns.items()}
        one = Wanted(self.sheet, key, entry, before, before, row + 1, f"{self.where}{row + 1}行目", told)
        if key and entry is None:
            hint = f"新しい行なら「{ID}」を空けます。前に取り込んだ表なら、{_AGAIN}"
            near = nearest(key, [*self.entries]) if len(self.entries) < _FEW else ""
            hint = f"{near}。{hint}" if near else hint
            self._wrong(f"「{key}」というIDは、いまのデータにありません。", hint, one, ID)
            return None
        removing = _plain(raw.get(REMOVE))
        if removing == REMOVE:
            return one._replace(after=None) if entry else None
        if removing:
            hint = f"消す行には「{REMOVE}」と書き、そうでなければ空けてください。"
            self._wrong(f"「{removing}」は書けません。", hint, one, REMOVE)
        after = self._cells(raw, one)
        if not any(after[field] for field in raw if field in after):
            if entry:
                hint = f"消すなら、「{REMOVE}」の欄に「{REMOVE}」と書いてください。"
                self._wrong("IDだけがあり、ほかが空いています。", hint, one, ID)
            return None
        categories = [category.name for category in self.plan.categories]
        if after.get(CATEGORY) not in (None, *categories):
            hint = f"{SEPARATOR.join(categories)} のどれかにしてください。分野は desks.yaml で増やせます。"
            self._wrong(f"「{after[CATEGORY]}」という分野はありません。", hint, one, CATEGORY)
            if entry is None:
                return None
            after[CATEGORY] = before[CATEGORY]  # what else is wrong with the row is told, too
        return one._replace(after=after)

    def _cells(self, raw: Mapping[str, object], one: Wanted) -> dict[str, str]:
        """What the cells of a row say, mended; what they had where nobody can tell, or there is no column."""
        after = {field.name: one.before.get(field.name, "") for field in self.sheet.fields}
        for field in (field for field in self.sheet.fields if field.name in raw):
            cell = mended(raw[field.name], field, after[field.name], self.numbers, self.grid.lossy)
            after[field.name] = cell.text
            if cell.wrong:
                self._wrong(*cell.wrong, one, field.name)
            elif cell.changed:
                shown = str(raw[field.name]).replace("\n", "⏎")
                self.said.append(f"{one.place(field.name)}: 「{shown}」を「{cell.text}」と読みました。")
        return after

    def _check_ids(self, found: list[Wanted], by_key: dict[str, Wanted]) -> None:
        """Note ids that stand twice, and rows that have lost theirs, which are given it back."""
        lost = {_name(entry.cells): key for key, entry in self.entries.items() if key not in by_key}
        for at, one in enumerate(found):
            if one.key and (first := by_key[one.key]) is not one:
                hint = f"写して足した行なら「{ID}」を空け、そうでなければ余分な行を消してください。"
                self._wrong(f"同じIDが{first.row}行目にもあります。", hint, one, ID)
            elif not one.key and one.name in lost:
                hint = f"もとの行なら、「{ID}」に「{lost[one.name]}」と書いてください。"
                self._wrong(f"「{one.name}」は、もうデータにあります。", hint, one, ID)
                entry = self.entries[key := lost[one.name]]
                after = {name: text for name, text in (one.after or {}).items() if name in one.columns}
                whole = {**entry.cells, **after}  # what the file has no column for stays
                found[at] = by_key[key] = Wanted(self.sheet, key, entry, entry.cells, whole, *one[5:])

    def _check_shifted(self, kept: Sequence[Wanted]) -> None:
        """Note a column, or that of the ids against all others, in which rows say what other ids have."""
        for field in self.sheet.fields:
            pairs = [(one, one.before[field.name], (one.after or {})[field.name]) for one in kept]
            values = Counter(old for _, old, _ in pairs if old)
            strange = [one for one, old, new in pairs if new != old and values[new] == 1]
            if len(strange) >= _SHIFTED and 2 * len(values) > values.total():
                hint = f"「{ID}」とほかの列が、ずれたようです。元に戻すか、{_AGAIN}"
                message = f"ほかの行の値が、{len(strange)}行に入っています。"
                self._wrong(message, hint, strange[0], field.name)
                return


def words(found: Mapping[Sheet, Sequence[Wanted]], plan: Plan) -> Iterator[str]:
    """What would change, a line each."""
    for sheet, all_of_it in found.items():
        titles = sheet.headings(plan)
        for one in all_of_it:
            called = f"{sheet.called(plan)} {one.name}: "
            if one.after is None:
                yield f"{called}なくなります"
            elif one.entry is None:
                said = (f"{titles[name]} {_short(text)}" for name, text in one.after.items() if text)
                yield f"{called}加わります（{SEPARATOR.join(said)}）"
            else:
                for field in sheet.fields:
                    old, new = one.before[field.name], one.after[field.name]
                    if old != new:
                        yield f"{called}{titles[field.name]} {_told(old, new, is_list(field.kind))}"


def _told(old: str, new: str, several: bool) -> str:
    if several:
        was, now = (list(filter(None, text.split(SEPARATOR))) for text in (old, new))
        signs = [
            *(f"＋{one}" for one in now if one not in was),
            *(f"－{one}" for one in was if one not in now),
        ]
        if signs:
            return " ".join(signs)
    if old and new and max(len(old), len(new)) > _SHORT:
        old, new = around(old, new)
    return f"{_short(old) or '（なし）'} → {_short(new) or '（なし）'}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 2 * _SHORT else f"{flat[: 2 * _SHORT - 1]}…"
