"""A frame in which the 民生委員 writes name and number by hand."""

from __future__ import annotations

from handbook.blocks.kit import Block, Box, Kit, Options, artifact, element, only_words, paragraph, space
from handbook.blocks.shapes import framed_box, rule
from handbook.declaration import Field, ListOf, table
from handbook.document import Element
from handbook.units import Rect

OPTIONS = table(
    "民生委員・児童委員の名前などを、手で書き込む枠",
    Field("title", "words", "枠の見出し"),
    Field("blanks", ListOf("words"), "書き込む欄の名前（上から順に）"),
    Field("title-style", "style", "見出しのスタイル", default="contact-name"),
    Field("style", "style", "欄の名前のスタイル", default="blank"),
    Field("frame", "color", "枠の色"),
    Field("line", "color", "書き込む線の色"),
    Field("padding", "length", "枠の内側の余白", default=8.0),
    Field("writing-height", "length", "書き込む欄の高さ", default=24.0),
)

BLANK = "記入欄"
"""What a listener hears of a line to write on."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    padding, writing = options.length("padding"), options.length("writing-height")
    title = kit.text(kit.fill(options.text("title")), options.text("title-style"), width - 2 * padding - 6)
    labels = [kit.text(kit.fill(blank), options.text("style")) for blank in options.texts("blanks")]
    natural = 2 * padding + title.height + writing * len(labels) - 3

    def draw(rect: Rect) -> tuple[Element, ...]:
        x, right = rect.x + padding + 3, rect.right - padding - 3
        step = writing + (rect.height - natural) / max(1, len(labels))
        elements = [
            artifact(framed_box(rect, kit.color(options.text("frame")), 1.0, 7, dash=(3, 2))),
            paragraph(title, x, rect.y + padding, "H3"),
        ]
        foot = rect.y + padding + title.height
        for label in labels:
            foot += step
            label_y = foot - 3 - label.first_baseline - 1.5
            # The line to write on is content: who hears only the label waits for a name that never comes.
            line = rule(x, foot - 3, right, foot - 3, kit.color(options.text("line")), 0.6)
            blank = element("Span", line, alt=BLANK, actual_text=f"（{BLANK}）")
            elements.append(element("P", *label.marks(x, label_y), *space(label, x, label_y), blank))
        return (element("Sect", *elements),)

    return Box(height=natural, draw=draw, label="民生委員・児童委員の記入欄")


BLOCK = Block(OPTIONS, measure, only_words)
