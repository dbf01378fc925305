"""The district's desks as a table: for whom, which desk, the number to dial, how else to reach it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

from handbook import promise
from handbook.blocks.desk_cards import category_picture, measure_cards
from handbook.blocks.kit import (
    FILLED,
    Block,
    Box,
    Kit,
    Options,
    SetText,
    artifact,
    element,
    furniture,
    paragraph,
    space,
)
from handbook.blocks.reach import (
    REACHED,
    SHOWS,
    Entry,
    asked,
    below_each_other,
    cells,
    details,
    dialled,
    height_of,
    in_lines,
    shown,
)
from handbook.blocks.shapes import filled_box, rule
from handbook.blocks.stacks import headed, stacked
from handbook.declaration import Field, MapOf, OneOf, table
from handbook.document import Element, Mark
from handbook.edition import Edition
from handbook.errors import InputError
from handbook.plan import Desk
from handbook.promise import Promise, filled
from handbook.units import Rect

OPTIONS = table(
    "相談先の表。分野と絵、相談先の名前、電話番号、FAX番号など",
    *REACHED,
    Field(
        "form",
        OneOf(("rows", "tall", "stacked", "grouped")),
        "組み方（rows：分野の帯の右に1行ずつ、tall：その右に、名前と、下に大きな番号、"
        "stacked：分野ごとの札を縦に。狭い所や大きな文字に、grouped：分野ごとの札を横にも並べる）",
        default="rows",
    ),
    SHOWS,
    Field("most", "count", "相談先の数（多くてもここまで。超えれば、誤りとして知らせます）", default=99),
    Field("pictures", MapOf("picture"), "分野の絵（desks.yaml の picture と、絵のファイル）", default=()),
    Field("category-style", "style", "分野のスタイル", default="desk-category", least="text"),
    Field("name-style", "style", "相談先の名前のスタイル", default="desk-name", least="text"),
    Field("ask-style", "style", "相談できることのスタイル", default="desk-detail"),
    Field("detail-style", "style", "FAX番号などのスタイル", default="desk-detail"),
    Field("label-style", "style", "電話番号の前の言葉のスタイル", default="phone-label"),
    Field("phone-style", "style", "電話番号のスタイル", default="phone", least="numbers"),
    Field("color", "color", "分野の帯の色"),
    FILLED,
    Field("rule", "color", "行を分ける線の色"),
    Field(
        "category-width",
        "length",
        "分野の帯の幅（rows と tall で。長い分野の名前には、もっと広くなります）",
        default=74.0,
    ),
    Field("indent", "length", "帯と名前の間（rows と tall で）", default=8.0),
    Field("padding", "length", "相談先の上下の余白", default=5.0),
    Field("between", "length", "札と札の間（stacked と grouped で）", default=10.0),
    Field(
        "again",
        "words",
        "次のページに続く表の、上に置く言葉（〜の相談先（つづき）など。書かなければ、出しません）",
        default="",
        conditional=True,
    ),
)

ICON, TALL_ICON, LEAST_ICON = 24 / 13, 36 / 13, 17 / 13
"""Side of a category's picture, beside tall rows, and where the page is full, in ems of its name."""
LEAST_PADDING = 2.5
"""Above and below a row where the page is full, points."""
BAND_LINES = 3
"""Most lines of a category's name in a band no wider than the layout says."""
BAND_PADDING = 6 / 13
"""Above and below a category's picture and name together, in ems of the name."""
PAPER = "#FFFFFF"
"""Of a band that is not filled: whose cell it is, reading the page back finds by its ground."""
ALIKE = 1.35
"""How many times as high as the lowest row the highest may be for all to be made equal."""


