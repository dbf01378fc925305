"""A passage of the plan: what local welfare is, or the sentence with which a chapter begins."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, SetText
from handbook.blocks.stacks import flowing
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.plan import Passage, Plan
from handbook.promise import Promise, said
from handbook.units import Rect

OPTIONS = table(
    "計画の文章。地域福祉とは何か、または章のはじめの文",
    Field(
        "source",
        "word",
        "載せる文章（welfare：地域福祉とは、image：推進のイメージ。ほかは、plan.yaml の sections の名前）",
    ),
    Field(
        "length",
        OneOf(("short", "full")),
        "文章の長さ（short：抜粋があれば抜粋、full：全文）",
        default="short",
    ),
    Field("style", "style", "文章のスタイル", default="body", least="text"),
)


def _passage(plan: Plan, options: Options) -> Passage:
    return plan.section(options.text("source")).lead or Passage("")


def measure(kit: Kit, options: Options, width: float) -> Box:
    found = _passage(kit.plan, options)
    words = found.of(options.text("length"))
    text = kit.text(words, options.text("style"), width)

    def draw(text: SetText, rect: Rect) -> tuple[Element, ...]:
        return text.paragraphs(rect.x, rect.y)

    return flowing(text, draw, f"「{words[:12]}…」")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    yield said("計画の文章", _passage(edition.plan, options).of(options.text("length")))


BLOCK = Block(OPTIONS, measure, promises, lambda of, options: not _passage(of.plan, options).text)
