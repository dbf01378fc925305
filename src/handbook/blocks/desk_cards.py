"""The desks of each category in a card: its band at the head, below it desk by desk the name and the number.

The forms of the block `desks` for narrow panels and large type (one card below the other), and for many
categories (cards side by side, all of a row of one height). To a listener they are the same table as its
rows are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import groupby

from handbook.blocks.kit import FILLED, Box, Kit, Options, SetPicture, artifact, element
from handbook.blocks.reach import Entry
from handbook.blocks.setting import Halves
from handbook.blocks.shapes import filled_box, framed_box, rule
from handbook.blocks.stacks import halved, stacked
from handbook.document import Element
from handbook.plan import Desk
from handbook.units import Rect

ACROSS = 4
"""Most cards side by side."""
INSET = 8.0
"""Left and right in a card, points."""
LEAST_PADDING = 2.0
"""Above and below a desk where the page is full, points."""
NAME_LINES = 3
"""Most lines of a desk's name in a card beside others."""
NARROWEST = 6
"""Least width of a card's inside, in characters of a desk's name."""


class _Card:
    """A category: a band with its picture and name, and its desks."""

    def __init__(self, kit: Kit, options: Options, width: float, desks: Sequence[Desk]) -> None:
        style = options.text("category-style")
        self.picture = category_picture(kit, options, desks[0].category)
        self.icon = 1.5 * kit.style(style).size if self.picture else 0.0
        self.name = kit.text(desks[0].category, style, width - 2 * INSET - self.icon)
        self.band = max(self.name.height, self.icon) + 4
        alone = len({desk.category for desk in kit.desks}) == len(kit.desks)
        self.entries = [Entry(kit, options, width - 2 * INSET, desk, alone) for desk in desks]
        self.lines = max(len(entry.name.paragraph.lines) for entry in self.entries)

    def height(self, padding: float) -> float:
        return self.band + sum(entry.height + 2 * padding for entry in self.entries)

    def cut(self, height: float, padding: float) -> Halves[_Card] | None:
        """It in two between its desks, each with the band."""
        heights = [entry.height + 2 * padding for entry in self.entries]
        halves = halved(self.entries, heights, [0.0] * len(heights), height - self.band)
        return halves and (self._of(halves[0]), lambda: self._of(halves[1]()))

    def _of(self, entries: list[Entry]) -> _Card:
        found = copy(self)
        found.entries = entries
        return found

    def draw(self, rect: Rect, color: str, line: str, filled: bool) -> Iterator[Element]:
        """A row of the table for each desk; spare height stands above and below each."""
        padding = (rect.height - self.height(0)) / (2 * len(self.entries))
        band = Rect(rect.x, rect.y, rect.width, self.band)
        below = rule(band.x, band.bottom, band.right, band.bottom, color, 0.8)
        shapes = [
            artifact(framed_box(rect, color, 1.0)),
            artifact(filled_box(band, color) if filled else below, kind="Background"),
        ]
        if self.picture:
            place = Rect(
                rect.right - INSET / 2 - self.icon, rect.y + (self.band - self.icon) / 2, self.icon, self.icon
            )
            shapes.append(artifact(self.picture.mark(place)))
        span = (("RowSpan", str(len(self.entries))),) if len(self.entries) > 1 else ()
        head = self.name.marks(rect.x + INSET, rect.y + (self.band - self.name.height) / 2)
        title = (*shapes, element("TH", *head, attributes=(("Scope", "Row"), *span)))
        y = band.bottom
        for index, entry in enumerate(self.entries):
            parting = artifact(rule(rect.x + INSET, y, rect.right - INSET, y, line, 0.8))
            before = (parting,) if index else title
            yield element("TR", *before, *entry.cells(rect.x + INSET, y + padding))
            y += entry.height + 2 * padding


def category_picture(kit: Kit, options: Options, name: str) -> SetPicture | None:
    """The layout's picture for a category, if it and the data have one."""
    kinds = {category.name: category.picture for category in kit.plan.categories}
    file = options.table("pictures").get(kinds.get(name, ""))
    return kit.picture(str(file)) if file else None


def measure_cards(kit: Kit, options: Options, width: float, side_by_side: bool) -> Box:
    """The cards in as many columns as make them lowest; in one if they do not stand side by side."""
    groups = [list(desks) for _, desks in groupby(kit.desks, key=lambda desk: desk.category)]
    padding, between, grids = options.length("padding"), options.length("between"), []
    for across in range(1, min(ACROSS if side_by_side else 1, len(groups)) + 1):
        inner = (width - between * (across - 1)) / across
        numbers = max(kit.text(desk.phone, options.text("phone-style")).width for desk in kit.desks)
        room = inner - 2 * INSET
        if across > 1 and room < max(numbers, NARROWEST * kit.style(options.text("name-style")).size):
            break
        cards = [_Card(kit, options, inner, desks) for desks in groups]
        if across == 1 or all(card.lines <= NAME_LINES for card in cards):
            grids.append([cards[at : at + across] for at in range(0, len(cards), across)])

    def height(row: list[_Card], padding: float = padding) -> float:
        return max(card.height(padding) for card in row)

    def total(grid: Sequence[list[_Card]]) -> float:
        return sum(map(height, grid)) + between * (len(grid) - 1)

    def least(grid: Sequence[list[_Card]]) -> float:
        return sum(height(row, min(padding, LEAST_PADDING)) for row in grid) + between * (len(grid) - 1)

    def cut(row: list[_Card], room: float) -> Halves[list[_Card]] | None:
        halves = row[0].cut(room, padding) if len(row) == 1 else None
        return halves and ([halves[0]], lambda: [halves[1]()])

    grid = min(grids, key=total)
    across = len(grid[0])
    inner = (width - between * (across - 1)) / across

    def draw(grid: Sequence[list[_Card]], rect: Rect, extra: float) -> tuple[Element, ...]:
        color, line = (kit.color(options.text(key)) for key in ("color", "rule"))
        filled = options.flag(FILLED.name)
        spare, y = extra / sum(map(height, grid)), rect.y
        rows: list[Element] = []
        for row in grid:
            tall = height(row) * (1 + spare)
            for at, card in enumerate(row):
                rows += card.draw(Rect(rect.x + at * (inner + between), y, inner, tall), color, line, filled)
            y += tall + between
        return (element("Table", *rows),)

    return stacked(grid, draw, height, label="相談先の表", between=between, least=least, cut=cut)
