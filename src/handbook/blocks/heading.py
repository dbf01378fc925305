"""A heading with an upright bar before it and, beside it, a quiet note."""

from __future__ import annotations

from handbook.blocks.kit import Block, Box, Kit, Options, artifact, element, only_words, paragraph
from handbook.blocks.shapes import filled_box
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.units import Rect

OPTIONS = table(
    "大きな見出し。縦棒と、そばに小さく添える言葉",
    Field("text", "words", "見出しの言葉"),
    Field("note", "words", "見出しのそばに小さく添える言葉", default=""),
    Field("style", "style", "見出しのスタイル", default="heading"),
    Field("note-style", "style", "添える言葉のスタイル", default="heading-note"),
    Field("bar", "color", "前に立つ縦棒の色"),
    Field("level", OneOf(("1", "2", "3")), "見出しの階層（1：いちばん上。読み上げに使います）", default="2"),
)

BAR = 6.0
"""Width of the bar, points."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    indent = BAR + 8
    heading = kit.text(kit.fill(options.text("text")), options.text("style"), width - indent)
    note = kit.text(kit.fill(options.text("note")), options.text("note-style"))
    beside = heading.width + 8 + note.width <= width - indent

    def draw(rect: Rect) -> tuple[Element, ...]:
        bar_height = heading.style.size * 1.15
        bar = Rect(rect.x, rect.y + (heading.style.leading - bar_height) / 2, BAR, bar_height)
        elements = [
            artifact(filled_box(bar, kit.color(options.text("bar")), BAR / 2)),
            element(f"H{level(options)}", *heading.marks(rect.x + indent, rect.y)),
        ]
        if note.width and beside:
            note_y = rect.y + heading.first_baseline - note.first_baseline
            elements.append(paragraph(note, rect.x + indent + heading.width + 10, note_y))
        elif note.width:
            elements.append(paragraph(note, rect.x + indent, rect.y + heading.height))
        return tuple(elements)

    height = heading.height if beside else heading.height + note.height
    return Box(height=height, draw=draw, label=f"見出し「{heading.paragraph.lines[0].text}」")


def level(options: Options) -> int:
    return int(options.text("level"))


BLOCK = Block(OPTIONS, measure, only_words, heads=level)
