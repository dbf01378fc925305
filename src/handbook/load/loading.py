"""What one run of loading has gathered: tables as they were read, problems, texts, names that must exist.

Nothing is raised while reading: each problem is noted in the `Loading` with its place, and what is wrong
or not there is left out of its `Row`, so that one run shows an editor everything. Whoever starts a
`Loading` holds the rules between values against its rows, then calls `finish`, which raises all problems
at once; only then may values be built of the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from handbook.characters import INVISIBLE, named, way_out
from handbook.declaration import TableOf
from handbook.errors import InputError, Place, Problem
from handbook.load.dates import LATEST_YEAR
from handbook.load.file_text import nearest
from handbook.load.nodes import Items, Node, Scalar, Table
from handbook.plan import PlacedText

_HIDDEN = f"[{INVISIBLE}]"


class Row:
    """A table as it was read: `values` holds what is right in it, with defaults for what may be left out."""

    def __init__(self, table: TableOf, node: Table, outer: Row | None = None, key: str = "") -> None:
        self.table = table
        self.node = node
        self.outer = outer
        self.key = key
        self.values: dict[str, object] = {}

    @property
    def what(self) -> str:
        """What messages call it, with those of its values that have been read by now."""
        what = self.table.what
        return what.format_map(self) if "{" in what else what

    def __getitem__(self, name: str) -> object:
        """For messages: a text or number of this table or of the nearest around it; "" where none has it."""
        if name == "key":
            return self.key
        value = self.values.get(name)
        if isinstance(value, str | int):
            return value
        if self.outer is None:
            return ""
        return self.outer.what if name == "what" else self.outer[name]

    def __contains__(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self.node.entries

    def place_of(self, key: str) -> Place:
        node = self.node.entries.get(key)
        return node.place if node else self.node.place

    def entry(self, key: str, name: str) -> Node:
        """The node that stands under `name` in the table `key`, which has been read."""
        table = self.node.entries[key]
        assert isinstance(table, Table)
        return table.entries[name]

    def text(self, key: str) -> str:
        """A text, or "" where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def flag(self, key: str) -> bool:
        return self.values.get(key) is True

    def rows(self, key: str) -> tuple[Row, ...]:
        """The tables of the list `key`."""
        found = self.values.get(key)
        return found if isinstance(found, tuple) else ()

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """The single values of the list `key`, or of `key` itself, as written."""
        node = self.node.entries.get(key)
        children = node.children if isinstance(node, Items) else (node,)
        return tuple(child for child in children if isinstance(child, Scalar))

    def given(self, *keys: str) -> dict[str, object]:
        """Those of the values that are written."""
        return {key: self.values[key] for key in keys if key in self and key in self.values}

    def attributes(self) -> dict[str, object]:
        """The values of a table that is nested in nothing, by the names of the attributes they fill."""
        own, lifted = self._built()
        return {**own, **lifted}

    def build(self) -> object:
        """The value that is built of this table; whole only after `Loading.finish`."""
        return self.table.build(**self._built()[0]) if self.table.build else None

    def _built(self) -> tuple[dict[str, object], dict[str, object]]:
        """The values for this table's own class, and those for the one around it."""
        own: dict[str, object] = {}
        lifted: dict[str, object] = {}
        for field in self.table.fields:
            value = self.values.get(field.name)
            if isinstance(field.kind, TableOf):
                inner, above = value._built() if isinstance(value, Row) and field.kind.gives else ({}, {})
                own |= above
                if field.kind.build is None:
                    continue
                value = field.kind.build(**inner) if inner else None
            elif isinstance(value, Row):
                value = value.build()
            elif isinstance(value, dict):
                value = {key: each.build() if isinstance(each, Row) else each for key, each in value.items()}
            elif isinstance(value, tuple):
                value = tuple([each.build() if isinstance(each, Row) else each for each in value])
            (lifted if field.lifted else own)[field.lifted or field.name] = value
        return own, lifted


class Name(NamedTuple):
    """The name of something that must exist, met while reading: `kind` says what (district, style …)."""

    kind: str
    scalar: Scalar


