"""A rule at the foot of a page with a text at either end.

What helps only who turns the sheet over, such as `うらへ続く`, is named in `paper-only`: running
footers are pagination artifacts (ISO 14289-1, 7.8), which are printed and not read aloud.
"""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, SetText, artifact, element, paragraph
from handbook.blocks.shapes import rule
from handbook.declaration import Field, OneOf, table
from handbook.document import ARTIFACT, Element
from handbook.edition import Edition
from handbook.promise import Promise, filled, own_words
from handbook.units import Rect

OPTIONS = table(
    "ページの足。線と、左右の端の言葉",
    Field("left", "words", "左端の言葉", default=""),
    Field("right", "words", "右端の言葉", default=""),
    Field("proof", "words", "まだ確かめていない事柄がある間、中央に出る言葉", default="", conditional=True),
    Field(
        "paper-only",
        OneOf(("none", "left", "right", "both")),
        "紙でだけ意味のある言葉（その側の言葉は、読み上げやテキスト版に入れません）",
        default="none",
    ),
    Field("style", "style", "言葉のスタイル", default="footer"),
    Field("rule", "color", "上の線の色"),
)


def measure(kit: Kit, options: Options, width: float) -> Box:
    left = kit.text(kit.fill(options.text("left")), options.text("style"))
    right = kit.text(kit.fill(options.text("right")), options.text("style"))
    proof = kit.text(kit.mark(options.text("proof")), options.text("style"))
    height = 5 + max(left.height, right.height)

    paper_only = options.text("paper-only")

    def end(side: str, text: SetText, x: float, y: float) -> Element:
        if paper_only in (side, "both"):
            return element(ARTIFACT, *text.marks(x, y), attributes=(("Type", "Pagination"),))
        return paragraph(text, x, y)

    def draw(rect: Rect) -> tuple[Element, ...]:
        line = artifact(rule(rect.x, rect.y, rect.right, rect.y, kit.color(options.text("rule")), 0.8))
        elements = [line]
        if left.width:
            elements.append(end("left", left, rect.x, rect.y + 5))
        if proof.width:
            middle = (rect.x + left.width + rect.right - right.width) / 2
            elements.append(paragraph(proof, middle - proof.width / 2, rect.y + 5))
        if right.width:
            elements.append(end("right", right, rect.right - right.width, rect.y + 5))
        # A section of its own: it does not belong to the heading that the page ends with.
        return (element("Sect", *elements),)

    return Box(height=height, draw=draw, label="フッター")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    if mark := edition.mark(options.text("proof")):
        yield own_words(filled(mark, edition))


BLOCK = Block(OPTIONS, measure, promises)
