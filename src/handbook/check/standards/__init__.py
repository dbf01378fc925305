"""PDF/UA-1 and PDF/A-2, as far as a machine can tell, for any PDF: ours or foreign.

In: a file. Out: findings with their clauses. It looks at the file alone, not at the data of an
edition. What only a person can judge (whether an alternative text is true, whether the order makes
sense) is for `handbook check --speak` and its listener.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from handbook.check.finding import MOST, Finding
from handbook.check.standards.annotations import check_annotations
from handbook.check.standards.catalogue import RULES
from handbook.check.standards.color import check_color
from handbook.check.standards.file import check_file
from handbook.check.standards.fonts import check_fonts
from handbook.check.standards.meaning import check_meaning
from handbook.check.standards.papers import check_papers
from handbook.check.standards.tagging import check_tagging
from handbook.readback.anatomy import Anatomy, dissect
from handbook.readback.source import ReadBackError

__all__ = ["RULES", "check_standards"]

_CHECKS = (
    check_tagging,
    check_meaning,
    check_papers,
    check_annotations,
    check_fonts,
    check_color,
    check_file,
)


def check_standards(source: str | Path | bytes | Anatomy) -> list[Finding]:
    """What a PDF does against PDF/UA-1 and PDF/A-2, in page order; empty if nothing was found.

    A file that cannot be read is a finding too; nothing is raised for what a file holds.
    """
    try:
        file = source if isinstance(source, Anatomy) else dissect(source)
    except ReadBackError as error:
        return [Finding(code=error.code, message=one.message, hint=one.hint) for one in error.problems]
    found: list[Finding] = []
    told: Counter[str] = Counter()
    for check in _CHECKS:
        for finding in check(file):
            told[finding.code] += 1
            if told[finding.code] <= MOST:
                found.append(finding)
    for code, count in told.items():
        if count > MOST:
            message = f"同じ種類の誤り（{RULES[code].message}）が、ほかに{count - MOST}件あります。"
            found.append(Finding(code=code, message=message, clause=RULES[code].clause))
    return sorted(found, key=lambda finding: finding.page or 0)
