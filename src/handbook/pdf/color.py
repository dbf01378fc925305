"""The colour spaces of pages: ICC profiles of sRGB and of its greys, made from its published numbers.

Nothing comes in; the bytes of an ICC version 4 display profile (ISO 15076-1)
go out, 500-odd bytes, so that no profile file with a licence of its own has to travel
with handbook.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

# sRGB primaries and white adapted to D50 by the Bradford transform, as in IEC 61966-2-1 profiles
# by the ICC; the matrix is the one that adapted them.
_WHITE = (0.9642, 1.0, 0.8249)
_RED = (0.43607, 0.22249, 0.01392)
_GREEN = (0.38515, 0.71687, 0.09708)
_BLUE = (0.14307, 0.06061, 0.71410)
_ADAPTATION = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""Parametric curve type 3: gamma, a, b, c, d (IEC 61966-2-1, 5.2)."""


def _fixed(*values: float) -> bytes:
    """s15Fixed16 numbers."""
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*values)


def _text(text: str) -> bytes:
    data = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(data), 28) + data


def _curve() -> bytes:
    return b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + _fixed(*_CURVE)


def srgb_profile() -> bytes:
    """The profile's bytes; the same ones always."""
    tags = {
        b"desc": _text("sRGB"),
        b"rXYZ": _xyz(_RED),
        b"gXYZ": _xyz(_GREEN),
        b"bXYZ": _xyz(_BLUE),
        b"rTRC": _curve(),
        b"gTRC": _curve(),
        b"bTRC": _curve(),
    }
    return _profile(b"RGB ", tags)


def grey_profile() -> bytes:
    """The bytes of the profile of sRGB's greys, which has its curve alone."""
    return _profile(b"GRAY", {b"desc": _text("Greys of sRGB"), b"kTRC": _curve()})


def _profile(space: bytes, own: Mapping[bytes, bytes]) -> bytes:
    tags = {**own, b"cprt": _text("No copyright, use freely"), b"wtpt": _xyz(_WHITE)}
    tags[b"chad"] = b"sf32\0\0\0\0" + _fixed(*_ADAPTATION)
    places: dict[bytes, int] = {}
    table = struct.pack(">I", len(tags))
    data = b""
    start = 128 + 4 + 12 * len(tags)
    for signature, value in tags.items():
        if value not in places:
            places[value] = start + len(data)
            data += value + b"\0" * (-len(value) % 4)
        table += struct.pack(">4sII", signature, places[value], len(value))
    size = start + len(data)
    header = struct.pack(">I4xI4s4s4s", size, 0x04200000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28 + _fixed(*_WHITE)
    return header.ljust(128, b"\0") + table + data
