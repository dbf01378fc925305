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
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from handbook.areas import Work, leaves, measure
from handbook.bleed import with_bleed
from handbook.blocks import is_absent, numbered, with_date
from handbook.blocks.kit import artifact
from handbook.blocks.setting import Fault, Part
from handbook.blocks.shapes import framed_box, rule
from handbook.document import Document, Page, Portion, headings, joined
from handbook.edition import Edition, Entry, Folio
from handbook.errors import InputError, Place, Problem
from handbook.fitting import (
    STEPS,
    Measured,
    at_level,
    begun,
    draw_furniture,
    fit,
    fold_marks,
    frames_of,
    fullness,
    measure_page,
    moved,
    plain_edition,
    poured_at,
    roomiest,
    usual_fitting,
)
from handbook.keepouts import zones
from handbook.layout import Count, Layout, Node, PageLayout
from handbook.memory import kept
from handbook.misfits import intruding, too_long
from handbook.plan import Plan
from handbook.runs import MOST_OPENED, ROUNDING, evenly, pour
from handbook.sheet_code import sheet_code
from handbook.soundness import unsound
from handbook.units import Rect

CONTENTS = "contents"
"""The kind of block that lists the headings behind it."""

UNKNOWN = Folio("00", "00")
"""What stands for the number of a page, as wide as any, until all pages are there."""

CROWDED = 8
"""The step from which a page rather gives parts to the next: the lines have moved together by half and more
of what they may."""

RED = "#C00000"


def compose(
    edition: Edition, layout: Layout, final: bool = False, date: datetime.date | None = None
) -> Document:
    """Lay out one edition: `final`, or a proof, which each page says.

    After the plan's period has ended on `date`, its front says so; nothing else follows from the day.
    An edition that has a code already keeps it.
    Raises `InputError` naming every page that does not fit, with the text that is too long and by how much,
    everything that stands where it must not, or every fault of the structure that would leave a listener
    behind.
    """
    edition = _as_used(edition, layout, final, date)
    sheets, _ = _sheets(edition, layout)
    document = _document(edition, layout, [sheet.page for sheet in sheets])
    if problems := _problems(sheets) or [*unsound(document, layout)]:
        raise InputError(problems)
    return document


class Marked(NamedTuple):
    """A document in which what cannot be printed is marked, all that is wrong with it, the faults that stand
    somewhere, page by page, and its contents, if it has any."""

    document: Document
    problems: tuple[Problem, ...]
    faults: tuple[tuple[Fault, ...], ...]
    contents: tuple[Entry, ...]


def compose_marked(edition: Edition, layout: Layout, date: datetime.date | None = None) -> Marked:
    """An edition with what `compose` refuses: pages run over their foot, red frames show what is wrong.

    To look at while mending, never to print. An edition that has contents begins with them: it is ready
    sooner where they are those of nearly the same one.
    """
    edition = _as_used(edition, layout, False, date)
    sheets, contents = _sheets(edition, layout)
    document = _document(edition, layout, [_marked(sheet, layout) for sheet in sheets])
    problems = _problems(sheets) or unsound(document, layout)
    return Marked(document, tuple(problems), tuple([sheet.faults for sheet in sheets]), contents)


def _problems(sheets: Iterable[_Sheet]) -> list[Problem]:
    return [fault.problem for sheet in sheets for fault in sheet.faults]


def _as_used(edition: Edition, layout: Layout, final: bool, date: datetime.date | None) -> Edition:
    return edition.used(final, date)._replace(code=edition.code or sheet_code(edition, layout))


def _document(edition: Edition, layout: Layout, pages: Iterable[Page]) -> Document:
    plan, district = edition.plan, edition.district
    reading = (district.reading,) if district.sure else ()
    return Document(
        title=edition.title,
        author="、".join(plan.issuers),
        subject=plan.subtitle + (f"（{plan.period.text}）" if plan.period else ""),
        keywords=(plan.city, edition.name, *reading, "地域福祉", "相談先"),
        lang="ja-JP",
        identifier=f"{plan.title}/{layout.name}/{edition.slug}",
        pages=tuple(pages),
        coverage=edition.as_of or plan.data_date,
        state=edition.state,
        code=edition.code,
        duplex=layout.duplex,
        mono=layout.mono,
    )


class _Sheet(NamedTuple):
    """A composed page, its frame, and what is wrong with it: in words that name the edition, and where."""

    page: Page
    frame: Rect
    faults: tuple[Fault, ...]
    foot: float
    """How far down its lowest block reaches."""


