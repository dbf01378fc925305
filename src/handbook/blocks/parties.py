"""Who carries the plan: each party's mark and name, side by side as long as there is room."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.badges import Badge, badge
from handbook.blocks.kit import FILLED, Block, Box, Kit, Options, SetText, element
from handbook.declaration import Field, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.promise import Promise, said
from handbook.units import Rect

OPTIONS = table(
    "役割を持つ者の、印と名前（goals の roles: all のそばに置きます）",
    Field("style", "style", "名前のスタイル", default="body", least="text"),
    Field("mark-style", "style", "印のスタイル", default="goal-tag"),
    Field("color", "color", "印の色"),
    Field("paper", "color", "印の丸の中の色（住民の印は、文字がこの色になります）"),
    FILLED,
    Field("gutter", "length", "横に並ぶ名前の間", default=16.0),
)

BESIDE = 6.0
"""Between a mark and its name, points."""

Placed = tuple[float, float, Badge, SetText]


def measure(kit: Kit, options: Options, width: float) -> Box:
    color, paper = kit.color(options.text("color")), kit.color(options.text("paper"))
    placed: list[Placed] = []
    x = y = height = 0.0
    for index, party in enumerate(kit.plan.parties):
        mark = badge(
            kit, party.mark, options.text("mark-style"), color, paper, not index and options.flag(FILLED.name)
        )
        indent = 2 * mark.radius + BESIDE
        who = kit.text(party.who, options.text("style"), width - indent)
        if x and x + indent + who.width > width:
            x, y = 0.0, height
        placed.append((x, y, mark, who))
        x += indent + who.width + options.length("gutter")
        height = max(height, y + max(who.height, 2 * mark.radius))

    def draw(rect: Rect) -> tuple[Element, ...]:
        items = []
        for x, y, mark, who in placed:
            middle = rect.y + y + max(who.style.leading / 2, mark.radius)
            around, marks = mark.draw(rect.x + x + mark.radius, middle)
            words = who.marks(rect.x + x + 2 * mark.radius + BESIDE, middle - who.style.leading / 2)
            items.append(element("LI", around, element("Lbl", *marks), element("LBody", *words)))
        return (element("L", *items),)

    return Box(height, draw, label="役割を持つ者")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    for party in edition.plan.parties:
        yield said("役割を持つ者", party.mark, party.who)


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: not of.plan.parties)
