"""A picture from an SVG, JPEG or PNG file: a figure with words for who does not see it, or decoration."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.blocks.figures import Figure
from handbook.blocks.kit import Block, Box, Kit, Options, artifact
from handbook.declaration import Field, OneOf, table
from handbook.document import Element
from handbook.edition import Edition
from handbook.errors import InputError
from handbook.pictures import Photograph
from handbook.promise import Pictured, Promise
from handbook.units import MM, Rect

OPTIONS = table(
    "絵か写真。SVG、JPEG、PNGのファイルを、縦横の比を変えずに載せます",
    Field(
        "file",
        "picture",
        "絵か写真のファイル（レイアウトのそばの pictures/ か標準の絵にあるもの。street.svg など）",
    ),
    Field("alt", "word", "絵を見られない人に読み上げる言葉（decoration と、どちらか一つを書きます）", ""),
    Field("decoration", "flag", "飾りで、読み上げなくてよい絵か（alt と、どちらか一つを書きます）", False),
    Field("consent", "flag", "写真に写っている人がみな、載せてよいと言ったか（写真のときに書きます）", False),
    Field("caption", "words", "絵の下に載せる説明", ""),
    Field("credit", "words", "かいた人、撮った人（絵の下に、書いたとおりに載ります）", ""),
    Field("style", "style", "説明と、かいた人、撮った人のスタイル", "body"),
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
    words = [text for name in ("caption", "credit") if (text := kit.fill(options.text(name)))]
    if words and not alt:
        hint = "alt: に何の絵かを書くか、caption と credit を消してください。"
        raise InputError.of(f"飾りの絵「{file}」に、説明（caption、credit）があります。", hint)
    picture = kit.picture(file)
    if isinstance(picture.drawing, Photograph) and not options.flag("consent"):
        hint = "写っている人みなに聞き、よければ（だれも写っていないときも）consent: true と書いてください。"
        raise InputError.of(f"写真「{file}」に、写っている人の同意（consent: true）がありません。", hint)
    across, height = options.length("width"), options.length("height")
    if across and height:
        hint = "どちらか一つにしてください。もう一つは、絵の縦横の比から決まります。"
        raise InputError.of(f"絵「{file}」に width と height の両方があります。", hint)
    across = across or height * picture.ratio or width
    if across > width + 0.01:
        hint = "幅か高さを小さくするか、置く場所を広げてください。"
        message = f"絵「{file}」の幅（{across / MM:.0f}mm）が、置く場所（{width / MM:.0f}mm）に入りません。"
        raise InputError.of(message, hint)
    figure = Figure(picture, alt, across, [kit.text(one, options.text("style"), across) for one in words])

    def draw(rect: Rect) -> tuple[Element, ...]:
        left = rect.x + (rect.width - across) * SIDE[options.text("align")]
        if alt:
            return (figure.draw(left, rect.y),)
        return (artifact(picture.mark(Rect(left, rect.y, across, figure.pictured))),)

    return Box(figure.height, draw, label=f"絵「{file}」")


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    if alt := options.text("alt"):
        yield Pictured(f"絵「{options.text('file')}」", alt)


BLOCK = Block(OPTIONS, measure, promises)
