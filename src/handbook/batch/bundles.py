"""Files made from all editions of a batch: one PDF for the printer, one ZIP file for sending.

In: the run, its outcomes, the names wanted. Out: the files, whole, noted in the manifest, so that
they are made anew only when something in them changed. A bundle of less than was asked for would
pass for the whole, so none is made while an edition is missing.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from handbook.batch import stale
from handbook.batch.manifest import NAME, Bundle
from handbook.batch.names import marked
from handbook.batch.report import Bundled, Outcome
from handbook.batch.run import Run
from handbook.document import Document
from handbook.errors import InputError, Problem
from handbook.files import check_name, write_whole
from handbook.pdf import render_merged
from handbook.pdf.metadata import source_date
from handbook.plan import Plan
from handbook.provenance import digest
from handbook.readback import PageContent, read_back

MOST_MERGED = 1000
"""Editions in one PDF at most: each takes some 100 KB of memory until the file is written."""

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of a file in a ZIP file where no date is prescribed: the format knows none before."""


def check_bundle_names(
    files: Sequence[str], merge: str | None, archive: str | None, final: bool
) -> list[str]:
    """The bundles' names. Raises `InputError` for names that cannot be, or that editions have."""
    merge, archive = (name and marked(name, final) for name in (merge, archive))
    problems: list[Problem] = []
    taken = {name.casefold() for name in (*files, NAME)}
    for name, ending, option in ((merge, ".pdf", "--merge"), (archive, ".zip", "--zip")):
        if name is None:
            continue
        if Path(name).name != name or "\\" in name:
            hint = f"{option} 全部{ending} のように名前だけを書いてください。書き出し先にできます。"
            problems.append(Problem(f"{option} の「{name}」に、フォルダーの名前が入っています。", hint))
        elif not name.casefold().endswith(ending) or not name[: -len(ending)].strip(" ."):
            problems.append(
                Problem(f"{option} の「{name}」が {ending} で終わる名前ではありません。", f"例: 全部{ending}")
            )
        elif name.casefold() in taken:
            message = f"{option} の「{name}」は、ほかの PDF のファイル名と同じです。"
            problems.append(Problem(message, "ほかの名前にしてください。"))
        else:
            try:
                check_name(name, name)
            except InputError as error:
                problems.extend(error.problems)
    if merge is not None and len(files) > MOST_MERGED:
        hint = "いくつかに分けて、何回かで作ってください。"
        problems.append(Problem(f"1つの PDF にまとめられるのは{MOST_MERGED}部までです。", hint))
    if problems:
        raise InputError.stopping(problems)
    return [name for name in (merge, archive) if name is not None]


def make_bundles(
    run: Run, outcomes: Sequence[Outcome], merge: str | None, archive: str | None, force: bool
) -> Iterator[Bundled]:
    """Make the bundles that are wanted and stale; what goes wrong is added to the run's problems."""
    merge, archive = (name and marked(name, run.job.final) for name in (merge, archive))
    wanted = [name for name in (merge, archive) if name is not None]
    if not wanted:
        return
    if not outcomes or any(outcome.failed for outcome in outcomes):
        what = "、".join(wanted)
        hint = "全部を作れるようにしてから、もう一度実行してください。前からあったファイルはそのままです。"
        run.problems.append(Problem(f"全部はそろっていないので、{what} は作りませんでした。", hint))
        return
    members = [(run.files[outcome.district], outcome.sha256) for outcome in outcomes]
    about = digest(dict(run.circumstances))
    try:
        if merge is not None:
            made_of = digest(["merged", about, members])
            yield _make(
                run,
                merge,
                made_of,
                force,
                lambda file: _write_merged(run, outcomes, file),
                (lambda aside: _compare(aside, outcomes, run.job.plan)) if run.job.check else None,
            )
            members.append((merge, run.manifest.bundles[merge].sha256))
        if archive is not None:
            made_of = digest(["zip", about, members])
            names = [name for name, _ in members]
            yield _make(run, archive, made_of, force, lambda file: _write_zip(run.folder, names, file))
    except InputError as error:
        run.problems.extend(error.problems)


