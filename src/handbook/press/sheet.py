"""A finished edition in other inks: for a press, with room to cut and トンボ; for a duplicator, as it is.

The bytes of one of our PDFs come in, with bleed; those of a file for a press or a duplicator go out. It is
for paper alone: no tags, links, bookmarks, no claim of a standard, no colours of a screen promised; what it
is called stays.

トンボ are double, as Japanese print shops want them: at each corner one line on each edge of the finished
sheet and one on each edge of the bleed, at the middle of each side a cross; at each fold a line above and one
below. They stand outside the bleed in registration colour, on every ink, so that inks and drums can be laid
on each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter, generic

from handbook.press.inks import FINEST, Inks, Recoloring, dictionary, stream
from handbook.units import MM

BLEED = 3 * MM
"""What presses in Japan want."""
LENGTH = 9 * MM
"""Of a mark, from the bleed outwards."""
MARGIN = LENGTH + 3 * MM
"""White around the bleed: the marks and some air."""


def pressed(
    pdf: bytes | PdfReader,
    inks: Inks,
    pages: Sequence[int] | None = None,
    *,
    cut: bool = True,
    folds: Sequence[Sequence[float]] = (),
) -> tuple[bytes, int]:
    """The pages (counted from 0; None: all) in these inks; how many strokes were thickened.

    Who needs a file several times gives its reader. `cut`: with bleed and marks; else each page is the
    finished sheet, for a machine behind which nobody cuts. `folds`: of each page, points from its left edge.
    Raises ValueError for a file that is not ours.
    """
    reader = PdfReader(BytesIO(pdf)) if isinstance(pdf, bytes) else pdf
    writer = PdfWriter()
    recoloring = Recoloring(writer, inks)
    for number in pages if pages is not None else range(len(reader.pages)):
        _add(writer, reader.pages[number], recoloring, cut, folds[number] if folds else ())
    metadata = {key: str(value) for key, value in (reader.metadata or {}).items()}
    writer.add_metadata({**metadata, "/Producer": "handbook"})
    file = BytesIO()
    writer.write(file)
    return file.getvalue(), recoloring.thickened


def _add(
    writer: PdfWriter, page: PageObject, recoloring: Recoloring, cut: bool, folds: Sequence[float]
) -> None:
    trim = page.trimbox
    bleed = float(trim.left - page.bleedbox.left) if cut else 0.0
    width, height = float(trim.width), float(trim.height)
    margin = MARGIN if cut else 0.0
    around = bleed + margin
    content, resources = recoloring.page(page)
    marks = b""
    if cut:
        resources[generic.NameObject("/ColorSpace")] = dictionary({"/All": _registration()})
        lines = b"".join([b"%b m %b l S\n" % ends for ends in _marks(width, height, bleed, folds)])
        marks = b"/All CS 1 SCN %b w 0 J [] 0 d\n%b" % (_numbers(FINEST), lines)
    area = _numbers(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed)
    move = _numbers(1, 0, 0, 1, around - float(trim.left), around - float(trim.bottom))
    made = writer.add_blank_page(width + 2 * around, height + 2 * around)
    drawn = b"q %b cm\nq %b re W n\n%b\nQ\n%bQ\n" % (move, area, content, marks)
    made[generic.NameObject("/Contents")] = writer._add_object(stream(drawn, {}))
    made[generic.NameObject("/Resources")] = resources
    made.cropbox = made.mediabox
    for box, edge, more in (("/TrimBox", around, 0.0), ("/BleedBox", margin, 2 * bleed)):
        sides = (edge, edge, edge + width + more, edge + height + more)
        made[generic.NameObject(box)] = generic.RectangleObject(sides)


def _registration() -> generic.ArrayObject:
    """The colour that prints on every ink (ISO 32000-1, 8.6.6.4)."""
    entries = {f"/C{at}": generic.ArrayObject([generic.FloatObject(at)] * 4) for at in (0, 1)}
    domain = generic.ArrayObject([generic.NumberObject(0), generic.NumberObject(1)])
    counts = {"/FunctionType": generic.NumberObject(2), "/N": generic.NumberObject(1)}
    tint = dictionary({**counts, "/Domain": domain, **entries})
    names = map(generic.NameObject, ("/Separation", "/All", "/DeviceCMYK"))
    return generic.ArrayObject([*names, tint])


def _marks(
    width: float, height: float, bleed: float, folds: Sequence[float]
) -> Iterator[tuple[bytes, bytes]]:
    """The ends of the marks' lines around a sheet whose lower left corner is at the origin."""

    def line(x: float, y: float, across: float, up: float) -> tuple[bytes, bytes]:
        return _numbers(x, y), _numbers(x + across, y + up)

    xs = ((-bleed, 0.0, -LENGTH), (width + bleed, width, LENGTH))
    ys = ((-bleed, 0.0, -LENGTH), (height + bleed, height, LENGTH))
    for x, cut, out in xs:
        for y, trim, up in ys:
            yield from (line(x, trim, out, 0), line(cut, y, 0, up))
            yield from (line(cut, y, x + out - cut, 0), line(x, trim, 0, y + up - trim))
        yield from (line(x, height / 2, out, 0), line(x + out / 3, height / 2 - LENGTH, 0, 2 * LENGTH))
    for y, _, up in ys:
        yield from (line(fold, y, 0, up) for fold in folds)
        yield from (line(width / 2, y, 0, up), line(width / 2 - LENGTH, y + up / 3, 2 * LENGTH, 0))


def _numbers(*values: float) -> bytes:
    return b" ".join([b"%.3f" % value for value in values])
