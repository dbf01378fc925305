"""The graphics half of a content stream: matrices, state, colour, paths, images (ISO 32000-1, 8).

Coordinates leave here turned round: points from the displayed page's top left
corner. Deliberately not done: blending, patterns and shadings (their colour is None).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import NamedTuple

from handbook.readback.fonts import Decoder, FontReader
from handbook.readback.objects import Dictionary, Stream, entries
from handbook.readback.pdffile import PdfFile
from handbook.readback.statements import (
    Extent,
    Matrix,
    color,
    extent,
    matrix,
    merged,
    name,
    number,
    numbers,
    rectangle,
)
from handbook.readback.values import Color, PaintedImage, PaintedShape

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
BLACK: Color = (0.0, 0.0, 0.0)

MAX_STATES = 512
"""Deepest nesting of saved states and of marked content."""
SOLID = 0.7
"""From which share of its bounding box on a filled path counts as a background (a disc has 0.79)."""


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies `first`, then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def transformed(matrix: Matrix, x0: float, y0: float, x1: float, y1: float) -> Box:
    """The box around a transformed rectangle."""
    a, b, c, d, e, f = matrix
    xs = (a * x0 + c * y0, a * x1 + c * y0, a * x0 + c * y1, a * x1 + c * y1)
    ys = (b * x0 + d * y0, b * x1 + d * y0, b * x0 + d * y1, b * x1 + d * y1)
    return (min(xs) + e, min(ys) + f, max(xs) + e, max(ys) + f)


def intersection(one: Box | None, other: Box) -> Box:
    """What two boxes have in common; None is a box without bounds."""
    if one is None:
        return other
    left, top = max(one[0], other[0]), max(one[1], other[1])
    return (left, top, max(left, min(one[2], other[2])), max(top, min(one[3], other[3])))


class Resources:
    """What a content stream refers to by name: fonts, forms, images, states."""

    def __init__(self, file: PdfFile, reader: FontReader, dictionary: Dictionary) -> None:
        self.file = file
        self._reader = reader
        self._dictionary = dictionary
        named = file.dictionary(dictionary.get("Font"))
        self.fonts = {name: reader.decoder(font) for name, font in named.items() if font is not None}
        """All of them, used or not."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing that content could name."""
        return not any(self.file.dictionary(names) for names in self._dictionary.values())

    def raw(self, kind: str, name: str) -> object:
        """The resource `name` of `kind` (`XObject` …) as it is written; None where there is none."""
        return self.file.dictionary(self._dictionary.get(kind)).get(name)

    def look_up(self, kind: str, name: str) -> object:
        return self.file.resolve(self.raw(kind, name))

    def inner(self, form: Stream) -> Resources:
        """The resources of a form; a form without its own uses these (ISO 32000-1, 7.8.3)."""
        own = entries(self.file.resolve(form.dictionary.get("Resources")))
        return self if own is None else Resources(self.file, self._reader, own)


class Marked(NamedTuple):
    """The marked content that is being read."""

    tag: str = ""
    mcid: int | None = None
    """Of the innermost sequence that has one."""
    form: int = 0
    """Object number of the form whose content that sequence stands in, 0 for the page's own."""
    artifact: bool = False
    instead: list[str] | None = None
    """What ActualText, or another entry, says in place of all within, until it was said."""


OUTSIDE = Marked()
"""No marked content."""


@dataclass
class State:
    """What q saves and Q restores."""

    ctm: Matrix
    fill: Color | None = BLACK
    stroke: Color | None = BLACK
    fill_tint: bool = False
    stroke_tint: bool = False
    alpha: float = 1.0
    line_width: float = 1.0
    clip: Box | None = None
    font: Decoder | None = None
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    scale: float = 100.0
    """Per cent."""
    leading: float = 0.0
    rise: float = 0.0
    mode: float = 0.0

    def copied(self) -> State:
        """One that may change by itself; `copy.copy` takes ten times as long."""
        made = State.__new__(State)
        made.__dict__.update(self.__dict__)
        return made


Handler = Callable[["Graphics", bytes], None]
"""What an operator does with its operands as they are written; ValueError and its like mean that they make
no sense."""


