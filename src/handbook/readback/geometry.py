"""Matrices and boxes as a content stream needs them (ISO 32000-1, 8.3)."""

from __future__ import annotations

from math import sqrt

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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
    if not b and not c and x0 <= x1 and y0 <= y1:
        left, right = (a * x0 + e, a * x1 + e) if a >= 0 else (a * x1 + e, a * x0 + e)
        return (left, d * y0 + f, right, d * y1 + f) if d >= 0 else (left, d * y1 + f, right, d * y0 + f)
    xs = (a * x0 + c * y0, a * x1 + c * y0, a * x0 + c * y1, a * x1 + c * y1)
    ys = (b * x0 + d * y0, b * x1 + d * y0, b * x0 + d * y1, b * x1 + d * y1)
    return (min(xs) + e, min(ys) + f, max(xs) + e, max(ys) + f)


def intersection(one: Box, other: Box) -> Box:
    left, top = max(one[0], other[0]), max(one[1], other[1])
    return (left, top, max(left, min(one[2], other[2])), max(top, min(one[3], other[3])))


def seen(clip: Box, left: float, top: float, right: float, bottom: float) -> tuple[bool, bool]:
    """Whether anything of a box shows through `clip`, and whether a visible part is cut off."""
    x0, y0, x1, y1 = clip
    if right <= x0 or left >= x1 or bottom <= y0 or top >= y1:
        return False, False
    # The box holds empty space above and below the ink; only a deep cut takes ink away.
    slack_x, slack_y = 0.5, 0.2 * (bottom - top)
    cut = left < x0 - slack_x or right > x1 + slack_x or top < y0 - slack_y or bottom > y1 + slack_y
    return True, cut


def scale_of(matrix: Matrix) -> float:
    """How many points one unit is, on the average of both directions."""
    a, b, c, d, _, _ = matrix
    return sqrt(abs(a * d - b * c))
