"""Ruby over its base: how wide it makes the base, how far it hangs over, where each kana stands.

In: the ruby of a text and the advances of its base. Out, before lines are known:
a `Complex` with the space its base needs. Out, for a line: the positions of the
ruby glyphs. Source: JLREQ §3.3.5 (mono), §3.3.6 (group), §3.3.7 (jukugo),
§3.3.8 (ruby longer than its base). Ruby stands above; not below, not at a side.
Lengths in em of the base's size.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from handbook.fonts import Face
from handbook.typeset import classes as c

_MAY_BE_COVERED = frozenset(
    (
        *(c.HIRAGANA, c.KATAKANA, c.PROLONGED, c.SMALL_KANA),  # §3.3.8 b
        *(c.INSEPARABLE, c.MIDDLE_DOT),  # d, e
        *(c.OPENING, c.CLOSING, c.COMMA, c.FULL_STOP),  # c, f, g, h
        c.IDEOGRAPHIC_SPACE,  # appendix B, note 8
    )
)
"""Classes beside a base that its ruby may overhang by one ruby character; never ideographs (a)."""
_MARKS = frozenset((c.OPENING, c.CLOSING, c.COMMA, c.FULL_STOP, c.MIDDLE_DOT))
_BODY = 0.5
_ROUNDING = 1e-6


class Part(NamedTuple):
    """One reading, over the items `start` to `end`."""

    start: int
    end: int
    glyphs: tuple[int, ...]
    advances: tuple[float, ...]
    texts: tuple[str, ...]
    faces: tuple[Face, ...]
    """The face of each glyph."""
    solid: bool
    """Latin ruby is centred over its base, never spaced out."""

    @property
    def width(self) -> float:
        return sum(self.advances)


class Complex(NamedTuple):
    """A base with its ruby: one part (mono, group) or one for each base character (jukugo).

    `before` and `after` are how far the ruby hangs over its neighbours. `widening` is the space that
    each base item needs before and after its glyph. `separate` keeps each reading over its own
    character, because all of them together are wider than the word.
    """

    start: int
    end: int
    parts: tuple[Part, ...]
    before: float
    after: float
    widening: tuple[tuple[float, float], ...]
    separate: bool
    apart: float = 0.0
    """The space behind it, to a base whose ruby would run into its own; a line that ends with it has none."""


class Neighbours:
    """What stands beside the bases, and how much of it ruby already covers."""

    def __init__(self, kinds: Sequence[int], advances: Sequence[float], limit: float) -> None:
        """`limit` is one ruby character, the most that ruby may hang over."""
        self.kinds = kinds
        self.advances = advances
        self._limit = limit
        self._covered: dict[int, float] = {}

    def overhang(self, item: int) -> float:
        """How far ruby may hang over the item beside its base; one ruby character stays free between
        the ruby of two words (§3.3.8, note on b)."""
        if not 0 <= item < len(self.kinds) or self.kinds[item] not in _MAY_BE_COVERED:
            return 0.0
        if item not in self._covered:
            # Of a mark in a full-width face only the body is sure to stand at a line's edge.
            return min(self._limit, self.advances[item], _BODY if self.kinds[item] in _MARKS else 1.0)
        return max(0.0, min(self._limit, self.advances[item] - self._covered[item] - self._limit))

    def cover(self, item: int, amount: float) -> None:
        if amount:
            self._covered[item] = self._covered.get(item, 0.0) + amount


def make_complex(parts: tuple[Part, ...], neighbours: Neighbours) -> Complex:
    """Decides how far the ruby hangs over and how its base is spaced; tells the neighbours."""
    advances = neighbours.advances
    start, end = parts[0].start, parts[-1].end
    total = sum(part.width for part in parts)
    separate = len(parts) > 1 and total > sum(advances[start:end]) + _ROUNDING
    before = after = 0.0
    widening = [(0.0, 0.0)] * (end - start)
    if separate or len(parts) == 1:
        before = min(neighbours.overhang(start - 1), _excess(parts[0], advances) / 2)
        after = min(neighbours.overhang(end), _excess(parts[-1], advances) / 2)
        if len(parts) == 1:
            before, after = _centred(parts[0], advances, before, after)
        for part in parts:
            widening[part.start - start : part.end - start] = _widen(
                part,
                advances,
                before if part is parts[0] else 0.0,
                after if part is parts[-1] else 0.0,
            )
    neighbours.cover(start - 1, before)
    neighbours.cover(end, after)
    return Complex(start, end, parts, before, after, tuple(widening), separate)


def kept_apart(before: Complex, found: Complex, advances: Sequence[float], least: float) -> Complex:
    """`before` with as much space behind it as keeps its ruby and that of the base behind it `least` apart.

    The house's rule, not of JLREQ, where the ruby of neighbouring words may touch: children read by words.
    """
    _, behind = _clearance(before, advances)
    ahead, _ = _clearance(found, advances)
    return before._replace(apart=max(0.0, least - behind - ahead))


def _clearance(found: Complex, advances: Sequence[float]) -> tuple[float, float]:
    """How far from the left and the right edge of its base its ruby ends; 0 where it is wider."""
    edges = list(accumulate(advances[found.start : found.end], initial=0.0))
    positions = place(found.parts, found.separate, edges[:-1], edges[1:])
    right = positions[-1] + found.parts[-1].advances[-1]
    return max(0.0, positions[0]), max(0.0, edges[-1] - right)


def _excess(part: Part, advances: Sequence[float]) -> float:
    """By how much a reading is longer than its base."""
    return max(0.0, part.width - sum(advances[part.start : part.end]))


def _centred(part: Part, advances: Sequence[float], before: float, after: float) -> tuple[float, float]:
    """Overhangs with which the base can still stand in the middle under its ruby."""
    count = part.end - part.start
    excess = _excess(part, advances)
    before = min(before, (excess + (count - 1) * after) / (count + 1))
    after = min(after, (excess + (count - 1) * before) / (count + 1))
    return before, after


def _widen(part: Part, advances: Sequence[float], before: float, after: float) -> list[tuple[float, float]]:
    """Space for each item of a base that is shorter than its ruby, 1:2:1 (JLREQ §3.3.6)."""
    count = part.end - part.start
    spare = _excess(part, advances) - before - after
    if spare <= _ROUNDING:
        return [(0.0, 0.0)] * count
    each = spare / count
    spaces = [[each / 2, each / 2] for _ in range(count)]
    spaces[0][0] = (each + after - before) / 2
    spaces[-1][1] = each - spaces[0][0] if count == 1 else (each + before - after) / 2
    return [(first, last) for first, last in spaces]


def may_part(found: Complex, item: int, advances: Sequence[float]) -> bool:
    """Whether a line may begin at `item` inside a complex: never inside mono or group ruby, and inside
    jukugo ruby only where the readings on each side fit their own bases (JLREQ appendix C, note 8)."""
    if len(found.parts) == 1:
        return False
    if found.separate:
        return True
    for first, last in ((found.start, item), (item, found.end)):
        ruby = sum(part.width for part in found.parts if first <= part.start < last)
        if ruby > sum(advances[first:last]) + _ROUNDING:
            return False
    return True


def place(
    parts: Sequence[Part], separate: bool, lefts: Sequence[float], rights: Sequence[float]
) -> list[float]:
    """Where each ruby glyph of neighbouring parts of one complex stands.

    `lefts` and `rights` are the edges of the base glyphs, beginning with the first part's first item.
    """
    first = parts[0].start
    spans = [(part, lefts[part.start - first], rights[part.end - 1 - first]) for part in parts]
    if separate or len(parts) == 1 or all(part.width <= b - a + _ROUNDING for part, a, b in spans):
        return [at for part, left, right in spans for at in _spread(part.advances, left, right, part.solid)]
    advances = tuple(advance for part in parts for advance in part.advances)
    return _spread(advances, lefts[0], rights[-1], any(part.solid for part in parts))


def _spread(advances: tuple[float, ...], left: float, right: float, solid: bool) -> list[float]:
    """Ruby in the middle of its base; if shorter, spaced 1:2:1, its ends at most one ruby character in."""
    count = len(advances)
    width = sum(advances)
    spare = right - left - width
    edge, inner = spare / 2, 0.0
    if spare > 0 and count > 1 and not solid:
        edge = min(spare / count / 2, width / count)
        inner = (spare - 2 * edge) / (count - 1)
    positions = []
    at = left + edge
    for advance in advances:
        positions.append(at)
        at += advance + inner
    return positions
