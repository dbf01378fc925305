"""Files appear whole or not at all: full disks, killed processes, protected and impossible targets."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handbook.errors import InputError
from handbook.files import Draft, check_writable, write_whole

POSIX = pytest.mark.skipif(os.name != "posix", reason="permission bits and signals of POSIX")
OLD = b"%PDF the older, good file"


def problem(caught: pytest.ExceptionInfo[InputError]) -> str:
    (found,) = caught.value.problems
    assert found.hint, "every refusal says how to mend it"
    return str(found)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def child(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("placed", [True, False])
def test_ctrl_c_as_a_file_is_closed_closes_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, placed: bool
) -> None:
    """Closed twice, it would be told as a bug, or close another file that has got its number meanwhile."""
    close, closed = os.close, []

    def interrupted(descriptor: int) -> None:
        close(descriptor)
        closed.append(descriptor)
        raise KeyboardInterrupt

    draft = Draft(tmp_path / "a.pdf")
    draft.write(b"%PDF")
    monkeypatch.setattr(os, "close", interrupted)
    with pytest.raises(KeyboardInterrupt):
        (draft.place if placed else draft.drop)()
    draft.drop()
    assert len(closed) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"] * placed


def test_new_file_and_replaced_file(tmp_path: Path) -> None:
    target = tmp_path / "浮島校区.pdf"
    write_whole(target, OLD)
    assert target.read_bytes() == OLD
    write_whole(str(target), b"new" * 1_000_000)
    assert target.read_bytes() == b"new" * 1_000_000
    write_whole(target, b"")
    assert target.read_bytes() == b""
    assert names(tmp_path) == ["浮島校区.pdf"]


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_whole("浮島校区.pdf", OLD)
    assert names(tmp_path) == ["浮島校区.pdf"]


@POSIX
def test_permissions_of_the_older_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(OLD)
    target.chmod(0o640)
    write_whole(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@POSIX
def test_permissions_of_a_new_file_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.pdf", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.pdf").stat().st_mode) == 0o640


@POSIX
def test_symbolic_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "a.pdf"
    target.write_bytes(OLD)
    (tmp_path / "link.pdf").symlink_to(target)
    write_whole(tmp_path / "link.pdf", b"new")
    assert target.read_bytes() == b"new"
    assert (tmp_path / "link.pdf").is_symlink()
    assert names(tmp_path / "there") == ["a.pdf"]


def test_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_whole(tmp_path / "none" / "a.pdf", b"new")
    assert f"フォルダー「{tmp_path / 'none'}」がありません" in problem(caught)
    assert names(tmp_path) == []


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(OLD)
    with pytest.raises(InputError) as caught:
        write_whole(tmp_path / "out" / "a.pdf", b"new")
    assert "フォルダーではなくファイル" in problem(caught)


def test_target_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(InputError) as caught:
        write_whole(tmp_path / "a.pdf", b"new")
    assert "同じ名前のフォルダーがあります" in problem(caught)


@POSIX
def test_target_that_is_no_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    with pytest.raises(InputError) as caught:
        write_whole(tmp_path / "a.pdf", b"new")
    assert "ふつうのファイルではない" in problem(caught)


def test_read_only_target_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(OLD)
    target.chmod(0o444)
    with pytest.raises(InputError) as caught:
        write_whole(target, b"new")
    assert "読み取り専用" in problem(caught)
    assert "解除" in problem(caught)
    assert target.read_bytes() == OLD
    assert names(tmp_path) == ["a.pdf"]
    with pytest.raises(InputError):
        check_writable(target)
    target.chmod(0o644)
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"


@POSIX
def test_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    folder.chmod(0o555)
    try:
        with pytest.raises(InputError) as caught:
            write_whole(folder / "a.pdf", b"new")
    finally:
        folder.chmod(0o755)
    assert f"「{folder}」に書き込めません" in problem(caught)


@POSIX
def test_folder_of_somebody_else(tmp_path: Path) -> None:
    """As an ordinary user, in a folder that only its owner may write to."""
    if os.getuid() != 0:
        pytest.skip("only an administrator can become another user to try this")
    folder = tmp_path / "out"
    folder.mkdir()
    for parent in (tmp_path, *tmp_path.parents):
        if not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o001)
    done = child(
        "import os, sys; from handbook.files import write_whole; os.setuid(65534)\n"
        "from handbook.errors import InputError\n"
        "try: write_whole(sys.argv[1], b'new')\n"
        "except InputError as error: print(error)",
        str(folder / "a.pdf"),
    )
    assert "書き込めません" in done.stdout, done.stderr
    assert names(folder) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("浮島/校区?.pdf", "使えない文字があります: ?"),
        ("10:30.pdf", "使えない文字があります: :"),
        ('a"b<c>.pdf', '使えない文字があります: " < >'),
        ("a\\b.pdf", "使えない文字があります: \\"),
        ("改行\n.pdf", "使えない文字があります: U+000A"),
        ("\ud800.pdf", "使えない文字があります: U+D800"),
        ("浮島.", "Windowsで使えないファイル名"),
        ("aux.pdf", "Windowsで使えないファイル名"),
        ("COM¹.pdf", "Windowsで使えないファイル名"),
        ("lpt³.old.pdf", "Windowsで使えないファイル名"),
        ("CONIN$.pdf", "Windowsで使えないファイル名"),
        ("conout$", "Windowsで使えないファイル名"),
        (" 浮島.pdf", "Windowsで使えないファイル名"),
        ("　浮島.pdf", "Windowsで使えないファイル名"),
        ("..", "名前がありません"),
        ("長" * 84 + ".pdf", "長すぎます（UTF-8で256バイト、255バイトまで）"),
    ],
)
def test_names_that_files_cannot_have(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "浮島").mkdir()
    with pytest.raises(InputError) as caught:
        write_whole(f"{tmp_path}/{name}", b"new")
    assert said in problem(caught)
    assert names(tmp_path) == ["浮島"]


def test_empty_path() -> None:
    with pytest.raises(InputError) as caught:
        write_whole("", b"new")
    assert "名前がありません" in problem(caught)


def test_longest_name(tmp_path: Path) -> None:
    name = "長" * 83 + "aa.pdf"
    assert len(name.encode()) == 255
    write_whole(tmp_path / name, b"new")
    assert (tmp_path / name).read_bytes() == b"new"


@POSIX
def test_path_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_whole(tmp_path / Path(*["深い"] * 700) / "a.pdf", b"new")
    assert "長すぎます" in problem(caught) or "ありません" in problem(caught)


def test_inspection_decides(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(OLD)

    def refuse(path: Path) -> None:
        assert path.read_bytes() == b"new"
        raise ValueError("not good enough")

    with pytest.raises(ValueError, match="not good enough"):
        write_whole(target, b"new", refuse)
    assert target.read_bytes() == OLD
    assert names(tmp_path) == ["a.pdf"]


def test_interrupted_by_the_keyboard(tmp_path: Path) -> None:
    def interrupt(path: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.pdf", b"new", interrupt)
    assert names(tmp_path) == []


@POSIX
def test_file_size_limit(tmp_path: Path) -> None:
    """A real limit of the system, in a process of its own."""
    target = tmp_path / "浮島校区.pdf"
    target.write_bytes(OLD)
    done = child(
        "import resource, sys; from handbook.files import write_whole\n"
        "from handbook.errors import InputError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "try: write_whole(sys.argv[1], bytes(100_000))\n"
        "except InputError as error: print(error)",
        str(target),
    )
    assert f"{target}: ファイルの大きさの上限を超えるため書けませんでした" in done.stdout, done.stderr
    assert "前からあったファイルはそのまま残っています" in done.stdout
    assert target.read_bytes() == OLD
    assert names(tmp_path) == ["浮島校区.pdf"]


@POSIX
def test_full_disk(tmp_path: Path) -> None:
    """A real file system of 64 KB, filled."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no permission to mount a small tmpfs: a full disk was not tried, only a size limit")
    try:
        target = tmp_path / "a.pdf"
        write_whole(target, OLD)
        with pytest.raises(InputError) as caught:
            write_whole(target, bytes(200_000))
        assert "ディスクがいっぱい" in problem(caught)
        assert target.read_bytes() == OLD
        assert names(tmp_path) == ["a.pdf"]
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


@POSIX
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """kill -9 while two versions are written in turn: the file is always one of them, whole."""
    target = tmp_path / "a.pdf"
    versions = [b"A" * 3_000_000, b"B" * 2_000_000]
    write_whole(target, versions[0])
    chance = random.Random(46)
    script = (
        "import sys; from handbook.files import write_whole\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    write_whole(sys.argv[1], b'B' * 2_000_000)\n"
        "    write_whole(sys.argv[1], b'A' * 3_000_000)\n"
    )
    for _ in range(12):
        process = subprocess.Popen([sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert target.read_bytes() in versions
    for leftover in set(names(tmp_path)) - {"a.pdf"}:
        assert leftover.startswith(".handbook-"), "what a killed process leaves behind is hidden and known"
    write_whole(target, versions[1])
    assert target.read_bytes() == versions[1]


@POSIX
def test_two_writers_at_once(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    script = (
        "import sys; from handbook.files import write_whole\n"
        "for _ in range(30): write_whole(sys.argv[1], sys.argv[2].encode() * 200_000)\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", script, str(target), letter]) for letter in "AB"]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert target.read_bytes() in (b"A" * 200_000, b"B" * 200_000)
    assert names(tmp_path) == ["a.pdf"]
