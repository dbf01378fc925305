"""How an office is reached: its numbers and the rest with their labels, and a number that can be dialled.

For the blocks that print desks or contacts. In: a `Kit`, a block's options, an office. Out: set texts and
elements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from handbook.blocks.kit import AS_OF, UNLIMITED, Kit, Options, SetText, element, paragraph, space
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


def shows_of(options: Options) -> tuple[str, ...]:
    return options.texts(SHOWS.name) if SHOWS.name in options else EVERYTHING


def details(kit: Kit, options: Options, office: Desk | Contact, width: float) -> list[SetText]:
    """How else to reach an office, each with its label, and its own date: what it lacks is left out."""
    shows, style = shows_of(options), options.text("detail-style" if "detail-style" in options else "style")
    ways = [label.name.removesuffix("-label") for label in LABELS[1:]]
    found = ((f"{way}-label", getattr(office, way)) for way in ways if way in shows)
    said = [f"{kit.fill(options.text(label))} {value}".strip() for label, value in found if value]
    dated = kit.dated(options, office, kit.as_of) if "date" in shows else ""
    return [kit.text(text, style, width) for text in (*said, *filter(None, (dated,)))]


def shown(
    kit: Kit, options: Options, what: str, text: str, width: float = UNLIMITED, of: str = ""
) -> SetText:
    """An office's `name`, `phone` or `ask`, or the `label` of one, set; nothing in small type where the
    layout does not show it."""
    shows = (of or what) in shows_of(options)
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


def height_of(lines: Iterable[Sequence[SetText]]) -> float:
    return sum(max(text.height for text in line) for line in lines)


def below_each_other(lines: Iterable[Sequence[SetText]], x: float, y: float) -> Iterator[Element]:
    for line in lines:
        yield from side_by_side(line, x, y)
        y += height_of((line,))


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


class Entry:
    """An office: its name, below it the number with its label, below that the rest.

    Where not each is `alone` in its category, all have their names even if the layout shows none: else nobody
    could tell whose number it is.
    """

    def __init__(
        self, kit: Kit, options: Options, width: float, office: Desk | Contact, alone: bool = True
    ) -> None:
        self.owner, self.dials = office.name, office.phone
        self.shows = shows_of(options) if alone else {"name", *shows_of(options)}
        named = "name" in self.shows
        self.name = kit.text(office.name if named else "", options.text("name-style"), width)
        self.phone = shown(kit, options, "phone", office.phone, width)
        self.label = shown(kit, options, "label", kit.fill(options.text("phone-label")), of="phone")
        before = self.label.width + 5 if self.label.width else 0.0
        self.beside = before + self.phone.width <= width
        self.before = before if self.beside else 0.0
        self.above = 0.0 if self.beside or not self.label.width else self.label.height
        self.more = asked(kit, options, office, width) + in_lines(details(kit, options, office, width), width)
        self.named = self.name.height if self.name.width else 0.0
        self.head = self.named + self.above + self.phone.height
        self.height = self.head + height_of(self.more)

    def parts(self, x: float, y: float) -> tuple[Element, Element, list[Element]]:
        """The name, the number, and the rest, with its top left at (`x`, `y`)."""
        number_y = y + self.named + self.above
        label_y = number_y + self.phone.first_baseline - self.label.first_baseline
        if not self.beside:
            label_y = y + self.named
        number = dialled(self.phone, self.owner, self.dials, x + self.before, number_y)
        label = (*self.label.marks(x, label_y), *space(self.label, x, label_y))
        more = list(below_each_other(self.more, x, number_y + self.phone.height))
        return paragraph(self.name, x, y), element("P", *label, number), more

    def cells(self, x: float, y: float, right: float = 0.0) -> tuple[Element, ...]:
        return cells(self.shows, *self.parts(x, y))


def asked(kit: Kit, options: Options, office: Desk | Contact, width: float) -> list[list[SetText]]:
    """What an office may be asked, where that is known and shown: in lines of its own."""
    ask = office.ask if isinstance(office, Desk) and "ask" in shows_of(options) else ""
    return [[shown(kit, options, "ask", ask, width)]] if ask else []


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
