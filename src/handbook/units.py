"""Lengths and rectangles. Every length in handbook is in points (1/72 inch) unless said.

A page's origin is its top left corner and y grows downwards, as a reader and a
designer think of it; only `handbook.pdf` turns y round.
"""

from __future__ import annotations

from typing import NamedTuple

MM = 72 / 25.4
"""Points in one millimetre."""

MOST_BLEED = 10 * MM
"""How far colour may run over the edge of the finished sheet; presses want 3 mm."""

A4 = (210 * MM, 297 * MM)
"""Width and height of ISO 216 A4."""


class Rect(NamedTuple):
    """A rectangle by its top left corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def contains(self, other: Rect, tolerance: float = 0.01) -> bool:
        """Whether `other` lies inside, but for `tolerance` points of rounding."""
        return (
            other.x >= self.x - tolerance
            and other.y >= self.y - tolerance
            and other.right <= self.right + tolerance
            and other.bottom <= self.bottom + tolerance
        )

    def inset(self, dx: float, dy: float) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.width - 2 * dx, self.height - 2 * dy)
