"""The list of contents: the headings behind it, each with the number of its page and a link to it.

What they are is known when all pages are there; the composer then has them in `Edition.contents`. How high
the list is follows from the headings' words alone, so that page numbers may be filled in later.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from handbook.blocks.kit import Block, Box, Kit, Options, artifact, element, only_words, space
from handbook.blocks.shapes import filled_box, rule
from handbook.blocks.stacks import stacked
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.edition import Entry
from handbook.units import Rect

OPTIONS = table(
    "もくじ。この部品より後の見出しと、そのページ。押すと、そこへ移ります",
    Field(
        "levels",
        OneOf(("2", "3", "4", "5", "6")),
        "どの階層の見出しまで載せるか（2：章だけ）",
        default="2",
    ),
    Field("style", "style", "章（第2階層）のスタイル", default="contents", least="text"),
    Field("lower-style", "style", "その下の階層のスタイル", default="contents", least="text"),
    Field("indent", "length", "階層ごとの字下げ", default=14.0),
    Field("between", "length", "行と行の間", default=4.0),
    Field("leader", "color", "見出しとページの間の点線の色"),
    Field("first-tint", "color", "はじめの行の地の色（書かなければ、地の色はありません）", default=""),
)

NUMBER = 2.0
"""How wide the room for a page's number is, in ems: three digits."""
LEADER, DASH = 0.8, (0.8, 3.0)
"""The dotted line from a heading to its page: how thick, points and gaps between."""
ROUND = 4.0
BESIDE = 6.0
"""Between the line and what stands at its ends, points."""


class _Line:
    """A heading and its page."""

    def __init__(self, kit: Kit, options: Options, width: float, entry: Entry) -> None:
        self.style = style = options.text("style" if entry.level == 2 else "lower-style")
        self.indent = (entry.level - 2) * options.length("indent")
        room = NUMBER * kit.style(style).size
        self.words = kit.text(entry.words, style, width - self.indent - room - 2 * BESIDE)
        self.entry = entry
        self.height = self.words.height

    def draw(self, kit: Kit, x: float, y: float, right: float, color: str) -> Element:
        number = kit.text(str(self.entry.page), self.style)  # only now: it is no text that can be too long
        x += self.indent
        last = self.words.paragraph.lines[-1]
        number_x, number_y = right - number.width, y + self.height - number.height
        baseline = number_y + number.first_baseline
        left, end = x + last.indent + last.width + BESIDE, number_x - BESIDE
        leader = (artifact(rule(left, baseline, end, baseline, color, LEADER, DASH)),) if left < end else ()
        page = element("Span", *space(self.words, x, y), *number.marks(number_x, number_y))
        link = element("Link", *self.words.marks(x, y), page, href=f"#{self.entry.heading}")
        return element("TOCI", *leader, element("Reference", link))


def measure(kit: Kit, options: Options, width: float) -> Box:
    deepest = int(options.text("levels"))
    tint = options.text("first-tint")
    inset = BESIDE if tint else 0.0
    lines = [_Line(kit, options, width - 2 * inset, one) for one in kit.contents if 2 <= one.level <= deepest]
    between = options.length("between")

    def draw(lines: Sequence[_Line], rect: Rect, extra: float) -> tuple[Element, ...]:
        y, items = rect.y, []
        if inset and lines:
            ground = filled_box(Rect(rect.x, y, rect.width, lines[0].height), kit.color(tint), ROUND)
            items.append(artifact(ground, kind="Background"))
        for line in lines:
            items.append(
                line.draw(kit, rect.x + inset, y, rect.right - inset, kit.color(options.text("leader")))
            )
            y += line.height + between + extra / len(lines)
        return (element("TOC", *items),) if items else ()

    return stacked(lines, draw, attrgetter("height"), label="もくじ", between=between)


BLOCK = Block(OPTIONS, measure, only_words)
