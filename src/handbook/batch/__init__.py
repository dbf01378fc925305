"""Many editions at once: every district asked for, composed, written whole, read back.

In: a plan, a layout, a folder. Out: PDFs in the folder and a `BuildReport`. A
failed edition never stops the others, and never costs the PDF of it that was
there before. Nothing is printed; the caller is told each step by a callback.
"""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path

from handbook.batch.bundles import check_bundle_names, make_bundles
from handbook.batch.folder import held, parts_of, prepare
from handbook.batch.manifest import NAME as MANIFEST
from handbook.batch.names import FIELDS, TEMPLATE, file_names
from handbook.batch.report import BuildReport, Bundled, Listener, Outcome, Progress
from handbook.batch.run import Run
from handbook.coverage import check_glyphs
from handbook.edition import find_district
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.plan import District, Fact, Plan

__all__ = [
    "FIELDS",
    "MANIFEST",
    "TEMPLATE",
    "BuildReport",
    "Bundled",
    "Listener",
    "Outcome",
    "Progress",
    "build",
]


def build(
    plan: Plan,
    layout: Layout,
    out: str | Path = "out",
    districts: Iterable[str] | None = None,
    jobs: int | None = None,
    *,
    template: str = TEMPLATE,
    check: bool = True,
    final: bool = False,
    force: bool = False,
    shard: int | None = None,
    merge: str | None = None,
    archive: str | None = None,
    executor: Executor | None = None,
    progress: Listener | None = None,
    today: datetime.date | None = None,
) -> BuildReport:
    """Make the editions of `districts` (names, readings or slugs; None: all) in the folder `out`.

    Only what is not there yet, or would come out otherwise, is made, by the folder's manifest;
    `force` makes everything. `jobs` is the number of processes (None: what pays here); an
    `executor` of the caller's own takes their place. `template` names the files, see `FIELDS`;
    `shard` puts at most so many into one folder. `check` reads every file back before it takes
    its name. `final` refuses while a fact that touches the editions is unconfirmed. `merge` and
    `archive` name a PDF and a ZIP file of all the editions, in the same folder. `today` tells
    whether the plan's period is over; there is no other clock.

    Raises `InputError`, before anything is written, for unknown districts, names that cannot
    be, a folder that cannot be written or in which another build is at work, characters that
    the layout's fonts lack, and (`final`) unconfirmed facts. What goes wrong with one edition
    is in the report. On KeyboardInterrupt, editions already begun are finished first.
    """
    began = time.perf_counter()
    chosen = _choose(plan, districts)
    unconfirmed = _unconfirmed(plan, chosen)
    files = file_names(plan, layout, chosen, template, shard)
    bundles = check_bundle_names(list(files.values()), merge, archive)
    if problems := [_not_final(fact) for fact in unconfirmed if final] or check_glyphs(plan, layout):
        raise InputError(problems)
    folder = prepare(Path(out), (*files.values(), *bundles, MANIFEST))
    with held(folder, parts_of(folder, files.values())):
        run = Run(plan, layout, folder, files, check, force)
        results = _outcomes(run, jobs, executor, progress)
        made = tuple(make_bundles(run, results, merge, archive, force))
        notes = tuple(run.notes(complete=districts is None))
        run.write()
    return BuildReport(
        folder=folder,
        outcomes=results,
        checked=check,
        seconds=time.perf_counter() - began,
        unconfirmed=unconfirmed,
        period=plan.period,
        today=today,
        notes=notes,
        problems=tuple(run.problems),
        bundles=made,
    )


def _outcomes(
    run: Run, jobs: int | None, executor: Executor | None, progress: Listener | None
) -> tuple[Outcome, ...]:
    """Each edition's outcome, told to the listener as it comes."""
    results: list[Outcome] = []
    with contextlib.closing(run.outcomes(jobs, executor)) as outcomes:
        for outcome in outcomes:
            results.append(outcome)
            if progress is not None:
                progress(Progress(done=len(results), total=len(run.files), outcome=outcome))
    return tuple(results)


def _choose(plan: Plan, names: Iterable[str] | None) -> tuple[District, ...]:
    """The districts meant, in the plan's order, each once. Raises `InputError` with every unknown name."""
    if names is None:
        return plan.districts
    wanted: set[str] = set()
    problems: list[Problem] = []
    for name in names:
        try:
            wanted.add(find_district(plan, name).name)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return tuple(district for district in plan.districts if district.name in wanted)


def _unconfirmed(plan: Plan, districts: Iterable[District]) -> tuple[Fact, ...]:
    chosen = tuple(districts)
    return tuple(fact for fact in plan.unconfirmed if any(fact.touches(d.name) for d in chosen))


def _not_final(fact: Fact) -> Problem:
    return Problem(
        f"まだ確かめていません: {fact.subject}",
        "市に確かめて、このファイルの confirmed: false を true に直してください。",
        fact.place,
    )
