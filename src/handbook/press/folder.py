"""The folder for the print shop: each edition as a press wants it, and what was found wrong with it.

A batch that was made and checked comes in; beside it stands then `press/` with a file for each edition, a
report in words, the order sheet. Files appear whole; what one edition cannot do leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from handbook.batch import BuildReport, Outcome, kind_of
from handbook.batch.editions import Job
from handbook.batch.folder import held
from handbook.batch.run import listed
from handbook.document import Document, Picture, marks
from handbook.errors import InputError, Place, Problem
from handbook.files import write_whole
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.pdf.forms import image_of
from handbook.pictures import Photograph
from handbook.press.inks import FINEST
from handbook.press.preflight import Preflight, preflight
from handbook.press.profiles import Profile, press_inks
from handbook.press.sheet import BLEED, pressed

FOLDER = "press"
REPORT = "検版.txt"
ORDER = "注文書.pdf"

NO_PROFILE = (
    "プロファイル（--profile）がないので、色は RGB のままです（黒い文字と灰色は、墨だけで刷れます）。"
    "CMYK への直しを、印刷所に頼んでください"
)


class Made(NamedTuple):
    """What became of a folder."""

    files: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


class Rendered(NamedTuple):
    """An edition composed anew with bleed."""

    name: str
    """Of the edition's file, without its ending."""
    checked: bytes
    """The edition that was checked."""
    document: Document
    pdf: bytes


Rendering = Iterator[Rendered | Problem]


def rendered(built: BuildReport, layout: Layout, final: bool) -> Rendering:
    """The editions of a batch with bleed, one after the other; a problem for each that is not there."""
    bled = layout if layout.bleed >= BLEED else replace(layout, bleed=BLEED)
    job = Job(built.plan, bled, True, "pdf", final, built.date)
    for outcome in _pdfs(built):
        if outcome.failed:
            message = f"{built.plan.called(outcome.district)}版は作れなかったので、入っていません。"
            yield Problem(message, "直してから、もう一度作ってください。", Place(outcome.path.name))
            continue
        try:
            document = job.document(outcome.district)
        except InputError as error:
            yield from error.problems
            continue
        pdf = render_pdf(document, job.fonts)
        yield Rendered(outcome.path.stem, outcome.path.read_bytes(), document, pdf)


def _pdfs(built: BuildReport) -> list[Outcome]:
    return [outcome for outcome in built.outcomes if kind_of(outcome.path.name) == "pdf"]


def file_names(built: BuildReport) -> list[str]:
    """What the editions' files are called, without their endings."""
    return [outcome.path.stem for outcome in _pdfs(built)]


def make_press(
    built: BuildReport,
    layout: Layout,
    final: bool,
    profile: Profile | None,
    order: Callable[[], bytes] | None = None,
) -> Made:
    """Make the folder for the print shop. `order` makes the order sheet, where there is one.

    Raises InputError where the folder cannot be written.
    """
    names = [f"{name}.pdf" for name in file_names(built)]
    folder, inks = built.folder / FOLDER, press_inks(profile)
    most = None if profile is None else profile.most_ink
    reports: list[Preflight] = []
    problems: list[Problem] = []
    notes = [f"{layout.name}: {NO_PROFILE}"] if profile is None and not layout.mono else []
    with held(folder, [*names, REPORT, ORDER]):
        for one in rendered(built, layout, final):
            if isinstance(one, Problem):
                problems.append(one)
                continue
            made = pressed(one.pdf, inks)
            found = preflight(made.data, f"{one.name}.pdf", one.checked, most, _photographs(one.document))
            if made.thickened:
                said = f"{FINEST} pt より細かった線 {made.thickened} 本を、{FINEST} pt にしました。"
                found = found._replace(said=(*found.said, said))
            write_whole(folder / found.name, made.data, settled=False)
            reports.append(found)
        if order is not None:
            write_whole(folder / ORDER, order())
        told = "\n".join(_report(layout, profile, reports, problems)) + "\n"
        write_whole(folder / REPORT, told.encode("utf-8"))
    written = {report.name for report in reports} | {ORDER}
    notes += left_over(folder, written)
    if not final and reports:
        notes.append(f"{FOLDER} は校正用です。このまま刷らないでください（--final で作り直せます）")
    files = [folder / REPORT, *([folder / ORDER] if order is not None else [])]
    wrong = [problem for report in reports for problem in report.problems]
    return Made(tuple(files), (*problems, *wrong), tuple(notes))


def _photographs(document: Document) -> dict[str, str]:
    """The names of images in the file → those of the photographs that they show."""
    every = (mark for page in document.pages for mark in marks(page.elements) if isinstance(mark, Picture))
    shown = ((mark.drawing, mark.box.width) for mark in every)
    return {
        image_of(photograph, width).name.decode("ascii"): photograph.name
        for photograph, width in shown
        if isinstance(photograph, Photograph)
    }


def left_over(folder: Path, written: Iterable[str]) -> list[str]:
    """A note on files of before that nobody should print with these."""
    kept = {*written}
    files = sorted(path.name for path in folder.iterdir() if path.suffix in (".pdf", ".png"))
    old = [name for name in files if name not in kept]
    return (
        [f"{folder.name} に前のファイルが残っています。渡す前に除いてください: {listed(old)}"] if old else []
    )


def _report(
    layout: Layout, profile: Profile | None, reports: Iterable[Preflight], problems: Iterable[Problem]
) -> Iterator[str]:
    """The report in words: all files, each with what it is and what is wrong with it."""
    reports, problems = list(reports), list(problems)
    wrong = len(problems) + sum(len(report.problems) for report in reports)
    said = f"直すところが{wrong}件あります" if wrong else "直すところはありません"
    yield f"検版（{layout.title}、{len(reports)}件）: {said}。"
    yield "できあがったファイルを読み返した結果です。規格（PDF/X など）は名のっていません。"
    if profile is not None:
        most = f"インキの総量は {profile.most_ink:.0%} まで"
        yield f"色: プロファイル「{profile.name}」で CMYK に直しました（{most}）。"
    else:
        yield "色: 墨（灰色）だけです。" if layout.mono else f"色: {NO_PROFILE}。"
    yield "黒い文字と線は墨だけです。墨を下の色に重ねる指定（オーバープリント）はしていません。"
    for problem in problems:
        yield f"\n■ {problem}"
    for report in reports:
        yield f"\n■ {report.name}"
        yield from (f"  {said}" for said in report.said)
        same = "検査した校区版と、文字が同じです。"
        yield f"  直すところ: {'ありません。' + same if not report.problems else f'{len(report.problems)}件'}"
        for problem in report.problems:
            yield f"  ・{problem.message}\n    → {problem.hint}"
