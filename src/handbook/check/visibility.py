"""Whether text can be seen: what is painted over it, and its contrast with what lies under it (WCAG 2).

Under a text lies the last solid shape painted before it at its place, else white paper. Shapes that fill
their box in part, such as a figure of a person, are no ground to read on. Text over images, patterns and
colours that cannot be told is not judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from handbook.check.finding import Finding, about, quote
from handbook.check.page_text import FileText
from handbook.check.promised import Claim
from handbook.readback import Color, PageContent, PaintedImage, PaintedShape, TextRun

LEAST = 7.0
"""Least contrast of text (WCAG 2.2, 1.4.6)."""
LEAST_LARGE = 4.5
"""Least contrast of large type: 18 points, or 14 bold."""

WHITE: Color = (1.0, 1.0, 1.0)

AIR = 0.12
"""A box by ascent and descent is higher than the ink in it, in ems: Japanese glyphs leave about a fifteenth
of the em free on every side. Boxes that only share this air do not touch."""
_ROUNDING = 0.05
_STRIP = 24.0
"""Height of the strips by which what is painted is looked up, points: about a line and a half."""
_MOST_STRIPS = 1000


def check_visibility(file: FileText, claim: Claim) -> Iterator[Finding]:
    """Text that is in the file but not on the paper, or does not stand out from its ground."""
    for page in file.file.pages:
        layers = layers_of(page)
        yield from _hidden(page, layers)
        yield from _faint(page, layers)


Painted = PaintedShape | PaintedImage
Layers = Mapping[int, list[Painted]]
"""Strip of the page, counted from the top → the grounds and images that touch it, lowest first."""


def layers_of(page: PageContent) -> Layers:
    strips: defaultdict[int, list[Painted]] = defaultdict(list)
    solid: list[Painted] = [*(shape for shape in page.shapes if shape.solid), *page.images]
    for mark in sorted(solid, key=lambda mark: mark.order):
        for strip in _strips(mark.top, mark.bottom):
            strips[strip].append(mark)
    return strips


def _strips(top: float, bottom: float) -> range:
    return range(max(int(top // _STRIP), 0), min(int(bottom // _STRIP), _MOST_STRIPS) + 1)


def _under(layers: Layers, run: TextRun, left: float, right: float) -> Iterator[Painted]:
    """What was painted before `run` and touches its middle line from `left` to `right`, uppermost first."""
    y = (run.top + run.bottom) / 2
    for mark in reversed(layers.get(int(y // _STRIP), ())):
        touched = mark.left <= right and left <= mark.right and mark.top <= y <= mark.bottom
        if touched and mark.order < run.order:
            yield mark


def _is_covered(layers: Layers, run: TextRun) -> bool:
    """Whether something opaque was painted over any of the ink of `run`, be it one digit of a number."""
    air = AIR * run.size
    left, top, right, bottom = run.left + air, run.top + air, run.right - air, run.bottom - air
    return any(
        mark.order > run.order
        and mark.left < right
        and left < mark.right
        and mark.top < bottom
        and top < mark.bottom
        and (isinstance(mark, PaintedImage) or mark.alpha >= 0.5)
        for strip in _strips(top, bottom)
        for mark in layers.get(strip, ())
    )


def _hidden(page: PageContent, layers: Layers) -> Iterator[Finding]:
    """Text that is invisible, clipped away, cut, or painted over."""
    inked = [run for run in page.runs if not run.text.isspace()]
    gone = [run for run in inked if not run.visible]
    cut = [run for run in inked if run.visible and run.clipped]
    over = [run for run in inked if run.visible and _is_covered(layers, run)]
    for hidden, problem in (
        (gone, "見えない文字があります（印刷されません）"),
        (cut, "途中で切り取られた文字があります"),
        (over, "図や色の下に隠れた文字があります"),
    ):
        hint = "handbook build で作り直し、続くならレイアウトの重なりを見直してください。"
        yield from about("hidden-text", problem, hidden, hint)


def _faint(page: PageContent, layers: Layers) -> Iterator[Finding]:
    faint: dict[tuple[Color, Color], list[TextRun]] = {}
    untold: list[TextRun] = []
    for run in page.runs:
        if not run.visible or run.text.isspace():
            continue
        if run.color is None:
            untold.append(run)
            continue
        for ground in filter(None, _grounds(layers, run)):
            color = mixed(run.color, ground, run.alpha)
            if contrast(color, ground) < _least(run) - _ROUNDING:
                faint.setdefault((color, ground), []).append(run)
                break
    yield from about("low-contrast", "文字の色が確かめられません（模様か、特別な色です）", untold)
    for (color, ground), like in faint.items():
        yield _finding(page, color, ground, like)


def _finding(page: PageContent, color: Color, ground: Color, runs: list[TextRun]) -> Finding:
    more = f"ほか{len(runs) - 1}か所" if len(runs) > 1 else ""
    return Finding(
        "low-contrast",
        f"文字が背景と見分けにくい色です（{_hex(color)}と{_hex(ground)}、"
        f"明るさの比{contrast(color, ground):.1f}対1、{_least(runs[0]):g}対1以上が必要です）："
        f"{quote(runs[0].text, 24)}{more}",
        "レイアウトの colors で、文字を濃くするか背景を淡くしてください。",
    ).at(runs[0])


def _least(run: TextRun) -> float:
    large = run.size >= 18 or (run.bold and run.size >= 14)
    return LEAST_LARGE if large else LEAST


def _grounds(layers: Layers, run: TextRun) -> set[Color | None]:
    """The colours under the run's start, middle and end; None among them where one cannot be told."""
    inset = min(1.0, (run.right - run.left) / 4)
    left, right = run.left + inset, run.right - inset
    marks = list(_under(layers, run, left, right))
    places = (left, (left + right) / 2, right) if marks else (left,)
    return {_ground([mark for mark in marks if mark.left <= x <= mark.right]) for x in places}


def _ground(marks: Sequence[Painted]) -> Color | None:
    """The colour of marks on each other on white paper, uppermost first; None where it cannot be told."""
    seen: list[tuple[Color, float]] = []
    for mark in marks:
        if isinstance(mark, PaintedImage) or mark.fill is None:
            return None
        seen.append((mark.fill, mark.alpha))
        if mark.alpha >= 1.0:
            break
    color = WHITE
    for fill, alpha in reversed(seen):
        color = mixed(fill, color, alpha)
    return color


def ground_of(layers: Layers, run: TextRun) -> Color | None:
    """The one colour that a text stands on; None where there are several, or it cannot be told."""
    grounds = _grounds(layers, run)
    return next(iter(grounds)) if len(grounds) == 1 else None


def mixed(color: Color, ground: Color, alpha: float) -> Color:
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
