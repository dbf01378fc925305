"""Layouts that extend others: a file and those that it builds on → one tree of nodes.

In: the path of a layout file. Out: its tree with everything that it takes over from the layout that it
`extends`, from that one's base, and so on; each value keeps the place where it is written. What the values
mean is not looked at, but for `scale`, which needs to know which of them are lengths.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from handbook.declaration import ListOf, TableOf
from handbook.load.file_text import nearest
from handbook.load.lengths import LENGTH
from handbook.load.loading import Loading
from handbook.load.nodes import Items, Node, Scalar, Table, read_source
from handbook.resources import folders

NONE = "none"
"""Written for a page or a part that a layout leaves out of its base."""
SCALES = (0.5, 4.0)
"""Least and greatest `scale`."""

_OWN = ("extends", "scale", "parts")
"""Keys of a file that a file which extends it does not take over: their work is done."""
_KINDS = ("block", "row", "stack")
_PLACING = ("id", "gap", "grow", "share", "moves")
"""What a part that takes the place of another one has of it, unless it says otherwise."""
_LENGTHS = ("size", "length", "gap")


class Layered(NamedTuple):
    """A tree, and the files that it was read from: the layout's own first, then what it extends."""

    source: Node
    files: tuple[Path, ...]


def read_layered(
    path: Path, loading: Loading, style: TableOf, page: TableOf, table_of: Callable[[Table], TableOf | None]
) -> Layered:
    """Read a layout file and all that it extends. `style`, `page` and `table_of` declare its tables.

    Raises InputError where a base is missing, unreadable or extends a file that extends it.
    """
    files: list[Path] = []

    def read(path: Path) -> Node:
        files.append(path)
        own = read_source(path)
        if not isinstance(own, Table):
            return own
        scale = _scale(own, loading)
        rest = {key: node for key, node in own.entries.items() if key != "scale"}  # which has been read
        own = own._replace(entries=rest)
        if "extends" in own.entries:
            base = read(_base(own.entries["extends"], files, loading))
            if not isinstance(base, Table):
                return base
            kept = {key: node for key, node in base.entries.items() if key not in _OWN}
            own = _merged(own, _scaled(base._replace(entries=kept), scale, style, page, table_of), loading)
        return _with_parts(own, loading)

    return Layered(read(path), tuple(files))


def _base(written: Node, files: list[Path], loading: Loading) -> Path:
    """The file that the last of `files` extends: by a path from there, or by a name, beside it, in
    `./layouts` or among the bundled ones; of one that has the name of its base, the next."""
    if (scalar := loading.scalar(written, "「extends」")) is None:
        loading.finish()
    assert scalar is not None
    name, here = scalar.text, files[-1].parent
    if "/" in name or name.endswith((".yaml", ".yml")):
        found = [here / name]
    else:
        found = [root / f"{name}.yaml" for root in (here, *folders("layouts"))]
    there = [path for path in found if path.is_file()]
    used = {os.path.realpath(file) for file in files}
    base = next((path for path in there if os.path.realpath(path) not in used), None)
    if base is not None:
        return base
    if there:
        ring = " → ".join((*(file.stem for file in files), there[0].stem))
        hint = "どれか一つの extends を消すか、別のレイアウトにしてください。"
        loading.report(scalar.place, f"extends が輪になっています（{ring}）。", hint)
    else:
        known = {path.stem for root in found for path in root.parent.glob("*.yaml")}
        hint = "layouts/ にあるレイアウトの名前か、このファイルから見た場所を書いてください："
        loading.unknown(scalar, "レイアウト", nearest(name, sorted(known)) or hint + "、".join(sorted(known)))
    loading.finish()
    raise AssertionError("the missing base has been told")


