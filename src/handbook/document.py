"""A composed document: pages of placed marks, each inside the structure element it belongs to.

A `Document` is a value: `handbook.compose` makes it, `handbook.pdf` draws it,
tests measure it. A page's elements form a tree. Its order is at once the order
of reading and of painting; what has no meaning for a reader (backgrounds,
rules) is an `Artifact` and stands before the text that it lies behind.
Coordinates are absolute on the page, in points, y downwards from the top left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handbook.typeset.run import GlyphRun

ARTIFACT = "Artifact"
"""Role of what a reader does not need: backgrounds, rules, repeated page furniture."""

STANDARD_ROLES = frozenset(
    "Part Sect Div P H1 H2 H3 L LI Lbl LBody Table TR TH TD THead TBody "
    "Figure Span Link Note Ruby RB RT Caption".split()
)
"""The standard structure types (ISO 32000-1, 14.8.4) that blocks may use."""


@dataclass(frozen=True, slots=True)
class Text:
    """A run of glyphs with its first glyph's origin at `x` on the baseline `y`."""

    x: float
    y: float
    run: GlyphRun
    color: str
    """#RRGGBB"""


@dataclass(frozen=True, slots=True)
class Shape:
    """A path, filled and/or stroked.

    `path` is a tuple of segments: ("M", x, y), ("L", x, y),
    ("C", x1, y1, x2, y2, x3, y3) and ("Z",). Colours are #RRGGBB or None.
    """

    path: tuple[tuple[str | float, ...], ...]
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 0.5
    dash: tuple[float, ...] = ()


Mark = Text | Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A structure element: a role, what it holds in reading order, and what a listener needs.

    `role` is one of STANDARD_ROLES or ARTIFACT. `alt` describes a Figure;
    `actual_text` replaces how the content is read; `href` makes a Link
    (`tel:…`, `https:…`); `attributes` are (name, value) pairs such as
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One side of paper; `elements` in reading order."""

    name: str
    width: float
    height: float
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole edition, laid out. The metadata are what a file manager and a screen reader show."""

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    lang: str
    identifier: str
    """`plan/layout/slug`: which edition in which layout this is, found again by `check`."""
    pages: tuple[Page, ...]


def walk(elements: tuple[Element, ...]) -> Iterator[tuple[Mark, tuple[Element, ...]]]:
    """Every mark in reading order with the elements it lies in, outermost first."""

    def descend(element: Element, path: tuple[Element, ...]) -> Iterator[tuple[Mark, tuple[Element, ...]]]:
        path = (*path, element)
        for child in element.children:
            if isinstance(child, Element):
                yield from descend(child, path)
            else:
                yield child, path

    for element in elements:
        yield from descend(element, ())
