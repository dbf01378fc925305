"""Which sheets there are, which table of the data each holds, and a table's values as texts of cells.

In: a data folder, the plan that was read from it. Out: `Sheet`s with their fields as the files are declared
(`handbook.load`), so that a column is called what messages call it; `Entry`s with their cells. A table
within a table (a column's photograph) is not exchanged, but by `whole`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from handbook.declaration import Field, Kind, ListOf, MapOf, OneOrMore, TableOf
from handbook.errors import Place
from handbook.facts import owner_key
from handbook.load.loading import Loading, Row
from handbook.load.local import COLUMN, DESK, DESKS, DISTRICT, DISTRICTS
from handbook.load.nodes import Scalar, Table, read_source
from handbook.load.overview import OFFICE, PLAN
from handbook.load.reader import read_table
from handbook.load.readings import READING, READINGS
from handbook.plan import Plan

ID, REMOVE, YES, SEPARATOR = "ID", "削除", "はい", "、"
CATEGORY, WORD = "category", "word"
"""Fields that are no keys of an entry's own table: they say where it stands."""


class Entry(NamedTuple):
    """One table of a file: what it says (`cells`, by the fields' names), where it and its keys begin."""

    cells: Mapping[str, str]
    path: Path
    place: Place
    keys: Mapping[str, Place]


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet. Its entries stand below the keys `steps` of a `file`, which is declared as `whole`, or are a
    folder's files; `keys` gives their names (`handbook.facts`), in order."""

    title: str
    file: str
    whole: TableOf
    steps: tuple[str, ...]
    fields: tuple[Field, ...]
    keys: Callable[[Plan], Sequence[str]]

    @property
    def in_files(self) -> bool:
        """Whether each entry is a file of its own."""
        return not self.steps

    def called(self, plan: Plan) -> str:
        """Its name, as Excel allows it."""
        return re.sub(r"[\[\]:*?/\\']", "", self.title.format(kind=plan.district_kind))[:31]

    def headings(self, plan: Plan) -> dict[str, str]:
        """The heading of each field's column: the field's own name in the declarations."""
        return {field.name: in_words(field.called, plan) for field in self.fields}

    def read(self, folder: Path) -> list[Entry]:
        """The entries in the data folder, in order. Their problems, if there are any, are not told."""
        path = folder / self.file
        if self.in_files:
            loading = Loading()
            loading.readers["photograph"] = lambda node, _: node  # it need not be decoded
            files = sorted(path.glob("[!_.]*.yaml"))
            return [self._entry(read_table(loading, read_source(one), self.whole), one) for one in files]
        if not path.exists():
            return []
        fields = tuple(field for field in self.whole.fields if field.name == self.steps[0])
        rows: list[object] = [read_table(Loading(), read_source(path), self.whole._replace(fields=fields))]
        for step in self.steps:
            below = [row.values.get(step) for row in rows if isinstance(row, Row)]
            rows = [row for each in below for row in _rows(each)]
        return [self._entry(row, path) for row in rows if isinstance(row, Row)]

    def _entry(self, row: Row, path: Path) -> Entry:
        about = {CATEGORY: row.outer.text("name") if row.outer else "", WORD: row.key}
        cells = {one.name: about.get(one.name) or text_of(_at(row, one.name)) for one in self.fields}
        place = row.node.place
        if WORD in cells and row.outer and row.outer.outer:
            listed = row.outer.outer.node.entries[self.steps[0]]
            place = listed.keys[row.key] if isinstance(listed, Table) else place
        return Entry(cells, path, place, _places(row.node))


def _at(value: object, name: str) -> object:
    """What a row has under a field's name: `photo/alt` stands in the table `photo` of its own."""
    for step in name.split("/"):
        value = value.values.get(step) if isinstance(value, Row) else None
    return value.text if isinstance(value, Scalar) else value


def _places(table: Table) -> dict[str, Place]:
    """Where each key stands, and behind it each of a table that it holds, as fields are named."""
    found: dict[str, Place] = {}
    for name, place in table.keys.items():
        inner = table.entries[name]
        found[name] = place
        found |= {f"{name}/{key}": at for key, at in inner.keys.items()} if isinstance(inner, Table) else {}
    return found


def _rows(value: object) -> Sequence[object]:
    """The tables in a list, in a table of tables, or alone."""
    if isinstance(value, dict):
        return tuple(value.values())
    return value if isinstance(value, tuple) else (value,)


_DISTRICTS = next(field for field in DISTRICTS.fields if field.name == "districts")


def in_words(text: str, plan: Plan) -> str:
    """Words of a declaration, with the city's own word for its districts."""
    return text.replace(_DISTRICTS.called, plan.district_kind)


def _of(table: TableOf, *more: Field) -> tuple[Field, ...]:
    return (*more, *(field for field in table.fields if not isinstance(field.kind, TableOf)))


_CATEGORIES = next(field for field in DESKS.fields if field.name == "categories")
_CATEGORY = Field(CATEGORY, "text", _CATEGORIES.meaning)
_WORD = Field(WORD, "word", "言葉（漢字のある言葉）")

SHEETS = (
    Sheet(
        *("{kind}", "districts.yaml", DISTRICTS, ("districts",), _of(DISTRICT)),
        lambda plan: [f"districts/{district.name}" for district in plan.districts],
    ),
    Sheet(
        *(DESK.what, "desks.yaml", DESKS, ("categories", "desks"), _of(DESK, _CATEGORY)),
        lambda plan: [owner_key(plan, desk) for desk in plan.desks],
    ),
    Sheet(
        *("事例", "columns", COLUMN, (), _of(COLUMN)),
        lambda plan: [f"columns/{column.id}" for column in plan.columns],
    ),
    Sheet(
        *(OFFICE.what, "plan.yaml", PLAN, ("contacts", "offices"), _of(OFFICE)),
        lambda plan: [owner_key(plan, contact) for contact in plan.contacts],
    ),
    Sheet(
        *("読み", "readings.yaml", READINGS, ("readings",), _of(READING, _WORD)),
        lambda plan: [f"readings/{reading.word}" for reading in plan.read_words],
    ),
)


def whole(sheet: Sheet) -> Sheet:
    """The sheet with the keys of tables within its own as fields, too (`photo/alt`)."""
    if not sheet.in_files:
        return sheet
    inner = {one.name: one.kind.fields for one in sheet.whole.fields if isinstance(one.kind, TableOf)}
    fields = (
        [each._replace(name=f"{one.name}/{each.name}") for each in inner.get(one.name, ())] or [one]
        for one in sheet.whole.fields
    )
    return replace(sheet, fields=tuple(chain.from_iterable(fields)))


def is_list(kind: Kind) -> bool:
    return isinstance(kind, (ListOf, OneOrMore))


def text_of(value: object) -> str:
    """A value as the text of a cell."""
    if isinstance(value, bool) or value is None:
        return YES if value else ""
    if isinstance(value, dict):
        value = [f"{name}: {each}" for name, each in value.items()]
    return SEPARATOR.join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def value_of(kind: Kind, text: str) -> object:
    """What a cell's text says, as YAML has it; None for what is not said."""
    if not text or kind == "flag":
        return True if text else None
    parts = [part.strip() for part in re.split("[、，,]", text) if part.strip()]
    if isinstance(kind, MapOf):
        return {name.strip(): value.strip() for name, _, value in (part.partition(":") for part in parts)}
    if isinstance(kind, OneOrMore) and len(parts) == 1:
        return parts[0]
    return parts if is_list(kind) else text
