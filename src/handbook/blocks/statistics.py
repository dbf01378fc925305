"""What was found: topic, finding, amount and, where it counts people of ten, ten figures; side by side."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, SetText, artifact, element, paragraph, space
from handbook.blocks.shapes import person, rule
from handbook.declaration import Field, table
from handbook.document import Element, Mark
from handbook.edition import Edition
from handbook.plan import Statistic, StatisticPoint
from handbook.promise import Promise, Wording, said
from handbook.units import Rect

OPTIONS = table(
    "統計。題、短い言葉と数、10人のうち何人かの人の絵を、横に並べて",
    Field("topic-style", "style", "統計の題のスタイル", default="topic"),
    Field("label-style", "style", "短い言葉のスタイル", default="finding"),
    Field("amount-style", "style", "数のスタイル", default="amount"),
    Field("unit-style", "style", "数の後の単位のスタイル", default="amount-unit"),
    Field("figure", "color", "数に入る人の絵の色"),
    Field("empty", "color", "数に入らない人の絵の輪郭の色"),
    Field("rule", "color", "統計の上の線の色"),
    Field("figure-height", "length", "人の絵の高さ", default=13.0),
    Field("across", "count", "横に並べる数（多くても）", default=4),
    Field("gutter", "length", "横に並ぶ統計の間", default=14.0),
    Field("between", "length", "縦に並ぶ統計の間", default=8.0),
)

TEN = 10
BELOW_RULE = 4.0


class _Finding:
    """One point: its label, below it its amount and its figures."""

    def __init__(self, kit: Kit, options: Options, width: float, point: StatisticPoint) -> None:
        self.tenths, self.width = point.tenths, width
        self.figure_height = options.length("figure-height")
        self.label = kit.text(point.label, options.text("label-style"), width)
        digits = len(point.amount) - len(point.amount.lstrip("0123456789０１２３４５６７８９"))
        parts = (point.amount[:digits], "amount-style"), (point.amount[digits:], "unit-style")
        self.amount = [kit.text(text, options.text(style)) for text, style in parts if text]
        self.amount_height = max((text.style.leading for text in self.amount), default=0.0)
        figures = 0.0 if point.tenths is None else self.figure_height + 3
        self.height = self.label.height + self.amount_height + figures
        self.fill, self.empty = kit.color(options.text("figure")), kit.color(options.text("empty"))

    def draw(self, x: float, y: float) -> list[Element]:
        amount: list[Element | Mark] = []
        foot = y + self.label.height
        if self.amount:
            tallest = max(self.amount, key=lambda text: text.style.leading)
            baseline, at = foot + tallest.first_baseline, x
            for text in self.amount:
                amount += text.marks(at, baseline - text.first_baseline)
                at += text.width + 1
        parts = (*space(self.label, x, y), element("Span", *amount)) if amount else ()
        elements = [element("P", *self.label.marks(x, y), *parts)]
        if self.tenths is not None:
            elements.append(self._figures(x, foot + self.amount_height + 3, self.tenths))
        return elements

    def _figures(self, x: float, y: float, tenths: int) -> Element:
        """Ten people, the counted ones filled and the others outlined: told apart without colour."""
        step = min(self.width / TEN, self.figure_height * 1.2)
        shapes = [
            shape
            for index in range(TEN)
            for shape in person(
                x + index * step,
                y,
                self.figure_height,
                self.fill if index < tenths else None,
                None if index < tenths else self.empty,
            )
        ]
        return element("Figure", *shapes, alt=f"{TEN}人のうち{tenths}人を塗った人の絵")


class _Topic:
    """One statistic: its topic and its findings."""

    def __init__(self, kit: Kit, options: Options, width: float, statistic: Statistic) -> None:
        self.topic: SetText = kit.text(statistic.title, options.text("topic-style"), width)
        self.findings = [_Finding(kit, options, width, point) for point in statistic.points]

    def height(self, topic: float) -> float:
        """With as much height for the topic as its neighbours have."""
        return BELOW_RULE + topic + sum(finding.height + 2 for finding in self.findings)

    def draw(self, x: float, y: float, width: float, topic: float, line: str) -> list[Element]:
        elements = [artifact(rule(x, y, x + width, y, line, 1.0))]
        y += BELOW_RULE
        elements.append(paragraph(self.topic, x, y))
        y += topic
        for finding in self.findings:
            elements += finding.draw(x, y)
            y += finding.height + 2
        return elements


def measure(kit: Kit, options: Options, width: float) -> Box:
    gutter, between = options.length("gutter"), options.length("between")
    across = min(options.number("across"), max(1, len(kit.plan.statistics)))
    own = (width - gutter * (across - 1)) / across
    found = [_Topic(kit, options, own, statistic) for statistic in kit.plan.statistics]
    rows = [found[start : start + across] for start in range(0, len(found), across)]
    topics = [max(one.topic.height for one in row) for row in rows]
    heights = [max(one.height(topic) for one in row) for row, topic in zip(rows, topics, strict=True)]
    natural = sum(heights) + between * (len(rows) - 1)

    def draw(rect: Rect) -> tuple[Element, ...]:
        line = kit.color(options.text("rule"))
        y, elements = rect.y, []
        for row, topic, height in zip(rows, topics, heights, strict=True):
            for index, one in enumerate(row):
                elements += one.draw(rect.x + index * (own + gutter), y, own, topic, line)
            y += height + between
        return tuple(elements)

    return Box(height=natural, draw=draw, label="統計")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    for statistic in edition.plan.statistics:
        yield said("統計の題", statistic.title)
        for point in statistic.points:
            yield Wording(f"統計（{statistic.title}）", ((point.text,), (point.label, point.amount)))


def absent(edition: Edition | Kit, options: Options) -> bool:
    return not edition.plan.statistics


BLOCK = Block(OPTIONS, measure, promises, absent)
