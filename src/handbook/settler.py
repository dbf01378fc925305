"""A thread that looks after files which are written aside, while their maker goes on.

In: paths. Out, for each, in order: whether the disk has it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handbook.files import sync

if TYPE_CHECKING:
    from queue import SimpleQueue

    from handbook.check import Finding

Verdict = tuple["Finding", ...] | str
"""What the check holds against a file: findings, none if it is good; the traceback if the check broke."""


class Answer(NamedTuple):
    """What is known of a file that was handed over."""

    verdict: Verdict = ()
    """What the check holds against it, if it is checked."""
    synced: bool = False
    """Whether it has been brought to the disk meanwhile."""


class Settler:
    """The thread. To wait for a disk takes nothing from who makes the next file."""

    def __init__(self) -> None:
        """Raises RuntimeError if the system allows no further thread."""
        from queue import SimpleQueue  # takes as long to import as half an edition to make

        self._asked: SimpleQueue[Path | None] = SimpleQueue()
        self._done: SimpleQueue[Answer] = SimpleQueue()
        self._outstanding = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def ask(self, district: str, path: Path) -> None:
        """Hand over a file, whatever district's edition it is."""
        self._outstanding += 1
        self._asked.put(path)

    def answers(self, wait: bool) -> Iterator[Answer]:
        """The answers that have come; `wait` for one at least, if one is outstanding."""
        while self._outstanding and (wait or not self._done.empty()):
            answer = self._done.get()
            self._outstanding -= 1
            wait = False
            yield answer

    def close(self) -> None:
        """End the thread: beside one, no process is forked."""
        self._asked.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (path := self._asked.get()) is not None:
            # Whatever refuses here will refuse, too, when the file is to have its name, and be told then.
            synced = False
            with contextlib.suppress(OSError):
                sync(path)
                synced = True
            self._done.put(Answer(synced=synced))
