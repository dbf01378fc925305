"""Typed readers of a table's values, which gather every problem and go on.

Nodes come in, plain values go out. Nothing is raised while reading: each problem is noted in
the `Reading` with its place, and a harmless stand-in is returned, so that one run shows an
editor everything. Who starts a reading calls `Reading.finish`, which raises them all; values
read before that are not to be used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from handbook.errors import InputError, Place, Problem
from handbook.load.dates import LATEST_YEAR
from handbook.load.files import nearest
from handbook.load.source import Items, Node, Scalar, Table
from handbook.load.telephone import telephone_problem
from handbook.load.text import hiragana_problem, text_problems, written_text
from handbook.plan import PlacedText

_EMPTY = '値を書いてください（「#」から後は読み飛ばされます。「#」で始まる値は "…" で囲みます）。'


class Reading:
    """What one run of loading has gathered: problems, and the printable texts with their places.

    `fields` are the names that printable texts may hold in braces (a layout's); `latest_year` is
    the last year that a date in them may have.
    """

    def __init__(self, fields: Sequence[str] = (), latest_year: int = LATEST_YEAR) -> None:
        self.fields = tuple(fields)
        self.latest_year = latest_year
        self.problems: list[Problem] = []
        self.texts: list[PlacedText] = []

    def report(self, place: Place, message: str, hint: str = "") -> None:
        self.problems.append(Problem(message, hint, place))

    def finish(self) -> None:
        """Raise InputError with every problem, in the order of the files, if there is one."""
        if self.problems:
            unique = dict.fromkeys(self.problems)
            raise InputError(sorted(unique, key=lambda problem: problem.place or Place("")))

    def table(
        self, node: Node, what: str, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> Fields:
        """The fields of the table `node`, which is `what` in messages; unknown and missing keys are noted."""
        required, optional = tuple(required), tuple(optional)
        if not isinstance(node, Table):
            names = "、".join(f"「{name}:」" for name in required or optional)
            self.report(
                node.place,
                f"{what}は、項目の名前と値の組で書きます。",
                f"{names} などの項目を書いてください。",
            )
            return Fields(self, Table({}, {}, node.place), what)
        known = [*required, *optional]
        for key, place in node.keys.items():
            if key not in known:
                hint = nearest(key, known) or "使える項目：" + "、".join(known)
                self.report(place, f"{what}に「{key}」という項目はありません。", hint)
        missing = [key for key in required if key not in node.entries]
        if missing:
            names = "、".join(f"「{key}」" for key in missing)
            self.report(node.place, f"{what}に{names}がありません。", "書き足してください。")
        return Fields(self, node, what)

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """The entries of the list `node`; an empty list is a problem."""
        if not isinstance(node, Items):
            hint = "1行に1つずつ、「- 」に続けて書いてください。"
            if isinstance(node, Scalar) and re.match(r"[-ー－‐・]", node.text):
                hint = "各行の始めの線を半角の「-」にし、その後に半角の空白を入れてください。"
            self.report(node.place, f"{what}は、「- 」で始まるリストで書きます。", hint)
            return ()
        if not node.children:
            self.report(node.place, f"{what}が空です。", "少なくとも1つ書いてください。")
        return node.children

    def scalar(self, node: Node, what: str) -> Scalar | None:
        """A single value that is not empty."""
        if not isinstance(node, Scalar):
            hint = '「{」や「[」で始まる文章は、全体を "…" で囲んでください。'
            self.report(node.place, f"{what}には一つの値を書きます（ここにはリストか表があります）。", hint)
            return None
        if not node.text.strip():
            self.report(node.place, f"{what}が空です。", _EMPTY)
            return None
        return node

    def text(self, node: Node, what: str) -> str:
        """A printable text: checked, and kept with its place."""
        scalar = self.scalar(node, what)
        if scalar is None:
            return ""
        text = written_text(scalar)
        self.problems.extend(text_problems(scalar, text, self.fields, self.latest_year))
        self.texts.append(PlacedText(text, scalar.place))
        return text


class Fields:
    """The values of one table. A key that is not there gives the default: its absence is already noted."""

    def __init__(self, reading: Reading, table: Table, what: str) -> None:
        self.reading = reading
        self.place = table.place
        self.what = what
        self._entries = table.entries

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    @property
    def given(self) -> bool:
        """Whether there is anything to hold against rules; if not, that has been noted."""
        return bool(self._entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def node(self, key: str) -> Node | None:
        return self._entries.get(key)

    def place_of(self, key: str) -> Place:
        node = self._entries.get(key)
        return node.place if node else self.place

    def name_of(self, key: str) -> str:
        return f"{self.what}の「{key}」"

    def table(
        self, key: str, what: str, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> Fields:
        node = self._entries.get(key)
        if node is None:
            return Fields(self.reading, Table({}, {}, self.place), what)
        return self.reading.table(node, what, required, optional)

    def tables(
        self, key: str, what: str, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> list[Fields]:
        required, optional = tuple(required), tuple(optional)
        return [self.reading.table(node, what, required, optional) for node in self.nodes(key)]

    def nodes(self, key: str) -> tuple[Node, ...]:
        node = self._entries.get(key)
        return () if node is None else self.reading.items(node, self.name_of(key))

    def scalar(self, key: str) -> Scalar | None:
        node = self._entries.get(key)
        return None if node is None else self.reading.scalar(node, self.name_of(key))

    def text(self, key: str) -> str:
        """A printable text, or "" where there is none."""
        node = self._entries.get(key)
        return "" if node is None else self.reading.text(node, self.name_of(key))

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self.reading.text(node, self.name_of(key)) for node in self.nodes(key))

    def word(self, key: str) -> str:
        """A text that is not printed: an id, a note."""
        scalar = self.scalar(key)
        return written_text(scalar) if scalar else ""

    def words(self, key: str) -> tuple[Scalar, ...]:
        """A list of texts that are not printed, with their places."""
        scalars = (self.reading.scalar(node, self.name_of(key)) for node in self.nodes(key))
        return tuple(scalar for scalar in scalars if scalar)

    def choice(self, key: str, choices: Sequence[str]) -> str:
        """One of `choices`; the first stands in for a wrong one."""
        scalar = self.scalar(key)
        if scalar is None:
            return choices[0]
        if scalar.text not in choices:
            hint = "、".join(choices) + " のどれかにしてください。"
            self._wrong(scalar, key, hint)
        return scalar.text

    def name(self, key: str, known: Iterable[str], what: str, allowed: str) -> str:
        """The name of something that must exist: one of `known`; "" stands in for a wrong one.

        With nothing known, that alone has been noted.
        """
        scalar, names = self.scalar(key), list(known)
        if scalar is None or not names:
            return ""
        if scalar.text not in names:
            hint = nearest(scalar.text, names) or f"{allowed}を書いてください：{'、'.join(names)}"
            self.reading.report(scalar.place, f"「{scalar.text}」という{what}はありません。", hint)
            return ""
        return scalar.text

    def flag(self, key: str, default: bool = False) -> bool:
        scalar = self.scalar(key)
        if scalar is None:
            return default
        if scalar.text not in ("true", "false"):
            self._wrong(scalar, key, "true（はい）か false（いいえ）にしてください。")
        return scalar.text == "true"

    def integer(self, key: str, least: int, most: int) -> int | None:
        scalar = self.scalar(key)
        if scalar is None:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", scalar.text) or not least <= int(scalar.text) <= most:
            self._wrong(scalar, key, f"{least}から{most}までの整数を、半角の数字で書いてください。")
            return None
        return int(scalar.text)

    def slug(self, key: str) -> str:
        """Small Latin letters, digits and - _, as file names and ids take them."""
        scalar = self.scalar(key)
        if scalar is None:
            return ""
        if not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", scalar.text):
            self._wrong(scalar, key, "英小文字と数字（区切りは - か _）で書いてください。")
        return scalar.text

    def kana(self, key: str) -> str:
        """A printable reading in hiragana."""
        scalar = self.scalar(key)
        if scalar is None:
            return ""
        problem = hiragana_problem(scalar.text, scalar.place)
        if problem:
            self.reading.problems.append(problem)
        self.reading.texts.append(PlacedText(scalar.text, scalar.place))
        return scalar.text

    def telephone(self, key: str) -> str:
        scalar = self.scalar(key)
        if scalar is None:
            return ""
        problem = telephone_problem(scalar.text)
        if problem:
            index, message, hint = problem
            self.reading.report(scalar.place_of(index), message, hint)
        self.reading.texts.append(PlacedText(scalar.text, scalar.place))
        return scalar.text

    def _wrong(self, scalar: Scalar, key: str, hint: str) -> None:
        self.reading.report(scalar.place, f"{self.name_of(key)}に「{scalar.text}」は使えません。", hint)
