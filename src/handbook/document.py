"""A composed document: pages of placed marks, each inside the structure element it belongs to.

A `Document` is a value: `handbook.composer` makes it, `handbook.pdf` draws it,
tests measure it. A page's elements form a tree, and are gathered into portions
that editions have in common. Their order is at once the order of reading and of
painting; what has no meaning for a reader (backgrounds, rules) is an `Artifact`
and stands before the text that it lies behind.
Coordinates are absolute on the page, in points, y downwards from the top left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple, TypeVar

from handbook.pictures import Drawing, Photograph
from handbook.typeset.lines import GlyphRun
from handbook.units import Rect

ARTIFACT = "Artifact"
"""Role of what a reader does not need: backgrounds, rules, repeated page furniture."""

HEADINGS = {f"H{level}": level for level in range(1, 7)}
"""Roles of headings, and their levels."""

STANDARD_ROLES = frozenset(
    {"Part", "Sect", "Div", "P", *HEADINGS, "L", "LI", "Lbl", "LBody"}
    | {"Table", "THead", "TBody", "TR", "TH", "TD", "Caption", "Figure"}
    | {"TOC", "TOCI", "Reference"}
    | {"Span", "Link", "Form", "Note", "Ruby", "RB", "RT"}
    | {"Strong"}
)
"""The standard structure types (ISO 32000-1, 14.8.4) that blocks may use; `Strong`, which is of ISO 32000-2,
is written as a Span."""


class Text(NamedTuple):
    """A run of glyphs with its first glyph's origin at `x` on the baseline `y`."""

    x: float
    y: float
    run: GlyphRun
    color: str
    """#RRGGBB"""


class Shape(NamedTuple):
    """A path, filled and/or stroked.

    `path` is a tuple of segments: ("M", x, y), ("L", x, y),
    ("C", x1, y1, x2, y2, x3, y3) and ("Z",). Colours are #RRGGBB or None.
    """

    path: tuple[tuple[str | float, ...], ...]
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 0.5
    dash: tuple[float, ...] = ()


class Picture(NamedTuple):
    """A drawing or a photograph, scaled to fill a box of its own proportions."""

    box: Rect
    drawing: Drawing | Photograph


Mark = Text | Shape | Picture


class Element(NamedTuple):
    """A structure element: a role, what it holds in reading order, and what a listener needs.

    `role` is one of STANDARD_ROLES or ARTIFACT. `alt` describes a Figure;
    `actual_text` replaces how the content is read; `href` makes a Link
    (`tel:…`, `https:…`; `#3` leads to the third heading of the document, `#note-1` to the first element with
    that `id`); `attributes` are (name, value) pairs such as
    ("Scope", "Row") or ("ListNumbering", "Disc"); for an artifact, ("Type",
    "Background" | "Layout" | "Pagination"). `block` names the layout block
    that made it, for messages and dumps.
    """

    role: str
    children: tuple[Element | Mark, ...] = ()
    alt: str | None = None
    actual_text: str | None = None
    lang: str | None = None
    title: str | None = None
    href: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    block: str = ""
    id: str | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Portion:
    """Top elements of a page, one after the other, that come and go together.

    `origin` names the fields of the edition that they were made from; what was made from none stands in
    every edition. A portion is compared by identity, so that work done for it (`remembered`) serves all
    editions that it stands in.
    """

    elements: tuple[Element, ...]
    origin: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return (
            f"<Portion of {len(self.elements)} elements from {'、'.join(sorted(self.origin)) or 'the plan'}>"
        )


class Page(NamedTuple):
    """One side of paper; `portions` in reading order."""

    name: str
    width: float
    height: float
    portions: tuple[Portion, ...]
    bleed: float = 0.0
    """How far what is drawn reaches over the sheet's edges, which are at 0 and at its width and height."""
    number: str = ""
    """As it is printed on the page, if it is: viewers then call the page so."""
    folds: tuple[float, ...] = ()
    """Where it is folded, from its left edge."""

    def __repr__(self) -> str:
        return f"<Page {self.name}: {len(self.portions)} portions>"

    @property
    def elements(self) -> tuple[Element, ...]:
        """Its top elements in reading order."""
        return tuple([element for portion in self.portions for element in portion.elements])


