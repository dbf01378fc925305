"""Writing files whole: bytes and a path in, the finished file or an older one left as it was.

A file is written aside in the same folder, brought to the disk (fsync) and only
then given its name (rename), so that nobody ever meets half a file, whatever
happens in between: a full disk, a killed process, a power cut. Knows no PDF
and makes no folders.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from handbook.errors import InputError, Place

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

TEMPORARY_PREFIX = ".handbook-"
TEMPORARY_SUFFIX = ".tmp"
_TEMPORARY = re.compile(rf"{re.escape(TEMPORARY_PREFIX)}\d+-\d+{re.escape(TEMPORARY_SUFFIX)}")
"""What drafts are called, and nothing that a person would call a file."""

FORBIDDEN = frozenset('<>:"/\\|?*')
"""Characters that Windows refuses in file names; refused everywhere, since files travel."""

RESERVED = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{port}{digit}" for port in ("COM", "LPT") for digit in "123456789¹²³"]
)
"""Names of devices on Windows, whatever the ending."""

NAME_BYTES = 255
"""The longest file name that common file systems take, in bytes of UTF-8 (kana and kanji have 3)."""

_counter = itertools.count(1)

_FULL = "空き容量を増やすか、ほかのフォルダーを指定してください。前からあったファイルはそのまま残っています。"
_CLOSED = "フォルダーの書き込みの許可を確かめるか、ほかのフォルダーを指定してください。"
_CAUSES = {
    errno.ENOSPC: ("ディスクがいっぱいで書けませんでした", _FULL),
    errno.EDQUOT: ("使える容量の上限に達したため書けませんでした", _FULL),
    errno.EFBIG: ("ファイルの大きさの上限を超えるため書けませんでした", _FULL),
    errno.EACCES: ("フォルダーに書き込めません", _CLOSED),
    errno.EPERM: ("フォルダーに書き込めません", _CLOSED),
    errno.EROFS: ("フォルダーが読み取り専用の場所にあります", _CLOSED),
    errno.ENOENT: (
        "書いている間にフォルダーがなくなりました",
        "フォルダーを作り直してから、もう一度実行してください。",
    ),
    errno.ENAMETOOLONG: ("パスが長すぎます", "短い名前か、浅いフォルダーを指定してください。"),
}


def write_whole(
    path: str | Path,
    data: bytes | Callable[[BinaryIO], None],
    inspect: Callable[[Path], None] | None = None,
    *,
    settled: bool = True,
) -> None:
    """Write `data` to `path`, whole or not at all; an older file there survives every failure.

    `data` may be a function that writes into the open file, for what is too long to hold.
    Who writes many files may set `settled` to False and call `settle` at the end: until then, a power
    cut may bring back an older file, though never half a one.
    `inspect` is shown the finished file before it gets its name; whatever it raises keeps the
    older file and goes to the caller. A symbolic link is followed. A file that is read-only is
    not replaced, though the system would allow it: somebody protected it. Raises InputError, in
    Japanese, if the folder is missing or not writable, the disk is full, the path names a
    folder, or the name is not one that files can have.
    """
    with Draft(path) as draft:
        draft.write(data)
        if inspect is not None:
            inspect(draft.aside)
        draft.place()
    if settled:
        settle(draft.target.parent)


class Draft:
    """A file that gets its name only when somebody says so: `write`, then `place`, or `drop`.

    Meanwhile it stands aside in the same folder, held open and locked, which tells `sweep` that somebody
    is at work. It exists before anything is written: whoever keeps it, or has it in a `with` statement,
    leaves nothing behind, wherever Ctrl-C comes.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = path
        self.target = Path(path)
        """`path`, once it is written: with links followed."""
        self.aside = Path()
        """Where it stands until it has its name."""
        self._descriptor = -1

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    def write(self, data: bytes | Callable[[BinaryIO], None]) -> None:
        """Write all of it aside. Raises InputError as `write_whole` does; nothing is left behind then."""
        check_name(Path(self.path).name, self.path)
        try:
            with told_in_japanese(self.path):
                self.target = Path(os.path.realpath(self.path))
                mode = _check_target(self.target)
                self._open()
                self._fill(data, mode)
                os.fsync(self._descriptor)  # now, so that names are given in one breath
        except BaseException:  # also Ctrl-C
            self.drop()
            raise

    def place(self) -> None:
        """Give it its name. Raises InputError where that fails; it is dropped then."""
        try:
            with told_in_japanese(self.path):
                if fcntl is None:  # Windows renames nothing that is open
                    self._free()
                self._rename()
        except BaseException:  # also Ctrl-C
            self.drop()
            raise
        self.aside = Path()
        self._free()

    def drop(self) -> None:
        """Remove it, unless it has got its name; the older file stays."""
        self._free()
        if self.aside.name:
            with contextlib.suppress(OSError):
                self.aside.unlink()
            self.aside = Path()

    def _open(self) -> None:
        """Make a new, locked file. Its name tells the process that writes it, not the final name, which
        may be as long as names can be."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        while True:
            name = f"{TEMPORARY_PREFIX}{os.getpid()}-{next(_counter)}{TEMPORARY_SUFFIX}"
            self.aside = self.target.parent / name
            try:
                self._descriptor = os.open(self.aside, flags, 0o666)
            except FileExistsError:
                continue
            if not lock(self._descriptor, wait=True) or os.fstat(self._descriptor).st_nlink:
                return
            self._free()  # swept away between its making and its locking

    def _fill(self, data: bytes | Callable[[BinaryIO], None], mode: int | None) -> None:
        descriptor = self._descriptor
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)
        if isinstance(data, bytes):
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        else:
            with open(descriptor, "wb", buffering=1 << 16, closefd=False) as file:
                data(file)

    def _rename(self) -> None:
        try:
            os.replace(self.aside, self.target)
        except PermissionError:
            # Windows lets nobody replace a file that a program holds open; elsewhere a shared
            # folder may let only the owner of a file do it.
            raise _error(
                self.target,
                "ほかのソフトで開かれているか、許可がないため、上書きできません",
                "そのファイルを閉じるか、ほかのファイル名にして、もう一度実行してください。",
            ) from None

    def _free(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1  # first, or Ctrl-C between would close it twice
        if descriptor >= 0:
            os.close(descriptor)


def check_writable(path: str | Path) -> None:
    """Raises the InputError that `write_whole` would raise for the name, the folder or the present file."""
    check_name(Path(path).name, path)
    with told_in_japanese(path):
        _check_target(Path(os.path.realpath(path)))


@contextlib.contextmanager
def told_in_japanese(path: str | Path) -> Iterator[None]:
    """Within the block, what the system refuses about the path is raised as InputError."""
    try:
        yield
    except UnicodeEncodeError:
        raise _error(path, "ファイル名に使えない文字があります", "ファイル名を変えてください。") from None
    except OSError as problem:
        message, hint = _CAUSES.get(
            problem.errno or 0,
            (f"書き込みに失敗しました（{problem.strerror}）", "保存先を確かめて、もう一度実行してください。"),
        )
        raise _error(path, message, hint) from problem


def lock(descriptor: int, *, wait: bool = False) -> bool:
    """Lock an open file or folder until it is closed or its process dies. False: somebody else has it.

    Where the system or the file system knows no such locks, it is taken as locked.
    """
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While nobody else who asks for it writes there: two who change a file at once must not lose each
    other's lines."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        yield
        return
    try:
        lock(descriptor, wait=True)
        yield
    finally:
        os.close(descriptor)


def unlock(descriptor: int) -> None:
    """Free what `lock` locked, also for processes that were forked meanwhile."""
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_draft(name: str) -> bool:
    """Whether a file is one that is being written, or that a killed process left behind half-written."""
    return _TEMPORARY.fullmatch(name) is not None


def sweep(folder: Path) -> list[str]:
    """Remove what killed processes left behind half-written; gives the names.

    A file that a living process is writing is locked and stays. Where there are no locks
    (Windows), nothing is removed: it could belong to somebody.
    """
    swept: list[str] = []
    if fcntl is None:
        return swept
    for path in sorted(folder.glob(f"{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}")):
        if not is_draft(path.name):
            continue
        with contextlib.suppress(OSError):
            descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
                swept.append(path.name)
            finally:
                os.close(descriptor)
    return swept


def read_regular(path: Path, most: int) -> bytes:
    """A regular file's bytes. Raises OSError for anything else (a pipe would be waited for) and for more
    than `most`."""
    with _regular(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        return file.read(most)


def read_head(path: Path, length: int) -> bytes:
    """The first bytes of a regular file; none of what cannot be read."""
    with contextlib.suppress(OSError), _regular(path) as file:
        return file.read(length)
    return b""


def _regular(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return open(descriptor, "rb")


def settle(folder: Path) -> None:
    """Bring the folder's new names to the disk; systems that cannot do it for folders do it anyhow."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _check_target(target: Path) -> int | None:
    """The permissions of the file that is to be replaced, None if there is none yet.

    Raises InputError for what must not be replaced. Looks at the permission bits as well as
    asking the system, since for an administrator the system allows everything.
    """
    check_folder(target.parent)
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise _error(
            target,
            "同じ名前のフォルダーがあります",
            "ほかのファイル名にするか、フォルダーの名前を変えてください。",
        )
    if not stat.S_ISREG(status.st_mode):
        raise _error(
            target, "ふつうのファイルではないものを指しています", "ファイルの名前を指定してください。"
        )
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise _error(
            target,
            "読み取り専用のファイルなので、上書きしません",
            f"上書きしてよければ、読み取り専用を解除してください（例: chmod u+w '{target.name}'）。",
        )
    return stat.S_IMODE(status.st_mode)


