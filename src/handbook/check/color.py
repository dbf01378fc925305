"""Contrast of text with what lies under it, by WCAG 2's formula.

Under a text lies the last solid shape painted before it at its place, else white
paper. Text over images, patterns and colours that cannot be told is not judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from handbook.check.finding import Finding, quote
from handbook.readback import Color, PageContent, PaintedImage, PaintedShape, ReadBack, TextRun

LEAST = 7.0
"""Least contrast of text (WCAG 2.2, 1.4.6)."""
LEAST_LARGE = 4.5
"""Least contrast of large type: 18 points, or 14 bold."""

WHITE: Color = (1.0, 1.0, 1.0)

_BAND = 24.0
"""Height of the strips by which shapes are looked up, points."""
_ROUNDING = 0.05


def check_color(file: ReadBack) -> Iterator[Finding]:
    """Text that does not stand out from its ground."""
    for page in file.pages:
        faint: dict[tuple[Color, Color], list[TextRun]] = {}
        grounds = _Grounds(page)
        for run in page.runs:
            if not run.visible or run.color is None or run.text.isspace():
                continue
            for ground in grounds.under(run):
                if ground is None:
                    continue
                color = _mixed(run.color, ground, run.alpha)
                if contrast(color, ground) < _least(run) - _ROUNDING:
                    faint.setdefault((color, ground), []).append(run)
                    break
        for (color, ground), runs in faint.items():
            yield _finding(page, color, ground, runs)


def _finding(page: PageContent, color: Color, ground: Color, runs: list[TextRun]) -> Finding:
    more = f"ほか{len(runs) - 1}か所" if len(runs) > 1 else ""
    return Finding(
        code="low-contrast",
        message=f"文字が背景と見分けにくい色です（{_hex(color)}と{_hex(ground)}、"
        f"明るさの比{contrast(color, ground):.1f}対1、{_least(runs[0]):g}対1以上が必要です）："
        f"{quote(runs[0].text, 24)}{more}",
        hint="レイアウトの colors で、文字を濃くするか背景を淡くしてください。",
        page=page.number,
        rect=runs[0].box,
    )


def _least(run: TextRun) -> float:
    large = run.size >= 18 or (run.bold and run.size >= 14)
    return LEAST_LARGE if large else LEAST


class _Grounds:
    """What lies under a text, looked up by strips of the page."""

    def __init__(self, page: PageContent) -> None:
        self._strips: defaultdict[int, list[PaintedShape | PaintedImage]] = defaultdict(list)
        marks: list[PaintedShape | PaintedImage] = [
            shape for shape in page.shapes if shape.solid or (shape.fill is None and shape.stroke is None)
        ]
        marks += page.images
        for mark in sorted(marks, key=lambda mark: mark.order):
            first, last = int(mark.top // _BAND), int(mark.bottom // _BAND)
            for strip in range(max(first, -10), min(last, 10_000 // int(_BAND)) + 1):
                self._strips[strip].append(mark)

    def under(self, run: TextRun) -> set[Color | None]:
        """The grounds under the run's start, middle and end; None where it cannot be told."""
        y = (run.top + run.bottom) / 2
        before = [mark for mark in self._strips.get(int(y // _BAND), ()) if mark.order < run.order]
        inset = min(1.0, (run.right - run.left) / 4)
        return {
            _ground(before, x, y) for x in (run.left + inset, (run.left + run.right) / 2, run.right - inset)
        }


def _ground(marks: list[PaintedShape | PaintedImage], x: float, y: float) -> Color | None:
    layers: list[tuple[Color, float]] = []
    for mark in reversed(marks):
        if not (mark.left <= x <= mark.right and mark.top <= y <= mark.bottom):
            continue
        if isinstance(mark, PaintedImage) or mark.fill is None:
            return None
        layers.append((mark.fill, mark.alpha))
        if mark.alpha >= 1.0:
            break
    color = WHITE
    for fill, alpha in reversed(layers):
        color = _mixed(fill, color, alpha)
    return color


def _mixed(color: Color, ground: Color, alpha: float) -> Color:
    if alpha >= 1.0:
        return color
    red, green, blue = (one * alpha + under * (1 - alpha) for one, under in zip(color, ground, strict=True))
    return (red, green, blue)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in color
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(color: Color) -> str:
    return "#" + "".join(f"{round(value * 255):02X}" for value in color)
