"""An office's own table by its headings: the rows of a roster or of counts, each with where it stands.

In: a CSV file or a workbook, the columns that are looked for. Out: `Rows`: texts by column, with what
spreadsheets do to values undone; what is to be said of the file; all that is wrong, by row and column. What a
text means is not asked, nor whether a row is right: that is for whoever wants the rows.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from handbook.declaration import Field
from handbook.errors import InputError, Place, Problem
from handbook.exchange import grids
from handbook.exchange.mending import Mended, mended
from handbook.exchange.sheets import HEAD, Grid, Odd, letters, plain, written
from handbook.load.dates import day
from handbook.load.file_text import nearest, shown

_ALIKE = 2
"""So many known headings make a row the one of the headings."""

_FIRST = 10
"""So many rows are named of those with which the same is wrong."""

_ROW = re.compile("(?<=[ の])([0-9]+)行目")
"""The row in a place."""


class Column(NamedTuple):
    """A column: its `heading`, and others that offices give it. A `kind` is a `Field`'s; in a column of kind
    `day` a date, however written, reads as 2028-11-30; elsewhere one of Excel's is what it made of 3-1."""

    heading: str
    others: Sequence[str] = ()
    kind: str = "text"
    required: bool = True


class Row(NamedTuple):
    """A row that says something: its texts by heading ("": nothing, or no such column), the headings of those
    that cannot be read (which is among the problems), its number and where it stands."""

    cells: Mapping[str, str]
    wrong: frozenset[str]
    number: int
    where: str
    columns: Mapping[str, str]

    def place(self, heading: str = "") -> Place:
        """Where the file has it, or one cell of it."""
        return Place(f"{self.where} {self.columns.get(heading, '')}".rstrip())


class Rows(NamedTuple):
    """The rows of a file, in order; what is to be said of it; what is wrong with columns and cells."""

    rows: Sequence[Row]
    said: Sequence[str]
    problems: Sequence[Problem]


def read_rows(
    path: Path, columns: Sequence[Column], numbers: Iterable[str] = (), secret: bool = False
) -> Rows:
    """The rows of a table, of all sheets that have its headings.

    `numbers` are telephone numbers by whose shape others get their hyphens; of a `secret` table nothing that
    is said quotes a value. Raises `InputError` without any table, or for one without rows.
    """
    file = shown(path)
    found = [one for one in grids(path) if any(map(written, one.rows))]
    tables = [_Table(file, one, columns, tuple(numbers), secret) for one in found]
    known = [one for one in tables if one.known]
    wanted = "、".join(one.heading for one in columns if one.required)
    if not known:
        hint = f"表の1行目に見出しを書いてください（要るもの：{wanted}）。"
        raise InputError.of(
            "見出しの行が見つかりません。" if found else "表が空です。", hint, Place(file), stops=True
        )
    rows = [row for one in known for row in one.rows()]
    problems = [problem for one in known for problem in one.problems]
    if not (rows or problems):
        raise InputError.of("見出しの下に、行がありません。", "", Place(file), stops=True)
    said = [str(one) for one in together(one for table in known for one in table.said)]
    if known[1:]:
        said.append(
            f"{'と'.join(f'「{one.grid.name}」' for one in known)}の、{len(known)}枚のシートを読みました。"
        )
    said += [f"シート「{one.grid.name}」は、見出しが違うので読みません。" for one in tables if not one.known]
    return Rows(rows, said, problems)


