"""Where to ask about the plan: the issuers' names with telephone and fax, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from handbook import promise
from handbook.blocks.desks import dialled
from handbook.blocks.kit import Block, Box, Kit, Options, SetText, element, paragraph, space
from handbook.declaration import Field, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.plan import Contact
from handbook.promise import Promise, filled
from handbook.units import Rect

OPTIONS = table(
    "計画についての問い合わせ先。名前、電話番号、FAX番号",
    Field("phone-label", "words", "電話番号の前の言葉"),
    Field("fax-label", "words", "FAX番号の前の言葉"),
    Field("across", "count", "横に並べる問い合わせ先の数", default=2),
    Field("name-style", "style", "名前のスタイル", default="contact-name"),
    Field("style", "style", "FAX番号のスタイル", default="contact"),
    Field("label-style", "style", "電話番号の前の言葉のスタイル", default="phone-label"),
    Field("phone-style", "style", "電話番号のスタイル", default="contact-phone"),
    Field("gutter", "length", "横に並ぶ問い合わせ先の間", default=16.0),
    Field("between", "length", "縦に並ぶ問い合わせ先の間", default=4.0),
)

BESIDE = 8.0
"""Least space between the number and a fax beside it, points."""


class _Entry:
    """One contact: its name, the number to dial, and the fax beside or below it."""

    def __init__(self, kit: Kit, options: Options, width: float, contact: Contact) -> None:
        self.name = kit.text(contact.name, options.text("name-style"), width)
        self.label: SetText = kit.text(kit.fill(options.text("phone-label")), options.text("label-style"))
        self.phone = kit.text(contact.phone, options.text("phone-style"))
        self.owner, self.number = contact.name, contact.phone
        self.fax = kit.text(f"{kit.fill(options.text('fax-label'))} {contact.fax}", options.text("style"))
        self.dial_width = self.label.width + 5 + self.phone.width
        self.fax_beside = self.dial_width + BESIDE + self.fax.width <= width
        self.height = self.name.height + self.phone.height + (0 if self.fax_beside else self.fax.height)

    def draw(self, x: float, y: float) -> Element:
        phone_y = y + self.name.height
        baseline = phone_y + self.phone.first_baseline
        fax_x = x + self.dial_width + BESIDE if self.fax_beside else x
        fax_y = baseline - self.fax.first_baseline if self.fax_beside else phone_y + self.phone.height
        return element(
            "LI",
            element(
                "LBody",
                paragraph(self.name, x, y),
                element(
                    "P",
                    *self.label.marks(x, baseline - self.label.first_baseline),
                    *space(self.label, x, baseline - self.label.first_baseline),
                    dialled(self.phone, self.owner, self.number, x + self.label.width + 5, phone_y),
                ),
                paragraph(self.fax, fax_x, fax_y),
            ),
        )


def measure(kit: Kit, options: Options, width: float) -> Box:
    across = options.number("across")
    gutter, between = options.length("gutter"), options.length("between")
    entry_width = (width - gutter * (across - 1)) / across
    entries = [_Entry(kit, options, entry_width, contact) for contact in kit.plan.contacts]
    rows = [entries[start : start + across] for start in range(0, len(entries), across)]
    heights = [max(entry.height for entry in row) for row in rows]
    natural = sum(heights) + between * (len(rows) - 1)

    def draw(rect: Rect) -> tuple[Element, ...]:
        gap = between + (rect.height - natural) / len(rows)
        y, items = rect.y + (gap - between) / 2, []
        for row, height in zip(rows, heights, strict=True):
            for index, entry in enumerate(row):
                items.append(entry.draw(rect.x + index * (entry_width + gutter), y))
            y += height + gap
        return (element("L", *items),)

    return Box(height=natural, draw=draw, label="問い合わせ先")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    labels = [filled(options.text(name), edition) for name in ("phone-label", "fax-label")]
    for contact in edition.plan.contacts:
        yield from promise.contact(contact, *labels)


def absent(edition: Edition | Kit, options: Options) -> bool:
    return not edition.plan.contacts


BLOCK = Block(OPTIONS, measure, promises, absent)