def _make(
    run: Run,
    name: str,
    made_of: str,
    force: bool,
    write: Callable[[BinaryIO], None],
    inspect: Callable[[Path], None] | None = None,
) -> Bundled:
    path, before = run.folder / name, run.manifest.bundles.get(name)
    if not force and before and before.made_of == made_of and stale.damaged(path, before) is None:
        return Bundled(path=path, skipped=True)
    write_whole(path, write, inspect)
    run.manifest.bundles[name] = Bundle(
        sha256=stale.file_digest(path), bytes=path.stat().st_size, made_of=made_of
    )
    run.manifest.changed = True
    return Bundled(path=path)


class _Editions:
    """The batch's documents with their names, composed anew each time they are gone through."""

    def __init__(self, run: Run, outcomes: Sequence[Outcome]) -> None:
        self._run = run
        self._outcomes = outcomes

    def __iter__(self) -> Iterator[tuple[str, Document]]:
        job = self._run.job
        for outcome in self._outcomes:
            yield job.plan.called(outcome.district), job.document(outcome.district)


def _write_merged(run: Run, outcomes: Sequence[Outcome], file: BinaryIO) -> None:
    job, editions = run.job, _Editions(run, outcomes)
    plan = job.plan
    _, first = next(iter(editions))
    about = first._replace(
        title=" ".join(
            filter(None, (plan.title, plan.edition_name, f"{len(outcomes)}{plan.district_kind}版"))
        ),
        keywords=(plan.city, "地域福祉", "相談先"),
        identifier=f"{plan.title}/{job.layout.name}",
        code=" ".join(document.code for _, document in editions),
        pages=(),
    )
    file.write(render_merged(editions, about, job.fonts))


def _compare(merged: Path, outcomes: Sequence[Outcome], plan: Plan) -> None:
    """Raises `InputError` where the merged PDF is not what the checked single PDFs are."""
    singles = [(plan.called(outcome.district), outcome.path) for outcome in outcomes]
    if wrong := differing(merged, singles):
        shown = "、".join(wrong[:3])
        message = f"まとめた PDF を読み返すと、一つずつの PDF と違うところがありました（{shown}など）。"
        raise InputError.of(message, "handbook の不具合です。開発者にお知らせください。")


def differing(merged: Path, singles: Iterable[tuple[str, Path]]) -> list[str]:
    """The pages that do not read, word for word and place for place, as in the single PDFs (name, path)."""
    pages = iter(read_back(merged).pages)
    wrong = []
    for name, path in singles:
        for own in read_back(path).pages:
            other = next(pages, None)
            if other is None or _seen(own) != _seen(other):
                wrong.append(f"{name}の{own.number}ページ")
    return wrong or ["最後のページ"] * (next(pages, None) is not None)


def _seen(page: PageContent) -> tuple[object, ...]:
    """What stands on a page and where, without what differs between files for good reason."""
    runs = [
        (run.text, run.font, run.size, run.color, run.left, run.top, run.tag, run.artifact, run.visible)
        for run in page.runs
    ]
    shapes = [(one.left, one.top, one.right, one.bottom, one.fill, one.stroke) for one in page.shapes]
    links = [(one.box, one.uri) for one in page.links]
    return page.width, page.height, runs, shapes, links, page.broken


def _write_zip(folder: Path, names: Sequence[str], file: BinaryIO) -> None:
    """A ZIP file of these files: names in UTF-8 and marked so, for Windows; stored, since PDFs are
    compressed already; the same time, system and rights for all, so that its bytes are always the same."""
    date = source_date()
    time = max(EARLIEST, date.timetuple()[:6]) if date else EARLIEST
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, time)  # a name beyond ASCII sets the flag for UTF-8 (bit 11)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.file_size = (folder / name).stat().st_size
            with (folder / name).open("rb") as source, archive.open(entry, "w") as target:
                while block := source.read(stale.BLOCK):
                    target.write(block)
