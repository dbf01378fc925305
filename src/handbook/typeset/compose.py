"""The two ways in: `break_lines` and `compose_paragraph`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from handbook.typeset.errors import UnbreakableError
from handbook.typeset.fit import STRETCH_BOUND, Rules, TooWideError, fit
from handbook.typeset.lines import Line, Paragraph, build_line
from handbook.typeset.material import Material, prepare
from handbook.typeset.style import TextStyle

if TYPE_CHECKING:
    from handbook.fonts import Face


def break_lines(text: str, measure: float, style: TextStyle) -> tuple[Line, ...]:
    """The lines of `text` in a `measure` of points; a line feed ends a line.

    Raises UnbreakableError if a piece that must stay whole is wider than the measure and
    MissingGlyphError if the face lacks a character. Same text, style and measure: the same lines,
    from memory. `style.leading` plays no part.
    """
    return _lines(
        text,
        measure,
        style.face,
        style.size,
        style.align,
        style.level,
        style.phrase,
        style.whole,
        style.autospace,
        style.figures,
        style.hang,
        style.ruby_face,
        style.ruby_size,
    )


def compose_paragraph(text: str, measure: float, style: TextStyle) -> Paragraph:
    """The same lines as a paragraph, with its width and height in points; raises as `break_lines`."""
    lines = break_lines(text, measure, style)
    width = max((line.width for line in lines), default=0.0)
    return Paragraph(lines, width, len(lines) * style.leading, style.leading)


@lru_cache(maxsize=8192)
def _lines(
    text: str,
    measure: float,
    face: Face,
    size: float,
    align: str,
    level: str,
    phrase: str,
    whole: str,
    autospace: float,
    figures: str,
    hang: bool,
    ruby_face: Face | None,
    ruby_size: float,
) -> tuple[Line, ...]:
    style = TextStyle(
        face=face,
        size=size,
        leading=size,
        align=align,
        level=level,
        phrase=phrase,
        whole=whole,
        autospace=autospace,
        figures=figures,
        hang=hang,
        ruby_face=ruby_face,
        ruby_size=ruby_size,
    )
    lines: list[Line] = []
    for piece in text.split("\n"):
        material = prepare(piece, face, level, phrase, whole, autospace, figures, ruby_face or face, ruby_size)
        lines += _paragraph(material, measure, style)
    return tuple(lines)


def _paragraph(material: Material, measure: float, style: TextStyle) -> list[Line]:
    if not material.texts:
        return [Line("", 0.0, 0.0, ())]
    try:
        firsts = fit(material, measure / style.size, Rules(style.align, style.phrase))
    except TooWideError as found:
        piece = "".join(material.texts[found.start : found.end])
        width = (material.ends[found.end] - material.starts[found.start]) * style.size
        raise UnbreakableError(piece, width, measure) from None
    lines = []
    for start, end in zip(firsts, [*firsts[1:], len(material.texts)], strict=True):
        last = end == len(material.texts)
        fill = 0.0 if style.align != "justify" or last else _fill(material, start, end, measure / style.size)
        lines.append(build_line(material, start, end, style, measure, fill=fill))
    return lines


def _fill(material: Material, start: int, end: int, measure: float) -> float:
    slack = measure - (material.ends[end] - material.starts[start])
    gaps = material.stretch[end - 1] - material.stretch[start]
    if gaps <= 0 or slack / gaps > STRETCH_BOUND:
        return 0.0
    return slack / gaps
