"""What a batch did: values for the command's summary and for programs.

In: nothing but what the batch hands over. Out: `Outcome` per edition, `Progress`
while it runs, `BuildReport` at the end. Nothing is printed here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handbook.errors import Problem
from handbook.plan import Fact, Period

if TYPE_CHECKING:
    from handbook.check import Finding


class Outcome(NamedTuple):
    """How one edition went. `path` holds the new PDF if `made`, else whatever was there before."""

    district: str
    path: Path
    problems: tuple[Problem, ...] = ()
    """Why it could not be composed or written."""
    findings: tuple[Finding, ...] = ()
    """What the read-back check holds against it; such a PDF is not put in place."""
    crash: str = ""
    """The traceback of a bug of ours, empty otherwise; it must not cost the other editions."""
    skipped: bool = False
    """Whether the PDF stood there already as it would be made now, and was left alone."""
    reasons: tuple[str, ...] = ()
    """Why it was to be made (again), in words."""
    again: bool = False
    """Whether a PDF of it stood there, or is on record, before this batch."""
    reprint: bool = False
    """Whether the pages look other than those of the PDF that stood there before, if one is on record."""
    sha256: str = ""
    """Of the PDF, if `made` or `skipped`; its size is `bytes`."""
    bytes: int = 0
    printed: str = ""
    """Fingerprint of its pages (`handbook.fingerprint`)."""
    retried: str = ""
    """The failure of the worker that was to make it first, if there was one."""

    @property
    def failed(self) -> bool:
        return bool(self.problems or self.findings or self.crash)

    @property
    def made(self) -> bool:
        return not (self.failed or self.skipped)


class Progress(NamedTuple):
    """One step of a batch: `done` of `total` editions are finished, `outcome` is the newest."""

    done: int
    total: int
    outcome: Outcome


Listener = Callable[[Progress], None]
"""Called in the calling process after each edition, in the plan's order."""


class Bundled(NamedTuple):
    """A file made from all editions of the batch. `skipped`: it stood there already as it would be made."""

    path: Path
    skipped: bool = False


class BuildReport(NamedTuple):
    """The whole batch: one outcome per edition asked for, in the plan's order."""

    folder: Path
    outcomes: tuple[Outcome, ...]
    checked: bool
    """Whether each file was read back before it took its name."""
    seconds: float
    unconfirmed: tuple[Fact, ...]
    """The unconfirmed facts that touch the editions asked for."""
    period: Period
    today: datetime.date | None
    """The day given by the caller; the library looks at no clock."""
    notes: tuple[str, ...] = ()
    """What else a person should know: a manifest not believed, PDFs of districts that are no more."""
    problems: tuple[Problem, ...] = ()
    """What went wrong beside the editions: manifest, merged PDF or ZIP file not written."""
    bundles: tuple[Bundled, ...] = ()
    """The merged PDF and the ZIP file, where they were asked for."""

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
            outcome for outcome in self.outcomes if outcome.reprint and outcome.path.suffix == ".pdf"
        )

    @property
    def touched(self) -> tuple[str, ...]:
        """The districts asked for that rest on at least one unconfirmed fact."""
        districts = dict.fromkeys(outcome.district for outcome in self.outcomes)
        return tuple(
            district for district in districts if any(fact.touches(district) for fact in self.unconfirmed)
        )

    @property
    def period_over(self) -> bool:
        return self.today is not None and self.today > self.period.last
