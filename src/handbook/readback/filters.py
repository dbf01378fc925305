"""A stream's bytes as they stand in the file → what they stand for, within bounds (ISO 32000-1, 7.4).

Each filter of a chain is stopped where it gives more than was asked for, so that a file of a few
kilobytes cannot take gigabytes. Deliberately not done: predictors, run lengths, filters of images.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

Decoded = tuple[bytes, bool]
"""Bytes, up to as many as were asked for and as far as the data are sound, and whether that is all."""

_PIECE = 65536


def inflate(raw: bytes, most: int) -> Decoded:
    """FlateDecode."""
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


def ascii_85(raw: bytes, most: int) -> Decoded:
    """ASCII85Decode: five characters are four bytes, a `z` alone is four zeros."""
    digits = raw[: 2 * most].partition(b"~")[0].strip()
    try:
        data = base64.a85decode(digits, ignorechars=b" \t\n\r\f\v\0")
    except ValueError:
        return b"", False
    return data[:most], len(data) <= most and len(raw) <= 2 * most


def ascii_hexadecimal(raw: bytes, most: int) -> Decoded:
    """ASCIIHexDecode: two digits are a byte, a last one alone is followed by 0."""
    digits = b"".join(raw[: 4 * most].partition(b">")[0].split())
    try:
        data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    except ValueError:
        return b"", False
    return data[:most], len(data) <= most and len(raw) <= 4 * most


FILTERS: dict[str, Callable[[bytes, int], Decoded]] = {
    "FlateDecode": inflate,
    "ASCII85Decode": ascii_85,
    "ASCIIHexDecode": ascii_hexadecimal,
}
"""By the names that stand in a stream's dictionary."""
