"""Case columns in a frame, each labelled with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from operator import attrgetter

from handbook.blocks.elements import listed
from handbook.blocks.figures import Figure
from handbook.blocks.kit import (
    AS_OF,
    FILLED,
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
    space,
)
from handbook.blocks.notes import Explanation, explained, promised
from handbook.blocks.setting import Halves
from handbook.blocks.shapes import framed_box, tag_shape
from handbook.blocks.stacks import halved, stacked
from handbook.declaration import Field, OneOf, table
from handbook.document import Element, Mark
from handbook.edition import Edition
from handbook.errors import InputError
from handbook.plan import Column
from handbook.promise import Pictured, Promise, Wording, aside, filled, own_date, own_words
from handbook.typeset import plain_text
from handbook.units import Rect

OPTIONS = table(
    "事例コラム。枠に札（どこの事例か）と見出しと本文",
    Field("most", "count", "載せる事例の数（多くてもここまで）", default=1),
    Field(
        "others",
        "flag",
        "ほかの校区・地区の事例のうち、載せてよいもの（shared: true）も載せるか",
        default=False,
    ),
    Field(
        "own-label",
        "words",
        "その校区・地区の事例に付ける札の言葉（{district} は、その事例の校区・地区の名前）",
        conditional=True,
    ),
    Field("city-label", "words", "全域の事例に付ける札の言葉", conditional=True),
    AS_OF,
    level_of(3),
    Field(
        "photo",
        OneOf(("none", "above", "beside")),
        "写真の置き方（none：載せない、above：本文の上、beside：本文の右）",
        "none",
    ),
    Field(
        "photo-share",
        "number",
        "写真の長いほうの辺（枠の内側の幅の何倍か。above なら 1、beside なら 0.7 まで）",
        default=0.4,
    ),
    Field("label-style", "style", "札のスタイル", default="column-label"),
    Field("title-style", "style", "見出しのスタイル", default="column-title", least="text"),
    Field("style", "style", "本文のスタイル", default="column", least="text"),
    Field("note-style", "style", "時点と、言葉の説明のスタイル", default="note"),
    Field("color", "color", "枠と札の色"),
    FILLED,
    Field("padding", "length", "枠の内側の余白", default=10.0),
    Field("between", "length", "事例と事例の間", default=8.0),
)


NOTES_APART = 4.0
"""Between the text and what its words mean, points."""
PHOTO_APART = 9.0
"""Between a photograph and the text, points."""


class _Case:
    """One column set: label in a tag, title beside or below it, text, its own date, what its words mean."""

    def __init__(self, kit: Kit, options: Options, width: float, column: Column) -> None:
        self.lang = column.lang or None
        self.role = heading_role(options)
        self.padding = options.length("padding")
        self.color, self.filled = kit.color(options.text("color")), options.flag(FILLED.name)
        inner = width - 2 * self.padding
        self.label = kit.text(_label(kit, options, column), options.text("label-style"))
        self.tag_width = self.label.width + 14
        beside = inner - self.tag_width - 9
        title = f"{column.title}（{column.date}）" if column.date else column.title
        self.title = kit.text(title, options.text("title-style"), inner)
        self.title_beside = self.title.width <= beside and len(self.title.paragraph.lines) == 1
        self.begins = True
        self.photo = _photo(kit, options, inner, column)
        self.beside = self.photo is not None and options.text("photo") == "beside"
        if self.photo and self.beside:
            inner -= self.photo.width + PHOTO_APART
        # An empty line in the data only parts paragraphs, as every line end does.
        parts = [part for part in column.text.split("\n") if part.strip()]
        self.texts = [kit.text(part, options.text("style"), inner) for part in parts]
        if dated := kit.dated(options, column, kit.plan.data_date):
            self.texts.append(kit.text(dated, options.text("note-style"), inner))
        notes = explained(kit.plan, f"{column.title}\n{column.text}")
        self.notes = [Explanation(kit, note, options.text("note-style"), inner) for note in notes]
        self.tag_height = self.label.body[1] + 7
        head = max(self.tag_height, self.title.style.leading)
        self.head = (head if self.title_beside else self.tag_height + 3 + self.title.height) + 5
        self.photo_at = self.head
        if self.photo and not self.beside:
            self.head += self.photo.height + PHOTO_APART

    @property
    def height(self) -> float:
        words = sum(text.height for text in self.texts)
        words += sum(note.height for note in self.notes) + (NOTES_APART if self.notes else 0)
        if self.photo and self.beside:
            words = max(words, self.photo.height)
        return 2 * self.padding + self.head + words

    def cut(self, height: float) -> Halves[_Case] | None:
        """It in two frames, the lower one without label, title and photograph; what its words mean stands
        at its end."""
        heights, room = [text.height for text in self.texts], height - 2 * self.padding - self.head
        if self.photo and self.beside and self.photo.height > room:
            return None
        room = min(room, sum(heights) - 1)
        halves = halved(self.texts, heights, [0.0] * len(heights), room, SetText.cut)
        if halves is None:
            return None
        above, below = copy(self), copy(self)
        above.texts, above.notes = halves[0], []
        below.texts, below.photo, below.head, below.begins = halves[1](), None, 0.0, False
        return above, lambda: below

    def _spoken(self, marks: tuple[Element | Mark, ...]) -> tuple[Element | Mark, ...]:
        """Beside words in Japanese, words of another language say so."""
        return (element("Span", *marks)._replace(lang=self.lang),) if self.lang else marks

    def draw(self, rect: Rect) -> Element:
        """The frame, the label in its tag and the title at its head, the paragraphs below."""
        x = rect.x + self.padding
        y = rect.y + (rect.height - self.height) / 2 + self.padding
        frame = artifact(framed_box(rect, self.color, 1.0, 7), kind="Layout")
        paragraphs, text_y = [], y + self.head
        for text in self.texts:
            paragraphs += [one._replace(lang=self.lang) for one in text.paragraphs(x, text_y)]
            text_y += text.height
        for note in self.notes:
            paragraphs.append(note.draw(x, text_y + NOTES_APART))
            text_y += note.height
        if self.photo:  # told behind the text, which follows its title
            left = rect.right - self.padding - self.photo.width if self.beside else x
            paragraphs.append(self.photo.draw(left, y + self.photo_at))
        return element("Sect", frame, *(self._head(x, y) if self.begins else ()), *listed(paragraphs))

    def _head(self, x: float, y: float) -> tuple[Element, ...]:
        line_height = max(self.tag_height, self.title.style.leading) if self.title_beside else self.tag_height
        tag = Rect(x, y + (line_height - self.tag_height) / 2, self.tag_width, self.tag_height)
        label_y = tag.y + 3.5 - self.label.body[0]
        if self.title_beside:
            title_x, title_y = tag.right + 9, y + (line_height - self.title.style.leading) / 2
        else:
            title_x, title_y = x, y + self.tag_height + 3
        return (
            artifact(tag_shape(tag, self.color, self.filled), kind="Background"),
            # The label belongs to the heading: who jumps from heading to heading must hear it.
            element(
                self.role,
                element("Span", *self.label.marks(tag.x + 7, label_y)),
                *space(self.label, tag.x + 7, label_y),
                *self._spoken(self.title.marks(title_x, title_y)),
            ),
        )


def _photo(kit: Kit, options: Options, width: float, column: Column) -> Figure | None:
    """The column's photograph and the words below it; None where the layout prints none."""
    photo = column.photo
    if photo is None or options.text("photo") == "none":
        return None
    share = options.length("photo-share")
    if not 0 < share <= (0.7 if options.text("photo") == "beside" else 1):
        hint = "0.4 のように、photo: above なら 1 まで、beside なら 0.7 までで書いてください。"
        raise InputError.of(f"photo-share（{share:g}）では、写真を置けません。", hint)
    picture = SetPicture(photo.photograph.in_grey() if kit.layout.mono else photo.photograph)
    across = width * share * min(1.0, picture.ratio)
    words = filter(None, (photo.caption, photo.credit))
    below = [kit.text(one, options.text("note-style"), across) for one in words]
    return Figure(picture, plain_text(photo.alt), across, below)


