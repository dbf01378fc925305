"""A closed track that steps go round: two half circles with straight sides between them, or a ring.

In: its middle, radius, length of its sides. Out: points on it, clockwise from its top, and its shapes. What
stands at the points is a block's affair.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from handbook.blocks.shapes import box_path
from handbook.document import Shape
from handbook.units import Rect

ARROW = 6.0
"""Half the length of an arrow on the track, points."""


class Point(NamedTuple):
    """A point of a track and which way it runs there, in radians from the right, clockwise."""

    x: float
    y: float
    way: float


class Track(NamedTuple):
    """`x` is its middle, `top` its highest point, `side` the length of each straight side; points."""

    x: float
    top: float
    radius: float
    side: float = 0.0

    @property
    def length(self) -> float:
        return 2 * (math.pi * self.radius + self.side)

    @property
    def bottom(self) -> float:
        return self.top + 2 * self.radius + self.side

    def at(self, along: float) -> Point:
        """The point so many points along it."""
        along %= self.length
        if along > self.length / 2:
            half = self.at(along - self.length / 2)  # the left half is the right one, turned round
            return Point(2 * self.x - half.x, self.top + self.bottom - half.y, half.way + math.pi)
        bend, centre = math.pi / 2 * self.radius, self.top + self.radius
        if bend < along < bend + self.side:
            return Point(self.x + self.radius, centre + along - bend, math.pi / 2)
        lower = along >= bend + self.side
        way = (along - (self.side if lower else 0.0)) / self.radius
        y = centre + (self.side if lower else 0.0) - self.radius * math.cos(way)
        return Point(self.x + self.radius * math.sin(way), y, way)

    def beside(self, y: float) -> float:
        """How far along it is where its right side is at the height `y`."""
        bend, centre = math.pi / 2 * self.radius, self.top + self.radius
        if y < centre:
            return self.radius * math.acos(max(-1.0, min(1.0, (centre - y) / self.radius)))
        below = y - centre - self.side
        if below <= 0:
            return bend + y - centre
        return bend + self.side + self.radius * math.asin(min(1.0, below / self.radius))

    def within(self, inset: float) -> Rect:
        """The box of what is so far inside it."""
        radius = self.radius - inset
        return Rect(self.x - radius, self.top + inset, 2 * radius, self.bottom - self.top - 2 * inset)

    def ground(self, inset: float, fill: str) -> Shape:
        """What is so far inside it, filled."""
        return Shape(box_path(self.within(inset), (self.radius - inset,) * 4), fill=fill)

    def line(self, color: str, width: float) -> Shape:
        return Shape(box_path(self.within(0.0), (self.radius,) * 4), stroke=color, stroke_width=width)

    def arrow(self, along: float, color: str) -> Shape:
        """An arrowhead on it that points the way it runs."""
        x, y, way = self.at(along)
        ahead, across = (math.cos(way), math.sin(way)), (-math.sin(way), math.cos(way))
        corners = [(1.0, 0.0), (-1.0, -0.9), (-0.55, 0.0), (-1.0, 0.9)]
        points = [
            (x + ARROW * (u * ahead[0] + v * across[0]), y + ARROW * (u * ahead[1] + v * across[1]))
            for u, v in corners
        ]
        return Shape((("M", *points[0]), *(("L", *point) for point in points[1:]), ("Z",)), fill=color)
