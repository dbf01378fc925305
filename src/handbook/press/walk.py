"""What the content of a PDF says, statement by statement, with the state in which it is said.

Content as pypdf parses it comes in; operators with what they apply to go out: in which colour is filled and
stroked, how wide a line is on paper, how large a text. Whoever changes the inks of a file reads it so, and so
does whoever looks at the finished file (ISO 32000-1, 8 and 9).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import hypot, sqrt
from typing import Any, NamedTuple

from pypdf.generic import ContentStream

Components = tuple[float, ...]
"""A colour as it is written: one is a grey (1 is white), three are red, green, blue, four are inks."""

FILLS = (b"g", b"rg", b"k")
STROKES = (b"G", b"RG", b"K")
OTHERS = (b"cs", b"CS", b"sh", b"gs", b"BI")
"""What asks for other spaces of colour, shadings, transparency: our own pages have none."""
PAINTED = dict.fromkeys((b"f", b"F", b"f*"), "fill") | dict.fromkeys((b"S", b"s"), "stroke")
PAINTED |= dict.fromkeys((b"B", b"B*", b"b", b"b*"), "both")
"""Operators that paint a path, and what of it."""
SHOWN = (b"Tj", b"TJ")


@dataclass
class State:
    """What `q` saves, so far as inks and lines are concerned."""

    matrix: tuple[float, ...] = (1.0, 0.0, 0.0, 1.0)
    """Without its translation."""
    fill: Components | None = (0.0,)
    """None: of another space than those of devices."""
    stroke: Components | None = (0.0,)
    width: float = 1.0
    size: float = 0.0
    """Of the font, in units."""

    @property
    def scale(self) -> float:
        """Points of one unit."""
        a, b, c, d = self.matrix
        return sqrt(abs(a * d - b * c))

    @property
    def across(self) -> float:
        """Points of one unit from left to right: the width of an image."""
        return hypot(*self.matrix[:2])


class Step(NamedTuple):
    """A statement, and the state behind it."""

    operator: bytes
    operands: list[Any]
    state: State


def walk(content: Any, state: State) -> Iterator[Step]:
    """The statements of a content stream that begins in that state, which is changed on the way."""
    saved: list[State] = []
    for operands, operator in ContentStream(content, None, "bytes").operations:
        if operator == b"q":
            saved.append(replace(state))
        elif operator == b"Q":
            state = saved.pop()
        elif operator == b"cm":
            a, b, c, d = map(float, operands[:4])
            p, q, r, s = state.matrix
            state.matrix = (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s)
        elif operator == b"w":
            state.width = float(operands[0])
        elif operator == b"Tf":
            state.size = float(operands[1])
        elif operator in (*FILLS, b"cs"):
            state.fill = tuple(map(float, operands)) if operator != b"cs" else None
        elif operator in (*STROKES, b"CS"):
            state.stroke = tuple(map(float, operands)) if operator != b"CS" else None
        yield Step(operator, operands, state)