def _label(kit: Kit, options: Options, column: Column) -> str:
    """Where the column comes from; `{district}` is the column's own districts, not the edition's."""
    if not column.districts:
        return kit.fill(options.text("city-label"))
    return kit.fill(options.text("own-label").replace("{district}", "・".join(column.districts)))


def chosen(edition: Edition | Kit, options: Options) -> tuple[Column, ...]:
    """The columns that this edition prints: its own, then city-wide ones, others' only if asked for."""
    columns = edition.columns
    if options.flag("others"):
        columns += edition.other_columns
    return columns[: options.number("most")]


def measure(kit: Kit, options: Options, width: float) -> Box:
    between = options.length("between")
    columns = chosen(kit, options)
    cases = [_Case(kit, options, width, column) for column in columns]

    def draw(cases: Sequence[_Case], rect: Rect, extra: float) -> tuple[Element, ...]:
        extra, y, elements = extra / max(1, len(cases)), rect.y, []
        for case in cases:
            elements.append(case.draw(Rect(rect.x, y, rect.width, case.height + extra)))
            y += case.height + extra + between
        return tuple(elements)

    longest = max(columns, key=lambda column: len(column.text), default=None)
    label = f"事例「{longest.title}」" if longest and len(columns) == 1 else "事例"
    return stacked(cases, draw, attrgetter("height"), label=label, between=between, cut=_Case.cut)


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    for column in chosen(edition, options):
        # Where a case comes from stands over it, so that none is taken for another district's.
        label = options.text("own-label" if column.districts else "city-label")
        label = filled(label, edition, "・".join(column.districts))
        if column.districts in ((), (edition.district.name,)):
            yield own_words(label)
        dated = (f"（{column.date}）",) if column.date else ()
        texts = (label, column.title, *dated, *column.text.splitlines())
        yield Wording(f"事例コラム「{column.title}」", texts, labelled=True)
        dated_by = filled(options.text(AS_OF.name), edition)
        paragraphs = column.text.splitlines()
        yield from own_date(
            edition.plan, column, edition.plan.data_date, dated_by, column.title, *dated, *paragraphs
        )
        yield from promised(edition.plan, f"{column.title}\n{column.text}")
        if column.photo and options.text("photo") != "none":
            what, photo = f"事例コラム「{column.title}」の写真", column.photo
            yield Pictured(what, plain_text(photo.alt), photo.photograph)
            yield from (aside(f"{what}の説明", words) for words in (photo.caption, photo.credit) if words)


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: not chosen(of, options))
