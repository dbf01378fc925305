"""Colour that reaches the edge of the paper, run on over it for the cutter: 塗り足し.

A portion of a page comes in; one goes out in which every shape and decorating picture that touches the edge
of the finished sheet reaches as far over it as the layout's `bleed` says. Text is left as it is: none may
stand there.
"""

from __future__ import annotations

from functools import lru_cache

from handbook.document import ARTIFACT, KEPT, Element, Mark, Picture, Portion, Shape
from handbook.layout import Layout
from handbook.units import Rect

_TOUCH = 0.5
"""Points between a mark and the edge that it is meant to reach."""


def with_bleed(portions: tuple[Portion, ...], layout: Layout) -> tuple[Portion, ...]:
    """A page's portions, with what touches the sheet's edges run on over them."""
    if not layout.bleed:
        return portions
    sheet = Rect(0, 0, layout.width, layout.height)
    return tuple([_run_on(portion, sheet, layout.bleed) for portion in portions])


@lru_cache(maxsize=KEPT)
def _run_on(portion: Portion, sheet: Rect, bleed: float) -> Portion:

    def mark(one: Mark) -> Mark:
        if isinstance(one, Shape):
            return one._replace(path=tuple([_segment(*each, sheet=sheet, bleed=bleed) for each in one.path]))
        return one._replace(box=_picture(one.box, sheet, bleed)) if isinstance(one, Picture) else one

    def element(one: Element) -> Element:
        if one.role != ARTIFACT:
            return one._replace(
                children=tuple(
                    [element(each) if isinstance(each, Element) else each for each in one.children]
                )
            )
        children = [element(each) if isinstance(each, Element) else mark(each) for each in one.children]
        return one._replace(children=tuple(children))

    return Portion(tuple(map(element, portion.elements)), portion.origin)


def _segment(
    operator: str | float, *places: str | float, sheet: Rect, bleed: float
) -> tuple[str | float, ...]:
    """A segment of a path, its points on an edge moved over it."""
    ends = (sheet.right, sheet.bottom)
    return (operator, *(_over(float(place), ends[at % 2], bleed) for at, place in enumerate(places)))


def _over(place: float, end: float, bleed: float) -> float:
    return place - bleed if place < _TOUCH else place + bleed if place > end - _TOUCH else place


def _picture(box: Rect, sheet: Rect, bleed: float) -> Rect:
    """A picture's box, larger in its own proportions where it touches an edge; it grows up from its foot."""
    left, right = box.x < _TOUCH, box.right > sheet.right - _TOUCH
    foot, top = box.bottom > sheet.bottom - _TOUCH, box.y < _TOUCH
    scale = max(1 + bleed * (left + right) / box.width, 1 + bleed * (foot + top) / box.height)
    width, height = box.width * scale, box.height * scale
    x = box.right + bleed - width if right else box.x - bleed if left else box.x
    y = (box.bottom + bleed if foot else box.y - bleed + height if top else box.bottom) - height
    return Rect(x, y, width, height)
