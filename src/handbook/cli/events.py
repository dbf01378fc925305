"""A build told to other programs: one JSON object a line on standard output.

In: the steps and the report of a build. Out: events, described in docs/batch.md. Fields may be
added; none changes its meaning without `format` being raised.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import handbook
from handbook.batch import BuildReport, Outcome, Progress
from handbook.cli import terminal
from handbook.errors import Place, Problem

FORMAT = 2


def event(name: str, **fields: Any) -> None:
    """One line. ASCII alone, so that no terminal's encoding can damage it."""
    terminal.say(json.dumps({"event": name, **fields}))


class BuildEvents:
    """Listens to a build and tells each step."""

    def start(self, **fields: Any) -> None:
        event("start", format=FORMAT, handbook=handbook.__version__, **fields)

    def __call__(self, step: Progress) -> None:
        outcome = step.outcome
        event(
            "edition",
            done=step.done,
            total=step.total,
            district=outcome.district,
            result=_result(outcome),
            path=str(outcome.path),
            reasons=list(outcome.reasons),
            reprint=outcome.reprint,
            sha256=outcome.sha256,
            bytes=outcome.bytes,
            problems=[*_problems(outcome.problems), *_findings(outcome)],
            crash=outcome.crash,
        )

    def clear(self) -> None:
        """Nothing stands half-written on the terminal."""

    def refused(self, problems: Iterable[Problem]) -> None:
        """Nothing was made, because of these problems."""
        event("error", problems=_problems(problems))

    def interrupted(self) -> None:
        event("interrupted")

    def summary(self, reports: Sequence[BuildReport], codes: Sequence[int]) -> None:
        """One for each layout."""
        for report, code in zip(reports, codes, strict=True):
            self._summary(report, code)

    def _summary(self, report: BuildReport, code: int) -> None:
        for bundle in report.bundles:
            event("bundle", path=str(bundle.path), result="skipped" if bundle.skipped else "made")
        event(
            "summary",
            folder=str(report.folder),
            data=report.plan.folder,
            made=len(report.made),
            skipped=len(report.skipped),
            failed=len(report.failed),
            reprint=[outcome.district for outcome in report.reprint],
            checked=report.checked,
            unconfirmed=[
                {"fact": item.key, "subject": item.subject, "districts": list(item.districts)}
                for item in report.unconfirmed
            ],
            period_over=report.period_over,
            notes=list(report.notes),
            problems=_problems(report.problems),
            seconds=round(report.seconds, 3),
            exit=code,
        )


def _result(outcome: Outcome) -> str:
    if outcome.failed:
        return "failed"
    return "skipped" if outcome.skipped else "made"


def _problems(found: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "message": problem.message,
            "hint": problem.hint,
            **dict(zip(Place._fields, problem.place or (None,) * 3, strict=True)),
        }
        for problem in found
    ]


def _findings(outcome: Outcome) -> list[dict[str, Any]]:
    """What the check holds against the PDF, as problems with a code and a page."""
    return [
        {"message": one.message, "hint": one.hint, "code": one.code, "page": one.page}
        for one in outcome.findings
    ]