def _scale(own: Table, loading: Loading) -> float:
    node = own.entries.get("scale")
    if (scalar := node and loading.scalar(node, "「scale」")) is None:
        return 1.0
    if "extends" not in own.entries:
        hint = "extends で元にするレイアウトを書くか、scale の行を消してください。"
        loading.report(own.keys["scale"], "scale は、extends と一緒に使います。", hint)
    least, most = SCALES
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", scalar.text) and least <= float(scalar.text) <= most:
        return float(scalar.text)
    loading.wrong(scalar, "「scale」", f"{least:g} から {most:g} までの数（1.5 なら1.5倍）にしてください。")
    return 1.0


def _merged(own: Table, base: Table, loading: Loading) -> Table:
    """Tables merge by key, and `pages` by the names of the pages; all else takes the place of what was."""
    entries, keys = dict(base.entries), {**base.keys, **own.keys}
    for key, value in own.entries.items():
        before = entries.get(key)
        if isinstance(value, Table) and isinstance(before, Table):
            entries[key] = _merged(value, before, loading)
        elif isinstance(value, Table) and isinstance(before, Items) and key == "pages":
            entries[key] = _pages(value, before, loading)
        else:
            entries[key] = value
    return Table(entries, {key: place for key, place in keys.items() if key in entries}, own.place)


def _pages(changes: Table, pages: Items, loading: Loading) -> Items:
    """The pages, of which some are changed or left out, by their names."""
    names = [_text(page, "name") for page in pages.children]
    kept: list[Node] = []
    for name in changes.entries:
        if name not in names:
            hint = nearest(name, names) or "元のレイアウトにあるページ：" + "、".join(names)
            loading.report(
                changes.keys[name], f"「{name}」というページは、元のレイアウトにありません。", hint
            )
    for name, page in zip(names, pages.children, strict=True):
        change = changes.entries.get(name)
        if isinstance(change, Table) and isinstance(page, Table):
            kept.append(_merged(change, page, loading))
        elif not _leaves_out(change, loading):
            kept.append(page)
    return Items(tuple(kept), pages.place)


def _leaves_out(change: Node | None, loading: Loading) -> bool:
    """Whether a change, which is no table, says that what it is about is left out."""
    if change is None:
        return False
    if not isinstance(change, Scalar) or change.text != NONE:
        hint = f"変える項目を書くか、載せないなら {NONE} と書いてください。"
        loading.report(change.place, "ここには、変える項目と値の組を書きます。", hint)
    return True


# Parts


def _with_parts(own: Table, loading: Loading) -> Table:
    """The tree with its pages' parts changed as its `parts` say: the ones of that id, else of that kind."""
    changes, pages = own.entries.get("parts"), own.entries.get("pages")
    if changes is None or not isinstance(pages, Items):
        return own
    if not isinstance(changes, Table):
        hint = "「parts:」の次の行から、字下げして「desks: {color: ink}」のように書いてください。"
        loading.report(changes.place, "parts は、部品の名前と、変える項目の組で書きます。", hint)
        return own
    parts = list(_parts_in(pages))
    ids, kinds = ({_text(part, key) for part in parts} - {""} for key in ("id", "block"))
    for name in changes.entries:
        if name not in ids | kinds:
            known = sorted(ids | kinds)
            hint = nearest(name, known) or "変えられる部品：" + "、".join(known)
            loading.report(changes.keys[name], f"「{name}」という部品は、ページにありません。", hint)

    def changed(node: Node) -> Node | None:
        """A part as changed; None where it is left out, or all that was in it."""
        if not isinstance(node, Table):
            return node
        by_kind, by_id = (_text(node, key) for key in ("block", "id"))
        for name in (*([by_kind] if by_kind not in ids else []), by_id):
            change = changes.entries.get(name)
            if isinstance(change, Table):
                node = _changed(node, change, loading)
            elif _leaves_out(change, loading):
                return None
        return all_in(node, ("row", "stack"))

    def all_in(node: Table, keys: tuple[str, ...]) -> Table | None:
        entries = dict(node.entries)
        for key in keys:
            if isinstance(inner := entries.get(key), Items):
                kept = tuple([part for one in inner.children if (part := changed(one))])
                if not kept and inner.children:
                    return None
                entries[key] = Items(kept, inner.place)
        return node._replace(entries=entries)

    def on_page(page: Node) -> Node:
        if not isinstance(page, Table):
            return page
        entries = {key: node for key, one in page.entries.items() if (node := at_key(key, one))}
        return all_in(page._replace(entries=entries), ("body",)) or page

    def at_key(key: str, node: Node) -> Node | None:
        return (
            on_page(node)
            if key == "running"
            else changed(node)
            if key in ("header", "footer", "spare")
            else node
        )

    made = Items(tuple(map(on_page, pages.children)), pages.place)
    return own._replace(entries={**own.entries, "pages": made})


