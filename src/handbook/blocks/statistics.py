"""What was found, a line each: topic, finding, amount and, where it counts people of ten, ten figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handbook.blocks.kit import AS_OF, Block, Box, Kit, Options, SetText, artifact, element, paragraph, space
from handbook.blocks.shapes import disc, person, rule
from handbook.blocks.stacks import stacked
from handbook.declaration import Field, OneOf, table
from handbook.document import Element, Mark
from handbook.edition import Edition, findings_date
from handbook.plan import Statistic, StatisticPoint
from handbook.promise import Promise, aside, filled, own_date, said
from handbook.units import Rect

OPTIONS = table(
    "統計。題、短い言葉、数、10人のうち何人かの人の絵を、1行ずつ",
    Field(
        "length",
        OneOf(("short", "full")),
        "短い言葉と数に分けるか、文のままか（short：短い言葉と数、full：全文）",
        default="short",
    ),
    Field("topic-style", "style", "統計の題のスタイル", default="topic"),
    Field("label-style", "style", "短い言葉のスタイル", default="finding", least="text"),
    Field("amount-style", "style", "数のスタイル", default="amount"),
    Field("unit-style", "style", "数の後の単位のスタイル", default="amount-unit"),
    AS_OF,
    Field("figure", "color", "数に入る人の絵の色"),
    Field("empty", "color", "数に入らない人の絵の輪郭の色"),
    Field("rule", "color", "統計を分ける線の色"),
    Field("figure-height", "length", "人の絵の高さ", default=14.0),
    Field("padding", "length", "線の上下の余白", default=1.5),
    Field("gutter", "length", "題と、短い言葉の間", default=10.0),
)

TEN = 10
LEAST = 0.55
"""How wide each figure must be, in heights, for findings to stand beside their topic and not below it."""
BESIDE = 10.0
"""Between the columns, points."""
BULLET = 2.6
"""Radius of what stands before each of several findings of one topic: none is a remark on another."""


class _Finding:
    """One point: its label, its amount, its figures; below its label the date that it has for itself."""

    def __init__(self, kit: Kit, options: Options, width: float, point: StatisticPoint, dated: str) -> None:
        self.tenths = point.tenths
        said, amount = _said(point, options)
        digits = len(amount) - len(amount.lstrip("0123456789０１２３４５６７８９"))
        parts = (amount[:digits], "amount-style"), (amount[digits:], "unit-style")
        self.amount = [kit.text(text, options.text(style)) for text, style in parts if text]
        self.amount_width = sum(text.width + 1 for text in self.amount)
        self.label = kit.text(said, options.text("label-style"), width)
        self.dated = kit.text(dated, options.text("topic-style"), width)
        self.first_baseline = max(text.first_baseline for text in (self.label, *self.amount))
        self.height = max(text.height for text in (self.label, *self.amount)) + _height(self.dated)

    def draw(self, x: float, baseline: float, amount_x: float) -> tuple[Element, ...]:
        label_y = baseline - self.label.first_baseline
        marks: list[Element | Mark] = []
        for text in self.amount:
            marks += text.marks(amount_x, baseline - text.first_baseline)
            amount_x += text.width + 1
        amount = (*space(self.label, x, label_y), element("Span", *marks)) if marks else ()
        said = element("P", *self.label.marks(x, label_y), *amount)
        own = (paragraph(self.dated, x, label_y + self.label.height),) if self.dated.width else ()
        return (said, *own)


class _Row:
    """One statistic: its topic and the date that its findings share, beside or above the findings, which
    stand below each other."""

    def __init__(
        self, kit: Kit, options: Options, widths: tuple[float, float], statistic: Statistic, below: bool
    ) -> None:
        topic, label = widths
        self.topic: SetText = kit.text(statistic.title, options.text("topic-style"), topic)
        dates = [kit.dated(options, point, findings_date(kit.plan)) for point in statistic.points]
        shared = dates[0] if len(set(dates)) == 1 else ""
        self.dated = kit.text(shared, options.text("topic-style"), topic)
        self.findings = [
            _Finding(kit, options, label, point, "" if shared else date)
            for point, date in zip(statistic.points, dates, strict=True)
        ]
        titled = self.topic.height + _height(self.dated)
        found = sum(finding.height for finding in self.findings)
        beside = self.findings[0].first_baseline - self.topic.first_baseline
        self.lower, self.head = (0.0, titled) if below else (beside, 0.0)
        self.height = max(self.lower + titled, self.head + found)


def _said(point: StatisticPoint, options: Options) -> tuple[str, str]:
    """What a point says, and its amount apart from that, if it is."""
    return (point.text, "") if options.text("length") == "full" else (point.label, point.amount)


def _height(text: SetText) -> float:
    return text.height if text.width else 0.0


def _figures(kit: Kit, options: Options, rect: Rect, tenths: int) -> Element:
    """Ten people, the counted ones filled and the others outlined: told apart without colour."""
    step = min(rect.width / TEN, rect.height)
    fill, empty = kit.color(options.text("figure")), kit.color(options.text("empty"))
    shapes = [
        shape
        for index in range(TEN)
        for shape in person(
            rect.x + index * step,
            rect.y,
            min(rect.height, step / 0.84),
            fill if index < tenths else None,
            None if index < tenths else empty,
        )
    ]
    return element("Figure", *shapes, alt=f"{TEN}人のうち{tenths}人を塗った人の絵")


def measure(kit: Kit, options: Options, width: float) -> Box:
    statistics, padding = kit.plan.statistics, options.length("padding")
    topics = [kit.text(one.title, options.text("topic-style")).width for one in statistics]
    points = [point for one in statistics for point in one.points]
    labels = [kit.text(_said(point, options)[0], options.text("label-style")).width for point in points]
    tall = options.length("figure-height")
    topic, label = max(topics, default=0.0), max(labels, default=0.0)
    share = 0.32 if options.text("length") == "short" else 0.6
    for below in (False, True):
        columns = (
            (width, min(label, 0.5 * width))
            if below
            else (min(topic, 0.36 * width), min(label, share * width))
        )
        rows = [_Row(kit, options, columns, statistic, below) for statistic in statistics]
        label_x = BESIDE if below else columns[0] + options.length("gutter")
        amount_x = label_x + columns[1] + BESIDE
        amounts = [finding.amount_width for row in rows for finding in row.findings]
        figure_x = amount_x + max(amounts, default=0.0) + BESIDE
        if width - figure_x >= TEN * LEAST * tall:
            break

    def draw(rows: Sequence[_Row], rect: Rect, extra: float) -> tuple[Element, ...]:
        extra, y, figure = extra / max(1, len(rows)), rect.y, kit.color(options.text("figure"))
        elements: list[Element] = []
        for row in rows:
            line = rule(rect.x, y, rect.right, y, kit.color(options.text("rule")), 0.8)
            foot, y = y + row.height + 2 * padding + extra, y + padding + extra / 2
            topic_y, y, baselines = y + row.lower, y + row.head, []
            for finding in row.findings:
                baselines.append(y + finding.first_baseline)
                y += finding.height
            elements += [artifact(line), paragraph(row.topic, rect.x, topic_y)]
            if row.dated.width:
                elements.append(paragraph(row.dated, rect.x, topic_y + row.topic.height))
            for finding, baseline in zip(row.findings, baselines, strict=True):
                if len(row.findings) > 1:
                    middle = baseline - 0.36 * finding.label.style.size
                    elements.append(artifact(disc(rect.x + label_x - BESIDE / 2, middle, BULLET, figure)))
                elements += finding.draw(rect.x + label_x, baseline, rect.x + amount_x)
                if finding.tenths is not None:
                    place = Rect(rect.x + figure_x, baseline - tall + 1.5, width - figure_x, tall)
                    elements.append(_figures(kit, options, place, finding.tenths))
            y = foot
        return (*elements, artifact(rule(rect.x, y, rect.right, y, kit.color(options.text("rule")), 0.8)))

    return stacked(rows, draw, lambda row: row.height + 2 * padding, label="統計")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    plan, label = edition.plan, filled(options.text(AS_OF.name), edition)
    common = findings_date(plan)
    for statistic in plan.statistics:
        yield aside("統計の題", statistic.title)
        _, *others = {plan.date_of(point) for point in statistic.points}
        if not others:
            yield from own_date(plan, statistic.points[0], common, label, statistic.title)
        for point in statistic.points:
            yield said(f"統計（{statistic.title}）", *_said(point, options))
            if others:
                yield from own_date(plan, point, common, label, *_said(point, options))


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: not of.plan.statistics)
