"""Files to text: everything that can be wrong with a file before its contents are looked at.

A path comes in, UTF-8 text goes out; or an `InputError` in Japanese.
"""

from __future__ import annotations

import logging
import os
import stat
import unicodedata
from pathlib import Path

from handbook.errors import InputError, Place, Problem

MAX_BYTES = 1_000_000
"""The largest real file has 30 kB; a file above this was put here by mistake."""


def shown(path: Path) -> str:
    """`path` as messages show it: short, below the working folder, where it is there; links not followed."""
    try:
        return str(Path(os.path.abspath(path)).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def nearest(word: str, words: list[str]) -> str:
    """「もしかして」 with the words most like `word`, in whatever width and case, or nothing."""
    import difflib  # nobody who spells well should wait for it

    cutoff = 0.5 if len(word) <= 3 else 0.6  # 「浮鳥」 shares one character of two with 浮島
    plain = {unicodedata.normalize("NFKC", each).casefold(): each for each in reversed(words)}
    wanted = unicodedata.normalize("NFKC", word).casefold()
    found = difflib.get_close_matches(wanted, plain, n=3, cutoff=cutoff)
    return f"もしかして：{'、'.join(f'「{plain[each]}」' for each in found)}" if found else ""


def read_text(path: Path) -> tuple[str, str]:
    """The name to show and the text of the file at `path`, without a byte order mark.

    Windows' Notepad puts a mark at the start of UTF-8 files; it harms nobody and is dropped.
    Raises InputError.
    """
    name, data = read_bytes(path, MAX_BYTES)
    return name, _decode(data, name).replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path, most: int) -> tuple[str, bytes]:
    """The name to show and the bytes of the file at `path`. Raises InputError, too, for more than `most`."""
    name = shown(path)
    logging.getLogger(__name__).debug("読んだもの: %s", name)
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # a pipe would be waited for
            hint = "ふつうのファイルに置きかえてください。"
            raise InputError.of("ふつうのファイルではありません。", hint, Place(name), stops=True)
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except (OSError, ValueError) as error:
        raise InputError.stopping([_unopened(path, name, error)]) from None
    if len(data) > most:
        raise _refused(
            name,
            f"ファイルが大きすぎます（{_bytes(most)}まで）。",
            "別のファイルと取り違えていないか確かめてください。",
        )
    return name, data


def _bytes(count: int) -> str:
    return f"{count // 1000}キロバイト" if count <= MAX_BYTES else f"{count // 1_000_000}メガバイト"


def _unopened(path: Path, name: str, error: Exception) -> Problem:
    if isinstance(error, FileNotFoundError):
        folder = path.parent
        if path.is_symlink():
            hint = "リンクを消すか、元のファイルを写し直してください。"
            return Problem("リンクの先に、ファイルがありません。", hint, Place(name))
        if not folder.is_dir():
            return Problem(
                f"フォルダー「{shown(folder)}」がありません。", "場所と名前を確かめてください。", Place(name)
            )
        others = sorted(each.name for each in folder.iterdir() if each.is_file())
        hint = nearest(path.name, others) or "名前と場所を確かめるか、元のファイルを写し直してください。"
        return Problem("ファイルがありません。", hint, Place(name))
    if isinstance(error, IsADirectoryError) or path.is_dir():
        return Problem(
            "ファイルではなくフォルダーです。", "ファイルの名前まで指定してください。", Place(name)
        )
    if isinstance(error, PermissionError):
        return Problem(
            "ファイルを開く許可がありません。", "ファイルの読み取りの許可を確かめてください。", Place(name)
        )
    return Problem(
        "ファイルを読めません。", "ファイルの名前と、ディスクやネットワークを確かめてください。", Place(name)
    )


def _decode(data: bytes, name: str) -> str:
    # No text of ours holds a zero byte; UTF-16 has one in every half-width character, with or without a mark.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        kind = "UTF-32" if b"\0\0\0" in data else "UTF-16"
        raise _refused(name, f"文字コードが{kind}です。", _SAVE_AS)
    if b"\x1b$" in data:
        raise _refused(name, "文字コードがJIS（ISO-2022-JP）です。", _SAVE_AS)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        place = Place(name, line, len(before.decode("utf-8", "replace")) + 1)
        kind = next(
            (f"{called}のようです" for code, called in _OLD if _is(data, code)), "UTF-8ではありません"
        )
        message = f"文字コードが{kind}（先頭から{error.start + 1}バイト目が読めません）。"
        raise InputError([Problem(message, _SAVE_AS, place)]) from None


_SAVE_AS = "メモ帳なら「名前を付けて保存」で文字コードに「UTF-8」を選んで保存し直してください。"


_OLD = (("euc_jp", "EUC-JP"), ("cp932", "Shift_JIS（シフトJIS）"))
"""Shift_JIS is seldom EUC-JP, but EUC-JP often looks like Shift_JIS, in half-width kana."""


def _is(data: bytes, code: str) -> bool:
    try:
        data.decode(code)
    except UnicodeDecodeError:
        return False
    return True


def _refused(name: str, message: str, hint: str) -> InputError:
    return InputError([Problem(message, hint, Place(name))])
