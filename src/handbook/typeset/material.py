"""A paragraph made ready for lines: shaped, spaced, with every place where it may part.

In: a text without line feeds and the parts of a style that do not depend on
size or measure. Out: `Material`, in em, kept for every size and measure at
which the same text is tried. The paragraph is shaped in one call.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import accumulate, chain, pairwise
from operator import add
from typing import NamedTuple

from handbook import characters
from handbook.fonts import Face
from handbook.typeset import classes as c
from handbook.typeset.breaks import NEVER, Breaks, find_breaks, inside_pieces
from handbook.typeset.classes import CLASSES
from handbook.typeset.errors import MissingGlyphError
from handbook.typeset.markup import Marked, Ruby, note_marks, parse
from handbook.typeset.ruby import Complex, Neighbours, Part, kept_apart, make_complex, may_part
from handbook.typeset.spacing import ROOMY, Adjustment, adjustment, gap, room
from handbook.typeset.style import TextStyle

_DIGITS = frozenset("0123456789")
_SPACES = frozenset((c.WORD_SPACE, c.IDEOGRAPHIC_SPACE))
_SELECTOR = re.compile(f"[{characters.SELECTORS}]")
RUBY_APART = 0.25
"""Least space between the ruby of two words whose bases touch, in ems of the ruby."""
_HANGING = frozenset((c.COMMA, c.FULL_STOP))
"""What may hang (JLREQ §3.8.2, note on hanging punctuation)."""


def at_one_em(style: TextStyle) -> TextStyle:
    """What of a style bears on the material, the rest set alike, so that material is kept by it."""
    align = "justify" if style.align == "justify" else "left"
    return replace(style, size=1.0, leading=0.0, align=align, ruby_face=style.ruby_face or style.face)


Drawn = tuple[tuple[int, ...], tuple[float, ...]]
"""Glyphs and their advances."""


class Clusters(NamedTuple):
    """One entry per item; an item is a cluster of characters and glyphs, nearly always one of each."""

    firsts: list[int]
    """Index in the text of each item's first character."""
    texts: list[str]
    advances: list[float]
    """The width of each item, em."""
    drawn: list[Drawn]
    """The glyphs of each item and their advances."""
    others: dict[int, Face]
    """The face of each item that is not set in the style's own: it lacks it, or the item is strong."""


def _with_figures(clusters: Clusters, face: Face) -> Clusters:
    """The same with digits that are all equally wide."""
    digits = _DIGITS.intersection(clusters.texts)
    figures = {digit: face.figure(digit) for digit in digits if face.covers(digit)}
    if not figures:
        return clusters
    drawn = [
        ((figures[text],), (face.advance(figures[text]),)) if text in figures else own
        for text, own in zip(clusters.texts, clusters.drawn, strict=True)
    ]
    return clusters._replace(drawn=drawn, advances=[sum(advances) for _, advances in drawn])


class Inline(NamedTuple):
    """What markup says of an item beside its ruby: whether it is strong, to which note it leads (0: none)."""

    strong: bool = False
    note: int = 0


class Material(NamedTuple):
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
    places: Places
    complexes: list[Complex]
    adjustment: Adjustment | None
    """For justified text only."""
    inlines: dict[int, Inline]
    """Of the items of which markup says something."""

    @property
    def item_count(self) -> int:
        return len(self.clusters.texts)

    def text(self, start: int, end: int) -> str:
        return "".join(self.clusters.texts[start:end])


class Places:
    """Where lines of a paragraph may begin, by item.

    It is found when somebody asks: most paragraphs of a page stand on one line and part nowhere.
    """

    def __init__(self, text: str, rubies: tuple[Ruby, ...], firsts: list[int], wanted: TextStyle) -> None:
        self._text = text
        self._rubies = rubies
        self._firsts = firsts
        self._wanted = wanted
        self.barred: list[int] = []
        """Items inside complexes of ruby with which no line may begin."""

    @cached_property
    def inside(self) -> list[bool]:
        """Whether an item goes on with a piece that stays whole, where no line opens a gap."""
        inside = inside_pieces(self._text, self._rubies)
        return [inside[first] for first in self._firsts]

    @cached_property
    def breaks(self) -> Breaks:
        """How willingly a line begins with each item."""
        wanted = self._wanted
        options = (wanted.level, wanted.phrase, wanted.whole, wanted.lexicon)
        breaks = find_breaks(self._text, self._rubies, *options)
        breaks = breaks.at(self._firsts)
        for item in self.barred:
            breaks.ranks[item] = NEVER
        return breaks