def _changed(part: Table, change: Table, loading: Loading) -> Table:
    """A part with a change; one that says what it is takes the place of another, where that stood."""
    kinds = [key for key in _KINDS if key in change.entries]
    if kinds and _text(part, "block") != (_text(change, "block") or None):
        kept = {key: node for key, node in part.entries.items() if key in _PLACING}
        part = part._replace(entries=kept)
    return _merged(change, part, loading)


def _parts_in(node: Node) -> Iterator[Table]:
    """Every part of pages, of a page or of a part, itself among them."""
    if isinstance(node, Items):
        for child in node.children:
            yield from _parts_in(child)
    elif isinstance(node, Table):
        yield node
        for key in ("header", "body", "footer", "spare", "running", "row", "stack"):
            if key in node.entries:
                yield from _parts_in(node.entries[key])


def _text(node: Node, key: str) -> str:
    value = node.entries.get(key) if isinstance(node, Table) else None
    return value.text if isinstance(value, Scalar) else ""


# Scale


def _scaled(
    base: Table, scale: float, style: TableOf, page: TableOf, table_of: Callable[[Table], TableOf | None]
) -> Table:
    """The tree with every length of its styles, pages and parts, written or not, times `scale`."""
    if scale == 1:
        return base

    def part(node: Node) -> Node:
        table = table_of(node) if isinstance(node, Table) else None
        return _longer(node, table, scale, part) if table else node

    entries: dict[str, Node] = dict(base.entries)
    if isinstance(styles := entries.get("styles"), Table):
        longer = {name: _longer(one, style, scale, part) for name, one in styles.entries.items()}
        entries["styles"] = styles._replace(entries=longer)
    if isinstance(pages := entries.get("pages"), Items):
        longer_pages = (_longer(one, page, scale, part) for one in pages.children)
        entries["pages"] = Items(tuple(longer_pages), pages.place)
    return base._replace(entries=entries)


def _longer(node: Node, table: TableOf, scale: float, part: Callable[[Node], Node]) -> Node:
    """A style, page or part with its lengths times `scale`; what it does not write it writes from now on."""
    if not isinstance(node, Table):
        return node
    entries: dict[str, Node] = dict(node.entries)
    for field in table.fields:
        written = entries.get(field.name)
        if field.kind == ListOf("part") and isinstance(written, Items):
            entries[field.name] = Items(tuple(map(part, written.children)), written.place)
        elif field.kind == "part" and written is not None:
            entries[field.name] = part(written)
        elif isinstance(field.kind, TableOf) and field.name != "margins" and written is not None:
            entries[field.name] = _longer(written, field.kind, scale, part)
        elif field.kind in _LENGTHS and written is not None:
            entries[field.name] = _times(written, scale)
        elif field.kind in _LENGTHS and isinstance(field.default, float) and field.default:
            entries[field.name] = Scalar(f"{field.default * scale:g}", node.place)
    return node._replace(entries=entries)


def _times(node: Node, scale: float) -> Node:
    """A length, or a list of some, times `scale`; what is none stays, and is told of by the reader."""
    if isinstance(node, Items):
        return Items(tuple([_times(child, scale) for child in node.children]), node.place)
    if isinstance(node, Scalar) and (found := re.fullmatch(LENGTH, node.text)):
        return node._replace(text=f"{float(found[1]) * scale:.6g}{found[3]}")
    return node
