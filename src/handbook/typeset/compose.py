"""The two ways in: `break_lines` and `compose_paragraph`."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

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
    return _lines(text, measure, replace(style, leading=0.0))


def compose_paragraph(text: str, measure: float, style: TextStyle) -> Paragraph:
    """The same lines as a paragraph, with its width and height in points; raises as `break_lines`."""
    lines = break_lines(text, measure, style)
    return Paragraph(lines, max(line.width for line in lines), len(lines) * style.leading, style.leading)


@lru_cache(maxsize=4096)
def _lines(text: str, measure: float, style: TextStyle) -> tuple[Line, ...]:
    wanted = at_one_em(style)
    lines: list[Line] = []
    for piece in text.split("\n"):
        mark = item_mark(piece) if style.align in _HANGING else ""
        found = _item(mark, piece[len(mark) :], measure, style) if mark else []
        found = found or _paragraph(prepare(piece, wanted), measure, style)
        lines += (found[0]._replace(begins=True), *found[1:])
    return tuple(lines)


def _item(mark: str, text: str, measure: float, style: TextStyle) -> list[Line]:
    """An item's lines, behind its mark; none where the mark would take too much of the measure."""
    wanted = at_one_em(style)
    lead = prepare(mark, wanted)
    indent = lead.starts[-1] * style.size
    if indent > measure * _MOST_INDENT:
        return []
    first, *others = _paragraph(prepare(text, wanted), measure - indent, style)
    begun = build_line(lead, 0, lead.item_count, replace(style, align="left"), measure, last=True)
    runs = [placed._replace(x=placed.x + indent) for placed in first.runs]
    first = first._replace(
        text=begun.text + first.text,
        width=first.width + indent,
        runs=(*begun.runs, *runs),
        mark=len(begun.runs),
    )
    return [first, *(line._replace(indent=line.indent + indent) for line in others)]


def _paragraph(material: Material, measure: float, style: TextStyle) -> list[Line]:
    count = material.item_count
    if not count:
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
