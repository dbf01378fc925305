"""What is drawn and not written, as SVG inside the page: pictures, boxes to tick, lines to write on.

In: a node with shapes or pictures. Out: an `svg` element that says what it shows, or that it says nothing; of
a photograph an `img`, with its pixels in it, or in a file of its own.
The drawing is the PDF's own, so that both show the same; decorative colours stay as they were printed.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from html import escape

from handbook.document import Mark, Picture, Shape, Text, bounds, marks
from handbook.pictures import Drawing, Photograph, scaled
from handbook.twins.reading import Node, described
from handbook.units import Rect

TEXT_SIZE = 12.0
"""Size of text, points, that counts as 1 em: drawings grow with the reader's text."""

EM = 18
"""Pixels of 1 em where a reader has not chosen another (`style.css`)."""


def drawing(node: Node) -> str:
    """The marks of a node as one picture with its description; of decoration, its pictures alone."""
    drawn = marks((node.element,))
    if node.decoration:
        drawn = [mark for mark in drawn if isinstance(mark, Picture)]
    if len(drawn) == 1 and isinstance(alone := drawn[0], Picture) and isinstance(alone.drawing, Photograph):
        return _photograph(alone.drawing, alone.box, "" if node.decoration else described(node))
    boxes = [bounds(mark) for mark in drawn]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    width = max(box.right for box in boxes) - left
    height = max(box.bottom for box in boxes) - top
    inner = "".join(_mark(mark, left, top) for mark in drawn)
    said = 'aria-hidden="true"' if node.decoration else f'role="img" aria-label="{escape(described(node))}"'
    return (
        f'<svg {said} width="{_number(width / TEXT_SIZE)}em"'
        f' height="{_number(height / TEXT_SIZE)}em"'
        f' viewBox="0 0 {_number(width)} {_number(height)}">{inner}</svg>'
    )


def _photograph(photograph: Photograph, box: Rect, alt: str) -> str:
    """A photograph, as large as on paper, with its description; within the page, as nothing else is."""
    shown = scaled(photograph, box.width)
    data = b64encode(shown.data).decode("ascii")
    width = round(box.width / TEXT_SIZE * EM)
    return (
        f'<img alt="{escape(alt)}" width="{width}" height="{round(width * shown.height / shown.width)}"'
        f' src="data:image/{"jpeg" if shown.jpeg else "png"};base64,{data}">'
    )


_WITHIN = re.compile('(?<=" src=")data:image/(jpeg|png);base64,([A-Za-z0-9+/=]+)(?=">)')
"""As `_photograph` writes it, and as no text can be: it is escaped."""


def detached(html: str, folder: str) -> tuple[str, dict[str, bytes]]:
    """The page with its photographs in files of `folder`, which are named after what they show; and these."""
    files: dict[str, bytes] = {}

    def take(found: re.Match[str]) -> str:
        data = b64decode(found[2])
        name = f"{folder}/{hashlib.sha256(data).hexdigest()[:16]}.{found[1]}"
        files[name] = data
        return name

    return _WITHIN.sub(take, html), files


def _mark(mark: Mark, left: float, top: float) -> str:
    """A mark, counted from the drawing's own corner: where on the page it stood does not matter here."""
    if isinstance(mark, Text):
        return _text(mark, left, top)
    if isinstance(mark, Shape):
        return _path(mark, left, top)
    box = mark.box
    assert isinstance(mark.drawing, Drawing), "a photograph stands alone in its element"
    places = {"x": box.x - left, "y": box.y - top, "width": box.width, "height": box.height}
    return mark.drawing.svg(" ".join(f'{name}="{_number(value)}"' for name, value in places.items()))


def _path(shape: Shape, left: float, top: float) -> str:
    path = "".join(
        str(segment[0])
        + " ".join(
            _number(float(value) - (top if index % 2 else left)) for index, value in enumerate(segment[1:])
        )
        for segment in shape.path
    )
    paint = f' fill="{escape(shape.fill or "none")}"'
    if shape.stroke:
        paint += f' stroke="{escape(shape.stroke)}" stroke-width="{_number(shape.stroke_width)}"'
        if shape.dash:
            paint += f' stroke-dasharray="{" ".join(_number(dash) for dash in shape.dash)}"'
    return f'<path d="{path}"{paint}/>'


def _text(mark: Text, left: float, top: float) -> str:
    return (
        f'<text x="{_number(mark.x - left)}" y="{_number(mark.y - top)}" font-size="{_number(mark.run.size)}"'
        f' fill="{escape(mark.color)}">{escape(mark.run.text)}</text>'
    )


def _number(value: float) -> str:
    """At most two decimals: finer than any screen shows."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if round(value, 2) else "0"
