"""One edition after another, or several at once in forked workers.

In: a `Work` and the targets. Out: an `Outcome` per target, in their order, as they are finished.
Workers are forked after the first edition is made, so that they start with everything already in
memory: fonts, and lines composed before. This process works beside them. Where editions are checked,
two processes share the work on one: a maker, and a checker that reads back what it made.

The targets wait as numbers in a pipe that all of them read from; who is free takes the next turn:
several, since neighbours have most in common, and ever fewer, so that all end together. Not
`concurrent.futures`: importing its process pool takes as long as making ten editions.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterator, Sequence
from mmap import mmap
from struct import Struct
from typing import NoReturn

from handbook.aside import can_fork, reap, undisturbed
from handbook.batch.making import made, settler
from handbook.batch.report import Outcome
from handbook.batch.work import Target, Work
from handbook.checker import Checker, checker, let_go
from handbook.errors import Problem, traced
from handbook.pipes import Inbox, send

_PAYS_FROM = 6
"""Editions per process from which another one gains more time than it takes to start."""

_MOST_WAITING = 500
"""Turns of a batch: their numbers take 4 KB, which every pipe holds before anybody reads."""

_MOST_AT_ONCE = 16
"""Editions in a turn, unless there are so many that more must be: what is made out of turn waits in memory,
and for the manifest."""

_TURN = Struct("=II")
"""The first number of a turn, and the one behind its last."""


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


def outcomes(
    work: Work, targets: Sequence[Target], workers: int, checker: Checker | None = None
) -> Iterator[Outcome]:
    """The outcome of each target, in order. `workers` counts this process and its `checker`, too."""
    free = workers - 1 - (checker is not None)
    if free <= 0:
        with settler(not work.checks) as alone:
            yield from (outcome for _, outcome in made(work, targets, range(len(targets)), checker or alone))
        return
    queue = _Queue(1, len(targets), workers)
    helpers = _Workers(work, targets, queue)
    found: dict[int, Outcome] = {}  # made in any order, but told in theirs
    told = 0
    try:
        # What the first edition composes and encodes, the forked workers inherit.
        found.update(made(work, targets, [0], checker))
        if can_fork():  # an edition that broke may have left a thread at work
            helpers.start(free, in_pairs=checker is not None)
        with settler(not work.checks) as alone:  # a thread, beside which nobody could be forked
            for index, outcome in made(work, targets, queue, checker or alone):
                found[index] = outcome
                found.update(helpers.received(wait=False))
                while told in found:
                    yield found.pop(told)
                    told += 1
        while told < len(targets):
            if told in found:
                yield found.pop(told)
            elif helpers.running:
                found.update(helpers.received(wait=True))
                continue
            elif queue.begun(told):  # a worker that was killed took with it what it was making
                yield _lost(targets[told])
            else:  # and left the rest of its turn
                found.update(made(work, targets, [told], checker))
                continue
            told += 1
    finally:
        # Also on Ctrl-C: what is begun is finished, nothing new is.
        queue.close()
        helpers.end()


class _Queue:
    """The numbers of the targets that nobody has begun; whoever iterates takes the next ones.

    A pipe, filled before it is shared out: reads of a few bytes are whole whoever else reads (POSIX). All
    processes see which targets are begun, and whether the queue is closed.
    """

    def __init__(self, start: int, stop: int, workers: int) -> None:
        self._reading, writing = os.pipe()
        least = -(-(stop - start) // _MOST_WAITING)
        while start < stop:
            size = max(1, least, min(_MOST_AT_ONCE, (stop - start) // (2 * workers)))
            os.write(writing, _TURN.pack(start, min(start + size, stop)))
            start += size
        os.close(writing)  # so that who finds it empty knows that nothing will follow
        self._closed = stop
        self._marks = mmap(-1, stop + 1)
        """Shared memory: a byte for each target that is begun, and one for a queue that is closed."""

    def __iter__(self) -> Iterator[int]:
        while taken := os.read(self._reading, _TURN.size):
            for number in range(*_TURN.unpack(taken)):
                if self._marks[self._closed]:
                    return
                self._marks[number] = 1
                yield number

    def begun(self, number: int) -> bool:
        """Whether somebody has begun a target."""
        return bool(self._marks[number])

    def close(self) -> None:
        """Take out all that is left, so that nobody begins it, nor what is left of a turn."""
        self._marks[self._closed] = 1
        while os.read(self._reading, 1 << 16):
            pass
        os.close(self._reading)


class _Workers:
    """Forked processes that make targets of the queue and send their outcomes home."""

    def __init__(self, work: Work, targets: Sequence[Target], queue: _Queue) -> None:
        self._job = work, targets, queue
        self._processes: list[int] = []
        self._inboxes: dict[int, Inbox] = {}
        """File descriptor of each running worker → what comes from it."""
        self._poll = select.poll()

    def start(self, processes: int, in_pairs: bool) -> None:
        """Start so many, or as many as the system allows: fewer do it as well. `in_pairs`: every second
        one reads back what another makes."""
        pairs = processes // 2 if in_pairs else 0
        with contextlib.suppress(OSError), undisturbed():
            for index in range(processes - pairs):
                self._start(with_checker=index < pairs)

    def _start(self, with_checker: bool) -> None:
        receiving, sending = os.pipe()
        parent = os.getpid()
        try:
            process = os.fork()
            if process == 0:
                foreign = (receiving, *self._inboxes)
                _serve(*self._job, sending, parent, foreign, with_checker)
        except OSError:
            os.close(receiving)
            raise
        finally:
            os.close(sending)
        self._processes.append(process)
        self._inboxes[receiving] = Inbox(receiving)
        self._poll.register(receiving, select.POLLIN)

    @property
    def running(self) -> bool:
        return bool(self._inboxes)

    def received(self, wait: bool) -> Iterator[tuple[int, Outcome]]:
        """Outcomes that came, with the number of their target; `wait` for some, or for a worker's end."""
        for descriptor, _ in self._poll.poll(None if wait else 0):
            inbox = self._inboxes[descriptor]
            yield from inbox.receive()
            if not inbox.open:
                self._poll.unregister(descriptor)
                del self._inboxes[descriptor]

    def end(self) -> None:
        """Wait until all have finished what they are making."""
        while self.running:
            for _ in self.received(wait=True):
                pass
        for process in self._processes:
            reap(process)


def _serve(
    work: Work,
    targets: Sequence[Target],
    queue: _Queue,
    sending: int,
    parent: int,
    foreign: Sequence[int],
    with_checker: bool,
) -> NoReturn:
    """In a forked worker: make what is in the queue, and leave without what Python does at its end.

    `foreign`: the ends of pipes that are for the parent to use. With one of its own a worker would
    never notice that the parent has gone.
    """
    try:
        # Ctrl-C reaches the whole process group; the parent alone decides what it means.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        let_go()
        for descriptor in foreign:
            os.close(descriptor)
        with checker(work.plan, work.layout, with_checker) as own, settler(not work.checks) as alone:
            for outcome in made(work, targets, queue, own or alone):
                send(sending, outcome)
                if os.getppid() != parent:
                    break  # killed: nobody waits for the rest
    except BrokenPipeError:
        pass  # the parent was killed meanwhile
    except Exception as error:
        sys.stderr.write(traced(error))  # a bug; the parent tells which edition it cost
    finally:
        os._exit(0)


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
