"""A process that reads editions back while another one makes the next.

In: what gives a plan and a layout, then files that are written aside. Out: the plan and the layout, then
the check's verdict on each file, in the order in which they were handed over.

The check needs nothing of what making an edition needs but plan and layout, and reading those needs
nothing of either. So one process reads and checks, beside one that makes: what each imports and remembers
stands in one of them only, and the checker is forked while the maker has hardly anything in memory: this
module, too, imports little before that.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from handbook.aside import can_fork, reap, undisturbed
from handbook.errors import HandbookError, traced
from handbook.pipes import Inbox, send

if TYPE_CHECKING:
    from handbook.layout import Layout
    from handbook.plan import Plan
    from handbook.settler import Answer, Verdict

Read = Callable[[], "tuple[Plan, Layout]"]
"""Gives a plan and a layout; raises HandbookError."""


_living: list[Checker] = []
"""All that have not been closed."""

_ready: list[Checker] = []
"""Those that read the data and wait for somebody who wants a checker."""


def let_go() -> None:
    """In a process that was forked: close what is for the other one alone. With an end of its own it
    would keep a checker alive for ever."""
    for checker in _living:
        for end in checker.descriptors:
            os.close(end)
    _living.clear()
    _ready.clear()


class Checker:
    """The forked process. `begun` gives what it read; then `ask` it, and take as many `answers`."""

    def __init__(self, read: Read, tells: bool = True, stays: bool = True) -> None:
        """`tells`: whether what it reads is wanted here, by `begun`; `stays`: whether there will be something
        to check. Raises OSError if the system allows no further process."""
        self._read = read
        asking, self._questions = os.pipe()
        answers, answering = os.pipe()
        try:
            with undisturbed():
                self._process = os.fork()
                if self._process == 0:
                    _serve(read, tells, stays, asking, answering, (self._questions, answers))
        except OSError:
            for descriptor in (self._questions, answers):
                os.close(descriptor)
            raise
        finally:
            for descriptor in (asking, answering):
                os.close(descriptor)
        self._inbox = Inbox(answers)
        self._came: deque[Any] = deque()
        self._asked: deque[tuple[str, Path]] = deque()
        self._by: tuple[Plan, Layout] | None = None
        """What it checks by, once it is known here."""
        _living.append(self)

    @classmethod
    def of(cls, plan: Plan, layout: Layout) -> Checker:
        """One that checks by what was read here. Raises OSError."""
        found = cls(lambda: (plan, layout), tells=False)
        found._by = plan, layout
        return found

    def begun(self, ahead: Iterable[Callable[[], object]] = ()) -> tuple[Plan, Layout]:
        """What was read; `ahead` is done as long as it must be waited for. Raises what `read` raises; what
        nothing comes back of is done here, so that a bug shows with its traceback."""
        for work in ahead:
            if self._inbox.ready():
                break
            work()
        try:
            self._receive(wait=True)
            raised, told = self._came.popleft()
        except Exception:  # nothing came, or half of it, or what cannot be made again here
            self.close()
            raised, told = False, self._read()
        if raised:
            raise told
        self._by = told
        return told  # type: ignore[no-any-return]

    def checks(self, plan: Plan, layout: Layout) -> bool:
        """Whether these are what it checks by."""
        known, by = self._by or (None, None)
        return self._questions >= 0 and known is plan and by is layout

    @property
    def descriptors(self) -> tuple[int, ...]:
        """The ends of its pipes that are open here."""
        return tuple(end for end in (self._questions, self._inbox.descriptor) if end >= 0)

    def ask(self, district: str, path: Path) -> None:
        """Hand over a file that should be a district's edition."""
        self._asked.append((district, path))
        with contextlib.suppress(BrokenPipeError):  # it was killed; `answers` will find out
            send(self._questions, (district, path))

    def answers(self, wait: bool) -> Iterator[Answer]:
        """The answers that have come; `wait` for one at least.

        If the process has been killed, this one goes on in its place.
        """
        if self._asked:
            self._receive(wait)
        while self._came:
            self._asked.popleft()
            yield self._came.popleft()
        while self._asked and not self._inbox.open:
            yield self._answer(*self._asked.popleft())

    def _receive(self, wait: bool) -> None:
        while self._inbox.open and not self._came and (wait or self._inbox.ready()):
            self._came += self._inbox.receive()

    def _answer(self, district: str, path: Path) -> Answer:
        """In the place of a process that is gone."""
        if self._by is None:
            raise RuntimeError("a checker is asked before it has told what it checks by")
        from handbook.settler import Answer

        return Answer(verdict(*self._by, district, path))

    def no_more(self) -> None:
        """Let the process end when it has answered; nothing can be asked any more."""
        questions, self._questions = self._questions, -1  # first, or Ctrl-C between would close it twice
        if questions >= 0:
            os.close(questions)

    def close(self) -> None:
        """End the process, once it has finished what it is checking."""
        if self in _living:
            self.no_more()
            self._inbox.close()
            _living.remove(self)
            reap(self._process)


