"""A rule at the foot of a page with a text at either end.

What helps only who turns the sheet over, such as `うらへ続く`, is named in `paper-only`: running
footers are pagination artifacts (ISO 14289-1, 7.8), which are printed and not read aloud. So is the code of
the sheet, and the mark of a proof where a listener has been told.
"""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import (
    Block,
    Box,
    Kit,
    Options,
    SetText,
    artifact,
    element,
    furniture,
    paragraph,
    state_words,
)
from handbook.blocks.shapes import framed_box, rule
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.promise import Promise, own_words
from handbook.units import Rect

OPTIONS = table(
    "ページの足。線と、左右の端の言葉",
    Field("left", "words", "左端の言葉", default=""),
    Field("right", "words", "右端の言葉", default=""),
    Field("proof", "words", "校正用の間、中央に出る言葉", default="", conditional=True),
    Field("ended", "words", "計画期間が終わった後、上の行に出る言葉", default="", conditional=True),
    Field("code", "flag", "右の端に、紙の番号（校正用の間は「校正」）を出すか", default=True),
    Field(
        "paper-only",
        OneOf(("none", "left", "right", "both")),
        "紙でだけ意味のある言葉（その側の言葉は、読み上げやテキスト版に入れません）",
        default="none",
    ),
    Field("style", "style", "言葉のスタイル", default="footer"),
    Field("proof-style", "style", "校正用の言葉（枠で囲みます）のスタイル", default="footer"),
    Field("rule", "color", "上の線の色"),
)

APART = 10.0
"""Between the words at the right and the code, points."""

FRAME = 6.0
"""Between the words of the mark and the frame around it, points."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    style, paper_only = options.text("style"), options.text("paper-only")
    left, right = (kit.text(kit.fill(options.text(side)), style) for side in ("left", "right"))
    code = kit.text(kit.stamp if options.flag("code") else "", style)
    ended = kit.text(kit.fill(options.text("ended")) if kit.ended else "", style)
    above = ended.height if ended.width else 0.0
    marks = [
        kit.text(kit.fill(line), options.text("proof-style")) for line in kit.marks(options.text("proof"))
    ]
    told = paragraph if kit.is_herald else furniture
    high, wide = sum(line.height for line in marks), max((line.width for line in marks), default=0.0)
    height = 5 + above + max(left.height, right.height, high)

    def end(side: str, text: SetText, x: float, y: float) -> Element:
        return (furniture if paper_only in (side, "both") else paragraph)(text, x, y)

    def draw(rect: Rect) -> tuple[Element, ...]:
        y = rect.y + 5 + above
        start = rect.right - (code.width + APART if code.width else 0.0) - right.width
        elements = [artifact(rule(rect.x, rect.y, rect.right, rect.y, kit.color(options.text("rule")), 0.8))]
        middle, line_top = (rect.x + left.width + start) / 2, y
        if marks:
            line_top += left.first_baseline - marks[0].first_baseline
            frame = Rect(middle - wide / 2 - FRAME, line_top - 1, wide + 2 * FRAME, high)
            elements.append(artifact(framed_box(frame, marks[0].color, 1.0)))
        for line in marks:
            elements.append(told(line, middle - line.width / 2, line_top))
            line_top += line.height
        if above:
            elements.append(paragraph(ended, rect.x, rect.y + 5))
        if left.width:
            elements.append(end("left", left, rect.x, y))
        if right.width:
            elements.append(end("right", right, start, y))
        if code.width:
            elements.append(furniture(code, rect.right - code.width, y))
        # A section of its own: it does not belong to the heading that the page ends with.
        return (element("Sect", *elements),)

    return Box(height=height, draw=draw, label="フッター")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    yield from state_words(edition, options)
    if options.flag("code") and edition.stamp:
        yield own_words(edition.stamp)


BLOCK = Block(OPTIONS, measure, promises)
