"""A process that reads editions back while another one makes the next.

In: files that are written aside. Out: the check's verdict on each, in the order in which they
were handed over. The check needs nothing of what making an edition needs but plan and layout; so
what both import and remember stands in two processes, side by side, and not in each of them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from handbook.aside import can_fork, reap, undisturbed
from handbook.batch.making import Answer, Settler
from handbook.batch.pipes import Inbox, send
from handbook.batch.work import verdict
from handbook.errors import traced
from handbook.layout import Layout
from handbook.plan import Plan


class Checker:
    """A forked process that checks files. `ask` and take as many `answers`; `close` ends it."""

    def __init__(self, plan: Plan, layout: Layout) -> None:
        """Raises OSError if the system allows no further process."""
        self._plan, self._layout = plan, layout
        asking, self._questions = os.pipe()
        answers, answering = os.pipe()
        try:
            with undisturbed():
                self._process = os.fork()
                if self._process == 0:
                    _serve(plan, layout, asking, answering, (self._questions, answers))
        except OSError:
            for descriptor in (self._questions, answers):
                os.close(descriptor)
            raise
        finally:
            for descriptor in (asking, answering):
                os.close(descriptor)
        self._inbox = Inbox(answers)
        self._asked: deque[tuple[str, Path]] = deque()

    @property
    def descriptors(self) -> tuple[int, int]:
        """What no other process may inherit: who holds them open keeps the checker alive."""
        return self._questions, self._inbox.descriptor

    def ask(self, district: str, path: Path) -> None:
        """Hand over a file that should be a district's edition."""
        self._asked.append((district, path))
        with contextlib.suppress(BrokenPipeError):  # it was killed; `answers` will find out
            send(self._questions, (district, path))

    def answers(self, wait: bool) -> Iterator[Answer]:
        """The answers that have come; `wait` for one at least.

        If the process has been killed, this one goes on in its place.
        """
        found: list[Answer] = []
        while self._asked and self._inbox.open and not found and (wait or self._inbox.ready()):
            found = list(self._inbox.receive())
        for answer in found:
            self._asked.popleft()
            yield answer
        while self._asked and not self._inbox.open:
            yield self._answer(*self._asked.popleft())

    def _answer(self, district: str, path: Path) -> Answer:
        """In the place of a process that is gone."""
        found = verdict(self._plan, self._layout, district, path)
        sha256 = "" if found else hashlib.sha256(path.read_bytes()).hexdigest()
        return Answer(found, synced=False, sha256=sha256)

    def no_more(self) -> None:
        """Let the process end when it has answered."""
        if self._questions >= 0:
            os.close(self._questions)
            self._questions = -1

    def close(self) -> None:
        """End the process, once it has finished what it is checking."""
        self.no_more()
        self._inbox.close()
        reap(self._process)


@contextlib.contextmanager
def checker(plan: Plan, layout: Layout, wanted: bool = True) -> Iterator[Checker | None]:
    """A checker for the time of a block; None if not `wanted`, or where there can be none."""
    found = None
    if wanted and can_fork():
        with contextlib.suppress(OSError):
            found = Checker(plan, layout)
    try:
        yield found
    finally:
        if found is not None:
            found.close()


def _serve(plan: Plan, layout: Layout, asking: int, answering: int, foreign: Sequence[int]) -> NoReturn:
    """In the forked process: answer until nobody asks any more."""
    try:
        # Ctrl-C reaches the whole process group; the parent alone decides what it means.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for descriptor in foreign:
            os.close(descriptor)
        import handbook.check  # noqa: F401  (while nobody waits for it)

        settler, questions = Settler(), Inbox(asking)
        while questions.open:
            for district, path in questions.receive():
                settler.ask(district, path)  # the disk may work while the check does
                found = verdict(plan, layout, district, path)
                for settled in settler.answers(wait=True):
                    send(answering, settled._replace(verdict=found))
    except BrokenPipeError:
        pass  # whoever asked is gone
    except Exception as error:
        sys.stderr.write(traced(error))  # a bug; whoever asks goes on without this process
    finally:
        os._exit(0)
