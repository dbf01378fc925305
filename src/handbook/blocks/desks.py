"""The district's desks as a table: for whom, which desk with its fax, and the number to dial."""

from __future__ import annotations

from collections.abc import Iterator

from handbook import promise
from handbook.blocks.kit import Block, Box, Kit, Options, SetText, artifact, element, paragraph, space
from handbook.blocks.shapes import filled_box, rule
from handbook.declaration import Field, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.plan import Desk
from handbook.promise import Promise, filled
from handbook.typeset import plain_text
from handbook.units import Rect

OPTIONS = table(
    "校区の相談先の表。分野、相談先の名前とFAX番号、電話番号",
    Field("phone-label", "words", "電話番号の前の言葉"),
    Field("fax-label", "words", "FAX番号の前の言葉"),
    Field("category-style", "style", "分野のスタイル", default="desk-category"),
    Field("name-style", "style", "相談先の名前のスタイル", default="desk-name"),
    Field("fax-style", "style", "FAX番号のスタイル", default="desk-fax"),
    Field("label-style", "style", "電話番号の前の言葉のスタイル", default="phone-label"),
    Field("phone-style", "style", "電話番号のスタイル", default="phone"),
    Field("color", "color", "分野の帯の色"),
    Field("rule", "color", "行を分ける線の色"),
    Field("category-width", "length", "分野の帯の幅", default=84.0),
    Field("padding", "length", "行の上下の余白", default=3.0),
)

INDENT = 8.0
BAND_PADDING = 3.0

DOMESTIC = ("0120", "0170", "0180", "0570", "0800", "0990")
"""Beginnings of numbers of services, which cannot be dialled from abroad (総務省 電気通信番号計画)."""


class _Row:
    """One desk set in its three cells."""

    def __init__(self, kit: Kit, options: Options, width: float, desk: Desk) -> None:
        self.category_width = options.length("category-width")
        inner = self.category_width - 2 * BAND_PADDING
        self.category = kit.text(desk.category, options.text("category-style"), inner, align="center")
        self.phone = kit.text(desk.phone, options.text("phone-style"))
        self.label = kit.text(kit.fill(options.text("phone-label")), options.text("label-style"))
        self.owner, self.number = desk.name, desk.phone
        right = self.phone.width + self.label.width + 5 + INDENT / 2
        self.name = kit.text(
            desk.name, options.text("name-style"), width - self.category_width - INDENT - right - 6
        )
        self.fax = kit.text(f"{kit.fill(options.text('fax-label'))} {desk.fax}", options.text("fax-style"))
        tallest = max(self.name.height + self.fax.height, self.phone.height, self.category.height)
        self.height = tallest + 2 * options.length("padding")

    def draw(self, rect: Rect, color: str) -> Element:
        category = Rect(rect.x, rect.y, self.category_width, rect.height)
        middle = rect.y + rect.height / 2
        text_x = category.right + INDENT
        text_y = middle - (self.name.height + self.fax.height) / 2
        phone_x = rect.right - INDENT / 2 - self.phone.width
        phone_y = middle - self.phone.height / 2
        label_y = phone_y + self.phone.first_baseline - self.label.first_baseline
        return element(
            "TR",
            artifact(filled_box(category, color), kind="Background"),
            element(
                "TH",
                *self.category.marks(
                    category.x + BAND_PADDING,
                    middle - self.category.height / 2,
                ),
                attributes=(("Scope", "Row"),),
            ),
            element(
                "TD",
                paragraph(self.name, text_x, text_y),
            ),
            element(
                "TD",
                element(
                    "P",
                    *self.label.marks(phone_x - 5 - self.label.width, label_y),
                    *space(self.label, phone_x - 5 - self.label.width, label_y),
                    dialled(self.phone, self.owner, self.number, phone_x, phone_y),
                ),
            ),
            element("TD", paragraph(self.fax, text_x, text_y + self.name.height)),
        )


def measure(kit: Kit, options: Options, width: float) -> Box:
    rows = [_Row(kit, options, width, desk) for desk in kit.desks]
    # Equal rows read as one table, whatever the length of the names.
    row_height = max(row.height for row in rows)
    natural = row_height * len(rows)

    def draw(rect: Rect) -> tuple[Element, ...]:
        height = rect.height / len(rows)
        line, color = kit.color(options.text("rule")), kit.color(options.text("color"))
        elements = []
        for index, row in enumerate(rows):
            y = rect.y + index * height
            elements.append(row.draw(Rect(rect.x, y, rect.width, height - 0.8), color))
            foot = y + height - 0.4
            elements.append(artifact(rule(rect.x, foot, rect.right, foot, line, 0.8)))
        top = artifact(rule(rect.x, rect.y + 0.4, rect.right, rect.y + 0.4, line, 0.8))
        return (element("Table", top, *elements),)

    return Box(height=natural, draw=draw, label="相談先の表")


def dialled(text: SetText, owner: str, number: str, x: float, y: float) -> Element:
    """A telephone number as a link that dials it.

    To who goes from link to link its title says whose it is; who reads on hears the digits one by one, which
    an alternative text would hide.
    """
    title = f"{plain_text(owner)}に電話をかける {number}"
    return element("Link", *text.marks(x, y), href=address(number), title=title)


def address(number: str) -> str:
    """What a telephone dials, wherever it is: `tel:+81942516100`."""
    digits = number.replace("-", "")
    return f"tel:{digits}" if digits.startswith(DOMESTIC) else f"tel:+81{digits.removeprefix('0')}"


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    labels = [filled(options.text(name), edition) for name in ("phone-label", "fax-label")]
    for desk in edition.desks:
        yield from promise.desk(desk, *labels)


def absent(edition: Edition | Kit, options: Options) -> bool:
    return not edition.desks


BLOCK = Block(OPTIONS, measure, promises, absent)
