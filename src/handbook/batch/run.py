"""One batch in one folder: what is stale is made, the rest is left alone, the manifest tells of both.

In: a plan, a layout, a folder that is held, the files wanted. Out: an `Outcome` per edition, in the
plan's order, and the manifest written: now and then while the batch runs, so that a killed one is
taken up again where it stopped, and at its end.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from handbook.batch import stale
from handbook.batch.circumstances import circumstances
from handbook.batch.departed import departed
from handbook.batch.editions import KINDS, Job
from handbook.batch.folder import check_space, parts_of
from handbook.batch.manifest import Bundle, Record, read_manifest
from handbook.batch.names import is_proof, kind_of, marked
from handbook.batch.report import Bundled, Outcome
from handbook.batch.workers import make_all
from handbook.changes import Contents, contents
from handbook.edition import select
from handbook.errors import InputError, Place, Problem
from handbook.files import settle
from handbook.layout import Layout, Node

STEP = 100
"""Editions after which the manifest is written at the earliest; later, as it grows, after more."""

MOST_GONE = 3
"""Districts that are no more of which a build tells each by itself."""


class Run:
    """The batch while it runs."""

    def __init__(self, job: Job, folder: Path, files: Mapping[str, str], force: bool) -> None:
        """`files`: district → its file as seen from the folder, with / between parts."""
        self.job = job
        self.folder = folder
        self.files = files
        self.manifest = read_manifest(folder)
        self.circumstances = circumstances(job.layout, job.charset, job.state, job.plan)
        self._words = {str(index): placed.text for index, placed in enumerate(job.layout.texts)}
        self.made: tuple[Outcome, ...] = ()
        self.bundles: tuple[Bundled, ...] = ()
        self.told: list[str] = []
        self.gone: list[str] = []
        self.stay: list[str] = []
        self.problems: list[Problem] = []
        self._force = force
        self._others = prints_others(job.layout)
        self._unwritten = 0
        self._retried: dict[str, str] = {}

    def outcomes(self, jobs: int | None, executor: Executor | None) -> Generator[Outcome, None, None]:
        """Make what is stale. Raises `InputError` if there is no room for it."""
        why = {district: reasons for district in self.files if (reasons := self._why(district))}
        check_space(self.folder, len(why))
        # Whole paths: a worker may stand in another folder.
        targets = [(district, Path(os.path.abspath(self.path(district)))) for district in why]
        try:
            with contextlib.closing(make_all(self.job, targets, jobs, executor)) as made:
                for district in self.files:
                    if district in why:
                        again = why[district] != stale.FIRST
                        yield self._enter(next(made)._replace(reasons=why[district], again=again))
                    else:
                        yield self._skipped(district)
        finally:
            for part in parts_of(self.folder, [self.files[district] for district in why]):
                settle(part)  # once: after each file it would double the wait for the disk
            self.write()

    def path(self, district: str) -> Path:
        return self.folder / self.files[district]

    def _contents(self, district: str) -> Contents:
        return contents(select(self.job.plan, district), self._others)

    def _why(self, district: str) -> tuple[str, ...]:
        if self._force:
            return ("全部を作り直すよう指定されました（--force）",)
        file, now = self.files[district], self._contents(district)
        return stale.reasons(self.manifest, file, self.folder / file, now, self.circumstances, self.job.check)

    def _skipped(self, district: str) -> Outcome:
        record = self.manifest.records[self.files[district]]
        return Outcome(district, self.path(district), skipped=True, **_same(record))

    def _enter(self, outcome: Outcome) -> Outcome:
        """Tell the manifest of an edition that was made, and whether it looks other than before."""
        outcome = outcome._replace(path=self.path(outcome.district))
        if outcome.retried:
            self._retried[outcome.district] = outcome.retried
        if outcome.made and not outcome.path.exists():
            hint = "作業する側からも、同じ場所に書けるようにしてください。"
            gone = Problem(
                "作ったはずの PDF が書き出し先にありません。", hint, Place(str(outcome.path)), stops=True
            )
            outcome = outcome._replace(problems=(gone,))
        if not outcome.made:
            return outcome
        file = self.files[outcome.district]
        before = self.manifest.records.get(file)
        self.manifest.record(
            file,
            self._contents(outcome.district),
            circumstances=self.circumstances,
            words=self._words,
            checked=self.job.check,
            **_same(outcome),
        )
        self._unwritten += 1
        if self._unwritten >= max(STEP, len(self.manifest.records) // 8):
            with contextlib.suppress(InputError):  # told at the end, if it lasts
                self._write()
        return outcome._replace(reprint=before is not None and before.printed != outcome.printed)

    def write(self) -> None:
        """Write the manifest if anything in it changed; what stands in the way becomes a problem."""
        if not self.manifest.changed:
            return
        try:
            self._write()
        except InputError as error:
            hint = "できた PDF はそのまま使えます。次の build は、確かめられないものを作り直します。"
            self.problems += [
                Problem(f"作成記録を書けませんでした。{one.message}", hint, one.place)
                for one in error.problems
            ]

    def _write(self) -> None:
        self.manifest.write(self.folder)
        self._unwritten = 0

    def settle(self, complete: bool) -> None:
        """Leave the folder as it is to be, now that all is `made`, and the manifest of it.

        `complete`: all districts were asked for.
        """
        self._take_out([bundle.path.name for bundle in self.bundles])
        self.told.extend(self._notes(complete))
        self.write()

    def _take_out(self, bundles: Iterable[str]) -> None:
        """Take proofs out where finals stand now, and finals where proofs do (`gone`): an edition, its twins
        with it, and what was made of all when none of these is left.

        Only what the manifest knows and nobody has touched goes; the rest stays (`stay`).
        """
        layout = self.job.layout.name
        standing = {outcome.district for outcome in self.made if not outcome.failed}
        others = {
            file: record
            for file, record in self.manifest.records.items()
            if self.manifest.state(record).startswith("final") != self.job.final
        }
        known: dict[str, Record | Bundle] = {
            file: record
            for file, record in others.items()
            if record.layout == layout and record.district in standing
        }
        if len(known) == len(others):
            bundles_of = self.manifest.bundles
            known |= {file: one for file, one in bundles_of.items() if is_proof(file) is self.job.final}
        files = [self.files[district] for district in standing]
        twins = [f"{os.path.splitext(file)[0]}.{kind}" for file in files for kind in KINDS]
        beside = {marked(file, not self.job.final) for file in (*files, *twins, *bundles)}
        for file in (*known, *sorted(beside - known.keys() - self.manifest.records.keys())):
            record = known.get(file) or self.manifest.bundles.get(file)
            path = self.folder / file
            if os.path.lexists(path):
                if record is None or stale.damaged(path, record) is not None or not _removed(path):
                    self.stay.append(file)
                    continue
                self.gone.append(file)
            found = [table.pop(file, None) for table in (self.manifest.records, self.manifest.bundles)]
            self.manifest.changed |= any(found)

    def _notes(self, complete: bool) -> Iterator[str]:
        """What a person should know about the folder."""
        if self.manifest.note:
            yield f"{self.manifest.note}ので、全部を作り直します"
        if self._retried:
            names, why = "、".join(list(self._retried)[:5]), next(iter(self._retried.values()))
            count = len(self._retried)
            yield f"作業プロセスが途中で止まったので、{count}部をもう一度作りました: {names}（{why}）"
        plan = self.job.plan
        gone = departed(self.manifest, self.folder, plan)
        for one in gone[:MOST_GONE]:
            files = listed(one.files)
            yield f"{plan.called(one.district)}版はもう配りません。{files} を除いてください。{one.advice}"
        if gone[MOST_GONE:]:
            names = listed([one.district for one in gone[MOST_GONE:]])
            yield f"ほかにも、もうない{plan.district_kind}の版は配らずに除いてください: {names}"
        if complete:
            yield from self._left_over({file for one in gone for file in one.files})

    def _left_over(self, gone: Set[str]) -> Iterator[str]:
        """Files of ours that no edition is any more; they are told, never removed."""
        wanted, old = set(self.files.values()), []
        for file, record in list(self.manifest.records.items()):
            if file in wanted or file in self.stay or kind_of(file) != self.job.kind:
                continue
            if not (self.folder / file).exists():
                del self.manifest.records[file]
                self.manifest.changed = True
            elif record.layout == self.job.layout.name and file not in gone:
                old.append(file)
        if old:
            files = listed(old)
            yield f"今のデータからは作られない前の PDF が残っています: {files}（配らずに除いてください）"

    def bundles_behind(self, made: Set[str]) -> Iterator[str]:
        """A note on merged and ZIP files of before that were not made anew with the editions in them."""
        behind = [
            name for name in self.manifest.bundles if name not in made and (self.folder / name).exists()
        ]
        if behind:
            how = "--merge か --zip を付けて作り直すか、配らずに除いてください"
            yield f"前に作ったままのまとめたファイルがあります: {listed(behind)}（{how}）"

    def twins_behind(self) -> Iterator[str]:
        """A note on files of the same editions, of another kind, that tell something else than these."""
        layout, behind = self.job.layout.name, []
        printed = {
            record.district: record.printed
            for file in self.files.values()
            if (record := self.manifest.records.get(file))
        }
        for file, record in self.manifest.records.items():
            now = printed.get(record.district)
            twin = record.layout == layout and kind_of(file) != self.job.kind
            if twin and now not in (None, record.printed) and (self.folder / file).exists():
                behind.append(file)
        if behind:
            kinds = " ".join(f"--format {kind}" for kind in sorted(set(map(kind_of, behind))))
            files = listed(behind)
            yield f"前の内容のまま残っているファイルがあります: {files}（{kinds} を付けて作り直せます）"


def _same(one: Outcome | Record) -> dict[str, Any]:
    """What an outcome and a record have in common."""
    return {name: getattr(one, name) for name in ("sha256", "bytes", "printed", "code")}


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def listed(files: Sequence[str]) -> str:
    return "、".join(files[:5]) + (f" ほか{len(files) - 5}件" if len(files) > 5 else "")


def prints_others(layout: Layout) -> bool:
    """Whether some block of the layout prints columns of other districts."""

    def within(node: Node) -> bool:
        return bool(node.options.get("others")) or any(map(within, node.children))

    return any(within(part) for page in layout.pages for part in page.roots)
