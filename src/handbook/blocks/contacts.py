"""Where to ask about the plan: the offices' names with telephone number, FAX and what else there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handbook import promise
from handbook.blocks.kit import Block, Box, Kit, Options, element
from handbook.blocks.reach import REACHED, Entry, height_of
from handbook.blocks.stacks import stacked
from handbook.declaration import Field, table
from handbook.document import Element
from handbook.edition import Edition
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


def measure(kit: Kit, options: Options, width: float) -> Box:
    across = options.number("across")
    gutter, between = options.length("gutter"), options.length("between")
    entry_width = (width - gutter * (across - 1)) / across
    entries = [Entry(kit, options, entry_width, contact) for contact in kit.plan.contacts]
    rows = [entries[start : start + across] for start in range(0, len(entries), across)]

    def height(row: Sequence[Entry]) -> float:
        return max(entry.head + height_of(entry.more) for entry in row)

    def draw(rows: Sequence[Sequence[Entry]], rect: Rect, extra: float) -> tuple[Element, ...]:
        gap = min(between + extra / max(1, len(rows) - 1), 3 * between)
        y, items = rect.y, []
        for row in rows:
            for index, entry in enumerate(row):
                name, number, more = entry.parts(rect.x + index * (entry_width + gutter), y)
                items.append(element("LI", element("LBody", name, number, *more)))
            y += height(row) + gap
        return (element("L", *items),)

    return stacked(rows, draw, height, label="問い合わせ先", between=between)


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    labels = {label.name: filled(options.text(label.name), edition) for label in REACHED}
    for contact in edition.plan.contacts:
        yield from promise.contact(contact, labels)
        yield from promise.dated(edition, contact, labels)


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: not of.plan.contacts)
