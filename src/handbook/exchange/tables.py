"""Which sheets there are, which table of the data each holds, and a table's values as texts of cells.

In: a data folder, the plan that was read from it. Out: `Sheet`s with their fields as the files are declared
(`handbook.load`), so that a column is called what messages call it; `Entry`s with their cells. A table
within a table (a column's photograph) is not exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from handbook.declaration import Field, Kind, ListOf, MapOf, OneOrMore, TableOf
from handbook.errors import Place
from handbook.facts import owner_key
from handbook.load import readings
from handbook.load.loading import Loading, Row
from handbook.load.local import COLUMN, DESK, DESKS, DISTRICT, DISTRICTS
from handbook.load.nodes import Table, read_source
from handbook.load.overview import CONTACTS, OFFICE, PLAN
from handbook.load.reader import read_table
from handbook.plan import Plan

ID = "ID"
REMOVE = "削除"
YES = "はい"
SEPARATOR = "、"


class Entry(NamedTuple):
    """One table of a file: what it says (`cells`, by the names of the fields) and where it begins."""

    cells: Mapping[str, str]
    row: Row
    path: Path
    place: Place


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet. `file` is where its entries stand; `keys` gives their names (`handbook.facts`), in order."""

    title: str
    file: str
    fields: tuple[Field, ...]
    keys: Callable[[Plan], Sequence[str]]
    read: Callable[[Sheet, Path], list[Entry]]

    def called(self, plan: Plan) -> str:
        """Its name, as Excel allows it."""
        return re.sub(r"[\[\]:*?/\\']", "", self.title.format(kind=plan.district_kind))[:31]

    def headings(self, plan: Plan) -> dict[str, str]:
        """The heading of each field's column: the field's own name in the declarations."""
        return {field.name: in_words(field.called, plan) for field in self.fields}


def in_words(text: str, plan: Plan) -> str:
    """Words of a declaration, with the city's own word for its districts."""
    return text.replace("校区・地区", plan.district_kind)


def _exchanged(table: TableOf, *more: Field) -> tuple[Field, ...]:
    return (*more, *(field for field in table.fields if not isinstance(field.kind, TableOf)))


def _row(path: Path, table: TableOf) -> Row:
    """A file of a plan that has been loaded already: its problems have been told, or there are none."""
    return read_table(Loading(), read_source(path), table)


def _entry(sheet: Sheet, row: Row, path: Path, **more: str) -> Entry:
    cells = {f.name: more.get(f.name) or text_of(row.values.get(f.name)) for f in sheet.fields}
    return Entry(cells, row, path, row.node.place)


def _districts(sheet: Sheet, folder: Path) -> list[Entry]:
    path = folder / sheet.file
    return [_entry(sheet, row, path) for row in _row(path, DISTRICTS).rows("districts")]


def _desks(sheet: Sheet, folder: Path) -> list[Entry]:
    path = folder / sheet.file
    categories = _row(path, DESKS).rows("categories")
    return [
        _entry(sheet, row, path, category=category.text("name"))
        for category in categories
        for row in category.rows("desks")
    ]


def _columns(sheet: Sheet, folder: Path) -> list[Entry]:
    table = TableOf(COLUMN.what, sheet.fields)  # photographs need not be decoded
    paths = sorted((folder / sheet.file).glob("[!_.]*.yaml"))
    return [_entry(sheet, _row(path, table), path) for path in paths]


def _contacts(sheet: Sheet, folder: Path) -> list[Entry]:
    path = folder / sheet.file
    contacts = _row(path, TableOf(PLAN.what, tuple(f for f in PLAN.fields if f.kind is CONTACTS)))
    found = contacts.values.get("contacts")
    return [_entry(sheet, row, path) for row in found.rows("offices")] if isinstance(found, Row) else []


def _readings(sheet: Sheet, folder: Path) -> list[Entry]:
    path = folder / sheet.file
    if not path.exists():
        return []
    whole = _row(path, readings.READINGS)
    listed, found = whole.node.entries["readings"], whole.values["readings"]
    assert isinstance(listed, Table)
    assert isinstance(found, dict)
    return [
        _entry(sheet, row, path, word=word)._replace(place=listed.keys[word]) for word, row in found.items()
    ]


CATEGORY = next(field for field in DESKS.fields if field.name == "categories")

SHEETS = (
    Sheet(
        "{kind}",
        "districts.yaml",
        _exchanged(DISTRICT),
        lambda plan: [f"districts/{district.name}" for district in plan.districts],
        _districts,
    ),
    Sheet(
        DESK.what,
        "desks.yaml",
        _exchanged(DESK, Field("category", "text", CATEGORY.meaning)),
        lambda plan: [owner_key(plan, desk) for desk in plan.desks],
        _desks,
    ),
    Sheet(
        "事例",
        "columns",
        _exchanged(COLUMN),
        lambda plan: [f"columns/{column.id}" for column in plan.columns],
        _columns,
    ),
    Sheet(
        OFFICE.what,
        "plan.yaml",
        _exchanged(OFFICE),
        lambda plan: [owner_key(plan, contact) for contact in plan.contacts],
        _contacts,
    ),
    Sheet(
        "読み",
        readings.NAME,
        _exchanged(readings.READING, Field("word", "word", "言葉（漢字のある言葉）")),
        lambda plan: [f"readings/{reading.word}" for reading in plan.read_words],
        _readings,
    ),
)
DESKS_SHEET, COLUMNS_SHEET, READINGS_SHEET = SHEETS[1], SHEETS[2], SHEETS[4]


def is_list(kind: Kind) -> bool:
    return isinstance(kind, (ListOf, OneOrMore))


def text_of(value: object) -> str:
    """A value as the text of a cell."""
    if value is None or value is False:
        return ""
    if value is True:
        return YES
    if isinstance(value, dict):
        return SEPARATOR.join(f"{name}: {each}" for name, each in value.items())
    return SEPARATOR.join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def value_of(kind: Kind, text: str) -> object:
    """What a cell's text says, as YAML has it; None for what is not said."""
    if not text:
        return None
    if kind == "flag":
        return True
    parts = [part.strip() for part in re.split("[、，,]", text) if part.strip()]
    if isinstance(kind, MapOf):
        return {name.strip(): value.strip() for name, _, value in (part.partition(":") for part in parts)}
    if isinstance(kind, OneOrMore) and len(parts) == 1:
        return parts[0]
    return parts if is_list(kind) else text
