"""Many pages onto a sheet of paper: 面付け.

In: a finished PDF, where its pages are to stand. Out: a PDF of sheets, for paper alone: each page is drawn as
it was (a form XObject, ISO 32000-1, 8.10; fonts and pictures stay shared), and all that is not ink stays
behind: tags, links, bookmarks, metadata of standards. Nothing is composed here, nothing scaled in silence.
Places are points from the sheet's top left corner, as everywhere but in `pdf/`; `write` turns y round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

from handbook.errors import InputError
from handbook.press.source import CREATOR, SIMPLEX, Leaf, Source, in_mm, same_size
from handbook.units import A4, MM, Rect

PRINTABLE = 5 * MM
"""From here on an office printer leaves nothing out."""

_AIR, _MARK, _LINE = 3 * MM, 5 * MM, 0.3
"""From the cut to its mark, so that none stays on the paper; a mark's length; its width, which every press
holds."""

_NOT_INK = ("/StructParent", "/StructParents", "/Metadata", "/PieceInfo")

Line = tuple[float, float, float, float]
"""A straight line by its two ends."""


class Grid(NamedTuple):
    """Cells of one size, side by side without gaps, in the middle of a sheet; points."""

    columns: int
    rows: int
    width: float
    height: float
    sheet: tuple[float, float] = A4

    @property
    def cells(self) -> int:
        return self.columns * self.rows

    @property
    def box(self) -> Rect:
        """All cells together."""
        width, height = self.columns * self.width, self.rows * self.height
        return Rect((self.sheet[0] - width) / 2, (self.sheet[1] - height) / 2, width, height)

    def cell(self, index: int) -> Rect:
        """A cell's place; they are counted from the top left, line by line."""
        row, column = divmod(index, self.columns)
        x, y = self.box.x + column * self.width, self.box.y + row * self.height
        return Rect(x, y, self.width, self.height)

    def marks(self) -> Iterator[Line]:
        """Marks at both ends of each line to cut or fold along: beside the cells, or, where the paper has no
        room for them, on the line itself at the paper's edge. The paper's own edge needs none."""
        box, (width, height) = self.box, self.sheet
        for column in range(self.columns + 1):
            x = box.x + column * self.width
            for start, end in _ends(x, width, box.y, height):
                yield x, start, x, end
        for row in range(self.rows + 1):
            y = box.y + row * self.height
            for start, end in _ends(y, height, box.x, width):
                yield start, y, end, y


def _ends(place: float, breadth: float, margin: float, length: float) -> Iterator[tuple[float, float]]:
    """The two marks of a line that crosses `length` of the sheet at a `place` of its `breadth`."""
    if not MM < place < breadth - MM:
        return
    start, end = max(margin - _AIR - _MARK, PRINTABLE), margin - _AIR
    if end - start < 2 * MM:
        start, end = 0, PRINTABLE + _AIR
    yield start, end
    yield length - end, length - start


LABELS = {
    12: Grid(2, 6, 86.4 * MM, 42.3 * MM),
    24: Grid(3, 8, 66 * MM, 33.9 * MM),
    44: Grid(4, 11, 48.3 * MM, 25.4 * MM),
}
"""Label sheets as they are sold in Japan, by the number of labels; their margins are even on both sides."""

CARDS = Grid(2, 5, 91 * MM, 55 * MM)
"""Ten visiting cards."""


class Placed(NamedTuple):
    """A page on a sheet: the box of its finished size, how many degrees it is turned clockwise, and how far
    its bleed may run over the box's left, top, right and bottom edge."""

    page: int
    box: Rect
    turn: int = 0
    room: tuple[float, float, float, float] = (0, 0, 0, 0)


class Sheet(NamedTuple):
    """One side of a sheet of paper."""

    width: float
    height: float
    pages: tuple[Placed, ...]
    marks: tuple[Line, ...] = ()


def on_grid(pdf: bytes, grid: Grid, marks: bool = False) -> bytes:
    """The pages of a PDF in the cells of sheets, in their order; `marks`: with crop marks.

    Raises InputError if a page is not as large as a cell.
    """
    source = Source(pdf)
    if not same_size(source.size, grid[2:4]):
        wanted = in_mm(grid.width, grid.height)
        message = f"ページの大きさが {in_mm(*source.size)} で、1枚分の {wanted} と違います。"
        raise InputError.of(message, f"ページの大きさを {wanted} にしてください。")
    every = range(len(source.leaves))
    sheets = [filled(grid, every[first : first + grid.cells], marks=marks) for first in every[:: grid.cells]]
    return write(source, sheets)


