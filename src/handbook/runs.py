"""A measured body → the bodies of the pages or columns on which it goes on.

In: an area that can be cut (`Area.cut`), the heights that there are for it. Out: the areas that stand on
each, as few as may be, or evenly full, or exactly so many. What an area holds is not known here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from handbook.blocks.setting import Area, Halves

ROUNDING = 1e-6
"""Points."""

_FINE = 1.0
"""Points to which a cut is looked for."""

_LEAST = 0.25
"""How much of a page is filled at the least, where there is a choice."""

MOST_OPENED = 1.2
"""By how much the pages of a run may be higher than what stands on them: further apart it falls to pieces."""

_EVENLY = 0.01
"""What it weighs that pages are not equally full, against what of them stays white."""


class Poured(NamedTuple):
    """What stands on each page; `stuck`: the last does not fit: it begins with something that has no room
    even alone, or it is the last that may be. Its `least` is then what that needs."""

    bodies: list[Area]
    stuck: bool = False


class Frames(NamedTuple):
    """The heights that the first page leaves, and those after it. `tight`: gaps and blocks may give way."""

    first: float
    later: float
    tight: bool = False

    def need(self, area: Area) -> float:
        return area.least if self.tight else area.height


def pour(body: Area, frames: Frames, most: float = math.inf, inside: bool = True) -> Poured:
    """As few bodies as it takes, at most `most`; `inside`: whether items longer than a frame are parted."""
    found: list[Area] = []
    frame = frames.first + ROUNDING
    while frames.need(body) > frame and len(found) + 1 < most:
        halves = _cut(body, frame, frame, inside)
        if halves is None:
            needs = lowest(partial(_halves, body, over=0.0 if inside else math.inf), frame, frames.need(body))
            return Poured([*found, body._replace(least=needs)], needs > frame)
        found.append(halves[0])
        body, frame = halves[1](), frames.later + ROUNDING
    if found and not frames.need(body):  # all stands before: only in columns
        return Poured(found)
    return Poured([*found, body], frames.need(body) > frame)


def _cut(body: Area, height: float, frame: float, inside: bool) -> Halves[Area] | None:
    """A cut at most `height` down; deeper, up to the `frame`, rather than inside an item that fits there."""
    if halves := body.cut(height, math.inf):
        return halves
    if body.cut(frame, math.inf):
        return body.cut(lowest(lambda at: body.cut(at, math.inf), height, frame), math.inf)
    for over in (frame, 0.0) if inside else ():
        if halves := body.cut(height, over) or body.cut(frame, over):
            return halves
    return None


def _halves(body: Area, height: float, over: float) -> Halves[Area] | None:
    return body.cut(height, over)


def lowest(works: Callable[[float], object], low: float, high: float, fine: float = _FINE) -> float:
    """The least height, to some points, at which something works that does at `high`."""
    while high - low > fine:
        middle = (low + high) / 2
        low, high = (low, middle) if works(middle) else (middle, high)
    return high


def evenly(body: Area, frames: Frames, pages: int) -> list[Area]:
    """Bodies for so many pages, which are enough, as evenly full as may be; fewer where it cannot be parted
    so often. Of all ways to part it that which is best is looked for, with what follows in view."""
    even = frames.need(body) / pages
    known: dict[tuple[int, float], tuple[float, float]] = {}
    """What is left of the body, by how high it is and for how many pages → how uneven it will be at best,
    how far down it is cut then; 0 where it is not."""

    def cost(height: float, frame: float) -> float:
        return max(0.0, frame - MOST_OPENED * height) ** 2 + _EVENLY * (height - even) ** 2

    def left(body: Area, pages: int) -> tuple[int, float]:
        return pages, round(frames.need(body), 1)

    def unevenness(body: Area, pages: int, frame: float) -> float:
        need, at = frames.need(body), left(body, pages)
        if at not in known:
            white = (pages - 1) * cost(0.0, frames.later)
            ways = [(cost(need, frame) + white, 0.0)] if need <= frame + ROUNDING else []
            for depth, (above, rest) in (
                _cuts(body, frame, frames, min(_LEAST * frame, even / 2)) if pages > 1 else ()
            ):
                own = cost(high := frames.need(above), frame)
                if high < even and own >= min(ways, default=(math.inf,))[0]:
                    break  # what is cut higher still is worse
                ways.append((own + unevenness(rest(), pages - 1, frames.later), depth))
            known[at] = min(ways, default=(math.inf, 0.0))
        return known[at][0]

    unevenness(body, pages, frames.first)
    found: list[Area] = []
    rest = body
    # Two ways on may be as high and not the same: what stands on the pages is cut from the body itself.
    while depth := known.get(left(rest, pages - len(found)), (0.0, 0.0))[1]:
        halves = _cut(rest, depth, depth, True)
        if halves is None:
            break
        found.append(halves[0])
        rest = halves[1]()
    fits = frames.need(rest) <= (frames.later if found else frames.first) + ROUNDING
    return [*found, rest] if fits else pour(body, frames).bodies


def _cuts(body: Area, frame: float, frames: Frames, least: float) -> Iterator[tuple[float, Halves[Area]]]:
    """The cuts that a page allows and how far down, the deepest first, with the `least` height on it."""
    at = min(frame + ROUNDING, frames.need(body) - _FINE)  # all that there is is no part of it
    halves = _cut(body, at, at, True)
    while halves and frames.need(halves[0]) > least:
        yield at, halves
        at = min(at, frames.need(halves[0])) - _FINE
        halves = body.cut(at, math.inf)


def balanced(body: Area, columns: int, tight: bool) -> list[Area]:
    """At most so many columns of heights as equal as may be, no item parted."""

    def poured(height: float) -> Poured:
        return pour(body, Frames(height, height, tight), most=columns, inside=False)

    whole = body.least if tight else body.height
    return poured(lowest(lambda height: not poured(height).stuck, whole / columns, whole, 4 * _FINE)).bodies


def filled(
    body: Area, columns: int, height: float, over: float
) -> tuple[list[Area], Callable[[], Area] | None] | None:
    """So many columns of a height from the body's beginning, and what makes that which is left of it, if
    anything is; None where one stays empty."""
    found: list[Area] = []
    rest: Callable[[], Area] | None = None
    while len(found) < columns:
        if rest:
            body = rest()
        halves = body.cut(height, over)
        if halves is None:
            return ([*found, body], None) if found and body.height <= height else None
        found.append(halves[0])
        rest = halves[1]
    return found, rest
