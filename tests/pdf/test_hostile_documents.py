"""Documents at the edge: nothing on them, far too much, places that are none."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handbook.document import Document, Element, Page, Shape
from handbook.pdf import render_pdf, write_pdf

Make = Callable[..., Any]


def test_empty_page(document: Make, read: Make, tool: Make, tmp_path: Path) -> None:
    reader = read(document((), ()))
    assert len(reader.pages) == 2
    assert reader.pages[1].extract_text() == ""
    write_pdf(document((), ()), tmp_path / "empty.pdf")
    tool("qpdf", "--check", str(tmp_path / "empty.pdf"))


def test_document_without_pages_is_refused(document: Make) -> None:
    with pytest.raises(ValueError, match="without pages"):
        render_pdf(document())


def test_ten_thousand_marks(document: Make, text: Make, box: Make, tool: Make, tmp_path: Path) -> None:
    mark = text(40, 400, "支え合うまち")
    shapes = tuple(box(n % 500, n % 800, 3, 3, fill="#1B2430") for n in range(3_000))
    paragraphs = tuple(Element(role="P", children=(mark, mark)) for _ in range(3_500))
    many = document((Element(role="Artifact", children=shapes), *paragraphs))
    begun = time.process_time()
    data = render_pdf(many)
    assert time.process_time() - begun < 3
    path = tmp_path / "many.pdf"
    path.write_bytes(data)
    tool("qpdf", "--check", str(path))
    assert (
        "".join(tool("pdftotext", "-raw", "-enc", "UTF-8", str(path), "-").split()).count("支え合うまち") >= 1
    )


def test_deep_tree(document: Make, text: Make, read: Make) -> None:
    element = Element(role="P", children=(text(40, 40, "校区"),))
    for _ in range(200):
        element = Element(role="Div", children=(element,))
    assert read(document((element,))).pages[0].extract_text() == "校区"


@pytest.mark.parametrize("place", [math.nan, math.inf, -math.inf])
def test_place_that_is_none(document: Make, text: Make, box: Make, place: float) -> None:
    for mark in (text(place, 40, "校区"), text(40, place, "校区"), box(40, place, 10, 10, fill="#000000")):
        with pytest.raises(ValueError, match="finite"):
            render_pdf(document((mark,)))


@pytest.mark.parametrize("color", ["", "red", "#12345", "#12345G", "1B2430#"])
def test_colour_that_is_none(document: Make, text: Make, color: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        render_pdf(document((text(40, 40, "校区", color=color),)))


def test_path_that_is_none(document: Make) -> None:
    with pytest.raises(ValueError, match="unknown path operator 'Q'"):
        render_pdf(document((Shape((("M", 1, 1), ("Q", 1, 2, 3, 4)), fill="#000000"),)))


def test_page_of_another_size(document: Make, text: Make, read: Make) -> None:
    base = document((text(10, 20, "校区"),))
    card = Page(name="card", width=100.5, height=50, portions=base.pages[0].portions)
    mixed = Document(
        title="t", author="a", subject="", keywords=(), lang="ja", identifier="i", pages=(card, base.pages[0])
    )
    first, second = read(mixed).pages
    assert first.mediabox[2:] == [100.5, 50]
    assert second.mediabox[2:] == [pytest.approx(595.276, abs=0.001), pytest.approx(841.89, abs=0.001)]


def test_odd_words(document: Make, read: Make) -> None:
    """Words in metadata and links that could break the syntax of a PDF or of XML."""
    odd = "a)(\\b]]><!--\u2028 \U0001f4de\t終"
    assert read(document((), title=odd, identifier=odd)).metadata["/HandbookEdition"] == odd


def test_link_target_is_escaped(document: Make, text: Make, read: Make) -> None:
    link = Element(
        role="Link", href="https://example.jp/福祉 (1).html?q=a&b=%20", children=(text(40, 40, "福祉"),)
    )
    (annotation,) = read(document((Element(role="P", children=(link,)),))).pages[0]["/Annots"]
    assert annotation.get_object()["/A"]["/URI"] == (
        "https://example.jp/%E7%A6%8F%E7%A5%89%20(1).html?q=a&b=%20"
    )
