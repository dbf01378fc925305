"""Many pages onto a sheet of paper: 面付け.

In: a finished PDF, where its pages are to stand. Out: a PDF of sheets, for paper alone: each page is drawn as
it was (a form XObject, ISO 32000-1, 8.10; fonts and pictures stay shared), and all that is not ink stays
behind: tags, links, bookmarks, metadata of standards. Nothing is composed here, nothing scaled in silence.
Places are points from the sheet's top left corner, as everywhere but in `pdf/`; `write` turns y round.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

from pypdf import PageObject, PdfReader, PdfWriter
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
from handbook.units import A4, MM, Rect

# pypdf logs what it repairs; without a handler Python prints that on the terminal, in English.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

CREATOR = "handbook impose"
"""Info key Creator of an imposed file, by which it is known again."""

TOLERANCE = 0.5 * MM
"""How far a page's size may be from its place's, and pages' sizes from each other."""

PRINTABLE = 5 * MM
"""From here on an office printer leaves nothing out."""

LONG, SHORT, SIMPLEX = "/DuplexFlipLongEdge", "/DuplexFlipShortEdge", "/Simplex"
"""The edges of a sheet about which a printer turns it (ISO 32000-1, table 150)."""

_AIR, _MARK, _LINE = 3 * MM, 5 * MM, 0.3
"""From the cut to its mark, so that none stays on the paper; a mark's length; its width, which every press
holds."""

_NOT_INK = ("/StructParent", "/StructParents", "/Metadata", "/PieceInfo")


class Grid(NamedTuple):
    """Cells of one size, side by side without gaps, in the middle of a portrait A4 sheet; points."""

    columns: int
    rows: int
    width: float
    height: float

    @property
    def cells(self) -> int:
        return self.columns * self.rows

    @property
    def box(self) -> Rect:
        """All cells together."""
        width, height = self.columns * self.width, self.rows * self.height
        return Rect((A4[0] - width) / 2, (A4[1] - height) / 2, width, height)

    def cell(self, index: int) -> Rect:
        """A cell's place; they are counted from the top left, line by line."""
        row, column = divmod(index, self.columns)
        x, y = self.box.x + column * self.width, self.box.y + row * self.height
        return Rect(x, y, self.width, self.height)


LABELS = {
    12: Grid(2, 6, 86.4 * MM, 42.3 * MM),
    24: Grid(3, 8, 66 * MM, 33.9 * MM),
    44: Grid(4, 11, 48.3 * MM, 25.4 * MM),
}
"""Label sheets as they are sold in Japan, by the number of labels; their margins are even on both sides."""

CARDS = Grid(2, 5, 91 * MM, 55 * MM)
"""Ten visiting cards."""


class Placed(NamedTuple):
    """A page on a sheet: the box of its trimmed size, by how many degrees it is turned clockwise, and how far
    its bleed may run over the box's left, top, right and bottom edge."""

    page: int
    box: Rect
    turn: int = 0
    room: tuple[float, float, float, float] = (0, 0, 0, 0)


class Sheet(NamedTuple):
    """One side of a sheet of paper; `marks` are lines by their two ends."""

    width: float
    height: float
    pages: tuple[Placed, ...]
    marks: tuple[tuple[float, float, float, float], ...] = ()


class Source:
    """A PDF whose pages are to be placed. Raises InputError for what is none."""

    def __init__(self, pdf: bytes) -> None:
        self.reader = PdfReader(BytesIO(pdf))
        self.pages = list(self.reader.pages)

    def size(self, index: int) -> tuple[float, float]:
        """Width and height of a page as it is seen, cut."""
        page = self.pages[index]
        width, height = float(page.trimbox.width), float(page.trimbox.height)
        return (height, width) if page.rotation % 180 else (width, height)


def on_grid(pdf: bytes, grid: Grid, marks: bool = False) -> bytes:
    """The pages of a PDF in the cells of A4 sheets, in their order; `marks`: with crop marks round the cells.

    Raises InputError if a page is not as large as a cell.
    """
    source = Source(pdf)
    for index in range(len(source.pages)):
        _check_size(source.size(index), grid, index)
    every = range(len(source.pages))
    sheets = [filled(grid, every[first : first + grid.cells], marks=marks) for first in every[:: grid.cells]]
    return write(source, sheets)


def _check_size(size: tuple[float, float], grid: Grid, index: int) -> None:
    if any(abs(is_ - wanted) > TOLERANCE for is_, wanted in zip(size, grid[2:], strict=True)):
        found, wanted = in_mm(*size), in_mm(grid.width, grid.height)
        message = f"{index + 1}ページ目の大きさが {found} で、1枚分の {wanted} と違います。"
        raise InputError.of(message, f"ページの大きさが {wanted} の PDF にしてください。", stops=True)


def in_mm(width: float, height: float) -> str:
    return "×".join(f"{round(length / MM, 1):g}" for length in (width, height)) + "ミリ"


