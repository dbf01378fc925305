"""`Edition` × `Layout` → `Document`: stacks and rows, and fitting each page to its frame.

A page is measured at the roomiest setting that its layout allows and, step by
step, tighter (space, then leading, then size), until it fits; then spare
height is shared out among the gaps and parts, so that no page ends in a hole.
What does not fit at the tightest setting is an error that names the block and
by how many lines; nothing is ever clipped or dropped.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from handbook.areas import Work, leaves, measure
from handbook.blocks import is_absent, with_date
from handbook.blocks.kit import Fit, artifact
from handbook.blocks.setting import Area, Fault, Part, setting
from handbook.blocks.shapes import framed_box, rule
from handbook.document import Document, Page, Portion
from handbook.edition import Edition, plainest, select
from handbook.errors import InputError, Problem
from handbook.layout import Layout, Node, PageLayout
from handbook.misfits import too_long
from handbook.plan import Plan
from handbook.sheet_code import sheet_code
from handbook.soundness import unsound
from handbook.units import Rect

STEPS: tuple[Fit, ...] = (
    *(Fit(leading=step / 4) for step in (4, 3, 2, 1, 0)),
    *(Fit(leading=-step / 4, tight=True) for step in (0, 1, 2, 3, 4)),
    *(Fit(leading=-1, size=size / 4, tight=True) for size in (3, 2, 1, 0)),
)
"""Fitting levels from the roomiest to the tightest: first space, then leading, then size."""

CROWDED = 8
"""The step from which a page rather gives parts to the next: the lines have moved together by half and more
of what they may."""

_ROUNDING = 1e-6
"""Points."""

RED = "#C00000"


def compose(
    edition: Edition, layout: Layout, final: bool = False, date: datetime.date | None = None
) -> Document:
    """Lay out one edition: `final`, or a proof, which each page says.

    After the plan's period has ended on `date`, its front says so; nothing else follows from the day.
    Raises `InputError` naming every page that does not fit, with the text that is too long and by how much,
    everything that stands where it must not, or every fault of the structure that would leave a listener
    behind.
    """
    edition = _as_used(edition, layout, final, date)
    sheets = _sheets(edition, layout)
    document = _document(edition, layout, [sheet.page for sheet in sheets])
    problems = [problem for sheet in sheets for problem in sheet.problems]
    if problems := problems or [*unsound(document, layout)]:
        raise InputError(problems)
    return document


def compose_marked(
    edition: Edition, layout: Layout, date: datetime.date | None = None
) -> tuple[Document, tuple[Problem, ...]]:
    """An edition with what `compose` refuses: pages run over their foot, red frames show what is wrong.

    To look at while mending, never to print.
    """
    edition = _as_used(edition, layout, False, date)
    sheets = _sheets(edition, layout)
    document = _document(edition, layout, [_marked(sheet, layout) for sheet in sheets])
    problems = [problem for sheet in sheets for problem in sheet.problems]
    return document, tuple(problems or unsound(document, layout))


def _as_used(edition: Edition, layout: Layout, final: bool, date: datetime.date | None) -> Edition:
    return edition.used(final, date)._replace(code=sheet_code(edition, layout))


def _document(edition: Edition, layout: Layout, pages: Iterable[Page]) -> Document:
    plan, district = edition.plan, edition.district
    reading = (district.reading,) if district.sure else ()
    return Document(
        title=edition.title,
        author="、".join(plan.issuers),
        subject=plan.subtitle + (f"（{plan.period.text}）" if plan.period else ""),
        keywords=(plan.city, edition.name, *reading, "地域福祉", "相談先"),
        lang="ja-JP",
        identifier=f"{plan.title}/{layout.name}/{district.slug}",
        pages=tuple(pages),
        coverage=edition.as_of or plan.data_date,
        state=edition.state,
        code=edition.code,
    )


class _Sheet(NamedTuple):
    """A composed page, its frame, and what is wrong with it: in words that name the edition, and where."""

    page: Page
    frame: Rect
    problems: tuple[Problem, ...]
    rects: tuple[Rect, ...]
    foot: float
    """How far down its lowest block reaches."""
    level: int
    """Of `STEPS`; where it does not fit, behind the last."""


def _sheets(edition: Edition, layout: Layout) -> list[_Sheet]:
    """The pages of an edition; what crowds one moves to the next or goes on there, as the layout says."""
    edition = with_date(edition, layout)
    sheets: list[_Sheet] = []
    pages = list(layout.pages)
    while pages:
        page = pages.pop(0)
        if page.repeats:
            sheets += _run(edition, layout, page, len(sheets))
            continue
        sheet = _sheet(edition, layout, page)
        if sheet.level >= CROWDED and pages:
            sheet, pages[0] = _relieved(edition, layout, page, pages[0])
        sheets.append(sheet)
    return sheets


def _relieved(
    edition: Edition, layout: Layout, page: PageLayout, after: PageLayout
) -> tuple[_Sheet, PageLayout]:
    """The page and the one behind it with the fewest parts moved that leaves neither crowded; else those of
    which the fuller one is least full. Where neither way fits, told is what is too long on its own page."""
    found = []
    for count in range(sum(part.moves for part in page.body.children) + 1):
        shorter, longer = _moved(page, after, count) if count else (page, after)
        sheet, level = _sheet(edition, layout, shorter), _sheet(edition, layout, longer).level
        fullest = max(sheet.level, level)
        unfit = (sheet.level, level).count(len(STEPS))
        found.append(((unfit, 0 if unfit else fullest, count), sheet, longer))
        if fullest < CROWDED:
            break
    _, sheet, longer = min(found, key=itemgetter(0))
    return sheet, longer


@lru_cache(maxsize=64)  # parts are told apart by identity: with new ones nothing that was measured would do
def _moved(page: PageLayout, after: PageLayout, count: int) -> tuple[PageLayout, PageLayout]:
    """Both pages, with the last `count` parts that may move from the first at the end of the other."""
    moves = tuple(part for part in page.body.children if part.moves)[-count:]
    stays = tuple(part for part in page.body.children if part not in moves)
    return (
        page._replace(body=replace(page.body, children=stays)),
        after._replace(body=replace(after.body, children=(*after.body.children, *moves))),
    )


def _sheet(edition: Edition, layout: Layout, page: PageLayout) -> _Sheet:
    fitting = _fit(edition, layout, page, _usual(edition.plan, layout, page, edition.final, edition.ended))
    tightest = Work(edition, setting(edition.plan, layout, STEPS[-1]))
    if fitting:
        return _drawn(edition, layout, page, fitting.measured, level=fitting.level)
    return _drawn(edition, layout, page, _measure_page(tightest, page), overfull=tightest)


def _drawn(
    edition: Edition,
    layout: Layout,
    page: PageLayout,
    measured: Measured,
    level: int = 0,
    overfull: Work | None = None,
) -> _Sheet:
    """A measured page, drawn; `overfull` is what it was measured with where it does not fit."""
    parts = _draw_page(measured, layout)
    name = f"{edition.name}版の{page.name}"
    faults = [_said(fault, f"{name}: ") for part in parts for fault in part.faults]
    if overfull and measured.whole:
        faults.append(_said(_overfull(overfull, page, measured, parts), f"{name}に入りきりません。"))
    return _Sheet(
        Page(page.name, layout.width, layout.height, _joined([part.portion for part in parts])),
        measured.frame,
        tuple([fault.problem for fault in faults]),
        tuple([fault.rect for fault in faults]),
        max([part.rect.bottom for part in parts], default=0.0),
        len(STEPS) if faults or overfull else level,
    )


def _run(edition: Edition, layout: Layout, page: PageLayout, before: int) -> list[_Sheet]:
    """A page and, where it does not fit, those on which it goes on, evenly full; `before` pages precede it.

    Where something does not fit even alone on a page, told is what is too long, as on any page.
    """
    whole = _sheet(edition, layout, _nth(page, 1, before))
    if whole.level < len(STEPS):
        return [whole]
    work = Work(edition, setting(edition.plan, layout, Fit()))
    first, later = _measure_page(work, page), _measure_page(work, page._replace(header=None))
    frames = (first.frame.height, later.frame.height)
    parts, stuck = _parted(first.body, *frames)
    low, high = 0.0, 1.0
    while len(parts) > 1 and not stuck and high - low > 0.02:
        share = (low + high) / 2
        found, unfit = _parted(first.body, *[share * height for height in frames])
        if unfit or len(found) > len(parts):
            low = share
        else:
            parts, high = found, share
    sheets: list[_Sheet] = []
    for number, body in enumerate(parts, 1):
        shape = _nth(page, number, before)
        measured = _measure_page(work, shape)._replace(body=body)
        is_stuck = stuck and number == len(parts)
        sheets.append(_drawn(edition, layout, shape, measured, overfull=work if is_stuck else None))
    return sheets


def _nth(page: PageLayout, number: int, before: int) -> PageLayout:
    """One of the pages of a run, the first of which bears the header."""
    return page._replace(
        name=f"{page.name}{number}" if number > 1 else page.name,
        header=page.header if number == 1 else None,
        footer=page.footer and _numbered(page.footer, str(before + number)),
    )


def _parted(body: Area, height: float, later: float) -> tuple[list[Area], bool]:
    """What stands on each page where the first leaves so much height, and those after it; and whether the
    last begins with something that has no room even alone: it is then as high as that needs."""
    found: list[Area] = []
    while body.height > height + _ROUNDING:
        halves = body.cut(height + _ROUNDING, False) or body.cut(height + _ROUNDING, True)
        if halves is None:
            low, high = height, body.height
            while high - low > 1:
                middle = (low + high) / 2
                low, high = (low, middle) if body.cut(middle, True) else (middle, high)
            return [*found, body._replace(least=high)], True
        found.append(halves[0])
        body, height = halves[1], later
    return [*found, body], False


@lru_cache(maxsize=64)  # as `_moved`
def _numbered(part: Node, page: str) -> Node:
    """A page's footer with the page's number filled in."""
    options = {
        name: value.replace("{page}", page) if isinstance(value, str) else value
        for name, value in part.options.items()
    }
    return replace(part, options=options, children=tuple(_numbered(one, page) for one in part.children))


def _said(fault: Fault, lead: str) -> Fault:
    """The fault with the edition and page before its message: parts are shared by editions."""
    return fault._replace(problem=fault.problem._replace(message=lead + fault.problem.message))


def _overfull(work: Work, page: PageLayout, measured: Measured, parts: Iterable[Part]) -> Fault:
    """What to tell about a page that does not fit even at the tightest level."""
    plan, layout = work.edition.plan, work.layout
    own = dict(leaves(work, page.body, measured.frame.width, tallest=True))
    plain = work._replace(edition=_plainest(plan, layout, work.edition.final, work.edition.ended))
    usual = _measure_page(plain, page)
    known = None
    if usual.whole and usual.body.least <= usual.frame.height + _ROUNDING:
        known = dict(leaves(plain, page.body, usual.frame.width))
    if page.header:
        own |= leaves(work, page.header, layout.width)
        known = known and known | dict(leaves(plain, page.header, layout.width))
    excess = measured.body.least - measured.frame.height
    node, problem = too_long(own, known, excess, (plan, layout))
    return Fault(problem, next((part.rect for part in parts if part.node is node), measured.frame))


def _marked(sheet: _Sheet, layout: Layout) -> Page:
    """The page with red frames around what is wrong, and red lines where frame and paper end."""
    if not sheet.rects:
        return sheet.page
    shapes = [framed_box(rect.inset(-2, -2), RED, 2.0) for rect in sheet.rects]
    height = layout.height
    if sheet.foot > sheet.frame.bottom + _ROUNDING:
        shapes.append(rule(0, sheet.frame.bottom, layout.width, sheet.frame.bottom, RED, 1.0, (4, 3)))
    if sheet.foot > height:
        shapes.append(rule(0, height, layout.width, height, RED, 3.0))
        height = sheet.foot + 12
    portions = (*sheet.page.portions, Portion((artifact(*shapes),)))
    return sheet.page._replace(height=height, portions=portions)


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
        measured = _measure_page(Work(edition, setting(edition.plan, layout, STEPS[level])), page)
        # A word that is too wide may not be at a smaller size.
        spare = measured.frame.height - measured.body.least if measured.whole else -math.inf
        if spare < -_ROUNDING:
            low = level + 1
            continue
        best, high = Fitting(level, spare, measured), level - 1
        if usual and level == usual.level and abs(spare - usual.spare) < _ROUNDING:
            break
    return best


@lru_cache(maxsize=64)
def _usual(plan: Plan, layout: Layout, page: PageLayout, final: bool, ended: bool) -> Fitting | None:
    """Where nearly all editions of the plan fit: as its plainest one does.

    Not where the last one fitted: an edition must not depend on its companions.
    """
    return _fit(_plainest(plan, layout, final, ended), layout, page, None)


def _plainest(plan: Plan, layout: Layout, final: bool, ended: bool) -> Edition:
    """The plan's plainest edition, in the state of the one that is composed."""
    return with_date(select(plan, plainest(plan))._replace(final=final, ended=ended), layout)


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
    foot_first: bool
    """Whether the footer is read before all else: it alone tells a listener that this is a proof."""

    @property
    def whole(self) -> bool:
        """Whether everything in it could be set."""
        return all(area.whole for area in (self.header, self.body, self.footer) if area)


