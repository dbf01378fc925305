"""A heading, in the layout's words or a chapter's, and beside it a quiet note."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import (
    Block,
    Box,
    Kit,
    Options,
    element,
    heading_role,
    level,
    level_of,
    paragraph,
)
from handbook.declaration import Field, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.errors import InputError
from handbook.promise import Promise, aside, filled, own_words, said
from handbook.units import Rect

OPTIONS = table(
    "大きな見出しと、そばに小さく添える言葉",
    Field(
        "text",
        "words",
        "見出しの言葉（source も書けば、計画にその章がないときの見出し）",
        default="",
        conditional=True,
    ),
    Field(
        "source",
        "word",
        "見出しを計画から取る章（plan.yaml の sections の名前、welfare、image、opinions、desks、contacts）",
        default="",
    ),
    Field("note", "words", "見出しのそばに小さく添える言葉（書かなければ、source の章の catch）", default=""),
    Field("style", "style", "見出しのスタイル", default="heading", least="text"),
    Field("note-style", "style", "添える言葉のスタイル", default="heading-note"),
    level_of(2),
)

BESIDE = 10.0
"""Between the heading and its note, points."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    source, text = options.text("source"), options.text("text")
    if not source and not text:
        raise InputError.of("見出しに text も source もありません。", "どちらかを書いてください。")
    chapter = kit.plan.section(source)
    heading = kit.text(chapter.heading or kit.fill(text), options.text("style"), width)
    note = kit.text(kit.fill(options.text("note")) or chapter.catch, options.text("note-style"))
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


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    chapter, text = edition.plan.section(options.text("source")), filled(options.text("text"), edition)
    if chapter.heading:
        yield said("章の見出し", chapter.heading)
    elif text.strip():
        yield own_words(text)
    if chapter.catch and not options.text("note"):
        yield aside("章の見出しに添える言葉", chapter.catch)


def absent(edition: Edition | Kit, options: Options) -> bool:
    source = options.text("source")
    return bool(source) and not options.text("text") and not edition.plan.section(source).heading


BLOCK = Block(OPTIONS, measure, promises, absent, heads=level)
