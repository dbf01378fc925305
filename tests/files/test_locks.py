"""Locks of files being written, the sweeping of what killed writers left, and files written by a function."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handbook.errors import InputError
from handbook.files import TEMPORARY_PREFIX, TEMPORARY_SUFFIX, lock, sweep, unlock, write_whole

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")


def test_a_function_that_writes(tmp_path: Path) -> None:
    path = tmp_path / "long.bin"
    write_whole(path, lambda file: [file.write(b"x" * 1000) for _ in range(1000)] and None)
    assert path.read_bytes() == b"x" * 1_000_000


def test_a_function_that_fails_leaves_the_older_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "long.bin"
    path.write_bytes(b"old")

    def fail(file) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="ディスクがいっぱい"):
        write_whole(path, fail)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["long.bin"]


@posix
def test_a_file_being_written_is_not_swept(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    write_whole(tmp_path / "a.pdf", b"data", inspect=lambda _: seen.append(sweep(tmp_path)))
    assert seen == [[]]
    assert (tmp_path / "a.pdf").read_bytes() == b"data"


@posix
def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\nfrom handbook.files import write_whole\n"
        "write_whole(sys.argv[1] + '/a.pdf', b'data', lambda _: os.kill(os.getpid(), signal.SIGKILL))\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, timeout=60)
    (left,) = list(tmp_path.iterdir())
    assert left.name.startswith(TEMPORARY_PREFIX)
    assert sweep(tmp_path) == [left.name]
    assert list(tmp_path.iterdir()) == []


@posix
def test_only_files_of_ours_are_swept(tmp_path: Path) -> None:
    notes = (f"{TEMPORARY_PREFIX}notes{TEMPORARY_SUFFIX}", f"{TEMPORARY_PREFIX}2026-11{TEMPORARY_SUFFIX}~")
    for name in ("a.pdf", ".hidden", f"x{TEMPORARY_SUFFIX}", f"{TEMPORARY_PREFIX}letter.txt", *notes):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / f"{TEMPORARY_PREFIX}folder{TEMPORARY_SUFFIX}").mkdir()
    assert sweep(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 7


@posix
def test_a_lock_is_one_mans_until_he_gives_it_back(tmp_path: Path) -> None:
    first, second = (os.open(tmp_path, os.O_RDONLY) for _ in range(2))
    try:
        assert lock(first)
        assert not lock(second)
        unlock(first)
        assert lock(second)
    finally:
        os.close(first)
        os.close(second)


@posix
def test_where_files_cannot_be_locked_work_goes_on() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    os.close(reading)
    assert lock(reading), "a closed descriptor stands for a file system without locks"
