"""One goal: a coloured bar with its number and title, below it a measure per cell with a box to tick."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, SetText, artifact, element, paragraph, space
from handbook.blocks.shapes import box_path, filled_box, framed_box, rule
from handbook.declaration import Field, table
from handbook.document import Element, Shape
from handbook.edition import Edition
from handbook.plan import Goal, Measure
from handbook.promise import Promise, Wording, said
from handbook.units import Rect

OPTIONS = table(
    "目標ひとつ。題の帯と、施策ごとに、住民の役割と印を付ける四角",
    Field("number", "count", "目標の番号"),
    Field("tag", "words", "題の前に置く札の言葉"),
    Field("across", "count", "横に並べる施策の数", default=3),
    Field("color", "color", "帯と施策の題の色"),
    Field("tint", "color", "帯の下の地の色"),
    Field("paper", "color", "札と、印を付ける四角の中の色"),
    Field("rule", "color", "施策を分ける線の色"),
    Field("tag-style", "style", "札のスタイル", default="goal-tag"),
    Field("title-style", "style", "目標の題のスタイル", default="goal-title"),
    Field("measure-style", "style", "施策の題のスタイル", default="measure"),
    Field("style", "style", "役割の文章のスタイル", default="role"),
    Field("gutter", "length", "横に並ぶ施策の間", default=10.0),
    Field("between", "length", "縦に並ぶ施策の間", default=5.0),
    Field("padding", "length", "内側の余白", default=4.7),
)

RADIUS = 7.0
TICK = 11.5
"""Side of the box to tick, points: large enough for a shaky pen."""
TICK_INDENT = TICK + 4.5


class _Cell:
    """A measure's title and what residents can do, set to a width."""

    def __init__(self, kit: Kit, options: Options, width: float, measure: Measure) -> None:
        color = kit.color(options.text("color"))
        self.title = kit.text(measure.title, options.text("measure-style"), width, color=color)
        self.role = kit.text(measure.residents.short, options.text("style"), width - TICK_INDENT)

    def draw(self, x: float, y: float, title_height: float, color: str, paper: str) -> Element:
        """The cell at (`x`, `y`), its role below `title_height` so that roles of a row agree."""
        role_y = y + title_height
        middle = role_y + self.role.first_baseline - 0.36 * self.role.style.size
        tick = framed_box(Rect(x, middle - TICK / 2, TICK, TICK), color, 1.1, 2.2, fill=paper)
        return element(
            "LI",
            element("Lbl", tick, actual_text="□", alt="チェック欄"),
            element(
                "LBody",
                paragraph(self.title, x, y + title_height - self.title.height),
                paragraph(self.role, x + TICK_INDENT, role_y),
            ),
        )


class _Bar:
    """The bar at the head of a goal: `目標1` in a tag, and the goal's title."""

    def __init__(self, kit: Kit, options: Options, goal: Goal, width: float) -> None:
        color = kit.color(options.text("color"))
        self.tag: SetText = kit.text(kit.fill(options.text("tag")), options.text("tag-style"), color=color)
        self.title = kit.text(goal.title, options.text("title-style"), width - self.tag.width - 50)
        self.height = self.title.height + 3
        self.color, self.paper = color, kit.color(options.text("paper"))

    def draw(self, rect: Rect, padding: float) -> tuple[Element, ...]:
        shape = Shape(box_path(rect, (RADIUS, RADIUS, 0, 0)), fill=self.color)
        tag_height = self.tag.style.size + 6
        tag = Rect(rect.x + padding, rect.y + (rect.height - tag_height) / 2, self.tag.width + 12, tag_height)
        title_y = rect.y + (rect.height - self.title.height) / 2
        tag_y = tag.y + (tag_height - self.tag.height) / 2
        return (
            artifact(shape, filled_box(tag, self.paper, 3), kind="Background"),
            element(
                "H3",
                element("Span", *self.tag.marks(tag.x + 6, tag_y)),
                *space(self.tag, tag.x + 6, tag_y),
                *self.title.marks(tag.right + 9, title_y),
            ),
        )


def measure(kit: Kit, options: Options, width: float) -> Box:
    number = options.number("number")
    goal = next(goal for goal in kit.plan.goals if goal.number == number)
    across = min(options.number("across"), len(goal.measures))
    padding, gutter, between = (options.length(key) for key in ("padding", "gutter", "between"))
    cell_width = (width - 2 * padding - gutter * (across - 1)) / across
    bar = _Bar(kit, options, goal, width)
    cells = [_Cell(kit, options, cell_width, measure) for measure in goal.measures]
    rows = [cells[start : start + across] for start in range(0, len(cells), across)]
    title_heights = [max(cell.title.height for cell in row) for row in rows]
    heights = [
        title + max(cell.role.height for cell in row) for title, row in zip(title_heights, rows, strict=True)
    ]
    inner = 5.0
    natural = bar.height + 2 * inner + sum(heights) + between * (len(rows) - 1)

    def draw(rect: Rect) -> tuple[Element, ...]:
        color, paper = kit.color(options.text("color")), kit.color(options.text("paper"))
        line = kit.color(options.text("rule"))
        panel = Shape(box_path(rect, (RADIUS,) * 4), fill=kit.color(options.text("tint")), stroke=None)
        extra = (rect.height - natural) / (len(rows) + 1)
        y = rect.y + bar.height + inner + extra / 2
        items: list[Element] = []
        for column in range(1, across):
            x = rect.x + padding + column * (cell_width + gutter) - gutter / 2
            # Down to the last row that has a cell there.
            lacking = sum(
                heights[row] + between + extra for row in range(len(rows)) if len(rows[row]) <= column
            )
            foot = rect.bottom - inner - lacking
            items.append(artifact(rule(x, rect.y + bar.height + inner, x, foot, line, 0.6)))
        for row, title, height in zip(rows, title_heights, heights, strict=True):
            for index, cell in enumerate(row):
                x = rect.x + padding + index * (cell_width + gutter)
                items.append(cell.draw(x, y, title, color, paper))
            y += height + between + extra
        return (
            element(
                "Sect",
                artifact(panel, kind="Background"),
                *bar.draw(Rect(rect.x, rect.y, rect.width, bar.height), padding),
                element("L", *items),
            ),
        )

    return Box(height=natural, draw=draw, label=f"目標{number}「{goal.title}」")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    goal = next(goal for goal in edition.plan.goals if goal.number == options.number("number"))
    yield said(f"目標{goal.number}", goal.title)
    for measure in goal.measures:
        residents = dict.fromkeys((measure.residents.text, measure.residents.short))
        yield Wording(
            f"目標{goal.number}の取組みと、わたしたちにできること",
            tuple((measure.title, text) for text in residents),
        )


def absent(edition: Edition | Kit, options: Options) -> bool:
    return all(goal.number != options.number("number") for goal in edition.plan.goals)


BLOCK = Block(OPTIONS, measure, promises, absent)
