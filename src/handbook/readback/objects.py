"""A PDF's objects as plain Python values (ISO 32000-1, 7.3), whoever parsed them.

Numbers are `int` and `float`, booleans `bool`, null is None, strings are `bytes`, arrays `list`,
dictionaries `dict` with keys without the slash; names, streams and references have types of their
own here.
"""

from __future__ import annotations

import codecs
import zlib
from typing import NamedTuple

Dictionary = dict[str, object]
"""Values as they stand in the file, references not followed."""

Decoded = tuple[bytes, bool]
"""Bytes, up to as many as were asked for and as far as the data are sound, and whether that is all."""

_PIECE = 65536


class TooLargeError(Exception):
    """The file holds more than any leaflet does; raised so that reading ends in bounded time."""


class UnusualError(Exception):
    """Something is not as simple as our own files are; the file is for pypdf."""


REPLACEMENT = "\ufffd"
"""What stands for a character that cannot be told."""


class Name(str):
    """A name without its slash, #xx undone."""

    __slots__ = ()


class Reference(NamedTuple):
    """An indirect reference."""

    number: int
    generation: int


class Stream(NamedTuple):
    """A stream: its dictionary without Length, and its bytes as they stand in the file."""

    dictionary: Dictionary
    raw: bytes


def entries(value: object) -> Dictionary | None:
    """A dictionary, or a stream's dictionary; None for anything else."""
    if isinstance(value, Stream):
        return value.dictionary
    return value if isinstance(value, dict) else None


def inflate(raw: bytes, most: int) -> Decoded:
    """FlateDecode, stopped where it gives more than was asked for: some kilobytes can stand for gigabytes."""
    engine = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    try:
        # In pieces, so that what stands before a damaged byte is still there.
        for start in range(0, len(raw), _PIECE):
            piece = engine.decompress(raw[start : start + _PIECE], most + 1 - size)
            parts.append(piece)
            size += len(piece)
            if size > most:
                return b"".join(parts)[:most], False
    except zlib.error:
        return b"".join(parts), False
    return b"".join(parts), engine.eof


_PDF_DOC = {
    **dict(zip(range(0x18, 0x20), "˘ˇˆ˙˝˛˚˜", strict=True)),
    **dict(zip(range(0x80, 0x9F), "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž", strict=True)),
    0xA0: "€",
    **dict.fromkeys((0x16, 0x7F, 0x9F, 0xAD), "\0"),
}
"""PDFDocEncoding (ISO 32000-1, annex D.3) where it is not Latin-1; NUL for codes of no character."""


def text(string: bytes) -> str:
    """The characters of a text string (ISO 32000-1, 7.9.2.2; UTF-8 as in ISO 32000-2).

    UTF-16 is also told without its byte order mark by a NUL among the first two bytes. Bytes in no
    known encoding are read as Latin-1.
    """
    try:
        if string.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
            return string.decode("utf-16")
        if string[:1] == b"\0":
            return string.decode("utf-16-be")
        if string[1:2] == b"\0":
            return string.decode("utf-16-le")
    except UnicodeDecodeError:
        return string.decode("latin-1")
    if string.startswith(codecs.BOM_UTF8):
        try:
            return string[len(codecs.BOM_UTF8) :].decode("utf-8")
        except UnicodeDecodeError:
            pass
    latin = string.decode("latin-1")
    found = latin.translate(_PDF_DOC)
    return latin if "\0" in found else found