def _measure_page(work: Work, page: PageLayout) -> Measured:
    """Header, body and footer measured, and the frame that is left for the body."""
    top, right, bottom, left = page.margins
    layout = work.layout
    width = layout.width - left - right
    has = [root is not None and not is_absent(work.edition, root) for root in (page.header, page.footer)]
    header = measure(work, page.header, layout.width) if page.header and has[0] else None
    footer = measure(work, page.footer, width) if page.footer and has[1] else None
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
        foot_first=layout.herald is page.footer and not work.edition.final,
    )


def _draw_page(measured: Measured, layout: Layout) -> tuple[Part, ...]:
    """All parts of a page; a body that is too high runs over its frame."""
    parts: list[Part] = []
    frame = measured.frame
    if measured.header:
        parts += measured.header.draw(Rect(0, 0, layout.width, measured.header.height))
    parts += measured.body.draw(frame._replace(height=max(frame.height, measured.body.least)))
    foot = measured.footer.draw(measured.foot) if measured.footer else ()
    return (*foot, *parts) if measured.foot_first else (*parts, *foot)


def _joined(portions: Iterable[Portion]) -> tuple[Portion, ...]:
    """Neighbours that were made from the same fields as one portion: they change together."""
    groups = [tuple(group) for _, group in groupby(portions, attrgetter("origin"))]
    return tuple([group[0] if len(group) == 1 else _as_one(group) for group in groups])


@lru_cache(maxsize=1_500)
def _as_one(portions: tuple[Portion, ...]) -> Portion:
    elements = tuple(chain.from_iterable(portion.elements for portion in portions))
    return Portion(elements, portions[0].origin)
