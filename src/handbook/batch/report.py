"""What a batch did: values for the command's summary and for programs.

In: nothing but what the batch hands over. Out: `Outcome` per edition, `Progress`
while it runs, `BuildReport` at the end. Nothing is printed here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from handbook.batch.names import kind_of
from handbook.check import Finding
from handbook.errors import Problem
from handbook.facts import Item
from handbook.plan import Plan


class Outcome(NamedTuple):
    """How the edition of a `district` went. `path` holds the new file if `made`, else what was there before.

    `problems` say why it could not be composed or written, `findings` what the check holds against it (it was
    not put in place then), `crash` is the traceback of a bug of ours. `skipped`: the file stood there already
    as it would be made. `reasons` say in words why it was to be made (again), `again` whether a file of it
    stood there or is on record, `reprint` whether its pages look other than those on record. `sha256` and
    `bytes` are of the file, `printed` is the fingerprint of its pages (`handbook.fingerprint`), `code` stands
    on them (`handbook.sheet_code`), `retried` is the failure of the worker that was to make it first.
    """

    district: str
    path: Path
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    crash: str = ""
    skipped: bool = False
    reasons: tuple[str, ...] = ()
    again: bool = False
    reprint: bool = False
    sha256: str = ""
    bytes: int = 0
    printed: str = ""
    code: str = ""
    retried: str = ""

    @property
    def failed(self) -> bool:
        return bool(self.problems or self.findings or self.crash)

    @property
    def made(self) -> bool:
        return not (self.failed or self.skipped)


class Progress(NamedTuple):
    """One step of a batch: `done` of `total` editions are finished, `outcome` is the newest, of `name`'s."""

    done: int
    total: int
    outcome: Outcome
    name: str
    """浮島校区"""


Listener = Callable[[Progress], None]
"""Called in the calling process after each edition, in the plan's order."""


class Bundled(NamedTuple):
    """A file made from all editions of the batch. `skipped`: it stood there already as it would be made."""

    path: Path
    skipped: bool = False


class BuildReport(NamedTuple):
    """The whole batch: `outcomes`, one per edition asked for, in the plan's order, in `folder`.

    `checked`: whether each file was read back before it took its name. `seconds` is how long it took.
    `unconfirmed` is what touches these editions and two people have not confirmed; `plan` is what they were
    made of, and `date` the day given by the caller (the library looks at no clock). `notes` are what else a
    person should know, `problems` what went wrong beside the editions, `bundles` the merged PDF and ZIP file,
    where asked for.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]
    checked: bool
    seconds: float
    unconfirmed: tuple[Item, ...]
    plan: Plan
    date: datetime.date | None
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    bundles: tuple[Bundled, ...] = ()

    def __repr__(self) -> str:
        made, skipped, failed = map(len, (self.made, self.skipped, self.failed))
        return f"<BuildReport {self.folder}: {made} made, {skipped} skipped, {failed} failed>"

    @property
    def made(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.made)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.failed)

    @property
    def skipped(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.skipped)

    @property
    def reprint(self) -> tuple[Outcome, ...]:
        """The editions whose pages look other than before, so that older prints are out of date."""
        return tuple(
            outcome for outcome in self.outcomes if outcome.reprint and kind_of(outcome.path.name) == "pdf"
        )

    @property
    def period_over(self) -> bool:
        return self.plan.ended(self.date)
