"""A plan to a folder with its site: PDFs by `handbook.batch`, pages and data beside them, or none.

In: a plan, layouts, a folder. Out: a `SiteReport`. Where an edition in the pages' own layout cannot be made,
no page is touched: a site says what its PDFs say. Of the other layouts a page offers what could be made.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from handbook.batch import BuildReport, Listener, build
from handbook.batch.editions import Job
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.load.site import address_problem
from handbook.plan import Plan
from handbook.readback import count_pages
from handbook.site import page_of
from handbook.web import record
from handbook.web.opendata import NAME, SCHEMA, Pdf, districts_json
from handbook.web.pages import FIXED, Pages, resource

TEMPLATE = "{slug}.pdf"
"""Romaji: what every web server, and every program that uploads to one, takes as it is."""


class SiteReport(NamedTuple):
    """What became of a site: the batches of its PDFs, one a layout, and its own files.

    `put` is None where an edition in the first layout could not be made, and so no page was touched.
    `address` is where the site will stand, "" where nobody has said it.
    """

    folder: Path
    builds: tuple[BuildReport, ...]
    put: record.Put | None
    address: str
    pages: int


def make_site(
    plan: Plan,
    layouts: Sequence[Layout],
    out: str | Path = "site",
    *,
    base_url: str = "",
    final: bool = False,
    date: datetime.date | None = None,
    jobs: int | None = None,
    progress: Listener | None = None,
) -> SiteReport:
    """Make the site of a plan in the folder `out`, or bring the one that stands there up to date.

    The pages hold the words of the first of `layouts`; PDFs are offered in all of them. `base_url` is where
    the site will stand (else `plan.site` says it): with it there are QR codes and, of what is no proof, a
    sitemap. `final`, `date` and `jobs`: see `handbook.batch.build`.

    Raises `InputError`, before anything is written, for a folder that is not a site's, an address that is
    none, and for what `build` raises it.
    """
    folder = Path(out)
    address = _address(base_url or plan.site.base_url)
    with record.begun(folder, (*FIXED, *(page_of(one.slug) for one in plan.districts), record.NAME)):
        builds = tuple(
            build(
                plan,
                layout,
                folder / record.PDFS / layout.name,
                jobs=jobs,
                template=TEMPLATE,
                final=final,
                progress=progress,
                date=date,
            )
            for layout in layouts
        )
        if builds[0].failed or any(one.problems for one in builds):
            return SiteReport(folder, builds, None, address, 0)
        pdfs = _pdfs(folder, layouts, builds)
        job = Job(plan, layouts[0], check=False, kind="html", final=final, date=date)
        made = _files(job, pdfs, address)
        standing = [outcome.path.relative_to(folder).as_posix() for one in builds for outcome in one.outcomes]
        done = record.put(folder, made, standing)
    builds = tuple(one._replace(notes=_still(one.notes, done.removed)) for one in builds)
    return SiteReport(folder, builds, done, address, sum(file.endswith(".html") for file in made))


def _address(url: str) -> str:
    """An address with / at its end. Raises `InputError` for what is none."""
    if url and (message := address_problem(url)):
        hint = "https://www.example.jp/plan/ のように、半角で書いてください。"
        raise InputError.of(message, hint, stops=True)
    return f"{url.rstrip('/')}/" if url else ""


def _pdfs(folder: Path, layouts: Sequence[Layout], builds: Sequence[BuildReport]) -> dict[str, list[Pdf]]:
    """District → its PDFs, as they stand there now."""
    found: dict[str, list[Pdf]] = {}
    for layout, built in zip(layouts, builds, strict=True):
        for outcome in (one for one in built.outcomes if not one.failed):
            file = outcome.path.relative_to(folder).as_posix()
            pdf = Pdf(layout.name, layout.title, file, outcome.bytes, count_pages(outcome.path))
            found.setdefault(outcome.district, []).append(pdf)
    return found


def _files(job: Job, pdfs: dict[str, list[Pdf]], address: str) -> dict[str, bytes]:
    """File → its bytes, of the whole site but the PDFs; what leads to others comes behind them."""
    pages = Pages(job, address)
    made: dict[str, bytes] = {}
    editions = []
    for district in job.plan.districts:
        edition = job.edition(district.name)
        made |= pages.district(edition, job.document(district.name), pdfs[district.name])
        editions.append((edition, page_of(district.slug), pdfs[district.name]))
    made[SCHEMA] = resource(SCHEMA)
    made[NAME] = districts_json(job.plan, job.state, editions)
    return made | pages.around()


def _still(notes: Sequence[str], removed: Sequence[str]) -> tuple[str, ...]:
    """The notes but those on PDFs that should be taken out, and were."""
    names = [Path(file).name for file in removed]
    return tuple(note for note in notes if not any(name in note for name in names))