class Graphics:
    """State and painting; methods are handlers of operators."""

    def __init__(self, page: int, base: Matrix, resources: Resources) -> None:
        self.page = page
        self.shapes: list[PaintedShape] = []
        self.images: list[PaintedImage] = []
        self.spaces: set[str] = set()
        """The colour spaces that its content asks for, painted with or not."""
        self._resources = resources
        self._order = 0
        self._saved: list[State] = []
        self._marked = OUTSIDE
        self._points: list[float] = []
        """The path that is begun: x, y of its points, of curves also of the control points."""
        self._subpaths = 0
        self._rectangles: list[Extent] = []
        self._clip_next = False
        self._state = State(base)

    def _push(self, operands: bytes) -> None:
        if len(self._saved) >= MAX_STATES:
            raise ValueError
        self._saved.append(self._state.copied())

    def _pop(self, operands: bytes) -> None:
        self._state = self._saved.pop()

    def _concat(self, operands: bytes) -> None:
        self._state.ctm = multiply(matrix(operands), self._state.ctm)

    def _graphics_state(self, operands: bytes) -> None:
        if (state := entries(self._resources.look_up("ExtGState", name(operands)))) is None:
            raise ValueError
        file = self._resources.file
        self._state.alpha = file.number(state.get("ca"), self._state.alpha)
        self._state.line_width = file.number(state.get("LW"), self._state.line_width)

    # Colour

    def _device(self, operands: bytes, space: str, stroke: bool) -> None:
        self.spaces.add(space)
        setattr(self._state, "stroke" if stroke else "fill", color(operands, False))

    def _fill_space(self, operands: bytes) -> None:
        self._state.fill_tint, self._state.fill = self._is_tint(name(operands)), BLACK

    def _stroke_space(self, operands: bytes) -> None:
        self._state.stroke_tint, self._state.stroke = self._is_tint(name(operands)), BLACK

    def _fill_any(self, operands: bytes) -> None:
        self._state.fill = color(operands, self._state.fill_tint)

    def _stroke_any(self, operands: bytes) -> None:
        self._state.stroke = color(operands, self._state.stroke_tint)

    def _is_tint(self, space_name: str) -> bool:
        """Whether one component of colour space `space_name` is an amount of ink, not of light."""
        space = self._resources.look_up("ColorSpace", space_name)
        self.spaces.add(self._resources.file.space(space) or space_name)
        return isinstance(space, list) and bool(space) and space[0] in ("Separation", "DeviceN")

    # Paths

    @property
    def _path(self) -> bool:
        """Whether a path was begun and not yet painted."""
        return bool(self._points or self._rectangles or self._clip_next)

    def _segment(self, operands: bytes) -> None:
        values = numbers(operands)
        if not values or len(values) % 2:
            raise ValueError
        self._points += values

    def _move(self, operands: bytes) -> None:
        self._segment(operands)
        self._subpaths += 1

    def _rectangle(self, operands: bytes) -> None:
        self._rectangles.append(rectangle(operands))

    def _clip_path(self, operands: bytes) -> None:
        self._clip_next = True

    def _paint(self, operands: bytes, *, fill: bool, stroke: bool) -> None:
        extents = self._rectangles
        if self._points:
            extents.append(extent(self._points[0::2], self._points[1::2], self._subpaths))
        clip_next = self._clip_next
        self._points, self._subpaths, self._rectangles, self._clip_next = [], 0, [], False
        if not extents:
            return
        x0, y0, x1, y1, subpaths, area = merged(extents)
        box = transformed(self._state.ctm, x0, y0, x1, y1)
        if not isfinite(sum(box)):
            raise ValueError
        if clip_next:
            self._state.clip = intersection(self._state.clip, box)
        if not fill and not stroke:
            return
        solid = fill and subpaths <= 1 and area >= SOLID * (x1 - x0) * (y1 - y0)
        if stroke:
            a, b, c, d, _, _ = self._state.ctm
            out = self._state.line_width * sqrt(abs(a * d - b * c)) / 2
            box = (box[0] - out, box[1] - out, box[2] + out, box[3] + out)
        if self._state.clip is not None:
            box = intersection(self._state.clip, box)
            if box[0] >= box[2] and box[1] >= box[3]:
                return
        self._order += 1
        painted = (
            self._state.fill if fill else None,
            self._state.stroke if stroke else None,
            self._state.alpha,
            solid,
        )
        where = (self.page, self._order, *box)
        self.shapes.append(PaintedShape(*where, *painted, self._marked.artifact, self._marked.tag))

    # Images

    def _shading(self, operands: bytes) -> None:
        self.spaces.add("Shading")
        if self._state.clip is not None:
            self._image(self._state.clip)

    def _inline_image(self, operands: bytes) -> None:
        self.spaces.add("Inline")  # its head is not read
        self._image(transformed(self._state.ctm, 0.0, 0.0, 1.0, 1.0))

    def _image(self, box: Box) -> None:
        box = intersection(self._state.clip, box)
        if not all(map(isfinite, box)):
            raise ValueError
        self._order += 1
        where = (self.page, self._order, *box)
        self.images.append(PaintedImage(*where, self._marked.artifact, self._marked.tag))


def sets(attribute: str) -> Handler:
    """The operator that sets a number of the state."""

    def handler(graphics: Graphics, operands: bytes) -> None:
        setattr(graphics._state, attribute, number(operands))

    return handler


def device(space: str, *, stroke: bool) -> Handler:
    """The operator that takes a colour of a device's space."""
    return lambda graphics, operands: graphics._device(operands, space, stroke)


def paints(*, fill: bool, stroke: bool) -> Handler:
    """The operator that ends a path and paints it so."""
    return lambda graphics, operands: graphics._paint(operands, fill=fill, stroke=stroke)


def does_nothing(graphics: Graphics, operands: bytes) -> None:
    """An operator that changes nothing of what is told."""