class _Side(NamedTuple):
    """A page whose body is drawn; its header and footer wait until all pages are there."""

    page: PageLayout
    work: Work
    measured: Measured
    body: tuple[Part, ...]
    level: int
    """Of `STEPS`; where it does not fit, behind the last."""
    fault: Fault | None = None
    """What it has too much or too little of."""
    heard: bool = True
    """Whether its footer is read aloud: in a run it is once."""


def _sheets(edition: Edition, layout: Layout) -> tuple[list[_Sheet], tuple[Entry, ...]]:
    """The pages of an edition and its contents. These are gathered from them, and printed when they are
    composed anew: how high they are follows from their words, so that their numbers are true the time after.
    """
    edition = with_date(edition, layout)._replace(folio=UNKNOWN)
    if CONTENTS in layout.kinds and not edition.contents:
        edition = edition._replace(
            contents=_usual_contents(edition.plan, layout, edition.final, edition.ended)
        )
    sides = _counted(edition, layout)
    while (contents := tuple(_contents(sides))) != edition.contents:
        edition = edition._replace(contents=contents)
        sides = _counted(edition, layout)
    sheets, section = [], ""
    for number, side in enumerate(sides, 1):
        found = [one for part in side.body for one in headings(part.portion)]
        section = next((one.words for one in reversed(found) if one.level == 2), section)
        folio = Folio(str(number), str(len(sides)), section)
        sheets.append(_finished(side, edition._replace(folio=folio), layout))
    return sheets, contents


@kept(most=16)
def _usual_contents(plan: Plan, layout: Layout, final: bool, ended: bool) -> tuple[Entry, ...]:
    """Contents to begin with: the plan's plainest edition's, most of which every edition has."""
    return tuple(_contents(_counted(plain_edition(plan, layout, final, ended), layout)))


def _contents(sides: Sequence[_Side]) -> Iterator[Entry]:
    """The headings behind the edition's list of contents; none where it has none."""
    listed, count = False, 0
    for page, side in enumerate(sides, 1):
        header = side.measured.header
        drawn = header.draw(Rect(0, 0, side.work.layout.width, header.height)) if header else ()
        for part in (*drawn, *side.body):
            listed = listed or part.node.kind == CONTENTS
            for heading in headings(part.portion):
                count += 1
                if listed:
                    yield Entry(heading.level, heading.words, page, count)


def _counted(edition: Edition, layout: Layout) -> list[_Side]:
    """The pages, filled up to as many as the layout wants."""
    runs = [list(sides) for sides in _runs(edition, layout)]
    count, total = layout.number, sum(map(len, runs))
    wanted = count.wanted(total)
    if count.most and wanted > count.most:
        wanted = count.most
    fills = [at for at, page in enumerate(layout.pages) if page.fill]
    repeats = [at for at, page in enumerate(layout.pages) if page.repeats]
    if fills and wanted > total:
        page = layout.pages[fills[-1]]
        names = [page.name, *(f"{page.name}{number}" for number in range(2, wanted - total + 1))]
        runs[fills[-1]] = [_side(edition, layout, page._replace(name=name)) for name in names]
    elif repeats and wanted != total:
        at = repeats[-1]
        pages = max(1, len(runs[at]) + wanted - total)
        fewer = pages - count.multiple
        if fewer > 0 and wanted - count.multiple >= count.least:
            # Rather lines that move together a little than a sheet that is nearly white.
            pages = (
                pages if poured_at(edition, layout, layout.pages[at], CROWDED - 1, fewer)[2].stuck else fewer
            )
        runs[at] = _run(edition, layout, layout.pages[at], Count(pages, pages))
    sides = [side for run in runs for side in run]
    if not count.allows(len(sides)) and not any(side.fault for side in sides):
        sides[-1] = _miscounted(sides[-1], f"{len(sides)}ページになります", count, Place(layout.file))
    return sides


def _miscounted(side: _Side, found: str, count: Count, place: Place) -> _Side:
    """The page with the fault that with it there are too many or too few."""
    terms = (
        f"少なくとも{count.least}ページ" if count.least > 1 else "",
        f"多くとも{count.most}ページ" if count.most else "",
        f"{count.multiple}の倍数" if count.multiple > 1 else "",
    )
    hint = "部品を足すか減らすか、メモなどの空けておくページを fill: true で加えてください。"
    problem = Problem(f"{found}（{'、'.join(filter(None, terms))}のはずです）。", hint, place)
    return side._replace(fault=Fault(problem, side.measured.frame))


