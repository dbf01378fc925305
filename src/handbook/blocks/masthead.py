"""The masthead: which plan, which district with its reading, the vision, a picture of neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from handbook.blocks.kit import (
    FILLED,
    Block,
    Box,
    Kit,
    Options,
    SetText,
    artifact,
    element,
    furniture,
    heading_role,
    level_of,
    paragraph,
    space,
    state_words,
)
from handbook.blocks.shapes import filled_box, rule, tag_shape
from handbook.declaration import Field, table
from handbook.document import Element, Mark, Shape
from handbook.edition import Edition
from handbook.promise import Promise, Wording, said
from handbook.units import Rect

ENDED = "この計画の期間は{end}で終わりました"

OPTIONS = table(
    "表題の帯。計画の名前、校区・地区の名前と読み、計画がめざす姿、絵",
    Field("plan", "words", "計画の名前の行"),
    Field("name", "words", "校区・地区の名前"),
    Field("suffix", "words", "名前の後の言葉"),
    Field("proof", "words", "校正用の間、札で出る言葉", default="", conditional=True),
    Field("ended", "words", "計画期間が終わった後に出る言葉", default=ENDED, conditional=True),
    Field(
        "picture", "picture", "右下に置く飾りの絵（紙の右端まで届きます。長い名前がかかるときは置きません）"
    ),
    Field("picture-height", "length", "絵の高さ", default=74.0),
    Field("overlap", "length", "絵の上の空いたところに、めざす姿が重なってよい高さ", default=10.0),
    Field("plan-style", "style", "計画の名前の行のスタイル", default="masthead-plan", least="text"),
    Field("name-style", "style", "名前のスタイル", default="masthead-name", least="text"),
    Field(
        "long-name-style",
        "style",
        "長い名前のスタイル（絵にかかるとき）",
        default="masthead-long-name",
        least="text",
    ),
    Field("suffix-style", "style", "名前の後の言葉のスタイル", default="masthead-suffix"),
    Field("vision-style", "style", "計画がめざす姿のスタイル", default="masthead-vision", least="text"),
    Field("proof-style", "style", "札の言葉のスタイル", default="masthead-proof"),
    level_of(1),
    Field("background", "color", "帯の色（塗らないときは、帯の下の二重の線の色。絵も余白の内に収めます）"),
    Field("mark", "color", "札の色"),
    FILLED,
    Field("inset", "length", "左右の余白", default=36.0),
    Field("top", "length", "上の余白", default=18.0),
    Field("bottom", "length", "名前の下の余白", default=10.0),
)

BESIDE = 8.0
"""Between the name and what follows it, and between it and the picture at least, points."""


ABOVE_READING = 0.5
"""Between the sentence on the ended period, or a second line of the tag, and the reading below it, in ems of
the reading."""

LINES = 5.0
"""Height of the double line below a band of paper, points."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    inset, top, bottom = (options.length(key) for key in ("inset", "top", "bottom"))
    picture, picture_height = kit.picture(options.text("picture")), options.length("picture-height")
    picture_width = picture_height * picture.ratio
    plan = kit.text(kit.fill(options.text("plan")), options.text("plan-style"))
    suffix = kit.text(kit.fill(options.text("suffix")), options.text("suffix-style"))
    words = kit.fill(options.text("name"))
    name = kit.text(words, options.text("name-style"))
    # Where the band is paper, the picture ends with the lines below it, and not with the sheet.
    filled = options.flag(FILLED.name)
    lines, beside_picture = (0.0, 0.0) if filled else (LINES, inset)
    room = width - beside_picture - picture_width - inset - suffix.width - 2 * BESIDE
    if name.width > room:
        name = kit.text(words, options.text("long-name-style"))
    vision_style = options.text("vision-style")
    vision = [kit.text(line, vision_style, align="left") for line in _vision_lines(kit.plan.vision)]
    ended = kit.text(kit.fill(options.text("ended")) if kit.ended else "", options.text("plan-style"))
    below = ended.height if ended.width else 0.0
    tag_style = options.text("proof-style")
    tag_lines = [kit.text(kit.fill(line), tag_style) for line in kit.marks(options.text("proof"))]
    told = paragraph if kit.is_herald else furniture
    # The reading stands above the name's em box: it needs what half the leading does not give it.
    style = name.style
    reading = style.ruby_size * style.size
    close = below or tag_lines[1:]  # else the line above leaves room enough
    rise = max(0.0, reading - (style.leading - style.size) / 2) + (ABOVE_READING * reading if close else 0.0)
    head = max(plan.height, sum(line.height for line in tag_lines))
    left = top + head + below + rise + name.height + bottom + lines
    seen = sum(line.height for line in vision)
    right = max(picture_height, top + seen + picture_height - options.length("overlap")) + lines

    def draw(rect: Rect) -> tuple[Element, ...]:
        color, mark = (kit.color(options.text(key)) for key in ("background", "mark"))
        x, name_top = rect.x + inset, rect.bottom - lines - bottom - name.height
        suffix_top = name_top + name.first_baseline - suffix.first_baseline
        left = rect.right - beside_picture - picture_width
        place = Rect(left, rect.bottom - lines - picture_height, picture_width, picture_height)
        elements = [artifact(*_band(rect, inset, color, filled), kind="Background")]
        if name.width <= room:  # a name that would reach into the picture all the same is worth more
            elements.append(artifact(picture.mark(place)))
        if tag_lines:  # heard before anything else
            wide = max(line.width for line in tag_lines)
            tag = Rect(x + plan.width + 2 * BESIDE, rect.y + top, wide + 2 * BESIDE, head)
            elements.append(artifact(tag_shape(tag, mark, filled), kind="Background"))
            elements += _centred(tag_lines, tag, told)
        elements.append(paragraph(plan, x, rect.y + top))
        if below:
            elements.append(paragraph(ended, x, rect.y + top + head))
        beside = suffix.marks(x + name.width + BESIDE, suffix_top)
        elements.append(element(heading_role(options), *name.marks(x, name_top), *beside))
        marks: list[Element | Mark] = []
        y = rect.y + top
        for line in vision:
            x = rect.right - inset - line.width
            marks += (*line.marks(x, y), *(space(line, x, y) if line is not vision[-1] else ()))
            y += line.height
        return (*elements, element("P", *marks)) if marks else tuple(elements)

    return Box(height=max(left, right), draw=draw, label="表題")


