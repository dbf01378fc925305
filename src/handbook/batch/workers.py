"""One edition after another, or several at once in worker processes.

In: a `Work` (plan, layout, fonts, whether to check) and the targets. Out: an
`Outcome` per target, in their order, as they are finished. A failed edition
never stops the others. Workers are forked where that is safe, so that they
start with everything already in memory: fonts, and lines composed before.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.batch.report import Outcome
from handbook.composer import compose
from handbook.coverage import charset
from handbook.document import Document
from handbook.edition import Edition, select
from handbook.errors import InputError, Problem
from handbook.files import write_whole
from handbook.fingerprint import fingerprint
from handbook.layout import Layout
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Plan

if TYPE_CHECKING:
    from handbook.check import Finding

KINDS = ("pdf", "txt", "html")
"""What an edition can be written as: the leaflet, and its twins as plain text and as one HTML file."""

Target = tuple[str, Path]
"""A district's name and the file that its edition goes into."""

_CHUNKS = 4
"""Portions per worker: enough to even out slow and fast ones, few enough to cost nothing."""

_MOST = 32
"""Editions in a portion at most, so that a long batch tells its progress and holds few results."""

_PAYS_FROM = 6
"""Editions per worker from which a worker gains more time than it takes to start."""


class RejectedError(Exception):
    """The read-back check holds something against a PDF; it must not take its name."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings)
        self.findings = tuple(findings)

    def __reduce__(self) -> tuple[type[RejectedError], tuple[tuple[Finding, ...]]]:
        return (type(self), (self.findings,))


class Work:
    """What every edition of a batch shares, made once. `kind` is one of `KINDS`."""

    def __init__(self, plan: Plan, layout: Layout, check: bool, kind: str = "pdf") -> None:
        self.plan = plan
        self.layout = layout
        self.check = check
        self.kind = kind
        # Over the whole plan, not over what was asked for: an edition's bytes
        # must not depend on its companions.
        self.charset = charset(plan, layout)
        self.fonts = FontSet(self.charset)

    def make(self, target: Target) -> Outcome:
        """Compose, write aside, read back, put in place: whole and checked, or not at all."""
        district, path = target
        try:
            edition = select(self.plan, district)
            document = compose(edition, self.layout)
            data = self._bytes(document)
            write_whole(path, data, inspect=lambda aside: self._inspect(aside, edition), settled=False)
        except Exception as error:
            return failure(target, error)
        return success(target, data, fingerprint(document))

    def render(self, district: str) -> tuple[bytes, str]:
        """Compose, draw, read back: the checked bytes of an edition and the fingerprint of its pages."""
        edition = select(self.plan, district)
        document = compose(edition, self.layout)
        data = self._bytes(document)
        self._inspect(data, edition)
        return data, fingerprint(document)

    def _bytes(self, document: Document) -> bytes:
        if self.kind == "pdf":
            return render_pdf(document, self.fonts)
        from handbook.twins import render_html, render_text

        twin = render_text(document) if self.kind == "txt" else render_html(document)
        return twin.encode("utf-8")

    def _inspect(self, made: Path | bytes, edition: Edition) -> None:
        # The twins are the document's own structure, which the PDF beside them is held to.
        if not self.check or self.kind != "pdf":
            return
        # Here and not above: to import pypdf takes a tenth of a whole build.
        from handbook.check import check_pdf

        if findings := check_pdf(made, edition, self.layout):
            raise RejectedError(findings)


def success(target: Target, data: bytes, printed: str) -> Outcome:
    """The outcome of an edition whose file has its name."""
    district, path = target
    digest = hashlib.sha256(data).hexdigest()
    return Outcome(district=district, path=path, sha256=digest, bytes=len(data), printed=printed)


def failure(target: Target, error: Exception) -> Outcome:
    """The outcome of an edition that could not be made because of `error`."""
    district, path = target
    if isinstance(error, InputError):
        return Outcome(district=district, path=path, problems=error.problems)
    if isinstance(error, RejectedError):
        return Outcome(district=district, path=path, findings=error.findings)
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return Outcome(district=district, path=path, crash=trace)


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
    """In portions, a few under way for each worker: 20,000 targets wait as targets, not as results."""
    size = max(1, min(_MOST, -(-len(targets) // (workers * _CHUNKS))))
    chunks = iter([targets[start : start + size] for start in range(0, len(targets), size)])
    pool = _pool(work, workers)
    under_way: deque[tuple[Sequence[Target], Future[list[Outcome]]]] = deque()
    try:
        for chunk in islice(chunks, workers * _CHUNKS):
            under_way.append((chunk, _submit(pool, chunk)))
        while under_way:
            chunk, future = under_way.popleft()
            try:
                found = future.result()
            except BrokenProcessPool:
                found = [_lost(target) for target in chunk]
            if following := next(chunks, None):
                under_way.append((following, _submit(pool, following)))
            yield from found
    finally:
        # Also on Ctrl-C: what runs is finished whole, nothing new is begun.
        pool.shutdown(wait=True, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, chunk: Sequence[Target]) -> Future[list[Outcome]]:
    try:
        return pool.submit(_make_chunk, chunk)
    except BrokenProcessPool as error:
        future: Future[list[Outcome]] = Future()
        future.set_exception(error)
        return future


def _pool(work: Work, workers: int) -> ProcessPoolExecutor:
    if can_fork():
        global _work
        _work = work
        return ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _begin)
    return ProcessPoolExecutor(
        workers,
        multiprocessing.get_context("spawn"),
        _begin_fresh,
        (work.plan, work.layout, work.check, work.kind),
    )


_work: Work | None = None
"""In a worker: the batch that it works for."""


def _begin_fresh(plan: Plan, layout: Layout, check: bool, kind: str) -> None:
    global _work
    _work = Work(plan, layout, check, kind)
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