def _runs(edition: Edition, layout: Layout) -> Iterator[list[_Side]]:
    """For each page of the layout those that it makes; what crowds one moves to the head of the page
    that goes on from it, or to the end of the emptiest behind it."""
    pages = list(begun(edition, layout.pages))
    while pages:
        page = pages.pop(0)
        if page.goes_on:
            yield [] if page.fill else _run(edition, layout, page, page.number)
            continue
        side = _side(edition, layout, page)
        behind = [at for at, one in enumerate(pages) if not one.goes_on]
        behind = behind[:1] if pages and pages[0].begun else behind
        if side.level >= CROWDED and behind:
            at = min(behind, key=lambda at: fullness(edition, layout, pages[at]))
            side, pages[at] = _relieved(edition, layout, page, pages[at])
        yield [side]


def _relieved(
    edition: Edition, layout: Layout, page: PageLayout, after: PageLayout
) -> tuple[_Side, PageLayout]:
    """The page and one behind it with the fewest parts moved that leaves neither crowded; else those of
    which the fuller one is least full. Where neither way fits, told is what is too long on its own page."""
    found = []
    for count in range(sum(part.moves for part in page.body.children) + 1):
        shorter, longer = moved(page, after, count) if count else (page, after)
        side, level = _side(edition, layout, shorter), _side(edition, layout, longer).level
        fullest = max(side.level, level)
        unfit = (side.level, level).count(len(STEPS))
        found.append(((unfit, 0 if unfit else fullest, count), side, longer))
        if fullest < CROWDED:
            break
    _, side, longer = min(found, key=itemgetter(0))
    return side, longer


def _side(edition: Edition, layout: Layout, page: PageLayout) -> _Side:
    if fitted := _fitted(edition, layout, page):
        return fitted
    tightest = at_level(edition, layout, len(STEPS) - 1)
    return _drawn(page, tightest, measure_page(tightest, page))


def _fitted(edition: Edition, layout: Layout, page: PageLayout) -> _Side | None:
    """The page at the roomiest level at which it fits; None where it fits at none."""
    usual = usual_fitting(edition.plan, layout, page, edition.final, edition.ended)
    if fitting := fit(edition, layout, page, usual):
        return _drawn(page, at_level(edition, layout, fitting.level), fitting.measured, fitting.level)
    return None


def _drawn(page: PageLayout, work: Work, measured: Measured, level: int = len(STEPS)) -> _Side:
    """A measured page with its body drawn; without a `level` it does not fit, and runs over its frame."""
    frame, body = measured.frame, measured.body
    parts = body.draw(frame._replace(height=max(min(frame.height, body.most), body.least)))
    fault = _overfull(work, page, measured, parts) if level == len(STEPS) and measured.whole else None
    is_faulty = any(part.faults for part in parts)
    return _Side(page, work, measured, parts, len(STEPS) if is_faulty else level, fault)


def _run(edition: Edition, layout: Layout, page: PageLayout, count: Count) -> list[_Side]:
    """A page and, where it does not fit, those on which it goes on, evenly full.

    Where something does not fit even alone on a page, or they are more than they may be, told is what is too
    long, as on any page. A page opens by no more than `MOST_OPENED` of what stands on it: the rest is white.
    """
    if count.wanted(1) == 1 and (whole := _fitted(edition, layout, page)):
        return [whole]
    level, pages = roomiest(edition, layout, page, count)
    work = at_level(edition, layout, level)
    first, later, poured = poured_at(edition, layout, page, level, pages)
    bodies = poured.bodies if poured.stuck else evenly(first.body, frames_of(first, later, work), int(pages))
    sides = []
    for number, body in enumerate(bodies, 1):
        shape = page if number == 1 else page.following._replace(name=f"{page.name}{number}")
        opened = min(body.most, max(MOST_OPENED * body.height, body.least))
        measured = (first if number == 1 else later)._replace(body=body._replace(most=opened))
        is_stuck = poured.stuck and number == len(bodies)
        heard = number == (1 if first.foot_first else len(bodies))
        sides.append(_drawn(shape, work, measured, len(STEPS) if is_stuck else level)._replace(heard=heard))
    if page.spare and not poured.stuck and not is_absent(edition, page.spare):
        sides[-1] = _said_again(sides[-1], page.spare)
    if not poured.stuck and not count.allows(len(sides)):
        found = f"{page.name}が{len(sides)}ページになります"
        sides[-1] = _miscounted(sides[-1], found, count, page.body.place)
    return sides


