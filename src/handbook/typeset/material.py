"""A paragraph made ready for lines: shaped, spaced, with every place where it may part.

In: a text without line feeds and the parts of a style that do not depend on
size or measure. Out: `Material`, in em, kept for every size and measure at
which the same text is tried. The paragraph is shaped in one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from handbook.typeset import classes as c
from handbook.typeset.adjust import Adjustment, adjustment
from handbook.typeset.breaks import NEVER, find_breaks
from handbook.typeset.classes import CLASSES
from handbook.typeset.errors import MissingGlyphError
from handbook.typeset.markup import Ruby, parse
from handbook.typeset.ruby import Complex, Neighbours, Part, make_complex, may_part
from handbook.typeset.spacing import gap, room

if TYPE_CHECKING:
    from handbook.fonts import Face

_DIGITS = frozenset("0123456789０１２３４５６７８９")
_SPACES = frozenset((c.WORD_SPACE, c.IDEOGRAPHIC_SPACE))
_HANGING = frozenset((c.COMMA, c.FULL_STOP))
"""What may hang (JLREQ §3.8.2, note on hanging punctuation)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a style bears on the material; hashable, so that material is kept by it."""

    face: Face
    level: str
    phrase: str
    whole: str
    autospace: float
    figures: str
    hang: bool
    justify: bool
    ruby_face: Face
    ruby_size: float


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """What shaping gave, one entry per item; an item is a cluster of glyphs that stay together."""

    firsts: list[int]
    """Index in the text of each item's first character."""
    texts: list[str]
    glyphs: list[tuple[int, ...]]
    inner: list[tuple[float, ...]]
    """Advances of each glyph, em."""
    advances: list[float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """Parallel sequences over the items of one paragraph; lengths in em.

    A line of items `start` to `end` is `ends[end] - heads[start]` wide and `hangs[end]` less if its
    last mark hangs.
    """

    clusters: Clusters
    shifts: list[float]
    """Where an item's first glyph has its origin, from the item's body."""
    starts: list[float]
    """Where each body begins if all stood on one line."""
    heads: list[float]
    """Where a line that begins with the item begins: ruby that hung back over a neighbour reaches further."""
    ends: list[float]
    """`ends[i]`: where a line of the items before `i` ends, spaces at its end left out."""
    tails: list[int]
    """`tails[i]`: the items before `i` without the spaces at their end."""
    hangs: list[float]
    ranks: list[int]
    costs: list[float]
    complexes: list[Complex]
    adjustment: Adjustment | None
    """For justified text only."""

    @property
    def count(self) -> int:
        return len(self.clusters.texts)

    def text(self, start: int, end: int) -> str:
        return "".join(self.clusters.texts[start:end])


@lru_cache(maxsize=4096)
def prepare(text: str, wanted: Wanted) -> Material:
    """The material of one paragraph; raises MissingGlyphError."""
    plain, rubies = parse(text)
    clusters = _shape(plain, wanted.face)
    advances = clusters.advances
    kinds = [CLASSES[piece[0]] for piece in clusters.texts]
    breaks = find_breaks(plain, rubies, wanted.level, wanted.phrase, wanted.whole)
    if len(clusters.firsts) != len(plain):
        breaks = breaks.at(clusters.firsts)
    bodies, shifts, gaps = _space(clusters, kinds, breaks.inside, wanted)
    complexes = _ruby(rubies, clusters, kinds, wanted)
    fixed: set[int] = set()
    for found in complexes:
        for item, (before, after) in enumerate(found.widening, found.start):
            bodies[item] += before + after
            shifts[item] += before
        for item in range(found.start + 1, found.end):
            if not may_part(found, item, advances):
                breaks.ranks[item] = NEVER
        fixed.update(range(found.start, found.end - 1))
        if found.before:
            fixed.add(found.start - 1)
        if found.after:
            fixed.add(found.end - 1)
    starts = list(accumulate((body + space for body, space in zip(bodies, gaps, strict=True)), initial=0.0))
    heads = starts[:-1]
    for found in complexes:
        heads[found.start] -= found.before
    ends, tails, hangs = _ends(kinds, bodies, starts, complexes, wanted.hang)
    return Material(
        clusters=clusters,
        shifts=shifts,
        starts=starts,
        heads=heads,
        ends=ends,
        tails=tails,
        hangs=hangs,
        ranks=breaks.ranks,
        costs=breaks.costs,
        complexes=complexes,
        adjustment=adjustment(kinds, gaps, advances, breaks.inside, fixed) if wanted.justify else None,
    )


def _shape(plain: str, face: Face) -> Clusters:
    shaped = face.shape(plain)
    indices = shaped.clusters
    if 0 in shaped.glyphs:
        found = dict.fromkeys(i for i, glyph in zip(indices, shaped.glyphs, strict=True) if not glyph)
        first_of = {plain[i]: i for i in sorted(found, reverse=True)}
        raise MissingGlyphError(plain, sorted(first_of.items(), key=lambda pair: pair[1]), face.name)
    firsts = sorted(set(indices))
    if len(firsts) == len(plain) == len(indices):
        return Clusters(
            firsts,
            list(plain),
            [(glyph,) for glyph in shaped.glyphs],
            [(advance,) for advance in shaped.advances],
            list(shaped.advances),
        )
    members: dict[int, list[int]] = {first: [] for first in firsts}
    for index, place in zip(indices, range(len(indices)), strict=True):
        members[index].append(place)
    inner = [tuple(shaped.advances[p] for p in members[first]) for first in firsts]
    return Clusters(
        firsts,
        [plain[a:b] for a, b in zip(firsts, [*firsts[1:], len(plain)], strict=True)],
        [tuple(shaped.glyphs[p] for p in members[first]) for first in firsts],
        inner,
        [sum(widths) for widths in inner],
    )


def _space(
    clusters: Clusters, kinds: list[int], inside: list[bool], wanted: Wanted
) -> tuple[list[float], list[float], list[float]]:
    """Bodies, shifts and the gap after each item."""
    rooms: dict[tuple[int, ...], tuple[float, float]] = {}
    bodies: list[float] = []
    shifts: list[float] = []
    gaps: list[float] = []
    before, trail, autospace = 0, 0.0, wanted.autospace
    tabular = _figure_width(wanted.face) if wanted.figures == "tabular" else 0.0
    for item, (glyphs, advance) in enumerate(zip(clusters.glyphs, clusters.advances, strict=True)):
        kind = kinds[item]
        found = rooms.get(glyphs)
        if found is None:
            found = rooms[glyphs] = room(kind, advance, wanted.face.ink(glyphs[0]))
        lead, after = found
        if before:
            if before in _HANGING and inside[item]:
                gaps.append(0.0)  # １，０００: a separator inside a number is no punctuation
            else:
                gaps.append(gap(before, kind, trail, lead, autospace))
        pad = (tabular - advance) / 2 if tabular and clusters.texts[item] in _DIGITS else 0.0
        bodies.append(advance + 2 * pad - lead - after)
        shifts.append(pad - lead)
        before, trail = kind, after
    if bodies:
        gaps.append(0.0)
    return bodies, shifts, gaps


def _figure_width(face: Face) -> float:
    """The width of the face's widest digit, em."""
    return max(face.advance(face.glyph(digit)) for digit in "0123456789")


def _ruby(rubies: Sequence[Ruby], clusters: Clusters, kinds: list[int], wanted: Wanted) -> list[Complex]:
    if not rubies:
        return []
    items = [item for item, piece in enumerate(clusters.texts) for _ in piece]
    neighbours = Neighbours(kinds, clusters.advances, wanted.ruby_size)
    complexes = []
    for ruby in rubies:
        for spans in _words(ruby, items):
            parts = tuple(_part(start, end, reading, wanted) for start, end, reading in spans)
            complexes.append(make_complex(parts, neighbours))
    return complexes


def _words(ruby: Ruby, items: list[int]) -> list[list[tuple[int, int, str]]]:
    """Items and readings of each complex; a base character without reading parts a jukugo word.

    `items` says to which item each character belongs.
    """
    start, end = items[ruby.start], items[ruby.end - 1] + 1
    if len(ruby.readings) != end - start:
        return [[(start, end, ruby.reading)]]
    words: list[list[tuple[int, int, str]]] = [[]]
    for item, reading in enumerate(ruby.readings, start):
        if reading:
            words[-1].append((item, item + 1, reading))
        elif words[-1]:
            words.append([])
    return [word for word in words if word]


def _part(start: int, end: int, reading: str, wanted: Wanted) -> Part:
    clusters = _shape(reading, wanted.ruby_face)
    advances: list[float] = []
    texts: list[str] = []
    for piece, inner in zip(clusters.texts, clusters.inner, strict=True):
        advances += (advance * wanted.ruby_size for advance in inner)
        texts += (piece, *[""] * (len(inner) - 1))
    return Part(
        start,
        end,
        tuple(glyph for cluster in clusters.glyphs for glyph in cluster),
        tuple(advances),
        tuple(texts),
        solid=all(CLASSES[char] in (c.WESTERN, c.WORD_SPACE) for char in reading),
    )


def _ends(
    kinds: list[int], bodies: list[float], starts: list[float], complexes: list[Complex], hang: bool
) -> tuple[list[float], list[int], list[float]]:
    ends, tails, hangs = [0.0], [0], [0.0]
    end, tail, hung = 0.0, 0, 0.0
    for item, kind in enumerate(kinds):
        if kind not in _SPACES:
            end, tail = starts[item] + bodies[item], item + 1
            hung = bodies[item] if hang and kind in _HANGING and item else 0.0
        ends.append(end)
        tails.append(tail)
        hangs.append(hung)
    for found in complexes:
        if found.after:
            _reach(found, kinds, ends, hangs)
    return ends, tails, hangs


def _reach(found: Complex, kinds: list[int], ends: list[float], hangs: list[float]) -> None:
    """Ruby that hangs ahead needs its room also where the line ends under it."""
    last = found.end
    ends[last] += found.after
    while last < len(kinds) and kinds[last] in _SPACES:
        last += 1
        ends[last] += found.after
    if last == found.end < len(kinds):
        hangs[last + 1] = max(0.0, hangs[last + 1] - found.after)
