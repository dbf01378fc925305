"""Points of one chapter of the plan as a bulleted list."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, element
from handbook.blocks.shapes import disc
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.plan import Plan, Section
from handbook.promise import Promise, passage
from handbook.units import Rect

SOURCES = ("position", "situation", "promotion", "management")

OPTIONS = table(
    "計画の一つの章の文章を、箇条書きで",
    Field(
        "source",
        OneOf(SOURCES),
        "載せる章（position：計画の位置づけ、situation：現状、promotion：推進体制、management：進行管理）",
    ),
    Field(
        "length",
        OneOf(("short", "full")),
        "文章の長さ（short：抜粋があれば抜粋、full：全文）",
        default="short",
    ),
    Field("style", "style", "文章のスタイル", default="body"),
    Field("bullet", "color", "行頭の丸の色"),
    Field("between", "length", "項目と項目の間", default=3.0),
)

BULLET_RADIUS = 2.6


def section(plan: Plan, source: object) -> Section:
    """The chapter of the plan that a layout calls `source`."""
    chapters = {
        "position": plan.position,
        "situation": plan.situation,
        "promotion": plan.promotion,
        "management": plan.management,
    }
    return chapters[str(source)]


def measure(kit: Kit, options: Options, width: float) -> Box:
    short, between = options.text("length") == "short", options.length("between")
    chapter = section(kit.plan, options.text("source"))
    indent = kit.style(options.text("style")).size
    texts = [
        kit.text(point.short if short else point.text, options.text("style"), width - indent)
        for point in chapter.points
    ]
    heights = [text.height for text in texts]
    natural = sum(heights) + between * (len(texts) - 1)

    def draw(rect: Rect) -> tuple[Element, ...]:
        y, items = rect.y, []
        gap = between + (rect.height - natural) / max(1, len(texts) - 1)
        for text in texts:
            middle = y + text.first_baseline - 0.36 * text.style.size
            bullet = disc(rect.x + indent * 0.36, middle, BULLET_RADIUS, kit.color(options.text("bullet")))
            items.append(
                element(
                    "LI",
                    element("Lbl", bullet, actual_text="・"),
                    element("LBody", *text.marks(rect.x + indent, y)),
                )
            )
            y += text.height + gap
        return (element("L", *items, attributes=(("ListNumbering", "Disc"),)),)

    return Box(height=natural, draw=draw, label=f"「{chapter.heading}」の箇条書き")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    chapter = section(edition.plan, options.text("source"))
    for point in chapter.points:
        yield passage(chapter.heading, point)


def absent(edition: Edition | Kit, options: Options) -> bool:
    return not section(edition.plan, options.text("source")).points


BLOCK = Block(OPTIONS, measure, promises, absent)
