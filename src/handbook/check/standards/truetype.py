"""An embedded TrueType font program → how many glyphs it has and how wide they are.

Reads three tables (OpenType 1.9: head, hhea, hmtx, maxp); outlines are not looked at.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metrics:
    """Of all glyphs."""

    glyphs: int
    widths: tuple[float, ...]
    """Thousandths of an em; glyphs beyond the last share its width."""

    def width(self, glyph: int) -> float:
        return self.widths[min(glyph, len(self.widths) - 1)]


def read_metrics(program: bytes) -> Metrics | None:
    """The font's metrics; None if it is damaged or no TrueType font."""
    try:
        tables = _tables(program)
        upem = struct.unpack_from(">H", program, tables[b"head"] + 18)[0]
        count = struct.unpack_from(">H", program, tables[b"hhea"] + 34)[0]
        glyphs = struct.unpack_from(">H", program, tables[b"maxp"] + 4)[0]
        advances = struct.unpack_from(">" + "Hh" * count, program, tables[b"hmtx"])[0::2]
    except (KeyError, struct.error):
        return None
    if not upem or not advances or not glyphs:
        return None
    return Metrics(glyphs, tuple(advance * 1000 / upem for advance in advances))


def _tables(program: bytes) -> dict[bytes, int]:
    """Name → offset."""
    count = struct.unpack_from(">H", program, 4)[0]
    found = {}
    for index in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", program, 12 + 16 * index)
        found[name] = offset
    return found
