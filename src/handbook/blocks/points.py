"""Points of one chapter of the plan as a bulleted list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from handbook.blocks.kit import Block, Box, Kit, Options, SetText, element
from handbook.blocks.setting import Halves
from handbook.blocks.shapes import disc
from handbook.blocks.stacks import stacked
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.promise import Promise, said
from handbook.units import Rect

OPTIONS = table(
    "計画の一つの章の文章を、箇条書きで",
    Field("source", "word", "載せる章（plan.yaml の sections にある名前）"),
    Field(
        "length",
        OneOf(("short", "full")),
        "文章の長さ（short：抜粋があれば抜粋、full：全文）",
        default="short",
    ),
    Field("across", "count", "横に並べる項目の数", default=1),
    Field("style", "style", "文章のスタイル", default="body", least="text"),
    Field("bullet", "color", "行頭の丸の色"),
    Field("gutter", "length", "横に並ぶ項目の間", default=18.0),
    Field("between", "length", "縦に並ぶ項目の間", default=3.0),
)

BULLET_RADIUS = 2.6
MOST_OPENED = 8.0
"""How far spare height may open the items, points: further apart they are no list."""


class _Row:
    """Points side by side, mostly one; where they are parted, the lower half has no bullet."""

    def __init__(self, texts: Sequence[SetText], begins: bool = True) -> None:
        self.texts, self.begins = texts, begins
        self.height = max(text.height for text in texts)

    def cut(self, height: float) -> Halves[_Row] | None:
        halves = self.texts[0].cut(height) if len(self.texts) == 1 else None
        return halves and (_Row(halves[:1], self.begins), lambda: _Row([halves[1]()], False))


def measure(kit: Kit, options: Options, width: float) -> Box:
    between, gutter = options.length("between"), options.length("gutter")
    chapter = kit.plan.section(options.text("source"))
    indent = kit.style(options.text("style")).size
    across = options.number("across")
    own = (width - gutter * (across - 1)) / across
    texts = [
        kit.text(point.of(options.text("length")), options.text("style"), own - indent)
        for point in chapter.points
    ]
    rows = [_Row(texts[start : start + across]) for start in range(0, len(texts), across)]

    def draw(rows: Sequence[_Row], rect: Rect, extra: float) -> tuple[Element, ...]:
        y, items = rect.y, []
        gap = between + min(extra / max(1, len(rows) - 1), MOST_OPENED)
        for row in rows:
            for index, text in enumerate(row.texts):
                x = rect.x + index * (own + gutter)
                middle = y + text.first_baseline - 0.36 * text.style.size
                bullet = disc(x + indent * 0.36, middle, BULLET_RADIUS, kit.color(options.text("bullet")))
                label = (element("Lbl", bullet, actual_text="・"),) if row.begins else ()
                items.append(element("LI", *label, element("LBody", *text.inside(x + indent, y))))
            y += row.height + gap
        return (element("L", *items, attributes=(("ListNumbering", "Disc"),)),)

    label = f"「{chapter.heading}」の箇条書き"
    fewest = 2 if len(rows) > 3 else 1  # of a longer list no point stands alone
    height = attrgetter("height")
    return stacked(rows, draw, height, label=label, between=between, cut=_Row.cut, fewest=fewest)


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    chapter = edition.plan.section(options.text("source"))
    for point in chapter.points:
        yield said(chapter.heading, point.of(options.text("length")))


def absent(edition: Edition | Kit, options: Options) -> bool:
    return not edition.plan.section(options.text("source")).points


BLOCK = Block(OPTIONS, measure, promises, absent)
