"""A plan in a layout at one fitting level: its styles and the texts set in them; what is measured with them.

In: a plan, a layout, a level. Out: styles for typesetting and set texts, which all editions of the plan
share; what measured boxes and areas are, and the parts that areas draw.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, TypeVar

from handbook.blocks.elements import PlacedLine, in_line, paragraphs
from handbook.document import Element, Mark, Picture, Portion
from handbook.errors import InputError, Place, Problem
from handbook.fonts import Face, load_face
from handbook.layout import STRONG_FACE, Layout, Node
from handbook.memory import kept
from handbook.pictures import Drawing, Photograph
from handbook.plan import Plan
from handbook.typeset import Paragraph, TextStyle, compose_paragraph, plain_text, readings
from handbook.typeset.lexicon import Lexicon, lexicon
from handbook.units import Rect

MOST_TEXTS = 1500
"""Texts that a setting remembers: plenty for one plan, and no burden over 20,000 editions."""

SHORT = 3
"""Most lines of a text that is balanced."""

TOGETHER = 2
"""Fewest lines of a paragraph at the foot and at the head of a column."""


class Fit(NamedTuple):
    """How far a page is opened or shrunk to fill its frame.

    `leading`: 1 the most the styles allow, 0 the ideal, -1 the least.
    `size`: 1 the ideal size, 0 the least, 2 the most. `tight`: gaps may shrink to their least.
    """

    leading: float = 0.0
    size: float = 1.0
    tight: bool = False


Draw = Callable[[Rect], tuple[Element, ...]]


Item = TypeVar("Item")
Halves = tuple[Item, Callable[[], Item]]
"""What stands above a cut, and what makes that which stands below: most cuts are only tried."""


def uncut(height: float, over: float) -> None:
    """The `cut` of what stands in one piece."""


class Box(NamedTuple):
    """A measured part of a page.

    `height` is the ideal height and `least` the smallest it can be drawn in; `draw`
    makes the elements for a rectangle at least that high. `label` is what a message calls it.
    """

    height: float
    draw: Draw
    least: float = -1.0
    label: str = ""
    cut: Callable[[float, float], Halves[Box] | None] = uncut
    """It in two, of which the first is at most so high, for a part that goes on in the next column or on the
    next page; of its items only those are parted that are higher than the second height."""

    @property
    def least_height(self) -> float:
        return self.height if self.least < 0 else self.least


class SetText(NamedTuple):
    """A text set in a style: lines with a colour, ready to stand somewhere."""

    paragraph: Paragraph
    style: TextStyle
    color: str
    room: float = 0.0
    """How much of the leading is kept for ruby alone, above the em box of each line, points."""

    @property
    def height(self) -> float:
        return len(self.paragraph.lines) * self.style.leading

    @property
    def width(self) -> float:
        """Width of the widest line, points."""
        return self.paragraph.width

    @property
    def first_baseline(self) -> float:
        """From the top of the text to its first baseline: the em box is centred in its leading, below what
        that keeps for ruby."""
        face, size = self.style.face, self.style.size
        return (self.style.leading + self.room + (face.ascent + face.descent) * size) / 2

    @property
    def body(self) -> tuple[float, float]:
        """Of the em box of its first line, with its ruby: from the top of the text to it, its height."""
        has_ruby = any(placed.kind == "ruby" for placed in self.paragraph.lines[0].runs)
        overhead = self.style.ruby_size * self.style.size if has_ruby else 0.0
        return (self.style.leading + self.room - self.style.size) / 2 - overhead, self.style.size + overhead

    def cut(self, height: float, over: float = 0.0) -> Halves[SetText] | None:
        """It in two between its lines, of which the first is at most so high; at least `TOGETHER` lines stand
        on either side, so that none is alone at a foot or a head."""
        lines = self.paragraph.lines
        above = min(int(height / self.style.leading + 1e-6), len(lines) - TOGETHER)
        if above < TOGETHER:
            return None
        first, second = (self.paragraph._replace(lines=part) for part in (lines[:above], lines[above:]))
        return self._replace(paragraph=first), lambda: self._replace(paragraph=second)

    def marks(self, x: float, y: float, linked: bool = True) -> tuple[Element | Mark, ...]:
        """The marks with the text's top left at (`x`, `y`); ruby and strong words as elements, and, where
        they are wanted, links to notes."""
        return in_line([run for line in self._placed(x, y) for run in line.runs()], self.color, linked)

    def paragraphs(self, x: float, y: float, role: str = "P") -> tuple[Element, ...]:
        """As `marks`, each paragraph an element of this role, but items that follow each other as a list."""
        return paragraphs(self._placed(x, y), self.color, role)

    def inside(self, x: float, y: float) -> tuple[Element | Mark, ...]:
        """What stands in an element that holds this text alone: its marks, or its paragraphs where it has
        several or is an item."""
        lines = self.paragraph.lines
        is_one = not lines[0].mark and sum(line.begins for line in lines) < 2
        return self.marks(x, y) if is_one else self.paragraphs(x, y)

    def _placed(self, x: float, y: float) -> list[PlacedLine]:
        first, leading = y + self.first_baseline, self.style.leading
        return [
            PlacedLine(line, x + line.indent, first + number * leading)
            for number, line in enumerate(self.paragraph.lines)
        ]


class SetPicture(NamedTuple):
    """A picture of the layout or the plan, ready to stand somewhere in any size."""

    drawing: Drawing | Photograph

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.drawing.width / self.drawing.height

    def mark(self, rect: Rect) -> Picture:
        """The picture as large as fits in `rect`, in its middle."""
        width = min(rect.width, rect.height * self.ratio)
        height = width / self.ratio
        left, top = rect.x + (rect.width - width) / 2, rect.y + (rect.height - height) / 2
        return Picture(Rect(left, top, width, height), self.drawing)


class Written(NamedTuple):
    """A text that a block has set: its fields filled in, as the layout or the plan has it, and as set."""

    text: str
    source: str
    set: SetText


class Fault(NamedTuple):
    """Something that cannot be printed as it is, and where on the page; by how many characters a text is too
    long, as far as that can be said."""

    problem: Problem
    rect: Rect
    characters: int = 0


class Part(NamedTuple):
    """What one block has drawn into its rectangle, and what is wrong with it. `label` and `texts` are its
    area's."""

    node: Node
    rect: Rect
    portion: Portion
    faults: tuple[Fault, ...] = ()
    label: str = ""
    texts: tuple[Written, ...] = ()


