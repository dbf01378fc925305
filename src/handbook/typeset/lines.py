"""Lines of placed glyphs: what `break_lines` and `compose_paragraph` give back, and a page draws."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import NamedTuple

from handbook.fonts import Face
from handbook.typeset.material import Inline, Material
from handbook.typeset.ruby import Complex, place
from handbook.typeset.spacing import distribute
from handbook.typeset.style import TextStyle


@dataclass(frozen=True, eq=False, repr=False)
class GlyphRun:
    """Glyphs of one face and size on one baseline, left to right.

    `glyphs` are glyph ids of `face`; `advances` (points) already hold every
    adjustment of spacing; `texts` are the characters each glyph stands for,
    empty where a glyph continues the one before it. All three have one length.
    A run is compared by identity, so that caches may keep work done for it.
    """

    face: Face
    size: float
    glyphs: tuple[int, ...]
    advances: tuple[float, ...]
    texts: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<GlyphRun {self.face.name} {self.size:g} {self.text!r}>"

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def width(self) -> float:
        return sum(self.advances)


class Placed(NamedTuple):
    """A run and where its first glyph's origin is, in points.

    `x` counts from the line's start (add `Line.indent` for the measure's left edge), `dy` from the
    line's baseline, downwards, so ruby has a negative one. `kind` is `base` or `ruby`. A base that has
    ruby is a run of its own (several, where it needs several faces), directly followed by its ruby; all
    name it in `base`. Elsewhere `base` is empty. `inline` is what markup says of a base, or of the text.
    """

    x: float
    dy: float
    run: GlyphRun
    kind: str = "base"
    base: str = ""
    inline: Inline = Inline()


class Line(NamedTuple):
    """One line; lengths in points.

    `text` is its plain text, spaces at its end included; the texts of its base runs join to it.
    `width` is what it takes of the measure: spaces at its end, and the blank half of a bracket or
    full stop at its edges, do not count. `hang` is the part of it that hangs out of the measure.
    `indent` is where the line starts in the measure, from the style's `align`. `rise` and `depth`
    are how far its em boxes, those of ruby included, reach above and below the baseline.
    """

    text: str
    width: float
    indent: float
    runs: tuple[Placed, ...]
    hang: float = 0.0
    rise: float = 0.0
    depth: float = 0.0
    begins: bool = False
    """Whether a paragraph begins with it."""
    mark: int = 0
    """How many of its first runs are the mark of an item, which begins with it."""


class Paragraph(NamedTuple):
    """Composed lines; `width` is the widest line's, `height` is lines × leading, in points."""

    lines: tuple[Line, ...]
    width: float
    height: float
    leading: float


def empty_line(style: TextStyle) -> Line:
    face = style.face
    return Line("", 0.0, 0.0, (), 0.0, face.ascent * style.size, -face.descent * style.size)


def build_line(
    material: Material, start: int, end: int, style: TextStyle, measure: float, *, last: bool
) -> Line:
    """The line of items `start` to `end`; `last` leaves a justified paragraph's last line unfilled."""
    size = style.size
    origins, right, hang = _origins(material, start, end, measure / size, fill=not last)
    runs: list[Placed] = []
    at = start
    for found, first, final in ruby_in(material, start, end) if material.complexes else ():
        if at < first:
            runs += _base(material, at, first, start, origins, style, "")
        base = material.text(first, final)
        runs += _base(material, first, final, start, origins, style, base)
        runs += _ruby(material, found, (first, final), start, origins, style, base)
        at = final
    if at < end:
        runs += _base(material, at, end, start, origins, style, "")
    width = right * size
    spare = measure - width + hang * size
    indent = spare / 2 if style.align == "center" else spare if style.align == "right" else 0.0
    rise = style.face.ascent * size
    if material.complexes and any(placed.kind == "ruby" for placed in runs):
        rise += size * style.ruby_size
    return Line(
        material.text(start, end),
        width,
        indent,
        tuple(runs),
        hang * size,
        rise,
        -style.face.descent * size,
    )


