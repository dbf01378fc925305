"""Who carries the plan: each party's mark and name, side by side as long as there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from handbook.blocks.badges import Badge, badge
from handbook.blocks.kit import FILLED, Block, Box, Kit, Options, SetText, element
from handbook.blocks.stacks import headed
from handbook.declaration import Field, table
from handbook.document import ARTIFACT, Element, Mark
from handbook.edition import Edition
from handbook.promise import Promise, said
from handbook.units import Rect

GUTTER = 16.0
"""Between names side by side, points."""

OPTIONS = table(
    "役割を持つ者の、印と名前（goals の roles: all のそばに置きます）",
    Field("style", "style", "名前のスタイル", default="body", least="text"),
    Field("mark-style", "style", "印のスタイル", default="goal-tag"),
    Field("color", "color", "印の色"),
    Field("paper", "color", "印の丸の中の色（住民の印は、文字がこの色になります）"),
    FILLED,
    Field("gutter", "length", "横に並ぶ名前の間", default=GUTTER),
)

KEY = Field(
    "key",
    "color",
    "次のページに続くとき、上に繰り返す役割の印と名前の、印の色（書かなければ、繰り返しません）",
    default="",
)
"""The option of blocks that speak of the parties by their marks."""

BESIDE = 6.0
"""Between a mark and its name, points."""


Marks = Sequence[Element | Mark]


class _Line(NamedTuple):
    """Marks and names, each to the right of the line's beginning and below it."""

    height: float
    placed: tuple[tuple[float, float, Badge, SetText], ...]

    def draw(self, x: float, y: float) -> Iterator[tuple[Element, Marks, Marks]]:
        """Of each party what is around its mark, that mark and the name."""
        for right, down, mark, who in self.placed:
            middle = y + down + max(who.style.leading / 2, mark.radius)
            around, marks = mark.draw(x + right + mark.radius, middle)
            yield (
                around,
                marks,
                who.marks(x + right + 2 * mark.radius + BESIDE, middle - who.style.leading / 2),
            )

    def furniture(self, x: float, y: float) -> Element:
        """It for the eye alone, where it is said again."""
        drawn = (one for around, *own in self.draw(x, y) for one in (around.children, *own))
        return element(ARTIFACT, *chain.from_iterable(drawn), attributes=(("Type", "Pagination"),))


def _line(kit: Kit, options: Options, width: float, color: str, gutter: float = GUTTER) -> _Line:
    paper, filled, placed = kit.color(options.text("paper")), options.flag(FILLED.name), []
    x = y = height = 0.0
    for index, party in enumerate(kit.plan.parties):
        mark = badge(
            kit, party.mark, options.text("mark-style"), kit.color(color), paper, not index and filled
        )
        indent = 2 * mark.radius + BESIDE
        who = kit.text(party.who, options.text("style"), width - indent)
        if x and x + indent + who.width > width:
            x, y = 0.0, height
        placed.append((x, y, mark, who))
        x += indent + who.width + gutter
        height = max(height, y + max(who.height, 2 * mark.radius))
    return _Line(height, tuple(placed))


def measure(kit: Kit, options: Options, width: float) -> Box:
    line = _line(kit, options, width, options.text("color"), options.length("gutter"))

    def draw(rect: Rect) -> tuple[Element, ...]:
        items = (
            element("LI", around, element("Lbl", *marks), element("LBody", *words))
            for around, marks, words in line.draw(rect.x, rect.y)
        )
        return (element("L", *items),)

    return Box(line.height, draw, label="役割を持つ者")


def again(box: Box, kit: Kit, options: Options, width: float) -> Box:
    """A box with the parties above its parts on later pages, if its options have a `KEY`."""
    if not (color := options.text(KEY.name)):
        return box
    line = _line(kit, options, width, color)
    return headed(box, line.height, line.furniture, later=True)


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    for party in edition.plan.parties:
        yield said("役割を持つ者", party.mark, party.who)


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: not of.plan.parties)