class _Row:
    """One desk: its name and number side by side, the details below the name."""

    def __init__(self, kit: Kit, options: Options, width: float, desk: Desk) -> None:
        self.shows = options.texts(SHOWS.name)
        self.phone = shown(kit, options, "phone", desk.phone)
        self.label = shown(kit, options, "label", kit.fill(options.text("phone-label")), of="phone")
        self.owner, self.number = desk.name, desk.phone
        self.dial_width = self.phone.width + (self.label.width + 5 if self.label.width else 0.0)
        beside = width - self.dial_width - options.length("indent")
        self.name = shown(kit, options, "name", desk.name, beside)
        self.named = "name" in self.shows
        room = width if self.named else self.phone.width  # a number alone has its details below its digits
        found, asks = details(kit, options, desk, room), asked(kit, options, desk, width)
        # One line of details stands beside the number; more take the whole width below it.
        self.lines = in_lines(found, beside)
        self.beside = not asks and len(self.lines) == 1 and self.lines[0][0].width <= beside
        self.lines = self.lines if self.beside else asks + in_lines(found, room)
        self.own = self.name.height + (height_of(self.lines) if self.beside else 0.0)
        self.head = max(self.own, self.phone.height) if self.beside else self._above + self._below
        self.height = self.head + (0.0 if self.beside else height_of(self.lines))

    @property
    def _last_baseline(self) -> float:
        return self.name.height - self.name.style.leading + self.name.first_baseline

    @property
    def _above(self) -> float:
        """What stands above the line of the number."""
        return max(self._last_baseline, self.phone.first_baseline)

    @property
    def _below(self) -> float:
        return max(
            self.name.height - self._last_baseline, 0.7 * (self.phone.height - self.phone.first_baseline)
        )

    def cells(self, x: float, y: float, right: float) -> tuple[Element, ...]:
        """Name, number and details, from `x` to `right`, below `y`."""
        phone_x, phone_y = right - self.phone.width, y + (self.head - self.phone.height) / 2
        name_y = y + (self.head - self.own) / 2
        if not self.beside:  # name and number stand on one line, with the same space to the details
            phone_y = y + self._above - self.phone.first_baseline
            name_y = y + self._above - self._last_baseline
        label_x = right - self.dial_width
        label_y = phone_y + self.phone.first_baseline - self.label.first_baseline
        detail_y = name_y + self.name.height if self.beside else y + self.head
        more = list(below_each_other(self.lines, x if self.named else phone_x, detail_y))
        number = dialled(self.phone, self.owner, self.number, phone_x, phone_y)
        label = (*self.label.marks(label_x, label_y), *space(self.label, label_x, label_y))
        return cells(self.shows, paragraph(self.name, x, name_y), element("P", *label, number), more)


class _Category:
    """A category's band with its picture, and its desks."""

    def __init__(self, kit: Kit, options: Options, width: float, band: float, desks: Sequence[Desk]) -> None:
        self.width, self.indent = band, options.length("indent")
        self.picture = category_picture(kit, options, desks[0].category)
        self.name = _named(kit, options, desks[0].category, band)
        inner = width - band - 1.5 * self.indent
        is_tall = options.text("form") == "tall"
        row, self.icon = (Entry, TALL_ICON) if is_tall else (_Row, ICON)
        self.rows: list[_Row | Entry] = [row(kit, options, inner, desk) for desk in desks]

    def heights(self, padding: float, icon: float) -> list[float]:
        """Of its rows, with so much above and below, and a picture of this size in ems of the name."""
        em = self.name.style.size
        band = self.name.height + (icon * em + 1 if self.picture else 0.0) + BAND_PADDING * em
        return [max(row.height + 2 * padding, band / len(self.rows)) for row in self.rows]

    def draw(
        self, kit: Kit, options: Options, rect: Rect, rows: Sequence[_Row | Entry], heights: Sequence[float]
    ) -> Iterator[Element]:
        """A row of the table, of the height given, for each of these desks; the band reaches over all."""
        line = kit.color(options.text("rule"))
        band = Rect(rect.x, rect.y, self.width, rect.height - 0.8)
        em = self.name.style.size
        icon = min(self.icon * em, band.height - self.name.height - BAND_PADDING * em)
        height = self.name.height + (icon + 1 if self.picture else 0.0)
        y = band.y + (band.height - height) / 2
        color, filled = kit.color(options.text("color")), options.flag(FILLED.name)
        cell = band if filled else Rect(band.x, band.y + 0.4, band.width, band.height - 0.4)
        shapes = [artifact(filled_box(cell, color if filled else PAPER), kind="Background")]
        if not filled:
            shapes.append(artifact(rule(band.right, cell.y, band.right, cell.bottom, color, 0.8)))
        if self.picture:
            place = Rect(band.x + (band.width - icon) / 2, y, icon, icon)
            shapes.append(artifact(self.picture.mark(place)))
            y += icon + 1
        head: tuple[Element | Mark, ...] = self.name.marks(band.x + 3, y)
        span = (("RowSpan", str(len(rows))),) if len(rows) > 1 else ()
        top = rect.y
        for index, (row, step) in enumerate(zip(rows, heights, strict=True)):
            foot = top + step - 0.4
            title = (*shapes, element("TH", *head, attributes=(("Scope", "Row"), *span))) if not index else ()
            left = rect.x if index == len(rows) - 1 else band.right + self.indent
            yield element(
                "TR",
                *title,
                *row.cells(
                    band.right + self.indent, top + (step - row.height) / 2, rect.right - self.indent / 2
                ),
                artifact(rule(left, foot, rect.right, foot, line, 0.8)),
            )
            top += step


