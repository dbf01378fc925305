"""Paths that blocks draw: rectangles, rounded boxes, discs, rules, people.

Every function takes points with y downwards and gives `Shape` values; none decides a colour.
"""

from __future__ import annotations

from handbook.document import Shape
from handbook.units import Rect

# A quarter circle as one cubic Bézier: the control points lie this far along
# the tangents, in radii (error under 0.03 %).
KAPPA = 0.5522847498

Path = tuple[tuple[str | float, ...], ...]


def box_path(rect: Rect, radii: tuple[float, float, float, float] = (0, 0, 0, 0)) -> Path:
    """A rectangle with corner `radii` from the top left clockwise."""
    top_left, top_right, bottom_right, bottom_left = radii
    x, y, right, bottom = rect.x, rect.y, rect.right, rect.bottom
    path: list[tuple[str | float, ...]] = [("M", x + top_left, y), ("L", right - top_right, y)]
    if top_right:
        c = top_right * (1 - KAPPA)
        path.append(("C", right - c, y, right, y + c, right, y + top_right))
    path.append(("L", right, bottom - bottom_right))
    if bottom_right:
        c = bottom_right * (1 - KAPPA)
        path.append(("C", right, bottom - c, right - c, bottom, right - bottom_right, bottom))
    path.append(("L", x + bottom_left, bottom))
    if bottom_left:
        c = bottom_left * (1 - KAPPA)
        path.append(("C", x + c, bottom, x, bottom - c, x, bottom - bottom_left))
    path.append(("L", x, y + top_left))
    if top_left:
        c = top_left * (1 - KAPPA)
        path.append(("C", x, y + c, x + c, y, x + top_left, y))
    path.append(("Z",))
    return tuple(path)


def bubble_path(rect: Rect, radius: float, tail: float) -> Path:
    """A rounded box with a tail that reaches so far below its left end, as words that someone says have."""
    box = box_path(rect, (radius,) * 4)
    at = next(n for n, (_, x, y, *_rest) in enumerate(box[1:], 1) if (x, y) == (rect.x + radius, rect.bottom))
    left = rect.x + 2 * radius
    point = (
        ("L", left + 2 * tail, rect.bottom),
        ("L", left, rect.bottom + tail),
        ("L", left + tail / 2, rect.bottom),
    )
    return (*box[:at], *point, *box[at:])


def filled_box(rect: Rect, fill: str, radius: float = 0) -> Shape:
    return Shape(box_path(rect, (radius,) * 4), fill=fill)


def framed_box(
    rect: Rect,
    stroke: str,
    stroke_width: float,
    radius: float = 0,
    fill: str | None = None,
) -> Shape:
    """A box whose stroke lies wholly inside `rect`."""
    inside = rect.inset(stroke_width / 2, stroke_width / 2)
    return Shape(box_path(inside, (radius,) * 4), fill=fill, stroke=stroke, stroke_width=stroke_width)


def tag_shape(rect: Rect, color: str, filled: bool) -> Shape:
    """A tag: of one colour, or a frame of it."""
    return filled_box(rect, color, 3) if filled else framed_box(rect, color, 1.2, 3)


def disc(x: float, y: float, radius: float, fill: str) -> Shape:
    """A filled circle around (`x`, `y`)."""
    return filled_box(Rect(x - radius, y - radius, 2 * radius, 2 * radius), fill, radius)


def rule(
    x1: float, y1: float, x2: float, y2: float, stroke: str, width: float, dash: tuple[float, ...] = ()
) -> Shape:
    """A straight line."""
    return Shape((("M", x1, y1), ("L", x2, y2)), stroke=stroke, stroke_width=width, dash=dash)


def person(
    x: float, y: float, height: float, fill: str | None, stroke: str | None, stroke_width: float = 0.8
) -> tuple[Shape, ...]:
    """A figure of head and shoulders, its box's top left at (`x`, `y`), 0.8 as wide as high."""
    width = 0.8 * height
    head = 0.23 * height
    inset = stroke_width / 2 if stroke else 0.0
    centre = x + width / 2
    head_box = Rect(centre - head + inset, y + inset, 2 * (head - inset), 2 * (head - inset))
    top = y + 0.54 * height
    body = Rect(x + inset, top + inset, width - 2 * inset, y + height - top - 2 * inset)
    shoulder = min(0.40 * height, body.width / 2, body.height)
    return (
        Shape(box_path(head_box, (head - inset,) * 4), fill=fill, stroke=stroke, stroke_width=stroke_width),
        Shape(
            box_path(body, (shoulder, shoulder, 0.05 * height, 0.05 * height)),
            fill=fill,
            stroke=stroke,
            stroke_width=stroke_width,
        ),
    )
