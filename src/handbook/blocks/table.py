"""A table with a title for each column, whose rows go on on following pages.

Its rows stand in the layout, or the edition carries them (`Edition.tables`). Each part of it is a table of
its own, with the titles again: it is read and heard wherever one begins. What is empty is to write in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, groupby

from handbook.blocks.kit import Block, Box, Kit, Options, SetText, artifact, element
from handbook.blocks.shapes import filled_box, rule
from handbook.blocks.stacks import stacked
from handbook.declaration import Field, ListOf, table
from handbook.document import Element
from handbook.edition import Edition, Rows
from handbook.errors import InputError
from handbook.promise import Promise, filled, said
from handbook.units import Rect

OPTIONS = table(
    "表。列の題と行。1ページに入りきらない行は、次のページに続きます（ページの repeats）",
    Field("titles", ListOf("words"), "列の題（左から順に。書かなければ、表の最初の行）", default=()),
    Field("widths", ListOf("number"), "列の幅の割合（左から順に。足りない列は最後のものと同じ）"),
    Field("styles", ListOf("style"), "列のスタイル（左から順に。足りない列は最後のものと同じ）"),
    Field(
        "long-styles",
        ListOf("style"),
        "1行に入らない言葉の、列ごとのスタイル（書かなければ styles と同じ）",
        default=(),
    ),
    Field("rows", ListOf(ListOf("words")), "行（列の順に。空の欄は書き込む欄になります）", default=()),
    Field("source", "word", "行を、プログラムが用意した表から取るとき、その名前", default=""),
    Field("label", "word", "お知らせでの呼び名", default="表"),
    Field("title-style", "style", "列の題のスタイル", default="table-title"),
    Field("color", "color", "題の行の色"),
    Field("rule", "color", "行を分ける線の色"),
    Field("grid", "flag", "列も線で分けるか（印を押すます目など）", default=False),
    Field("together", "flag", "最初の欄が同じ行（12行まで）を、同じページに置くか", default=False),
    Field("padding", "length", "行の上下の余白", default=5.0),
    Field("row-height", "length", "行の高さ（これより低くしません）", default=0.0),
)

INSET = 4.0
"""Left and right of a cell's text, points."""
LEAST_PADDING = 2.5
"""Above and below a row where the page is full, points."""
MORE = 18.0
"""By how much a row may be higher where the page has room to spare, points."""
MOST_TOGETHER = 12
"""So many rows that begin alike stand on one page; more would leave another one half empty."""


class _Row:
    """The cells of a row, set to the widths of their columns."""

    def __init__(
        self, cells: Sequence[SetText], widths: Sequence[float], least: float, padding: float
    ) -> None:
        self.cells = cells
        self.widths = widths
        self.height = max(least, max(cell.height for cell in cells) + 2 * padding)

    def draw(self, x: float, y: float, height: float, head: bool = True) -> Element:
        cells = []
        for number, (text, width) in enumerate(zip(self.cells, self.widths, strict=True)):
            scope = "Column" if head else "Row"
            # What a cell quotes of the plan is not explained here.
            words = text.marks(x + INSET, y + (height - text.height) / 2, linked=False)
            inside = (element("P", *words),) if text.width else ()
            if head or not number:
                cells.append(element("TH", *inside, attributes=(("Scope", scope),)))
            else:
                cells.append(element("TD", *inside))
            x += width
        return element("TR", *cells)


_Group = tuple[_Row, ...]
"""Rows that stand on one page."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    titles, *rows = rows_of(kit, options)
    shares = [float(share) for share in _each(options, "widths", len(titles))]
    widths = [width * share / sum(shares) for share in shares]
    padding, least = options.length("padding"), options.length("row-height")
    head = [
        kit.text(kit.fill(title), options.text("title-style"), column - 2 * INSET)
        for title, column in zip(titles, widths, strict=True)
    ]
    set_rows = [_Row(_cells(kit, options, row, widths), widths, least, padding) for row in rows]
    groups = list(_grouped(rows, set_rows) if options.flag("together") else [(row,) for row in set_rows])
    return _table(kit, options, _Row(head, widths, 0.0, padding), groups)


def _grouped(rows: Sequence[Sequence[str]], set_rows: Sequence[_Row]) -> Iterator[_Group]:
    """Rows that begin alike as one, unless they are many."""
    for _, pairs in groupby(zip(rows, set_rows, strict=True), lambda pair: pair[0][0].strip("*")):
        group = tuple(row for _, row in pairs)
        yield from [group] if len(group) <= MOST_TOGETHER else [(row,) for row in group]


def _each(options: Options, name: str, columns: int) -> tuple[str, ...]:
    """An option's value for each column: where there are too few, the last one."""
    given = options.texts(name)
    return (*given, *given[-1:] * columns)[:columns]


def _cells(kit: Kit, options: Options, row: Sequence[str], widths: Sequence[float]) -> list[SetText]:
    if len(row) != len(widths):
        hint = f"どの行にも、列の数（{len(widths)}）だけ書いてください。空の欄は '' と書きます。"
        raise InputError.of(f"表の行「{row[0]}」の欄が{len(row)}個です。", hint)
    styles = _each(options, "styles", len(widths))
    long_styles = _each(options, "long-styles" if options.texts("long-styles") else "styles", len(widths))
    cells = []
    for text, column, style, long_style in zip(row, widths, styles, long_styles, strict=True):
        inner = column - 2 * INSET
        fits = kit.text(kit.fill(text), style).width <= inner
        cells.append(kit.text(kit.fill(text), style if fits else long_style, inner))
    return cells


def _table(kit: Kit, options: Options, head: _Row, groups: Sequence[_Group]) -> Box:
    saved = 2 * max(0.0, options.length("padding") - LEAST_PADDING)

    def draw(groups: Sequence[_Group], rect: Rect, extra: float) -> tuple[Element, ...]:
        rows = list(chain.from_iterable(groups))
        more = min(extra / len(rows), MORE)
        band = filled_box(rect._replace(height=head.height), kit.color(options.text("color")))
        y, line = rect.y + head.height, kit.color(options.text("rule"))
        marks: list[Element] = [artifact(band, kind="Background"), head.draw(rect.x, rect.y, head.height)]
        for row in rows:
            marks.append(row.draw(rect.x, y, row.height + more, False))
            y += row.height + more
            marks.append(artifact(rule(rect.x, y, rect.right, y, line, 0.8)))
        if options.flag("grid"):
            edges = accumulate(head.widths, initial=rect.x)
            top = rule(rect.x, rect.y, rect.right, rect.y, line, 0.8)
            marks.append(artifact(top, *(rule(x, rect.y, x, y, line, 0.8) for x in edges)))
        return (element("Table", *marks),)

    def height(group: _Group) -> float:
        return sum(row.height for row in group)

    def least(groups: Sequence[_Group]) -> float:
        return head.height + sum(row.height - saved for row in chain.from_iterable(groups))

    return stacked(groups, draw, height, label=options.text("label"), head=head.height, least=least)


def rows_of(edition: Edition | Kit, options: Options) -> Rows:
    """The titles, and the rows that the layout has and the edition carries."""
    source = options.text("source")
    carried = next((rows for name, rows in edition.tables if name == source), ())
    given = (options.texts("titles"), *map(tuple, options.texts("rows")), *carried)
    return given if given[0] else given[1:]


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    for row in rows_of(edition, options):
        if cells := [text for text in (filled(cell, edition) for cell in row) if text]:
            yield said(f"{options.text('label')}の行", *cells)


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: len(rows_of(of, options)) < 2)