class Loading:
    """What one run of loading has gathered.

    Problems, and doubts, which stop nothing; printable texts with their places; rows; names that must exist.
    `placeholders` are what printable texts may hold in braces (a layout's); `latest_year` is the last year
    that a date in them may have; `readers` read kinds that this loading alone has. `moved` are keys
    that have gone elsewhere, with what to do about them: told once a file, or passed over for None. `base`
    is around every file's table, for messages: it knows what districts are called.
    """

    def __init__(
        self,
        placeholders: Iterable[str] = (),
        latest_year: int = LATEST_YEAR,
        moved: Mapping[str, tuple[str, str] | None] | None = None,
    ) -> None:
        self.placeholders = tuple(placeholders)
        self.latest_year = latest_year
        self.readers: dict[str, Callable[[Node, Row], object]] = {}
        self.problems: list[Problem] = []
        self.doubts: list[Problem] = []
        self.texts: list[PlacedText] = []
        self.names: list[Name] = []
        self.rows: list[Row] = []
        self.moved = dict(moved or {})
        self._told: set[tuple[str, str]] = set()
        self.base = Row(TableOf("", ()), Table({}, {}, Place("")))
        self.kind = "地区"

    @property
    def kind(self) -> str:
        """What districts are called, as far as that is known."""
        return self.base.text("district_kind")

    @kind.setter
    def kind(self, kind: str) -> None:
        self.base.values["district_kind"] = kind

    def unknown_key(self, key: str, place: Place, what: str, hint: str) -> None:
        """Note a key that the table `what` does not have."""
        if key not in self.moved:
            self.report(place, f"{what}に「{key}」という項目はありません。", hint)
        elif (key, place.file) not in self._told:
            self._told.add((key, place.file))
            if told := self.moved[key]:
                message, way = told
                file = f'"{place.file}"' if " " in place.file else place.file
                self.report(place, message, way.replace("{file}", file))

    def report(self, place: Place, message: str, hint: str = "") -> None:
        self.problems.append(Problem(message, hint, place))

    def doubt(self, place: Place, message: str, hint: str = "") -> None:
        """Note what may be right, and had better be looked at."""
        self.doubts.append(Problem(message, hint, place))

    def finish(self) -> None:
        """Raise InputError with every problem, in the order of the files, if there is one."""
        if self.problems:
            unique = dict.fromkeys(self.problems)
            raise InputError(sorted(unique, key=lambda problem: problem.place or Place("")))

    def rows_of(self, table: TableOf) -> list[Row]:
        """All tables of this kind that were read and are not empty, whatever messages call them."""
        return [row for row in self.rows if row.table.fields is table.fields]

    def scalar(self, node: Node, what: str) -> Scalar | None:
        """A single value, not empty and without what nobody sees."""
        if not isinstance(node, Scalar):
            hint = '「{」や「[」で始まる文章は、全体を "…" で囲んでください。'
            self.report(node.place, f"{what}には一つの値を書きます（ここにはリストか表があります）。", hint)
            return None
        if not node.text.strip():
            hint = '値を書いてください（「#」から後は読み飛ばされます。「#」で始まる値は "…" で囲みます）。'
            self.report(node.place, f"{what}が空です。", hint)
            return None
        plain = node.text.isascii() and node.text.isprintable()
        if not plain and (hidden := re.search(_HIDDEN, node.text)):
            message = f"{named(hidden.group())}があります。"
            self.report(node.place_of(hidden.start()), message, way_out(hidden.group()))
            return None
        return node

    def wrong(self, scalar: Scalar, what: str, hint: str) -> None:
        self.report(scalar.place, f"{what}に「{scalar.text}」は使えません。", hint)

    def unknown(self, scalar: Scalar, what: str, hint: str) -> None:
        self.report(scalar.place, f"「{scalar.text}」という{what}はありません。", hint)

    def check_names(self, kind: str, known: Iterable[str], what: str, allowed: str) -> None:
        """Note each name of this kind that is not known; with nothing known, that alone has been noted."""
        names = list(known)
        for scalar in self.named(kind):
            if names and scalar.text not in names:
                self.unknown(scalar, what, nearest(scalar.text, names) or allowed)

    def named(self, kind: str) -> list[Scalar]:
        return [name.scalar for name in self.names if name.kind == kind]

    def check_unique(self, rows: Iterable[Row], key: str, what: str) -> None:
        """Note each value of `key` that an earlier row has too."""
        seen: dict[str, Place] = {}
        for scalar in (scalar for row in rows for scalar in row.scalars(key) if scalar.text):
            first = seen.setdefault(scalar.text, scalar.place)
            if first is not scalar.place:
                message = f"{what}「{scalar.text}」が二つあります（最初は{first.line}行目）。"
                self.report(scalar.place, message, "ほかと重ならないようにしてください。")
