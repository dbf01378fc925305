"""Lines of placed glyphs: what `break_lines` and `compose_paragraph` give back."""

from __future__ import annotations

from dataclasses import dataclass

from handbook.typeset.material import Material, RubyUnit
from handbook.typeset.run import GlyphRun
from handbook.typeset.style import TextStyle


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A run and where its first glyph's origin is, in points.

    `x` counts from the line's start (add `Line.indent` for the measure's left edge), `dy` from the
    line's baseline, downwards, so ruby has a negative one. `kind` is `base` or `ruby`. A base that has
    ruby is a run of its own, directly followed by its ruby; both name it in `base`. Elsewhere `base`
    is empty.
    """

    x: float
    dy: float
    run: GlyphRun
    kind: str = "base"
    base: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line; lengths in points.

    `text` is its plain text, spaces at its end included; the texts of its base runs join to it.
    `width` is what it takes of the measure: spaces at its end, and the blank half of a bracket or
    full stop at its edges, do not count. `indent` is where the line starts in the measure, from the
    style's `align`.
    """

    text: str
    width: float
    indent: float
    runs: tuple[Placed, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """Composed lines; `width` is the widest line's, `height` is lines × leading, in points."""

    lines: tuple[Line, ...]
    width: float
    height: float
    leading: float


def build_line(
    material: Material, start: int, end: int, style: TextStyle, measure: float, *, fill: float = 0.0
) -> Line:
    """The line of items `start` to `end`; `fill` is the space (em) added to each gap that may open."""
    size = style.size
    origins, right = _origins(material, start, end, fill)
    width = right * size
    placed: list[Placed] = []
    at = start
    for unit in material.rubies:
        if unit.start < start or unit.end > end:
            continue
        if at < unit.start:
            placed.append(_base(material, at, unit.start, start, origins, style, ""))
        base = "".join(material.texts[unit.start : unit.end])
        placed.append(_base(material, unit.start, unit.end, start, origins, style, base))
        left = origins[unit.start - start] - material.shifts[unit.start]
        placed.append(_ruby(unit, left, style, base))
        at = unit.end
    if at < end:
        placed.append(_base(material, at, end, start, origins, style, ""))
    spare = measure - width
    indent = spare / 2 if style.align == "center" else spare if style.align == "right" else 0.0
    return Line("".join(material.texts[start:end]), width, indent, tuple(placed))


def _origins(material: Material, start: int, end: int, fill: float) -> tuple[list[float], float]:
    """Each item's glyph origin from the line's start, one more for the line's end; and its right edge."""
    left = material.starts[start]
    right = material.ends[end] - left
    origins = []
    for item in range(start, end):
        at = min(material.starts[item] - left, right) if item > start else 0.0
        origins.append(at + material.shifts[item])
    if fill:
        base = material.stretch[start]
        origins = [x + fill * (material.stretch[i] - base) for i, x in enumerate(origins, start)]
        right += fill * (material.stretch[end - 1] - base)
    origins.append(right)
    return origins, right


def _base(
    material: Material, first: int, last: int, start: int, origins: list[float], style: TextStyle, base: str
) -> Placed:
    size = style.size
    glyphs: list[int] = []
    advances: list[float] = []
    texts: list[str] = []
    for item in range(first, last):
        ids = material.glyphs[item]
        step = (origins[item - start + 1] - origins[item - start]) * size
        glyphs += ids
        texts.append(material.texts[item])
        if len(ids) == 1:
            advances.append(step)
        else:
            inner = [advance * size for advance in material.inner[item]]
            advances += [*inner[:-1], step - sum(inner[:-1])]
            texts += [""] * (len(ids) - 1)
    run = GlyphRun(style.face, size, tuple(glyphs), tuple(advances), tuple(texts))
    return Placed(origins[first - start] * size, 0.0, run, "base", base)


def _ruby(unit: RubyUnit, left: float, style: TextStyle, base: str) -> Placed:
    """Ruby sits on the base's em box: its descent above the base's ascent (JLREQ §3.3.4)."""
    face = style.ruby_face or style.face
    size = style.size * style.ruby_size
    dy = -(style.face.ascent * style.size - face.descent * size)
    run = GlyphRun(face, size, unit.glyphs, tuple(a * size for a in unit.advances), unit.texts)
    return Placed((left + unit.offset) * style.size, dy, run, "ruby", base)
