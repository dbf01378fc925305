"""Items one below the other, cut in two where a column or a page ends: the one way for blocks and pages.

In: items with their heights and the gaps before them, how one is cut, and how several are drawn. Out: what
stands above the cut and what below; or a box that can be cut so. No page is known here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from handbook.blocks.setting import Box, Halves, Item, SetText
from handbook.document import Element
from handbook.units import Rect

_FINE = 1.0
"""Points by which a cut is moved up."""

HEAD_APART = 5.0
"""Between a box and the text above it, points."""


def never(item: Item, *asked: object) -> None:
    """Of items that are not cut, and of such as may stand last."""


def halved(
    items: Sequence[Item],
    heights: Sequence[float],
    gaps: Sequence[float],
    height: float,
    cut: Callable[[Item, float], Halves[Item] | None] = never,
    leads: Callable[[Item], object] = never,
    trails: Callable[[Item], object] = never,
    fewest: int = 1,
) -> Halves[list[Item]] | None:
    """The items above and below a cut at most `height` down; None where nothing would stand on one side.

    Whole items while there is room, then what `cut` gives of the next. What `leads` to what follows, as a
    heading does, never stands last, what `trails`, as a note does, never first, and at least the `fewest`
    items stand on each side.
    """
    room, at = height, 0
    while at < len(items) and gaps[at] + heights[at] <= room:
        room -= gaps[at] + heights[at]
        at += 1
    halves = cut(items[at], room - gaps[at]) if at < len(items) else None
    if halves:
        above, below = halves
        return [*items[:at], above], lambda: [below(), *items[at + 1 :]]
    if at < len(items):
        at = min(at, len(items) - fewest)
    while at > 0 and leads(items[at - 1]):
        at -= 1
    if 0 < at < len(items) and trails(items[at]):  # with the end of what is above it
        higher = sum(heights[:at]) + sum(gaps[:at]) - _FINE
        return halved(items, heights, gaps, higher, cut, leads, trails, fewest)
    return (list(items[:at]), lambda: list(items[at:])) if fewest <= at < len(items) else None


def stacked(
    items: Sequence[Item],
    draw: Callable[[Sequence[Item], Rect, float], tuple[Element, ...]],
    height: Callable[[Item], float],
    *,
    label: str,
    between: float = 0.0,
    head: float = 0.0,
    least: Callable[[Sequence[Item]], float] = lambda items: -1.0,
    cut: Callable[[Item, float], Halves[Item] | None] = never,
    freely: Callable[[Item, float], Halves[Item] | None] = never,
    fewest: int = 1,
) -> Box:
    """A box of items with the same gap `between` them, which is cut between them; and inside one as `freely`
    does, or as `cut` does where it is higher than a frame. Each part of it has a `head` of its own, and the
    `fewest` items where frames are high enough.

    `draw` is given items, a rectangle and how much higher than they that is; `least` says how high items are
    at the least, if not as they are.
    """

    heights = [height(item) for item in items]
    gaps = [between if index else 0.0 for index in range(len(items))]
    natural = head + sum(heights) + sum(gaps)

    def some(items: Sequence[Item]) -> Box:
        return stacked(
            items,
            draw,
            height,
            label=label,
            between=between,
            head=head,
            least=least,
            cut=cut,
            freely=freely,
            fewest=fewest,
        )

    def in_two(room: float, over: float) -> Halves[Box] | None:
        def part(item: Item, room: float) -> Halves[Item] | None:
            return cut(item, room) if height(item) > over else freely(item, room)

        halves = halved(items, heights, gaps, room - head, part, fewest=1 if over < math.inf else fewest)
        return halves and (some(halves[0]), lambda: some(halves[1]()))

    return Box(natural, lambda rect: draw(items, rect, rect.height - natural), least(items), label, in_two)


def headed(
    box: Box,
    height: float,
    draw: Callable[[float, float], Element],
    *,
    first: bool = False,
    later: bool = False,
) -> Box:
    """A box with something so high above it: above its `first` part, or above those on `later` pages."""
    own = height + HEAD_APART if first else 0.0

    def drawn(rect: Rect) -> tuple[Element, ...]:
        below = Rect(rect.x, rect.y + own, rect.width, rect.height - own)
        return (draw(rect.x, rect.y), *box.draw(below)) if first else box.draw(below)

    def in_two(room: float, over: float) -> Halves[Box] | None:
        halves = box.cut(room - own, over)
        return halves and (
            headed(halves[0], height, draw, first=first, later=later),
            lambda: headed(halves[1](), height, draw, first=later, later=later),
        )

    return Box(box.height + own, drawn, box.least_height + own, box.label, in_two)


def flowing(text: SetText, draw: Callable[[SetText, Rect], tuple[Element, ...]], label: str) -> Box:
    """A box of one text, which is cut between its lines."""

    def in_two(height: float, over: float) -> Halves[Box] | None:
        halves = text.cut(height)
        return halves and (flowing(halves[0], draw, label), lambda: flowing(halves[1](), draw, label))

    return Box(text.height, lambda rect: draw(text, rect), label=label, cut=in_two)
