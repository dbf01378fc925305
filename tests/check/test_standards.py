"""PDF/UA-1 and PDF/A-2a: the real editions conform, and what breaks a rule is told."""

from __future__ import annotations

import pytest

from handbook.check.standards import STANDARDS, check_standards
from handbook.coverage import charset
from handbook.document import Document
from handbook.layout import Layout
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Plan

pytest.importorskip("page", reason="page-validation is not installed: conformance was not checked")


def test_all_editions_conform(documents: dict[str, Document], plan: Plan, leaflet: Layout) -> None:
    fonts = FontSet(charset(plan, leaflet))
    for district, document in documents.items():
        verdicts = check_standards(render_pdf(document, fonts))
        assert {verdict.standard: verdict.findings for verdict in verdicts} == dict.fromkeys(STANDARDS, ()), (
            district
        )


def test_what_is_broken_is_told_by_the_standard_that_asks_for_it(pdf: bytes) -> None:
    accessible, archival = check_standards(pdf.replace(b"/MarkInfo", b"/MackInfo"))
    assert {finding.code for finding in accessible.findings} == {"PDFUA1-TAGGED-DOCUMENT-001"}
    assert {finding.code for finding in archival.findings} == {"PDFA2A-TAGGED-DOCUMENT-001"}
    assert all(finding.message for finding in (*accessible.findings, *archival.findings))
    accessible, archival = check_standards(pdf.replace(b"/S/GTS_PDFA1", b"/S/GTS_XXXX1"))
    assert accessible.findings == ()
    assert archival.findings


def test_findings_of_one_rule_do_not_flood(pdf: bytes) -> None:
    accessible, _ = check_standards(pdf.replace(b"/S/P/", b"/S/Q/"))
    codes = [finding.code for finding in accessible.findings]
    assert codes
    assert max(map(codes.count, codes)) <= 13


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_a_file_that_cannot_be_made_out_is_a_finding(pdf: bytes, share: float) -> None:
    for verdict in check_standards(pdf[: int(len(pdf) * share)]):
        assert [finding.code for finding in verdict.findings] == ["unread"]
