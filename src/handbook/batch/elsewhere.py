"""Editions made by an executor that the caller brings: threads, processes, Dask, another engine.

In: a `Work`, targets, a `concurrent.futures.Executor`. Out: an `Outcome` per target, in order.
Workers compose, draw and check, and send the bytes home; the files are written here, by the one
process that holds the folder, so workers need no common disk. They need handbook itself, in the
same version, and the fonts at the same paths. Results under way are few, so that memory stays flat.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing.connection import wait
from typing import NamedTuple

from handbook.batch.report import Outcome
from handbook.batch.work import Target, Work, failure, rejection
from handbook.errors import InputError, Problem, traced
from handbook.files import write_whole
from handbook.settler import Verdict

LEAST = 4
"""Editions in a portion at least."""

FARE = 40_000
"""Bytes of the plan that one edition may cost to send: a larger plan travels with more editions."""

UNDER_WAY = 1000
"""Editions under way at most, each some 140 KB when it comes home, unless there are more workers."""

KEPT = 2
"""Batches that a worker remembers."""


class Rendered(NamedTuple):
    """An edition as it comes home: its bytes and fingerprint, or why there are none."""

    data: bytes = b""
    printed: str = ""
    error: InputError | None = None
    wrong: Verdict = ()


_works: dict[str, Work] = {}
_one_at_a_time = threading.RLock()
"""In a pool of threads: composing shares caches that are not made for several threads."""


def outcomes_elsewhere(
    work: Work, targets: Sequence[Target], executor: Executor, jobs: int | None
) -> Iterator[Outcome]:
    """The outcome of each target, in order. `jobs`: portions under way at once, if it is to be more."""
    spec = pickle.dumps((work.plan, work.layout, work.check, work.kind))
    token = hashlib.sha256(spec).hexdigest()
    _works[token] = work  # threads of this process need no second one
    size = max(LEAST, len(spec) // FARE)
    chunks = iter([targets[start : start + size] for start in range(0, len(targets), size)])
    under_way: deque[tuple[Sequence[Target], Future[list[Rendered]]]] = deque()

    def submit(chunk: Sequence[Target]) -> None:
        names = [district for district, _ in chunk]
        try:
            future = executor.submit(render_portion, token, spec, names)
        except RuntimeError as error:  # shut down or broken meanwhile
            future = Future()
            future.set_exception(error)
        under_way.append((chunk, future))

    try:
        for chunk in islice(chunks, max(4, UNDER_WAY // size, jobs or 0)):
            submit(chunk)
        while under_way:
            chunk, future = under_way.popleft()
            found = _collect(work, chunk, future)
            if following := next(chunks, None):
                submit(following)
            yield from found
    finally:
        for _, future in under_way:
            future.cancel()
        _works.pop(token, None)


@contextlib.contextmanager
def fresh_processes(count: int) -> Iterator[Executor]:
    """Processes of this machine that are started anew, where they cannot be forked."""
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin)
    try:
        yield pool
    finally:
        # Also on Ctrl-C: what runs is finished, nothing new is begun.
        pool.shutdown(wait=True, cancel_futures=True)


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


def render_portion(token: str, spec: bytes, districts: Sequence[str]) -> list[Rendered]:
    """In a worker: the editions of some districts of the batch that `spec` describes."""
    with _one_at_a_time:
        work = _works.get(token)
        if work is None:
            while len(_works) >= KEPT:
                del _works[next(iter(_works))]
            work = _works[token] = Work(*pickle.loads(spec))
        return [_render(work, district) for district in districts]


def _render(work: Work, district: str) -> Rendered:
    try:
        data, printed, wrong = work.render(district)
    except InputError as error:
        return Rendered(error=error.with_traceback(None))
    except Exception as error:
        return Rendered(wrong=traced(error))
    return Rendered(wrong=wrong) if wrong else Rendered(data, printed)


def _collect(work: Work, chunk: Sequence[Target], future: Future[list[Rendered]]) -> list[Outcome]:
    """Wait for a portion and put its files in place."""
    try:
        found = future.result()
    except Exception as error:  # whatever an engine raises when its workers die
        return [_lost(target, error) for target in chunk]
    return [_place(work, target, rendered) for target, rendered in zip(chunk, found, strict=True)]


def _place(work: Work, target: Target, rendered: Rendered) -> Outcome:
    if rendered.wrong:
        return rejection(target, rendered.wrong)
    try:
        if rendered.error is not None:
            raise rendered.error
        write_whole(target[1], rendered.data, settled=False)
    except Exception as error:
        return failure(target, error)
    return work.success(target, rendered.data, rendered.printed)


def _lost(target: Target, error: Exception) -> Outcome:
    district, path = target
    kind = type(error).__name__
    return Outcome(
        district=district,
        path=path,
        problems=(
            Problem(
                f"{district}校区版を任せた先の作業が、途中で失敗しました（{kind}: {error}）。",
                "作業する側に同じ版の handbook とフォントがあるか、メモリーが足りているか確かめてください。",
            ),
        ),
    )
