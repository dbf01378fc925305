"""PDF/UA-1 and PDF/A-2a: what breaks a rule is told. That all editions conform: `pdf/test_conformance.py`."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject

from handbook.check.standards import check_standards

pytest.importorskip("page", reason="page-validation is not installed: conformance was not checked")


def changed(pdf: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    """The file, rewritten by pypdf after a change to its objects."""
    writer, out = PdfWriter(clone_from=io.BytesIO(pdf)), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def as_it_is(writer: PdfWriter) -> None:
    pass


def untagged(writer: PdfWriter) -> None:
    del writer.root_object["/MarkInfo"]


def without_intent(writer: PdfWriter) -> None:
    writer.root_object["/OutputIntents"][0].get_object()[NameObject("/S")] = NameObject("/GTS_XXXX1")


def with_unknown_roles(writer: PdfWriter) -> None:
    for item in writer._objects:
        if isinstance(item, dict) and item.get("/S") == "/P":
            item[NameObject("/S")] = NameObject("/Q")


def test_what_is_broken_is_told_by_the_standard_that_asks_for_it(pdf: bytes) -> None:
    # What pypdf alone does to the file (a stream that happens to end in an end-of-line) is not the change's.
    before = [{finding.code for finding in one.findings} for one in check_standards(changed(pdf, as_it_is))]
    accessible, archival = check_standards(changed(pdf, untagged))
    assert {finding.code for finding in accessible.findings} - before[0] == {"PDFUA1-TAGGED-DOCUMENT-001"}
    assert {finding.code for finding in archival.findings} - before[1] == {"PDFA2A-TAGGED-DOCUMENT-001"}
    assert all(finding.message for finding in (*accessible.findings, *archival.findings))
    accessible, archival = check_standards(changed(pdf, without_intent))
    assert accessible.findings == ()
    assert archival.findings


def test_findings_of_one_rule_do_not_flood(pdf: bytes) -> None:
    accessible, _ = check_standards(changed(pdf, with_unknown_roles))
    codes = [finding.code for finding in accessible.findings]
    assert codes
    assert max(map(codes.count, codes)) <= 13


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_a_file_that_cannot_be_made_out_is_a_finding(pdf: bytes, share: float) -> None:
    for verdict in check_standards(pdf[: int(len(pdf) * share)]):
        assert [finding.code for finding in verdict.findings] == ["unread"]
