"""ReportLab writes the file: its objects are formatted by it, and what is not text is drawn by its canvas."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pypdf
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

from handbook.document import Document, Element, Shape
from handbook.pdf import render_pdf
from handbook.units import A4

Make = Callable[..., Any]
DROP = Shape(
    (("M", 100, 100), ("C", 155, 100, 200, 145, 200, 200.5), ("L", 100, 200), ("Z",)),
    fill="#0B6B4F",
    stroke="#9A4A00",
    stroke_width=2.5,
    dash=(4, 3),
)


def forms(page: pypdf.PageObject) -> dict[str, Any]:
    return dict(page["/Resources"]["/XObject"].items())  # type: ignore[index]


def numbered(operators: str) -> list[str]:
    """Operators, and operands to a thousandth."""
    words = operators.replace("[", "").replace("]", "").split()
    return [word if word.isalpha() else f"{float(word):.3f}" for word in words]


def test_shapes_are_what_its_canvas_writes(document: Make, read: Make) -> None:
    canvas, height = Canvas("", A4), A4[1]
    canvas.setFillColor(HexColor("#0B6B4F"))
    canvas.setStrokeColor(HexColor("#9A4A00"))
    canvas.setLineWidth(2.5)
    canvas.setDash([4, 3])
    path = canvas.beginPath()
    path.moveTo(100, height - 100)
    path.curveTo(155, height - 100, 200, height - 145, 200, height - 200.5)
    path.lineTo(100, height - 200)
    path.close()
    canvas.drawPath(path, stroke=1, fill=1, fillMode=FILL_NON_ZERO)
    ((_, form),) = forms(read(document((DROP,))).pages[0]).items()
    assert numbered(form.get_data().decode()) == numbered(canvas.getCurrentPageContent())
    assert form["/Resources"] == {}, "no Helvetica"


def test_its_document_page_form_and_path_objects_do_the_work(document: Make) -> None:
    done: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and "reportlab" in path.parts:
            whose = type(frame.f_locals.get("self")).__mro__
            done.update((each.__name__, frame.f_code.co_name) for each in whose)

    drop = DROP._replace(fill="#0B6B50")  # a group of shapes is drawn once, and this one by nobody before
    sys.setprofile(note)
    try:
        render_pdf(document((drop,)))
    finally:
        sys.setprofile(None)
    assert done >= {
        ("PDFDocument", "Reference"),
        ("PDFDocument", "addPage"),
        ("PDFCatalog", "format"),
        ("PDFPage", "check_format"),
        ("PDFPages", "check_format"),
        ("PDFPageLabels", "format"),
        ("PDFFormXObject", "format"),
        ("PDFStream", "format"),
        ("Canvas", "endForm"),
        ("Canvas", "drawPath"),
        ("PDFPathObject", "curveTo"),
    }


def test_a_group_of_shapes_is_drawn_once_for_all_pages_and_editions(document: Make, read: Make) -> None:
    def page(title: str) -> tuple[Element, ...]:
        return (Element(role="Artifact", children=(DROP, DROP)), Element(role="P", children=(DROP,)))

    editions: list[Document] = [document(page("一"), page("二")), document(page("三"))]
    first, second = (read(edition) for edition in editions)
    named = [
        {name: form.get_data() for name, form in forms(page).items()}
        for page in (*first.pages, *second.pages)
    ]
    assert named[0] == named[1] == named[2]
    assert len(named[0]) == 2
    shared = [page["/Resources"]["/XObject"].raw_get(name) for page in first.pages for name in named[0]]
    assert shared[:2] == shared[2:], "one object for both pages"
