"""Shapes and images of a page → what is painted under and over a place of it, looked up by strips."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from handbook.readback import PaintedImage, PaintedShape, TextRun

_STRIP = 24.0
"""Height of the strips, points: about a line and a half."""
_MOST_STRIPS = 1000


class Layers:
    """The backgrounds and images of one page: whatever fills its bounding box.

    Shapes that are filled in part, such as a figure of a person, are no ground to read on.
    """

    def __init__(self, shapes: Iterable[PaintedShape], images: Sequence[PaintedImage]) -> None:
        self._strips: defaultdict[int, list[PaintedShape | PaintedImage]] = defaultdict(list)
        marks: list[PaintedShape | PaintedImage] = [shape for shape in shapes if shape.solid]
        marks += images
        for mark in sorted(marks, key=lambda mark: mark.order) if images else marks:
            first, last = int(mark.top // _STRIP), int(mark.bottom // _STRIP)
            for strip in range(max(first, 0), min(last, _MOST_STRIPS) + 1):
                self._strips[strip].append(mark)

    def under(self, run: TextRun, left: float, right: float) -> Iterator[PaintedShape | PaintedImage]:
        """What was painted before `run` and touches its middle line from `left` to `right`,
        uppermost first."""
        y, order = (run.top + run.bottom) / 2, run.order
        for mark in reversed(self._strips.get(int(y // _STRIP), ())):
            touched = mark.left <= right and left <= mark.right and mark.top <= y <= mark.bottom
            if touched and mark.order < order:
                yield mark

    def over(self, run: TextRun) -> PaintedShape | PaintedImage | None:
        """The opaque mark that was painted over the middle of `run`, if there is one."""
        x, y = (run.left + run.right) / 2, (run.top + run.bottom) / 2
        for mark in reversed(self._strips.get(int(y // _STRIP), ())):
            if mark.order < run.order:
                return None
            if mark.left < x < mark.right and mark.top < y < mark.bottom and _opaque(mark):
                return mark
        return None


def _opaque(mark: PaintedShape | PaintedImage) -> bool:
    return isinstance(mark, PaintedImage) or mark.alpha >= 0.5
