"""The statistics: topic, finding, amount and, where it counts people of ten, ten figures."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, SetText, artifact, element, paragraph, space
from handbook.blocks.shapes import person, rule
from handbook.declaration import Field, table
from handbook.document import Element, Mark
from handbook.edition import Edition
from handbook.plan import StatisticPoint
from handbook.promise import Promise, Wording, said
from handbook.units import Rect

OPTIONS = table(
    "統計。題、短い言葉と数、10人のうち何人かの人の絵",
    Field("topic-style", "style", "統計の題のスタイル", default="topic"),
    Field("label-style", "style", "短い言葉のスタイル", default="finding"),
    Field("amount-style", "style", "数のスタイル", default="amount"),
    Field("unit-style", "style", "数の後の単位のスタイル", default="amount-unit"),
    Field("figure", "color", "数に入る人の絵の色"),
    Field("empty", "color", "数に入らない人の絵の輪郭の色"),
    Field("rule", "color", "統計を分ける線の色"),
    Field("figure-height", "length", "人の絵の高さ", default=17.0),
    Field("between", "length", "統計と統計の間", default=9.0),
)

TEN = 10


class _Finding:
    """One point set: its label at the left, its amount at the right, its figures below."""

    def __init__(self, kit: Kit, options: Options, width: float, point: StatisticPoint) -> None:
        self.tenths = point.tenths
        self.figure_height = options.length("figure-height") if point.tenths is not None else 0.0
        digits = len(point.amount) - len(point.amount.lstrip("0123456789０１２３４５６７８９"))
        parts = (point.amount[:digits], "amount-style"), (point.amount[digits:], "unit-style")
        self.amount = [kit.text(text, options.text(style)) for text, style in parts if text]
        self.amount_width = sum(text.width + 1 for text in self.amount)
        self.label = kit.text(point.label, options.text("label-style"), width - self.amount_width - 9)
        self.height = self.label.height + (self.figure_height + 4 if self.figure_height else 0.0)
        self.figure_fill = kit.color(options.text("figure"))
        self.empty = kit.color(options.text("empty"))

    def draw(self, x: float, y: float, width: float) -> list[Element]:
        baseline = y + self.label.height - self.label.style.leading + self.label.first_baseline
        amount_x = x + width - self.amount_width
        amount: list[Element | Mark] = []
        for text in self.amount:
            amount += text.marks(amount_x + 1, baseline - text.first_baseline)
            amount_x += text.width + 1
        parts = (*space(self.label, x, y), element("Span", *amount)) if amount else ()
        elements = [element("P", *self.label.marks(x, y), *parts)]
        if self.tenths is not None:
            elements.append(self._figures(x, y + self.label.height + 4, width))
        return elements

    def _figures(self, x: float, y: float, width: float) -> Element:
        """Ten people, the counted ones filled and the others outlined: told apart without colour."""
        step = min(width / TEN, self.figure_height * 1.45)
        shapes = [
            shape
            for index in range(TEN)
            for shape in person(
                x + index * step,
                y,
                self.figure_height,
                self.figure_fill if index < (self.tenths or 0) else None,
                None if index < (self.tenths or 0) else self.empty,
            )
        ]
        return element("Figure", *shapes, alt=f"{TEN}人のうち{self.tenths}人を塗った人の絵")


def measure(kit: Kit, options: Options, width: float) -> Box:
    between = options.length("between")
    rows: list[tuple[SetText, list[_Finding]]] = []
    for statistic in kit.plan.statistics:
        topic = kit.text(statistic.title, options.text("topic-style"), width)
        rows.append((topic, [_Finding(kit, options, width, point) for point in statistic.points]))
    heights = [
        topic.height + sum(finding.height for finding in findings) + 3 * (len(findings) - 1)
        for topic, findings in rows
    ]
    natural = sum(heights) + between * (len(rows) - 1)

    def draw(rect: Rect) -> tuple[Element, ...]:
        gap = between + (rect.height - natural) / max(1, len(rows) - 1)
        elements: list[Element] = []
        y = rect.y
        for index, ((topic, findings), height) in enumerate(zip(rows, heights, strict=True)):
            if index:
                line_y = y - gap / 2
                elements.append(
                    artifact(rule(rect.x, line_y, rect.right, line_y, kit.color(options.text("rule")), 0.6))
                )
            elements.append(paragraph(topic, rect.x, y))
            finding_y = y + topic.height
            for finding in findings:
                elements.extend(finding.draw(rect.x, finding_y, rect.width))
                finding_y += finding.height + 3
            y += height + gap
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
