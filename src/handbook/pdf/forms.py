"""Shapes as form XObjects (ISO 32000-1, 8.10), drawn by ReportLab's canvas.

Shapes that stand one behind the other in an element come in; a form of its own goes out, which sets every
state that it needs and is drawn as a whole by `Do`. Each group of shapes is drawn and compressed once: the
editions of a batch have nearly all of them in common.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

from handbook.document import KEPT, Shape
from handbook.pdf.objects import Stream, rgb, rounded


class Form(NamedTuple):
    """A form XObject as it is written."""

    name: bytes
    """Told from its content, so that it is the same in every file and on every page."""
    body: bytes


class _FormCanvas(Canvas):  # type: ignore[misc]  # ReportLab ships no types
    """ReportLab's canvas, for forms that hold what is drawn and nothing else."""

    def _make_preamble(self) -> None:
        self._preamble = ""  # its own selects Helvetica, which would have to be embedded

    def form(self, shapes: tuple[Shape, ...], height: float) -> bytes:
        """The shapes' form, on a page of that height."""
        self.beginForm("shapes")
        for shape in shapes:
            self._shape(shape, height)
        content = Stream(self.getCurrentPageContent().encode("ascii"))
        self.endForm(Contents=content, Resources=pdfdoc.PDFDictionary())
        body: bytes = self._doc.idToObject[self._doc.getXObjectName("shapes")].format(self._doc)
        return body

    def _shape(self, shape: Shape, height: float) -> None:
        if shape.fill is not None:
            self.setFillColor(rgb(shape.fill))
        if shape.stroke is not None:
            self.setStrokeColor(rgb(shape.stroke))
            self.setLineWidth(rounded(shape.stroke_width))
            self.setDash([rounded(length) for length in shape.dash])
        path = self.beginPath()
        draw = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}
        segments: tuple[tuple[Any, ...], ...] = shape.path
        for operator, *places in segments:
            if operator not in draw:
                raise ValueError(f"unknown path operator {operator!r}")
            # x and y by turns; ReportLab's y grows upwards, as PDF's does
            draw[operator](*[rounded(height - at if odd % 2 else at) for odd, at in enumerate(places)])
        self.drawPath(path, shape.stroke is not None, shape.fill is not None, fillMode=FILL_NON_ZERO)


@lru_cache(maxsize=KEPT)
def form_of(shapes: tuple[Shape, ...], width: float, height: float) -> Form:
    """The form that draws the shapes on a page of that size. Its box is the page's: it cuts nothing off that
    the page would not."""
    canvas = _FormCanvas("", (rounded(width), rounded(height)), pageCompression=0, invariant=1)
    body = canvas.form(shapes, height)
    return Form(b"Form" + hashlib.sha256(body).hexdigest()[:12].encode("ascii"), body)
