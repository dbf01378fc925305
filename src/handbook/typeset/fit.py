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
from dataclasses import dataclass
from itertools import pairwise

from handbook.typeset.material import CHARACTER, NEVER, PHRASE, Material

_TOLERANCE = 1e-6
"""em; rounding of sums, not a licence to overrun."""
_PHRASE_RAGGED = 40.0
"""A break inside a phrase weighs as much as a line that is 6 em short."""
_PHRASE_JUSTIFIED = 4.0
"""A tie-breaker: less than stretching a line by a third of its bound."""
_LONE = 4000.0
"""A last line of one character."""
_PAIR = 400.0
"""A last line of two."""
_BALANCED_LINES = 3
"""Ragged texts of so few lines are balanced: their last line counts like the others."""
STRETCH_BOUND = 0.125
"""em; the most by which a gap of a justified line is widened."""


class TooWideError(Exception):
    """Items `start` to `end` cannot be parted and do not fit; told to the user as UnbreakableError."""

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        super().__init__(start, end)


@dataclass(frozen=True, slots=True)
class Rules:
    """What kind of lines are wanted."""

    align: str
    phrase: str


def fit(material: Material, measure: float, rules: Rules) -> list[int]:
    """The first items of the lines, in order, beginning with 0; raises TooWideError."""
    count = len(material.texts)
    if material.ends[count] <= measure + _TOLERANCE:
        return [0]
    limit = measure + _TOLERANCE
    lines: list[int] = []
    for places in _stretches(material, limit, PHRASE if rules.phrase == "require" else CHARACTER):
        lines += _best(material, places, measure, rules, last=places[-1] == count)
    return lines


def _stretches(material: Material, limit: float, rank: int) -> list[list[int]]:
    """Places where lines may begin or end, in stretches that each begin a line.

    A piece that is wider than the measure begins a line of its own and opens to the next rank.
    """
    count = len(material.texts)
    places = [0]
    places += [item for item in range(1, count) if material.ranks[item] <= rank]
    places.append(count)
    return _refine(material, places, limit, rank)


def _refine(material: Material, places: list[int], limit: float, rank: int) -> list[list[int]]:
    starts, ends = material.starts, material.ends
    result: list[list[int]] = []
    current = [places[0]]
    for start, end in pairwise(places):
        if ends[end] - starts[start] <= limit:
            current.append(end)
            continue
        inner: list[int] = []
        wider = rank
        while not inner:
            wider += 1
            if wider >= NEVER:
                raise TooWideError(start, end)
            inner = [item for item in range(start + 1, end) if material.ranks[item] <= wider]
        if len(current) > 1:
            result.append(current)
        *whole, tail = _refine(material, [start, *inner, end], limit, wider)
        result += whole
        current = tail
    result.append(current)
    return result


def _best(material: Material, places: list[int], measure: float, rules: Rules, *, last: bool) -> list[int]:
    """The cheapest way to set one stretch in the fewest lines: the items that begin its lines."""
    starts = [material.starts[item] for item in places]
    ends = [material.ends[item] for item in places]
    limit = measure + _TOLERANCE
    final = len(places) - 1
    most = _furthest(starts, ends, limit)
    if len(most) == 2:
        return [places[0]]
    least = _nearest(starts, ends, limit, len(most))
    cost_of_break = _break_costs(material, places, rules)
    count = len(most) - 1
    balanced = rules.align == "center" or rules.phrase == "require" or count <= _BALANCED_LINES
    totals = {0: 0.0}
    origins: list[dict[int, int]] = []
    for line in range(1, count + 1):
        closing = line == count and last
        reached: dict[int, float] = {}
        origin: dict[int, int] = {}
        low, high = least[line - 1], most[line - 1]
        for place in range(least[line], most[line] + 1):
            end = ends[place]
            best = -1.0
            for before in range(max(low, 0), min(high, place - 1) + 1):
                if before not in totals:
                    continue
                slack = measure - (end - starts[before])
                if slack < -_TOLERANCE:
                    continue
                cost = totals[before]
                if rules.align == "justify":
                    if not closing:
                        cost += _justified(material, places[before], places[place], slack)
                elif not closing or balanced:
                    cost += slack * slack
                elif slack > measure * 0.6:
                    cost += slack
                if closing:
                    cost += _ending(material, places[before])
                if best < 0 or cost < best:
                    best = cost
                    origin[place] = before
            if best >= 0:
                reached[place] = best + cost_of_break[place]
        totals = reached
        origins.append(origin)
    path = [final]
    for origin in reversed(origins):
        path.append(origin[path[-1]])
    path.reverse()
    return [places[place] for place in path[:-1]]


def _furthest(starts: list[float], ends: list[float], limit: float) -> list[int]:
    """For each line count the furthest place it reaches, until the end."""
    reach = [0]
    while reach[-1] < len(starts) - 1:
        reach.append(bisect_right(ends, starts[reach[-1]] + limit) - 1)
    return reach


def _nearest(starts: list[float], ends: list[float], limit: float, length: int) -> list[int]:
    """For each line count the nearest place from which the lines that are left still reach the end."""
    nearest = [len(starts) - 1]
    while len(nearest) < length:
        nearest.append(max(0, bisect_left(starts, ends[nearest[-1]] - limit)))
    nearest.reverse()
    nearest[0] = 0
    return nearest


def _break_costs(material: Material, places: list[int], rules: Rules) -> list[float]:
    if rules.phrase == "off":
        return [0.0] * len(places)
    weight = _PHRASE_JUSTIFIED if rules.align == "justify" else _PHRASE_RAGGED
    costs = [weight * material.costs[item] for item in places[:-1]]
    return [*costs, 0.0]


def _justified(material: Material, start: int, end: int, slack: float) -> float:
    gaps = material.stretch[end - 1] - material.stretch[start]
    ratio = slack / (gaps * STRETCH_BOUND) if gaps else slack / STRETCH_BOUND
    return 100 * ratio**3 if ratio <= 1 else 1000 + slack * slack


def _ending(material: Material, start: int) -> float:
    """What a last line that begins with `start` costs for its shortness in characters."""
    rest = "".join(material.texts[start : start + 6]).rstrip("、。」』）】！？ \u3000")
    if len(rest) > 2 or start + 6 < len(material.texts):
        return 0.0
    return _LONE if len(rest) < 2 else _PAIR
