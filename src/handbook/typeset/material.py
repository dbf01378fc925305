"""A paragraph made ready for lines: shaped, spaced, with every place where it may part.

In: a text without line feeds and the parts of a style that do not depend on
size or measure. Out: `Material`, in em, kept for every size and measure at
which the same text is tried. The paragraph is shaped in one call.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from handbook.typeset import classes as c
from handbook.typeset.atoms import atoms
from handbook.typeset.classes import CLASSES
from handbook.typeset.errors import MissingGlyphError
from handbook.typeset.kinsoku import allowed_breaks
from handbook.typeset.markup import Ruby, parse
from handbook.typeset.phrases import phrase_starts
from handbook.typeset.spacing import Rooms, gap

if TYPE_CHECKING:
    from handbook.fonts import Face

PHRASE, CHARACTER, SEAM, EMERGENCY, NEVER = range(5)
"""How willingly a line begins at an item: between phrases, inside one, at the seam of an atom that
is too wide, inside such an atom, not at all."""

_DIGITS = frozenset("0123456789０１２３４５６７８９")
_SPACES = frozenset((c.WORD_SPACE, c.IDEOGRAPHIC_SPACE))
_SOFT_ATOMS = frozenset(("date", "time", "url"))
"""Atoms that may part at their seams, where they do not fit, whatever the style says."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RubyUnit:
    """Ruby over the items `start` to `end`: its glyphs and their advances in em of the ruby size."""

    start: int
    end: int
    glyphs: tuple[int, ...]
    advances: tuple[float, ...]
    texts: tuple[str, ...]
    offset: float
    """Where the first ruby glyph stands from the first item's body, em of the base size."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """Parallel tuples over the items (glyph clusters) of one paragraph; lengths in em."""

    text: str
    texts: tuple[str, ...]
    glyphs: tuple[tuple[int, ...], ...]
    """Usually one glyph; more where a cluster is drawn with several."""
    inner: tuple[tuple[float, ...], ...]
    """Advances of a cluster's glyphs, in em."""
    shifts: tuple[float, ...]
    """Where the first glyph's origin is, from the body's left edge."""
    bodies: tuple[float, ...]
    starts: tuple[float, ...]
    """Where each body begins if all stood on one line; one more entry for the end."""
    ends: tuple[float, ...]
    """`ends[i]`: where a line that holds items up to and excluding `i` ends, spaces at its end ignored."""
    ranks: tuple[int, ...]
    """PHRASE … NEVER for a line that would begin with the item."""
    costs: tuple[float, ...]
    """What a break inside a phrase costs at the item, 0–2; 0 between phrases."""
    rubies: tuple[RubyUnit, ...]
    stretch: tuple[float, ...]
    """Running sum of gaps that may be widened, up to and including the gap before each item."""


@dataclass(frozen=True, slots=True, eq=False)
class _Clusters:
    """What shaping gave, one entry per cluster."""

    firsts: list[int]
    texts: list[str]
    glyphs: list[tuple[int, ...]]
    inner: list[tuple[float, ...]]
    advances: list[float]


@lru_cache(maxsize=4096)
def prepare(
    text: str,
    face: Face,
    level: str,
    phrase: str,
    whole: str,
    autospace: float,
    figures: str,
    ruby_face: Face,
    ruby_size: float,
) -> Material:
    """The material of one paragraph; raises MissingGlyphError."""
    plain, rubies = parse(text)
    clusters = _shape(plain, face)
    count = len(clusters.texts)
    item_at = {first: item for item, first in enumerate(clusters.firsts)}
    kinds = [CLASSES[piece[0]] for piece in clusters.texts]
    bodies, shifts, gaps = _spaced(clusters, kinds, face, autospace, figures)
    units = []
    for ruby in rubies:
        for start, end, reading in _ruby_spans(ruby, item_at, count):
            units.append(_ruby_unit(start, end, reading, bodies, gaps, shifts, ruby_face, ruby_size))
    ranks, costs = _ranks(plain, clusters.firsts, rubies, level, phrase, whole)
    starts, ends = _positions(kinds, bodies, gaps)
    return Material(
        text=plain,
        texts=tuple(clusters.texts),
        glyphs=tuple(clusters.glyphs),
        inner=tuple(clusters.inner),
        shifts=tuple(shifts),
        bodies=tuple(bodies),
        starts=starts,
        ends=ends,
        ranks=tuple(ranks),
        costs=tuple(costs),
        rubies=tuple(units),
        stretch=_stretch(kinds),
    )


def _shape(plain: str, face: Face) -> _Clusters:
    shaped = face.shape(plain)
    indices = shaped.clusters
    if 0 in shaped.glyphs:
        found = dict.fromkeys(i for i, glyph in zip(indices, shaped.glyphs, strict=True) if not glyph)
        by_char = {plain[i]: i for i in reversed(found)}
        raise MissingGlyphError(plain, sorted(by_char.items(), key=lambda pair: pair[1]), face.name)
    firsts = sorted(set(indices))
    if len(firsts) == len(plain) == len(indices):
        return _Clusters(
            firsts,
            list(plain),
            [(glyph,) for glyph in shaped.glyphs],
            [(advance,) for advance in shaped.advances],
            list(shaped.advances),
        )
    members: dict[int, list[int]] = {first: [] for first in firsts}
    for place, index in enumerate(indices):
        members[index].append(place)
    inner = [tuple(shaped.advances[p] for p in members[first]) for first in firsts]
    return _Clusters(
        firsts,
        [plain[a:b] for a, b in zip(firsts, [*firsts[1:], len(plain)], strict=True)],
        [tuple(shaped.glyphs[p] for p in members[first]) for first in firsts],
        inner,
        [sum(widths) for widths in inner],
    )


