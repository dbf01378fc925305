"""Many editions at once: every district asked for, composed, written whole, read back.

In: a plan, a layout, a folder. Out: PDFs in the folder and a `BuildReport`. A
failed edition never stops the others, and never costs the PDF of it that was
there before. Nothing is printed; the caller is told each step by a callback.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable
from pathlib import Path

from handbook.batch.folder import prepare
from handbook.batch.names import FIELDS, TEMPLATE, file_names
from handbook.batch.report import BuildReport, Listener, Outcome, Progress
from handbook.batch.workers import Work, outcomes, worker_count
from handbook.coverage import check_glyphs
from handbook.edition import find_district
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.plan import District, Fact, Plan

__all__ = ["FIELDS", "TEMPLATE", "BuildReport", "Listener", "Outcome", "Progress", "build"]


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
    progress: Listener | None = None,
    today: datetime.date | None = None,
) -> BuildReport:
    """Make the editions of `districts` (names, readings or slugs; None: all) in the folder `out`.

    `jobs` is the number of processes (None: what pays here). `template` names the
    files, see `FIELDS`. `check` reads every file back before it takes its name.
    `final` refuses while a fact that touches the editions is unconfirmed. `today`
    tells the report whether the plan's period is over; there is no other clock.

    Raises `InputError`, before anything is written, for unknown districts, names
    that cannot be, a folder that cannot be written, characters that the layout's
    fonts lack, and (`final`) unconfirmed facts. What goes wrong with a single
    edition later is in the report. On KeyboardInterrupt, editions already begun
    are finished, then it is raised again.
    """
    began = time.perf_counter()
    chosen = _choose(plan, districts)
    unconfirmed = _unconfirmed(plan, chosen)
    names = file_names(plan, layout, chosen, template)
    if final and unconfirmed:
        raise InputError(_not_final(fact) for fact in unconfirmed)
    if glyphs := check_glyphs(plan, layout):
        raise InputError(glyphs)
    folder = prepare(Path(out), tuple(names.values()))
    targets = [(district.name, folder / names[district.name]) for district in chosen]
    results: list[Outcome] = []
    for outcome in outcomes(Work(plan, layout, check), targets, worker_count(len(targets), jobs)):
        results.append(outcome)
        if progress is not None:
            progress(Progress(done=len(results), total=len(targets), outcome=outcome))
    return BuildReport(
        folder=folder,
        outcomes=tuple(results),
        checked=check,
        seconds=time.perf_counter() - began,
        unconfirmed=unconfirmed,
        period=plan.period,
        today=today,
    )


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
