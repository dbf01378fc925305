"""A finished edition made ready to be cut: its inks exchanged, room for the cutter, トンボ around it.

The bytes of one of our PDFs come in, with bleed; those of a file for a press or a duplicator go out. It is
for paper alone: no tags, links, bookmarks, no claim of a standard, no colours of a screen promised; what it
is called stays.

トンボ are double, as Japanese print shops want them: at each corner one line on each
edge of the finished sheet and one on each edge of the bleed, at the middle of each side a cross. They stand
outside the bleed in registration colour, on every ink, so that inks and drums can be laid on each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
)

from handbook.press.inks import FINEST, Inks, Recoloring, stream
from handbook.units import MM

BLEED = 3 * MM
"""What presses in Japan want."""
LENGTH = 9 * MM
"""Of a mark, from the bleed outwards."""
MARGIN = LENGTH + 3 * MM
"""White around the bleed: the marks and some air."""


class Pressed(NamedTuple):
    """A file for a press, and how many strokes were too fine in it."""

    data: bytes
    thickened: int


def pressed(
    pdf: bytes | PdfReader, inks: Inks, pages: Sequence[int] | None = None, *, everywhere: bool = True
) -> Pressed:
    """The pages (counted from 0; None: all) in these inks, with bleed and marks.

    Who needs a file several times gives its reader. `everywhere`: the marks stand in the colour that is on
    every ink; else in the one ink that there is.
    Raises ValueError for a file that is not ours.
    """
    reader = PdfReader(BytesIO(pdf)) if isinstance(pdf, bytes) else pdf
    writer = PdfWriter()
    recoloring = Recoloring(writer, inks)
    for number in pages if pages is not None else range(len(reader.pages)):
        _add(writer, reader.pages[number], recoloring, everywhere)
    metadata = {key: str(value) for key, value in (reader.metadata or {}).items()}
    writer.add_metadata({**metadata, "/Producer": "handbook"})
    file = BytesIO()
    writer.write(file)
    return Pressed(file.getvalue(), recoloring.thickened)


def _add(writer: PdfWriter, page: PageObject, recoloring: Recoloring, everywhere: bool) -> None:
    trim, whole = page.trimbox, page.bleedbox
    bleed = float(trim.left - whole.left)
    width, height = float(trim.width), float(trim.height)
    around = bleed + MARGIN
    content, resources = recoloring.page(page)
    if everywhere:
        resources[NameObject("/ColorSpace")] = DictionaryObject({NameObject("/All"): _registration()})
    area = _numbers(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed)
    move = _numbers(1, 0, 0, 1, around - float(trim.left), around - float(trim.bottom))
    marks = _marks(width, height, bleed, b"/All CS 1 SCN" if everywhere else b"0 G")
    drawn = b"q %b cm\nq %b re W n\n%b\nQ\n%b\nQ\n" % (move, area, content, marks)
    made = writer.add_blank_page(width + 2 * around, height + 2 * around)
    made[NameObject("/Resources")] = resources
    made[NameObject("/Contents")] = writer._add_object(stream(drawn))
    made.cropbox = made.mediabox
    made.trimbox = _box(around, width, height)
    made.bleedbox = _box(around - bleed, width + 2 * bleed, height + 2 * bleed)


def _box(corner: float, width: float, height: float) -> RectangleObject:
    edges = (corner, corner, corner + width, corner + height)
    return RectangleObject(tuple([round(edge, 3) for edge in edges]))


def _registration() -> ArrayObject:
    """The colour that prints on every ink (ISO 32000-1, 8.6.6.4)."""
    ends = {f"/C{at}": ArrayObject([FloatObject(at)] * 4) for at in (0, 1)}
    entries = {"/FunctionType": NumberObject(2), "/N": NumberObject(1), **ends}
    entries["/Domain"] = ArrayObject([NumberObject(0), NumberObject(1)])
    tint = DictionaryObject({NameObject(key): value for key, value in entries.items()})
    names = [NameObject(name) for name in ("/Separation", "/All", "/DeviceCMYK")]
    return ArrayObject([*names, tint])


def _marks(width: float, height: float, bleed: float, color: bytes) -> bytes:
    """The strokes of the marks around a sheet whose lower left corner is at the origin."""
    lines: list[tuple[float, float, float, float]] = []
    far = bleed + LENGTH
    for x, out in ((0.0, -1), (width, 1)):
        for y, up in ((0.0, -1), (height, 1)):
            near, end = (x + out * bleed, y + up * bleed), (x + out * far, y + up * far)
            lines += [(end[0], y, near[0], y), (x, end[1], x, near[1])]
            lines += [(end[0], near[1], x, near[1]), (near[0], end[1], near[0], y)]
    half, cross = LENGTH, bleed + LENGTH / 3
    for x, out in ((0.0, -1), (width, 1)):
        lines.append((x + out * bleed, height / 2, x + out * far, height / 2))
        lines.append((x + out * cross, height / 2 - half, x + out * cross, height / 2 + half))
    for y, up in ((0.0, -1), (height, 1)):
        lines.append((width / 2, y + up * bleed, width / 2, y + up * far))
        lines.append((width / 2 - half, y + up * cross, width / 2 + half, y + up * cross))
    strokes = b"\n".join([b"%b m %b l S" % (_numbers(*line[:2]), _numbers(*line[2:])) for line in lines])
    return b"%b %b w 0 J [] 0 d\n%b" % (color, _numbers(FINEST), strokes)


def _numbers(*values: float) -> bytes:
    return b" ".join([b"%.3f" % value for value in values])
