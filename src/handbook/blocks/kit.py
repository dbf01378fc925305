"""What every block works with: styles at one fitting level, text setting, measured boxes.

A block's `measure` takes a `Kit`, its options and a width and gives a `Box`:
how high it is, and how it draws itself into a rectangle. Blocks know the
edition and the layout's words; they know no other block, no page and no PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from handbook.document import ARTIFACT, Element, Mark, Shape, Text
from handbook.edition import Edition
from handbook.errors import InputError, Place, Problem
from handbook.fonts import Face, load_face
from handbook.layout import Layout, Option
from handbook.typeset import Line, Paragraph, TextStyle, compose_paragraph
from handbook.units import Rect

UNLIMITED = 100_000.0
"""A measure, in points, that no line reaches: for text that is to stand on one line."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How far a page is opened or shrunk to fill its frame.

    `leading`: 1 the most the styles allow, 0 the ideal, -1 the least.
    `size`: 1 the ideal size, 0 the least. `tight`: gaps may shrink to their least.
    """

    leading: float = 0.0
    size: float = 1.0
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A measured part of a page.

    `height` is the ideal height and `least` the smallest it can be drawn in; `draw`
    makes the elements for a rectangle at least that high. `place` is where its content
    comes from, `label` what a message calls it, `leading` its line spacing: for telling
    people what does not fit.
    """

    height: float
    draw: Callable[[Rect], tuple[Element, ...]]
    least: float = -1.0
    place: Place | None = None
    label: str = ""
    leading: float = 0.0

    @property
    def least_height(self) -> float:
        return self.height if self.least < 0 else self.least


class Options:
    """A block's options as its layout file gives them, checked by the reader, with defaults filled in."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        """A text, or the name of a style, colour or choice."""
        return str(self._values[name])

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(self._values[name])  # type: ignore[arg-type]

    def length(self, name: str) -> float:
        """A length in points."""
        return float(self._values[name])  # type: ignore[arg-type]

    def number(self, name: str) -> int:
        return int(self._values[name])  # type: ignore[call-overload, no-any-return]

    def flag(self, name: str) -> bool:
        return bool(self._values[name])


Measure = Callable[["Kit", Options, float], Box]


@dataclass(frozen=True, slots=True)
class Block:
    """A kind of block: the options it takes in a layout file, and how it measures itself."""

    options: Sequence[Option]
    measure: Measure


@dataclass(frozen=True, slots=True)
class SetText:
    """A text set in a style: lines with a colour, ready to stand somewhere."""

    paragraph: Paragraph
    style: TextStyle
    color: str

    @property
    def height(self) -> float:
        return len(self.paragraph.lines) * self.style.leading

    @property
    def width(self) -> float:
        """Width of the widest line, points."""
        return self.paragraph.width

    @property
    def first_baseline(self) -> float:
        """From the top of the text to its first baseline: the em box is centred in its leading."""
        face, size = self.style.face, self.style.size
        return (self.style.leading + (face.ascent + face.descent) * size) / 2

    def marks(self, x: float, y: float) -> tuple[Element | Mark, ...]:
        """The marks with the text's top left at (`x`, `y`); ruby as Ruby elements."""
        baseline = y + self.first_baseline
        children: list[Element | Mark] = []
        for line in self.paragraph.lines:
            children.extend(_line_marks(line, x + line.indent, baseline, self.color))
            baseline += self.style.leading
        return tuple(children)


def _line_marks(line: Line, x: float, baseline: float, color: str) -> list[Element | Mark]:
    """The runs of one line; a base followed by its ruby becomes Ruby(RB, RT)."""
    children: list[Element | Mark] = []
    for placed in line.runs:
        text = Text(x + placed.x, baseline + placed.dy, placed.run, color)
        if placed.kind == "ruby":
            base = children.pop()
            children.append(
                Element(
                    role="Ruby",
                    children=(
                        Element(role="RB", children=(base,)),
                        Element(role="RT", children=(text,)),
                    ),
                )
            )
        else:
            children.append(text)
    return children


@dataclass(frozen=True)
class Kit:
    """One edition in one layout at one fitting level."""

    edition: Edition
    layout: Layout
    fit: Fit = field(default_factory=Fit)

    @cached_property
    def fields(self) -> dict[str, str]:
        """What the fields in a layout's text stand for (`handbook.layout.FIELDS`)."""
        plan, district = self.edition.plan, self.edition.district
        return {
            "district": district.name,
            "reading": district.reading,
            "name": "{" + district.name + "|" + district.reading + "}",
            "city": plan.city,
            "plan": plan.title,
            "kind": plan.edition_name,
            "subtitle": plan.subtitle,
            "period": plan.period.text,
            "date": plan.data_date,
            "contact": plan.contacts[0].name,
            "contact_phone": plan.contacts[0].phone,
            "council": plan.contacts[-1].name,
        }

    def fill(self, text: object) -> str:
        """A layout's text with its fields filled in."""
        result = str(text)
        if "{" in result:
            for name, value in self.fields.items():
                result = result.replace("{" + name + "}", value)
        return result

    def color(self, name: object) -> str:
        return self.layout.colors[str(name)]

    def face(self, name: str) -> Face:
        return load_face(self.layout.faces[name])

    def style(self, name: object, *, align: str | None = None) -> TextStyle:
        """The style `name` of the layout at this kit's fitting level.

        Raises `InputError` if the layout has no style of this name.
        """
        style = self.layout.styles.get(str(name))
        if style is None:
            raise InputError(
                [
                    Problem(
                        f"様式「{name}」がレイアウト「{self.layout.name}」にありません。",
                        f"styles に「{name}」を加えてください。",
                        Place(self.layout.file),
                    )
                ]
            )
        bound = style.max_leading if self.fit.leading > 0 else style.min_leading
        leading = style.leading + (bound - style.leading) * abs(self.fit.leading)
        size = style.min_size + (style.size - style.min_size) * self.fit.size
        return TextStyle(
            face=self.face(style.face),
            size=size,
            leading=leading * size,
            align=align or style.align,
            phrase=style.phrase,
            ruby_size=style.ruby,
            figures=style.figures,
        )

    def text(
        self,
        text: str,
        style: object,
        width: float = UNLIMITED,
        *,
        color: str | None = None,
        align: str | None = None,
    ) -> SetText:
        """`text` (may hold ruby) set in the named style to `width` points; one line without a width."""
        text_style = self.style(style, align=align)
        return SetText(
            compose_paragraph(text, width, text_style),
            text_style,
            color or self.color(self.layout.styles[str(style)].color),
        )


def artifact(*marks: Shape, kind: str = "Layout") -> Element:
    """Decoration: what a listener does not need."""
    return Element(role=ARTIFACT, children=marks, attributes=(("Type", kind),))


def paragraph(text: SetText, x: float, y: float, role: str = "P") -> Element:
    """`text` at (`x`, `y`) as one structure element."""
    return Element(role=role, children=text.marks(x, y))


def element(role: str, *children: Element | Mark, **properties: object) -> Element:
    """A structure element with its children as arguments."""
    return Element(role=role, children=children, **properties)  # type: ignore[arg-type]


def spread(height: float, parts: Sequence[float]) -> list[float]:
    """Heights of `parts` (points) with what is left of `height` shared out evenly among them."""
    extra = (height - sum(parts)) / len(parts) if parts else 0.0
    return [part + extra for part in parts]
