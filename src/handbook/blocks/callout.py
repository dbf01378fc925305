"""A tinted box with a label at its left and a passage of the plan at its right."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, artifact, element, paragraph
from handbook.blocks.shapes import filled_box
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.promise import Promise, passage, said
from handbook.units import Rect

OPTIONS = table(
    "色の箱。左に見出し、右に計画の文章",
    Field("source", OneOf(("welfare",)), "載せる文章（welfare：地域福祉とは）"),
    Field(
        "length",
        OneOf(("short", "full")),
        "文章の長さ（short：抜粋があれば抜粋、full：全文）",
        default="short",
    ),
    Field("label", "words", "左に置く見出し（書かなければ、計画にある見出し）", default=""),
    Field("label-style", "style", "見出しのスタイル", default="label"),
    Field("style", "style", "文章のスタイル", default="body"),
    Field("background", "color", "箱の色"),
    Field("padding", "length", "箱の内側の余白", default=11.0),
)


def measure(kit: Kit, options: Options, width: float) -> Box:
    plan, padding = kit.plan, options.length("padding")
    passage = plan.welfare.short if options.text("length") == "short" else plan.welfare.text
    label = kit.text(kit.fill(options.text("label")) or plan.welfare_heading, options.text("label-style"))
    indent = padding + 4 + label.width + 14
    text = kit.text(passage, options.text("style"), width - indent - padding)

    def draw(rect: Rect) -> tuple[Element, ...]:
        text_y = rect.y + (rect.height - text.height) / 2
        label_y = rect.y + (rect.height - label.height) / 2
        return (
            artifact(filled_box(rect, kit.color(options.text("background")), 7), kind="Background"),
            element("H2", *label.marks(rect.x + padding + 4, label_y)),
            paragraph(text, rect.x + indent, text_y),
        )

    height = text.height + 2 * padding - 4
    return Box(height=height, draw=draw, label=plan.welfare_heading)


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    plan = edition.plan
    if not options.text("label"):
        yield said("見出し", plan.welfare_heading)
    yield passage(plan.welfare_heading, plan.welfare)


BLOCK = Block(OPTIONS, measure, promises)
