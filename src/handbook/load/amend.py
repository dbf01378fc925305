"""YAML text with some of its entries changed, added or taken out; all else stays, to the byte.

An entry is a table in a list, or a key of a table with its value: the lines from where it begins to the next
one. Only the lines of a changed key of an entry are written anew (by ruamel.yaml, with their comments, order
and quotation marks); a comment above the next entry is about that one, and stays. What the text means then
is for the caller to look at, by reading it again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from handbook.errors import InputError, Place
from handbook.load.printable import NO_TEXT

if TYPE_CHECKING:
    from ruamel.yaml import YAML


class Amendment(NamedTuple):
    """What is to become of the entry that begins at `place`. `change` is given its table, to change it;
    without it the entry goes. `behind`: it stays as it is, and a new one, made by `change`, follows it."""

    place: Place
    change: Callable[[Any], None] | None = None
    behind: bool = False


def unwritable(place: Place) -> InputError:
    """The error where a file is written in a way in which it cannot be changed."""
    hint = "どの件も、行の始めをそろえて、1件ずつ別の行から書いてください。"
    return InputError.of("この書き方の所には、書き込めません。", hint, place, stops=True)


def amended(text: str, amendments: Iterable[Amendment]) -> str:
    """The text with all that done. Raises `InputError` where an entry has no line of its own."""
    lines = text.split("\n")
    # From below, so that places above stay right; what is put behind an entry comes before its own change.
    for one in sorted(amendments, key=lambda one: (-one.place.line, not one.behind)):
        start, end, margin = _extent(lines, one.place)
        if one.change is None:
            lines[start:end] = []
        elif one.behind:
            lines[end:end] = entry_lines(margin, one.change)
        else:
            width = len(margin.split("\n")[-1])
            own = lines[start + margin.count("\n") : end]
            own = [line[width:] if not line[:width].strip(" -") else line.lstrip() for line in own]
            lines[start:end] = entry_lines(margin, one.change, "\n".join(own))
    return "\n".join(lines)


def entry_lines(margin: str, change: Callable[[Any], None], text: str = "") -> list[str]:
    """The lines of an entry that said `text`, changed; `margin` stands before its first key."""
    rest = " " * len(margin.split("\n")[-1])
    lines = changed(text, change).split("\n")
    return [(rest if at else margin) + line if line else line for at, line in enumerate(lines)]


def changed(text: str, change: Callable[[Any], None]) -> str:
    """A table's text, changed; without a line end behind it. That of a new one is empty."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000  # a text stays on its line
    yaml.indent(mapping=2, sequence=4, offset=2)
    table = yaml.load(text) if text else CommentedMap()
    before = _pieces(_dumped(yaml, table))
    change(table)
    after = _pieces(_dumped(yaml, table))
    written = _pieces(text.rstrip("\n"))
    if len(written) == len(before):
        for kind, start, end, at, to in reversed(SequenceMatcher(None, before, after, False).get_opcodes()):
            if kind == "equal":  # in whatever spacing it was written
                after[at:to] = written[start:end]
    return "\n".join(after)


def _dumped(yaml: YAML, table: object) -> str:
    out = io.StringIO()
    yaml.dump(table, out)
    return out.getvalue().rstrip("\n")


def _pieces(text: str) -> list[str]:
    """A table's text, parted: each key with its value, each line between two keys."""
    return re.split(r"\n(?=(?:[ \t]*(?:#.*)?\n)*(?:[^\s#-]|[ \t]*(?:#.*)?\Z))", text)


def as_before(text: str, path: Path) -> bytes:
    """A text as the file at `path` has its line ends and its mark."""
    data = path.read_bytes() if path.exists() else b""
    mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    return (mark + text.replace("\n", "\r\n" if b"\r\n" in data else "\n")).encode("utf-8")


def put(table: Any, name: str, value: object, order: Sequence[str] = ()) -> None:
    """Give a key of a table its value; None takes it out. A new one stands where `order` has it.

    `photo/alt` is a key of the table `photo`, which is made and goes with the first and the last of its own.
    """
    if "/" in name:
        _put_within(table, name, value, order)
        return
    order = [*dict.fromkeys(key.partition("/")[0] for key in order)]
    if value is None:
        if name in table:
            _take_out(table, name)
    elif name in table:
        table[name] = _as_written(value, table[name])
    else:
        before = order[: order.index(name)] if name in order else order
        at = max((list(table).index(key) + 1 for key in before if key in table), default=0)
        table.insert(at if name in order else len(table), name, _as_written(value))


def _put_within(table: Any, name: str, value: object, order: Sequence[str]) -> None:
    from ruamel.yaml.comments import CommentedMap

    outer, _, inner = name.partition("/")
    if outer not in table:
        if value is None:
            return
        put(table, outer, outer, order)
        table[outer] = CommentedMap()
    put(table[outer], inner, value, [key.partition("/")[2] for key in order if key.startswith(f"{outer}/")])
    if not table[outer]:
        put(table, outer, None)


def _take_out(table: Any, name: str) -> None:
    """Take a key out; comments below it stay, behind the key above."""
    below = table.ca.items.pop(name, None)
    above = [*table][: [*table].index(name)][-1:]
    del table[name]
    if above and below and below[2] and "\n" in (said := below[2].value):
        token = table.ca.items.setdefault(above[0], [None, None, None, None])
        if token[2] is None:
            below[2].value = said[said.index("\n") :]
            token[2] = below[2]
        else:
            token[2].value += said[said.index("\n") + 1 :]


def _as_written(value: object, old: object = None) -> object:
    """A value in the form in which these files have it, or in which the old one was."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

    if isinstance(value, list):
        value = [_as_written(each) for each in value]
        if isinstance(old, CommentedSeq):
            old[:] = value
            return old
        listed = CommentedSeq(value)
        listed.fa.set_flow_style()
        return listed
    if isinstance(value, dict):
        table = CommentedMap((name, _as_written(each)) for name, each in value.items())
        table.fa.set_flow_style()
        return table
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value + "\n")
    if isinstance(value, str) and value.casefold() in NO_TEXT:
        return DoubleQuotedScalarString(value)
    return value


def _extent(lines: Sequence[str], place: Place) -> tuple[int, int, str]:
    """The first line of an entry, the line behind its last, and what stands before its first key."""
    start = place.line - 1
    margin = lines[start][: place.column - 1]
    if margin.strip(" ") not in ("", "-"):
        raise unwritable(place)
    if start and not margin.strip(" ") and lines[start - 1].strip(" ") == "-":
        start -= 1
        margin = f"{lines[start]}\n{margin}"
    depth = len(lines[start]) - len(lines[start].lstrip(" "))
    end = place.line
    while end < len(lines) and re.match(rf" {{{depth + 1}}}|\s*(#|$)", lines[end]):
        end += 1
    while end > place.line and re.match(r"\s*(#|$)", lines[end - 1]):
        end -= 1
    return start, end, margin
