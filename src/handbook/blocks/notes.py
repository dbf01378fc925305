"""Notes: what the marks ※1, ※2 of a part of the plan, and the words that it uses, mean.

A note that has its mark in the part begins with it, and both lead to each other. `Explanation` is how other
blocks set the notes on their own text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from handbook.blocks.elements import TO_MARK, TO_NOTE
from handbook.blocks.kit import Block, Box, Kit, Options, element, paragraph, space
from handbook.declaration import Field, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.memory import kept
from handbook.plan import Note, Plan, texts_in
from handbook.promise import Promise, aside
from handbook.typeset import plain_text
from handbook.typeset.markup import note_marks
from handbook.units import Rect

ALL = "all"

OPTIONS = table(
    "注。文章の中の印（※1）と、その説明。印を押すと説明に、説明の印を押すと文章に移ります",
    Field(
        "source",
        "word",
        "どこの注か（all：全部、image：推進のイメージ、welfare：地域福祉とは、goals：目標、columns：事例。"
        "ほかは、plan.yaml の sections の名前）",
        default=ALL,
    ),
    Field("style", "style", "注のスタイル", default="note"),
    Field("between", "length", "注と注の間", default=2.0),
)

BEHIND_MARK = 0.5
"""Between a mark and its note, em."""


class Explained(NamedTuple):
    """A note on a text, and whether the text has its mark."""

    note: Note
    number: int
    is_marked: bool


def explained(plan: Plan, text: str) -> list[Explained]:
    """The plan's notes whose mark or term stands in a text."""
    plain = plain_text(text)
    marked = {number for _, _, number in note_marks(plain)}
    numbered = ((note, next((number for _, _, number in note_marks(note.mark)), 0)) for note in plan.notes)
    return [
        Explained(note, number, number in marked)
        for note, number in numbered
        if number in marked or note.term in plain
    ]


class Explanation:
    """A note, set."""

    def __init__(self, kit: Kit, found: Explained, style: str, width: float) -> None:
        note, self.number, is_marked = found
        self.mark = kit.text(note.mark, style) if is_marked else None
        self.indent = self.mark.width + BEHIND_MARK * kit.style(style).size if self.mark else 0.0
        self.text = kit.text(f"{note.term}：{note.text}", style, width - self.indent)
        self.height = self.text.height

    def draw(self, x: float, y: float) -> Element:
        if self.mark is None:
            return paragraph(self.text, x, y)
        link = element(
            "Link",
            *self.mark.marks(x, y, linked=False),
            href="#" + TO_MARK.format(self.number),
            title=f"※{self.number}のある文へ",
        )
        words = self.text.marks(x + self.indent, y)
        label = element("Lbl", link)
        return element("Note", label, *space(self.mark, x, y), *words, id=TO_NOTE.format(self.number))


def promised(plan: Plan, text: str) -> Iterator[Promise]:
    """The promises of the notes on a text."""
    for note, _, is_marked in explained(plan, text):
        yield aside("言葉の説明", *((note.mark,) if is_marked else ()), note.term, note.text)


@kept(most=1)
def _common(plan: Plan) -> str:
    """All words of what every edition has."""
    heard = (plan.statistics, plan.hearing, plan.workshop)
    return "\n".join(texts_in((plan.image, plan.welfare, plan.goals, plan.sections, heard)))


def _text(edition: Edition | Kit, options: Options) -> str:
    """All words of the part that the notes are on."""
    plan, source = edition.plan, options.text("source")
    parts: dict[str, object] = {"image": plan.image, "welfare": plan.welfare, "goals": plan.goals}
    if source == "columns":
        parts[source] = edition.columns
    elif source == ALL:
        parts[source] = (_common(plan), edition.columns, edition.desks)
    return "\n".join(texts_in(parts.get(source, plan.section(source))))


def measure(kit: Kit, options: Options, width: float) -> Box:
    between, style = options.length("between"), options.text("style")
    notes = [Explanation(kit, one, style, width) for one in explained(kit.plan, _text(kit, options))]

    def draw(rect: Rect) -> tuple[Element, ...]:
        y, elements = rect.y, []
        for note in notes:
            elements.append(note.draw(rect.x, y))
            y += note.height + between
        return tuple(elements)

    natural = sum(note.height for note in notes) + between * max(0, len(notes) - 1)
    return Box(height=natural, draw=draw, label="注")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    yield from promised(edition.plan, _text(edition, options))


BLOCK = Block(
    OPTIONS,
    measure,
    promises,
    lambda of, options: not explained(of.plan, _text(of, options)),
    trails=True,
)
