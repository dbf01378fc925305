"""A page at a fitting level: header, body and footer measured, and the roomiest level at which it fits.

In: an edition, the pages of its layout. Out: a page measured, its frame, how much height is left in it; of a
run of pages the level at which it takes so many. Nothing is drawn here but what stands around a body.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from handbook.areas import Work, measure
from handbook.blocks import is_absent, with_date
from handbook.blocks.kit import Fit, artifact
from handbook.blocks.setting import Area, Part, setting
from handbook.blocks.shapes import rule
from handbook.document import ARTIFACT, Element, Mark, Portion, remembered
from handbook.edition import Edition, plainest, select
from handbook.layout import Count, Layout, PageLayout
from handbook.memory import kept
from handbook.plan import Plan
from handbook.runs import ROUNDING, Frames, Poured, pour
from handbook.units import MM, Rect

STEPS: tuple[Fit, ...] = (
    *(Fit(leading=step / 4) for step in (4, 3, 2, 1, 0)),
    *(Fit(leading=-step / 4, tight=True) for step in (0, 1, 2, 3, 4)),
    *(Fit(leading=-1, size=size / 4, tight=True) for size in (3, 2, 1, 0)),
)
"""Fitting levels from the roomiest to the tightest: first space, then leading, then size."""

GROWN: tuple[Fit, ...] = tuple(Fit(leading=1, size=1 + step / 8) for step in range(1, 9))
"""Levels roomier than those, for layouts with text that may grow: they count down from -1."""

FOLD_MARK = 8 * MM
"""How far a fold's mark reaches in from the edge: office printers leave 5 mm white."""
FOLD_COLOR = "#7A7A7A"

IDEAL = STEPS.index(Fit())
"""The level at which nothing gives way or opens."""


def at_level(edition: Edition, layout: Layout, level: int) -> Work:
    return Work(edition, setting(edition.plan, layout, STEPS[level] if level >= 0 else GROWN[-1 - level]))


def fit(edition: Edition, layout: Layout, page: PageLayout, usual: Fitting | None) -> Fitting | None:
    """The roomiest level that fits; None if none does.

    By bisection (heights fall with every step), around the `usual` one first. An edition that leaves as
    much height there as the one for which it was found has lines and parts as high: it fits no roomier
    level either.
    """
    low, high = -len(GROWN) if layout.grows else 0, len(STEPS) - 1
    best: Fitting | None = None
    trials = [high] if usual is None else [usual.level - 1, usual.level]
    while low <= high:
        level = trials.pop() if trials else (low + high) // 2
        if not low <= level <= high:
            continue
        measured = measure_page(at_level(edition, layout, level), page)
        # A word that is too wide may not be at a smaller size.
        spare = measured.frame.height - measured.body.least if measured.whole else -math.inf
        if spare < -ROUNDING:
            low = level + 1
            continue
        best, high = Fitting(level, spare, measured), level - 1
        if usual and level == usual.level and abs(spare - usual.spare) < ROUNDING:
            break
    return best


@kept(most=64)
def usual_fitting(plan: Plan, layout: Layout, page: PageLayout, final: bool, ended: bool) -> Fitting | None:
    """Where nearly all editions of the plan fit: as its plainest one does.

    Not where the last one fitted: an edition must not depend on its companions.
    """
    return fit(plain_edition(plan, layout, final, ended), layout, page, None)


def plain_edition(plan: Plan, layout: Layout, final: bool, ended: bool) -> Edition:
    """The plan's plainest edition, in the state of the one that is composed."""
    return with_date(select(plan, plainest(plan))._replace(final=final, ended=ended), layout)


class Fitting(NamedTuple):
    """A fitting level, the height in points that is left at it, and the page measured at it."""

    level: int
    spare: float
    measured: Measured


class Measured(NamedTuple):
    """The areas of a page, measured, and where header, body and footer go."""

    header: Area | None
    head: Area | None
    body: Area
    footer: Area | None
    frame: Rect
    foot: Rect
    foot_first: bool
    """Whether the footer is read before all else: it alone tells a listener that this is a proof."""

    @property
    def whole(self) -> bool:
        """Whether everything in it could be set."""
        return all(area.whole for area in (self.header, self.head, self.body, self.footer) if area)


def measure_page(work: Work, page: PageLayout) -> Measured:
    """All parts of a page measured, and the frame that is left for the body."""
    top, right, bottom, left = page.margins
    layout = work.layout
    width = layout.width - left - right
    header, head, footer = _furniture(work, page, width)
    frame_top = header.height if header else top
    if head and page.head:
        frame_top += head.height + page.head.gap[1]
    frame_bottom = foot_top = layout.height - bottom
    if footer and page.footer:
        foot_top -= footer.height
        frame_bottom = foot_top - page.footer.gap[1]
    return Measured(
        header,
        head,
        measure(work, page.body, width),
        footer,
        frame=Rect(left, frame_top, width, frame_bottom - frame_top),
        foot=Rect(left, foot_top, width, layout.height - bottom - foot_top),
        foot_first=layout.herald is page.footer and not work.edition.final,
    )


