"""An old `confirmed: true` in a data file, which says neither who confirmed what nor when.

In: a file. Out: of which values its flags speak, and the file without them, all else as a person wrote it.
They count for nobody; whose confirmations they become is asked in `handbook confirm`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from handbook.errors import InputError, Place
from handbook.load.amend import as_before
from handbook.load.file_text import read_text
from handbook.load.nodes import Items, Node, Scalar, Table, parse

KEY = "confirmed"

MOVED = (
    f"「{KEY}」は、もう使いません。だれが、どの値を確かめたか分からないので、確認に数えません。",
    "handbook confirm {file} --by 名前 --by 名前 で、確かめた二人の名前で今の値を確認の記録に移し、"
    f"このファイルの「{KEY}:」を消せます（二人が分からなければ、--by の代わりに --withdraw で消すだけ）。",
)
"""What to say of the key, which once stood beside values and beside what evidence says."""


class Flag(NamedTuple):
    """One flag: the `keys` that what it stands beside may have, the surest first; whether it says yes."""

    keys: tuple[str, ...]
    yes: bool
    place: Place


def flags(path: Path) -> tuple[Flag, ...]:
    """The flags of a file. Raises `InputError` where it cannot be read, or has none."""
    name, text = read_text(path)
    at = f"columns/{path.stem}" if path.parent.name == "columns" else path.stem
    if found := tuple(_beside(parse(text, name), (at,), named=False)):
        return found
    raise InputError.of(f"このファイルに「{KEY}:」はありません。", place=Place(name), stops=True)


def _beside(node: Node, steps: tuple[str, ...], named: bool = True) -> Iterator[Flag]:
    """The flags below a node. Not `named`: a file's own name stands for what is in it."""
    if isinstance(node, Items):
        for child in node.children:
            yield from _beside(child, steps)
    if not isinstance(node, Table):
        return
    texts = {key: child.text for key, child in node.entries.items() if isinstance(child, Scalar)}
    if "fact" in texts:
        steps = (texts["fact"],)
    elif named:
        steps = (*steps, *[texts[key] for key in ("name", "title") if key in texts][:1])
    if KEY in node.entries:
        key = "/".join(steps)  # of several of one name each has its number behind it
        yield Flag((f"{key}（{texts.get('phone')}）", key), texts.get(KEY) == "true", node.keys[KEY])
    for key, child in node.entries.items():
        inner = (*steps, key) if isinstance(child, Table) else steps
        yield from _beside(child, inner, named=not isinstance(child, Table))


def without(path: Path) -> bytes:
    """The file without its flags. Raises `InputError` where one is written as no flag was."""
    name, text = read_text(path)
    before = parse(text, name)
    lines = text.split("\n")
    places = sorted((flag.place for flag in flags(path)), reverse=True)
    for place in places:
        _take_out(lines, place)
    try:
        agrees = _plain(parse("\n".join(lines), name)) == _plain(before, KEY)
    except InputError:
        agrees = False
    if not agrees:
        hint = f"「{KEY}: true」か「{KEY}: false」でない所を、手で消してください。"
        raise InputError.of(f"「{KEY}」の書き方が違うので、消せません。", hint, places[-1], stops=True)
    return as_before("\n".join(lines), path)


def _take_out(lines: list[str], place: Place) -> None:
    """Take the flag out that begins there, alone on its line, first behind a dash, or within braces."""
    at, start = place.line - 1, place.column - 1
    head, flag = lines[at][:start], lines[at][start:]
    rest = re.sub(rf"""^(["']?){KEY}\1\s*:\s*["']?(true|false)\b["']?\s*""", "", flag)
    if rest.startswith(","):
        rest = rest[1:].lstrip()
    elif rest.startswith("}"):
        head = head.rstrip().removesuffix(",")
    if head.strip() == "-" and not rest:  # what follows goes behind the dash
        lines[at : at + 2] = [head + line.lstrip() for line in lines[at + 1 : at + 2]]
    else:
        lines[at : at + 1] = [head + rest] if (head + rest).strip() else []


def _plain(node: Node, left_out: str = "") -> object:
    """What a file says, without a key."""
    if isinstance(node, Table):
        return {key: _plain(child, left_out) for key, child in node.entries.items() if key != left_out}
    return [_plain(child, left_out) for child in node.children] if isinstance(node, Items) else node.text