class Document(NamedTuple):
    """A whole edition, laid out. The metadata are what a file manager and a screen reader show."""

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    lang: str
    identifier: str
    """`plan/layout/slug`: which edition in which layout this is, found again by `check`."""
    pages: tuple[Page, ...]
    coverage: str = ""
    """From when what it says is, in the plan's words: `令和2年3月`."""
    state: str = ""
    """`proof` or `final`, `ended` behind it after the plan's period: what the file says that it is."""
    code: str = ""
    """Six letters for what it says (`handbook.sheet_code`)."""
    duplex: str = ""
    """By which edge a printer turns the sheet: `long`, `short`; `off`: one side; empty: as it likes."""
    mono: bool = False
    """Whether it promises to hold nothing but black and greys."""

    def __repr__(self) -> str:
        return f"<Document {self.identifier}: {len(self.pages)} pages>"


Worked = TypeVar("Worked")

KEPT = 400
"""Portions for which work is remembered: those of some editions in a row. More would let a long batch grow,
and an editor by what each keystroke leaves."""


def remembered(work: Callable[[Portion], Worked]) -> Callable[[Portion], Worked]:
    """`work`, done once for each portion: the composer gives those that editions have in common as the
    same ones."""
    return lru_cache(maxsize=KEPT)(work)


def joined(portions: Iterable[Portion]) -> tuple[Portion, ...]:
    """Neighbours that were made from the same fields as one portion: they change together."""
    groups = [tuple(group) for _, group in groupby(portions, attrgetter("origin"))]
    return tuple([group[0] if len(group) == 1 else _as_one(group) for group in groups])


@lru_cache(maxsize=KEPT)
def _as_one(portions: tuple[Portion, ...]) -> Portion:
    elements = tuple(chain.from_iterable(portion.elements for portion in portions))
    return Portion(elements, portions[0].origin)


def marks(elements: Iterable[Element]) -> list[Mark]:
    """Every mark in reading order."""
    return list(_marks(elements))


def _marks(children: Iterable[Element | Mark]) -> Iterator[Mark]:
    for child in children:
        if isinstance(child, Element):
            yield from _marks(child.children)
        else:
            yield child


class Heading(NamedTuple):
    """A heading on a page: its level, its words without readings, its upper edge, the block that made it."""

    level: int
    words: str
    top: float
    """Points from the top of the page."""
    block: str


@remembered
def headings(portion: Portion) -> tuple[Heading, ...]:
    """The headings of a portion, in reading order."""
    return tuple(_headings(portion.elements, ""))


def _headings(children: Iterable[Element | Mark], block: str) -> Iterator[Heading]:
    for child in children:
        if not isinstance(child, Element):
            continue
        own = child.block or block
        if child.role in HEADINGS:
            top = min([bounds(mark).y for mark in marks((child,))], default=0.0)
            yield Heading(HEADINGS[child.role], "".join(_unread(child)), top, own)
        elif child.role != ARTIFACT:
            yield from _headings(child.children, own)


def _unread(element: Element) -> Iterator[str]:
    """The words of an element without the readings over them."""
    for child in element.children:
        if isinstance(child, Text):
            yield child.run.text
        elif isinstance(child, Element) and child.role not in ("RT", ARTIFACT):
            yield from _unread(child)


def words(element: Element) -> str:
    """All text of an element, its rubies with it."""
    return "".join([mark.run.text for mark in marks((element,)) if isinstance(mark, Text)])


def bounds(mark: Mark) -> Rect:
    """The box of a mark: of a text its advance width and em box, of a shape its points and stroke."""
    if isinstance(mark, Picture):
        return mark.box
    if isinstance(mark, Text):
        face, size = mark.run.face, mark.run.size
        return Rect(mark.x, mark.y - face.ascent * size, mark.run.width, (face.ascent - face.descent) * size)
    numbers = [value for segment in mark.path for value in segment[1:]]
    xs, ys = [float(x) for x in numbers[0::2]], [float(y) for y in numbers[1::2]]
    half = mark.stroke_width / 2 if mark.stroke else 0.0
    left, top = min(xs) - half, min(ys) - half
    return Rect(left, top, max(xs) + half - left, max(ys) + half - top)
