"""The editions of a batch one after another: made in this process, in a pool of processes, or wherever an
executor of the caller's makes them.

In: a `Job`, targets. Out: an `Outcome` for each, in their order. All executors are used in one way: a few
editions at a time are handed out. Workers of our own are given the pickled job as they begin; it goes to
those of a caller's with each portion, and is unpacked once. Workers place the files themselves. What travels
to and from our own fits into a pipe at once: where somebody is killed over more than that,
`concurrent.futures` waits for ever (before Python 3.11.5 in both directions). They need handbook itself, in
the same version, and the fonts and the folder at the same paths. Few are under way: memory stays flat.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import lru_cache
from itertools import islice
from multiprocessing.connection import wait

from handbook.batch.editions import Job, Target
from handbook.batch.report import Outcome
from handbook.errors import Problem

Submit = Callable[[Sequence[Target]], "Future[list[Outcome]]"]
"""Hands a portion to a worker."""

PORTION = 4
"""Editions that are handed out together at least."""

FARE = 40_000
"""Bytes of the job that one edition may cost to send: a larger plan travels with more editions."""

UNDER_WAY = 1000
"""Editions under way at most."""

PAYS_FROM = {"fork": 6, "spawn": 300}
"""Editions per process from which another one gains more time than it takes to start. A spawned one begins
with an empty interpreter, and would run the caller's script again if that has no `__main__` guard."""


def worker_count(editions: int, jobs: int | None) -> int:
    """How many processes to use; 1 means this one. `jobs` None chooses what pays."""
    if jobs is None:
        jobs = min(_cores(), editions // PAYS_FROM.get(start_method(), PAYS_FROM["spawn"]))
    return max(1, min(jobs, editions))


def start_method() -> str:
    """How worker processes begin: as the caller has told `multiprocessing`, else by fork where that is safe
    (Linux, no other thread), else anew."""
    told = multiprocessing.get_start_method(allow_none=True)
    safe = sys.platform == "linux" and threading.active_count() == 1
    return told or ("fork" if safe else "spawn")


def make_all(
    job: Job, targets: Sequence[Target], jobs: int | None = None, executor: Executor | None = None
) -> Generator[Outcome, None, None]:
    """Each target's outcome, in order. `jobs`: see `worker_count`; of an executor's, portions at once."""
    count = worker_count(len(targets), jobs)
    made = 0
    if executor is not None:
        spec = _packed(job)

        def sent(some: Sequence[Target]) -> Future[list[Outcome]]:
            return executor.submit(make_portion, spec, some)

        yield from _handed_out(sent, spec, targets, max(PORTION, len(spec) // FARE), jobs or 0)
        return
    if count > 1:
        spec = _packed(job)
        yield _unpacked(spec).make(targets[0])  # a forked worker inherits what it composes and encodes
        made = 1
        with contextlib.suppress(OSError), _processes(count, spec) as pool:  # no more processes allowed

            def told(some: Sequence[Target]) -> Future[list[Outcome]]:
                return pool.submit(_make_given, some)

            for one in _handed_out(told, spec, targets[1:], PORTION, 0):
                made += 1
                yield one
    yield from map(job.make, targets[made:])


def _packed(job: Job) -> bytes:
    return pickle.dumps(job)


@lru_cache(maxsize=2)
def _unpacked(spec: bytes) -> Job:
    job: Job = pickle.loads(spec)
    return job


def _handed_out(
    submit: Submit, spec: bytes, targets: Sequence[Target], size: int, portions: int
) -> Iterator[Outcome]:
    """`portions`: how many of `size` are under way at once, if it is to be more than `UNDER_WAY` says."""
    chunks = iter([targets[start : start + size] for start in range(0, len(targets), size)])
    under_way: deque[tuple[Sequence[Target], Future[list[Outcome]]]] = deque()
    with contextlib.ExitStack() as cleared:
        cleared.callback(lambda: [future.cancel() for _, future in under_way])
        alone = cleared.enter_context(contextlib.closing(_OneByOne(spec)))
        for chunk in islice(chunks, max(UNDER_WAY // size, portions)):
            under_way.append((chunk, _submitted(submit, chunk)))
        while under_way:
            chunk, future = under_way.popleft()
            try:
                found = future.result()
            except Exception as error:  # whatever an engine raises when its workers die
                why = f"{type(error).__name__}: {error}"
                found = [alone.make(target)._replace(retried=why) for target in chunk]
            if following := next(chunks, None):
                under_way.append((following, _submitted(submit, following)))
            yield from found


def _submitted(submit: Submit, targets: Sequence[Target]) -> Future[list[Outcome]]:
    try:
        return submit(targets)
    except RuntimeError as error:  # shut down or broken meanwhile
        future: Future[list[Outcome]] = Future()
        future.set_exception(error)
        return future


class _OneByOne:
    """Where a worker died: its editions again, once, one at a time in a fresh process of this machine, so
    that the one which kills it costs no other."""

    def __init__(self, spec: bytes) -> None:
        self._spec = spec
        self._pool = contextlib.ExitStack()
        self._executor: Executor | None = None

    def make(self, target: Target) -> Outcome:
        try:
            if self._executor is None:
                self._executor = self._pool.enter_context(_processes(1, self._spec))
            return self._executor.submit(_make_given, [target]).result()[0]
        except Exception as error:
            self.close()
            return _lost(target, error)

    def close(self) -> None:
        self._executor = None
        self._pool.close()


def _lost(target: Target, error: Exception) -> Outcome:
    district, path = target
    message = (
        f"「{district}」を作っていた作業プロセスが、二度とも途中で止まりました（{type(error).__name__}）。"
    )
    hint = "よくある原因はメモリー不足です。ほかのソフトを閉じるか、--jobs 1 を付けてください。"
    return Outcome(district=district, path=path, problems=(Problem(message, hint, stops=True),))


@contextlib.contextmanager
def _processes(count: int, spec: bytes) -> Iterator[Executor]:
    """So many worker processes, for one job. Raises OSError if the system allows no more."""
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(count, multiprocessing.get_context(start_method()), _begin, (spec,))
    try:
        with _interrupts_held():
            pool.submit(os.getpid)  # starts those that are forked
        yield pool
    except OSError:
        for process in set(multiprocessing.active_children()) - before:
            process.terminate()
        raise
    finally:
        # Also on Ctrl-C: what runs is finished, nothing new is begun.
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait until the processes that begin here have made up their mind about it (`_begin`)."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_given: list[bytes] = []
"""In a worker of our own: the job that it was begun for."""


def _begin(spec: bytes) -> None:
    """In a worker, first of all."""
    _given[:] = [spec]
    # Ctrl-C reaches the whole process group; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Leave when the parent is gone (kill -9), instead of waiting for work for ever."""
    if (parent := multiprocessing.parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)


_one_at_a_time = threading.Lock()
"""In a pool of threads: composing shares caches that are not made for several threads."""


def make_portion(spec: bytes, targets: Sequence[Target]) -> list[Outcome]:
    """In a worker: some editions of the job that `spec` holds."""
    with _one_at_a_time:
        return list(map(_unpacked(spec).make, targets))


def _make_given(targets: Sequence[Target]) -> list[Outcome]:
    """In a worker of our own: some editions of its job."""
    return make_portion(_given[0], targets)


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