@contextlib.contextmanager
def read_beside(read: Read, stays: bool) -> Iterator[Callable[..., tuple[Plan, Layout]]]:
    """Begin `read` in a checker's process; gives what waits for it and gives what it gave (`Checker.begun`).

    If it `stays`, the process is there for whoever wants a `checker` of that plan and layout within the
    block. Without a second core, or where a fork is not safe, the reading is done in this process.
    """
    found = None
    if can_fork() and len(os.sched_getaffinity(0)) > 1:
        with contextlib.suppress(OSError):  # no more processes allowed
            found = Checker(read, stays=stays)
    if found is not None and stays:
        _ready.append(found)
    try:
        yield found.begun if found is not None else lambda ahead=(): read()
    finally:
        if found is not None:
            _ready[:] = [other for other in _ready if other is not found]
            found.close()


@contextlib.contextmanager
def checker(plan: Plan, layout: Layout, wanted: bool = True) -> Iterator[Checker | None]:
    """A checker for the time of a block; None if not `wanted`, or where there can be none."""
    found = next((ready for ready in _ready if wanted and ready.checks(plan, layout)), None)
    _ready[:] = [ready for ready in _ready if ready is not found]
    if found is None and wanted and can_fork():
        with contextlib.suppress(OSError):
            found = Checker.of(plan, layout)
    try:
        yield found
    finally:
        if found is not None:
            found.close()


def verdict(plan: Plan, layout: Layout, district: str, made: Path | bytes) -> Verdict:
    """What the check holds against a PDF as the edition of a district."""
    # Here and not above: whoever leaves out the check, or leaves it to others, need not import it.
    from handbook.check import check_pdf
    from handbook.edition import select

    try:
        return tuple(check_pdf(made, select(plan, district), layout))
    except Exception as error:
        return traced(error)


def _serve(
    read: Read, tells: bool, stays: bool, asking: int, answering: int, foreign: Sequence[int]
) -> NoReturn:
    """In the forked process: read, tell what was read, and answer until nobody asks any more."""
    try:
        let_go()
        for descriptor in foreign:
            os.close(descriptor)
        told = _told(read, answering) if tells else read()
        if told is not None and stays:
            _answer_all(*told, Inbox(asking), answering)
    except BrokenPipeError:
        pass  # whoever asked is gone
    except Exception as error:
        sys.stderr.write(traced(error))  # a bug; whoever asks goes on without this process
    finally:
        os._exit(0)


def _told(read: Read, answering: int) -> tuple[Plan, Layout] | None:
    """Read, and tell the other process; None if there is nothing to tell, which it finds out by itself."""
    # While it reads, Ctrl-C ends it; `undisturbed` has put that off.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    try:
        told = read()
        send(answering, (False, told))
    except HandbookError as error:
        send(answering, (True, error))
    except Exception:
        pass  # the other does it again, and shows what is wrong
    else:
        return told
    return None


def _answer_all(plan: Plan, layout: Layout, questions: Inbox, answering: int) -> None:
    # Ctrl-C reaches the whole process group; the maker alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import handbook.check  # noqa: F401  (while nobody waits for it)
    from handbook.settler import Settler

    settler = Settler()
    while questions.open:
        for district, path in questions.receive():
            settler.ask(district, path)  # the disk may work while the check does
            found = verdict(plan, layout, district, path)
            for settled in settler.answers(wait=True):
                send(answering, settled._replace(verdict=found))
