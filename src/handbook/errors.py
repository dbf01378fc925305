"""Errors that a user can mend, each with the place where to mend it.

`InputError` carries *all* problems found in what the user gave us; the command
prints them without a traceback. Its exit code is 1 where there is something to mend
(data, layout, text that does not fit), 2 where it could not do its work at all: a
problem that `stops` it (wrong usage, a missing file, a full disk). Anything else is a
bug in handbook and keeps its traceback, exit 2, too.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """Where a value stands: a `file`, and 1-based `line` and `column` (0: the file as a whole)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """One thing that is wrong: what was found (`message`) and how to mend it (`hint`), in Japanese.

    `place` is where it stands. `stops`: it keeps the command from its work, rather than being found by it.
    """

    message: str
    hint: str = ""
    place: Place | None = None
    stops: bool = False

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.place else self.message
        return f"{head}\n    → {self.hint}" if self.hint else head


class HandbookError(Exception):
    """Base of every error that handbook raises on purpose."""


class InputError(HandbookError):
    """What the user gave cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, message: str, hint: str = "", place: Place | None = None, stops: bool = False) -> InputError:
        """The error of a single problem."""
        return cls([Problem(message, hint, place, stops)])

    @classmethod
    def stopping(cls, problems: Iterable[Problem]) -> InputError:
        """The error of problems that all keep the command from its work."""
        return cls(problem._replace(stops=True) for problem in problems)

    @property
    def stops(self) -> bool:
        """Whether some problem keeps the command from its work."""
        return any(problem.stops for problem in self.problems)

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        # Worker processes send their errors home by pickle, which replays __init__.
        return (type(self), (self.problems,))


def traced(error: BaseException) -> str:
    """The traceback of an exception, as Python shows it: for bugs, which nobody should hide."""
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))