def _spaced(
    clusters: _Clusters, kinds: list[int], face: Face, autospace: float, figures: str
) -> tuple[list[float], list[float], list[float]]:
    """Bodies, shifts and the gap after each item."""
    rooms = Rooms(face).of
    bodies: list[float] = []
    shifts: list[float] = []
    gaps: list[float] = []
    before, trail = 0, 0.0
    figure = _figure_width(face) if figures == "tabular" else 0.0
    for text, glyphs, advance, kind in zip(
        clusters.texts, clusters.glyphs, clusters.advances, kinds, strict=True
    ):
        lead, after = rooms(glyphs[0], kind, advance)
        pad = (figure - advance) / 2 if figure and text in _DIGITS else 0.0
        if before:
            gaps.append(gap(before, kind, trail, lead, autospace))
        bodies.append(advance + 2 * pad - lead - after)
        shifts.append(pad - lead)
        before, trail = kind, after
    if bodies:
        gaps.append(0.0)
    return bodies, shifts, gaps


def _figure_width(face: Face) -> float:
    """The width of the face's widest digit, em."""
    return max(face.advance(face.glyph(digit)) for digit in "0123456789")


def _positions(
    kinds: list[int], bodies: list[float], gaps: list[float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    starts = [0.0]
    ends = [0.0]
    at = end = 0.0
    for kind, body, space in zip(kinds, bodies, gaps, strict=True):
        if kind not in _SPACES:
            end = at + body
        at += body + space
        starts.append(at)
        ends.append(end)
    return tuple(starts), tuple(ends)


def _stretch(kinds: list[int]) -> tuple[float, ...]:
    """Running count of gaps that may open: not inside Western words, not beside spaces at the ends."""
    total = 0.0
    sums = [0.0]
    for before, after in pairwise(kinds):
        if not (before == after and before in (c.WESTERN, c.INSEPARABLE)):
            total += 1
        sums.append(total)
    if kinds:
        sums.append(total)
    return tuple(sums)


def _ruby_spans(ruby: Ruby, item_at: dict[int, int], count: int) -> list[tuple[int, int, str]]:
    """Item ranges and readings: one for a group, one per character otherwise."""
    if len(ruby.readings) == 1:
        start = item_at.get(ruby.start, 0)
        return [(start, item_at.get(ruby.end, count), ruby.readings[0])]
    spans = []
    for place, reading in enumerate(ruby.readings, ruby.start):
        if reading and place in item_at:
            start = item_at[place]
            spans.append((start, start + 1, reading))
    return spans


def _ruby_unit(
    start: int,
    end: int,
    reading: str,
    bodies: list[float],
    gaps: list[float],
    shifts: list[float],
    face: Face,
    scale: float,
) -> RubyUnit:
    """Sets ruby over its base, spacing out whichever is the shorter (JLREQ §3.3.6, 1:2:1)."""
    clusters = _shape(reading, face)
    widths = [advance * scale for advance in clusters.advances]
    base = sum(bodies[start:end]) + sum(gaps[start : end - 1])
    ruby = sum(widths)
    offset = 0.0
    room = 0.0
    if ruby < base:
        room = (base - ruby) / len(widths)
        offset = room / 2
    elif ruby > base:
        each = (ruby - base) / (end - start)
        for item in range(start, end):
            bodies[item] += each
            shifts[item] += each / 2
    glyphs = tuple(glyph for cluster in clusters.glyphs for glyph in cluster)
    advances: list[float] = []
    texts: list[str] = []
    for piece, inner in zip(clusters.texts, clusters.inner, strict=True):
        advances += inner
        advances[-1] += room / scale
        texts += [piece] + [""] * (len(inner) - 1)
    advances[-1] -= room / scale
    return RubyUnit(
        start=start, end=end, glyphs=glyphs, advances=tuple(advances), texts=tuple(texts), offset=offset
    )


def _ranks(
    plain: str, firsts: list[int], rubies: tuple[Ruby, ...], level: str, phrase: str, whole: str
) -> tuple[list[int], list[float]]:
    """For each item how willingly a line begins there, and what that costs."""
    allowed = allowed_breaks(plain, level)
    ranks = [PHRASE if may else NEVER for may in allowed]
    for atom in atoms(plain):
        inside = SEAM if whole == "prefer" or atom.kind in _SOFT_ATOMS else NEVER
        for place in range(atom.start + 1, atom.end):
            ranks[place] = EMERGENCY if whole == "prefer" else NEVER
        for place in atom.seams:
            ranks[place] = CHARACTER if atom.open else inside
    for ruby in rubies:
        if len(ruby.readings) == 1:
            for place in range(ruby.start + 1, ruby.end):
                ranks[place] = NEVER
    costs = [0.0] * len(plain)
    if phrase != "off":
        places = [place for place, rank in enumerate(ranks) if rank == PHRASE]
        starts = phrase_starts(plain, places)
        for place in places:
            if place not in starts and not _parts_phrases(plain[place - 1]):
                ranks[place] = CHARACTER
                costs[place] = 1.0
        for ruby in rubies:
            for place in range(ruby.start + 1, ruby.end):
                if ranks[place] == PHRASE:
                    ranks[place] = CHARACTER
                    costs[place] = 1.0
    if len(firsts) == len(plain):
        return ranks, costs
    return [ranks[first] for first in firsts], [costs[first] for first in firsts]


def _parts_phrases(before: str) -> bool:
    """After a comma, a full stop or a space a phrase begins, whatever the model says."""
    return CLASSES[before] in (c.COMMA, c.FULL_STOP, c.WORD_SPACE, c.IDEOGRAPHIC_SPACE)