class Area(NamedTuple):
    """A measured area of a page: a block, or several in a stack or a row.

    `height` is ideal, `least` the smallest; `draw` makes the parts for a rectangle at least that high.
    `seen` is what it was made from beside the plan and the layout: the edition's fields by name. It fits
    every edition in which they are the same. `whole` is false if something in it could not be set.
    `label` and `texts` are what a message calls it, and its texts, if it is one block.
    """

    height: float
    least: float
    draw: Callable[[Rect], tuple[Part, ...]]
    seen: tuple[tuple[str, object], ...]
    whole: bool = True
    label: str = ""
    texts: tuple[Written, ...] = ()
    cut: Callable[[float, float], Halves[Area] | None] = uncut
    """As `Box.cut`."""
    most: float = math.inf
    """How far it may open in a run of pages, which leaves the rest of a page white."""


class Setting:
    """A plan in a layout at one fitting level: styles and texts set once for all editions."""

    def __init__(self, plan: Plan, layout: Layout, fit: Fit) -> None:
        self.plan = plan
        self.layout = layout
        self.fit = fit
        self._styles: dict[tuple[str, str | None], TextStyle] = {}
        self._texts: dict[tuple[str, str, float, str | None, str | None], SetText] = {}

    def style(self, name: str, align: str | None = None) -> TextStyle:
        """The style `name` of the layout at this fitting level.

        Raises `InputError` if the layout has no style of this name.
        """
        found = self._styles.get((name, align))
        if found is None:
            found = self._styles[name, align] = self._make_style(name, align)
        return found

    def _make_style(self, name: str, align: str | None) -> TextStyle:
        style = self.layout.styles.get(name)
        if style is None:
            message = f"様式「{name}」がレイアウト「{self.layout.name}」にありません。"
            hint = f"styles に「{name}」を加えてください。"
            raise InputError([Problem(message, hint, Place(self.layout.file))])
        bound = style.max_leading if self.fit.leading > 0 else style.min_leading
        leading = style.leading + (bound - style.leading) * abs(self.fit.leading)
        low, high = (style.min_size, style.size) if self.fit.size <= 1 else (style.size, style.max_size)
        size = low + (high - low) * (self.fit.size - (self.fit.size > 1))
        faces = _faces(self.layout)
        face, *others = faces[style.face]
        strong, *strong_others = faces.get(STRONG_FACE, faces[style.face])
        return TextStyle(
            face=face,
            others=tuple(others),
            strong=strong,
            strong_others=tuple(strong_others),
            size=size,
            leading=leading * size,
            align=align or style.align,
            phrase=style.phrase,
            ruby_size=style.ruby,
            figures=style.figures,
            lexicon=_lexicon(self.plan),
        )

    def text(self, text: str, style: str, width: float, color: str | None, align: str | None) -> SetText:
        """`text` set in the named style, from memory if it was set before."""
        key = (text, style, width, color, align)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            text_style, read, room = self.style(style, align), text, 0.0
            if (
                self.layout.furigana and not text.isascii()
            ):  # all of a kind alike, read or not; no bare numbers
                read, room = self.plan.with_ruby(text), text_style.ruby_size * text_style.size
                text_style = replace(text_style, leading=text_style.leading + room)
            paragraph = _balanced(read, width, text_style)
            ink = color or self.layout.colors[self.layout.styles[style].color]
            found = self._texts[key] = SetText(paragraph, text_style, ink, room)
        return found

    def as_written(self, text: str, style: str, size: float, width: float) -> SetText:
        """`text` in the named style, but so large; nothing is added to it."""
        found = replace(self.style(style, "left"), size=size, leading=1.15 * size, phrase="off")
        room = found.ruby_size * size if readings(text) else 0.0
        found = replace(found, leading=found.leading + room)
        paragraph = compose_paragraph(text, width, found)
        ink = self.layout.colors[self.layout.styles[style].color]
        return SetText(paragraph, found, ink, room)


