"""A data folder to a `Plan`.

The folder's files come in, the plan goes out; or an `InputError` with every problem of every
file, so that an editor mends them in one go. Nothing of a faulty folder is ever returned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from handbook.characters import INVISIBLE, named
from handbook.declaration import TableOf
from handbook.errors import InputError, Place
from handbook.facts import NEEDED, Item, addresses, confirmed_by
from handbook.load import flags, ledger, readings, site
from handbook.load.evidence import EVIDENCE, MOVED, check_addresses, check_evidence, facts
from handbook.load.file_text import nearest, shown
from handbook.load.loading import Loading, Row
from handbook.load.local import (
    COLUMN,
    DESKS,
    DISTRICT,
    DISTRICTS,
    PHOTO,
    SOURCES,
    Desks,
    check_local,
    column,
)
from handbook.load.mentions import check_mentions
from handbook.load.nodes import read_source
from handbook.load.overview import PLAN, check_notes, check_overview, district_kind, period, plan_horizon
from handbook.load.photographs import ENDINGS
from handbook.load.reader import read_table
from handbook.load.words import WORDS, check_words
from handbook.plan import CONFIDENCES, District, Plan
from handbook.resources import data_folder, holds_plan, within
from handbook.site import USUAL

_FILES = {"plan.yaml": PLAN, "districts.yaml": DISTRICTS, "desks.yaml": DESKS}
_OPTIONAL = {
    "sources.yaml": SOURCES,
    "evidence.yaml": EVIDENCE,
    ledger.NAME: ledger.LEDGER,
    readings.NAME: readings.READINGS,
    "words.yaml": WORDS,
    site.NAME: site.SITE,
}
_FOLDERS = ("columns", "schema")


def load_plan(folder: str | Path | None = None, *, moving: bool = False) -> Plan:
    """Read the plan in `folder` or in its `data`; without one that in `./data`, else the bundled one.

    `moving`: old flags (`handbook.load.flags`) are passed over, as they are about to be moved.
    Raises InputError with all problems found in all files.
    """
    root = data_folder() if folder is None else within(Path(folder))
    loading = Loading(moved={"basis": MOVED, flags.KEY: None if moving else flags.MOVED})
    _check_folder(loading, root)
    files = _FILES | {name: table for name, table in _OPTIONAL.items() if (root / name).exists()}
    if "evidence.yaml" in files:
        files["sources.yaml"] = SOURCES  # evidence names sources
    if ledger.NAME in files and ledger.is_empty(root / ledger.NAME):
        del files[ledger.NAME]
    columns = _columns(loading, root)
    rows = {name: _read(loading, root / name, table) for name, table in files.items()}
    found = {path.stem: row for path in columns if (row := _read(loading, path, COLUMN))}
    check_overview(loading)
    check_local(loading)
    readings.check_readings(loading)
    check_words(loading)
    site.check_site(loading)
    _check_photographs(loading, root)
    if not loading.problems:  # else they would be blamed for values that could not be read
        check_mentions(loading, [row.text("name") for row in loading.rows_of(DISTRICT)])
        check_evidence(loading)
        check_notes(loading)
    loading.finish()
    plan = _plan(loading, {name: row for name, row in rows.items() if row}, found, root)
    check_addresses(loading, addresses(plan) if plan.facts else set())
    loading.finish()
    return _with_sure_readings(plan)


def _with_sure_readings(plan: Plan) -> Plan:
    """A reading on which the sources do not agree is no reading until two people have confirmed it."""
    doubtful = {fact.key for fact in plan.facts if fact.confidence == CONFIDENCES[-1]}

    def sure(district: District) -> bool:
        item = Item(f"districts/{district.name}/reading", district.reading, "")
        return item.key not in doubtful or len(confirmed_by(plan, item)) >= NEEDED

    return replace(plan, districts=tuple(each._replace(sure=sure(each)) for each in plan.districts))


def _read(loading: Loading, path: Path, table: TableOf) -> Row | None:
    try:
        node = read_source(path)
    except InputError as error:
        loading.problems.extend(error.problems)
        return None
    if table is PLAN:  # it is read first, and dates in all files are held against its period
        loading.latest_year = plan_horizon(node) or loading.latest_year
        loading.kind = district_kind(node) or loading.kind
    return read_table(loading, node, table)


def _check_folder(loading: Loading, root: Path) -> None:
    """Stop at a folder that is not there; note files that would be passed over in silence."""
    place = Place(shown(root))
    if not root.exists():
        near = [each.name for each in root.parent.iterdir() if each.is_dir()] if root.parent.is_dir() else []
        hint = nearest(root.name, sorted(near)) or "場所と名前を確かめてください。"
        raise InputError.of("データのフォルダーがありません。", hint, place, stops=True)
    if not root.is_dir():
        hint = "plan.yaml などが入っているフォルダーを指定してください。"
        raise InputError.of("データのフォルダーではなく、ファイルです。", hint, place, stops=True)
    for each in sorted(root.iterdir()):
        if _is_skipped(each):
            continue
        if each.is_dir() and each.name not in _FOLDERS and not holds_plan(each):
            _passed_over(loading, each, list(_FOLDERS))
        elif each.is_file() and _looks_like_data(each) and each.name not in (*_FILES, *_OPTIONAL):
            _passed_over(loading, each, [*_FILES, *_OPTIONAL])


def _passed_over(loading: Loading, path: Path, names: list[str]) -> None:
    kind = "フォルダー" if path.is_dir() else "ファイル"
    hint = (
        nearest(path.name, names) or "使わないものは、名前の最初に「_」を付けるか、別の場所へ移してください。"
    )
    loading.report(Place(shown(path)), f"この{kind}は読み込まれません。", hint)


def _looks_like_data(path: Path) -> bool:
    return any(suffix in path.name.lower() for suffix in (".yaml", ".yml"))


def unread(folder: str | Path) -> list[str]:
    """The files in a data folder that are passed over: drafts, hidden ones, what is no column and no
    photograph (of one that no column names the plan has a doubt)."""
    found = [path for path in sorted(Path(folder).glob("[._]*")) if _looks_like_data(path)]
    for path in sorted(Path(folder, "columns").glob("*")):
        data = _looks_like_data(path) or path.suffix.lower() in ENDINGS
        if _is_skipped(path) if data else not path.name.startswith("."):
            found.append(path)
    return [shown(path) for path in found]


def _is_skipped(path: Path) -> bool:
    """Whether a name says that the file is a draft or an example, or hidden."""
    return path.name.startswith((".", "_"))


def _is_doubtful(path: Path) -> bool:
    """Whether a name begins with what may be meant as the mark of a draft, a copy or a hidden file: with
    anything but a letter, a number, an opening bracket or a symbol such as ★."""
    first = path.name[0]
    plain = unicodedata.category(first)[0] in "LN" or unicodedata.category(first) in ("Ps", "Pi", "So")
    return not plain or re.match(f"[{INVISIBLE}]", first) is not None


def _columns(loading: Loading, root: Path) -> list[Path]:
    """The column files in the order of their names. Files beginning with _ are examples and drafts."""
    folder = root / "columns"
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        if _is_skipped(path):
            continue
        if path.is_dir():
            hint = f"中のファイルを {shown(folder)} に移すか、名前の最初に「_」を付けてください。"
            loading.report(Place(shown(path)), "このフォルダーの中のコラムは読み込まれません。", hint)
        elif path.suffix == ".yaml" and _is_doubtful(path):
            hint = "下書きなら、半角の「_」にしてください。載せるなら、文字か数字から始めてください。"
            message = f"名前の最初の{named(path.name[0])}が、下書きや控えの印なのかどうか分かりません。"
            loading.report(Place(shown(path)), message, hint)
        elif path.suffix == ".yaml":
            found.append(path)
        elif _looks_like_data(path) or path.suffix.lower() in (".txt", ".doc", ".docx"):
            hint = f"名前の終わりを「.yaml」にしてください（例: {path.name.strip('#').split('.')[0]}.yaml）。"
            hint += "エディターの控えなら、消してください。"
            loading.report(Place(shown(path)), "このコラムは読み込まれません。", hint)
    return found


def _check_photographs(loading: Loading, root: Path) -> None:
    """Note photographs among the columns that none of them names."""
    named = {file.text for row in loading.rows_of(PHOTO) for file in row.scalars("file")}
    for path in sorted(root.glob("columns/[!_.]*")):
        if path.suffix.lower() in ENDINGS and path.name not in named:
            hint = (
                "載せるなら、事例のファイルに photo: と書いてください。載せないなら、ほかへ移してください。"
            )
            loading.doubt(Place(shown(path)), "この写真は、どの事例にも使われていません。", hint)


def _plan(loading: Loading, rows: dict[str, Row], columns: Mapping[str, Row], root: Path) -> Plan:
    confirmed, read, own = (rows.pop(name, None) for name in (ledger.NAME, readings.NAME, site.NAME))
    values: dict[str, Any] = {}
    for row in rows.values():
        values |= row.attributes()
    names = tuple(district.name for district in values["districts"])
    categories: tuple[Desks, ...] = values["categories"]
    desks = tuple(
        desk._replace(districts=names) if desk.everywhere else desk
        for found in categories
        for desk in found.desks
    )
    values |= {
        "period": period(values["period"]),
        "sections": values["sections"] or {},
        "categories": tuple(found.category for found in categories),
        "desks": desks,
        "columns": tuple(column(row, name) for name, row in columns.items()),
        "facts": tuple(facts(loading)),
        "confirmations": ledger.confirmations(confirmed) if confirmed else (),
        "read_words": readings.words(read) if read else (),
        "texts": tuple(loading.texts),
        "doubts": tuple(loading.doubts),
        "folder": str(root),
        "site": own.build() if own else USUAL,
    }
    return Plan(**{name: values[name] for name in Plan.__dataclass_fields__ if name in values})
