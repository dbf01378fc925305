"""PDF syntax: numbers, names, strings and streams as bytes (ISO 32000-1, 7.3).

Values come in, bytes of one PDF object go out. `Body` and `Stream` fit into
ReportLab's document as its own objects do (`format(document)`), but hold bytes
that are ready: nothing depends on ReportLab's configuration files or
environment variables, and a stream's length and line ends are as PDF/A wants
them. Nothing here knows what the objects mean.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable
from functools import lru_cache

from handbook.pdf.engine import pdfdoc

COMPRESSION = 2
"""zlib's level for what every edition compresses anew: 9 saves 4 % of it and takes four times as long."""

COMPRESSION_ONCE = 9
"""zlib's level for what a batch compresses once, its fonts."""


SMALL = 1_200
"""Bytes below which a stream stays as it is. What differs from edition to edition are small streams: to
compress them takes a tenth of an edition's time and saves a hundredth or two of its file."""


class Body(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab ships no types
    """An indirect object whose bytes are ready, or are filled in later to allow circular references."""

    __RefOnly__ = 1  # ReportLab's mark for "always an object of its own, never inline"

    def __init__(self, body: bytes = b"") -> None:
        self.body = body

    def format(self, document: object) -> bytes:
        return self.body


class Stream(Body):
    """A stream object; `data` is compressed already if `entries` say so."""

    def __init__(self, data: bytes, entries: bytes = b"") -> None:
        # An end-of-line before `endstream`, not counted in Length: ISO 19005-2, 6.1.7.1. After data that
        # end in CR it is CR LF, or who looks back from `endstream` would take that CR for part of it.
        end = b"\r\n" if data.endswith(b"\r") else b"\n"
        super().__init__(
            b"<<%b/Length %d>>\nstream\n%b%bendstream" % (entries, len(data), data, end),
        )


def compress(data: bytes, level: int = COMPRESSION) -> bytes:
    return zlib.compress(data, level)


def flate(data: bytes, entries: bytes = b"", small: int = SMALL) -> Stream:
    """A stream of `data`, compressed here if it has `small` bytes or more."""
    if len(data) < small:
        return Stream(data, entries)
    return Stream(compress(data), entries + b"/Filter/FlateDecode")


@lru_cache(maxsize=4096)  # neighbours share edges, editions share nearly all
def number(value: float) -> bytes:
    """A number to a thousandth, without exponent and trailing zeros.

    Raises ValueError for what is not a finite number: a wrong place must not be drawn.
    """
    if not math.isfinite(value):
        raise ValueError(f"not a finite number: {value!r}")
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return b"0" if text == "-0" else text.encode("ascii")


def numbers(values: Iterable[float]) -> bytes:
    return b" ".join(map(number, values))


def reference(number: int) -> bytes:
    """A reference to the object of this number (7.3.10)."""
    return b"%d 0 R" % number


def name(text: str) -> bytes:
    """A name object; what is not a regular character is written as #xx (7.3.5)."""
    return b"/" + b"".join(
        bytes((byte,)) if 0x21 <= byte <= 0x7E and byte not in b"#%()<>[]{}/" else b"#%02X" % byte
        for byte in text.encode("utf-8")
    )


def ascii_string(text: str) -> bytes:
    """A literal string of ASCII characters. Raises UnicodeEncodeError for others."""
    data = text.encode("ascii")
    for byte in (b"\\", b"(", b")"):
        data = data.replace(byte, b"\\" + byte)
    return b"(" + data.replace(b"\r", b"\\r").replace(b"\n", b"\\n") + b")"


@lru_cache(maxsize=1024)
def text_string(text: str) -> bytes:
    """A text string for people: ASCII as it is, all else UTF-16BE with a byte order mark (7.9.2.2)."""
    if text.isascii() and text.isprintable():
        return ascii_string(text)
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode("ascii") + b">"
