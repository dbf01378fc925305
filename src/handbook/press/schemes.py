"""Which page stands where on which sheet: a stapled booklet, several pages on a sheet, ten cards.

In: a PDF and one of `SCHEMES`. Out: `Imposed`: the sheets as a PDF, and what must be said of them in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from handbook.errors import InputError, Place
from handbook.load.lengths import PAPERS
from handbook.press.imposing import CARDS, Grid, Sheet, filled, write
from handbook.press.source import LONG, SHORT, SIMPLEX, Source, in_mm, same_size
from handbook.units import A4, MM

FOR_PAPER = "面付けした PDF は紙のためのもので、読み上げには元の PDF を使ってください"

STAPLED = 16
"""Sheets that staplers of offices hold in a fold."""

_EDGES = {LONG: "両面（長辺とじ）", SHORT: "両面（短辺とじ）"}


class Imposed(NamedTuple):
    """A PDF of sheets, how many sides it has, and sentences for whoever prints it, without full stops."""

    pdf: bytes
    sides: int
    notes: tuple[str, ...]


def booklet(pdf: bytes, place: Place | None = None) -> Imposed:
    """Two pages a side, so that the sheets, laid on each other, folded and stapled, make a booklet.

    Raises InputError, too, where a fold does not halve a sheet that offices have.
    """
    source = Source(pdf, place)
    width, height = source.size
    # ISO 216 rounds down: two pages of A5 lack a millimetre of A4, and stand in its middle.
    papers = (
        name
        for name, size in PAPERS.items()
        if any(same_size((height, 2 * width + lack), size) for lack in (0, MM))
    )
    if (paper := next(papers, None)) is None:
        message = f"ページの大きさが {in_mm(width, height)} なので、二つ折りの冊子にできません。"
        raise InputError.of(message, "たて長の A5、B5、A4 のページの PDF を指定してください。", place)
    grid = Grid(2, 1, width, height, PAPERS[paper][::-1])
    pages: list[int | None] = list(range(len(source.leaves)))
    white = -len(pages) % 4
    pages += [None] * white
    sides = []
    for first in range(0, len(pages) // 2, 2):
        for left, right in ((-1 - first, first), (first + 1, -2 - first)):
            sides.append(_side(source, grid, (pages[left], pages[right])))
    notes = [f"最後に白いページを{white}つ足して、4の倍数にしました"] if white else []
    notes.append(f"{paper} に刷って重ね、印のところで二つに折ってとじてください")
    if (sheets := len(sides) // 2) > STAPLED:
        notes.append(f"紙が{sheets}枚重なります。中とじの針が通るか、先に確かめてください")
    return _imposed(source, sides, SHORT, notes)


def cards(pdf: bytes, place: Place | None = None) -> Imposed:
    """Ten of each card on A4, fronts and backs in register. Raises InputError for other sizes."""
    source = Source(pdf, place)
    size, wanted = source.size, CARDS[2:4]
    if not same_size(size, wanted) and not same_size(size[::-1], wanted):
        message = f"ページの大きさが {in_mm(*size)} で、カードの {in_mm(*wanted)} と違います。"
        raise InputError.of(message, "handbook build --layout card で作った PDF を指定してください。", place)
    return _copies(source, CARDS, 0 if same_size(size, wanted) else 90, [])


def several(pdf: bytes, count: int, same: bool = False, place: Place | None = None) -> Imposed:
    """`count` pages (2 or 4) on each side of A4: one after the other, or each page as often as there is room,
    to be cut apart. What is too large is made smaller, and said."""
    source = Source(pdf, place)
    width, height = source.size
    upright = (height >= width) == (count == 4)
    sheet = A4 if upright else A4[::-1]
    columns, rows = (2, 2) if count == 4 else (1, 2) if upright else (2, 1)
    scale = min(1, sheet[0] / columns / width, sheet[1] / rows / height)
    scale = 1 if scale > 0.995 else scale  # halves of A4 are A5 but for rounding
    grid = Grid(columns, rows, width * scale, height * scale, sheet)
    percent = round(scale * 100)
    notes = [f"{percent}％に縮めました。文字も{percent}％の大きさになります"] if scale < 1 else []
    if same:
        return _copies(source, grid, 0, notes)
    pages = range(len(source.leaves))
    sides = [_side(source, grid, pages[first : first + count]) for first in pages[::count]]
    return _imposed(source, sides, _turned_sheet(source, sheet), notes)


def _side(source: Source, grid: Grid, pages: Sequence[int | None]) -> Sheet:
    """A side with these pages in the order in which they are read: from the right in a book bound there."""
    if source.is_right_bound:
        row = grid.columns
        pages = [*pages, *[None] * (-len(pages) % row)]
        pages = [page for first in range(0, len(pages), row) for page in pages[first : first + row][::-1]]
    return filled(grid, pages)


def _copies(source: Source, grid: Grid, turn: int, notes: Sequence[str]) -> Imposed:
    """Sheets of one page each; where pages are fronts and backs, a back lies behind its front, since the
    cells stand in the middle of the sheet."""
    pages: list[int | None] = list(range(len(source.leaves)))
    duplex = _turned_sheet(source, grid.sheet, turn)
    if duplex != SIMPLEX and len(pages) % 2:
        pages.append(None)
        notes = [*notes, "最後のページには裏がないので、裏は白です"]
    sides = [filled(grid, [page] * grid.cells, turn, marks=page is not None) for page in pages]
    return _imposed(source, sides, duplex, notes)


def _turned_sheet(source: Source, sheet: tuple[float, float], turn: int = 0) -> str:
    """The edge about which a sheet is turned, so that its pages are turned as their own file says; as the
    leaves of a book where it says nothing."""
    if source.duplex == SIMPLEX or len(source.leaves) == 1:
        return SIMPLEX
    width, height = source.size
    is_upright = source.duplex != (SHORT if height >= width else LONG)  # the axis, as the page is seen
    if turn % 180:
        is_upright = not is_upright
    return LONG if is_upright == (sheet[1] >= sheet[0]) else SHORT


def _imposed(source: Source, sides: Sequence[Sheet], duplex: str, notes: Iterable[str]) -> Imposed:
    duplex = duplex if len(sides) > 1 else SIMPLEX
    how = f"印刷は、{_EDGES.get(duplex, '片面')}、実際のサイズ（100％）を選んでください"
    return Imposed(write(source, sides, duplex), len(sides), (*source.notes, *notes, how, FOR_PAPER))