def _said_again(side: _Side, node: Node) -> _Side:
    """The last page of a run with a part above its foot, if it leaves room for that."""
    frame = side.measured.frame
    area = measure(side.work, node, frame.width)
    above = frame.height - area.height - node.gap[1]
    if above < side.measured.body.height:
        return side
    shorter = side.measured._replace(frame=frame._replace(height=above))
    drawn = _drawn(side.page, side.work, shorter, side.level)
    place = Rect(frame.x, frame.bottom - area.height, frame.width, area.height)
    return drawn._replace(body=(*drawn.body, *area.draw(place)), heard=side.heard)


def _finished(side: _Side, edition: Edition, layout: Layout) -> _Sheet:
    """A page with its header and footer, which may say where in the edition it stands."""
    page, measured = side.page, side.measured
    above, below = draw_furniture(side.work._replace(edition=edition), page, measured, side.heard)
    parts = (*below, *above, *side.body) if measured.foot_first else (*above, *side.body, *below)
    name = f"{edition.name}版の{page.name}"
    drawn = [*(part.portion for part in parts), *fold_marks(page, layout)]
    portions = with_bleed(joined(drawn), layout)
    number = edition.folio.page if numbered(edition, page) else ""
    kept, sources = zones(layout, page.folds, int(edition.folio.page) % 2 == 0), (edition.plan, layout)
    faults = [
        _said(fault, f"{name}: ")
        for part in parts
        # What runs over its frame or the page's may lie anywhere, and is told as that.
        for fault in part.faults or (() if side.fault else intruding(part, kept, sources))
    ]
    if side.fault:
        lead = f"{name}に入りきりません。" if side.level == len(STEPS) else f"{name}: "
        faults.append(_said(side.fault, lead))
    return _Sheet(
        Page(page.name, layout.width, layout.height, portions, layout.bleed, number, page.folds),
        measured.frame,
        tuple(faults),
        max([part.rect.bottom for part in parts], default=0.0),
    )


def _said(fault: Fault, lead: str) -> Fault:
    """The fault with the edition and page before its message: parts are shared by editions."""
    return fault._replace(problem=fault.problem._replace(message=lead + fault.problem.message))


def _overfull(work: Work, page: PageLayout, measured: Measured, parts: Iterable[Part]) -> Fault:
    """What to tell about a page that does not fit even at the tightest level."""
    plan, layout = work.edition.plan, work.layout
    own = dict(leaves(work, page.body, measured.frame.width, tallest=True))
    plain = work._replace(edition=plain_edition(plan, layout, work.edition.final, work.edition.ended))
    usual = measure_page(plain, page)
    known = None
    if usual.whole and _fits_usually(plain, page, usual):
        known = dict(leaves(plain, page.body, usual.frame.width))
    if page.header:
        own |= leaves(work, page.header, layout.width)
        known = known and known | dict(leaves(plain, page.header, layout.width))
    excess = measured.body.least - measured.frame.height
    node, problem, characters = too_long(own, known, excess, (plan, layout))
    rect = next((part.rect for part in parts if part.node is node), measured.frame)
    return Fault(problem, rect, characters)


def _fits_usually(plain: Work, page: PageLayout, usual: Measured) -> bool:
    if page.repeats:
        return not pour(usual.body, frames_of(usual, usual, plain), most=page.number.most or math.inf).stuck
    return usual.body.least <= usual.frame.height + ROUNDING


def _marked(sheet: _Sheet, layout: Layout) -> Page:
    """The page with red frames around what is wrong, and red lines where frame and paper end."""
    if not sheet.faults:
        return sheet.page
    shapes = [framed_box(fault.rect.inset(-2, -2), RED, 2.0) for fault in sheet.faults]
    height = layout.height
    if sheet.foot > sheet.frame.bottom + ROUNDING:
        shapes.append(rule(0, sheet.frame.bottom, layout.width, sheet.frame.bottom, RED, 1.0, (4, 3)))
    if sheet.foot > height:
        shapes.append(rule(0, height, layout.width, height, RED, 3.0))
        height = sheet.foot + 12
    portions = (*sheet.page.portions, Portion((artifact(*shapes),)))
    return sheet.page._replace(height=height, portions=portions)
