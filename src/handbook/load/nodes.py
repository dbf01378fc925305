"""YAML text to nodes that know their place.

A file comes in; out goes a tree of `Scalar`, `Items` and `Table`, or an `InputError`
that says in Japanese what is wrong with the file, where, and how to mend it.

Every scalar stays the text that was written: `no`, `9:30`, `000000` and dates are not
given a meaning here; `handbook.load.reader` gives each value its type. YAML's traps are
closed: duplicate keys, anchors, aliases, merge keys, tags and further documents are
refused (so no alias can blow a small file up). What PyYAML says in English is never
shown: `handbook.load.broken` looks at the place and says it in our words.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from handbook.errors import InputError, Place, Problem
from handbook.load.broken import explain, unreadable_character
from handbook.load.file_text import read_text

MAX_DEPTH = 24
"""Levels of nesting; the deepest real file has 8. More is a mistake or an attack."""

_Mark = Any  # PyYAML has two mark classes, one of C; both have index, line and column
_BEHIND = (" ", "\t", ",")
_PARSER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Scalar(NamedTuple):
    """A single value as written. `style` is YAML's: "" plain, ' or " quoted, | or > block.

    `source` is the text in the file from the first to the last character of the value; `comment` what YAML
    passes over behind a plain one, on its line.
    """

    text: str
    place: Place
    style: str = ""
    source: str = ""
    comment: str = ""

    @property
    def many_lines(self) -> bool:
        return "\n" in self.source

    def place_of(self, index: int) -> Place:
        """The place of the character at `index` of `text`, in which lines may have been joined, or behind its
        last one; of the whole value where that is unsure.
        """
        if self.style == '"' and "\\" in self.source:
            return self.place
        # White space is not as it is written; of all other characters each stands in the source, in order.
        start = self.source.find("\n") if self.style in ("|", ">") else len(self.style)
        before = len("".join(self.text[:index].split()))
        if self.style == "'":
            before += self.text[:index].count("'")
        seen = [at for at in range(start, len(self.source)) if not self.source[at].isspace()]
        at = seen[before] if before < len(seen) else seen[-1] + 1 if seen else start
        lines = self.source[:at].split("\n")
        column = len(lines[-1]) + (1 if lines[1:] else self.place.column)
        return Place(self.place.file, self.place.line + len(lines) - 1, column)


class Items(NamedTuple):
    """A list."""

    children: tuple[Node, ...]
    place: Place


class Table(NamedTuple):
    """Keys and their values, in the order of the file; no key stands twice."""

    entries: dict[str, Node]
    keys: dict[str, Place]
    place: Place


Node = Scalar | Items | Table


def read_source(path: Path) -> Node:
    """Read the YAML file at `path`.

    Raises InputError when the file is missing, unreadable, not UTF-8, empty or not the YAML
    that handbook takes.
    """
    shown, text = read_text(path)
    return parse(text, shown)


@lru_cache(maxsize=256)  # an editor reads all files of a plan at each keystroke, and has changed one
def parse(text: str, file: str) -> Node:
    """Parse YAML `text`; `file` is only the name that places carry. Raises InputError."""
    if problem := unreadable_character(text, file):
        raise InputError([problem])
    loader = _PARSER(text)
    builder = _Builder(text, file)
    try:
        node = builder.document(iter(loader.get_event, None))
    except yaml.YAMLError as error:
        raise InputError([*builder.problems, _broken(error, text, file)]) from None
    finally:
        loader.dispose()
    if builder.problems:
        raise InputError(sorted(builder.problems, key=lambda found: found.place or Place(file)))
    if node is None:
        hint = "内容を書くか、元のファイルを写し直してください。"
        raise InputError([Problem("ファイルの中身が空です。", hint, Place(file))])
    return node


def _broken(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    opening = getattr(error, "context_mark", None)
    line = mark.line if mark else opening.line if opening else 0
    column = mark.column if mark else opening.column if opening else 0
    start = (opening.line, opening.column) if opening else None
    return explain(text, file, line, column, start)


def _start(event: yaml.Event) -> _Mark:
    """Where an event begins; parsed events always know it, though their type allows that they may not."""
    assert event.start_mark is not None
    return event.start_mark


class _StopError(Exception):
    """The rest of the file cannot be read sensibly; the problem is already noted."""


class _Builder:
    """Builds nodes from PyYAML's events, noting everything that handbook does not take."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.problems: list[Problem] = []

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        node: Node | None = None
        try:
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if node is not None:
                        self._refuse(
                            event,
                            "「---」で区切られた二つ目の文書があります。",
                            "一つのファイルには一つの文書だけを書きます。「---」の行を消すか、ファイルを分けてください。",
                        )
                        break
                elif isinstance(event, yaml.NodeEvent):
                    node = self._node(event, events, 0)
        except _StopError:
            return None
        return node

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            return self._scalar(event)  # nearly every event: nothing of it can be refused
        self._check(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(event, events, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(event, events, depth)
        return Scalar("", self._place(event))  # an alias, already refused

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        style = event.style or ""
        start, end = _start(event), event.end_mark or _start(event)
        source = self.text[start.index : end.index] if style or start.line != end.line else event.value
        place = Place(self.file, start.line + 1, start.column + 1)
        behind = not style and self.text[end.index : end.index + 1] in _BEHIND
        return Scalar(event.value, place, style, source, self._comment(end.index) if behind else "")

    def _comment(self, index: int) -> str:
        """The comment that begins on this line, with nothing but blanks, or a list's comma, before it."""
        rest = self.text[index : self.text.find("\n", index) % (len(self.text) + 1)].lstrip(" \t,").rstrip()
        return rest if rest.startswith("#") else ""

    def _opened(self, event: yaml.Event) -> None:
        """Note a comment right behind the bracket that opens a list or a table: for YAML it is none without a
        blank before it, for PyYAML it is, and the first value may be meant."""
        at = _start(event).index
        if self.text[at : at + 2] in ("[#", "{#"):
            comment = self._comment(at + 1)
            message = f"「{self.text[at]}」のすぐ後の「{comment[:12]}」から後は、読み飛ばされます。"
            hint = '値のうちなら "…" で囲んでください。覚え書きなら、上の行に移してください。'
            self._refuse(event, message, hint)

    def _items(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Items:
        children = []
        self._opened(event)
        for child in events:
            if isinstance(child, yaml.SequenceEndEvent):
                break
            children.append(self._node(child, events, depth + 1))
        return Items(tuple(children), self._place(event))

    def _table(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Table:
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        self._opened(event)
        for key in events:
            if isinstance(key, yaml.MappingEndEvent):
                break
            name, place = self._key(key, events, depth)
            value = self._node(next(events), events, depth + 1)
            if name is None:
                continue
            if name in entries:
                message = f"項目「{name}」が二度書かれています（最初は{keys[name].line}行目）。"
                self.problems.append(Problem(message, "どちらか一つを消してください。", place))
                continue
            entries[name], keys[name] = value, place
        return Table(entries, keys, self._place(event))

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> tuple[str | None, Place]:
        """A key and its place; None where it can be no key, which is noted."""
        if isinstance(event, yaml.ScalarEvent):
            self._check(event, depth)
            if event.value != "<<" or event.style:
                return event.value, self._place(event)
            hint = "内容をそのまま書いてください。"
            self._refuse(event, "「<<」（ほかの項目の取り込み）は使えません。", hint)
        else:
            self._node(event, events, depth + 1)
            if not isinstance(event, yaml.AliasEvent):
                hint = '「{」や「[」で始まる文章は、全体を "…" で囲んでください。'
                self._refuse(event, "項目の名前のところに、リストや表があります。", hint)
        return None, self._place(event)

    def _check(self, event: yaml.Event, depth: int) -> None:
        """Note anchors, aliases and tags; stop at nesting that no honest file has."""
        if depth > MAX_DEPTH:
            self._refuse(
                event, f"入れ子が深すぎます（{MAX_DEPTH}段まで）。", "字下げと括弧の対応を確かめてください。"
            )
            raise _StopError
        if isinstance(event, yaml.AliasEvent):
            hint = '「*」で始まる文章は "…" で囲んでください。同じ内容を使うときも、そのまま書いてください。'
            self._refuse(event, f"「*{event.anchor}」（別名の参照）は使えません。", hint)
            return
        if not isinstance(event, yaml.NodeEvent):
            return
        if event.anchor:
            hint = '「&」で始まる文章は "…" で囲んでください。名前を付けるためなら消してください。'
            self._refuse(event, f"「&{event.anchor}」（別名の定義）は使えません。", hint)
        if getattr(event, "tag", None):
            hint = '「!」で始まる文章は "…" で囲んでください。型の指定なら消してください。'
            self._refuse(event, f"「{self._written(event)}」（型の指定）は使えません。", hint)

    def _written(self, event: yaml.Event) -> str:
        word = self.text[_start(event).index :].split(None, 1)
        return word[0] if word else "!"

    def _refuse(self, event: yaml.Event, message: str, hint: str) -> None:
        self.problems.append(Problem(message, hint, self._place(event)))

    def _place(self, event: yaml.Event) -> Place:
        mark = _start(event)
        return Place(self.file, mark.line + 1, mark.column + 1)
