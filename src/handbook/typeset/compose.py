"""The two ways in: `break_lines` and `compose_paragraph`."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from handbook.typeset.errors import UnbreakableError
from handbook.typeset.fit import TooWideError, fit
from handbook.typeset.lines import Line, Paragraph, build_line, empty_line
from handbook.typeset.material import Material, at_one_em, prepare
from handbook.typeset.style import TextStyle


def break_lines(text: str, measure: float, style: TextStyle) -> tuple[Line, ...]:
    """The lines of `text` in a `measure` of points; a line feed ends a line.

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
        lines += _paragraph(prepare(piece, wanted), measure, style)
    return tuple(lines)


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