def _furniture(work: Work, page: PageLayout, width: float) -> list[Area | None]:
    """Header, running head and footer; None what the page lacks or the edition has nothing of."""
    return [
        measure(work, root, across) if root is not None and not is_absent(work.edition, root) else None
        for root, across in ((page.header, work.layout.width), (page.head, width), (page.footer, width))
    ]


@lru_cache(maxsize=64)  # parts are told apart by identity: with new ones nothing that was measured would do
def moved(page: PageLayout, after: PageLayout, count: int) -> tuple[PageLayout, PageLayout]:
    """Both pages, with the last `count` parts that may move from the first at the end of the other, or at
    its head where it goes on from the first."""
    moves = tuple(part for part in page.body.children if part.moves)[-count:]
    stays = tuple(part for part in page.body.children if part not in moves)
    own = after.body.children
    parts = (*moves, *own) if after.begun else (*own, *moves)
    return (
        page._replace(body=replace(page.body, children=stays)),
        after._replace(body=replace(after.body, children=parts)),
    )


def begun(edition: Edition, pages: Iterable[PageLayout]) -> Iterator[PageLayout]:
    """The pages, those of a run together where the part that were to begin a new one is not there."""
    before: PageLayout | None = None
    for page in pages:
        if before and page.begun and page.repeats and is_absent(edition, page.body.children[0]):
            before = _together(before, page)
            continue
        if before:
            yield before
        before = page
    if before:
        yield before


@lru_cache(maxsize=64)  # as for `moved`
def _together(page: PageLayout, after: PageLayout) -> PageLayout:
    return page._replace(body=replace(page.body, children=(*page.body.children, *after.body.children)))


def fullness(edition: Edition, layout: Layout, page: PageLayout) -> float:
    measured = measure_page(at_level(edition, layout, IDEAL), page)
    return measured.body.height / measured.frame.height


@lru_cache(maxsize=64)
def fold_marks(page: PageLayout, layout: Layout) -> tuple[Portion, ...]:
    """Short lines at the head and foot of a sheet that is folded: above all else, for the eye alone. One with
    bleed has none: behind a press marks stand outside the sheet."""
    if layout.bleed or not page.folds:
        return ()
    foot = layout.height
    ends = ((0.0, FOLD_MARK), (foot - FOLD_MARK, foot))
    lines = [rule(at, top, at, end, FOLD_COLOR, 0.6) for at in page.folds for top, end in ends]
    return (Portion((artifact(*lines),), frozenset()),)


def frames_of(first: Measured, later: Measured, work: Work) -> Frames:
    """The heights that the pages of a run leave for its body."""
    return Frames(first.frame.height, later.frame.height, work.setting.fit.tight)


def roomiest(edition: Edition, layout: Layout, page: PageLayout, count: Count) -> tuple[int, float]:
    """The roomiest level at which a run takes no more pages than at the ideal one, and how many; the ideal
    one, or one as tight as need be, where there it has no room on as many as it may have."""
    most, steps = count.most or math.inf, range(IDEAL + 1, len(STEPS) - 1)
    _, _, poured = poured_at(edition, layout, page, IDEAL, most)
    if not poured.stuck:
        most = min(most, count.wanted(len(poured.bodies)))
        steps = range(-len(GROWN) if layout.grows else 0, IDEAL)
    elif not count.most:
        return IDEAL, most

    def fits(level: int) -> bool:
        return not poured_at(edition, layout, page, level, most)[2].stuck

    # Not by bisection: where parts are not cut, larger ones may take fewer pages.
    return next(filter(fits, steps), steps[-1] + 1), most


def poured_at(
    edition: Edition, layout: Layout, page: PageLayout, level: int, most: float
) -> tuple[Measured, Measured, Poured]:
    """The first page of a run and a later one at a level, and the run poured into at most so many."""
    work = at_level(edition, layout, level)
    first, later = measure_page(work, page), measure_page(work, page.following)
    return first, later, pour(first.body, frames_of(first, later, work), most)


def draw_furniture(
    work: Work, page: PageLayout, measured: Measured, heard: bool
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """What stands above the body of a measured page, and below it, measured anew for what the edition has
    in the meantime. A running head is for the paper alone; so is a footer that is not to be `heard`."""
    top, _, _, left = page.margins
    width = measured.foot.width
    header, head, footer = _furniture(work, page, width)
    above = header.draw(Rect(0, 0, work.layout.width, header.height)) if header else ()
    running = head.draw(Rect(left, top, width, head.height)) if head else ()
    below = footer.draw(measured.foot) if footer else ()
    return (*above, *map(_for_paper, running)), below if heard else tuple(map(_for_paper, below))


def _for_paper(part: Part) -> Part:
    return part._replace(portion=_unheard(part.portion))


@remembered
def _unheard(portion: Portion) -> Portion:
    """What stands on each page of a run is heard once (ISO 14289-1, 7.8): a pagination artifact elsewhere,
    without the readings, which stand where it is heard."""
    artifacts = (
        Element(ARTIFACT, tuple(_unread(one)), attributes=(("Type", "Pagination"),))
        for one in portion.elements
    )
    return Portion(tuple(artifacts), portion.origin)


def _unread(element: Element) -> Iterator[Mark]:
    for child in element.children:
        if not isinstance(child, Element):
            yield child
        elif child.role != "RT":
            yield from _unread(child)
