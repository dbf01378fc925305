"""A heading and, beside it, a quiet note."""

from __future__ import annotations

from handbook.blocks.kit import (
    Block,
    Box,
    Kit,
    Options,
    element,
    heading_role,
    level,
    level_of,
    only_words,
    paragraph,
)
from handbook.declaration import Field, table
from handbook.document import Element
from handbook.units import Rect

OPTIONS = table(
    "大きな見出しと、そばに小さく添える言葉",
    Field("text", "words", "見出しの言葉"),
    Field("note", "words", "見出しのそばに小さく添える言葉", default=""),
    Field("style", "style", "見出しのスタイル", default="heading", least="text"),
    Field("note-style", "style", "添える言葉のスタイル", default="heading-note"),
    level_of(2),
)

BESIDE = 10.0
"""Between the heading and its note, points."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    heading = kit.text(kit.fill(options.text("text")), options.text("style"), width)
    note = kit.text(kit.fill(options.text("note")), options.text("note-style"))
    beside = heading.width + BESIDE + note.width <= width

    def draw(rect: Rect) -> tuple[Element, ...]:
        elements = [element(heading_role(options), *heading.marks(rect.x, rect.y))]
        if note.width and beside:
            note_y = rect.y + heading.first_baseline - note.first_baseline
            elements.append(paragraph(note, rect.x + heading.width + BESIDE, note_y))
        elif note.width:
            elements.append(paragraph(note, rect.x, rect.y + heading.height))
        return tuple(elements)

    height = heading.height if beside else heading.height + note.height
    return Box(height=height, draw=draw, label=f"見出し「{heading.paragraph.lines[0].text}」")


BLOCK = Block(OPTIONS, measure, only_words, heads=level)
