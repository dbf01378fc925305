"""How an office is reached: its numbers and the rest with their labels, and a number that can be dialled.

For the blocks that print desks or contacts. In: a `Kit`, a block's options, an office. Out: set texts and
elements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from handbook.blocks.kit import AS_OF, UNLIMITED, Kit, Options, SetText, element, paragraph
from handbook.declaration import Field, ListOf, OneOf
from handbook.document import Element
from handbook.plan import Contact, Desk
from handbook.promise import EVERYTHING
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
SHOWS = Field(
    "shows",
    ListOf(OneOf(EVERYTHING)),
    "載せるもの（name：名前、phone：電話番号、date：時点、ask：相談できること など。書かなければ全部）",
    default=EVERYTHING,
)
"""What of each desk is printed: a small sheet may leave the rest to its back, or to another layout."""

PARTED = 14.0
"""Between two details on one line, points."""
DOMESTIC = ("0120", "0170", "0180", "0570", "0800", "0990")
"""Beginnings of numbers of services, which cannot be dialled from abroad (総務省 電気通信番号計画)."""


def details(kit: Kit, options: Options, office: Desk | Contact, style: str, width: float) -> list[SetText]:
    """How else to reach an office, each with its label, and its own date: what it lacks is left out."""
    shows = options.texts(SHOWS.name) if isinstance(office, Desk) else EVERYTHING
    ways = [label.name.removesuffix("-label") for label in LABELS[1:]]
    found = ((f"{way}-label", getattr(office, way)) for way in ways if way in shows)
    said = [f"{kit.fill(options.text(label))} {value}".strip() for label, value in found if value]
    dated = kit.dated(options, office, kit.as_of) if "date" in shows else ""
    return [kit.text(text, style, width) for text in (*said, *filter(None, (dated,)))]


def shown(
    kit: Kit, options: Options, what: str, text: str, width: float = UNLIMITED, of: str = ""
) -> SetText:
    """A desk's `name`, `phone` or `ask`, or the `label` of one, set; nothing in small type where the layout
    does not show it."""
    shows = (of or what) in options.texts(SHOWS.name)
    return kit.text(text if shows else "", options.text(f"{what if shows else 'detail'}-style"), width)


def cells(
    shows: Collection[str], name: Element, number: Element, more: Sequence[Element]
) -> tuple[Element, ...]:
    """A desk's cells in a table, of what is shown of it."""
    shown = [element("TD", one) for what, one in (("name", name), ("phone", number)) if what in shows]
    return (*shown, *([element("TD", *more)] if {*shows} - {"name", "phone"} else ()))


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
