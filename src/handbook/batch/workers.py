"""One edition after another, or several at once in worker processes.

In: a `Work` (plan, layout, fonts, whether to check) and the targets. Out: an
`Outcome` per target, in their order, as they are finished. A failed edition
never stops the others. Workers are forked where that is safe, so that they
start with everything already in memory: fonts, and lines composed before.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path

from handbook.batch.report import Outcome
from handbook.check import Finding, check_pdf
from handbook.composer import compose
from handbook.coverage import charset
from handbook.edition import Edition, select
from handbook.errors import InputError, Problem
from handbook.files import write_whole
from handbook.layout import Layout
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Plan

Target = tuple[str, Path]
"""A district's name and the file that its edition goes into."""

_CHUNKS = 4
"""Portions per worker: enough to even out slow and fast ones, few enough to cost nothing."""

_PAYS_FROM = 6
"""Editions per worker from which a worker gains more time than it takes to start."""


class _RejectedError(Exception):
    """The read-back check holds something against a PDF; it must not take its name."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings)
        self.findings = tuple(findings)


class Work:
    """What every edition of a batch shares, made once."""

    def __init__(self, plan: Plan, layout: Layout, check: bool) -> None:
        self.plan = plan
        self.layout = layout
        self.check = check
        # Over the whole plan, not over what was asked for: an edition's bytes
        # must not depend on its companions.
        self.fonts = FontSet(charset(plan, layout))

    def make(self, target: Target) -> Outcome:
        """Compose, write aside, read back, put in place: whole and checked, or not at all."""
        district, path = target
        try:
            edition = select(self.plan, district)
            data = render_pdf(compose(edition, self.layout), self.fonts)
            write_whole(path, data, inspect=lambda aside: self._inspect(aside, edition))
        except InputError as error:
            return Outcome(district=district, path=path, problems=error.problems)
        except _RejectedError as error:
            return Outcome(district=district, path=path, findings=error.findings)
        except Exception:
            return Outcome(district=district, path=path, crash=traceback.format_exc())
        return Outcome(district=district, path=path)

    def _inspect(self, aside: Path, edition: Edition) -> None:
        if self.check and (findings := check_pdf(aside, edition, self.layout)):
            raise _RejectedError(findings)


def can_fork() -> bool:
    """Whether a fork is safe: Linux (macOS libraries do not survive one), and no other thread runs."""
    return sys.platform == "linux" and threading.active_count() == 1


def worker_count(editions: int, jobs: int | None) -> int:
    """How many processes to use; 1 means this one. `jobs` None chooses what pays.

    Without fork the default is 1: a fresh interpreter per worker costs more than 46 editions,
    and would run the caller's script again if it has no `__main__` guard.
    """
    if jobs is not None:
        return max(1, min(jobs, editions))
    if not can_fork():
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), editions // _PAYS_FROM))


def outcomes(work: Work, targets: Sequence[Target], workers: int) -> Iterator[Outcome]:
    """The outcome of each target, in order."""
    if workers == 1:
        yield from map(work.make, targets)
        return
    # The first edition is made here: what it composes and encodes, the forked workers inherit.
    yield work.make(targets[0])
    yield from _in_pool(work, targets[1:], workers)


def _in_pool(work: Work, targets: Sequence[Target], workers: int) -> Iterator[Outcome]:
    size = max(1, -(-len(targets) // (workers * _CHUNKS)))
    chunks = [targets[start : start + size] for start in range(0, len(targets), size)]
    pool = _pool(work, workers)
    try:
        futures = [pool.submit(_make_chunk, chunk) for chunk in chunks]
        for chunk, future in zip(chunks, futures, strict=True):
            try:
                yield from future.result()
            except BrokenProcessPool:
                yield from (_lost(target) for target in chunk)
    finally:
        # Also on Ctrl-C: what runs is finished whole, nothing new is begun.
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(work: Work, workers: int) -> ProcessPoolExecutor:
    if can_fork():
        global _work
        _work = work
        return ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _begin)
    return ProcessPoolExecutor(
        workers,
        multiprocessing.get_context("spawn"),
        _begin_fresh,
        (work.plan, work.layout, work.check),
    )


_work: Work | None = None
"""In a worker: the batch that it works for."""


def _begin_fresh(plan: Plan, layout: Layout, check: bool) -> None:
    global _work
    _work = Work(plan, layout, check)
    _begin()


def _begin() -> None:
    # Ctrl-C reaches the whole process group; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Leave when the parent is gone (kill -9), instead of waiting for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _make_chunk(targets: Sequence[Target]) -> list[Outcome]:
    if _work is None:
        raise RuntimeError("a worker was given editions before its batch")
    return [_work.make(target) for target in targets]


def _lost(target: Target) -> Outcome:
    district, path = target
    return Outcome(
        district=district,
        path=path,
        problems=(
            Problem(
                f"{district}校区版を作っていた作業プロセスが、途中で止められました。",
                "よくある原因はメモリー不足です。ほかのソフトを閉じるか、--jobs 1 を付けてください。",
            ),
        ),
    )