def shape_text(plain: str, face: Face, others: Sequence[Face] = ()) -> Clusters:
    """Shapes a paragraph in one call, and what the face lacks in the first of the others that has it.

    Raises MissingGlyphError rather than let through a .notdef box, or another shape than is asked for.
    """
    shaped = face.shape(plain)
    indices = shaped.clusters
    firsts = sorted(set(indices))
    members: dict[int, list[int]] = {first: [] for first in firsts}
    for place, index in enumerate(indices):
        members[index].append(place)
    drawn = [
        (tuple(shaped.glyphs[place] for place in places), tuple(shaped.advances[place] for place in places))
        for places in members.values()
    ]
    texts = [plain[start:end] for start, end in pairwise([*firsts, len(plain)])]
    others_of: dict[int, Face] = {}
    # A face draws a variation that it does not know as the plain character, and some letters in pieces.
    if 0 in shaped.glyphs or len(shaped.glyphs) > len(firsts) or _SELECTOR.search(plain):
        others_of = _from_others(texts, drawn, face, others)
        missing = {texts[item]: firsts[item] for item in reversed(range(len(texts))) if 0 in drawn[item][0]}
        if missing:
            raise MissingGlyphError(plain, tuple(reversed(missing.items())), face.name)
    return Clusters(firsts, texts, [sum(advances) for _, advances in drawn], drawn, others_of)


def _from_others(texts: list[str], drawn: list[Drawn], face: Face, others: Sequence[Face]) -> dict[int, Face]:
    """The items that the face lacks and another has, whose glyphs are put in; glyph 0 where none has it."""
    found: dict[int, Face] = {}
    for item, text in enumerate(texts):
        if _has(face, text, drawn[item][0]):
            continue
        drawn[item] = (0,), (0.0,)
        for other in others:
            glyphs, advances, _ = other.shape(text)
            if _has(other, text, glyphs):
                drawn[item], found[item] = (glyphs, advances), other
                break
    return found


def _has(face: Face, text: str, glyphs: tuple[int, ...]) -> bool:
    """Whether a face has the cluster that it draws with these glyphs."""
    parts = characters.clusters(text)
    return 0 not in glyphs and all(face.covers(part) for part in parts if part[1:] or not parts[1:])


@lru_cache(maxsize=64)  # the lines that come of it are remembered; a paragraph of a column has 100 kB
def prepare(text: str, wanted: TextStyle) -> Material:
    """The material of one paragraph; raises MissingGlyphError."""
    marked = parse(text)
    plain, rubies = marked.plain, marked.rubies
    clusters = _shaped(marked, wanted)
    advances = clusters.advances
    kinds = list(map(CLASSES.__getitem__, map(plain.__getitem__, clusters.firsts)))
    places = Places(plain, rubies, clusters.firsts, wanted)
    bodies, shifts, gaps = _space(clusters, kinds, places, wanted)
    complexes = _ruby(rubies, clusters, kinds, wanted)
    fixed: set[int] = set()
    covered: set[int] = set()
    for found in complexes:
        for item, (before, after) in enumerate(found.widening, found.start):
            bodies[item] += before + after
            shifts[item] += before
        bodies[found.end - 1] += found.apart
        inner = range(found.start + 1, found.end)
        places.barred += [item for item in inner if not may_part(found, item, advances)]
        fixed.update(range(found.start, found.end - 1))
        covered.update([found.start - 1] * (found.before > 0) + [found.end - 1] * (found.after > 0))
    starts = list(accumulate(map(add, bodies, gaps), initial=0.0))
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
        places=places,
        complexes=complexes,
        adjustment=adjustment(kinds, gaps, advances, places.inside, fixed, covered)
        if wanted.align == "justify"
        else None,
        inlines=_inlines(marked, clusters.firsts),
    )


def _shaped(marked: Marked, wanted: TextStyle) -> Clusters:
    """The paragraph shaped: in one call, or in one for each piece of another weight."""
    plain, strong = marked.plain, wanted.strong
    if not marked.strong or strong is None or strong is wanted.face:
        return _shape(plain, wanted.face, wanted.others, wanted)
    whole = Clusters([], [], [], [], {})
    edges = [0, *chain.from_iterable(marked.strong), len(plain)]
    for number, (start, end) in enumerate(pairwise(edges)):
        if start == end:
            continue
        is_strong = number % 2 == 1
        face, others = (strong, wanted.strong_others) if is_strong else (wanted.face, wanted.others)
        piece = _shape(plain[start:end], face, others, wanted)
        begun = len(whole.texts)
        whole.firsts.extend(start + first for first in piece.firsts)
        whole.texts.extend(piece.texts)
        whole.advances.extend(piece.advances)
        whole.drawn.extend(piece.drawn)
        if is_strong:
            whole.others.update(dict.fromkeys(range(begun, len(whole.texts)), face))
        whole.others.update({begun + item: other for item, other in piece.others.items()})
    return whole


