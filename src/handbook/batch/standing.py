"""A folder → what stands in it and below: PDFs, twins, ZIP files, manifests, what cannot be read.

In: a folder of anything. Out: names alone; of a file that does not say what it is by its ending, the first
bytes are read, and nothing else. Links to folders are not followed, so that every folder comes to an end. Of
what is hidden (macOS keeps a file beside each, a cloud folders of its own) only whole PDFs count.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from handbook.batch.manifest import NAME, Bundle, Manifest, Record, read_manifest
from handbook.batch.names import PLATES, PRESS, kind_of
from handbook.errors import InputError
from handbook.files import is_draft, read_head


class Standing(NamedTuple):
    """Files go by their names as seen from the folder, with / between parts, in order."""

    folder: Path
    pdfs: tuple[str, ...]
    twins: tuple[str, ...]
    archives: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    """What seems to belong to the set and cannot be looked at, each with the reason."""
    manifests: tuple[tuple[str, Manifest], ...]
    """Each with the folder that it stands in, ending in / where it is not the folder itself."""
    records: dict[str, Record]
    bundles: dict[str, Bundle]

    @property
    def recorded(self) -> Mapping[str, Record | Bundle]:
        return {**self.records, **self.bundles}


def standing_in(folder: Path) -> Standing:
    """What stands in a folder. Raises InputError if it cannot be listed."""
    found: dict[str, list[str]] = {"pdf": [], "txt": [], "html": [], "zip": []}
    unread: list[tuple[str, str]] = []
    manifests: list[tuple[str, Manifest]] = []
    for file, why in sorted(_walk(folder)):
        if why:
            unread.append((file, why))
        elif file.rpartition("/")[2] == NAME:
            manifests.append((file.removesuffix(NAME), read_manifest((folder / file).parent)))
        elif read_head(folder / file, 5) == b"%PDF-":
            found["pdf"].append(file)
        elif (kind := kind_of(file)) in found:
            found[kind].append(file)
    return Standing(
        folder=folder,
        pdfs=tuple(found["pdf"]),
        twins=(*found["txt"], *found["html"]),
        archives=tuple(found["zip"]),
        unread=tuple(unread),
        manifests=tuple(manifests),
        records={at + file: one for at, manifest in manifests for file, one in manifest.records.items()},
        bundles={at + file: one for at, manifest in manifests for file, one in manifest.bundles.items()},
    )


def _walk(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file, and why it cannot be looked at: empty if it can."""
    left = [""]
    while left:
        at = left.pop()
        try:
            entries = list(os.scandir(folder / at))
        except OSError as error:
            if not at:
                message = f"フォルダー「{folder}」の中を見られません（{error.strerror}）。"
                raise InputError.of(message, "読み取りの許可を確かめてください。", stops=True) from None
            yield at, "中を見られないフォルダー"
            continue
        for entry in entries:
            file = at + entry.name
            hidden = entry.name.startswith(".") or "/." in f"/{at}"
            if entry.name == NAME and not hidden:
                yield file, ""  # whose reader knows what may be wrong with it
            elif entry.is_dir(follow_symlinks=False):
                if entry.name in (PRESS, PLATES) and any(one.name == NAME for one in entries):
                    continue  # made of the editions here for paper alone, and looked at then
                left.append(f"{file}/")
            elif hidden:
                if not is_draft(entry.name) and read_head(folder / file, 5) == b"%PDF-":
                    yield file, ""
            elif why := _why_not(entry):
                if entry.is_dir() or kind_of(file) in ("pdf", "zip"):
                    yield file, why
            else:
                yield file, ""


def _why_not(entry: os.DirEntry[str]) -> str:
    """Why an entry is no file that can be read."""
    try:
        if entry.is_file():
            return "" if os.access(entry.path, os.R_OK) else "読み取りの許可がありません"
        return "フォルダーへのリンク" if entry.is_dir() else "ふつうのファイルではありません"
    except OSError as error:
        return error.strerror or "開けません"
