"""A tinted box with a label at its left and a passage of the plan at its right."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, artifact, element, paragraph
from handbook.blocks.shapes import filled_box
from handbook.document import Element
from handbook.edition import Edition
from handbook.layout import Option
from handbook.promise import Promise, passage, said
from handbook.units import Rect

OPTIONS = (
    Option(name="source", kind="choice", choices=("welfare",), required=True),
    Option(name="length", kind="choice", choices=("short", "full"), default="short"),
    Option(name="label", kind="text", default=""),
    Option(name="label-style", kind="style", default="label"),
    Option(name="style", kind="style", default="body"),
    Option(name="background", kind="color", required=True),
    Option(name="padding", kind="length", default=11.0),
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
    return Box(height=height, draw=draw, label=plan.welfare_heading, leading=text.style.leading)


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    plan = edition.plan
    if not options.text("label"):
        yield said("見出し", plan.welfare_heading)
    yield passage(plan.welfare_heading, plan.welfare)


BLOCK = Block(OPTIONS, measure, promises)
