"""A card on which the 民生委員 writes name and number by hand: the warmest thing on the page."""

from __future__ import annotations

import math

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
    Field("picture", "picture", "見出しの右に置く飾りの絵", default=""),
    Field("title-style", "style", "見出しのスタイル", default="card-title", least="text"),
    Field("style", "style", "欄の名前のスタイル", default="blank"),
    level_of(3),
    Field("background", "color", "カードの色"),
    Field("frame", "color", "枠の色"),
    Field("line", "color", "書き込む線の色"),
    Field("padding", "length", "内側の余白", default=12.0),
    Field("writing-height", "length", "書き込む高さ（いっぱいの面では、6ミリまで縮みます）", default=22.0),
    Field("above", "length", "欄の名前の上のあき", default=0.0),
    Field("across", "count", "横に並べる欄の数", default=1),
)

APART = 14.0
"""Between blanks side by side, points."""
LEAST_WRITING, MOST_WRITING = 18.0, 40.0
"""Room to write in where the page is full; and where it is empty, with a title of 14 points."""
LARGE = 40.0
"""From how much room more on the picture stands large, above the blanks, points."""
BLANK = "記入欄"
"""What a listener hears of a line to write on."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    padding, writing = options.length("padding"), options.length("writing-height")
    picture = kit.picture(options.text("picture")) if options.text("picture") else None
    title = kit.text(kit.fill(options.text("title")), options.text("title-style"), width - 2 * padding)
    labels = [kit.text(kit.fill(blank), options.text("style")) for blank in options.texts("blanks")]
    above_label = options.length("above")
    step = above_label + writing + max((label.height for label in labels), default=0.0)
    across = options.number("across")
    lines = math.ceil(len(labels) / across)
    natural = 2 * padding + title.height + step * lines
    inner = (width - 2 * padding - APART * (across - 1)) / across
    picture_width = width - 2 * padding - title.width - 4
    larger = kit.layout.styles[options.text("title-style")].size / 14  # than on the leaflet

    def draw(rect: Rect) -> tuple[Element, ...]:
        left, right = rect.x + padding, rect.right - padding
        # Nobody writes larger for more room: what is left goes to the picture.
        most = natural + lines * max(0.0, MOST_WRITING * larger - writing)
        spare = rect.height - most if picture and rect.height - most >= LARGE else 0.0
        extra, top = (rect.height - spare - natural) / lines, rect.y + padding + title.height + spare
        frame, ground = (kit.color(options.text(key)) for key in ("frame", "background"))
        elements = [artifact(framed_box(rect, frame, 1.6 * larger, 9 * larger, fill=ground))]
        if picture:
            size = min(picture_width, title.height + 16 * larger)
            above = max(3 * larger, padding - 4 * larger)
            place = Rect(right - size * picture.ratio, rect.y + above, size * picture.ratio, size)
            if spare:
                size = min(spare, 3 * LARGE, (right - left) / picture.ratio)
                middle, foot = (left + right - size * picture.ratio) / 2, top - (spare - size) / 2
                place = Rect(middle, foot - size, size * picture.ratio, size)
            elements.append(artifact(picture.mark(place)))
        elements.append(paragraph(title, left, rect.y + padding, heading_role(options)))
        for number, label in enumerate(labels):
            x = left + number % across * (inner + APART)
            above = top + number // across * (step + extra)
            label_y, foot = above + above_label + max(extra, 0.0) * 0.6, above + step + extra
            # The line to write on is content: who hears only the label waits for a name that never comes.
            line = rule(x, foot, x + inner, foot, kit.color(options.text("line")), 0.8)
            blank = element("Form", line, alt=BLANK, actual_text=f"（{BLANK}）", attributes=(("Role", "tv"),))
            elements.append(element("P", *label.marks(x, label_y), *space(label, x, label_y), blank))
        return (element("Sect", *elements),)

    least = natural - lines * max(0.0, writing - LEAST_WRITING)
    return Box(height=natural, draw=draw, least=least, label="民生委員・児童委員の記入欄")


BLOCK = Block(OPTIONS, measure, only_words)
