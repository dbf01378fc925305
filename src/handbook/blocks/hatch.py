"""Hatches: patterns of lines and dots that tell things apart where there is one colour.

A rectangle and the name of a pattern come in, one shape goes out, which covers less than a third of its
ground and so stays light, and stays what it is when it is copied. No text stands on a hatch: a block sets it
beside, on plain paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from handbook.blocks.shapes import Path, box_path
from handbook.declaration import Field, ListOf, OneOf
from handbook.document import Shape
from handbook.units import Rect

STEP = 5.0
"""From line to line, points; what is closer runs together in a copier."""
LINE = 1.0
DOT = 1.2
"""Radius of a dot."""


def _lines(rect: Rect) -> Iterator[Path]:
    count = int(rect.height / STEP)
    for number in range(count):
        y = rect.y + (number + 0.5) * rect.height / count
        yield ("M", rect.x, y), ("L", rect.right, y)


def _rising(rect: Rect) -> Iterator[Path]:
    """Lines up to the right, cut at the edges."""
    step = STEP * 2**0.5
    for number in range(1, int((rect.width + rect.height) / step) + 1):
        at = number * step  # how far the line meets the left edge below the upper left corner
        left, right = max(0.0, at - rect.height), min(rect.width, at)
        if right > left:
            yield ("M", rect.x + left, rect.y + at - left), ("L", rect.x + right, rect.y + at - right)


def _falling(rect: Rect) -> Iterator[Path]:
    for path in _rising(rect):
        yield tuple((str(operator), float(x), rect.y + rect.bottom - float(y)) for operator, x, y in path)


def _crossed(rect: Rect) -> Iterator[Path]:
    yield from _rising(rect)
    yield from _falling(rect)


def _dots(rect: Rect) -> Iterator[Path]:
    rows, columns = int(rect.height / STEP), max(1, int(rect.width / STEP))
    for row in range(rows):
        for column in range(columns):
            x = rect.x + (column + 0.5) * rect.width / columns
            y = rect.y + (row + 0.5) * rect.height / rows
            yield box_path(Rect(x - DOT, y - DOT, 2 * DOT, 2 * DOT), (DOT,) * 4)


KINDS: Mapping[str, Callable[[Rect], Iterator[Path]]] = {
    "diagonal": _rising,
    "dots": _dots,
    "lines": _lines,
    "crossed": _crossed,
    "falling": _falling,
}

HATCHES = Field(
    "hatches",
    ListOf(OneOf(tuple(KINDS))),
    "左端の帯の模様（色がなくても見分けるために。diagonal：右上がりの斜線、dots：点、lines：横線、"
    "crossed：格子、falling：右下がりの斜線）",
    default=(),
)
"""The option of blocks that have tints: a pattern for each, in the same order."""


def hatch(rect: Rect, kind: str, color: str) -> Shape:
    """The pattern of that name all over `rect`, which stands at least one `STEP` high and wide."""
    inside = rect.inset(LINE / 2, LINE / 2)
    path = tuple(segment for line in KINDS[kind](inside) for segment in line)
    if kind == "dots":
        return Shape(path, fill=color)
    return Shape(path, stroke=color, stroke_width=LINE)
