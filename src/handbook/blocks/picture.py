"""A picture from an SVG file: a figure with words for who does not see it, or declared decoration."""

from __future__ import annotations

from handbook.blocks.kit import Block, Box, Kit, Options, artifact, element, only_words
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.errors import InputError
from handbook.units import MM, Rect

OPTIONS = table(
    "絵。SVGのファイルを、縦横の比を変えずに載せます",
    Field(
        "file", "picture", "絵のファイル（レイアウトのそばの pictures/ か標準の絵にあるSVG。street.svg など）"
    ),
    Field("alt", "word", "絵を見られない人に読み上げる言葉（decoration と、どちらか一つを書きます）", ""),
    Field("decoration", "flag", "飾りで、読み上げなくてよい絵か（alt と、どちらか一つを書きます）", False),
    Field("width", "length", "絵の幅（高さは比から決まります。height も 0 なら、置く場所の幅）", 0.0),
    Field("height", "length", "絵の高さ（幅は比から決まります）", 0.0),
    Field("align", OneOf(("left", "center", "right")), "置く場所の中での寄せ方", "left"),
)

SIDE = {"left": 0.0, "center": 0.5, "right": 1.0}
"""Which part of the space beside the picture stands before it."""


def measure(kit: Kit, options: Options, width: float) -> Box:
    file, alt = options.text("file"), options.text("alt")
    if bool(alt) == options.flag("decoration"):
        said = "alt と decoration の両方があります" if alt else "alt も decoration もありません"
        hint = "何の絵かを alt: に書くか、飾りなら decoration: true と書いてください（どちらか一つ）。"
        raise InputError.of(f"絵「{file}」に{said}。", hint)
    picture = kit.picture(file)
    across, height = options.length("width"), options.length("height")
    if across and height:
        hint = "どちらか一つにしてください。もう一つは、絵の縦横の比から決まります。"
        raise InputError.of(f"絵「{file}」に width と height の両方があります。", hint)
    across = across or height * picture.ratio or width
    if across > width + 0.01:
        hint = "幅か高さを小さくするか、置く場所を広げてください。"
        message = f"絵「{file}」の幅（{across / MM:.0f}mm）が、置く場所（{width / MM:.0f}mm）に入りません。"
        raise InputError.of(message, hint)

    def draw(rect: Rect) -> tuple[Element, ...]:
        left = rect.x + (rect.width - across) * SIDE[options.text("align")]
        mark = picture.mark(Rect(left, rect.y, across, across / picture.ratio))
        return (element("Figure", mark, alt=alt) if alt else artifact(mark),)

    return Box(across / picture.ratio, draw, label=f"絵「{file}」")


BLOCK = Block(OPTIONS, measure, only_words)
