"""The plan's notes ※1, ※2: what its words mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from handbook.blocks.kit import Block, Box, Kit, Options, SetText, element
from handbook.blocks.setting import Halves
from handbook.blocks.stacks import stacked
from handbook.declaration import Field, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.promise import Promise, aside
from handbook.units import Rect

OPTIONS = table(
    "計画の注（※１、※２）のすべて",
    Field("style", "style", "注のスタイル", default="note"),
    Field("between", "length", "注と注の間", default=3.0),
)

BESIDE = 6.0
"""Between a mark and its note, points."""


class _Note(NamedTuple):
    """A note, its mark in the margin; where it is parted, the lower half has none."""

    mark: SetText
    text: SetText
    begins: bool = True

    @property
    def height(self) -> float:
        return self.text.height

    def cut(self, height: float) -> Halves[_Note] | None:
        halves = self.text.cut(height)
        return halves and (
            self._replace(text=halves[0]),
            lambda: self._replace(text=halves[1](), begins=False),
        )


def measure(kit: Kit, options: Options, width: float) -> Box:
    style, between = options.text("style"), options.length("between")
    marks = [kit.text(note.mark, style) for note in kit.plan.notes]
    indent = max((mark.width for mark in marks), default=0.0) + BESIDE
    notes = [
        _Note(mark, kit.text(f"{note.term}：{note.text}", style, width - indent))
        for mark, note in zip(marks, kit.plan.notes, strict=True)
    ]

    def draw(notes: Sequence[_Note], rect: Rect, extra: float) -> tuple[Element, ...]:
        y, items = rect.y, []
        for note in notes:
            label = (element("Lbl", *note.mark.marks(rect.x, y)),) if note.begins else ()
            items.append(element("LI", *label, element("LBody", *note.text.marks(rect.x + indent, y))))
            y += note.height + between
        return (element("L", *items),)

    return stacked(notes, draw, attrgetter("height"), label="注", between=between, cut=_Note.cut)


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    for note in edition.plan.notes:
        yield aside("注", note.mark, note.term, note.text)


def absent(edition: Edition | Kit, options: Options) -> bool:
    return not edition.plan.notes


BLOCK = Block(OPTIONS, measure, promises, absent)
