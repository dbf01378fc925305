"""A PDF opened: its objects as plain values, references resolved, streams decoded, within bounds.

In: a path or bytes, and what to do with the file. Out: what came of it. Everything that can be wrong
with a file as a file is a `ReadBackError` from here; nothing here interprets what objects mean.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from handbook.errors import InputError, Place, Problem
from handbook.readback import objects
from handbook.readback.objects import (
    Decoded,
    Dictionary,
    Name,
    Reference,
    Stream,
    TooLargeError,
    UnusualError,
    inflate,
)
from handbook.readback.strict import StrictObjects

if TYPE_CHECKING:
    from handbook.readback.lenient import LenientObjects

MAX_FILE = 256 * 1024 * 1024
MAX_STREAM = 2 * 1024 * 1024
"""Most bytes that one stream may decode to, fifty times a leaflet's page; a bomb stops here."""
MAX_TOKENS = 1_000_000
"""Most content tokens of a whole file; a page of a leaflet has about 5,000."""
_MOST_FILTERS = 4

_Answer = TypeVar("_Answer")


class ReadBackError(InputError):
    """A file cannot be read as a PDF. `code` says why: `not-found`, `not-pdf`, `encrypted`,
    `damaged`, `too-large`."""

    def __init__(self, code: str, message: str, hint: str, path: str) -> None:
        super().__init__([Problem(message, hint, Place(path), stops=code == "not-found")])
        self.code = code
        self._parts = (code, message, hint, path)

    def __reduce__(self) -> tuple[type[ReadBackError], tuple[str, str, str, str]]:  # type: ignore[override]
        return (type(self), self._parts)


class PdfFile:
    """One opened PDF. Methods take a value or a reference to it."""

    def __init__(self, found: StrictObjects | LenientObjects, data: bytes) -> None:
        self._objects = found
        self.data = data
        self.encrypted = found.encrypted
        self.trailer = found.trailer
        self.catalog = self.dictionary(self.trailer.get("Root"))
        self._left = MAX_TOKENS

    def spend(self, tokens: int) -> None:
        """Count work before it is done. Raises TooLargeError where a file asks for more than any leaflet."""
        self._left -= tokens
        if self._left < 0:
            raise TooLargeError

    def resolve(self, value: object) -> object:
        """What a reference points to; anything else as it is."""
        return self._objects.get(value) if isinstance(value, Reference) else value

    def dictionary(self, value: object) -> Dictionary:
        """A dictionary or a stream's dictionary; empty for anything else."""
        return objects.entries(self.resolve(value)) or {}

    def array(self, value: object) -> list[object]:
        """An array; empty for anything else."""
        found = self.resolve(value)
        return found if isinstance(found, list) else []

    def items(self, value: object) -> list[object]:
        """The items of an array; a single value counts as an array of itself, nothing as an empty one."""
        found = self.resolve(value)
        if isinstance(found, list):
            return found
        return [] if found is None else [value]

    def number(self, value: object, default: float = 0.0) -> float:
        """A number; the default for anything else, also for a boolean."""
        found = self.resolve(value)
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            return float(found)
        return default

    def numbers(self, array: list[object]) -> list[float]:
        """The items of an array as numbers, 0 for what is none."""
        return [float(value) if type(value) is int else self.number(value) for value in array]

    def name(self, value: object) -> str:
        """A name without its slash; empty for anything else."""
        found = self.resolve(value)
        return str(found) if isinstance(found, Name) else ""

    def space(self, value: object) -> str:
        """What a colour space is called: its name, or its family's."""
        return self.name(value) or self.name(next(iter(self.array(value)), None))

    def text(self, value: object) -> str | None:
        """A text string; None for anything else."""
        found = self.resolve(value)
        return objects.text(found) if isinstance(found, bytes) else None

    def character(self, glyph_name: str) -> str:
        """What a glyph's name stands for; U+FFFD for a name that nobody knows."""
        return self._objects.character(glyph_name)

    def decoded(self, value: object, most: int = MAX_STREAM) -> Decoded:
        """The bytes that a stream stands for, `most` of them at most, and whether that is all of it."""
        stream = self.resolve(value)
        if not isinstance(stream, Stream):
            return b"", False
        filters = [self.name(one) for one in self.items(stream.dictionary.get("Filter"))]
        parameters = [self.dictionary(one) for one in self.items(stream.dictionary.get("DecodeParms"))]
        if len(filters) > _MOST_FILTERS or any(self.number(one.get("Predictor")) > 1 for one in parameters):
            return b"", False
        data, whole = stream.raw, True
        for name in filters:
            flate = name == "FlateDecode"
            data, sound = inflate(data, most) if flate else self._objects.decoded(name, data, most)
            whole = whole and sound
        return data[:most], whole and len(data) <= most


