"""Where the lines of a paragraph part: total fit over the whole paragraph.

In: the material of a paragraph and a measure (em). Out: the items with which
lines begin. The least number of lines that the rules allow comes first, so that
a wider measure never needs more; among all ways to part the paragraph into that
many lines the cheapest is found by dynamic programming (Knuth & Plass 1981).
For each line only the places are tried from which the rest still fits, so the
work grows with the length of the text, not with its square.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from handbook.typeset.breaks import COMPOUND, NEVER, PARTICLE, PHRASE, SEAM
from handbook.typeset.material import Material
from handbook.typeset.spacing import Adjustment
from handbook.typeset.style import TextStyle

_TOLERANCE = 1e-6
"""em; rounding of sums, not a licence to overrun."""
_SLACK = 2 * _TOLERANCE
"""The same where lines are weighed, so that none is lost that was found to fit."""
_ENDLESS = float("inf")

# Costs. A ragged line costs the square of the em by which it is short.
_PHRASE_RAGGED = 40.0
"""A break inside a word weighs as much as a line that is 8 em short; between words, 4 to 5."""
_PHRASE_JUSTIFIED = 6.0
"""A break inside a word weighs as much as opening every gap of a line by a thirteenth of an em."""
_LONE = 100_000.0
"""A line of one character, punctuation not counted: more than any shape of the other lines."""
_LAST_LINE = {0: _LONE, 1: _LONE, 2: 400.0, 3: 30.0}
"""A last line of so many characters, punctuation not counted (JLREQ §3.5.4, widow adjustment)."""
_FEW_ITEMS = 5
"""A line of fewer may be one character with its punctuation."""
_LINES_PER_SPARE, _FEW_LINES = 4, 2
"""Ragged text that prefers phrases takes one line more from two lines on, two from six on, …, if that
keeps them whole."""
_BALANCED_LINES = 3
"""Ragged texts of so few lines are balanced: their last line counts like the others."""
# A justified line costs up to these much for reducing marks, widening spaces, opening all other gaps …
_REDUCING = 20.0
_SPACING = 5.0
_OPENING = 100.0
# … and this much, and for the square of the em by which it is short, if no gap may open so far.
_UNFILLED = 2000.0
_SHORT = 30.0


class TooWideError(Exception):
    """Items `start` to `end` cannot be parted and do not fit; told to the user as UnbreakableError."""

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        super().__init__(start, end)


class _Stretch(NamedTuple):
    """A part of a paragraph that begins and ends with a line: places where lines may begin or end."""

    material: Material
    items: list[int]
    heads: list[float]
    ends: list[float]
    hangs: list[float]
    least_heads: list[float]
    """As `heads` and `ends` where every gap is reduced and the last mark hangs: what can fit at all."""
    least_ends: list[float]


def fit(material: Material, measure: float, style: TextStyle) -> list[int]:
    """The first items of the lines, in order, beginning with 0; raises TooWideError."""
    if material.ends[-1] - material.heads[0] <= measure + _TOLERANCE:
        return [0]
    limit = measure + _TOLERANCE
    if style.phrase == "require":
        stretches = _stretches(material, limit, PHRASE)
        counts = [len(_furthest(stretch, limit)) - 1 for stretch in stretches]
    elif style.phrase == "prefer" and style.align != "justify":
        stretches, counts = _preferring_phrases(material, limit)
    else:
        stretches = _stretches(material, limit, PARTICLE)
        counts = [len(_furthest(stretch, limit)) - 1 for stretch in stretches]
    lines: list[int] = []
    for stretch, count in zip(stretches, counts, strict=True):
        lines += _best(stretch, measure, style, count)
    return lines


def _preferring_phrases(material: Material, limit: float) -> tuple[list[_Stretch], list[int]]:
    """Stretches and line counts of ragged text that keeps phrases whole if that costs few lines.

    The count is the lesser of two counts that never grow with the measure, so it does not either.
    """
    tight = _stretches(material, limit, COMPOUND)
    fewest = [len(_furthest(stretch, limit)) - 1 for stretch in tight]
    spare = (sum(fewest) + _FEW_LINES) // _LINES_PER_SPARE
    loose = _stretches(material, limit, PHRASE)
    reaches = [_furthest(stretch, limit) for stretch in loose]
    if sum(len(reach) - 1 for reach in reaches) <= sum(fewest) + spare:
        return loose, [len(reach) - 1 for reach in reaches]
    starts = [
        stretch.items[place] for stretch, reach in zip(loose, reaches, strict=True) for place in reach[:-1]
    ]
    for index, stretch in enumerate(tight):
        wanted = bisect_left(starts, stretch.items[-1]) - bisect_left(starts, stretch.items[0])
        extra = min(spare, max(0, wanted - fewest[index]))
        fewest[index] += extra
        spare -= extra
    return tight, fewest


def _stretches(material: Material, limit: float, rank: int) -> list[_Stretch]:
    """Places where lines may begin or end, in stretches that each begin a line.

    A piece that is wider than the measure begins a line of its own and opens to the next rank.
    """
    ranks, count = material.places.breaks.ranks, material.item_count
    items = [0, *(item for item in range(1, count) if ranks[item] <= rank), count]
    return [_stretch(material, part) for part in _refine(material, items, limit, rank)]


def _refine(material: Material, items: list[int], limit: float, rank: int) -> list[list[int]]:
    stretch = _stretch(material, items)
    result: list[list[int]] = []
    current = [items[0]]
    for place, (start, end) in enumerate(pairwise(items)):
        if stretch.least_ends[place + 1] - stretch.least_heads[place] <= limit:
            current.append(end)
            continue
        inner, wider = _openings(material, start, end, rank)
        if len(current) > 1:
            result.append(current)
        *whole, current = _refine(material, [start, *inner, end], limit, wider)
        result += whole
    result.append(current)
    return result


def _openings(material: Material, start: int, end: int, rank: int) -> tuple[list[int], int]:
    """The next rank that opens a piece, and where. One that leaves a letter alone opens after those that
    do not, but before seams."""
    ranks = material.places.breaks.ranks
    last = end == material.item_count
    for lone, ranked in ((False, range(rank + 1, SEAM)), (True, range(rank + 1, NEVER))):
        for wider in ranked:
            inner = [item for item in range(start + 1, end) if ranks[item] <= wider]
            if not lone:
                inner = [
                    item
                    for item in inner
                    if not _is_lone(material, start, item) and not (last and _is_lone(material, item, end))
                ]
            if inner:
                return inner, wider
    raise TooWideError(start, end)


def _stretch(material: Material, items: list[int]) -> _Stretch:
    heads = [material.heads[item] for item in items[:-1]]
    ends = [material.ends[item] for item in items]
    hangs = [material.hangs[item] for item in items]
    least_heads = heads
    least_ends = [end - hang for end, hang in zip(ends, hangs, strict=True)]
    if material.adjustment:
        sums = material.adjustment.reducible
        least_heads = [head - sums[item] for head, item in zip(heads, items, strict=False)]
        tails = (max(material.tails[item] - 1, 0) for item in items)
        least_ends = [end - sums[tail] for end, tail in zip(least_ends, tails, strict=True)]
    return _Stretch(material, items, heads, ends, hangs, least_heads, least_ends)


def _best(stretch: _Stretch, measure: float, style: TextStyle, count: int) -> list[int]:
    """The cheapest way to set one stretch in `count` lines: the items that begin its lines."""
    if count == 1:
        return [stretch.items[0]]
    limit = measure + _TOLERANCE
    least = _nearest(stretch, limit, count)
    most = _furthest(stretch, limit)
    extra = count + 1 - len(most)
    final = len(stretch.heads)
    most = [min(place, final - count + line) for line, place in enumerate(most + [final] * extra)]
    if extra > 1:
        near = _near(stretch, count, least, most)
        if path := _search(stretch, measure, style, *near):
            return path
    path = _search(stretch, measure, style, least, most)
    assert path, "lines that first fit found must be found again"
    return path


def _search(
    stretch: _Stretch, measure: float, style: TextStyle, least: list[int], most: list[int]
) -> list[int]:
    """The cheapest lines whose ends lie between `least` and `most`; empty if there are none."""
    count = len(most) - 1
    last = stretch.items[-1] == stretch.material.item_count
    breaks = _break_costs(stretch, style)
    justify = style.align == "justify"
    badness = _justified(stretch, measure) if justify else _ragged(stretch, measure)
    balanced = not justify and (
        style.align == "center" or style.phrase == "require" or count <= _BALANCED_LINES
    )
    totals = {0: 0.0}
    origins: list[dict[int, int]] = []
    for line in range(1, count + 1):
        places = range(least[line], most[line] + 1)
        if line == count and last:
            totals, origin = _last_line(stretch, totals, measure, balanced=balanced)
        else:
            totals, origin = _line(stretch, totals, places, measure + _SLACK, breaks, badness)
        if not totals:
            return []
        origins.append(origin)
    path = [len(stretch.heads)]
    for origin in reversed(origins):
        path.append(origin[path[-1]])
    return [stretch.items[place] for place in path[:0:-1]]


def _near(stretch: _Stretch, count: int, least: list[int], most: list[int]) -> tuple[list[int], list[int]]:
    """Bounds a line on either side of an even division: with lines to spare, all bounds would grow long."""
    each = stretch.ends[-1] / count
    lower = [bisect_left(stretch.heads, each * (line - 1)) for line in range(count)]
    upper = [bisect_left(stretch.heads, each * (line + 1)) for line in range(count)]
    return (
        [*(max(a, b) for a, b in zip(least, lower, strict=False)), least[-1]],
        [*(min(a, b) for a, b in zip(most, upper, strict=False)), most[-1]],
    )


def _furthest(stretch: _Stretch, limit: float) -> list[int]:
    """For each line count the furthest place it reaches, until the end."""
    heads, ends = stretch.least_heads, stretch.least_ends
    reach = [0]
    while reach[-1] < len(heads):
        reach.append(bisect_right(ends, heads[reach[-1]] + limit, lo=reach[-1] + 1) - 1)
    return reach


def _nearest(stretch: _Stretch, limit: float, count: int) -> list[int]:
    """For each line the nearest place where it may end: the lines that are left still reach the end."""
    heads, ends = stretch.least_heads, stretch.least_ends
    nearest = [len(heads)]
    for line in range(count - 1, 0, -1):
        nearest.append(max(line, bisect_left(heads, ends[nearest[-1]] - limit, hi=nearest[-1])))
    return [0, *reversed(nearest)]


def _break_costs(stretch: _Stretch, style: TextStyle) -> list[float]:
    weight = _PHRASE_JUSTIFIED if style.align == "justify" else _PHRASE_RAGGED
    costs = stretch.material.places.breaks.costs
    return [*(weight * costs[item] for item in stretch.items[:-1]), 0.0]


_Step = tuple[dict[int, float], dict[int, int]]
"""Cheapest total for each place that a line may end at, and where that line begins."""


def _last_line(stretch: _Stretch, totals: dict[int, float], measure: float, *, balanced: bool) -> _Step:
    place = len(stretch.heads)
    best, chosen = _ENDLESS, -1
    for before, total in totals.items():
        slack = measure - stretch.ends[place] + stretch.heads[before]
        if measure - stretch.least_ends[place] + stretch.least_heads[before] < -_SLACK:
            continue
        cost = total + _ending(stretch.material, stretch.items[before])
        if balanced or slack < 0:
            cost += slack * slack
        if cost < best:
            best, chosen = cost, before
    return ({place: best}, {place: chosen}) if chosen >= 0 else ({}, {})


def _ending(material: Material, start: int) -> float:
    """What a last line that begins with `start` costs for its shortness in characters."""
    if material.item_count - start > 12:
        return 0.0
    return _LAST_LINE.get(_letters(material, start, material.item_count), 0.0)


def _is_lone(material: Material, start: int, end: int) -> bool:
    """Whether a line of items `start` to `end` is one character, punctuation not counted."""
    return end - start < _FEW_ITEMS and _letters(material, start, end) < 2


def _letters(material: Material, start: int, end: int) -> int:
    """How many characters a line has, punctuation not counted."""
    return sum(char.isalnum() for char in material.text(start, end))


def _line(
    stretch: _Stretch,
    totals: dict[int, float],
    places: range,
    limit: float,
    breaks: list[float],
    badness: Callable[[int, int], float],
) -> _Step:
    heads, ends, items = stretch.least_heads, stretch.least_ends, stretch.items
    befores = list(totals)
    floor = min(totals.values())
    reached: dict[int, float] = {}
    origin: dict[int, int] = {}
    first, number = 0, len(befores)
    for place in places:
        while first < number and ends[place] - heads[befores[first]] > limit:
            first += 1
        best = previous = _ENDLESS
        for index in range(first, number):
            before = befores[index]
            if before >= place:
                break
            bad = badness(before, place)
            if _is_lone(stretch.material, items[before], items[place]):
                bad += _LONE
            if bad >= previous and bad + floor >= best:
                break  # every later beginning leaves a shorter line, that is still harder to fill
            previous = bad
            cost = totals[before] + bad
            if cost < best:
                best = cost
                origin[place] = before
        if best < _ENDLESS:
            reached[place] = best + breaks[place]
    return reached, origin


def _ragged(stretch: _Stretch, measure: float) -> Callable[[int, int], float]:
    """The cost of leaving the line between two places as short as it is."""
    heads, ends = stretch.heads, stretch.ends

    def badness(before: int, place: int) -> float:
        slack = heads[before] + measure - ends[place]
        return slack * slack if slack > 0 else 0.0

    return badness


def _justified(stretch: _Stretch, measure: float) -> Callable[[int, int], float]:
    """The cost of bringing the line between two places to the measure."""
    heads, ends, hangs = stretch.heads, stretch.ends, stretch.hangs
    sums = stretch.material.adjustment
    assert isinstance(sums, Adjustment)
    tails = stretch.material.tails
    finals = [max(tails[item] - 1, 0) for item in stretch.items]
    # Running sums up to the first gap of a line that begins at a place, and of one that ends there.
    (reducible, reduced), (spaces, spaced), (openings, opened) = (
        ([column[item] for item in stretch.items[:-1]], [column[item] for item in finals])
        for column in (sums.reducible, sums.spaces, sums.openings)
    )

    def badness(before: int, place: int) -> float:
        slack = measure - ends[place] + heads[before]
        if slack < 0:
            slack += hangs[place]
        if slack < -_SLACK:
            return _REDUCING * (slack / ((reduced[place] - reducible[before]) or _TOLERANCE)) ** 2
        wide = spaced[place] - spaces[before]
        if slack <= wide:
            return _SPACING * slack / wide if slack > 0 else 0.0
        ratio = (slack - wide) / ((opened[place] - openings[before]) or _TOLERANCE)
        if ratio <= 1:
            return _SPACING * (wide > 0) + _OPENING * ratio * ratio
        return _UNFILLED + _SHORT * slack * slack

    return badness
