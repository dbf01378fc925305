"""The plan's steps that go round and round: a ring with its middle, the steps in words around or below it.

Where there is room the steps stand at both sides of the ring, from its top clockwise; where it is narrow,
the ring stands above and the steps below it. Either is read from the first step to the last.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, zip_longest
from operator import attrgetter
from typing import NamedTuple

from handbook.blocks.badges import Badge, badge
from handbook.blocks.kit import (
    FILLED,
    Block,
    Box,
    Kit,
    Options,
    artifact,
    element,
    heading_role,
    level_of,
    paragraph,
    space,
)
from handbook.blocks.setting import uncut
from handbook.blocks.shapes import box_path, filled_box, framed_box, rule
from handbook.blocks.stacks import stacked
from handbook.blocks.track import Track
from handbook.declaration import Field, ListOf, OneOf, table
from handbook.document import ARTIFACT, Element, Mark, Shape
from handbook.edition import Edition
from handbook.plan import CycleStep, Image, Passage, Plan
from handbook.promise import Promise, said
from handbook.units import Rect

OPTIONS = table(
    "推進のイメージ。段階（①など）をめぐる輪と、真ん中の言葉、段階の説明、合い言葉",
    Field(
        "form",
        OneOf(("around", "above")),
        "組み方（around：幅があれば、段階を輪の左右に。above：輪を上に、段階を下に。長い文や、次のページに続けるときに）",
        default="around",
    ),
    Field("colors", ListOf("color"), "段階の色（はじめから順に、同じくらいの数ずつ）"),
    Field("tints", ListOf("color"), "段階の地の色（同じく）"),
    Field("track", "color", "輪の線の色"),
    Field("middle", "color", "輪の真ん中の色"),
    Field("band", "color", "合い言葉の帯の色"),
    Field("paper", "color", "輪の上の番号の色"),
    FILLED,
    level_of(3),
    Field("statement-style", "style", "はじめの一文のスタイル", default="body", least="text"),
    Field("title-style", "style", "段階の題のスタイル", default="measure", least="text"),
    Field("style", "style", "段階の文のスタイル", default="body", least="text"),
    Field("number-style", "style", "輪の上の番号のスタイル", default="goal-tag"),
    Field("middle-style", "style", "真ん中の言葉のスタイル", default="card-title", least="text"),
    Field("caption-style", "style", "図の題と、真ん中の最後の言葉のスタイル", default="body", least="text"),
    Field("slogan-style", "style", "合い言葉のスタイル", default="goal-title", least="text"),
    Field("ring", "length", "輪の大きさ（狭いところで、上に置くとき）", default=216.0),
    Field("padding", "length", "段階の内側の余白", default=7.0),
    Field("between", "length", "上下に並ぶものの間", default=7.0),
)

WIDE = 36.0
"""How wide the block must be for steps at both sides of the ring, in ems of their text."""
RING = 0.31
"""The part of that width which the ring has at most: no more than its middle's words need."""
TOP = 0.66
"""And which the first step has."""
RADIUS = 7.0
BAR, THIN = 4.0, 1.5
"""The bar at the edge of a step, and where it is not filled, points: no second ring beside the ring."""
APART = 6.0
"""Between steps and ring above each other, points."""
EDGE = 4.0
"""From the ring's line to the steps beside it, points: its numbers reach over their edges."""
WITHIN = 9.0
"""Between the ring and its middle, points."""