@lru_cache(maxsize=64)
def _faces(layout: Layout) -> Mapping[str, tuple[Face, ...]]:
    return {name: tuple(map(load_face, files)) for name, files in layout.faces.items()}


@kept(most=1)
def _lexicon(plan: Plan) -> Lexicon:
    """The plan's words that stay whole, and what its districts, desks, measures and bodies are called."""
    names = [plan.city, plan.title, *plan.issuers, *(party.who for party in plan.parties)]
    names += [name for one in plan.districts for name in (one.name, plan.called(one.name))]
    names += [desk.name for desk in plan.desks] + [contact.name for contact in plan.contacts]
    names += [measure.title for goal in plan.goals for measure in goal.measures]
    parts = (part for name in names for part in plain_text(name).split())
    return lexicon((*plan.words, *(part for part in parts if len(part) > 1)))


def _balanced(text: str, width: float, style: TextStyle) -> Paragraph:
    """A paragraph that ends in no line of one word: where it would, its lines are set to the least measure
    that needs no more of them. Long paragraphs, and those not parted by phrases, are left as they are.
    """
    found = compose_paragraph(text, width, style)
    lines = found.lines
    if not 1 < len(lines) <= SHORT or style.phrase != "require" or lines[-1].width > width / 3:
        return found
    low, high = width / len(lines), width
    while high - low > style.size / 2:
        middle = (low + high) / 2
        try:
            narrower = compose_paragraph(text, middle, style)
        except InputError:  # a word that is too wide
            break
        if len(narrower.lines) > len(lines):
            low = middle
        else:
            found, high = narrower, middle
    side = {"left": 0.0, "center": 0.5, "right": 1.0}.get(style.align, 0.0) * (width - high)
    return found._replace(lines=tuple([line._replace(indent=line.indent + side) for line in found.lines]))


@kept(most=64)
def setting(plan: Plan, layout: Layout, fit: Fit) -> Setting:
    """The setting of a plan in a layout at a level, shared by all editions that are composed."""
    return Setting(plan, layout, fit)
