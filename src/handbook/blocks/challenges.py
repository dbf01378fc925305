"""The challenges as numbered cards in a grid; all cards share one height."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, SetText, artifact, element
from handbook.blocks.shapes import disc, filled_box
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.promise import Promise, passage
from handbook.units import Rect

OPTIONS = table(
    "課題のカード。番号を付けて、格子に並べます",
    Field(
        "length",
        OneOf(("short", "full")),
        "文章の長さ（short：抜粋があれば抜粋、full：全文）",
        default="short",
    ),
    Field("across", "count", "横に並べるカードの数", default=4),
    Field("style", "style", "文章のスタイル", default="card"),
    Field("number-style", "style", "番号のスタイル", default="card-number"),
    Field("background", "color", "カードの色"),
    Field("disc", "color", "番号の丸の色"),
    Field("gutter", "length", "カードとカードの間", default=6.0),
    Field("padding", "length", "カードの内側の余白", default=6.0),
)

DISC_RADIUS = 7.6


def measure(kit: Kit, options: Options, width: float) -> Box:
    across, gutter, padding = options.number("across"), options.length("gutter"), options.length("padding")
    card_width = (width - gutter * (across - 1)) / across
    indent = padding + 2 * DISC_RADIUS + 5
    texts = [
        kit.text(
            challenge.short if options.text("length") == "short" else challenge.text,
            options.text("style"),
            card_width - indent - padding + 2,
        )
        for challenge in kit.plan.challenges.points
    ]
    count = -(-len(texts) // across)
    tallest = max(text.height for text in texts)
    row_height = tallest + 2 * padding
    natural = row_height * count + gutter * (count - 1)

    def draw(rect: Rect) -> tuple[Element, ...]:
        height = (rect.height - gutter * (count - 1)) / count
        items = []
        for index, text in enumerate(texts):
            row, column = divmod(index, across)
            card = Rect(
                rect.x + column * (card_width + gutter), rect.y + row * (height + gutter), card_width, height
            )
            items.append(_card(kit, options, card, index + 1, text, tallest, (padding, indent)))
        return (element("L", *items, attributes=(("ListNumbering", "Decimal"),)),)

    return Box(height=natural, draw=draw, label="課題のカード")


def _card(
    kit: Kit,
    options: Options,
    card: Rect,
    number: int,
    text: SetText,
    block_height: float,
    insets: tuple[float, float],
) -> Element:
    padding, indent = insets
    # Texts of a row begin on one line, however many lines each has.
    top = card.y + (card.height - block_height) / 2
    digit = kit.text(str(number), options.text("number-style"))
    centre = card.x + padding + DISC_RADIUS
    middle = top + text.first_baseline - 0.36 * text.style.size
    digit_baseline = middle + 0.36 * digit.style.size
    return element(
        "LI",
        artifact(filled_box(card, kit.color(options.text("background")), 5), kind="Background"),
        artifact(disc(centre, middle, DISC_RADIUS, kit.color(options.text("disc")))),
        element("Lbl", *digit.marks(centre - digit.width / 2, digit_baseline - digit.first_baseline)),
        element("LBody", *text.marks(card.x + indent, top)),
    )


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    for challenge in edition.plan.challenges.points:
        yield passage("課題", challenge)


def absent(edition: Edition | Kit, options: Options) -> bool:
    return not edition.plan.challenges.points


BLOCK = Block(OPTIONS, measure, promises, absent)
