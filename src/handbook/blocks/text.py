"""A paragraph of the layout's own words, or a small heading."""

from __future__ import annotations

from handbook.blocks.kit import Block, Box, Kit, Options, only_words, paragraph
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.units import Rect

OPTIONS = table(
    "レイアウトの言葉を、本文か小見出しとして",
    Field("text", "words", "文章"),
    Field("style", "style", "文章のスタイル", default="body"),
    Field(
        "as",
        OneOf(("paragraph", "heading")),
        "役割（paragraph：本文、heading：小見出し。読み上げに使います）",
        default="paragraph",
    ),
)


def measure(kit: Kit, options: Options, width: float) -> Box:
    text = kit.text(kit.fill(options.text("text")), options.text("style"), width)

    def draw(rect: Rect) -> tuple[Element, ...]:
        is_heading = bool(level(options))
        return (paragraph(text, rect.x, rect.y, "H3"),) if is_heading else text.paragraphs(rect.x, rect.y)

    return Box(height=text.height, draw=draw, label="文")


def level(options: Options) -> int:
    return 3 if options.text("as") == "heading" else 0


BLOCK = Block(OPTIONS, measure, only_words, heads=level)