def _band(rect: Rect, inset: float, color: str, filled: bool) -> list[Shape]:
    """The band in its colour; else a thick and a thin line of it at the foot."""
    if filled:
        return [filled_box(rect, color)]
    left, right, thick, thin = (
        rect.x + inset,
        rect.right - inset,
        rect.bottom - LINES + 1.2,
        rect.bottom - 0.4,
    )
    return [rule(left, thick, right, thick, color, 2.4), rule(left, thin, right, thin, color, 0.8)]


def _centred(
    lines: Sequence[SetText], tag: Rect, told: Callable[[SetText, float, float], Element]
) -> Iterator[Element]:
    """The lines of a tag below each other, in the middle of its height."""
    y = tag.y + (tag.height - sum(line.height for line in lines)) / 2
    for line in lines:
        yield told(line, tag.x + BESIDE, y)
        y += line.height


def _vision_lines(vision: tuple[str, ...]) -> list[str]:
    """The vision in two lines of much the same length: its parts as printed are never parted."""
    if len(vision) < 2:
        return list(vision)
    splits = [(" ".join(vision[:at]), " ".join(vision[at:])) for at in range(1, len(vision))]
    return list(min(splits, key=lambda lines: max(map(len, lines))))


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    yield from state_words(edition, options)
    if reading := edition.district.ruby[2]:
        yield Wording("名前の読み", (reading,), ruby=True)
    if edition.plan.vision:
        yield said("計画のめざす姿", "".join(edition.plan.vision))


BLOCK = Block(OPTIONS, measure, promises)
