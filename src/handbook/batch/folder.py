"""The output folder, looked at before the first edition is composed, and held while a batch runs.

In: a folder, the names that will be written into it. Out: the folder, made if
it was missing, or `InputError` with everything that would stop the batch. What
can only go wrong while a file is written is left to `handbook.files`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from handbook.errors import InputError, Place, Problem
from handbook.files import check_folder, check_name, check_writable, lock, sweep, unlock
from handbook.resources import check_output

_PATIENCE = 20
"""Attempts to lock the folder, 50 ms apart: the workers of a killed build take a moment to end."""

_EDITION_BYTES = 256 * 1024
"""Space wanted per edition: somewhat more than a two-page leaflet with its fonts takes."""


def prepare(folder: Path, names: Sequence[str]) -> Path:
    """The folder, ready to take files of these names, also in folders of it. Raises `InputError`.

    A link that stands where a file or folder of the batch would be is not followed: nobody knows where to.
    """
    check_output(folder)
    problems = [_linked(str(each)) for each in parts_of(folder, names)[1:] if each.is_symlink()]
    for each in parts_of(folder, names) if not problems else ():
        _make(each)
        check_folder(each)
    for name in names:
        path = os.path.join(folder, name)
        try:
            if os.path.islink(path):
                problems.append(_linked(path))
            elif os.path.lexists(path):
                check_writable(path)
            else:
                check_name(os.path.basename(path), path)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return folder


def _linked(path: str) -> Problem:
    hint = "リンクを消すか、--out で別のフォルダーを指定してください。"
    return Problem("リンクなので、書きません。", hint, Place(path), stops=True)


def parts_of(folder: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """The folder and those folders in it that files of these names stand in."""
    parents = dict.fromkeys(map(os.path.dirname, names))  # a path for each name would take a while
    return tuple(dict.fromkeys([folder, *(folder / parent for parent in parents)]))


def check_space(folder: Path, editions: int) -> None:
    """Raises `InputError` if there is no room for so many further editions."""
    wanted = _EDITION_BYTES * editions
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise InputError.of(
            f"書き出し先「{folder}」の空きが足りません（空き {free / 1e6:.1f} MB、"
            f"必要 約{wanted / 1e6:.1f} MB）。",
            "要らないファイルを消すか、--out で別の場所を指定してください。",
            stops=True,
        )


@contextlib.contextmanager
def held(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """The folder, ready for files of these names; afterwards none is left of it that is new and empty."""
    parts = parts_of(folder, names)
    new = {each for part in parts for each in (part, *part.parents) if not each.exists()}
    try:
        with _locked(prepare(folder, names), parts):
            yield folder
    finally:
        for each in sorted(new, key=lambda path: len(path.parts), reverse=True):
            with contextlib.suppress(OSError):  # something is in it
                each.rmdir()


@contextlib.contextmanager
def _locked(folder: Path, parts: Sequence[Path]) -> Iterator[None]:
    """Keep other builds out of the folder, and clear what killed ones left half-written in its `parts`.

    The folder itself is locked, so that no file of ours stays behind; the system frees it
    when this process ends in whatever way. Raises `InputError` if another build is at work there.
    Systems without such locks (Windows) keep nobody out; each file is whole there all the same.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:  # Windows opens no folders; elsewhere one may be for writing only
        yield
        return
    try:
        if not _lock_patiently(descriptor):
            message = f"書き出し先「{folder}」では、別の handbook build が動いています。"
            hint = "それが終わってからもう一度実行するか、--out で別の場所を指定してください。"
            raise InputError.of(message, hint, stops=True)
        for part in parts:
            sweep(part)
        try:
            yield
        finally:
            for part in parts:
                sweep(part)  # what workers left that were ended from outside
    finally:
        unlock(descriptor)
        os.close(descriptor)


def _lock_patiently(descriptor: int) -> bool:
    for _ in range(_PATIENCE):
        if lock(descriptor):
            return True
        time.sleep(0.05)
    return False


def _make(folder: Path) -> None:
    """Make the folder and those above it. Raises `InputError` if something else is in the way."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        blocking = next(step for step in (folder, *folder.parents) if os.path.lexists(step))
        message = f"書き出し先「{folder}」を使えません。「{blocking}」はフォルダーではありません。"
        hint = "--out にフォルダーの名前を指定してください。"
        raise InputError.of(message, hint, stops=True) from None
    except OSError as error:
        message = f"書き出し先のフォルダー「{folder}」を作れません（{error.strerror}）。"
        hint = "書き込める場所を --out で指定してください。"
        raise InputError.of(message, hint, stops=True) from None
