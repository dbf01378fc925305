"""A TrueType program and copies wanted of its glyphs → the program with the copies at its end.

A copy is the glyph moved to the right, with an advance of its own: a composite of one part (OpenType 1.9,
glyf). Not here: tables that a font program in a PDF does not need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from struct import pack, pack_into, unpack_from
from typing import NamedTuple

_PART = 0x0001 | 0x0002
"""A part's flags: its two arguments are words, and an offset."""


class Copy(NamedTuple):
    """The glyph that is copied, how far it moves to the right, and the copy's advance, in font units."""

    glyph: int
    shift: int
    advance: int


def with_copies(program: bytes, copies: Sequence[Copy]) -> bytes:
    """The program with the copies as its last glyphs, in their order. Raises struct.error if it is none."""
    tables = _tables(program)
    head, hhea, maxp, outlines = (bytearray(tables[tag]) for tag in ("head", "hhea", "maxp", "glyf"))
    (glyphs,), (long,) = unpack_from(">H", maxp, 4), unpack_from(">h", head, 50)
    offsets = unpack_from(f">{glyphs + 1}{'L' if long else 'H'}", tables["loca"])
    ends = [offset if long else 2 * offset for offset in offsets]
    metrics = _metrics(tables["hmtx"], unpack_from(">H", hhea, 34)[0], glyphs)
    for glyph, shift, advance in copies:
        if ends[glyph] != ends[glyph + 1]:
            left, bottom, right, top = unpack_from(">4h", outlines, ends[glyph] + 2)
            outlines += pack(">5h", -1, left + shift, bottom, right + shift, top)
            outlines += pack(">2H2h2x", _PART, glyph, shift, 0)
        ends.append(len(outlines))
        metrics.append((advance, metrics[glyph][1] + shift))
    pack_into(">h", head, 50, 1)  # long offsets
    for table, at in ((hhea, 34), (maxp, 4)):
        pack_into(">H", table, at, len(metrics))
    _allow_parts(maxp)
    tables |= {"head": bytes(head), "hhea": bytes(hhea), "maxp": bytes(maxp), "glyf": bytes(outlines)}
    tables["loca"] = pack(f">{len(ends)}L", *ends)
    tables["hmtx"] = b"".join([pack(">Hh", *metric) for metric in metrics])
    return _program(tables)


def _tables(program: bytes) -> dict[str, bytes]:
    """Tag → table."""
    rows = [unpack_from(">4s4xLL", program, 12 + 16 * n) for n in range(unpack_from(">H", program, 4)[0])]
    return {tag.decode("latin-1"): program[start : start + length] for tag, start, length in rows}


def _metrics(hmtx: bytes, count: int, glyphs: int) -> list[tuple[int, int]]:
    """Advance and left bearing of every glyph; those after `count` share the last one's advance."""
    metrics: list[tuple[int, int]] = [unpack_from(">Hh", hmtx, 4 * glyph) for glyph in range(count)]
    bearings = unpack_from(f">{glyphs - count}h", hmtx, 4 * count)
    return [*metrics, *((metrics[-1][0], bearing) for bearing in bearings)]


def _allow_parts(maxp: bytearray) -> None:
    """Say that glyphs may be made of one part more than they were, of as many points as any."""
    points, contours, part_points, part_contours = unpack_from(">4H", maxp, 6)
    elements, depth = unpack_from(">2H", maxp, 28)
    pack_into(">2H", maxp, 10, max(points, part_points), max(contours, part_contours))
    pack_into(">2H", maxp, 28, max(elements, 1), depth + 1)


def _program(tables: Mapping[str, bytes]) -> bytes:
    """The tables as a file, with their sums (OpenType 1.9, organization of an OpenType font)."""
    power = len(tables).bit_length() - 1
    directory = pack(">L4H", 0x00010000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power))
    body, start = b"", 12 + 16 * len(tables)
    for tag, data in sorted(tables.items()):
        if tag == "head":
            head_at, data = start + len(body), data[:8] + bytes(4) + data[12:]
        padded = data.ljust(-(-len(data) // 4) * 4, b"\0")
        directory += pack(">4s3L", tag.encode("latin-1"), _sum(padded), start + len(body), len(data))
        body += padded
    file = bytearray(directory + body)
    pack_into(">L", file, head_at + 8, (0xB1B0AFBA - _sum(file)) & 0xFFFFFFFF)
    return bytes(file)


def _sum(data: bytes | bytearray) -> int:
    words: tuple[int, ...] = unpack_from(f">{len(data) // 4}L", data)
    return sum(words) & 0xFFFFFFFF
