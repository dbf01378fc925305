"""A measured body → the bodies of the pages or columns on which it goes on.

In: an area that can be cut (`Area.cut`), the heights that there are for it. Out: the areas that stand on
each, as few as may be, or evenly full, or exactly so many. What an area holds is not known here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from handbook.blocks.setting import Area

ROUNDING = 1e-6
"""Points."""

_FINE = 1.0
"""Points to which a cut is looked for, and the share of a frame to which pages are made equal."""
_SHARE = 0.02


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


def pour(
    body: Area, frames: Frames, share: float = 1.0, most: float = math.inf, inside: bool = True
) -> Poured:
    """As few bodies as it takes, at most `most`, if of each frame no more than a `share` is used than what an
    item needs. `inside`: whether items that are longer than a frame are parted."""
    found: list[Area] = []
    frame = frames.first
    while frames.need(body) > share * frame + ROUNDING and len(found) + 1 < most:
        halves = _cut(body, share * frame + ROUNDING, frame + ROUNDING, inside)
        if halves is None:
            needs = lowest(partial(_halves, body, inside=inside), frame, frames.need(body))
            return Poured([*found, body._replace(least=needs)], needs > frame + ROUNDING)
        found.append(halves[0])
        body, frame = halves[1], frames.later
    if found and not frames.need(body):  # all stands before: only in columns
        return Poured(found)
    return Poured([*found, body], frames.need(body) > frame + ROUNDING)


def _cut(body: Area, height: float, frame: float, inside: bool) -> tuple[Area, Area] | None:
    """A cut at most `height` down; deeper, up to the `frame`, rather than inside an item."""
    if halves := body.cut(height, False):
        return halves
    if body.cut(frame, False):
        return body.cut(lowest(lambda at: body.cut(at, False), height, frame), False)
    return (body.cut(height, True) or body.cut(frame, True)) if inside else None


def _halves(body: Area, height: float, inside: bool) -> tuple[Area, Area] | None:
    return body.cut(height, inside)


def lowest(works: Callable[[float], object], low: float, high: float) -> float:
    """The least height, to a point, at which something works that does at `high`."""
    while high - low > _FINE:
        middle = (low + high) / 2
        low, high = (low, middle) if works(middle) else (middle, high)
    return high


def evenly(body: Area, frames: Frames, pages: int) -> list[Area]:
    """Bodies for so many pages, which are enough, as evenly full as may be; fewer where it cannot be parted
    so often."""
    low, high = 0.0, 1.0
    bodies = pour(body, frames).bodies
    while pages > 1 and high - low > _SHARE:
        share = (low + high) / 2
        found = pour(body, frames, share)
        if found.stuck or len(found.bodies) > pages:
            low = share
        else:
            bodies, high = found.bodies, share
    while len(bodies) < pages:
        cuts = ((area, _middle(area, frames.need(area))) for area in sorted(bodies, key=frames.need)[::-1])
        halved = next(((area, halves) for area, halves in cuts if halves), None)
        if halved is None:
            break
        at = next(at for at, area in enumerate(bodies) if area is halved[0])
        bodies[at : at + 1] = halved[1]
    return bodies


def _middle(area: Area, height: float) -> tuple[Area, Area] | None:
    """An area in two near its middle."""
    return area.cut(height / 2, False) or area.cut(
        lowest(lambda at: area.cut(at, False), height / 2, height - ROUNDING), False
    )


def balanced(body: Area, columns: int, tight: bool) -> list[Area]:
    """At most so many columns of heights as equal as may be, no item parted."""

    def poured(height: float) -> Poured:
        return pour(body, Frames(height, height, tight), most=columns, inside=False)

    whole = body.least if tight else body.height
    return poured(lowest(lambda height: not poured(height).stuck, whole / columns, whole)).bodies


def filled(body: Area, columns: int, height: float, inside: bool) -> tuple[list[Area], Area | None] | None:
    """So many columns of a height from the body's beginning, and what is left of it; None where one stays
    empty."""
    found: list[Area] = []
    rest: Area | None = body
    while rest and len(found) < columns:
        halves = rest.cut(height, inside)
        if halves is None:
            return ([*found, rest], None) if found and rest.height <= height else None
        found.append(halves[0])
        rest = halves[1]
    return found, rest
