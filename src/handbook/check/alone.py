"""A PDF of nothing but what the check takes for the texts of some pages, each drawn alone on its ground.

In: texts with where they stand, their colours, and glyphs of the layout's own font files. Out: bytes for
the engine that also draws the finished file, so that the two pictures can be laid on each other. It is
written here from the font files and not by `pdf/`, so that a slip of the writer cannot excuse itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from handbook.fonts import Face, Subset
from handbook.readback import Color, TextRun


class Alone(NamedTuple):
    """A text, and all that is needed to draw it."""

    run: TextRun
    face: Face
    glyphs: tuple[int, ...]
    """The face's own, one for each code of the run."""
    color: Color
    ground: Color


class Sheet(NamedTuple):
    """A page's size, and the texts on it."""

    width: float
    height: float
    texts: Sequence[Alone]


def drawn_alone(sheets: Sequence[Sheet]) -> bytes:
    """A PDF with a page for each sheet."""
    wanted: dict[Face, set[int]] = {}
    for sheet in sheets:
        for text in sheet.texts:
            wanted.setdefault(text.face, set()).update(text.glyphs)
    subsets = {face: _subset(face, frozenset(glyphs)) for face, glyphs in wanted.items()}
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    fonts = b""
    for index, (face, subset) in enumerate(subsets.items()):
        fonts += b"/F%d %d 0 R" % (index, len(objects) + 1)
        objects += _font(face, subset, len(objects) + 1)
    kids = b""
    names = {face: index for index, face in enumerate(subsets)}
    for sheet in sheets:
        objects.append(_stream(b"", "\n".join(_operators(sheet, names, subsets)).encode("ascii")))
        box = f"0 0 {sheet.width:.6f} {sheet.height:.6f}".encode("ascii")
        page = (box, fonts, len(objects))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Resources<</Font<<%b>>>>/Contents %d 0 R>>" % page
        )
        kids += b"%d 0 R " % len(objects)
    objects[1] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(sheets), kids)
    return _file(objects)


@lru_cache(maxsize=64)
def _subset(face: Face, glyphs: frozenset[int]) -> Subset:
    """Without hinting, as it is embedded: hints move outlines by parts of a pixel."""
    return face.subset(glyphs)


def _operators(sheet: Sheet, names: Mapping[Face, int], subsets: Mapping[Face, Subset]) -> Iterator[str]:
    """First all grounds, which may reach under their neighbours, then all texts."""
    for text in sheet.texts:
        run = text.run
        box = (run.left, sheet.height - run.bottom, run.right - run.left, run.bottom - run.top)
        yield f"{_numbers(text.ground)} rg {_numbers(box)} re f"
    yield "BT"
    for text in sheet.texts:
        run, glyph_map = text.run, subsets[text.face].glyph_map
        spacing = run.drawn.spacing if run.drawn else 0.0
        yield f"{_numbers(text.color)} rg /F{names[text.face]} {run.size:.6f} Tf {spacing:.6f} Tc"
        yield f"1 0 0 1 {_numbers((run.x, sheet.height - run.y))} Tm"
        shifts = dict(run.drawn.shifts) if run.drawn else {}
        codes = (
            (f"> {shifts[2 * index]:.4f} <" if 2 * index in shifts else "") + f"{glyph_map[glyph]:04X}"
            for index, glyph in enumerate(text.glyphs)
        )
        yield f"[<{''.join(codes)}>] TJ"
    yield "ET"


def _numbers(values: Iterable[float]) -> str:
    return " ".join(f"{value:.6f}" for value in values)


def _font(face: Face, subset: Subset, number: int) -> Iterator[bytes]:
    """A face's objects, the first of which is `number`: the codes are the glyphs of the subset."""
    name = b"AAAAAA+Alone%d" % number
    widths = (
        b"%d[%d]" % (code, round(face.advance(glyph) * 1000)) for glyph, code in subset.glyph_map.items()
    )
    yield (
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]>>"
        % (name, number + 1)
    )
    yield (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDToGIDMap/Identity/FontDescriptor %d 0 R/W[%b]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
        % (name, number + 2, b" ".join(widths))
    )
    yield (
        b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 700/StemV 80/FontFile2 %d 0 R>>" % (name, number + 3)
    )
    yield _stream(b"/Length1 %d" % len(subset.data), subset.data)


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join([b"%010d 00000 n \n" % offset for offset in offsets])
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)
