"""A number on paper is one word to whoever searches or copies it, though its digits stand under digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdf
import pypdfium2
import pytest

import handbook
from handbook.blocks.reach import address
from handbook.document import Document, Text
from handbook.fonts import Face
from handbook.pdf import render_merged, render_pdf
from handbook.plan import Plan
from handbook.typeset import TextStyle, compose_paragraph

ONES = ("0111-11-1111", "0942-46-8711", "0942-11-0111", "0120-117-711")


@pytest.fixture(scope="module")
def merged(documents: dict[str, Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All editions in one file."""
    path: Path = tmp_path_factory.mktemp("numbers") / "all.pdf"
    path.write_bytes(render_merged(list(documents.items()), documents["浮島"]))
    return path


@pytest.fixture(scope="module")
def wanted(plan: Plan) -> list[str]:
    """The numbers of all editions, in no order."""
    editions = [handbook.select(plan, district.name) for district in plan.districts]
    owners = [owner for edition in editions for owner in (*edition.desks, *plan.contacts)]
    return sorted(number for owner in owners for number in (owner.phone, owner.fax))


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"(?<![\d-])0\d{1,4}-\d{1,4}-\d{3,4}(?![\d-])", text))


@pytest.mark.parametrize("mode", [[], ["-layout"], ["-raw"]])
def test_poppler_reads_each_number_whole(
    mode: list[str], merged: Path, wanted: list[str], tool: Callable[..., str]
) -> None:
    assert numbers(tool("pdftotext", *mode, "-enc", "UTF-8", str(merged), "-")) == wanted


def test_pypdf_reads_each_number_whole(merged: Path, wanted: list[str]) -> None:
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(merged).pages)
    assert numbers(text) == wanted


def test_pdfium_reads_each_number_whole(merged: Path, wanted: list[str]) -> None:
    file = pypdfium2.PdfDocument(merged)
    assert numbers("\n".join(page.get_textpage().get_text_range() for page in file)) == wanted
    file.close()


@pytest.mark.parametrize("size", [10.5, 26, 34, 60])
def test_ones_beside_each_other_stay_together_at_any_size(
    size: float, regular: Face, document: Callable[..., Document], tool: Callable[..., str], tmp_path: Path
) -> None:
    style = TextStyle(face=regular, size=size, leading=size, figures="tabular")
    runs = [compose_paragraph(number, 10_000, style).lines[0].runs[0].run for number in ONES]
    marks = tuple(Text(40, 80 + 2 * size * row, run, "#000000") for row, run in enumerate(runs))
    path = tmp_path / "ones.pdf"
    path.write_bytes(render_pdf(document(marks)))
    assert tool("pdftotext", str(path), "-").split() == list(ONES)


def test_links_that_dial_say_whose_number_it_is(merged: Path, plan: Plan) -> None:
    annotations = [
        annotation.get_object()
        for page in pypdf.PdfReader(merged).pages
        for annotation in page.get("/Annots") or ()
    ]
    said = {(annotation["/Contents"], annotation["/A"]["/URI"]) for annotation in annotations}
    places = [*plan.desks, *plan.contacts]
    assert said == {
        (f"{place.name}に電話をかける {place.phone}", "tel:+81" + place.phone[1:].replace("-", ""))
        for place in places
    }


@pytest.mark.parametrize("number", ["0120-117-711", "0800-111-2222", "0570-064-556"])
def test_what_cannot_be_dialled_from_abroad_is_dialled_as_it_stands(number: str) -> None:
    assert address(number) == "tel:" + number.replace("-", "")
