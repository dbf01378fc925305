"""Which editions must be made anew, and why, in words.

In: the manifest of the folder, what each edition is made from now, the files that stand there.
Out: the reasons, none for an edition that may be skipped. In doubt an edition is made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from handbook.batch import circumstances as around
from handbook.batch.manifest import Bundle, Manifest, Record, same_source
from handbook.changes import Contents, changes

BLOCK = 1 << 20
"""Bytes of a file that are read at once."""


FIRST = ("まだ PDF がありません",)
"""The reasons of an edition that is made for the first time."""


class Wanted(NamedTuple):
    """What a build wants of every edition."""

    circumstances: Callable[[], Mapping[str, str]]
    """They take as long to work out as an edition to make, and a new folder needs none before its first."""
    check: bool
    force: bool


def reasons(
    manifest: Manifest, file: str, path: Path, now: Callable[[], Contents], wanted: Wanted
) -> tuple[str, ...]:
    """Why the edition in `path` must be made (again); empty: it stands there as it would be made.

    `now` gives what it is made from now, where that must be known.
    """
    record = manifest.records.get(file)
    if wanted.force:
        return ("全部を作り直すよう指定されました（--force）",)
    if record is None:
        if not path.exists():
            return FIRST
        return ("この PDF の作成記録がありません",)
    found: list[str] = []
    contents = now()
    circumstances = wanted.circumstances()
    parts = manifest.parts(contents, circumstances)
    if not same_source(record, parts):
        found += [change.words for change in changes(manifest.contents(record), contents)]
        found += around.reasons(manifest.values[record.circumstances], circumstances)
        found = found or ["元になるデータが変わりました"]
    if wanted.check and not record.checked:
        found.append("前は検査を省いて作られました")
    if (damage := damaged(path, record)) is not None:
        found.append(damage)
    return tuple(found)


def damaged(path: Path, record: Record | Bundle) -> str | None:
    """How the file differs from its record, in words; None if it is as it was made."""
    try:
        if path.stat().st_size == record.bytes and file_digest(path) == record.sha256:
            return None
    except FileNotFoundError:
        return "PDF がなくなっています" if isinstance(record, Record) else "ファイルがなくなっています"
    except OSError:
        return "ファイルを読めません"
    return "ファイルが作成記録と違います（手で変えたか、書きかえの途中で止まったもの）"


def file_digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()
