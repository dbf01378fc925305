"""The boxes around what elements draw, for links and figures; points from the top left corner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handbook.document import Element, Picture, Text, marks
from handbook.units import Rect


def line_boxes(element: Element) -> list[Rect]:
    """The boxes of an element's text, one a line: baselines apart are lines apart."""
    lines: dict[float, Rect] = {}
    for mark in marks((element,)):
        if isinstance(mark, Text):
            box = _text_box(mark)
            known = lines.get(mark.y)
            lines[mark.y] = box if known is None else union((known, box))
    return [lines[y] for y in sorted(lines)]


def box_of(element: Element) -> Rect:
    """The box around everything that an element draws; empty at the origin if it draws nothing."""
    boxes = []
    for mark in marks((element,)):
        if isinstance(mark, Picture):
            boxes.append(mark.box)
        else:
            boxes.append(_text_box(mark) if isinstance(mark, Text) else _path_box(mark.path))
    return union(boxes) if boxes else Rect(0, 0, 0, 0)


def union(boxes: Sequence[Rect]) -> Rect:
    """The smallest rectangle around all of `boxes`, of which there is at least one."""
    x = min(box.x for box in boxes)
    y = min(box.y for box in boxes)
    return Rect(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


def _text_box(mark: Text) -> Rect:
    run = mark.run
    top = mark.y - run.face.ascent * run.size
    return Rect(mark.x, top, run.width, (run.face.ascent - run.face.descent) * run.size)


def _path_box(path: tuple[tuple[Any, ...], ...]) -> Rect:
    xs = [x for segment in path for x in segment[1::2]]
    ys = [y for segment in path for y in segment[2::2]]
    if not xs:
        return Rect(0, 0, 0, 0)
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