def filled(grid: Grid, pages: Sequence[int | None], turn: int = 0, marks: bool = True) -> Sheet:
    """A sheet with pages in a grid's cells (None: an empty one); bleed runs on where no neighbour is."""

    def placed(index: int, page: int) -> Placed:
        row, column = divmod(index, grid.columns)
        left, top = (grid.box.x, grid.box.y)
        room = (
            left * (column == 0),
            top * (row == 0),
            left * (column == grid.columns - 1),
            top * (row == grid.rows - 1),
        )
        return Placed(page, grid.cell(index), turn, room)

    there = tuple(placed(index, page) for index, page in enumerate(pages) if page is not None)
    return Sheet(*grid.sheet, there, tuple(grid.marks()) if marks else ())


def write(source: Source, sheets: Iterable[Sheet], duplex: str = SIMPLEX) -> bytes:
    """The sheets as a PDF; the same input gives the same bytes. `duplex` empty: as the printer likes."""
    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    told = {"/Creator": CREATOR, "/Producer": "handbook", "/Title": source.title}
    writer.metadata = {key: TextStringObject(value) for key, value in told.items() if value}
    forms: dict[int, IndirectObject] = {}
    for sheet in sheets:
        page = writer.add_blank_page(sheet.width, sheet.height)
        named = DictionaryObject()
        drawn = []
        for placed in sheet.pages:
            if placed.page not in forms:
                forms[placed.page] = writer._add_object(_form(source.leaves[placed.page], writer))
            name = f"/P{placed.page + 1}"
            named[NameObject(name)] = forms[placed.page]
            drawn.append(_drawing(source.leaves[placed.page], placed, sheet.height, name))
        drawn += [f"{_LINE} w", *(_line(line, sheet.height) for line in sheet.marks)]
        content = DecodedStreamObject()
        content.set_data("\n".join(drawn).encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
        for box in ("/CropBox", "/TrimBox"):
            page[NameObject(box)] = RectangleObject(page.mediabox)
    said = {"/PrintScaling": "/None", **({"/Duplex": duplex} if duplex else {})}
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject(key): NameObject(value) for key, value in said.items()}
    )
    if layers := source.reader.root_object.get("/OCProperties"):  # what is hidden stays so
        writer.root_object[NameObject("/OCProperties")] = layers.get_object().clone(writer)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _form(leaf: Leaf, writer: PdfWriter) -> StreamObject:
    """What a page draws as far as its bleed, to be drawn as often as wanted."""
    drawn = DecodedStreamObject()
    drawn.set_data(leaf.content)
    form = drawn.flate_encode()
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(FloatObject(side) for side in leaf.bleed)
    for key in ("/Resources", "/Group"):
        if key in leaf.page:
            form[NameObject(key)] = leaf.page[key].clone(writer, ignore_fields=_NOT_INK)
    return form


def _drawing(leaf: Leaf, placed: Placed, height: float, name: str) -> str:
    """The operators that draw a page's form in its place, clipped to it and its room for bleed."""
    trim, box = leaf.trim, placed.box
    width, tall = float(trim.width), float(trim.height)
    turn = (leaf.rotation + placed.turn) % 360
    scale = box.width / (tall if turn % 180 else width)
    a, b, c, d, e, f = _turned(turn, width, tall)
    x, y = -float(trim.left), -float(trim.bottom)
    left, top, right, bottom = placed.room
    across = scale * (a * x + c * y + e) + box.x
    up = scale * (b * x + d * y + f) + height - box.bottom
    clip = (box.x - left, height - box.bottom - bottom, box.width + left + right, box.height + top + bottom)
    placing = (*(scale * value for value in (a, b, c, d)), across, up)
    return f"q {_numbers(clip)} re W n {_numbers(placing)} cm {name} Do Q"


def _turned(turn: int, width: float, height: float) -> tuple[float, ...]:
    """The matrix that turns a box clockwise, its lower left corner on the origin, and leaves it there."""
    return {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, -1, 1, 0, 0, width),
        180: (-1, 0, 0, -1, width, height),
        270: (0, 1, -1, 0, height, 0),
    }[turn]


def _line(line: Line, height: float) -> str:
    x, y, u, v = line
    return f"{_numbers((x, height - y))} m {_numbers((u, height - v))} l S"


def _numbers(values: Iterable[float]) -> str:
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values)
