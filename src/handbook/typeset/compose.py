"""The two ways in: `break_lines` and `compose_paragraph`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from handbook.typeset.errors import UnbreakableError
from handbook.typeset.fit import TooWideError, fit
from handbook.typeset.lines import Line, Paragraph, build_line, empty_line
from handbook.typeset.markup import item_mark
from handbook.typeset.material import Material, at_one_em, prepare
from handbook.typeset.style import TextStyle

_HANGING = ("left", "justify")
"""How the lines stand of items that hang."""
_MOST_INDENT = 0.25
"""The most of its measure that an item's mark may take."""


def break_lines(text: str, measure: float, style: TextStyle) -> tuple[Line, ...]:
    """The lines of `text` in a `measure` of points; a line feed ends a paragraph.

    A paragraph that begins with the mark of an item (`markup.item_mark`) hangs: its mark stands in its own
    width, all lines behind it (JLREQ §3.5.2), unless the style centres it or sets it to the right.
    Raises UnbreakableError if a piece that must stay whole is wider than the measure and
    MissingGlyphError if the face lacks a character. Same text, style and measure: the same lines,
    from memory. `style.leading` plays no part.
    """
    return _lines(text, measure, style.unled)


def compose_paragraph(text: str, measure: float, style: TextStyle) -> Paragraph:
    """The same lines as a paragraph, with its width and height in points; raises as `break_lines`."""
    lines = break_lines(text, measure, style)
    return Paragraph(lines, max(line.width for line in lines), len(lines) * style.leading, style.leading)


@lru_cache(maxsize=1024)
def _lines(text: str, measure: float, style: TextStyle) -> tuple[Line, ...]:
    wanted = at_one_em(style)
    lines: list[Line] = []
    for piece in text.split("\n"):
        lead = lead_of(piece, measure, style)
        body = prepare(piece[len(lead.mark) :], wanted)
        first, *others = lead.before(_paragraph(body, measure - lead.width, style), style)
        lines += (first._replace(begins=True), *others)
    return tuple(lines)


class Lead(NamedTuple):
    """The mark of an item, "" where a paragraph is none, and the width that its lines leave free for it."""

    mark: str = ""
    width: float = 0.0

    def before(self, lines: Sequence[Line], style: TextStyle) -> list[Line]:
        """The lines of the item, with its mark before the first."""
        if not self.mark:
            return list(lines)
        first, *others = (line._replace(indent=line.indent + self.width) for line in lines)
        mark = prepare(self.mark, at_one_em(style))
        begun = build_line(mark, 0, mark.item_count, replace(style, align="left"), self.width, last=True)
        first = first._replace(
            text=begun.text + first.text,
            width=first.width + self.width,
            indent=first.indent - self.width,
            runs=(*begun.runs, *(placed._replace(x=placed.x + self.width) for placed in first.runs)),
            mark=len(begun.runs),
        )
        return [first, *others]


def lead_of(paragraph: str, measure: float, style: TextStyle) -> Lead:
    """What the lines of a paragraph hang behind: nothing where the style centres them or sets them to the
    right, or where they would have too little room."""
    mark = item_mark(paragraph) if style.align in _HANGING else ""
    if not mark:
        return Lead()
    wanted = at_one_em(style)
    width = prepare(mark, wanted).starts[-1] * style.size
    if width > measure * _MOST_INDENT:
        return Lead()
    try:
        line_starts(prepare(paragraph[len(mark) :], wanted), measure - width, style)
    except UnbreakableError:
        return Lead()
    return Lead(mark, width)


def _paragraph(material: Material, measure: float, style: TextStyle) -> list[Line]:
    if not (count := material.item_count):
        return [empty_line(style)]
    firsts = line_starts(material, measure, style)
    return [
        build_line(material, start, end, style, measure, last=end == count)
        for start, end in pairwise([*firsts, count])
    ]


def line_starts(material: Material, measure: float, style: TextStyle) -> list[int]:
    """The items with which the lines of a paragraph begin; raises UnbreakableError."""
    try:
        return fit(material, measure / style.size, style)
    except TooWideError as found:
        width = (material.ends[found.end] - material.heads[found.start]) * style.size
        raise UnbreakableError(material.text(found.start, found.end), width, measure) from None
