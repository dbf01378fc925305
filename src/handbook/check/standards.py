"""PDF/UA-1 and PDF/A-2a, as far as a machine can tell, for any PDF: ours or foreign.

In: a file. Out: what the library page-validation holds against it, under its names and in its words; the
rules are its own. What only a person can judge (whether an alternative text is true, whether the order
makes sense) is for `handbook check --speak` and its listener.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from handbook.check.finding import Finding, limited
from handbook.errors import Problem
from handbook.readback.pdffile import file_bytes

STANDARDS = {"PDF/UA-1（読み上げ）": "PDF_UA_1", "PDF/A-2a（長期保存）": "PDF_A_2A"}
"""What we call the standards → what the library does."""

MISSING = Problem(
    "規格の検査に要る page-validation が、この Python に入っていません。",
    "pip install 'handbook[standards]' で入れられます。"
    "この機種のものがないと言われたら、別のパソコンで検査してください。",
)


class MissingLibraryError(Exception):
    """page-validation is not installed, or there is none for this machine."""


class Verdict(NamedTuple):
    """What one standard says of a file."""

    standard: str
    findings: tuple[Finding, ...]
    """Empty where the file conforms."""


def check_standards(source: str | Path | bytes) -> tuple[Verdict, ...]:
    """What both standards say of a PDF, given by its path or its bytes.

    A file that the library cannot make out is a finding. Raises MissingLibraryError where the library
    is not installed, and ReadBackError where there is no file to read.
    """
    try:
        # Here and not above: it is an extra.
        from page import PageError, ValidationProfile, validate_pdf_bytes
    except ImportError as error:
        raise MissingLibraryError from error
    data = source if isinstance(source, bytes) else file_bytes(Path(source))

    def findings(profile: str) -> Iterator[Finding]:
        try:
            report = validate_pdf_bytes(data, profile=getattr(ValidationProfile, profile))
        except PageError as error:
            yield Finding("unread", f"検査機が読めないファイルです：{error}")
            return
        rules: dict[str, list[Finding]] = {}
        for failure in report.failures:
            about = failure.object_id
            where = f"（オブジェクト {about.object_number}）" if about else ""
            found = Finding(failure.rule_id, f"{failure.message}{where}")
            rules.setdefault(failure.rule_id, []).append(found)
        for same in rules.values():
            yield from limited(same, "決まり")

    return tuple(Verdict(name, tuple(findings(profile))) for name, profile in STANDARDS.items())
