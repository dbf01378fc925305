"""Points of one chapter of the plan as a bulleted list."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, element
from handbook.blocks.shapes import disc
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.promise import Promise, said
from handbook.units import Rect

OPTIONS = table(
    "計画の一つの章の文章を、箇条書きで",
    Field("source", "word", "載せる章（plan.yaml の sections にある名前）"),
    Field(
        "length",
        OneOf(("short", "full")),
        "文章の長さ（short：抜粋があれば抜粋、full：全文）",
        default="short",
    ),
    Field("across", "count", "横に並べる項目の数", default=1),
    Field("style", "style", "文章のスタイル", default="body"),
    Field("bullet", "color", "行頭の丸の色"),
    Field("gutter", "length", "横に並ぶ項目の間", default=18.0),
    Field("between", "length", "縦に並ぶ項目の間", default=3.0),
)

BULLET_RADIUS = 2.6
MOST_OPENED = 8.0
"""How far spare height may open the items, points: further apart they are no list."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    between, gutter = options.length("between"), options.length("gutter")
    chapter = kit.plan.section(options.text("source"))
    indent = kit.style(options.text("style")).size
    across = options.number("across")
    own = (width - gutter * (across - 1)) / across
    texts = [
        kit.text(point.of(options.text("length")), options.text("style"), own - indent)
        for point in chapter.points
    ]
    rows = [texts[start : start + across] for start in range(0, len(texts), across)]
    heights = [max(text.height for text in row) for row in rows]
    natural = sum(heights) + between * (len(rows) - 1)

    def draw(rect: Rect) -> tuple[Element, ...]:
        y, items = rect.y, []
        gap = between + min((rect.height - natural) / max(1, len(rows) - 1), MOST_OPENED)
        for row, height in zip(rows, heights, strict=True):
            for index, text in enumerate(row):
                x = rect.x + index * (own + gutter)
                middle = y + text.first_baseline - 0.36 * text.style.size
                bullet = disc(x + indent * 0.36, middle, BULLET_RADIUS, kit.color(options.text("bullet")))
                label = element("Lbl", bullet, actual_text="・")
                items.append(element("LI", label, element("LBody", *text.inside(x + indent, y))))
            y += height + gap
        return (element("L", *items, attributes=(("ListNumbering", "Disc"),)),)

    return Box(height=natural, draw=draw, label=f"「{chapter.heading}」の箇条書き")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    chapter = edition.plan.section(options.text("source"))
    for point in chapter.points:
        yield said(chapter.heading, point.of(options.text("length")))


def absent(edition: Edition | Kit, options: Options) -> bool:
    return not edition.plan.section(options.text("source")).points


BLOCK = Block(OPTIONS, measure, promises, absent)
