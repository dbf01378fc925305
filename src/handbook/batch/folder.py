"""The output folder, looked at before the first edition is composed.

In: a folder, the names that will be written into it. Out: the folder, made if
it was missing, or `InputError` with everything that would stop the batch. What
can only go wrong while a file is written is left to `handbook.files`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from handbook.errors import InputError, Problem
from handbook.files import check_folder, check_writable

_EDITION_BYTES = 256 * 1024
"""Space wanted per edition: somewhat more than a two-page leaflet with its fonts takes."""


def prepare(folder: Path, names: Sequence[str]) -> Path:
    """The folder, ready to take files of these names. Raises `InputError`."""
    _make(folder)
    check_folder(folder)
    problems: list[Problem] = []
    for name in names:
        try:
            check_writable(folder / name)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    _check_space(folder, _EDITION_BYTES * len(names))
    return folder


def _make(folder: Path) -> None:
    """Make the folder and those above it. Raises `InputError` if something else is in the way."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        blocking = next(step for step in (folder, *folder.parents) if os.path.lexists(step))
        raise InputError(
            [
                Problem(
                    f"書き出し先「{folder}」を使えません。「{blocking}」はフォルダーではありません。",
                    "--out にフォルダーの名前を指定してください。",
                )
            ]
        ) from None
    except OSError as error:
        raise InputError(
            [
                Problem(
                    f"書き出し先のフォルダー「{folder}」を作れません（{error.strerror}）。",
                    "書き込める場所を --out で指定してください。",
                )
            ]
        ) from None


def _check_space(folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise InputError(
            [
                Problem(
                    f"書き出し先「{folder}」の空きが足りません（空き {free / 1e6:.1f} MB、"
                    f"必要 約{wanted / 1e6:.1f} MB）。",
                    "要らないファイルを消すか、--out で別の場所を指定してください。",
                )
            ]
        )
