"""A paragraph of the layout's own words, or a small heading."""

from __future__ import annotations

from handbook.blocks.kit import (
    Block,
    Box,
    Kit,
    Options,
    SetText,
    heading_role,
    level,
    level_of,
    only_words,
    paragraph,
)
from handbook.blocks.stacks import flowing
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.units import Rect

OPTIONS = table(
    "レイアウトの言葉を、本文か小見出しとして",
    Field("text", "words", "文章"),
    Field("style", "style", "文章のスタイル", default="body", least="text"),
    Field(
        "as",
        OneOf(("paragraph", "heading")),
        "役割（paragraph：本文、heading：小見出し。読み上げに使います）",
        default="paragraph",
    ),
    level_of(3),
)


def measure(kit: Kit, options: Options, width: float) -> Box:
    text = kit.text(kit.fill(options.text("text")), options.text("style"), width)

    is_heading = bool(heads(options))

    def draw(text: SetText, rect: Rect) -> tuple[Element, ...]:
        if is_heading:
            return (paragraph(text, rect.x, rect.y, heading_role(options)),)
        return text.paragraphs(rect.x, rect.y)

    return flowing(text, draw, "文")


def heads(options: Options) -> int:
    return level(options) if options.text("as") == "heading" else 0


BLOCK = Block(OPTIONS, measure, only_words, heads=heads)
