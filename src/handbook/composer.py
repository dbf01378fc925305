"""`Edition` × `Layout` → `Document`: stacks and rows, and fitting each page to its frame.

A page is measured at the roomiest setting that its layout allows and, step by
step, tighter (space, then leading, then size), until it fits; then spare
height is shared out among the gaps and parts, so that no page ends in a hole.
What does not fit at the tightest setting is an error that names the block and
by how many lines; nothing is ever clipped or dropped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

from handbook.blocks import BLOCKS
from handbook.blocks.kit import Box, Draw, Fit, Kit, Options
from handbook.blocks.setting import Area, Setting, setting
from handbook.document import Document, Element, Page, Portion
from handbook.edition import Edition, plainest, select
from handbook.errors import InputError, Place, Problem
from handbook.layout import Layout, Node, PageLayout
from handbook.plan import Plan
from handbook.soundness import unsound
from handbook.units import Rect

STEPS: tuple[Fit, ...] = (
    *(Fit(leading=step / 4) for step in (4, 3, 2, 1, 0)),
    *(Fit(leading=-step / 4, tight=True) for step in (0, 1, 2, 3, 4)),
    *(Fit(leading=-1, size=size / 4, tight=True) for size in (3, 2, 1, 0)),
)
"""Fitting levels from the roomiest to the tightest: first space, then leading, then size."""

_ROUNDING = 1e-6
"""Points."""


def compose(edition: Edition, layout: Layout) -> Document:
    """Lay out one edition.

    Raises `InputError` naming every page that does not fit, with the block, the
    district and the number of lines too many, or every fault of the structure that
    would leave a listener behind.
    """
    pages: list[Page] = []
    problems: list[Problem] = []
    for page in layout.pages:
        try:
            pages.append(_compose_page(edition, layout, page))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    plan, district = edition.plan, edition.district
    document = Document(
        title=edition.title,
        author="、".join(plan.issuers),
        subject=plan.subtitle + (f"（{plan.period.text}）" if plan.period else ""),
        keywords=(plan.city, edition.name, district.reading, "地域福祉", "相談先"),
        lang="ja-JP",
        identifier=f"{plan.title}/{layout.name}/{district.slug}",
        pages=tuple(pages),
        coverage=plan.data_date,
    )
    if faults := unsound(document, layout):
        raise InputError(faults)
    return document


def _compose_page(edition: Edition, layout: Layout, page: PageLayout) -> Page:
    fitting = _fit(edition, layout, page, _usual(edition.plan, layout, page))
    if fitting is None:
        raise InputError([_overflow(Work(edition, setting(edition.plan, layout, STEPS[-1])), page)])
    portions = _draw_page(fitting.measured, layout)
    return Page(name=page.name, width=layout.width, height=layout.height, portions=portions)


def _fit(edition: Edition, layout: Layout, page: PageLayout, usual: Fitting | None) -> Fitting | None:
    """The roomiest level that fits; None if none does.

    By bisection (heights fall with every step), around the `usual` one first. An edition that leaves as
    much height there as the one for which it was found has lines and parts as high: it fits no roomier
    level either.
    """
    low, high = 0, len(STEPS) - 1
    best: Fitting | None = None
    trials = [] if usual is None else [usual.level - 1, usual.level]
    while low <= high:
        level = trials.pop() if trials else (low + high) // 2
        if not low <= level <= high:
            continue
        try:
            measured = _measure_page(Work(edition, setting(edition.plan, layout, STEPS[level])), page)
            spare = measured.frame.height - measured.body.least
        except InputError:
            spare = -math.inf  # a word too wide at this size; if at the tightest too, it is told below
        if spare < -_ROUNDING:
            low = level + 1
            continue
        best, high = Fitting(level, spare, measured), level - 1
        if usual and level == usual.level and abs(spare - usual.spare) < _ROUNDING:
            break
    return best


@lru_cache(maxsize=64)
def _usual(plan: Plan, layout: Layout, page: PageLayout) -> Fitting | None:
    """Where nearly all editions of the plan fit: as its plainest one does.

    Not where the last one fitted: an edition must not depend on its companions.
    """
    return _fit(select(plan, plainest(plan)), layout, page, None)


class Work(NamedTuple):
    """An edition being composed at one fitting level."""

    edition: Edition
    setting: Setting

    @property
    def layout(self) -> Layout:
        return self.setting.layout


class Fitting(NamedTuple):
    """A fitting level, the height in points that is left at it, and the page measured at it."""

    level: int
    spare: float
    measured: Measured


class Measured(NamedTuple):
    """The areas of a page, measured, and where body and footer go."""

    header: Area | None
    body: Area
    footer: Area | None
    frame: Rect
    foot: Rect


def _measure_page(work: Work, page: PageLayout) -> Measured:
    """Header, body and footer measured, and the frame that is left for the body."""
    top, right, bottom, left = page.margins
    layout = work.layout
    width = layout.width - left - right
    header = measure(work, page.header, layout.width) if page.header else None
    footer = measure(work, page.footer, width) if page.footer else None
    frame_top = header.height if header else top
    frame_bottom = foot_top = layout.height - bottom
    if footer and page.footer:
        foot_top -= footer.height
        frame_bottom = foot_top - page.footer.gap[1]
    return Measured(
        header,
        measure(work, page.body, width),
        footer,
        frame=Rect(left, frame_top, width, frame_bottom - frame_top),
        foot=Rect(left, foot_top, width, layout.height - bottom - foot_top),
    )


def _draw_page(measured: Measured, layout: Layout) -> tuple[Portion, ...]:
    portions: list[Portion] = []
    if measured.header:
        portions += measured.header.draw(Rect(0, 0, layout.width, measured.header.height))
    portions += measured.body.draw(measured.frame)
    if measured.footer:
        portions += measured.footer.draw(measured.foot)
    return _joined(portions)


def measure(work: Work, node: Node, width: float) -> Area:
    """An area of the page, measured to `width` points; from memory if another edition has the same."""
    area = work.setting.recall(node, width, work.edition)
    if area is None:
        area = _MEASURES.get(node.kind, _measure_block)(work, node, width)
        area = work.setting.keep(node, width, area)
    return area


def _measure_block(work: Work, node: Node, width: float) -> Area:
    kit = Kit(work.edition, work.setting)
    try:
        box = BLOCKS[node.kind].measure(kit, Options(node.options), width)
    except InputError as error:
        raise InputError(
            Problem(
                f"{work.edition.name}版の「{node.kind}」: {problem.message}",
                problem.hint,
                problem.place or node.place,
            )
            for problem in error.problems
        ) from error
    seen = kit.close()
    return Area(box.height, box.least_height, _as_portion(box.draw, node.kind, seen), seen, box)


def _as_portion(
    draw: Draw, block: str, seen: tuple[tuple[str, object], ...]
) -> Callable[[Rect], tuple[Portion, ...]]:
    """`draw`, with the block's name on the elements."""
    origin = frozenset(name for name, _ in seen)
    return lambda rect: (_same(tuple([element._replace(block=block) for element in draw(rect)]), origin),)