def with_file(source: str | Path | bytes, name: str, use: Callable[[PdfFile, str], _Answer]) -> _Answer:
    """What `use` makes of a PDF, given by its path or its bytes, and what to call it in messages.

    Raises ReadBackError where nothing can be read: no such file, no PDF, a password, damage, or more
    content than any leaflet has. Our own files are read without pypdf, others with it.
    """
    path = name or (str(source) if not isinstance(source, bytes) else "PDF")
    data = source if isinstance(source, bytes) else file_bytes(Path(source))
    if len(data) > MAX_FILE:
        raise _too_long(len(data), path)
    if b"%PDF-" not in data[:1024]:
        raise ReadBackError(
            "not-pdf",
            "PDFではありません（空のファイルか、別の種類のファイルです）。" if data else "空のファイルです。",
            "handbook build で作ったPDFを指定してください。",
            path,
        )
    try:
        try:
            return use(_opened(StrictObjects, data, path), path)
        except UnusualError:
            return use(_opened(_lenient_objects, data, path), path)
    except ReadBackError:
        raise
    except TooLargeError:
        message = "中身が多すぎるため、確かめるのをやめました。"
        hint = "冊子は数ページです。別のファイルを選んでいないか、お確かめください。"
        raise ReadBackError("too-large", message, hint, path) from None
    except Exception as error:
        # pypdf raises many types (also RecursionError) on hostile bytes; all mean the same to a reader.
        raise _damaged(path) from error


def _opened(parser: Callable[[bytes], StrictObjects | LenientObjects], data: bytes, path: str) -> PdfFile:
    try:
        file = PdfFile(parser(data), data)
    except UnusualError:
        raise
    except Exception as error:
        raise (_locked(path) if b"/Encrypt" in data[-4096:] else _damaged(path)) from error
    if not file.catalog:
        raise _locked(path) if file.encrypted else _damaged(path)
    return file


def _lenient_objects(data: bytes) -> LenientObjects:
    # Here and not above: pypdf is large, and our own files do not need it.
    from handbook.readback.lenient import LenientObjects

    return LenientObjects(data)


def file_bytes(path: Path) -> bytes:
    """A file's bytes. Raises ReadBackError, code `not-found`, where they cannot be had."""
    try:
        about = path.stat()
        if stat.S_ISREG(about.st_mode):
            if about.st_size > MAX_FILE:
                raise _too_long(about.st_size, str(path))
            return path.read_bytes()
        message, hint = "ふつうのファイルではありません。", "PDFファイルを指定してください。"
        if stat.S_ISDIR(about.st_mode):
            message = "フォルダーです。PDFファイルではありません。"
            hint = "フォルダーの中のPDFを指定してください。"
    except FileNotFoundError:
        message, hint = "ファイルが見つかりません。", "ファイル名と場所をお確かめください。"
    except OSError as error:
        message = f"ファイルを開けません（{error.strerror}）。"
        hint = "ほかのアプリで開いていれば閉じ、読み取りの許可をお確かめください。"
    raise ReadBackError("not-found", message, hint, str(path))


def _too_long(size: int, path: str) -> ReadBackError:
    message = f"ファイルが大きすぎます（{size // 1024 // 1024} MB）。"
    hint = "冊子のPDFは1 MBほどです。別のファイルを選んでいないか、お確かめください。"
    return ReadBackError("too-large", message, hint, path)


def _locked(path: str) -> ReadBackError:
    message = "パスワードで保護されているため、中身を確かめられません。"
    hint = "保護を外したPDFか、handbook build で作り直したPDFを指定してください。"
    return ReadBackError("encrypted", message, hint, path)


def _damaged(path: str) -> ReadBackError:
    message = "PDFが壊れているか、途中で切れているため、読めません。"
    hint = "handbook build で作り直してください。送られてきたファイルなら、もう一度送ってもらってください。"
    return ReadBackError("damaged", message, hint, path)