def _shape(plain: str, face: Face, others: Sequence[Face], wanted: TextStyle) -> Clusters:
    clusters = shape_text(plain, face, others)
    return _with_figures(clusters, face) if wanted.figures == "tabular" else clusters


def _inlines(marked: Marked, firsts: list[int]) -> dict[int, Inline]:
    found: dict[int, Inline] = {}
    spans = [(start, end, Inline(strong=True)) for start, end in marked.strong]
    for start, end, note in note_marks(marked.plain):
        strong = any(first <= start < last for first, last in marked.strong)
        spans.append((start, end, Inline(strong, note)))
    for start, end, inline in spans:
        items = range(bisect_left(firsts, start), bisect_left(firsts, end))
        found.update(dict.fromkeys(items, inline))
    return found


def _space(
    clusters: Clusters, kinds: list[int], places: Places, wanted: TextStyle
) -> tuple[list[float], list[float], list[float]]:
    """Bodies, shifts and the gap after each item."""
    bodies = list(clusters.advances)
    shifts = [0.0] * len(bodies)
    gaps = [0.0] * len(bodies)
    if not wanted.autospace and ROOMY.isdisjoint(kinds):
        return bodies, shifts, gaps
    leads: dict[int, float] = {}
    trails: dict[int, float] = {}
    for item in [item for item, kind in enumerate(kinds) if kind in ROOMY]:
        advance = clusters.advances[item]
        lead, trail = room(
            kinds[item], advance, clusters.others.get(item, wanted.face).ink(clusters.drawn[item][0][0])
        )
        if lead or trail:
            bodies[item] = advance - lead - trail
            shifts[item] = -lead
            leads[item - 1] = lead
            trails[item] = trail
    spaced = range(len(bodies) - 1) if wanted.autospace else sorted(leads.keys() | trails.keys())
    for item in spaced:
        if 0 <= item < len(bodies) - 1 and not (kinds[item] in _HANGING and places.inside[item + 1]):
            # １，０００: a separator inside a number is no punctuation and stays solid.
            autospace = 0.0 if clusters.texts[item] in "!?" else wanted.autospace  # these are Latin
            own = trails.get(item, 0.0), leads.get(item, 0.0)
            gaps[item] = gap(kinds[item], kinds[item + 1], *own, autospace)
    return bodies, shifts, gaps


def _ruby(rubies: Sequence[Ruby], clusters: Clusters, kinds: list[int], wanted: TextStyle) -> list[Complex]:
    if not rubies:
        return []
    items = [item for item, piece in enumerate(clusters.texts) for _ in piece]
    neighbours = Neighbours(kinds, clusters.advances, wanted.ruby_size)
    complexes: list[Complex] = []
    apart = RUBY_APART * wanted.ruby_size
    for ruby in rubies:
        for spans in _words(ruby, items):
            parts = tuple(_part(start, end, reading, wanted) for start, end, reading in spans)
            found = make_complex(parts, neighbours)
            if complexes and complexes[-1].end == found.start:
                complexes[-1] = kept_apart(complexes[-1], found, clusters.advances, apart)
            complexes.append(found)
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


def _part(start: int, end: int, reading: str, wanted: TextStyle) -> Part:
    face = wanted.ruby_face or wanted.face
    clusters = shape_text(reading, face, wanted.others)
    glyphs: list[int] = []
    advances: list[float] = []
    texts: list[str] = []
    faces: list[Face] = []
    for item, piece in enumerate(clusters.texts):
        drawn, widths = clusters.drawn[item]
        glyphs += drawn
        advances += (advance * wanted.ruby_size for advance in widths)
        texts += (piece, *[""] * (len(drawn) - 1))
        faces += [clusters.others.get(item, face)] * len(drawn)
    return Part(
        start,
        end,
        tuple(glyphs),
        tuple(advances),
        tuple(texts),
        tuple(faces),
        solid=all(CLASSES[char] in (c.WESTERN, c.WORD_SPACE) for char in reading),
    )


def _ends(
    kinds: list[int], bodies: list[float], starts: list[float], complexes: list[Complex], hang: bool
) -> tuple[list[float], list[int], list[float]]:
    count = len(kinds)
    ends = [0.0, *map(add, starts, bodies)]
    tails = list(range(count + 1))
    hangs = [0.0] * (count + 1)
    if hang:
        for item in range(1, count):
            if kinds[item] in _HANGING:
                hangs[item + 1] = bodies[item]
    for item in [] if _SPACES.isdisjoint(kinds) else [n for n, kind in enumerate(kinds) if kind in _SPACES]:
        ends[item + 1], tails[item + 1], hangs[item + 1] = ends[item], tails[item], hangs[item]
    for found in complexes:
        ends[found.end] -= found.apart
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
