"""A measured body → the bodies of the pages or columns on which it goes on.

In: an area that can be cut (`Area.cut`), the heights that there are for it. Out: the areas that stand on
each, as few as may be, or evenly full, or exactly so many. What an area holds is not known here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from handbook.blocks.setting import Area, Halves

ROUNDING = 1e-6
"""Points."""

_FINE = 1.0
"""Points to which a cut is looked for."""

_SHARES = (1.0, 1.03, 1.06, 1.12, 1.25)
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
    so often."""
    best = pour(body, frames).bodies
    even = frames.need(body) / pages
    for share in _SHARES if pages > 1 else ():
        found = _evenly(body, frames, pages, share)
        if frames.need(found[-1]) <= frames.later + ROUNDING:
            best = min(best, found, key=lambda bodies: (-len(bodies), _unevenness(bodies, even)))
    return best


def _unevenness(bodies: Sequence[Area], even: float) -> float:
    return sum((area.height - even) ** 2 for area in bodies)


def _evenly(body: Area, frames: Frames, pages: int, share: float) -> list[Area]:
    """As `evenly`, each page a `share` of what would be even; what is left over stands on the last."""
    found: list[Area] = []
    frame = frames.first
    while len(found) + 1 < pages:
        even = min(frame, share * frames.need(body) / (pages - len(found)))
        halves = _cut(body, even + ROUNDING, frame + ROUNDING, True)
        if halves is None:
            break
        reached = frames.need(halves[0])
        more = lowest(partial(_exceeds, body, reached + _FINE), even, frame, 8 * _FINE)
        if (deeper := body.cut(more, math.inf)) and frames.need(deeper[0]) - even < even - reached:
            halves = deeper
        found.append(halves[0])
        body, frame = halves[1](), frames.later
    return [*found, body]


def _exceeds(body: Area, height: float, at: float) -> bool:
    halves = body.cut(at, math.inf)
    return halves is not None and halves[0].height > height


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
