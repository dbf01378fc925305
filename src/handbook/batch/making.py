"""One edition after another, each put in place when a companion has done with its file.

In: a `Work`, numbers of targets, a companion. Out: outcomes. While the companion checks a file, or waits
until the disk has it, the next editions are made.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from handbook.batch.report import Outcome
from handbook.batch.work import Target, Work, finish
from handbook.files import Draft
from handbook.settler import Answer, Settler

_MOST_WAITING = 8
"""Files that wait for an answer at most: enough for the companion to have work while an edition with many
parts of its own is made, and few enough for a pipe to hold all the questions, so that asking never waits."""


class Companion(Protocol):
    """Who looks after files that are written aside."""

    def ask(self, district: str, path: Path) -> None:
        """Hand over a file that should be a district's edition."""

    def answers(self, wait: bool) -> Iterator[Answer]:
        """The answers that have come, in the order in which the files were handed over; `wait` for one
        at least, if one is outstanding."""


@contextlib.contextmanager
def settler(wanted: bool) -> Iterator[Settler | None]:
    """A settler for the time of a block; None if it is not `wanted`, or the system allows no thread."""
    found = None
    if wanted:
        with contextlib.suppress(RuntimeError):
            found = Settler()
    try:
        yield found
    finally:
        if found is not None:
            found.close()


def made(
    work: Work, targets: Sequence[Target], numbers: Iterable[int], companion: Companion | None
) -> Iterator[tuple[int, Outcome]]:
    """Make the targets of these numbers; gives each with its number, in their order, as soon as it has
    its name or is known to have failed, and all before it."""
    if companion is None:
        for number in numbers:
            yield number, work.make(targets[number])
        return
    waiting: deque[tuple[int, Draft | None, Outcome]] = deque()
    # Without a draft stands what failed and only waits for its turn.

    def failed() -> Iterator[tuple[int, Outcome]]:
        while waiting and waiting[0][1] is None:
            number, _, outcome = waiting.popleft()
            yield number, outcome

    def answered(wait: bool) -> Iterator[tuple[int, Outcome]]:
        yield from failed()
        for answer in companion.answers(wait and bool(waiting)):
            number, draft, outcome = waiting[0]
            assert draft is not None, "failures have been told, and have no answer"
            draft.synced = answer.synced
            outcome = finish(draft, outcome, answer.verdict)
            waiting.popleft()
            yield number, outcome
            yield from failed()

    draft = None
    try:
        for number in numbers:
            district, path = target = targets[number]
            draft = Draft(path)
            written = work.begin(target, draft)
            if isinstance(written, Outcome):
                waiting.append((number, None, written))
            else:
                companion.ask(district, draft.aside)
                waiting.append((number, draft, work.success(target, *written)))
            yield from answered(wait=len(waiting) >= _MOST_WAITING)
        while waiting:
            yield from answered(wait=True)
    finally:
        # After Ctrl-C some may be left; those that have their names stay.
        for left in (draft, *[draft for _, draft, _ in waiting]):
            if left is not None:
                left.drop()
