"""Which editions must be made anew, and why, in words.

In: the manifest of the folder, what each edition is made from now, the files that stand there.
Out: the reasons, none for an edition that may be skipped. In doubt an edition is made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from handbook.batch import circumstances as around
from handbook.batch.manifest import Bundle, Manifest, Record, same_source
from handbook.changes import Contents, changes

BLOCK = 1 << 20
"""Bytes of a file that are read at once."""


FIRST = ("まだ PDF がありません",)
"""The reasons of an edition that is made for the first time."""


def reasons(
    manifest: Manifest, file: str, path: Path, now: Contents, circumstances: Mapping[str, str], check: bool
) -> tuple[str, ...]:
    """Why the edition in `path` must be made (again); empty: it stands there as it would be made.

    `now` and `circumstances` are what it is made from now; `check`: whether it must have been checked.
    """
    if (record := manifest.records.get(file)) is None:
        if not path.exists():
            return FIRST
        return ("この PDF の作成記録がありません",)
    found: list[str] = []
    parts = manifest.parts(now, circumstances)
    if not same_source(record, parts):
        found += [change.words for change in changes(manifest.contents(record), now)]
        found += around.reasons(manifest.values[record.circumstances], circumstances)
        found = found or ["元になるデータが変わりました"]
    if check and not record.checked:
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