def _origins(
    material: Material, start: int, end: int, measure: float, *, fill: bool
) -> tuple[list[float], float, float]:
    """Each item's glyph origin from the line's start, one more for its end; its width; what hangs out."""
    head = material.heads[start]
    right = material.ends[end] - head
    hang = material.hangs[end] if right > measure + 1e-6 else 0.0
    tail = max(material.tails[end], start)
    starts, shifts = material.starts, material.shifts
    origins = [starts[item] - head + shifts[item] for item in range(start, tail)]
    slack = measure - right + hang
    if material.adjustment and tail > start and (fill or slack < 0):
        moved = 0.0
        changes = distribute(material.adjustment, start, tail, slack)
        for place, change in enumerate(changes, 1):
            moved += change
            origins[place] += moved
        right += moved
    origins += [right] * (end - tail + 1)
    return origins, right, hang


def ruby_in(material: Material, start: int, end: int) -> Iterator[tuple[Complex, int, int]]:
    """The complexes of a line and which of their items stand in it."""
    complexes = material.complexes
    for at in range(bisect_right(complexes, start, key=lambda found: found.end), len(complexes)):
        found = complexes[at]
        if found.start >= end:
            return
        yield found, max(found.start, start), min(found.end, end)


def _base(
    material: Material, first: int, last: int, start: int, origins: list[float], style: TextStyle, base: str
) -> Iterator[Placed]:
    """The items' runs: one, but for items that another face has, or of which markup says something."""
    others, inlines = material.clusters.others, material.inlines
    if not others and not inlines:
        yield _run(material, first, last, start, origins, style, base)
        return
    kinds = ((others.get(item, style.face), inlines.get(item, Inline())) for item in range(first, last))
    at = first
    for (face, inline), same in groupby(kinds):
        begun, at = at, at + len(list(same))
        placed = _run(material, begun, at, start, origins, replace(style, face=face), base)
        yield placed._replace(inline=inline)


def _run(
    material: Material, first: int, last: int, start: int, origins: list[float], style: TextStyle, base: str
) -> Placed:
    size = style.size
    clusters = material.clusters
    glyphs: list[int] = []
    advances: list[float] = []
    texts: list[str] = []
    for item in range(first, last):
        drawn, widths = clusters.drawn[item]
        step = (origins[item - start + 1] - origins[item - start]) * size
        inner = [width * size for width in widths[:-1]]
        glyphs += drawn
        texts += (clusters.texts[item], *[""] * len(inner))
        advances += (*inner, step - sum(inner))
    run = GlyphRun(style.face, size, tuple(glyphs), tuple(advances), tuple(texts))
    return Placed(origins[first - start] * size, 0.0, run, "base", base)


def _ruby(
    material: Material,
    found: Complex,
    span: tuple[int, int],
    start: int,
    origins: list[float],
    style: TextStyle,
    base: str,
) -> Iterator[Placed]:
    """Ruby stands on the em box of its base (JLREQ §3.3.4)."""
    first, last = span
    parts = [part for part in found.parts if first <= part.start < last]
    lefts = [origins[item - start] for item in range(first, last)]
    advances = material.clusters.advances[first:last]
    rights = [left + advance for left, advance in zip(lefts, advances, strict=True)]
    positions = place(parts, found.separate, lefts, rights)
    face, size = style.ruby_face or style.face, style.size * style.ruby_size
    natural = [advance for part in parts for advance in part.advances]
    steps = [(after - at) * style.size for at, after in pairwise(positions)]
    glyphs = [glyph for part in parts for glyph in part.glyphs]
    texts = [text for part in parts for text in part.texts]
    faces = [each for part in parts for each in part.faces]
    widths = (*steps, natural[-1] * style.size)
    dy = -(style.face.ascent * style.size - face.descent * size)
    at = 0
    for own, same in groupby(faces):
        drawn = slice(at, at + len(list(same)))
        run = GlyphRun(own, size, tuple(glyphs[drawn]), widths[drawn], tuple(texts[drawn]))
        yield Placed(positions[at] * style.size, dy, run, "ruby", base)
        at = drawn.stop
