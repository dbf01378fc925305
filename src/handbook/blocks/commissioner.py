"""A card on which the 民生委員 writes name and number by hand: the warmest thing on the page."""

from __future__ import annotations

from handbook.blocks.kit import (
    Block,
    Box,
    Kit,
    Options,
    artifact,
    element,
    heading_role,
    level_of,
    only_words,
    paragraph,
    space,
)
from handbook.blocks.shapes import framed_box, rule
from handbook.declaration import Field, ListOf, table
from handbook.document import Element
from handbook.units import Rect

OPTIONS = table(
    "民生委員・児童委員の名前などを、手で書き込むカード",
    Field("title", "words", "カードの見出し"),
    Field("blanks", ListOf("words"), "書き込む欄の名前（上から順に。線の上に小さく出ます）"),
    Field("picture", "picture", "見出しの右に置く飾りの絵"),
    Field("title-style", "style", "見出しのスタイル", default="card-title", least="text"),
    Field("style", "style", "欄の名前のスタイル", default="blank"),
    level_of(3),
    Field("background", "color", "カードの色"),
    Field("frame", "color", "枠の色"),
    Field("line", "color", "書き込む線の色"),
    Field("padding", "length", "内側の余白", default=12.0),
    Field("writing-height", "length", "書き込む高さ", default=22.0),
)

BLANK = "記入欄"
"""What a listener hears of a line to write on."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    padding, writing = options.length("padding"), options.length("writing-height")
    picture = kit.picture(options.text("picture"))
    title = kit.text(kit.fill(options.text("title")), options.text("title-style"), width - 2 * padding)
    labels = [kit.text(kit.fill(blank), options.text("style")) for blank in options.texts("blanks")]
    step = writing + max((label.height for label in labels), default=0.0)
    natural = 2 * padding + title.height + step * len(labels)
    picture_width = width - 2 * padding - title.width - 4

    def draw(rect: Rect) -> tuple[Element, ...]:
        x, right = rect.x + padding, rect.right - padding
        extra = (rect.height - natural) / max(1, len(labels))
        frame = framed_box(
            rect, kit.color(options.text("frame")), 1.6, 9, fill=kit.color(options.text("background"))
        )
        size = min(picture_width, title.height + 16)
        place = Rect(right - size * picture.ratio, rect.y + padding - 4, size * picture.ratio, size)
        elements = [
            artifact(frame),
            artifact(picture.mark(place)),
            paragraph(title, x, rect.y + padding, heading_role(options)),
        ]
        foot = rect.y + padding + title.height
        for label in labels:
            label_y = foot + extra * 0.6
            foot += step + extra
            # The line to write on is content: who hears only the label waits for a name that never comes.
            line = rule(x, foot, right, foot, kit.color(options.text("line")), 0.8)
            blank = element("Form", line, alt=BLANK, actual_text=f"（{BLANK}）", attributes=(("Role", "tv"),))
            elements.append(element("P", *label.marks(x, label_y), *space(label, x, label_y), blank))
        return (element("Sect", *elements),)

    return Box(height=natural, draw=draw, label="民生委員・児童委員の記入欄")


BLOCK = Block(OPTIONS, measure, only_words)
