"""A rule at the foot or head of a page with a text at either end.

What helps only who turns the sheet over, such as `うらへ続く`, is named in `paper-only`: running
footers are pagination artifacts (ISO 14289-1, 7.8), which are printed and not read aloud. So is the code of
the sheet, and the mark of a proof where a listener has been told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    "ページの足や頭。線と、左右の端の言葉",
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
    Field("rule", "color", "線の色（書かなければ、線はありません）", default=""),
    Field("rule-at", OneOf(("top", "bottom")), "線の位置（ページの頭に置くなら bottom）", default="top"),
)

APART = 10.0
"""Between the words at the right and the code, points."""

TO_RULE = 5.0
"""Between the rule and the words, points."""

AFTER_ENDED = 3.0
"""Between the sentence on the ended period and the mark's frame, points."""

STROKE = 1 / 10.5
"""Width of the frame, in ems of the mark."""

FRAME = 6.0
"""Between the words of the mark and the frame around it, and between that and its neighbours, points."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    style, paper_only = options.text("style"), options.text("paper-only")
    left, right = (kit.text(kit.fill(options.text(side)), style) for side in ("left", "right"))
    code = kit.text(kit.stamp if options.flag("code") else "", style)
    ended = kit.text(kit.fill(options.text("ended")) if kit.ended else "", style)
    marks = [
        kit.text(kit.fill(line), options.text("proof-style")) for line in kit.marks(options.text("proof"))
    ]
    told = paragraph if kit.is_herald else furniture
    at_right = width - (code.width + APART if code.width else 0.0) - right.width
    beside, rows = _placed(marks, at_right - left.width - 4 * FRAME, width - 2 * FRAME)
    high = sum(row[0].height for row in rows)
    under = options.text("rule-at") == "bottom"
    notice = 0 if under or not options.text("rule") else TO_RULE
    notice += ended.height + (AFTER_ENDED if marks else 0.0) if ended.width else 0.0
    ends = notice + (0.0 if beside else high + FRAME)
    height = ends + max(left.height, right.height, high if beside else 0.0) + (TO_RULE if under else 0)

    baseline = max(text.first_baseline for text in (left, right, code))

    def end(side: str, text: SetText, x: float, y: float) -> Element:
        told = furniture if paper_only in (side, "both") else paragraph
        return told(text, x, y + baseline - text.first_baseline)

    def mark(rect: Rect) -> Iterator[Element]:
        wide = max(map(_width, rows))
        middle, room = width / 2, wide / 2 + 2 * FRAME
        if beside and not left.width + room <= middle <= at_right - room:
            middle = (left.width + at_right) / 2
        middle += rect.x
        y = rect.y + notice + (baseline - marks[0].first_baseline if beside else 0.0)
        frame = Rect(middle - wide / 2 - FRAME, y, wide + 2 * FRAME, high)
        yield artifact(framed_box(frame, marks[0].color, marks[0].style.size * STROKE))
        for row in rows:
            x = middle - _width(row) / 2
            for line in row:
                yield told(line, x, y)
                x += line.width + APART
            y += row[0].height

    def draw(rect: Rect) -> tuple[Element, ...]:
        y = rect.y + ends
        at = rect.y + height if under else rect.y
        elements: list[Element] = []
        if options.text("rule"):
            elements.append(artifact(rule(rect.x, at, rect.right, at, kit.color(options.text("rule")), 0.8)))
        elements += mark(rect) if marks else ()
        if ended.width:
            above = AFTER_ENDED if marks else 0.0
            elements.append(paragraph(ended, rect.x, rect.y + notice - above - ended.height))
        if left.width:
            elements.append(end("left", left, rect.x, y))
        if right.width:
            elements.append(end("right", right, rect.x + at_right, y))
        if code.width:
            elements.append(furniture(code, rect.right - code.width, y + baseline - code.first_baseline))
        # A section of its own: it does not belong to the heading that the page ends with.
        return (element("Sect", *elements),) if elements else ()

    return Box(height=height, draw=draw, label="フッター")


def _width(row: Sequence[SetText]) -> float:
    return sum(line.width for line in row) + APART * (len(row) - 1)


def _placed(marks: Sequence[SetText], beside: float, above: float) -> tuple[bool, list[Sequence[SetText]]]:
    """Whether the lines of the mark stand between the words at the ends, which leave `beside` for them, or
    above them; and in one row, where there is room, or below each other."""
    shapes: list[list[Sequence[SetText]]] = [[marks], [[line] for line in marks]] if marks else [[]]
    for is_beside, room in ((True, beside), (False, above)):
        for rows in shapes:
            if max(map(_width, rows), default=0.0) <= room or not rows:
                return is_beside, rows
    return False, shapes[-1]


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    yield from state_words(edition, options)
    if options.flag("code") and edition.stamp:
        yield own_words(edition.stamp)


BLOCK = Block(OPTIONS, measure, promises)
