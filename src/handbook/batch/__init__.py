"""Many editions at once: every district asked for, composed, written whole, read back.

In: a plan, a layout, a folder. Out: PDFs in the folder and a `BuildReport`. A
failed edition never stops the others, and never costs the PDF of it that was
there before. Nothing is printed; the caller is told each step by a callback.
"""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

from handbook.batch.bundles import check_bundle_names, make_bundles
from handbook.batch.editions import KINDS, Job
from handbook.batch.folder import held
from handbook.batch.manifest import NAME as MANIFEST
from handbook.batch.names import FIELDS, TEMPLATE, file_names, kind_of
from handbook.batch.report import BuildReport, Bundled, Listener, Outcome, Progress
from handbook.batch.run import Run, listed
from handbook.check.foreign import check_words
from handbook.coverage import check_glyphs, lost_columns, lost_details, lost_photos
from handbook.edition import select
from handbook.errors import InputError, Problem
from handbook.facts import touching
from handbook.layout import Layout
from handbook.ledger import lacking
from handbook.ledger import problems as not_confirmed
from handbook.plan import District, Plan
from handbook.typeset import plain_text

__all__ = [
    "FIELDS",
    "KINDS",
    "MANIFEST",
    "TEMPLATE",
    "BuildReport",
    "Bundled",
    "Listener",
    "Outcome",
    "Progress",
    "build",
    "kind_of",
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
    formats: Iterable[str] = ("pdf",),
    shard: int | None = None,
    merge: str | None = None,
    archive: str | None = None,
    executor: Executor | None = None,
    progress: Listener | None = None,
    date: datetime.date | None = None,
) -> BuildReport:
    """Make the editions of `districts` (as `Plan.find` takes them; None: all) in the folder `out`.

    Only what is not there yet, or would come out otherwise, is made; `force` makes everything. `jobs` is
    the number of processes (None: what pays here); an `executor` takes their place. `template` names the
    files, see `FIELDS`; `shard` puts at most so many into one folder. `check` reads every PDF back before
    it takes its name; `final` makes no proofs. `formats` are any of `KINDS`; `merge` and `archive` name
    files of all; `date`: see `compose`.

    Raises `InputError`, before anything is written, for unknown districts, names that cannot be, a folder
    that cannot be written or is being built into, characters that the fonts lack, districts named in the
    layout, unconfirmed values (`final`). What goes wrong with one edition is in the report.
    """
    began = time.perf_counter()
    chosen = _choose(plan, districts)
    missing = lacking(plan, [select(plan, one.name) for one in chosen], layout) if final else ()
    files = _files(file_names(plan, layout, chosen, template, shard, final), formats, merge, archive)
    names = [name for of_kind in files.values() for name in of_kind.values()]
    bundles = check_bundle_names(names, merge, archive, final)
    _refuse(not_confirmed(plan, missing) or check_glyphs(plan, layout) or check_words(plan, layout, chosen))
    runs: list[Run] = []
    with held(Path(out), (*names, *bundles, MANIFEST)) as folder:
        for kind, of_kind in files.items():  # one after another: each finds the manifest of the one before
            run = Run(Job(plan, layout, check, kind, final, date), folder, of_kind, force)
            run.made = _outcomes(run, jobs, executor, progress)
            run.bundles = tuple(make_bundles(run, run.made, merge, archive, force) if kind == "pdf" else ())
            run.settle(complete=districts is None)
            runs.append(run)
        notes = list(_notes(runs, final)) if runs else []
    return BuildReport(
        folder=folder,
        outcomes=tuple(outcome for run in runs for outcome in run.made),
        checked=check,
        seconds=time.perf_counter() - began,
        unconfirmed=() if final else touching(plan, chosen),
        plan=plan,
        date=date,
        notes=tuple(dict.fromkeys((*notes, *_lost(plan, layout)))),
        problems=tuple(problem for run in runs for problem in run.problems),
        bundles=tuple(bundle for run in runs for bundle in run.bundles),
    )


