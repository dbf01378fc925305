"""Contrast of text with what lies under it, by WCAG 2's formula.

Under a text lies the last solid shape painted before it at its place, else white
paper. Text over images, patterns and colours that cannot be told is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from handbook.check.finding import Finding, quote
from handbook.check.layers import Layers
from handbook.check.reading import Texts
from handbook.readback import Color, PageContent, PaintedImage, PaintedShape, TextRun

LEAST = 7.0
"""Least contrast of text (WCAG 2.2, 1.4.6)."""
LEAST_LARGE = 4.5
"""Least contrast of large type: 18 points, or 14 bold."""

WHITE: Color = (1.0, 1.0, 1.0)

_ROUNDING = 0.05


def check_color(texts: Texts) -> Iterator[Finding]:
    """Text that does not stand out from its ground."""
    for text in texts.pages:
        yield from text.printed.asked(partial(_faint, text.page, text.printed.ground.layers))


def _faint(page: PageContent, layers: Layers, runs: Sequence[TextRun]) -> Iterator[Finding]:
    faint: dict[tuple[Color, Color], list[TextRun]] = {}
    for run in runs:
        if not run.visible or run.color is None or run.text.isspace():
            continue
        for ground in _grounds(layers, run):
            if ground is None:
                continue
            color = _mixed(run.color, ground, run.alpha)
            if contrast(color, ground) < _least(run) - _ROUNDING:
                faint.setdefault((color, ground), []).append(run)
                break
    for (color, ground), like in faint.items():
        yield _finding(page, color, ground, like)


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


def _grounds(layers: Layers, run: TextRun) -> set[Color | None]:
    """The colours under the run's start, middle and end; None where it cannot be told."""
    inset = min(1.0, (run.right - run.left) / 4)
    left, right = run.left + inset, run.right - inset
    mark = next(layers.under(run, left, right), None)
    if mark is None:
        return {WHITE}
    if isinstance(mark, PaintedShape) and mark.alpha >= 1.0 and mark.left <= left and right <= mark.right:
        return {mark.fill}  # one ground under all of it, as under most texts
    return {_ground(layers, run, x) for x in (left, (left + right) / 2, right)}


def _ground(layers: Layers, run: TextRun, x: float) -> Color | None:
    seen: list[tuple[Color, float]] = []
    for mark in layers.under(run, x, x):
        if isinstance(mark, PaintedImage) or mark.fill is None:
            return None
        if mark.alpha >= 1.0 and not seen:
            return mark.fill
        seen.append((mark.fill, mark.alpha))
        if mark.alpha >= 1.0:
            break
    color = WHITE
    for fill, alpha in reversed(seen):
        color = _mixed(fill, color, alpha)
    return color


def _mixed(color: Color, ground: Color, alpha: float) -> Color:
    if alpha >= 1.0:
        return color
    red, green, blue = (one * alpha + under * (1 - alpha) for one, under in zip(color, ground, strict=True))
    return (red, green, blue)


@lru_cache(maxsize=1024)
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
