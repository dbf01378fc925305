"""A paragraph of the layout's own words, or a small heading."""

from __future__ import annotations

from handbook.blocks.kit import Block, Box, Kit, Options, only_words, paragraph
from handbook.document import Element
from handbook.layout import Option
from handbook.units import Rect

OPTIONS = (
    Option(name="text", kind="text", required=True),
    Option(name="style", kind="style", default="body"),
    Option(name="as", kind="choice", choices=("paragraph", "heading"), default="paragraph"),
)


def measure(kit: Kit, options: Options, width: float) -> Box:
    text = kit.text(kit.fill(options.text("text")), options.text("style"), width)

    role = "H3" if options.text("as") == "heading" else "P"

    def draw(rect: Rect) -> tuple[Element, ...]:
        return (paragraph(text, rect.x, rect.y, role),)

    return Box(height=text.height, draw=draw, label="文", leading=text.style.leading)


BLOCK = Block(OPTIONS, measure, only_words)