def _notes(runs: Sequence[Run], final: bool) -> Iterator[str]:
    """What a person should know about the folder after these runs, of one kind of file each."""
    for run in runs:
        yield from run.told
    yield from runs[-1].twins_behind()
    if any(outcome.made for run in runs for outcome in run.made):
        yield from runs[-1].bundles_behind({bundle.path.name for run in runs for bundle in run.bundles})
    was, now = ("校正用", "印刷用") if final else ("印刷用", "校正用")
    if gone := [file for run in runs for file in run.gone]:
        yield f"{now}ができたので、前に作った{was}のファイルを除きました: {listed(gone)}"
    if stay := [file for run in runs for file in run.stay]:
        why = "handbook が作ったままと確かめられないので除いていません。配らないでください"
        yield f"{was}のファイルが残っています: {listed(stay)}（{why}）"


def _files(
    pdfs: Mapping[str, str], formats: Iterable[str], merge: str | None, archive: str | None
) -> dict[str, dict[str, str]]:
    """Kind → district → file. Raises `InputError` for a kind that there is not."""
    wanted = [kind for kind in KINDS if kind in (asked := tuple(formats))]
    problems = [
        Problem(f"「{kind}」という形式はありません。", f"使えるのは {'、'.join(KINDS)} です。")
        for kind in asked
        if kind not in KINDS
    ]
    if (merge or archive) and "pdf" not in wanted:
        hint = "--format pdf も付けてください。"
        problems.append(Problem("まとめた PDF や ZIP は、一つずつの PDF から作ります。", hint))
    if problems:
        raise InputError.stopping(problems)
    return {
        kind: {
            district: f"{file[: -len('.pdf')]}.{kind}" if kind != "pdf" else file
            for district, file in pdfs.items()
        }
        for kind in wanted
    }


def _outcomes(
    run: Run, jobs: int | None, executor: Executor | None, progress: Listener | None
) -> tuple[Outcome, ...]:
    """Each edition's outcome, told to the listener as it comes."""
    results: list[Outcome] = []
    with contextlib.closing(run.outcomes(jobs, executor)) as outcomes:
        for outcome in outcomes:
            results.append(outcome)
            if progress is not None:
                name = run.job.plan.called(outcome.district)
                progress(Progress(done=len(results), total=len(run.files), outcome=outcome, name=name))
    return tuple(results)


def _choose(plan: Plan, names: Iterable[str] | None) -> tuple[District, ...]:
    """The districts meant, in the plan's order, each once. Raises `InputError` with every unknown name."""
    if names is None:
        return plan.districts
    wanted: set[str] = set()
    problems: list[Problem] = []
    for name in names:
        try:
            wanted.add(plan.find(name).name)
        except InputError as error:
            problems.extend(error.problems)
    _refuse(problems)
    return tuple(district for district in plan.districts if district.name in wanted)


def _lost(plan: Plan, layout: Layout) -> Iterator[str]:
    """The columns that editions lack though the layout prints some, what of desks it leaves out, and what
    else in the data may be wrong: a line each."""
    lost = (("事例{}件", lost_columns), ("事例の写真{}枚", lost_photos))
    for what, found in lost if "columns" in layout.kinds else ():
        columns = found(plan, (layout,))
        told = [
            f"「{plain_text(column.title)}」（{'・'.join(names) + plan.district_kind if names else '全域'}）"
            for column, names in columns.items()
        ]
        if told:
            more = f" ほか{len(told) - 3}件" if told[3:] else ""
            named = "、".join(told[:3])
            yield f"{what.format(len(told))}は、{layout.name} の紙面に載りません: {named}{more}"
    if details := lost_details(plan, layout):
        yield f"相談先の{'、'.join(details)}は、{layout.name} の紙面に載りません"
    if plan.doubts:
        more = f" ほか{len(plan.doubts) - 1}件" if plan.doubts[1:] else ""
        yield f"{plan.doubts[0].message.removesuffix('。')}{more}（handbook validate で場所が分かります）"


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise InputError(problems)