class _Card:
    """A step: a bar, its title, its text."""

    def __init__(self, kit: Kit, options: Options, width: float, step: CycleStep, at: int) -> None:
        colors, tints = options.texts("colors"), options.texts("tints")
        count = len(_image(kit.plan).steps)
        filled = options.flag(FILLED.name)
        self.bar = BAR if filled else THIN
        self.color = kit.color(colors[at * len(colors) // count])
        self.tint = kit.color(tints[at * len(tints) // count])
        self.padding, self.role = options.length("padding"), heading_role(options)
        inner = width - 2 * self.padding - BAR
        self.width = width
        self.title = kit.text(step.title, options.text("title-style"), inner, color=self.color)
        self.text = kit.text(step.text, options.text("style"), inner)
        self.height = self.title.height + self.text.height + 2 * self.padding
        # The ring shows 1 where the words have ①.
        number = unicodedata.normalize("NFKC", step.mark)
        paper = kit.color(options.text("paper"))
        self.number: Badge = badge(kit, number, options.text("number-style"), self.color, paper, filled)

    def alone(self, x: float, y: float, extra: float) -> tuple[Element, ...]:
        return (self.draw(x, y, self.height),)

    def draw(self, x: float, y: float, height: float, bar_right: bool = False) -> Element:
        """The step in a box of this height, its bar at the side of the ring."""
        box = Rect(x, y, self.width, height)
        edge = Rect(box.right - BAR if bar_right else x + BAR - self.bar, y, self.bar, height)
        corners = (RADIUS, 0, 0, RADIUS) if bar_right else (0, RADIUS, RADIUS, 0)
        left = x + self.padding + (0.0 if bar_right else BAR)
        top = y + self.padding
        return element(
            "LI",
            artifact(Shape(box_path(box, corners), fill=self.tint), kind="Background"),
            artifact(filled_box(edge, self.color)),
            element(
                "LBody",
                paragraph(self.title, left, top, self.role),
                paragraph(self.text, left, top + self.title.height),
            ),
        )


class _Middle:
    """What stands within the ring: the middle's words; where it is `tall`, below a rule the caption."""

    def __init__(self, kit: Kit, options: Options, width: float, tall: bool) -> None:
        image, small = _image(kit.plan), options.text("caption-style")
        large = [(text, options.text("middle-style")) for text in image.centre[:-1] or image.centre]
        groups = [[*large, *((text, small) for text in image.centre[1:][-1:])]]
        if tall:
            groups.append([(image.caption, small)])
        self.width, self.line = width, kit.color(options.text("track"))
        self.groups = [
            [kit.text(text, style, width, align="center") for text, style in group] for group in groups
        ]
        heights = [sum(text.height for text in group) for group in self.groups]
        self.height = sum(heights) + 2 * WITHIN * (len(heights) - 1)

    def draw(self, x: float, y: float) -> Iterator[Element]:
        for at, group in enumerate(self.groups):
            if at:
                across = self.width / 4
                line = rule(x + across, y + WITHIN, x + self.width - across, y + WITHIN, self.line, 1.2)
                yield artifact(line)
                y += 2 * WITHIN
            marks: list[Element | Mark] = []
            for text in group:
                marks += (*text.marks(x, y), *(space(text, x, y) if text is not group[-1] else ()))
                y += text.height
            yield element("P", *marks)


class _Item(NamedTuple):
    """A part of the block: its height, how it is drawn, whether it is one of the list of steps."""

    height: float
    draw: Callable[[float, float, float], tuple[Element, ...]]
    """To its left, its top, the height that it has more."""
    listed: bool = False
    opens: bool = False


def _ring(track: Track, options: Options, kit: Kit, stops: Sequence[tuple[float, Badge]]) -> list[Element]:
    """The ring with its arrows and, at so many points along it, the numbers: all of it decoration."""
    line = kit.color(options.text("track"))
    along = [stop for stop, _ in stops]
    ends = zip(along, [*along[1:], along[0] + track.length], strict=True)
    arrows = [track.arrow((start + end) / 2, line) for start, end in ends]
    drawn = [
        artifact(track.ground(WITHIN, kit.color(options.text("middle"))), track.line(line, 2.4), *arrows),
    ]
    for stop, number in stops:
        point = track.at(stop)
        around, marks = number.draw(point.x, point.y)
        drawn += [around, element(ARTIFACT, *marks, attributes=(("Type", "Pagination"),))]
    return drawn


def _narrow(kit: Kit, options: Options, width: float) -> Iterator[_Item]:
    """The ring with the caption and the slogans, the steps below each other."""
    size = min(options.length("ring"), width)
    cards = [_Card(kit, options, width, step, at) for at, step in enumerate(_image(kit.plan).steps)]
    out = max(card.number.radius for card in cards)
    middle = _Middle(kit, options, (size - 2 * out - 2 * WITHIN) * 0.8, tall=False)
    caption = kit.text(_image(kit.plan).caption, options.text("caption-style"), width, align="center")
    slogans, below = _slogans(kit, options, width), size + 2 * APART + caption.height

    def ring(x: float, y: float, extra: float) -> tuple[Element, ...]:
        track = Track(x + width / 2, y + out, size / 2 - out)
        stops = [(at * track.length / len(cards), card.number) for at, card in enumerate(cards)]
        words = middle.draw(x + (width - middle.width) / 2, y + (size - middle.height) / 2)
        said = (*words, paragraph(caption, x, y + size + APART), *slogans.draw(x, y + below, 0.0))
        return (*_ring(track, options, kit, stops), *said)

    yield _Item(below + slogans.height, ring)
    yield from (_Item(card.height, card.alone, listed=True) for card in cards)


def _wide(kit: Kit, options: Options, width: float) -> _Item:
    """The first step at the top, the others beside the ring: down its right side, up its left one."""
    between, image, style = options.length("between"), _image(kit.plan), options.text("middle-style")
    first = _Card(kit, options, TOP * width, image.steps[0], 0)
    out = first.number.radius
    words = max(kit.text(text, style).width for text in image.centre[:-1] or image.centre)
    radius = min(words / 2 + APART / 2 + WITHIN, RING * width / 2 - EDGE)
    side = width / 2 - radius - EDGE
    cards = [first, *(_Card(kit, options, side, step, at) for at, step in enumerate(image.steps[1:], 1))]
    half = 1 + len(cards) // 2
    right, left = cards[1:half], cards[: half - 1 : -1]
    sides = zip_longest(right, left)
    rows = [max(card.height for card in row if card) for row in sides]
    middle = _Middle(kit, options, 2 * (radius - WITHIN) - APART + 0.1, tall=True)
    slogans = _slogans(kit, options, width)
    beneath = first.height + APART
    natural = max(sum(rows) + between * (len(rows) - 1), middle.height + 2 * radius + 2 * out)

    def draw(x: float, y: float, extra: float) -> tuple[Element, ...]:
        height, top = natural + extra, y + beneath
        track = Track(x + width / 2, top + out, radius, max(0.0, height - 2 * out - 2 * radius))
        spare = (height - sum(rows) - between * (len(rows) - 1)) / max(1, len(rows))
        tops = [top + sum(rows[:at]) + at * (between + spare) for at in range(len(rows))]
        own = [row + spare for row in rows]
        stops = [(0.0, first.number)]
        items = [first.draw(x + (width - first.width) / 2, y, first.height)]
        for at, card in enumerate(right):
            stops.append((track.beside(tops[at] + own[at] / 2), card.number))
            items.append(card.draw(x + width - card.width, tops[at], own[at]))
        for at, card in reversed(list(enumerate(left))):
            stops.append((track.length - track.beside(tops[at] + own[at] / 2), card.number))
            items.append(card.draw(x, tops[at], own[at], bar_right=True))
        words = middle.draw(x + (width - middle.width) / 2, top + (height - middle.height) / 2)
        steps = element("L", *items, attributes=(("ListNumbering", "Decimal"),))
        said = slogans.draw(x, top + height + APART, 0.0)
        ground, *numbers = _ring(track, options, kit, stops)
        return (ground, *words, steps, *numbers, *said)

    return _Item(beneath + natural + APART + slogans.height, draw, opens=True)


def _slogans(kit: Kit, options: Options, width: float) -> _Item:
    """The slogans in a band: side by side where they have room."""
    slogans = _image(kit.plan).slogans
    padding, style = 1.5 * options.length("padding"), options.text("slogan-style")
    inner = width - 2 * padding
    band, filled = kit.color(options.text("band")), options.flag(FILLED.name)
    ink = None if filled else band
    texts = [kit.text(slogan, style, inner, color=ink, align="center") for slogan in slogans]
    alone = [kit.text(slogan, style, color=ink, align="left") for slogan in slogans]
    gap = (inner - sum(text.width for text in alone)) / (len(alone) + 1)
    beside = gap > alone[0].style.size
    texts = alone if beside else texts
    heights = [max(text.height for text in texts)] if beside else [text.height for text in texts]

    def draw(x: float, y: float, extra: float) -> tuple[Element, ...]:
        box = Rect(x, y, width, sum(heights) + 2 * padding)
        ground = filled_box(box, band, 7) if filled else framed_box(box, band, 1.0, 7)
        drawn = [artifact(ground, kind="Background")]
        left, top = x + padding + (gap if beside else 0.0), y + padding
        for text in texts:
            drawn.append(paragraph(text, left, top))
            left, top = (left + text.width + gap, top) if beside else (left, top + text.height)
        return tuple(drawn)

    return _Item(sum(heights) + 2 * padding, draw)


def _image(plan: Plan) -> Image:
    """The plan's image; the block is absent where it has none."""
    return plan.image or Image("", Passage(""), "", "", (), (), ())


def measure(kit: Kit, options: Options, width: float) -> Box:
    image = _image(kit.plan)
    statement = kit.text(image.statement, options.text("statement-style"), width)
    between = options.length("between")
    wide = (
        options.text("form") == "around"
        and width >= WIDE * kit.style(options.text("style")).size
        and len(image.steps) > 2
    )
    items = [
        _Item(statement.height, lambda x, y, extra: (paragraph(statement, x, y),)),
        *((_wide(kit, options, width),) if wide else _narrow(kit, options, width)),
    ]

    def draw(items: Sequence[_Item], rect: Rect, extra: float) -> tuple[Element, ...]:
        y, elements = rect.y, []
        each = extra / max(1, sum(item.opens for item in items))
        for listed, group in groupby(items, attrgetter("listed")):
            drawn: list[Element] = []
            for item in group:
                more = each if item.opens else 0.0
                drawn += item.draw(rect.x, y, more)
                y += item.height + more + between
            steps = element("L", *drawn, attributes=(("ListNumbering", "Decimal"),))
            elements += [steps] if listed else drawn
        return tuple(elements)

    box = stacked(items, draw, attrgetter("height"), label="推進のイメージ", between=between, fewest=2)
    return box._replace(cut=uncut) if wide else box  # what belongs to one picture stays on one page


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    image = _image(edition.plan)
    yield said("推進のイメージの一文", image.statement)
    yield said("推進のイメージの真ん中", *image.centre)
    yield said("推進のイメージの図の題", image.caption)
    for step in image.steps:
        yield said(f"推進のイメージの{step.mark}", step.title, step.text)
        yield said("推進のイメージの輪の番号", step.mark)
    yield said("推進のイメージの合い言葉", *image.slogans)


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: of.plan.image is None)
