"""Nodes to rows by a declaration: one reader for every table of every file.

A node, a `TableOf` and a `Loading` come in; a `Row` goes out. What each kind of value takes is said in
`handbook.load.kinds`; rules between values are not looked at here.
"""

from __future__ import annotations

import re

from handbook.declaration import REQUIRED, Kind, ListOf, MapOf, OneOf, OneOrMore, TableOf, TextOr
from handbook.load.file_text import nearest
from handbook.load.kinds import KINDS
from handbook.load.loading import Loading, Row
from handbook.load.nodes import Items, Node, Scalar, Table


def read_table(loading: Loading, node: Node, table: TableOf, outer: Row | None = None, key: str = "") -> Row:
    """Read the table `node`, which stands under `key` in `outer`; unknown and missing keys are noted."""
    written = node if isinstance(node, Table) else Table({}, {}, node.place)
    row = Row(table, written, outer or loading.base, key)
    known = [field.name for field in table.fields]
    if not isinstance(node, Table):
        names = [field.name for field in table.fields if field.required] or known
        hint = "、".join(f"「{name}:」" for name in names) + " などの項目を書いてください。"
        loading.report(node.place, f"{row.what}は、項目の名前と値の組で書きます。", hint)
        return row
    for name, place in node.keys.items():
        if name not in known:
            hint = _meant(name, table, loading.kind) or nearest(name, known)
            hint = hint or "使える項目：" + "、".join(known)
            loading.unknown_key(name, place, row.what, hint)
    missing = []
    for field in table.fields:
        name = field.name
        given = node.entries.get(name)
        value = field.default if given is None else _value(loading, given, field.kind, row, name)
        if value is REQUIRED:
            missing.append(name)
        elif value is not None:
            row.values[name] = value
    if missing:
        listed = "、".join(f"「{name}」" for name in missing)
        loading.report(node.place, f"{row.what}に{listed}がありません。", "書き足してください。")
    for name, message, hint in table.rule(row.values) if table.rule else ():
        loading.report(row.place_of(name), message, hint)
    if node.entries:
        loading.rows.append(row)
    return row


def _meant(name: str, table: TableOf, kind: str) -> str:
    """What to write for a key that is written in Japanese, by what the fields mean."""
    for field in table.fields:
        called = kind if getattr(field.kind, "of", "") == "district" else field.called
        if name == called or (len(name) > 1 and called.startswith(name)):
            return f"「{field.name}:」と書いてください。"
    return ""


def _value(loading: Loading, node: Node, kind: Kind, row: Row, key: str) -> object:
    """The value of `node`, which stands under `key` in `row`; None where it is wrong, which is noted."""
    what = f"{row.what}の「{key}」"
    if isinstance(kind, str):
        own = loading.readers.get(kind)
        return own(node, row) if own else KINDS[kind].read(loading, node, what)
    if isinstance(kind, TableOf):
        return read_table(loading, node, kind, row, key)
    if isinstance(kind, TextOr):
        first = kind.of.fields[0].name
        alone = Table({first: node}, {first: node.place}, node.place)
        return read_table(loading, node if isinstance(node, Table) else alone, kind.of, row, key)
    if isinstance(kind, (ListOf, OneOrMore)) and kind.of == "district":
        node = _separated(node)
        row.node = row.node._replace(entries={**row.node.entries, key: node})  # others read this file, too
    if isinstance(kind, OneOrMore) and not isinstance(node, Items):
        node = Items((node,), node.place)
    if isinstance(kind, (ListOf, OneOrMore)):
        read = [_value(loading, child, kind.of, row, key) for child in _items(loading, node, what)]
        return tuple([value for value in read if value is not None])
    if isinstance(kind, MapOf):
        return _map(loading, node, kind, row, key)
    return _choice(loading, node, kind, what)


def _separated(node: Node) -> Node:
    """Names that are written as one, 日吉、篠山, as the list that is meant."""
    children = node.children if isinstance(node, Items) else (node,)
    parts = []
    for child in children:
        if not isinstance(child, Scalar) or not child.text.strip("、，, "):
            return node
        for match in re.finditer(r"[^、，,\s](?:[^、，,]*[^、，,\s])?", child.text):
            place = child.place_of(match.start()) if match.start() else child.place
            parts.append(Scalar(match[0], place, child.style, match[0]))
        parts[-1] = parts[-1]._replace(comment=child.comment)
    return Items(tuple(parts), node.place) if len(parts) > len(children) else node


def _items(loading: Loading, node: Node, what: str) -> tuple[Node, ...]:
    """The entries of the list `node`; an empty list is a problem."""
    if not isinstance(node, Items):
        hint = "1行に1つずつ、「- 」に続けて書いてください。"
        if isinstance(node, Scalar) and re.match(r"[-ー－‐・]", node.text):
            hint = "各行の始めの線を半角の「-」にし、その後に半角の空白を入れてください。"
        loading.report(node.place, f"{what}は、「- 」で始まるリストで書きます。", hint)
        return ()
    if not node.children:
        loading.report(node.place, f"{what}が空です。", "少なくとも1つ書いてください。")
    return node.children


def _map(loading: Loading, node: Node, kind: MapOf, row: Row, key: str) -> dict[str, object]:
    what = f"{row.what}の「{key}」"
    entries = node.entries if isinstance(node, Table) else {}
    if not entries:
        loading.report(node.place, f"{what}が空です。", "「名前: 値」の組を、少なくとも1つ書いてください。")
    inner = Row(TableOf(what, ()), Table(entries, {}, node.place), row, key)
    read = {name: _value(loading, each, kind.of, inner, name) for name, each in entries.items()}
    return {name: value for name, value in read.items() if value is not None}


def _choice(loading: Loading, node: Node, kind: OneOf, what: str) -> str | None:
    scalar = loading.scalar(node, what, closed=True)
    if scalar is None or scalar.text in kind.choices:
        return scalar and scalar.text
    loading.wrong(scalar, what, "、".join(kind.choices) + " のどれかにしてください。")
    return None