def filled(grid: Grid, pages: Sequence[int], turn: int = 0, marks: bool = False) -> Sheet:
    """An A4 sheet with pages in a grid's cells; bleed runs on where no neighbour is."""
    room = (grid.box.x, grid.box.y)

    def placed(index: int, page: int) -> Placed:
        row, column = divmod(index, grid.columns)
        free = (column == 0, row == 0, column == grid.columns - 1, row == grid.rows - 1)
        left, top, right, bottom = (is_free * room[at % 2] for at, is_free in enumerate(free))
        return Placed(page, grid.cell(index), turn, (left, top, right, bottom))

    return Sheet(*A4, tuple(placed(*each) for each in enumerate(pages)), tuple(_cuts(grid)) if marks else ())


def _cuts(grid: Grid) -> Iterator[tuple[float, float, float, float]]:
    """Crop marks outside the grid, at both ends of each line to cut along."""
    box = grid.box
    for column in range(grid.columns + 1):
        x = box.x + column * grid.width
        for edge, away in ((box.y, -1), (box.bottom, 1)):
            far = min(_AIR + _MARK, box.y - PRINTABLE)
            yield x, edge + away * min(_AIR, far - MM), x, edge + away * far
    for row in range(grid.rows + 1):
        y = box.y + row * grid.height
        for edge, away in ((box.x, -1), (box.right, 1)):
            far = min(_AIR + _MARK, box.x - PRINTABLE)
            yield edge + away * min(_AIR, far - MM), y, edge + away * far, y


def write(source: Source, sheets: Iterable[Sheet], duplex: str = SIMPLEX) -> bytes:
    """The sheets as a PDF; the same input gives the same bytes."""
    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    known = source.reader.metadata
    title = known.title if known else None
    told = {"/Creator": CREATOR, "/Producer": "handbook", **({"/Title": title} if title else {})}
    writer.metadata = {key: TextStringObject(value) for key, value in told.items()}
    forms: dict[int, IndirectObject] = {}
    for sheet in sheets:
        page = writer.add_blank_page(sheet.width, sheet.height)
        drawn = [
            f"{_LINE} w 0 G",
            *(
                f"{_number(x)} {_number(sheet.height - y)} m {_number(u)} {_number(sheet.height - v)} l S"
                for x, y, u, v in sheet.marks
            ),
        ]
        named = DictionaryObject()
        for placed in sheet.pages:
            if placed.page not in forms:
                forms[placed.page] = writer._add_object(_form(source.pages[placed.page], writer))
            name = f"/P{placed.page + 1}"
            named[NameObject(name)] = forms[placed.page]
            drawn.append(_drawing(source.pages[placed.page], placed, sheet.height, name))
        content = DecodedStreamObject()
        content.set_data("\n".join(drawn).encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
        for box in ("/CropBox", "/TrimBox"):
            page[NameObject(box)] = RectangleObject(page.mediabox)
    catalog = writer.root_object
    said = {"/PrintScaling": "/None", "/Duplex": duplex}
    catalog[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject(key): NameObject(value) for key, value in said.items()}
    )
    if layers := source.reader.root_object.get("/OCProperties"):  # what is hidden stays so
        catalog[NameObject("/OCProperties")] = layers.get_object().clone(writer)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _form(page: PageObject, writer: PdfWriter) -> StreamObject:
    """What a page draws as far as its bleed, to be drawn as often as wanted."""
    contents = page.get_contents()
    drawn = DecodedStreamObject()
    drawn.set_data(contents.get_data() if contents is not None else b"")
    form = drawn.flate_encode()
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(FloatObject(side) for side in page.bleedbox)
    for key in ("/Resources", "/Group"):
        if key in page:
            form[NameObject(key)] = page[key].clone(writer, ignore_fields=_NOT_INK)
    return form


def _drawing(page: PageObject, placed: Placed, height: float, name: str) -> str:
    """The operators that draw a page's form in its place, clipped to it and its room for bleed."""
    trim, box = page.trimbox, placed.box
    width, tall = float(trim.width), float(trim.height)
    turn = (page.rotation + placed.turn) % 360
    scale = box.width / (tall if turn % 180 else width)
    a, b, c, d, e, f = _turned(turn, width, tall)
    x, y = -float(trim.left), -float(trim.bottom)
    matrix = (a, b, c, d, a * x + c * y + e, b * x + d * y + f)
    moved = (*(scale * value for value in matrix[:4]), scale * matrix[4] + box.x)
    moved = (*moved, scale * matrix[5] + height - box.bottom)
    left, top, right, bottom = placed.room
    clip = (box.x - left, height - box.bottom - bottom, box.width + left + right, box.height + top + bottom)
    inside, placing = (" ".join(map(_number, numbers)) for numbers in (clip, moved))
    return f"q {inside} re W n {placing} cm {name} Do Q"


def _turned(turn: int, width: float, height: float) -> tuple[float, ...]:
    """The matrix that turns a box clockwise, its lower left corner on the origin, and leaves it there."""
    return {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, -1, 1, 0, 0, width),
        180: (-1, 0, 0, -1, width, height),
        270: (0, 1, -1, 0, height, 0),
    }[turn]


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