@lru_cache(maxsize=1_500)
def _same(elements: tuple[Element, ...], origin: frozenset[str]) -> Portion:
    """The portion that was made first of all that are equal, so that what is worked out for it in one
    edition serves the others (`handbook.document.remembered`)."""
    return Portion(elements, origin)


def _joined(portions: Iterable[Portion]) -> tuple[Portion, ...]:
    """Neighbours that were made from the same fields as one portion: they change together."""
    groups = [tuple(group) for _, group in groupby(portions, attrgetter("origin"))]
    return tuple([group[0] if len(group) == 1 else _as_one(group) for group in groups])


@lru_cache(maxsize=1_500)
def _as_one(portions: tuple[Portion, ...]) -> Portion:
    elements = tuple(chain.from_iterable(portion.elements for portion in portions))
    return Portion(elements, portions[0].origin)


def _measure_stack(work: Work, node: Node, width: float) -> Area:
    areas = [measure(work, child, width) for child in node.children]
    gaps = [child.gap for child in node.children]
    grow = [child.grow for child in node.children]
    fixed = sum(area.least for area in areas)
    ideal = sum(area.height for area in areas) + sum(gap[1] for gap in gaps)
    least = fixed + sum(gap[0] for gap in gaps) if work.setting.fit.tight else ideal

    def draw(rect: Rect) -> tuple[Portion, ...]:
        parts = [(area.least, area.height) for area in areas]
        heights, spaces = share_out(rect.height, parts, gaps, grow)
        y = rect.y
        portions: list[Portion] = []
        for area, height, space in zip(areas, heights, spaces, strict=True):
            y += space
            portions += area.draw(Rect(rect.x, y, rect.width, height))
            y += height
        return _joined(portions)

    return Area(height=ideal, least=least, draw=draw, seen=_seen(areas))


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
    """Areas side by side; all are drawn to the height of the tallest."""
    widths = _row_widths(node, width)
    areas = [measure(work, child, part) for child, part in zip(node.children, widths, strict=True)]

    def draw(rect: Rect) -> tuple[Portion, ...]:
        x = rect.x
        portions: list[Portion] = []
        for area, part in zip(areas, widths, strict=True):
            portions += area.draw(Rect(x, rect.y, part, rect.height))
            x += part + node.gutter
        return _joined(portions)

    return Area(
        height=max(area.height for area in areas),
        least=max(area.least for area in areas),
        draw=draw,
        seen=_seen(areas),
    )


def _seen(areas: Iterable[Area]) -> tuple[tuple[str, object], ...]:
    """All that any of the areas was made from."""
    return tuple({name: value for area in areas for name, value in area.seen}.items())


_MEASURES = {"stack": _measure_stack, "row": _measure_row}


def _row_widths(node: Node, width: float) -> list[float]:
    """The width of each part of a row, by its share of what the gutters leave."""
    room = width - node.gutter * (len(node.children) - 1)
    total = sum(child.share for child in node.children)
    return [room * child.share / total for child in node.children]


def _overflow(work: Work, page: PageLayout) -> Problem:
    """What to tell about a page that does not fit even at the tightest level."""
    measured = _measure_page(work, page)
    excess = measured.body.least - measured.frame.height
    worst = max(_leaves(work, page.body, measured.frame.width), key=lambda box: box.height)
    lines = math.ceil(excess / worst.leading) if worst.leading else 0
    amount = f"約{lines}行分（{excess:.0f}ポイント）" if lines else f"{excess:.0f}ポイント"
    return Problem(
        f"{work.edition.name}版の「{page.name}」面に入りきりません。{worst.label}が{amount}多すぎます。",
        "文を短くするか、レイアウトの余白・行送り・文字の大きさの下限を見直してください。",
        worst.place or Place(work.layout.file),
    )


def _leaves(work: Work, node: Node, width: float) -> list[Box]:
    """The blocks in `node`, each measured to the width it has on the page."""
    if node.kind == "stack":
        return [box for child in node.children for box in _leaves(work, child, width)]
    if node.kind == "row":
        parts = zip(node.children, _row_widths(node, width), strict=True)
        return [box for child, part in parts for box in _leaves(work, child, part)]
    box = measure(work, node, width).box
    return [box] if box else []
