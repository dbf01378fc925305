"""The graphics half of a content stream: state, colour, paths, images (ISO 32000-1, 8).

Every method of an operator takes its operands as they are written.

Coordinates leave here turned round: points from the displayed page's top left
corner. Deliberately not done: blending, patterns and shadings (their colour is None).
"""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from handbook.readback.fonts import Decoder
from handbook.readback.geometry import (
    Box,
    Matrix,
    intersection,
    multiply,
    scale_of,
    transformed,
)
from handbook.readback.model import entries
from handbook.readback.operands import (
    Extent,
    color,
    extent,
    matrix,
    merged,
    name,
    number,
    numbers,
    path,
    rectangle,
)
from handbook.readback.resources import Budget, Resources
from handbook.readback.values import Color, PaintedImage, PaintedShape

BLACK: Color = (0.0, 0.0, 0.0)

MAX_STATES = 512
"""Deepest nesting of saved states and of marked content."""

_NUMBERS = b"-+.0123456789 \t\r\n\f\0"

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
        self._path: list[Extent] = []
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

    def _push(self, operands: bytes) -> None:
        if len(self._saved) >= MAX_STATES:
            raise ValueError
        self._saved.append(self._current())

    def _pop(self, operands: bytes) -> None:
        self._restore(self._saved.pop())

    def _concat(self, operands: bytes) -> None:
        self._ctm = multiply(matrix(operands), self._ctm)

    def _set_line_width(self, operands: bytes) -> None:
        self._line_width = number(operands)

    def _graphics_state(self, operands: bytes) -> None:
        state = entries(self._resources.look_up("ExtGState", name(operands)))
        if state is None:
            raise ValueError
        source = self._resources.source
        self._alpha = source.number(state.get("ca"), self._alpha)
        self._line_width = source.number(state.get("LW"), self._line_width)

    def _nothing(self, operands: bytes) -> None:
        pass

    # Colour

    def _fill_device(self, operands: bytes) -> None:
        self._fill = color(operands, False)

    def _stroke_device(self, operands: bytes) -> None:
        self._stroke = color(operands, False)

    def _fill_space(self, operands: bytes) -> None:
        self._fill_tint, self._fill = self._is_tint(name(operands)), BLACK

    def _stroke_space(self, operands: bytes) -> None:
        self._stroke_tint, self._stroke = self._is_tint(name(operands)), BLACK

    def _fill_any(self, operands: bytes) -> None:
        self._fill = color(operands, self._fill_tint)

    def _stroke_any(self, operands: bytes) -> None:
        self._stroke = color(operands, self._stroke_tint)

    def _is_tint(self, space_name: str) -> bool:
        """Whether one component of colour space `space_name` is an amount of ink, not of light."""
        space = self._resources.look_up("ColorSpace", space_name)
        return isinstance(space, list) and bool(space) and space[0] in ("Separation", "DeviceN")

    # Paths

    def _take_path(self, operands: bytes) -> bytes:
        """Keep the path that is written before an operator's own operands; what is left are those."""
        if b"m" not in operands:
            return operands
        end = len(operands.rstrip(_NUMBERS))
        self._budget.spend(end // 16)
        self._path.append(path(operands[:end]))
        return operands[end:]

    def _segment(self, operands: bytes) -> None:
        values = numbers(self._take_path(operands))
        if not values or len(values) % 2:
            raise ValueError
        self._path.append(extent(values[0::2], values[1::2], 0))

    def _move(self, operands: bytes) -> None:
        self._segment(operands)
        self._path[-1] = self._path[-1]._replace(subpaths=1)

    def _rectangle(self, operands: bytes) -> None:
        self._path.append(rectangle(self._take_path(operands)))

    def _close(self, operands: bytes) -> None:
        self._take_path(operands)

    def _clip_path(self, operands: bytes) -> None:
        self._take_path(operands)
        self._clip_next = True

    def _paint_fill(self, operands: bytes) -> None:
        self._paint(operands, fill=True, stroke=False)

    def _paint_stroke(self, operands: bytes) -> None:
        self._paint(operands, fill=False, stroke=True)

    def _paint_both(self, operands: bytes) -> None:
        self._paint(operands, fill=True, stroke=True)

    def _paint_none(self, operands: bytes) -> None:
        self._paint(operands, fill=False, stroke=False)

    def _paint(self, operands: bytes, *, fill: bool, stroke: bool) -> None:
        self._take_path(operands)
        extents, self._path = self._path, []
        clip_next, self._clip_next = self._clip_next, False
        if not extents:
            return
        x0, y0, x1, y1, subpaths, area = merged(extents)
        box = transformed(self._ctm, x0, y0, x1, y1)
        if not isfinite(sum(box)):
            raise ValueError
        if clip_next:
            self._clip = box if self._clip is None else intersection(self._clip, box)
        if not fill and not stroke:
            return
        solid = fill and subpaths <= 1 and area >= SOLID * (x1 - x0) * (y1 - y0)
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

    def _shading(self, operands: bytes) -> None:
        if self._clip is not None:
            self._image(self._clip)

    def _inline_image(self, operands: bytes) -> None:
        self._image(transformed(self._ctm, 0.0, 0.0, 1.0, 1.0))

    def _image(self, box: Box) -> None:
        if self._clip is not None:
            box = intersection(self._clip, box)
        if not all(map(isfinite, box)):
            raise ValueError
        self._order += 1
        self.images.append(PaintedImage(self.page, self._order, *box, self._artifact, self._tag))
