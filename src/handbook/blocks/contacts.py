"""Where to ask about the plan: the offices' names with telephone number, FAX and what else there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handbook import promise
from handbook.blocks.kit import Block, Box, Kit, Options, SetText, element, paragraph, space
from handbook.blocks.reach import REACHED, details, dialled, in_lines, line_height, side_by_side
from handbook.blocks.stacks import stacked
from handbook.declaration import Field, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.plan import Contact
from handbook.promise import Promise, filled
from handbook.units import Rect

OPTIONS = table(
    "計画についての問い合わせ先。名前、電話番号、FAX番号など",
    *REACHED,
    Field("across", "count", "横に並べる問い合わせ先の数", default=1),
    Field("name-style", "style", "名前のスタイル", default="contact-name", least="text"),
    Field("style", "style", "FAX番号などのスタイル", default="contact"),
    Field("label-style", "style", "電話番号の前の言葉のスタイル", default="phone-label"),
    Field("phone-style", "style", "電話番号のスタイル", default="contact-phone", least="text"),
    Field("gutter", "length", "横に並ぶ問い合わせ先の間", default=16.0),
    Field("between", "length", "縦に並ぶ問い合わせ先の間", default=6.0),
)


class _Entry:
    """One office: its name, the number to dial, the rest below it."""

    def __init__(self, kit: Kit, options: Options, width: float, contact: Contact) -> None:
        self.name = kit.text(contact.name, options.text("name-style"), width)
        self.label: SetText = kit.text(kit.fill(options.text("phone-label")), options.text("label-style"))
        self.phone = kit.text(contact.phone, options.text("phone-style"))
        self.indent = self.label.width + 5 if self.label.width else 0.0
        self.owner, self.number = contact.name, contact.phone
        self.lines = in_lines(details(kit, options, contact, options.text("style"), width), width)
        self.height = self.name.height + self.phone.height + sum(line_height(line) for line in self.lines)

    def draw(self, x: float, y: float) -> Element:
        phone_y = y + self.name.height
        label_y = phone_y + self.phone.first_baseline - self.label.first_baseline
        more: list[Element] = []
        detail_y = phone_y + self.phone.height
        for line in self.lines:
            more += side_by_side(line, x, detail_y)
            detail_y += line_height(line)
        return element(
            "LI",
            element(
                "LBody",
                paragraph(self.name, x, y),
                element(
                    "P",
                    *self.label.marks(x, label_y),
                    *space(self.label, x, label_y),
                    dialled(self.phone, self.owner, self.number, x + self.indent, phone_y),
                ),
                *more,
            ),
        )


def measure(kit: Kit, options: Options, width: float) -> Box:
    across = options.number("across")
    gutter, between = options.length("gutter"), options.length("between")
    entry_width = (width - gutter * (across - 1)) / across
    entries = [_Entry(kit, options, entry_width, contact) for contact in kit.plan.contacts]
    rows = [entries[start : start + across] for start in range(0, len(entries), across)]

    def height(row: Sequence[_Entry]) -> float:
        return max(entry.height for entry in row)

    def draw(rows: Sequence[Sequence[_Entry]], rect: Rect, extra: float) -> tuple[Element, ...]:
        gap = min(between + extra / max(1, len(rows) - 1), 3 * between)
        y, items = rect.y, []
        for row in rows:
            for index, entry in enumerate(row):
                items.append(entry.draw(rect.x + index * (entry_width + gutter), y))
            y += height(row) + gap
        return (element("L", *items),)

    return stacked(rows, draw, height, label="問い合わせ先", between=between)


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    labels = {label.name: filled(options.text(label.name), edition) for label in REACHED}
    for contact in edition.plan.contacts:
        yield from promise.contact(contact, labels)
        yield from promise.dated(edition, contact, labels)


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: not of.plan.contacts)
