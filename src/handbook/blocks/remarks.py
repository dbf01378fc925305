"""What people have said, by each method of asking: the method, what they said as bubbles, who was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from functools import partial
from itertools import cycle, zip_longest
from operator import attrgetter

from handbook.blocks.kit import (
    Block,
    Box,
    Kit,
    Options,
    artifact,
    element,
    heading_role,
    level_of,
    paragraph,
)
from handbook.blocks.setting import Halves
from handbook.blocks.shapes import bubble_path, filled_box
from handbook.blocks.stacks import halved, stacked
from handbook.declaration import Field, ListOf, table
from handbook.document import Element, Shape
from handbook.edition import Edition
from handbook.plan import Plan, Remarks
from handbook.promise import Promise, aside, filled, said
from handbook.units import Rect

OPTIONS = table(
    "ヒアリングとワークショップで聞いた意見",
    Field(
        "label", "words", "方法（ヒアリングなど）の後に添える言葉（で聞いた声 など）", "", conditional=True
    ),
    Field("across", "count", "横に並べる数（多くてもここまで）", default=2),
    Field("colors", ListOf("color"), "題の色（順に。足りなければはじめから繰り返します）"),
    Field("tints", ListOf("color"), "地の色（同じく）"),
    Field("paper", "color", "吹き出しの色"),
    level_of(3),
    Field("title-style", "style", "題（方法）のスタイル", default="card-title", least="text"),
    Field("style", "style", "意見のスタイル", default="body", least="text"),
    Field("who-style", "style", "だれに聞いたかのスタイル", default="note"),
    Field("padding", "length", "内側の余白", default=10.0),
    Field("between", "length", "吹き出しの間", default=6.0),
    Field("gutter", "length", "並べたものの間", default=12.0),
)

RADIUS = 7.0
NARROW = 17.0
"""How narrow a panel may be beside another, in ems of what was said."""
INNER = 6.0
"""In a bubble, above and below its words, points; one and a half times that at their sides."""
TAIL = 6.0
"""How far a bubble's tail reaches down, points."""


class _Panel:
    """One method: its head, who was asked, and what was said; a panel that goes on has no head."""

    def __init__(
        self, kit: Kit, options: Options, width: float, asked: Remarks, looks: Sequence[str]
    ) -> None:
        self.color, self.tint, self.paper = looks
        self.padding, self.between = options.length("padding"), options.length("between")
        self.role = heading_role(options)
        inner = width - 2 * self.padding
        title = options.text("title-style")
        self.title = kit.text(asked.method, title, color=self.color)
        label = kit.fill(options.text("label"))
        self.label = kit.text(label, title, max(1.0, inner - self.title.width), color=self.color)
        self.who = kit.text(asked.who, options.text("who-style"), inner)
        self.said = [kit.text(text, options.text("style"), inner - 3 * INNER) for text in asked.remarks]
        self.begins = True

    @property
    def head(self) -> float:
        return self.title.height + 2 + self.who.height + self.between if self.begins else 0.0

    @property
    def heights(self) -> list[float]:
        return [text.height + 2 * INNER + TAIL for text in self.said]

    def cut(self, height: float, fewest: int) -> Halves[_Panel] | None:
        gaps = [0.0, *[self.between] * (len(self.said) - 1)]
        halves = halved(self.said, self.heights, gaps, height - 2 * self.padding - self.head, fewest=fewest)
        if halves is None:
            return None
        above, below = copy(self), copy(self)
        above.said, below.said, below.begins = halves[0], halves[1](), False
        return above, lambda: below

    def draw(self, rect: Rect, lead: float, tops: Sequence[float]) -> Element:
        """The panel, what was said beginning at these heights below its head, which is so high."""
        ground = artifact(filled_box(rect, self.tint, RADIUS), kind="Background")
        x, y = rect.x + self.padding, rect.y + self.padding
        head = self._head(x, y) if self.begins else ()
        items = []
        for text, height, top in zip(self.said, self.heights, tops, strict=False):
            box = Rect(x, y + lead + top, rect.width - 2 * self.padding, height - TAIL)
            bubble = artifact(Shape(bubble_path(box, RADIUS, TAIL), fill=self.paper), kind="Background")
            words = element("LBody", *text.marks(x + 1.5 * INNER, box.y + INNER))
            items.append(element("LI", bubble, words))
        return element("Sect", ground, *head, element("L", *items))

    def _head(self, x: float, y: float) -> tuple[Element, ...]:
        beside = y + self.title.first_baseline - self.label.first_baseline
        words = [*self.title.marks(x, y)]
        if self.label.width:
            words += self.label.marks(x + self.title.width, beside)
        return element(self.role, *words), paragraph(self.who, x, y + self.title.height + 2)


