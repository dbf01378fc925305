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
"""Points to which a cut is looked for."""

_SHARE = 0.02
"""Of a frame, to which the lowest pages are looked for."""

_SHARES = (1.0, 1.05, 1.1, 1.2, 1.4)
"""How much of what would be even a page may take: parts are not as small as one would have them."""


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

    def part(self, share: float) -> Frames:
        return self._replace(first=share * self.first, later=share * self.later)

    def need(self, area: Area) -> float:
        return area.least if self.tight else area.height


def pour(
    body: Area, frames: Frames, most: float = math.inf, inside: bool = True, within: Frames | None = None
) -> Poured:
    """As few bodies as it takes, at most `most`; `inside`: whether items longer than a frame are parted.

    Items that are longer than a frame and not than one of those `within` which it is stand in one piece.
    """
    found: list[Area] = []
    frame, outer = frames.first, (within or frames).first
    while frames.need(body) > frame + ROUNDING and len(found) + 1 < most:
        halves = _cut(body, frame + ROUNDING, outer + ROUNDING, inside)
        if halves is None:
            needs = lowest(partial(_halves, body, inside=inside), frame, frames.need(body))
            return Poured([*found, body._replace(least=needs)], needs > outer + ROUNDING)
        found.append(halves[0])
        body, frame, outer = halves[1], frames.later, (within or frames).later
    if found and not frames.need(body):  # all stands before: only in columns
        return Poured(found)
    return Poured([*found, body], frames.need(body) > outer + ROUNDING)


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
    tries = [_evenly(body, frames, pages, share) for share in _SHARES]
    fitting = [bodies for bodies in tries if frames.need(bodies[-1]) <= frames.later + ROUNDING]
    low, high = 0.0, 1.0
    while pages > 1 and high - low > _SHARE:  # the lowest that pages can be which are filled one by one
        share = (low + high) / 2
        found = pour(body, frames.part(share), within=frames)
        if len(found.bodies) > pages or found.stuck:
            low = share
        else:
            fitting.append(found.bodies)
            high = share
    return min(
        fitting or [pour(body, frames).bodies],
        key=lambda bodies: (-len(bodies), sum(frames.need(one) ** 2 for one in bodies)),
    )


def _evenly(body: Area, frames: Frames, pages: int, share: float) -> list[Area]:
    """As `evenly`, each page a `share` of what would be even; what is left over stands on the last."""
    found: list[Area] = []
    frame = frames.first
    while len(found) + 1 < pages:
        even = min(frame, frames.need(body) / (pages - len(found)))
        halves = _cut(body, even + ROUNDING, frame + ROUNDING, True)
        if halves is None:
            break
        reached = frames.need(halves[0])
        more = lowest(partial(_exceeds, body, reached + _FINE), even, frame)
        if (deeper := body.cut(more, False)) and frames.need(deeper[0]) - even < even - reached:
            halves = deeper
        found.append(halves[0])
        body, frame = halves[1], frames.later
    return [*found, body]


def _exceeds(body: Area, height: float, at: float) -> bool:
    halves = body.cut(at, False)
    return halves is not None and halves[0].height > height


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
