"""A data folder to a `Plan`.

The folder's files come in, the plan goes out; or an `InputError` with every problem of every
file, so that an editor mends them in one go. Nothing of a faulty folder is ever returned.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from handbook.errors import InputError, Place, Problem
from handbook.load.area import (
    Desks,
    check_numbers,
    check_partition,
    known_districts,
    known_sources,
    read_column,
    read_desks,
    read_districts,
    read_sources,
)
from handbook.load.basis import Basis, References
from handbook.load.fields import Reading
from handbook.load.files import nearest, shown
from handbook.load.overview import plan_horizon, read_overview
from handbook.load.source import Node, read_source
from handbook.plan import Plan
from handbook.resources import bundled

_FILES = ("plan.yaml", "districts.yaml", "desks.yaml", "sources.yaml")
_FOLDERS = ("columns", "schema")


def load_plan(folder: str | Path | None = None) -> Plan:
    """Read the plan in `folder`, or the bundled one of 久留米市.

    Raises InputError with all problems found in all files.
    """
    root = bundled("data") if folder is None else Path(folder)
    reading = Reading()
    _check_folder(reading, root)
    nodes = {name: _source(reading, root / name) for name in _FILES}
    columns = {path.stem: _source(reading, path) for path in _column_files(reading, root)}
    plan = _plan(reading, nodes, columns, root)
    reading.finish()
    assert plan is not None  # a file that was not read is a problem, and finish has raised it
    return plan


def _source(reading: Reading, path: Path) -> Node | None:
    try:
        return read_source(path)
    except InputError as error:
        reading.problems.extend(error.problems)
        return None


def _check_folder(reading: Reading, root: Path) -> None:
    """Stop at a folder that is not there; note files that would be passed over in silence."""
    place = Place(shown(root))
    if not root.exists():
        near = [each.name for each in root.parent.iterdir() if each.is_dir()] if root.parent.is_dir() else []
        hint = nearest(root.name, sorted(near)) or "場所と名前を確かめてください。"
        raise InputError([Problem("データのフォルダーがありません。", hint, place)])
    if not root.is_dir():
        hint = "plan.yaml などが入っているフォルダーを指定してください。"
        raise InputError([Problem("データのフォルダーではなく、ファイルです。", hint, place)])
    for each in sorted(root.iterdir()):
        if each.name.startswith((".", "_")):
            continue
        if each.is_dir() and each.name not in _FOLDERS:
            _passed_over(reading, each, list(_FOLDERS))
        elif each.is_file() and _looks_like_data(each) and each.name not in _FILES:
            _passed_over(reading, each, list(_FILES))


def _passed_over(reading: Reading, path: Path, names: list[str]) -> None:
    kind = "フォルダー" if path.is_dir() else "ファイル"
    hint = (
        nearest(path.name, names) or "使わないものは、名前の最初に「_」を付けるか、別の場所へ移してください。"
    )
    reading.report(Place(shown(path)), f"この{kind}は読み込まれません。", hint)


def _looks_like_data(path: Path) -> bool:
    return any(suffix in path.name.lower() for suffix in (".yaml", ".yml"))


def _column_files(reading: Reading, root: Path) -> list[Path]:
    """The column files in the order of their names. Files beginning with _ are examples and drafts."""
    folder = root / "columns"
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")):
            continue
        if path.suffix == ".yaml":
            found.append(path)
        elif _looks_like_data(path) or path.suffix.lower() == ".txt":
            hint = f"ファイルの名前の終わりを「.yaml」にしてください（例: {path.name.split('.')[0]}.yaml）。"
            reading.report(Place(shown(path)), "このコラムは読み込まれません。", hint)
    return found


def _plan(
    reading: Reading, nodes: dict[str, Node | None], columns: dict[str, Node | None], root: Path
) -> Plan | None:
    references = References()
    basis = Basis(reading, references)
    overview_node, districts_node = nodes["plan.yaml"], nodes["districts.yaml"]
    desks_node, sources_node = nodes["desks.yaml"], nodes["sources.yaml"]
    horizon = plan_horizon(overview_node) if overview_node else None
    if horizon:
        reading.latest_year = horizon
    overview = read_overview(reading, basis, overview_node) if overview_node else None
    districts = read_districts(reading, basis, districts_node) if districts_node else ()
    names = tuple(district.name for district in districts)
    desks = read_desks(reading, basis, desks_node, names) if desks_node else Desks()
    sources = read_sources(reading, sources_node) if sources_node else ()
    cases = tuple(read_column(reading, basis, node, name, names) for name, node in columns.items() if node)
    if names:
        known_districts(reading, references.districts, names)
        for entry in desks.entries:
            known_districts(reading, entry.districts, names)
        check_partition(reading, desks, names)
    check_numbers(reading, desks)
    if sources:
        known_sources(reading, references.sources, sources)
    if overview is None:
        return None
    return dataclasses.replace(
        overview,
        desks_heading=desks.heading,
        desks_catch=desks.catch,
        categories=desks.categories,
        desks=tuple(entry.desk for entry in desks.entries),
        districts=districts,
        columns=cases,
        sources=sources,
        facts=tuple(basis.facts),
        texts=tuple(reading.texts),
        folder=str(root),
    )
