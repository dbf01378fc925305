"""A part of a page → its area: a block measured to a width, or several in a stack or a row.

In: a node of the layout, an edition, a fitting level. Out: an `Area`, from memory where another edition has
the same; it draws itself into a rectangle, and shares out what a stack has too much or too little of.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from handbook.blocks import BLOCKS, heading_level, present, trails
from handbook.blocks.kit import Box, Fit, Kit, Options, artifact
from handbook.blocks.setting import Area, Fault, Halves, Part, Setting, Written
from handbook.blocks.shapes import filled_box
from handbook.blocks.stacks import halved
from handbook.document import KEPT, Element, Portion
from handbook.edition import PROOF, Edition
from handbook.errors import InputError, Problem
from handbook.layout import Layout, Node
from handbook.memory import kept
from handbook.misfits import Sources, misplaced, origin
from handbook.plan import Plan
from handbook.runs import MOST_OPENED, balanced, filled
from handbook.units import Rect

_UNSET = 24.0
"""Height in points of what stands for a block that cannot be set."""


MOST_AREAS = 32
"""Variants of an area that are remembered."""


class Work(NamedTuple):
    """An edition being composed at one fitting level."""

    edition: Edition
    setting: Setting

    @property
    def layout(self) -> Layout:
        return self.setting.layout


@kept(most=64)
def _measured(plan: Plan, layout: Layout, fit: Fit) -> dict[tuple[Node, float], list[Area]]:
    """What has been measured of a plan in a layout at a level, for other editions. No setting holds it, since
    areas hold theirs: what holds itself is not freed before Python looks for it."""
    return {}


Seen = tuple[tuple[str, object], ...]
Gap = tuple[float, float, float]
Measured = tuple[Node, Area]


def measure(work: Work, node: Node, width: float) -> Area:
    """An area of the page, measured to `width` points; from memory if another edition has the same."""
    setting = work.setting
    known = _measured(setting.plan, setting.layout, setting.fit).setdefault((node, width), [])
    for area in known:
        if all(getattr(work.edition, name) == value for name, value in area.seen):
            return area
    area = _MEASURES.get(node.kind, _measure_block)(work, node, width - 2 * node.inset)
    area = _grounded(work, node, area) if node.background or node.padding or node.inset else area
    if any(name == "district" or (name == "stamp" and value != PROOF) for name, value in area.seen):
        return area  # no other edition has all in common with this one
    area = area._replace(draw=lru_cache(maxsize=16)(area.draw))
    known.insert(0, area)  # neighbours are made one after the other, and have their desks in common
    del known[MOST_AREAS:]
    return area


def _measure_block(work: Work, node: Node, width: float) -> Area:
    kit = Kit(work.edition, work.setting, node)
    sources = (work.edition.plan, work.layout)
    try:
        box = BLOCKS[node.kind].measure(kit, Options(node.options), width)
    except InputError as error:
        place = origin(*kit.unset, node, sources) if kit.unset else node.place
        problems = [problem._replace(place=problem.place or place) for problem in error.problems]
        return _unset(node, problems, kit.close())
    return _block(node, box, kit.close(), tuple(kit.texts), sources)


def _block(node: Node, box: Box, seen: Seen, texts: tuple[Written, ...], sources: Sources) -> Area:
    """The area of a block, or of what is left of it above or below a cut."""
    looked = frozenset(name for name, _ in seen)

    def half(box: Box) -> Area:
        return _block(node, box, seen, texts, sources)

    @lru_cache(maxsize=4)
    def draw(rect: Rect) -> tuple[Part, ...]:
        elements = tuple([element._replace(block=node.kind) for element in box.draw(rect)])
        part = Part(node, rect, _same(elements, looked), label=box.label, texts=texts)
        return (part._replace(faults=misplaced(part, sources)),)

    @lru_cache(maxsize=64)  # the halves serve other editions as the whole does
    def cut(height: float, over: float) -> Halves[Area] | None:
        halves = box.cut(height, over)
        return halves and (half(halves[0]), cache(lambda: half(halves[1]())))

    return Area(box.height, box.least_height, draw, seen, label=box.label, texts=texts, cut=cut)


def _unset(node: Node, problems: Sequence[Problem], seen: Seen) -> Area:
    """The area of a block that cannot be set: nothing but its faults."""

    def draw(rect: Rect) -> tuple[Part, ...]:
        faults = tuple([Fault(problem, rect) for problem in problems])
        return (Part(node, rect, Portion(()), faults),)

    return Area(_UNSET, _UNSET, draw, seen, whole=False)


@lru_cache(maxsize=KEPT)
def _same(elements: tuple[Element, ...], origin: frozenset[str]) -> Portion:
    """The portion that was made first of all that are equal, so that what is worked out for it in one
    edition serves the others (`handbook.document.remembered`)."""
    return Portion(elements, origin)


def _grounded(work: Work, node: Node, area: Area) -> Area:
    """A stack or row on its ground; where it is cut, both halves have one."""
    room, color = 2 * node.padding, work.layout.colors.get(node.background)

    def draw(rect: Rect) -> tuple[Part, ...]:
        drawn = area.draw(rect.inset(node.inset, node.padding))
        if color is None:
            return drawn
        ground = artifact(filled_box(rect, color, node.round), kind="Background")
        return (Part(node, rect, _same((ground._replace(block=node.kind),), frozenset())), *drawn)

    def cut(height: float, over: float) -> Halves[Area] | None:
        halves = area.cut(height - room, over)
        return halves and (_grounded(work, node, halves[0]), lambda: _grounded(work, node, halves[1]()))

    return area._replace(
        height=area.height + room, least=area.least + room, most=area.most + room, draw=draw, cut=cut
    )


def _measure_stack(work: Work, node: Node, width: float) -> Area:
    """Parts one below the other; in columns, between parts that span them all, those of one stretch."""
    children, looked = _children(work, node)
    parts: list[Measured] = []
    gaps: list[Gap] = []
    seen = [looked]
    for spans, group in groupby(children, lambda child: child.span or node.columns == 1):
        stretch = list(group)
        own = [(child, measure(work, child, _child_width(node, child, width))) for child in stretch]
        seen += [area.seen for _, area in own]
        if spans:
            parts += own
            gaps += [child.gap for child in stretch]
        else:
            behind = [(0.0, 0.0, 0.0), *(child.gap for child in stretch[1:])]
            flow = _stacked(work, own, behind)
            columns = balanced(flow, node.columns, work.setting.fit.tight)
            grows = replace(node, grow=max(child.grow for child in stretch))
            parts.append((grows, _columned(work, node, width, columns, flow)))
            gaps.append(stretch[0].gap)
    return _stacked(work, parts, gaps)._replace(seen=_seen(seen))


def _columned(
    work: Work, node: Node, width: float, columns: Sequence[Area], flow: Area | None = None
) -> Area:
    """Columns side by side, each opened to the height of the highest as far as it may be, and a little
    further. They are cut as the `flow` that was poured into them."""
    own = _column_width(node, width)
    opened = MOST_OPENED * max(area.height for area in columns)

    def draw(rect: Rect) -> tuple[Part, ...]:
        parts: list[Part] = []
        for at, area in enumerate(columns):
            height = max(area.least, min(area.most, opened, rect.height))
            parts += area.draw(Rect(rect.x + at * (own + node.gutter), rect.y, own, height))
        return tuple(parts)

    def cut(height: float, over: float) -> Halves[Area] | None:
        halves = filled(flow, node.columns, height, over) if flow else None
        if halves is None or flow is None:
            return None
        above, rest = halves

        def below() -> Area:
            left = rest() if rest else None
            if left is None:
                return _NOTHING
            return _columned(work, node, width, balanced(left, node.columns, work.setting.fit.tight), left)

        return _columned(work, node, width, above), below

    return Area(
        height=max(area.height for area in columns),
        least=max(area.least for area in columns),
        draw=draw,
        seen=(),
        whole=all(area.whole for area in columns),
        cut=cut,
    )


def _column_width(node: Node, width: float) -> float:
    return (width - node.gutter * (node.columns - 1)) / node.columns


def _child_width(node: Node, child: Node, width: float) -> float:
    """The width of a child of a stack."""
    return width if child.span else _column_width(node, width)


def _stacked(work: Work, parts: Sequence[Measured], gaps: Sequence[Gap]) -> Area:
    """Measured parts one below the other, with the gaps before them."""
    areas = [area for _, area in parts]
    tight = work.setting.fit.tight
    heights = [area.least if tight else area.height for area in areas]
    before = [gap[0 if tight else 1] for gap in gaps]
    grow = [child.grow for child, _ in parts]
    fixed = sum(area.least for area in areas)
    ideal = sum(area.height for area in areas) + sum(gap[1] for gap in gaps)
    least = fixed + sum(gap[0] for gap in gaps) if tight else ideal

    def draw(rect: Rect) -> tuple[Part, ...]:
        shares = [(area.least, area.height) for area in areas]
        heights, spaces = share_out(rect.height, shares, gaps, grow)
        y = rect.y
        drawn: list[Part] = []
        for area, height, space in zip(areas, heights, spaces, strict=True):
            y += space
            drawn += area.draw(Rect(rect.x, y, rect.width, height))
            y += height
        return tuple(drawn)

    def cut(height: float, over: float) -> Halves[Area] | None:
        halves = halved(
            parts,
            heights,
            before,
            height,
            lambda part, room: _cut(part, room, over),
            lambda part: part[0].keep or heading_level(part[0]),
            lambda part: trails(part[0]),
        )
        if halves is None:
            return None
        above, rest = halves

        def below() -> Area:
            after = rest()
            return _stacked(work, after, [(0.0, 0.0, 0.0), *gaps[len(parts) - len(after) + 1 :]])

        return _stacked(work, above, gaps[: len(above)]), below

    most = math.inf if any(grow) else ideal + sum(gap[2] - gap[1] for gap in gaps)
    whole = all(area.whole for area in areas)
    return Area(ideal, least, draw, (), whole, cut=cut, most=most)


def _cut(part: Measured, height: float, over: float) -> Halves[Measured] | None:
    node, area = part
    if node.keep and area.height <= over:
        return None
    halves = area.cut(height, over)
    return halves and ((node, halves[0]), lambda: (node, halves[1]()))


def _children(work: Work, node: Node) -> tuple[tuple[Node, ...], Seen]:
    """The children that the edition has, and what of it says so."""
    kit = Kit(work.edition, work.setting)
    return present(kit, node), kit.close()


def share_out(
    height: float,
    parts: Sequence[tuple[float, float]],
    gaps: Sequence[tuple[float, float, float]],
    grow: Sequence[float],
) -> tuple[list[float], list[float]]:
    """Heights of the parts (least, ideal) and of the gaps before them, together `height` points.

    Too little: gaps (least, ideal, most) and parts all give up the same share of what they can.
    Too much: gaps open towards their most, then parts grow by their weights; where
    nothing may grow, the gaps between the parts take the rest evenly.
    """
    extra = height - sum(ideal for _, ideal in parts) - sum(ideal for _, ideal, _ in gaps)
    if extra < 0:
        room = sum(ideal - least for least, ideal, *_ in (*parts, *gaps))
        shrink = min(1.0, -extra / room) if room else 0.0
        heights = [ideal - (ideal - least) * shrink for least, ideal in parts]
        return heights, [ideal - (ideal - least) * shrink for least, ideal, _ in gaps]
    room = sum(most - ideal for _, ideal, most in gaps)
    opened = min(extra, room)
    share = opened / room if room else 0.0
    spaces = [ideal + (most - ideal) * share for _, ideal, most in gaps]
    heights = [ideal for _, ideal in parts]
    extra -= opened
    weight = sum(grow)
    if weight:
        heights = [ideal + extra * part / weight for ideal, part in zip(heights, grow, strict=True)]
    elif len(spaces) > 1:
        spaces[1:] = [space + extra / (len(spaces) - 1) for space in spaces[1:]]
    return heights, spaces


def _measure_row(work: Work, node: Node, width: float) -> Area:
    children, looked = _children(work, node)
    widths = _row_widths(node, children, width)
    areas = [measure(work, child, part) for child, part in zip(children, widths, strict=True)]
    seen = _seen([looked, *(area.seen for area in areas)])
    return _beside(areas, widths, node)._replace(seen=seen)


def _beside(areas: Sequence[Area], widths: Sequence[float], node: Node) -> Area:
    """Areas side by side, from the left or the right; all are drawn to the height of the tallest."""

    def draw(rect: Rect) -> tuple[Part, ...]:
        passed = 0.0
        parts: list[Part] = []
        for area, part in zip(areas, widths, strict=True):
            x = rect.right - passed - part if node.from_right else rect.x + passed
            parts += area.draw(Rect(x, rect.y, part, rect.height))
            passed += part + node.gutter
        return tuple(parts)

    def cut(height: float, over: float) -> Halves[Area] | None:
        """Where all that are higher can be cut; the others stand above."""
        halves = [(area, _nothing) if area.height <= height else area.cut(height, over) for area in areas]
        cuts = [each for each in halves if each]
        if len(cuts) < len(areas) or all(rest is _nothing for _, rest in cuts):
            return None
        above = [area for area, _ in cuts]
        return _beside(above, widths, node), lambda: _beside([rest() for _, rest in cuts], widths, node)

    return Area(
        height=max([area.height for area in areas], default=0.0),
        least=max([area.least for area in areas], default=0.0),
        draw=draw,
        seen=(),
        whole=all(area.whole for area in areas),
        cut=cut,
    )


_NOTHING = Area(0.0, 0.0, lambda rect: (), ())
"""What is left of an area that all stands above a cut."""


def _nothing() -> Area:
    return _NOTHING


def _seen(seen: Iterable[Seen]) -> Seen:
    """All that something was made from."""
    return tuple({name: value for each in seen for name, value in each}.items())


_MEASURES = {"stack": _measure_stack, "row": _measure_row}


def _row_widths(node: Node, children: Sequence[Node], width: float) -> list[float]:
    """The width of each child of a row, by its share of what the gutters leave."""
    room = width - node.gutter * (len(children) - 1)
    total = sum(child.share for child in children)
    return [room * child.share / total for child in children]


def leaves(work: Work, node: Node, width: float, tallest: bool = False) -> Iterator[tuple[Node, Area]]:
    """The blocks in `node`, measured; of those side by side only the `tallest` ones, if wanted."""
    if node.kind not in _MEASURES:
        yield node, measure(work, node, width)
        return
    children, inner = present(work.edition, node), width - 2 * node.inset
    if node.kind == "row":
        widths = _row_widths(node, children, inner)
    else:
        widths = [_child_width(node, child, inner) for child in children]
    placed = list(zip(children, widths, strict=True))
    if tallest and node.kind == "row":
        placed = [max(placed, key=lambda one: measure(work, *one).least)] if placed else []
    for child, part in placed:
        yield from leaves(work, child, part, tallest)