class _Row:
    """Panels side by side, what was said beginning on shared lines; one that is alone can be cut."""

    def __init__(self, panels: Sequence[_Panel]) -> None:
        self.panels, (self.padding, self.between) = panels, (panels[0].padding, panels[0].between)
        self.lead = max(panel.head for panel in panels)
        self.steps = [max(row) for row in zip_longest(*(panel.heights for panel in panels), fillvalue=0.0)]
        inner = self.lead + sum(self.steps) + self.between * (len(self.steps) - 1)
        self.height = 2 * self.padding + inner

    def draw(self, x: float, y: float, widths: tuple[float, float], height: float) -> Iterator[Element]:
        """Its panels so wide and so far apart."""
        (own, gutter), more = widths, self.between + (height - self.height) / len(self.steps)
        tops = [sum(self.steps[:at]) + at * more for at in range(len(self.steps))]
        for at, panel in enumerate(self.panels):
            yield panel.draw(Rect(x + at * (own + gutter), y, own, height), self.lead, tops)

    def cut(self, height: float, fewest: int = 1) -> Halves[_Row] | None:
        halves = self.panels[0].cut(height, fewest) if len(self.panels) == 1 else None
        return halves and (_Row(halves[:1]), lambda: _Row([halves[1]()]))


def _asked(plan: Plan) -> list[Remarks]:
    return [one for one in (plan.hearing, plan.workshop) if one is not None]


def measure(kit: Kit, options: Options, width: float) -> Box:
    asked, gutter = _asked(kit.plan), options.length("gutter")
    least = NARROW * kit.style(options.text("style")).size
    across = max(1, min(options.number("across"), len(asked), int((width + gutter) / (least + gutter))))
    own = (width - gutter * (across - 1)) / across
    looks = zip(cycle(options.texts("colors")), cycle(options.texts("tints")), strict=False)
    panels = [
        _Panel(kit, options, own, one, [kit.color(name) for name in (*pair, options.text("paper"))])
        for one, pair in zip(asked, looks, strict=False)
    ]
    rows = [_Row(panels[start : start + across]) for start in range(0, len(panels), across)]

    def draw(rows: Sequence[_Row], rect: Rect, extra: float) -> tuple[Element, ...]:
        elements: list[Element] = []
        extra, y = extra / max(1, len(rows)), rect.y
        for row in rows:
            height = row.height + extra
            elements += row.draw(rect.x, y, (own, gutter), height)
            y += height + gutter
        return tuple(elements)

    return stacked(
        rows,
        draw,
        attrgetter("height"),
        label="聞いた意見",
        between=gutter,
        cut=_Row.cut,
        freely=partial(_Row.cut, fewest=2),
    )


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    label = filled(options.text("label"), edition)
    for asked in _asked(edition.plan):
        yield said("聞き方", *filter(None, (asked.method, label)))
        yield aside("だれに聞いたか", asked.who)
        yield from (said(f"{asked.method}の意見", text) for text in asked.remarks)


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: not _asked(of.plan))
