"""How handbook's files are written: tables, their fields, what kind of value each holds.

One description of each format. The reader (`handbook.load`) reads by it, blocks declare their
options with it, `handbook.changes` takes the names of values from it, and `scripts/generate.py`
makes the editors' schemas and the pages of documentation of it. Nothing is read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

REQUIRED: object = ...
"""The default of a field that must be written."""


class OneOf(NamedTuple):
    """One of a few words."""

    choices: tuple[str, ...]


class ListOf(NamedTuple):
    """A list of values of one kind, not empty.

    `named`: a file that extends another may write a table in its place, of those that it changes.
    """

    of: Kind
    named: bool = False


class OneOrMore(NamedTuple):
    """A list of values of one kind, not empty, or one value alone."""

    of: Kind


class MapOf(NamedTuple):
    """A table whose keys the writer chooses; not empty."""

    of: Kind


class TextOr(NamedTuple):
    """A table, or its first field alone."""

    of: TableOf


class Field(NamedTuple):
    """One key of a table: what its value is and means.

    A `kind` that is a word is one of `handbook.load.kinds.KINDS`. `meaning` is Japanese, for volunteers;
    it begins with what the value is called. A `lifted` value belongs, under that name, to the value of
    the table around its own. A block's `conditional` words are printed in some editions only: its `promises`
    say in which. `least` is which of a layout's least sizes a style keeps (`handbook.layout.Least`).
    """

    name: str
    kind: Kind
    meaning: str
    default: object = REQUIRED
    lifted: str = ""
    conditional: bool = False
    least: str = "notes"

    @property
    def required(self) -> bool:
        return self.default is REQUIRED

    @property
    def called(self) -> str:
        """The short name that `meaning` begins with: 電話番号."""
        return re.split("[（。]", self.meaning, maxsplit=1)[0]


class TableOf(NamedTuple):
    """A table: `what` messages call it, its fields, and what is built of their values.

    `what` may name values of the tables around it: `「{name}」の余白`, and `{what}` those tables themselves.
    Of a block's options, `what` says what the block is. `rule` takes the values that are right and yields
    what is wrong between them: the name of a field, a message, how to mend it.
    """

    what: str
    fields: tuple[Field, ...]
    build: Callable[..., object] | None = None
    rule: Callable[[Mapping[str, object]], Iterable[tuple[str, str, str]]] | None = None

    @property
    def gives(self) -> bool:
        """Whether anything of it becomes a value: of what is read for messages alone, nothing does."""
        return self.build is not None or any(field.lifted for field in self.fields)


Kind = str | OneOf | ListOf | OneOrMore | MapOf | TextOr | TableOf


def table(
    what: str,
    *fields: Field,
    build: Callable[..., object] | None = None,
    rule: Callable[[Mapping[str, object]], Iterable[tuple[str, str, str]]] | None = None,
) -> TableOf:
    """A `TableOf` with its fields as arguments."""
    return TableOf(what, fields, build, rule)


def values(table: TableOf) -> dict[str, Field]:
    """What a table gives to the value that is built of it, by name; what tables in it lift among them."""
    found: dict[str, Field] = {}
    for field in table.fields:
        found[field.lifted or field.name] = field
        for inner in field.kind.fields if isinstance(field.kind, TableOf) else ():
            if inner.lifted:
                named = inner._replace(meaning=f"{field.called}の{inner.meaning}")
                found[inner.lifted] = named if isinstance(inner.kind, str) else inner
    return found