class _Line(NamedTuple):
    """A desk of the table, with its category, its ideal height and its least."""

    category: _Category
    row: _Row | Entry
    ideal: float
    least: float


def _named(kit: Kit, options: Options, category: str, band: float) -> SetText:
    return kit.text(category, options.text("category-style"), band - 6, align="center")


def _band(kit: Kit, options: Options, width: float) -> float:
    """How wide the bands are: as the layout says, or as the longest name of a category needs."""
    band, step = options.length("category-width"), kit.style(options.text("category-style")).size
    names, tried = {desk.category for desk in kit.desks}, len(kit.texts)
    while band < width / 3 and any(
        len(_named(kit, options, name, band).paragraph.lines) > BAND_LINES for name in names
    ):
        band += step
    del kit.texts[tried:]  # of what was only tried, nothing is too long
    return band


def measure(kit: Kit, options: Options, width: float) -> Box:
    box, again = _table(kit, options, width), kit.fill(options.text("again"))
    if not again:
        return box
    text = kit.text(again, options.text("name-style"), width)
    return headed(box, text.height, partial(furniture, text), later=True)


def _table(kit: Kit, options: Options, width: float) -> Box:
    if (count := len(kit.desks)) > (most := options.number("most")):
        message = f"相談先が{count}件あり、{most}件までしか載りません。"
        hint = (
            "desks.yaml の担当（districts）を確かめてください。正しければ、この版は別のレイアウトで作るか、"
        )
        raise InputError.of(message, hint + "部品「desks」の most を大きくしてください。")
    if (form := options.text("form")) in ("stacked", "grouped"):
        return measure_cards(kit, options, width, side_by_side=form == "grouped")
    band = _band(kit, options, width)
    found = [
        _Category(kit, options, width, band, list(desks))
        for _, desks in groupby(kit.desks, key=lambda desk: desk.category)
    ]
    padding = options.length("padding")
    ideal = chain.from_iterable(_even([one.heights(padding, one.icon) for one in found]))
    least = chain.from_iterable(one.heights(min(padding, LEAST_PADDING), LEAST_ICON) for one in found)
    rows = ((one, row) for one in found for row in one.rows)
    lines = [_Line(*row, *heights) for row, *heights in zip(rows, ideal, least, strict=True)]

    def smallest(lines: Sequence[_Line]) -> float:
        return sum(line.least for line in lines)

    def draw(lines: Sequence[_Line], rect: Rect, extra: float) -> tuple[Element, ...]:
        natural = rect.height - extra
        y, wider = rect.y, max(1.0, rect.height / natural)
        tight = max(0.0, -extra) / (natural - smallest(lines) or 1.0)
        rows: list[Element] = [
            artifact(rule(rect.x, rect.y, rect.right, rect.y, kit.color(options.text("rule")), 0.8))
        ]
        for category, group in groupby(lines, key=attrgetter("category")):
            own = list(group)
            heights = [(line.ideal - (line.ideal - line.least) * tight) * wider for line in own]
            place = Rect(rect.x, y, rect.width, sum(heights))
            rows += category.draw(kit, options, place, [line.row for line in own], heights)
            y += place.height
        return (element("Table", *rows),)

    return stacked(lines, draw, attrgetter("ideal"), label="相談先の表", least=smallest)


def _even(heights: list[list[float]]) -> list[list[float]]:
    """The heights of rows by category; rows that differ little are made equal, and read as one table."""
    rows = [height for own in heights for height in own]
    if max(rows) <= ALIKE * min(rows):
        return [[max(rows)] * len(own) for own in heights]
    return heights


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    if again := filled(options.text("again"), edition):
        yield promise.own_words(again, maybe=True)
    labels = {label.name: filled(options.text(label.name), edition) for label in REACHED}
    shows = options.texts(SHOWS.name)
    for desk in edition.desks:
        yield from promise.desk(desk, labels, shows)
        if "date" in shows:
            yield from promise.dated(edition, desk, labels, shows)


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: not of.desks)