def together(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems that differ by their rows alone, as one: with the first ten rows, and how many there are."""
    rows: dict[tuple[Problem, str, str], list[str]] = {}
    for one in problems:
        before, row, after = (*_ROW.split(one.place.file if one.place else "", 1), "", "")[:3]
        rest = one._replace(place=one.place and one.place._replace(file=""))
        rows.setdefault((rest, before, after), []).append(row)
    return tuple(
        one._replace(place=one.place and one.place._replace(file=before + _listed(found) + after))
        for (one, before, after), found in rows.items()
    )


def _listed(rows: Sequence[str]) -> str:
    first = "、".join(rows[:_FIRST])
    return f"{first}行目など{len(rows)}行" if rows[_FIRST:] else f"{first}行目" * bool(rows[0])


def _key(cell: object) -> str:
    """A heading as it is compared: without what stands in brackets (世帯数（戸）), but for another unit."""
    return re.sub(r"(?<=.)\((?!部|枚|冊).*?\)", "", plain(cell)).casefold()


class _Table:
    """A grid with its headings, and all that is to be said of it and that is wrong."""

    def __init__(
        self, file: str, grid: Grid, columns: Sequence[Column], numbers: Sequence[str], secret: bool
    ) -> None:
        self.grid, self.columns, self.numbers, self.secret = grid, columns, numbers, secret
        self.where = f"{file} 「{grid.name}」の" if grid.name else f"{file} "
        self.problems: list[Problem] = []
        at = Place(self.where.rstrip("の "))
        self.said = [Problem(self._hidden(line), place=at) for line in grid.said]
        by_key = {_key(name): one for one in columns for name in (*one.others, one.heading)}
        rows = [[by_key.get(_key(cell)) for cell in row] for row in grid.rows[:HEAD]]
        counts = [len(set(filter(None, row))) for row in rows]
        self.head = max(range(len(rows)), key=lambda at: (counts[at], -at), default=0)
        self.known = bool(counts) and counts[self.head] >= min(_ALIKE, len(columns))
        self.meant = rows[self.head] if self.known else []

    def _hidden(self, text: str) -> str:
        """What is said, without the values that it quotes where they are secret."""
        return re.sub("「.*」", "「…」", text, flags=re.DOTALL) if self.secret else text

    def _wrong(self, message: str, hint: str, place: Place) -> None:
        self.problems.append(Problem(message, hint, place))

    def rows(self) -> list[Row]:
        """The rows that say something; what is wrong with columns and cells is noted."""
        at = self._columns()
        told = {name: f"{letters(column)}列（{name}）" for name, column in at.items()}
        found = []
        for number in range(self.head + 1, len(self.grid.rows)):
            if any(plain(self.grid.cell(number, column)) for column in at.values()):
                row = Row({}, frozenset(), number + 1, f"{self.where}{number + 1}行目", told)
                found.append(self._read(row, at))
        return found

    def _columns(self) -> dict[str, int]:
        """Heading → column; unknown ones, doubles and what lacks are noted."""
        at: dict[str, int] = {}
        unknown = []
        place = f"{self.where}{self.head + 1}行目"
        for column, (cell, one) in enumerate(zip(self.grid.rows[self.head], self.meant, strict=True)):
            if one is None and (title := " ".join(str(cell).split()) if plain(cell) else ""):
                near = nearest(title, [each.heading for each in self.columns if each not in self.meant])
                line = f"「{title}」という見出しは分からないので、読みません。" + (
                    f"{near}。" if near else ""
                )
                self.said.append(Problem(line, place=Place(f"{place} {letters(column)}列")))
                unknown.append(f"「{title}」")
            elif one and one.heading in at:
                hint = "どちらか一つの列を消すか、見出しを空けてください。"
                message = f"「{one.heading}」の列が二つあります。"
                self._wrong(message, hint, Place(f"{place} {letters(column)}列"))
            elif one:
                at[one.heading] = column
        for one in self.columns:
            if one.required and one.heading not in at:
                names = "、".join((one.heading, *one.others))
                hint = f"見出し：{names}" + f"（読めない見出し：{'、'.join(unknown)}）" * bool(unknown)
                self._wrong(f"「{one.heading}」の列がありません。", hint, Place(place))
        return at

    def _read(self, row: Row, at: Mapping[str, int]) -> Row:
        cells, wrong = {one.heading: "" for one in self.columns}, set()
        for one in self.columns:
            if one.heading not in at:
                continue
            value = self.grid.cell(row.number - 1, at[one.heading])
            cell = self._mended(value, one)
            cells[one.heading] = cell.text
            place = row.place(one.heading)
            if cell.wrong:
                message, hint = cell.wrong
                if self.secret:
                    message = self._hidden(re.sub("（.*）", "", message, flags=re.DOTALL))
                self._wrong(message, hint, place)
                wrong.add(one.heading)
            elif cell.changed:
                words = (
                    "書き方を直して" if self.secret else f"「{value}」を「{cell.text}」と".replace("\n", "⏎")
                )
                self.said.append(Problem(f"{words}読みました。", place=place))
        return row._replace(cells=cells, wrong=frozenset(wrong))

    def _mended(self, value: object, one: Column) -> Mended:
        if one.kind == "day" and not isinstance(value, Odd):
            date = value if isinstance(value, datetime.date) else day(str(value or "").strip())
            return Mended(f"{date:%Y-%m-%d}" if date else str(value or "").strip())
        return mended(value, Field(one.heading, one.kind, one.heading), "", self.numbers, self.grid.lossy)
