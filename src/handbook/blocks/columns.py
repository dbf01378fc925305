"""Case columns in a frame, each labelled with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.elements import listed
from handbook.blocks.kit import AS_OF, Block, Box, Kit, Options, artifact, element, space
from handbook.blocks.notes import Explanation, explained, promised
from handbook.blocks.shapes import filled_box, framed_box
from handbook.declaration import Field, table
from handbook.document import Element, Mark
from handbook.edition import Edition
from handbook.plan import Column
from handbook.promise import Promise, filled, own_date, own_words, said
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
    Field("label-style", "style", "札のスタイル", default="column-label"),
    Field("title-style", "style", "見出しのスタイル", default="column-title"),
    Field("style", "style", "本文のスタイル", default="column"),
    Field("note-style", "style", "時点と、言葉の説明のスタイル", default="note"),
    Field("color", "color", "枠と札の色"),
    Field("padding", "length", "枠の内側の余白", default=10.0),
    Field("between", "length", "事例と事例の間", default=8.0),
)


class _Case:
    """One column set: label in a tag, title beside or below it, text, its own date, what its words mean."""

    def __init__(self, kit: Kit, options: Options, width: float, column: Column) -> None:
        self.lang = column.lang or None
        self.padding = options.length("padding")
        self.color = kit.color(options.text("color"))
        inner = width - 2 * self.padding
        self.label = kit.text(_label(kit, options, column), options.text("label-style"))
        self.tag_width = self.label.width + 14
        beside = inner - self.tag_width - 9
        title = f"{column.title}（{column.date}）" if column.date else column.title
        self.title = kit.text(title, options.text("title-style"), inner)
        self.title_beside = self.title.width <= beside and len(self.title.paragraph.lines) == 1
        # An empty line in the data only parts paragraphs, as every line end does.
        parts = [part for part in column.text.split("\n") if part.strip()]
        self.texts = [kit.text(part, options.text("style"), inner) for part in parts]
        if dated := kit.dated(options, column, kit.plan.data_date):
            self.texts.append(kit.text(dated, options.text("note-style"), inner))
        notes = explained(kit.plan, column.text)
        self.notes = [Explanation(kit, note, options.text("note-style"), inner) for note in notes]
        self.tag_height = self.label.style.size + 7
        head = max(self.tag_height, self.title.style.leading)
        self.head = (head if self.title_beside else self.tag_height + 3 + self.title.height) + 5
        notes_height = sum(note.height for note in self.notes) + (4 if self.notes else 0)
        self.height = 2 * self.padding + self.head + sum(text.height for text in self.texts) + notes_height

    def _spoken(self, marks: tuple[Element | Mark, ...]) -> tuple[Element | Mark, ...]:
        """Beside words in Japanese, words of another language say so."""
        return (element("Span", *marks)._replace(lang=self.lang),) if self.lang else marks

    def draw(self, rect: Rect) -> Element:
        x = rect.x + self.padding
        y = rect.y + (rect.height - self.height) / 2 + self.padding
        frame = artifact(framed_box(rect, self.color, 1.0, 7), kind="Layout")
        line_height = max(self.tag_height, self.title.style.leading) if self.title_beside else self.tag_height
        tag = Rect(x, y + (line_height - self.tag_height) / 2, self.tag_width, self.tag_height)
        label_y = tag.y + (tag.height - self.label.style.leading) / 2
        if self.title_beside:
            title_x, title_y = tag.right + 9, y + (line_height - self.title.style.leading) / 2
        else:
            title_x, title_y = x, y + self.tag_height + 3
        paragraphs, text_y = [], y + self.head
        for text in self.texts:
            paragraphs += [one._replace(lang=self.lang) for one in text.paragraphs(x, text_y)]
            text_y += text.height
        for note in self.notes:
            paragraphs.append(note.draw(x, text_y + 4))
            text_y += note.height
        return element(
            "Sect",
            frame,
            artifact(filled_box(tag, self.color, 3), kind="Background"),
            # The label belongs to the heading: who jumps from heading to heading must hear it.
            element(
                "H3",
                element("Span", *self.label.marks(tag.x + 7, label_y)),
                *space(self.label, tag.x + 7, label_y),
                *self._spoken(self.title.marks(title_x, title_y)),
            ),
            *listed(paragraphs),
        )


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
    natural = sum(case.height for case in cases) + between * max(0, len(cases) - 1)

    def draw(rect: Rect) -> tuple[Element, ...]:
        extra = (rect.height - natural) / max(1, len(cases))
        y, elements = rect.y, []
        for case in cases:
            elements.append(case.draw(Rect(rect.x, y, rect.width, case.height + extra)))
            y += case.height + extra + between
        return tuple(elements)

    longest = max(columns, key=lambda column: len(column.text), default=None)
    return Box(height=natural, draw=draw, label=f"事例「{longest.title}」" if longest else "事例")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    for column in chosen(edition, options):
        # Where a case comes from stands over it, so that none is taken for another district's.
        label = options.text("own-label" if column.districts else "city-label")
        label = filled(label, edition, "・".join(column.districts))
        if column.districts in ((), (edition.district.name,)):
            yield own_words(label)
        dated = (f"（{column.date}）",) if column.date else ()
        yield said(f"事例コラム「{column.title}」", label, column.title, *dated, *column.text.splitlines())
        dated_by = filled(options.text(AS_OF.name), edition)
        paragraphs = column.text.splitlines()
        yield from own_date(
            edition.plan, column, edition.plan.data_date, dated_by, column.title, *dated, *paragraphs
        )
        yield from promised(edition.plan, column.text)


def absent(edition: Edition | Kit, options: Options) -> bool:
    return not chosen(edition, options)


BLOCK = Block(OPTIONS, measure, promises, absent)
