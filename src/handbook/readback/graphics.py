"""The graphics half of a content stream: state, colour, paths, images (ISO 32000-1, 8).

Coordinates leave here turned round: points from the displayed page's top left
corner. Deliberately not done: blending, patterns and shadings (their colour is None).
"""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from pypdf.generic import ArrayObject, DictionaryObject

from handbook.readback.fonts import Decoder
from handbook.readback.geometry import (
    Box,
    Matrix,
    intersection,
    multiply,
    polygon_area,
    scale_of,
    transformed,
)
from handbook.readback.resources import Budget, Resources
from handbook.readback.source import resolve
from handbook.readback.tokens import path_points
from handbook.readback.values import Color, PaintedImage, PaintedShape

BLACK: Color = (0.0, 0.0, 0.0)

MAX_STATES = 512
"""Deepest nesting of saved states and of marked content."""

SOLID = 0.7
"""From which share of its bounding box on a filled path counts as a background (a disc has 0.79)."""


class State(NamedTuple):
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
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


class Graphics:
    """State and painting. Methods take an operator's operands; ValueError and its like mean that
    they make no sense."""

    def __init__(self, page: int, base: Matrix, resources: Resources, budget: Budget) -> None:
        self.page = page
        self.shapes: list[PaintedShape] = []
        self.images: list[PaintedImage] = []
        self._resources = resources
        self._budget = budget
        self._order = 0
        self._saved: list[State] = []
        self._tag = ""
        self._mcid: int | None = None
        self._artifact = False
        self._xs: list[float] = []
        self._ys: list[float] = []
        self._subpaths = 0
        self._clip_next = False
        self._restore(State(base))

    def _current(self) -> State:
        return State(
            self._ctm, self._fill, self._stroke, self._fill_tint, self._stroke_tint, self._alpha,
            self._line_width, self._clip, self._font, self._size, self._char_space, self._word_space,
            self._scale, self._leading, self._rise, self._mode,
        )  # fmt: skip

    def _restore(self, state: State) -> None:
        (
            self._ctm, self._fill, self._stroke, self._fill_tint, self._stroke_tint, self._alpha,
            self._line_width, self._clip, self._font, self._size, self._char_space, self._word_space,
            self._scale, self._leading, self._rise, self._mode,
        ) = state  # fmt: skip

    def _push(self, operands: list[bytes]) -> None:
        if len(self._saved) >= MAX_STATES:
            raise ValueError
        self._saved.append(self._current())

    def _pop(self, operands: list[bytes]) -> None:
        self._restore(self._saved.pop())

    def _concat(self, operands: list[bytes]) -> None:
        self._ctm = multiply(matrix_of(operands), self._ctm)

    def _set_line_width(self, operands: list[bytes]) -> None:
        self._line_width = float(operands[-1])

    def _graphics_state(self, operands: list[bytes]) -> None:
        state = self._resources.look_up("/ExtGState", name_of(operands[-1]))
        if not isinstance(state, DictionaryObject):
            raise ValueError
        self._alpha = number_of(state.get("/ca"), self._alpha)
        self._line_width = number_of(state.get("/LW"), self._line_width)

    def _nothing(self, operands: list[bytes]) -> None:
        pass

    # Colour: one, three or four operands mean grey, RGB or CMYK in every device operator.

    def _fill_device(self, operands: list[bytes]) -> None:
        self._fill = color_of(operands, False)

    def _stroke_device(self, operands: list[bytes]) -> None:
        self._stroke = color_of(operands, False)

    def _fill_space(self, operands: list[bytes]) -> None:
        self._fill_tint, self._fill = self._is_tint(name_of(operands[-1])), BLACK

    def _stroke_space(self, operands: list[bytes]) -> None:
        self._stroke_tint, self._stroke = self._is_tint(name_of(operands[-1])), BLACK

    def _fill_any(self, operands: list[bytes]) -> None:
        self._fill = color_of(operands, self._fill_tint)

    def _stroke_any(self, operands: list[bytes]) -> None:
        self._stroke = color_of(operands, self._stroke_tint)

    def _is_tint(self, name: str) -> bool:
        """Whether one component of colour space `name` is an amount of ink, not of light."""
        space = self._resources.look_up("/ColorSpace", name)
        return isinstance(space, ArrayObject) and bool(space) and space[0] in ("/Separation", "/DeviceN")

    # Paths

    def _take_path(self, operands: list[bytes], count: int) -> None:
        """Add the path tokens that stand before an operator's own `count` operands."""
        for token in operands[: len(operands) - count]:
            self._budget.spend(len(token) // 8)
            xs, ys, subpaths = path_points(token)
            self._xs += xs
            self._ys += ys
            self._subpaths += subpaths

    def _point(self, operands: list[bytes]) -> None:
        self._take_path(operands, 2)
        x, y = float(operands[-2]), float(operands[-1])
        self._xs.append(x)
        self._ys.append(y)

    def _move(self, operands: list[bytes]) -> None:
        self._point(operands)
        self._subpaths += 1

    def _curve(self, operands: list[bytes]) -> None:
        self._curve_points(operands, 6)

    def _short_curve(self, operands: list[bytes]) -> None:
        self._curve_points(operands, 4)

    def _curve_points(self, operands: list[bytes], count: int) -> None:
        self._take_path(operands, count)
        numbers = list(map(float, operands[-count:]))
        self._xs += numbers[0::2]
        self._ys += numbers[1::2]

    def _rectangle(self, operands: list[bytes]) -> None:
        self._take_path(operands, 4)
        x, y, width, height = map(float, operands[-4:])
        self._xs += (x, x + width, x + width, x)
        self._ys += (y, y, y + height, y + height)
        self._subpaths += 1

    def _close(self, operands: list[bytes]) -> None:
        self._take_path(operands, 0)

    def _clip_path(self, operands: list[bytes]) -> None:
        self._take_path(operands, 0)
        self._clip_next = True

    def _paint_fill(self, operands: list[bytes]) -> None:
        self._take_path(operands, 0)
        self._paint(fill=True, stroke=False)

    def _paint_stroke(self, operands: list[bytes]) -> None:
        self._take_path(operands, 0)
        self._paint(fill=False, stroke=True)

    def _paint_both(self, operands: list[bytes]) -> None:
        self._take_path(operands, 0)
        self._paint(fill=True, stroke=True)

    def _paint_none(self, operands: list[bytes]) -> None:
        self._take_path(operands, 0)
        self._paint(fill=False, stroke=False)

    def _paint(self, *, fill: bool, stroke: bool) -> None:
        xs, ys, subpaths, clip_next = self._xs, self._ys, self._subpaths, self._clip_next
        self._xs, self._ys, self._subpaths, self._clip_next = [], [], 0, False
        if not xs:
            return
        x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
        box = transformed(self._ctm, x0, y0, x1, y1)
        if not all(map(isfinite, box)):
            raise ValueError
        if clip_next:
            self._clip = box if self._clip is None else intersection(self._clip, box)
        if not fill and not stroke:
            return
        solid = fill and subpaths <= 1 and polygon_area(xs, ys) >= SOLID * (x1 - x0) * (y1 - y0)
        if stroke:
            out = self._line_width * scale_of(self._ctm) / 2
            box = (box[0] - out, box[1] - out, box[2] + out, box[3] + out)
        if self._clip is not None:
            box = intersection(self._clip, box)
            if box[0] >= box[2] and box[1] >= box[3]:
                return
        self._order += 1
        painted = (self._fill if fill else None, self._stroke if stroke else None, self._alpha, solid)
        self.shapes.append(PaintedShape(self.page, self._order, *box, *painted, self._artifact, self._tag))

    # Images

    def _shading(self, operands: list[bytes]) -> None:
        if self._clip is not None:
            self._image(self._clip)

    def _inline_image(self, operands: list[bytes]) -> None:
        self._image(transformed(self._ctm, 0.0, 0.0, 1.0, 1.0))

    def _image(self, box: Box) -> None:
        if self._clip is not None:
            box = intersection(self._clip, box)
        if not all(map(isfinite, box)):
            raise ValueError
        self._order += 1
        self.images.append(PaintedImage(self.page, self._order, *box, self._artifact, self._tag))


def name_of(token: bytes) -> str:
    """A name token as pypdf writes its keys: slash kept, #xx undone."""
    if token[:1] != b"/":
        raise ValueError
    if b"#" in token:
        head, *parts = token.split(b"#")
        token = head + b"".join(bytes((int(part[:2], 16),)) + part[2:] for part in parts)
    return token.decode("utf-8", "surrogateescape")


def matrix_of(operands: list[bytes]) -> Matrix:
    a, b, c, d, e, f = map(float, operands[-6:])
    return (a, b, c, d, e, f)


def numbers_of(array: ArrayObject) -> list[float]:
    return [number_of(value, 0.0) for value in array]


def number_of(value: object, default: float) -> float:
    found = resolve(value)
    return float(found) if isinstance(found, (int, float)) else default


def color_of(operands: list[bytes], tint: bool) -> Color | None:
    """Components as RGB: one is grey (or a tint of ink), three RGB, four CMYK (ISO 32000-1, 10.3).

    None for a pattern and for what cannot be told.
    """
    if not operands or operands[-1][:1] == b"/":
        return None
    values = [min(max(float(operand), 0.0), 1.0) for operand in operands]
    if len(values) == 1:
        gray = 1.0 - values[0] if tint else values[0]
        return (gray, gray, gray)
    if len(values) == 3:
        return (values[0], values[1], values[2])
    if len(values) == 4:
        cyan, magenta, yellow, black = values
        return (1 - min(1.0, cyan + black), 1 - min(1.0, magenta + black), 1 - min(1.0, yellow + black))
    return None
