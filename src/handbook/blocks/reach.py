"""How an office is reached: its numbers and the rest with their labels, and a number that can be dialled.

For the blocks that print desks or contacts. In: a `Kit`, a block's options, an office. Out: set texts and
elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from handbook.blocks.kit import AS_OF, Kit, Options, SetText, element, paragraph
from handbook.declaration import Field, ListOf, OneOf
from handbook.document import Element
from handbook.plan import Contact, Desk
from handbook.typeset import plain_text

LABELS = (
    Field("phone-label", "words", "電話番号の前の言葉", default="", conditional=True),
    Field("fax-label", "words", "FAX番号の前の言葉", conditional=True),
    Field("hours-label", "words", "受付時間の前の言葉", default="受付", conditional=True),
    Field("address-label", "words", "所在地の前の言葉", default="所在地", conditional=True),
    Field("mail-label", "words", "メールアドレスの前の言葉", default="メール", conditional=True),
    Field("web-label", "words", "ホームページのアドレスの前の言葉", default="ホームページ", conditional=True),
)
"""Words before each way to reach an office."""
REACHED = (*LABELS, AS_OF)

DETAILS = ("ask", "fax", "hours", "address", "mail", "web")
DETAILS_OPTION = Field(
    "details",
    ListOf(OneOf(DETAILS)),
    "電話番号のほかに載せるもの（ask：相談できること、fax：FAX番号、hours：受付時間、address：所在地、"
    "mail：メールアドレス、web：ホームページ。書かなければ、すべて）",
    default=DETAILS,
)
"""The option of blocks that may leave out what a small sheet has no room for."""

PARTED = 14.0
"""Between two details on one line, points."""
DOMESTIC = ("0120", "0170", "0180", "0570", "0800", "0990")
"""Beginnings of numbers of services, which cannot be dialled from abroad (総務省 電気通信番号計画)."""


def details(kit: Kit, options: Options, office: Desk | Contact, style: str, width: float) -> list[SetText]:
    """How else to reach an office, each with its label, and its own date: what it lacks is left out."""
    found = ((label.name, getattr(office, label.name.removesuffix("-label"))) for label in LABELS[1:])
    said = [f"{kit.fill(options.text(label))} {value}" for label, value in found if value]
    dated = kit.dated(options, office, kit.as_of)
    return [kit.text(text, style, width) for text in (*said, *filter(None, (dated,)))]


def shown(desks: Sequence[Desk], options: Options) -> tuple[Desk, ...]:
    """Desks with those of their details alone that a block prints (`DETAILS_OPTION`)."""
    left_out: dict[str, Any] = {name: "" for name in DETAILS if name not in options.texts("details")}
    return tuple([desk._replace(**left_out) for desk in desks]) if left_out else tuple(desks)


def side_by_side(line: Sequence[SetText], x: float, y: float) -> Iterator[Element]:
    baseline = y + max(text.first_baseline for text in line)
    for text in line:
        yield paragraph(text, x, baseline - text.first_baseline)
        x += text.width + PARTED


def line_height(line: Sequence[SetText]) -> float:
    return max(text.height for text in line)


def in_lines(found: Sequence[SetText], width: float) -> list[list[SetText]]:
    """As many on each line as there is room for."""
    lines: list[list[SetText]] = []
    used = 0.0
    for text in found:
        used += PARTED + text.width
        if not lines or used > width or len(text.paragraph.lines) > 1:
            lines.append([])
            used = text.width
        lines[-1].append(text)
    return lines


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
