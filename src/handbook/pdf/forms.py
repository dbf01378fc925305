"""Shapes and drawings as form XObjects (ISO 32000-1, 8.10), drawn by ReportLab's canvas; photographs.

Shapes that stand one behind the other in an element, or a picture's drawing, come in; a form of its own goes
out, which sets every state that it needs and is drawn as a whole by `Do`. Each group of shapes, and each
drawing whatever its size, is drawn and compressed once: the editions of a batch have nearly all of them in
common.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache, partial
from io import BytesIO
from typing import Any, NamedTuple

from reportlab.lib.colors import toColor
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

from handbook.document import KEPT, Shape
from handbook.pdf.objects import Stream, is_grey, rgb, rounded, written
from handbook.pictures import Drawing, Photograph, scaled
from handbook.units import MOST_BLEED


class Form(NamedTuple):
    """A form or image XObject as it is written."""

    name: bytes
    """Told from its content, so that it is the same in every file and on every page."""
    body: bytes


class _FormCanvas(Canvas):  # type: ignore[misc]  # ReportLab ships no types
    """ReportLab's canvas, for forms that hold what is drawn and nothing else."""

    def _make_preamble(self) -> None:
        self._preamble = ""  # its own selects Helvetica, which would have to be embedded

    def setFont(self, *font: object) -> None:  # noqa: N802  # ReportLab's name
        """Nothing: ReportLab's graphics select a font for text, which no drawing has."""

    def setFillColor(self, color: Any) -> None:  # noqa: N802
        """Of ReportLab's colours and our own; greys in DeviceGray."""
        if is_grey(parts := toColor(color).rgb()):
            self.setFillGray(parts[0])
        else:
            super().setFillColor(color)

    def setStrokeColor(self, color: Any) -> None:  # noqa: N802
        """As `setFillColor`."""
        if is_grey(parts := toColor(color).rgb()):
            self.setStrokeGray(parts[0])
        else:
            super().setStrokeColor(color)

    def shape(self, shape: Shape, height: float) -> None:
        """A shape, on a page of that height."""
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
    """The form that draws the shapes on a page of that size. Its box is the page's with the most
    bleed that there may be: it cuts nothing off that the page would not."""

    def draw(canvas: _FormCanvas) -> None:
        for shape in shapes:
            canvas.shape(shape, height)

    return _form(draw, width, height, MOST_BLEED)


@lru_cache(maxsize=KEPT)
def image_of(photograph: Photograph, width: float) -> Form:
    """The image XObject (8.9) of a photograph that stands `width` points wide."""
    shown = scaled(photograph, width)
    pixels = partial(
        Stream,
        Type="/XObject",
        Subtype="/Image",
        Width=shown.width,
        Height=shown.height,
        ColorSpace="/DeviceGray" if shown.grey else "/DeviceRGB",
        BitsPerComponent=8,
    )
    if shown.jpeg:
        body = written(pixels(shown.data, compressed=False, Filter="/DCTDecode"))
    else:
        body = written(pixels(shown.image.tobytes()))
    return Form(_name(b"Image", body), body)


@lru_cache(maxsize=KEPT)
def picture_form(drawing: Drawing) -> Form:
    """The form that draws a picture in units of its own, its bottom left corner at the origin. It is cut off
    at its edges, as in SVG."""
    from reportlab.graphics import renderPDF  # 0.1 s with svglib, for none but layouts with pictures
    from svglib.svglib import svg2rlg

    width, height = drawing.width, drawing.height
    size = f'width="{width:g}pt" height="{height:g}pt"'
    drawn = svg2rlg(BytesIO(drawing.svg(size).encode("utf-8")))
    return _form(lambda canvas: renderPDF.draw(drawn, canvas, 0, 0), width, height)


def _form(draw: Callable[[_FormCanvas], None], width: float, height: float, around: float = 0.0) -> Form:
    """What `draw` draws on a canvas of that size, and as far `around` it."""
    canvas = _FormCanvas("", (rounded(width), rounded(height)), pageCompression=0, invariant=1)
    reach = rounded(around)
    canvas.beginForm("drawn", -reach, -reach, rounded(width) + reach, rounded(height) + reach)
    draw(canvas)
    content = Stream(canvas.getCurrentPageContent().encode("ascii"))
    canvas.endForm(Contents=content, Resources=pdfdoc.PDFDictionary())
    body = canvas._doc.idToObject[canvas._doc.getXObjectName("drawn")].format(canvas._doc)
    return Form(_name(b"Form", body), body)


def _name(kind: bytes, body: bytes) -> bytes:
    return kind + hashlib.sha256(body).hexdigest()[:12].encode("ascii")
