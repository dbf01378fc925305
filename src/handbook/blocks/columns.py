"""Case columns in a frame, each labelled with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from operator import attrgetter

from handbook.blocks.kit import (
    AS_OF,
    FILLED,
    Block,
    Box,
    Kit,
    Options,
    SetText,
    artifact,
    element,
    heading_role,
    level_of,
    paragraph,
    space,
)
from handbook.blocks.setting import Halves
from handbook.blocks.shapes import framed_box, tag_shape
from handbook.blocks.stacks import halved, stacked
from handbook.declaration import Field, table
from handbook.document import Element, Mark
from handbook.edition import Edition
from handbook.plan import Column, Note, Plan
from handbook.promise import Promise, Wording, aside, filled, own_date, own_words
from handbook.typeset import plain_text
from handbook.units import Rect

OPTIONS = table(
    "事例コラム。枠に札（どこの事例か）と見出しと本文",
    Field("most", "count", "載せる事例の数（多くてもここまで）", default=1),
    Field("others", "flag", "ほかの校区・地区の事例も載せるか", default=False),
    Field(
        "own-label",
        "words",
        "その校区・地区の事例に付ける札の言葉（{district} は、その事例の校区・地区の名前）",
        conditional=True,
    ),
    Field("city-label", "words", "全域の事例に付ける札の言葉", conditional=True),
    AS_OF,
    level_of(3),
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
        # An empty line in the data only parts paragraphs, as every line end does.
        parts = [part for part in column.text.split("\n") if part.strip()]
        self.texts = [kit.text(part, options.text("style"), inner) for part in parts]
        if dated := kit.dated(options, column, kit.plan.data_date):
            self.texts.append(kit.text(dated, options.text("note-style"), inner))
        notes = (f"{note.term}：{note.text}" for note in explained(kit.plan, column))
        self.notes = [kit.text(note, options.text("note-style"), inner) for note in notes]
        self.tag_height = self.label.style.size + self.label.overhead + 7
        head = max(self.tag_height, self.title.style.leading)
        self.head = (head if self.title_beside else self.tag_height + 3 + self.title.height) + 5

    @property
    def height(self) -> float:
        notes = sum(note.height for note in self.notes) + (NOTES_APART if self.notes else 0)
        return 2 * self.padding + self.head + sum(text.height for text in self.texts) + notes

    def cut(self, height: float) -> Halves[_Case] | None:
        """It in two frames, the lower one without label and title."""
        words = [*self.texts, *self.notes]
        gaps = [NOTES_APART if self.notes and at == len(self.texts) else 0.0 for at in range(len(words))]
        heights, room = [text.height for text in words], height - 2 * self.padding - self.head
        halves = halved(words, heights, gaps, room, SetText.cut)
        if halves is None:
            return None
        above, below = copy(self), copy(self)
        first, rest = halves[0], halves[1]()
        above.texts, above.notes = first[: len(self.texts)], first[len(self.texts) :]
        parted = max(0, len(rest) - len(self.notes))
        below.texts, below.notes, below.head, below.begins = rest[:parted], rest[parted:], 0.0, False
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
            paragraphs.append(paragraph(text, x, text_y)._replace(lang=self.lang))
            text_y += text.height
        for note in self.notes:
            paragraphs.append(paragraph(note, x, text_y + NOTES_APART))
            text_y += note.height
        return element("Sect", frame, *(self._head(x, y) if self.begins else ()), *paragraphs)

    def _head(self, x: float, y: float) -> tuple[Element, ...]:
        line_height = max(self.tag_height, self.title.style.leading) if self.title_beside else self.tag_height
        tag = Rect(x, y + (line_height - self.tag_height) / 2, self.tag_width, self.tag_height)
        label_y = tag.y + (tag.height + self.label.overhead - self.label.style.leading) / 2
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


def explained(plan: Plan, column: Column) -> list[Note]:
    """The plan's notes on words that the column uses."""
    return [note for note in plan.notes if note.term in plain_text(column.text)]


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
    label = f"事例「{longest.title}」" if longest else "事例"
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
        for note in explained(edition.plan, column):
            yield aside("言葉の説明", note.term, note.text)


def absent(edition: Edition | Kit, options: Options) -> bool:
    return not chosen(edition, options)


BLOCK = Block(OPTIONS, measure, promises, absent)
