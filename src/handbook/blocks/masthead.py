"""The masthead: which plan, which district with its reading, the vision, the period."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.kit import Block, Box, Kit, Options, artifact, element, paragraph
from handbook.blocks.shapes import filled_box
from handbook.declaration import Field, ListOf, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.promise import Promise, Wording, said
from handbook.units import Rect

OPTIONS = table(
    "表題の帯。計画の名前、校区の名前と読み、計画がめざす姿",
    Field("plan", "words", "計画の名前の行"),
    Field("name", "words", "校区の名前"),
    Field("suffix", "words", "校区の名前の後の言葉"),
    Field("notes", ListOf("words"), "右側に添える言葉（計画がめざす姿の下に、1項目が1行）", default=()),
    Field("plan-style", "style", "計画の名前の行のスタイル", default="masthead-plan"),
    Field("name-style", "style", "校区の名前のスタイル", default="masthead-name"),
    Field("suffix-style", "style", "校区の名前の後の言葉のスタイル", default="masthead-suffix"),
    Field("vision-style", "style", "計画がめざす姿のスタイル", default="masthead-vision"),
    Field("note-style", "style", "添える言葉のスタイル", default="masthead-note"),
    Field("background", "color", "帯の色"),
    Field("inset", "length", "左右の余白", default=36.0),
    Field("top", "length", "上の余白", default=20.0),
    Field("bottom", "length", "下の余白", default=14.0),
)


def measure(kit: Kit, options: Options, width: float) -> Box:
    inset, top, bottom = (options.length(key) for key in ("inset", "top", "bottom"))
    plan = kit.text(kit.fill(options.text("plan")), options.text("plan-style"))
    name = kit.text(kit.fill(options.text("name")), options.text("name-style"))
    suffix = kit.text(kit.fill(options.text("suffix")), options.text("suffix-style"))
    left_width = max(plan.width, name.width + 8 + suffix.width)
    right_width = width - 2 * inset - left_width - 24
    vision = kit.text(" ".join(kit.plan.vision), options.text("vision-style"), right_width, align="right")
    notes = [
        kit.text(kit.fill(note), options.text("note-style"), right_width, align="right")
        for note in options.texts("notes")
    ]
    # The reading stands above the name's em box: it needs what half the leading does not give it.
    style = name.style
    rise = max(0.0, style.ruby_size * style.size - (style.leading - style.size) / 2)
    left = plan.height + rise + name.height
    right = vision.height + 4 + sum(note.height for note in notes)
    # The last note shares the district name's baseline, so that both sides stand on one line.
    below = (
        name.height - name.first_baseline - (notes[-1].height - notes[-1].first_baseline if notes else 0.0)
    )
    inner = max(left, right + below)

    def draw(rect: Rect) -> tuple[Element, ...]:
        band = artifact(filled_box(rect, kit.color(options.text("background"))), kind="Background")
        x, foot = rect.x + inset, rect.bottom - bottom
        name_top = foot - name.height
        suffix_top = name_top + name.first_baseline - suffix.first_baseline
        name_x = x + 8 + name.width
        elements = [
            band,
            paragraph(plan, x, name_top - rise - plan.height),
            element("H1", *name.marks(x, name_top), *suffix.marks(name_x, suffix_top)),
        ]
        right_x = rect.right - inset - right_width
        y = foot - below - right
        elements.append(paragraph(vision, right_x, y))
        y += vision.height + 4
        for note in notes:
            elements.append(paragraph(note, right_x, y))
            y += note.height
        return tuple(elements)

    return Box(height=top + inner + bottom, draw=draw, label="表題")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    yield Wording("校区の名前の読み", ((edition.district.reading,),), ruby=True)
    yield said("計画のめざす姿", "".join(edition.plan.vision))


BLOCK = Block(OPTIONS, measure, promises)