def check_folder(folder: Path) -> None:
    """Raises InputError unless files can be put into the folder."""
    if not folder.is_dir():
        if folder.exists():
            message = f"「{folder}」はフォルダーではなくファイルです。"
            hint = "保存先のフォルダーを指定してください。"
            raise InputError.of(message, hint, stops=True)
        message = f"フォルダー「{folder}」がありません。"
        hint = "フォルダーを先に作るか、名前を確かめてください。"
        raise InputError.of(message, hint, stops=True)
    if not folder.stat().st_mode & 0o222 or not os.access(folder, os.W_OK):
        raise InputError.of(f"フォルダー「{folder}」に書き込めません。", _CLOSED, stops=True)


def check_name(name: str, path: str | Path) -> None:
    """Raises InputError for a name that some system that the file may come to cannot hold."""
    wrong = sorted(
        {char for char in name if char in FORBIDDEN or not (char.isprintable() or char == "\u3000")}
    )
    if wrong:
        shown = " ".join(char if char in FORBIDDEN else f"U+{ord(char):04X}" for char in wrong)
        raise _error(
            path,
            f"ファイル名に使えない文字があります: {shown}",
            '< > : " / \\ | ? * と改行などの制御文字を除いてください（Windowsで開けなくなります）。',
        )
    if not name or name in (".", ".."):
        raise _error(path, "ファイルの名前がありません", "例: chirashi.pdf")
    edges = name[0] in " \u3000" or name[-1] in ". "
    if edges or name.split(".")[0].strip().upper() in RESERVED:
        raise _error(path, "Windowsで使えないファイル名です", "例: chirashi.pdf のような名前にしてください。")
    length = len(name.encode("utf-8", "surrogateescape"))
    if length > NAME_BYTES:
        raise _error(
            path,
            f"ファイル名が長すぎます（UTF-8で{length}バイト、{NAME_BYTES}バイトまで）",
            "かなや漢字は1文字で3バイトです。85文字までにしてください。",
        )


def _error(path: str | Path, message: str, hint: str) -> InputError:
    return InputError.of(f"{message}。", hint, Place(str(path)), stops=True)
