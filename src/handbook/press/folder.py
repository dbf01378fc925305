"""The folder for the print shop: each edition as a press wants it, and what was found wrong with it.

A batch that was made and checked comes in; beside it stands then `press/` with a file for each edition, a
report in words, the order sheet. Files appear whole; what one edition cannot do leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from handbook.batch import BuildReport, Outcome, kind_of
from handbook.batch.editions import Job, make_checked
from handbook.batch.folder import held
from handbook.batch.names import PRESS
from handbook.batch.run import listed
from handbook.delivery.order import Ordered, order_sheet
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

REPORT = "検版.txt"
ORDER = "注文書.pdf"

SCREEN_COLORS = "RGB のままです（黒い文字と灰色は墨だけ）。CMYK に直して刷ってください"
NO_PROFILE = f"--profile がないので、{PRESS} の色は RGB です。CMYK への直しを印刷所に頼んでください"


class Made(NamedTuple):
    """What became of a folder: what of it to tell, what is to be mended, what else to know."""

    files: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def with_bleed(layout: Layout) -> Layout:
    """The layout with as much bleed as presses want; more stays."""
    return replace(layout, bleed=max(layout.bleed, BLEED))


def checked_editions(built: BuildReport, problems: list[Problem]) -> Iterator[Outcome]:
    """The PDFs of a batch; `problems` get those that are not there."""
    for outcome in built.outcomes:
        if kind_of(outcome.path.name) != "pdf":
            continue
        if outcome.failed:
            message = f"{built.plan.called(outcome.district)}版は作れなかったので、入っていません。"
            problems.append(Problem(message, "直してから、もう一度作ってください。"))
        else:
            yield outcome


def make_press(
    built: BuildReport,
    layout: Layout,
    final: bool,
    order: Layout,
    profile: Profile | None = None,
    copies: Mapping[str, int] | None = None,
) -> Made:
    """Make the folder for the print shop; `order` is the layout of the order sheet, `copies` how many of each
    district's edition, where that is known. Raises InputError where the folder cannot be written."""
    folder, inks, bled = built.folder / PRESS, press_inks(profile), with_bleed(layout)
    job = Job(built.plan, bled, True, "pdf", final, built.date)
    color, most = (SCREEN_COLORS, None) if profile is None else (profile.said, profile.most_ink)
    color = "墨（灰色）だけです" if layout.mono else color
    reports: list[Preflight] = []
    problems: list[Problem] = []
    ordered: list[Ordered] = []
    files = [folder / REPORT]
    with held(folder, [REPORT, ORDER]):
        for one in checked_editions(built, problems):
            try:
                document = job.document(one.district)
            except InputError as error:
                problems += error.problems
                continue
            folds = [page.folds for page in document.pages]
            data, thickened = pressed(render_pdf(document, job.fonts), inks, folds=folds)
            found = preflight(data, one.path.name, one.path.read_bytes(), most, _photographs(document))
            if thickened:
                told = f"{FINEST} pt より細かった線 {thickened} 本を、{FINEST} pt にしました。"
                found = found._replace(said=(*found.said, told))
            write_whole(folder / found.name, data, settled=False)
            reports.append(found)
            number = (copies or {}).get(one.district)
            ordered.append(Ordered(one.district, found.name, len(document.pages), number))
        if ordered:
            about = [("インキ", color), ("状態", "" if final else "校正用。このまま刷らないでください")]
            sheet = order_sheet(built.plan, bled, ordered, about)
            wrong = make_checked(sheet, order, folder / ORDER)
            problems += [Problem(one.message, one.hint, Place(ORDER)) for one in wrong]
            files += [] if wrong else [folder / ORDER]
        report = _report(layout, f"色: {color}。", reports, problems)
        write_whole(folder / REPORT, ("\n".join(report) + "\n").encode("utf-8"))
    notes = cautions(folder, [*(report.name for report in reports), *(file.name for file in files)], final)
    if unknown := [built.plan.called(one.district) for one in ordered if copies and one.copies is None]:
        told = f"世帯数の表にないので、{ORDER} の部数を書き込む欄にしました: {listed(unknown)}"
        notes.append(told)
    notes += [NO_PROFILE] if color == SCREEN_COLORS else []
    told_wrong = [problem for report in reports for problem in report.problems]
    return Made(tuple(files), (*problems, *told_wrong), tuple(notes))


def _photographs(document: Document) -> dict[str, str]:
    """The names of images in the file → those of the photographs that they show."""
    every = [mark for page in document.pages for mark in marks(page.elements) if isinstance(mark, Picture)]
    return {
        image_of(mark.drawing, mark.box.width).name.decode("ascii"): mark.drawing.name
        for mark in every
        if isinstance(mark.drawing, Photograph)
    }


def cautions(folder: Path, written: Iterable[str], final: bool) -> list[str]:
    """Notes on files of before that nobody should print with these, and on these where they are proofs."""
    files = {path.name for path in folder.iterdir() if path.suffix in (".pdf", ".png")}
    old = sorted(files.difference(written))
    told = f"{folder.name} に前のファイルが残っています。渡す前に除いてください: {listed(old)}"
    proof = f"{folder.name} は校正用です。このまま刷らないでください（--final で作り直せます）"
    return [*([told] if old else ()), *(() if final else (proof,))]


def _report(layout: Layout, color: str, reports: list[Preflight], problems: list[Problem]) -> Iterator[str]:
    """The report in words: all files, each with what it is and what is wrong with it."""
    wrong = len(problems) + sum(len(report.problems) for report in reports)
    said = f"直すところが{wrong}件あります" if wrong else "直すところはありません"
    yield f"検版（{layout.title}、{len(reports)}件）: {said}。"
    yield "できあがったファイルを読み返した結果です。規格（PDF/X など）は名のっていません。"
    yield color
    yield "黒い文字と線は墨だけです。墨を下の色に重ねる指定（オーバープリント）はしていません。"
    yield from (f"\n■ {problem}" for problem in problems)
    for report in reports:
        yield f"\n■ {report.name}"
        yield from (f"  {said}" for said in report.said)
        yield f"  直すところ: {f'{len(report.problems)}件' if report.problems else 'ありません'}"
        yield from (f"  ・{problem.message}\n    → {problem.hint}" for problem in report.problems)
