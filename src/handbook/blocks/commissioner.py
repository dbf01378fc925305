"""A card on which the 民生委員 writes name and number by hand, or on which they are printed for one of them.

The warmest thing on the page. What is printed stands where it would be written, as large as there is room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handbook.blocks.kit import (
    UNLIMITED,
    Block,
    Box,
    Kit,
    Options,
    SetPicture,
    SetText,
    artifact,
    element,
    heading_role,
    level_of,
    paragraph,
    space,
)
from handbook.blocks.reach import dialled
from handbook.blocks.shapes import framed_box, rule
from handbook.declaration import Field, ListOf, table
from handbook.document import Element
from handbook.edition import CHILDREN, Edition, Imprint
from handbook.errors import InputError
from handbook.promise import Number, Promise, Wording, aside, filled, own_words, said
from handbook.typeset import readings
from handbook.units import Rect

OPTIONS = table(
    "民生委員・児童委員の名前などを、手で書き込むか、名入れで刷り込むカード",
    Field("title", "words", "カードの見出し（書かなければ、ありません）", default=""),
    Field(
        "blanks",
        ListOf("words"),
        "書き込む欄の名前（上から順に。線の上に小さく出ます。名入れでは、1つめに名前、2つめに電話番号が入ります）",
        conditional=True,
    ),
    Field("area-label", "words", "名入れで、担当区域の前の言葉", default="担当区域", conditional=True),
    Field(
        "secrecy",
        "words",
        "名入れで、秘密を守ることを伝える一文",
        default="ご相談の秘密は、法律に基づき守ります",
        conditional=True,
    ),
    Field(
        "instead",
        "words",
        "名入れで、本人の代わりに担当課を載せるとき、その前の言葉",
        default="ご案内する窓口",
        conditional=True,
    ),
    Field("picture", "picture", "見出しの右に置く飾りの絵", default=""),
    Field(
        "title-style",
        "style",
        "見出しのスタイル（刷り込む名前と番号は、この書体で大きくなります）",
        default="card-title",
        least="text",
    ),
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
PRINTED, LEAST_PRINTED, MOST_PRINTED = 38.0, 28.0, 34.0
"""Room for what is printed, where the page is full, too, and the largest type, with a title of 14 points."""
BESIDE = 6.0
"""Between a label and what is printed behind it, points."""
BLANK = "記入欄"
"""What a listener hears of a line to write on."""


class _Cell(NamedTuple):
    """A blank: its label, and what is printed there ("": it is a line to write on)."""

    label: SetText
    text: str = ""
    owner: str = ""
    """Whose number it is, where it is one."""


class _Card:
    """The card, measured to a width."""

    def __init__(self, kit: Kit, options: Options, width: float) -> None:
        self.kit, self.options, self.padding = kit, options, options.length("padding")
        self.imprint = imprint = kit.imprint
        self.alone = imprint is not None and imprint.alone
        self.style, self.title_style = options.text("style"), options.text("title-style")
        across, whole = options.number("across"), width - 2 * self.padding
        self.across, self.width = across, (whole - APART * (across - 1)) / across
        self.larger = kit.layout.styles[self.title_style].size / 14  # than on the leaflet
        picture = options.text("picture")
        self.picture = kit.picture(picture) if picture else None
        title = kit.fill(options.text("title"))
        self.title = kit.text(title, self.title_style, whole)
        self.titled = self.title.height if title else 0.0
        self.cells = list(self._cells())
        where = " ".join(_whereabouts(options, imprint))
        size = kit.style(self.style).size
        self.where = kit.as_written(where, self.style, size)
        printed = imprint is not None and imprint.reached is not None and not self.alone
        before = self.cells[0].label.width + BESIDE if self.cells else 0.0
        hangs = (self.titled + 16 * self.larger) * self.picture.ratio if self.picture else 0.0
        room = min(self.width, whole - hangs) - before
        self.is_beside = bool(where) and not printed and self.where.width <= room
        if where and not self.is_beside:
            if self.alone:
                raise _no_room("担当区域")
            self.where = kit.as_written(where, self.style, size, whole - hangs)
        self.above, self.secrecy = options.length("above"), None
        if imprint and printed and imprint.agreed and options.text("secrecy"):
            self.secrecy = kit.text(kit.fill(options.text("secrecy")), self.style, whole)
        self.head = self.titled + (self.where.height if where and not self.is_beside else 0.0)
        self.foot = self.padding + (self.secrecy.height if self.secrecy else 0.0)
        lines = [self.cells[at : at + across] for at in range(0, len(self.cells), across)]
        self.lines = [self._line(cells, printed) for cells in lines]
        around = self.padding + self.head + self.foot
        self.least, self.height = (around + sum(heights) for heights in zip(*self.lines, strict=True))

    def _line(self, cells: Sequence[_Cell], printed: bool) -> tuple[float, float]:
        """The least height of a line of blanks, and the ideal one."""
        label, writing = max(cell.label.height for cell in cells), self.options.length("writing-height")
        least, ideal = label + min(writing, LEAST_WRITING), label + writing
        if printed:
            needed = max(self._needed(cell) for cell in cells)
            least = max(needed, min(LEAST_PRINTED * self.larger, ideal))
            ideal = max(least, ideal, PRINTED * self.larger)
        return self.above + least, self.above + ideal

    def _cells(self) -> Iterator[_Cell]:
        reached = self.imprint and self.imprint.reached
        for number, words in enumerate(_labels(self.options, self.imprint)):
            label = self.kit.text(self.kit.fill(words), self.style)
            if self.imprint is None or reached is None or number > 1:
                yield _Cell(label)
            elif number == 0:
                yield _Cell(label, with_reading(reached.name, self.imprint.reading))
            else:
                yield _Cell(label, reached.phone, reached.name)

    def _needed(self, cell: _Cell) -> float:
        """The least height of a blank that is printed: behind its label, or else below it."""
        if not cell.text:
            return cell.label.height + LEAST_WRITING
        text = self._smallest(cell)
        beside = text.width <= self.width - cell.label.width - BESIDE
        return text.height + (0 if beside else cell.label.height)

    def _smallest(self, cell: _Cell) -> SetText:
        """What is printed, in the least type; the name of an office may stand on several lines."""
        office = not cell.owner and self.imprint is not None and not self.imprint.agreed
        width = self.width if office else UNLIMITED
        return self.kit.as_written(cell.text, self.title_style, self.kit.layout.least.text, width)

    def draw(self, rect: Rect) -> tuple[Element, ...]:
        """What stands in `rect`. Raises InputError for a name that is too long even in the least type."""
        # Nobody writes larger for more room: what is left goes to the picture.
        writing = max(MOST_WRITING * self.larger, self.options.length("writing-height"))
        label = max(cell.label.height for cell in self.cells)
        most = self.height + sum(max(0.0, self.above + label + writing - ideal) for _, ideal in self.lines)
        spare = rect.height - most if self.picture and rect.height - most >= LARGE else 0.0
        top = rect.y + self.padding + self.head + spare
        elements = [] if self.alone else list(self._card(rect, spare, top))
        left, where = rect.x + self.padding, self.where
        if where.width and not self.is_beside:
            elements.append(paragraph(where, left, rect.y + self.padding + self.titled))
        for number, (cell, extra) in enumerate(
            zip(self.cells, self._extra(rect.height - spare), strict=True)
        ):
            x = left + number % self.across * (self.width + APART)
            foot = top + self.lines[number // self.across][1] + extra
            label_y = top + self.above + max(extra, 0.0) * 0.6
            beside = where if self.is_beside and number == 0 else None
            if beside:
                on_line = label_y + cell.label.first_baseline - where.first_baseline
                elements.append(paragraph(where, x + cell.label.width + BESIDE, on_line))
            elements.append(self._filled(cell, x, top + self.above, label_y, foot, beside is not None))
            top = foot if (number + 1) % self.across == 0 else top
        if self.secrecy:
            elements.append(paragraph(self.secrecy, left, rect.bottom - self.foot))
        return (element("Sect", *elements),)

    def _extra(self, height: float) -> list[float]:
        """For each blank, how much more or less than its ideal height it gets: more in equal shares, less as
        far as each may shrink."""
        extra, shrinks = height - self.height, self.height - self.least
        shares = [
            1 / len(self.lines) if extra > 0 or not shrinks else (ideal - least) / shrinks
            for least, ideal in self.lines
        ]
        return [extra * shares[number // self.across] for number in range(len(self.cells))]

    def _card(self, rect: Rect, spare: float, top: float) -> Iterator[Element]:
        """The frame, the picture, the title."""
        larger = self.larger
        frame, ground = (self.kit.color(self.options.text(key)) for key in ("frame", "background"))
        yield artifact(framed_box(rect, frame, 1.6 * larger, 9 * larger, fill=ground))
        if self.picture:
            yield artifact(self.picture.mark(self._place(self.picture, rect, spare, top)))
        if self.titled:
            yield paragraph(
                self.title, rect.x + self.padding, rect.y + self.padding, heading_role(self.options)
            )

    def _place(self, picture: SetPicture, rect: Rect, spare: float, top: float) -> Rect:
        left, right, larger = rect.x + self.padding, rect.right - self.padding, self.larger
        if spare:
            size = min(spare, 3 * LARGE, (right - left) / picture.ratio)
            middle, foot = (left + right - size * picture.ratio) / 2, top - (spare - size) / 2
            return Rect(middle, foot - size, size * picture.ratio, size)
        size = min(right - left - self.title.width - 4, self.title.height + 16 * larger)
        above = max(3 * larger, self.padding - 4 * larger)
        return Rect(right - size * picture.ratio, rect.y + above, size * picture.ratio, size)

    def _filled(self, cell: _Cell, x: float, top: float, label_y: float, foot: float, taken: bool) -> Element:
        """A blank: its label, and the line to write on or what is printed there; `taken`: something else
        stands behind the label."""
        label = cell.label
        if not cell.text:
            # The line to write on is content: who hears only the label waits for a name that never comes.
            line = rule(x, foot, x + self.width, foot, self.kit.color(self.options.text("line")), 0.8)
            blank = element("Form", line, alt=BLANK, actual_text=f"（{BLANK}）", attributes=(("Role", "tv"),))
            return element("P", *label.marks(x, label_y), *space(label, x, label_y), blank)
        below = self._set(cell, self.width, foot - label_y - label.height)
        behind = x + label.width + BESIDE
        beside = None if taken else self._set(cell, self.width - label.width - BESIDE, foot - top)
        text = max(filter(None, (beside, below)), key=lambda one: one.style.size, default=None)
        if text is None:
            raise _no_room("名前か番号")
        at, y = (behind if text is beside else x), foot - text.height
        if text is beside:
            label_y = y + text.first_baseline - label.first_baseline
        said = (dialled(text, cell.owner, cell.text, at, y),) if cell.owner else text.marks(at, y)
        before = () if self.alone else (*label.marks(x, label_y), *space(label, x, label_y))
        return element("P", *before, *said)

    def _set(self, cell: _Cell, width: float, height: float) -> SetText | None:
        """What is printed, as large as there is room; None where there is too little."""
        kit, smallest = self.kit, self._smallest(cell)
        one = kit.as_written(cell.text, self.title_style, 100.0)
        size = min(MOST_PRINTED * self.larger, 100 * width / one.width, 100 * height / one.height)
        if size >= kit.layout.least.text:
            return kit.as_written(cell.text, self.title_style, size)
        return smallest if smallest.width <= width and smallest.height <= height else None


def _no_room(what: str) -> InputError:
    hint = "短く書けないか、もっと広いレイアウトにできないか、考えてください。"
    return InputError.of(f"{what}が、民生委員・児童委員の枠に入りません。", hint)


def with_reading(name: str, reading: str) -> str:
    """A name with its reading as ruby, part by part where both have as many; kana need none."""
    names, kana = name.split(), reading.split()
    if len(names) != len(kana):
        names, kana = [name], ["".join(kana)]
    parts = [
        f"{{{part}|{read}}}" if read and not re.fullmatch("[ぁ-ゖァ-ヺー・ ]+", part) else part
        for part, read in zip(names, kana, strict=True)
    ]
    return " ".join(parts)


def _labels(options: Options, imprint: Imprint | None) -> tuple[str, ...]:
    """What stands before the blanks; before an office that stands in, that it does."""
    blanks = options.texts("blanks")
    stands_in = imprint and imprint.reached and not (imprint.agreed or imprint.alone)
    return (options.text("instead"), *blanks[1:]) if stands_in else blanks


def _whereabouts(options: Options, imprint: Imprint | None) -> tuple[str, ...]:
    """The area with its label, or that they look after all children."""
    if imprint and imprint.kind == CHILDREN:
        return (imprint.kind,)
    return (options.text("area-label"), imprint.area) if imprint and imprint.area else ()


def measure(kit: Kit, options: Options, width: float) -> Box:
    card = _Card(kit, options, width)
    return Box(height=card.height, draw=card.draw, least=card.least, label="民生委員・児童委員の記入欄")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    imprint = edition.imprint
    labels = [filled(words, edition) for words in _labels(options, imprint)]
    if not (imprint and imprint.alone):
        yield from map(own_words, labels)
    if where := _whereabouts(options, imprint):
        yield aside("担当区域", *where)
    if imprint is None or imprint.reached is None:
        return
    if imprint.agreed:
        yield said("民生委員・児童委員の名前", imprint.reached.name)
        read = readings(with_reading(imprint.reached.name, imprint.reading))
        yield Wording("名前の読み", tuple(kana for _, kana in read), ruby=True, aside=True)
        if not imprint.alone and options.text("secrecy"):
            yield own_words(filled(options.text("secrecy"), edition))
    else:
        yield said("担当課の名前", imprint.reached.name)
    yield Number(imprint.reached, "電話番号", imprint.reached.phone, "" if imprint.alone else labels[1])


BLOCK = Block(OPTIONS, measure, promises)
