"""A second opinion: an independent validator of PDF/UA-1 and PDF/A-2a, and qpdf's reading of the syntax."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import handbook
from handbook import load
from handbook.coverage import charset
from handbook.document import Element, Picture
from handbook.fonts import Face
from handbook.pdf import FontSet, render_pdf
from handbook.pictures import Drawing
from handbook.units import Rect

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def leaflets() -> dict[str, bytes]:
    """The real leaflet of districts with one, two and three characters."""
    plan, layout = handbook.load_plan(), handbook.load_layout("leaflet")
    fonts = FontSet(charset(plan, layout))
    return {
        name: render_pdf(handbook.compose(handbook.select(plan, name), layout), fonts)
        for name in ("南", "浮島", "宮ノ陣")
    }


@pytest.fixture(scope="module")
def samples(
    leaflets: dict[str, bytes], document: Make, text: Make, bold: Face, street: Drawing
) -> dict[str, bytes]:
    """The leaflets, and documents with what they do not draw."""
    picture = Picture(Rect(40, 300, 350, 96), street)
    seen = Element(role="Figure", alt="家の前で話す人たち", children=(picture,))
    behind = Element(role="Artifact", attributes=(("Type", "Layout"),), children=(picture,))
    note = Element(
        role="Note", children=(Element(role="Lbl", children=(text(40, 90, "※1"),)), text(60, 90, "説明"))
    )
    link = Element(role="Link", href="https://example.jp/福祉", children=(text(40, 120, "福祉のページ"),))
    glyphs = text(40, 60, "𠮟る office か\u309a 斉①～〜“”")
    said = Element(role="Span", actual_text="0942-30-9173", children=(text(40, 150, "０９４２"),))
    table = Element(
        role="Table",
        children=(
            Element(
                role="TR",
                children=tuple(
                    Element(
                        role="TH",
                        attributes=(("Scope", "Column"),),
                        children=(text(x, 200, "列", face=bold),),
                    )
                    for x in (40, 90)
                ),
            ),
            Element(
                role="TR",
                children=tuple(Element(role="TD", children=(text(x, 220, "値"),)) for x in (40, 90)),
            ),
        ),
    )
    heading = Element(role="H1", children=(text(40, 30, "見出し"),))
    everything = document(
        (heading, glyphs, Element(role="P", children=(link, said)), note, table, seen, behind)
    )
    return {**leaflets, "everything": render_pdf(everything), "empty": render_pdf(document(()))}


@pytest.mark.parametrize("layout_name", load.layout_names())
def test_editions_in_every_layout_conform(layout_name: str) -> None:
    """Of the leaflet all: what breaks a rule may be one district's text alone, or one stream's last byte.
    Of the others, which are made of the same blocks, every fourth."""
    page = pytest.importorskip(
        "page", reason="page-validation (PyPI) is not installed: conformance was not checked"
    )
    plan, layout = handbook.load_plan(), handbook.load_layout(layout_name)
    fonts = FontSet(charset(plan, layout))
    for district in plan.districts[:: 1 if layout_name == "leaflet" else 4]:
        data = render_pdf(handbook.compose(handbook.select(plan, district.name), layout), fonts)
        for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A):
            report = page.validate_pdf_bytes(data, profile=profile)
            failures = [(failure.rule_id, failure.message) for failure in report.failures]
            assert report.is_compliant, (district.name, layout_name, failures)


@pytest.mark.filterwarnings("ignore")  # of the libraries that it stands on
def test_what_a_validator_cannot_see(leaflets: dict[str, bytes], tmp_path: Path) -> None:
    """outloud looks at meaning: alternative texts that hide text, headings that are none, order."""
    outloud = pytest.importorskip(
        "outloud", reason="outloud (PyPI, extra `semantics`) is not installed: meaning was not checked"
    )
    for name, data in leaflets.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        result = outloud.check(str(path))
        found = {(finding.rule, finding.evidence) for finding in result.findings}
        # It takes any single word with a digit in it for a file number, and knows words by the spaces
        # between them, of which Japanese has none: 「8つの課題」 is a heading that says what follows.
        assert found <= {("HDG-010", "8つの課題")}


@pytest.mark.parametrize("standard", ["PDF_UA_1", "PDF_A_2A"])
def test_validator_finds_no_failure(samples: dict[str, bytes], standard: str) -> None:
    page = pytest.importorskip(
        "page", reason="page-validation (PyPI) is not installed: conformance was not checked"
    )
    for name, data in samples.items():
        report = page.validate_pdf_bytes(data, profile=getattr(page.ValidationProfile, standard))
        assert report.is_compliant, (
            name,
            [(failure.rule_id, failure.message) for failure in report.failures],
        )


def test_qpdf_finds_no_error(samples: dict[str, bytes], tool: Make, tmp_path: Path) -> None:
    for name, data in samples.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", str(path))


@pytest.mark.parametrize(("name", "count"), [("南", 2), ("浮島", 3)])
def test_poppler_sees_embedded_subsets_with_unicode(
    leaflets: dict[str, bytes], tool: Make, tmp_path: Path, name: str, count: int
) -> None:
    """One for each face; where a column of its own adds characters, another."""
    path = tmp_path / "a.pdf"
    path.write_bytes(leaflets[name])
    rows = tool("pdffonts", str(path)).splitlines()[2:]
    assert len(rows) == count
    for row in rows:
        name, *rest = row.split()
        assert name[6:].startswith("+BIZUDPGothic-")
        assert rest[:6] == ["CID", "TrueType", "Identity-H", "yes", "yes", "yes"]
