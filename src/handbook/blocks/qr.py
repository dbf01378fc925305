"""An address as a QR code, for who has a telephone in hand, and in words, for who has not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from handbook.address_code import LONGEST, QUIET, modules
from handbook.blocks.kit import Block, Box, Kit, Options, artifact, element
from handbook.declaration import Field, OneOf, table
from handbook.document import Element, Shape
from handbook.edition import Edition
from handbook.errors import InputError
from handbook.load.kinds import WEB
from handbook.promise import Pictured, Promise, filled
from handbook.units import MM, Rect

LEAST = 0.4 * MM
"""Least width of a module: what a cheap printer prints and an old telephone reads."""
GAP = 8.0
"""Between code and words, points."""
BLACK, WHITE = "#000000", "#FFFFFF"


def _rule(values: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with an address that is the same in every edition, and the size of its code."""
    address, size = values.get("address"), values.get("size")
    if isinstance(address, str) and isinstance(size, float) and "{" not in address:
        yield from _unreadable(address, size)


def _unreadable(address: str, size: float) -> Iterator[tuple[str, str, str]]:
    """Why no telephone could read an address from a code of that size: the option, and the words."""
    if not re.fullmatch(WEB, address):
        shown = f"「{address}」は" if address else "アドレスがないので、"
        hint = "address に、https://www.example.jp/ のように、半角でアドレスを書いてください"
        hint += "。" if address else "（{web} なら、plan.yaml の contacts の web に）。"
        yield "address", f"{shown}QRコードにできません。", hint
    elif len(address) > LONGEST:
        hint = f"{LONGEST}字までの、短いアドレスを使ってください。"
        yield "address", f"QRコードのアドレスが長すぎます（{len(address)}字）。", hint
    elif size < (least := (len(modules(address)) + 2 * QUIET) * LEAST) - 0.01:
        hint = f"size を {least / MM + 0.05:.1f}mm 以上にするか、アドレスを短くしてください。"
        yield "size", f"QRコードの一辺（{size / MM:.1f}mm）が小さすぎて、読み取れません。", hint


OPTIONS = table(
    "QRコード。アドレスを、読み取れる形と言葉の両方で載せます",
    Field(
        "address",
        "words",
        "アドレス（https:// から。{web} なら問い合わせ先のホームページ。{slug} なども使えます）",
    ),
    Field("size", "length", "QRコードの一辺（まわりの余白を含む）", default=72.0),
    Field("words", OneOf(("beside", "below")), "アドレスを書くところ（beside：右、below：下）", "beside"),
    Field("style", "style", "アドレスのスタイル", default="body"),
    rule=_rule,
)


def measure(kit: Kit, options: Options, width: float) -> Box:
    address, size = kit.fill(options.text("address")), options.length("size")
    for _, message, hint in _unreadable(address, size):
        raise InputError.of(message, hint)
    rows = modules(address)
    across = len(rows) + 2 * QUIET
    below = options.text("words") == "below"
    room = width if below else width - size - GAP
    if room < GAP or size > width:
        hint = "size を小さくするか、置く場所を広げてください。"
        raise InputError.of("QRコードとアドレスが、置く場所に入りません。", hint)
    words = kit.text(address, options.text("style"), room)
    height = size + words.height if below else max(size, words.height)

    def draw(rect: Rect) -> tuple[Element, ...]:
        x, y = (rect.x, rect.y + size) if below else (rect.x + size + GAP, rect.y)
        y += 0.0 if below else (height - words.height) / 2
        ground = Rect(rect.x, rect.y, size, size)
        code = element("Figure", _drawn(rows, ground, size / across), alt=alt(address))
        link = element("Link", *words.marks(x, y), href=address)
        box = Shape(tuple(_square(ground.x, ground.y, ground.right, ground.bottom)), fill=WHITE)
        return artifact(box, kind="Background"), code, element("P", link)

    return Box(height, draw, label="QRコード")


def _square(left: float, top: float, right: float, bottom: float) -> Iterator[tuple[str | float, ...]]:
    yield from (("M", left, top), ("L", right, top), ("L", right, bottom), ("L", left, bottom), ("Z",))


def _drawn(rows: tuple[tuple[bool, ...], ...], ground: Rect, module: float) -> Shape:
    """The dark modules as one shape, those side by side as one: no hairlines between them."""
    path: list[tuple[str | float, ...]] = []
    for down, row in enumerate(rows, QUIET):
        runs = re.finditer("#+", "".join("#" if dark else " " for dark in row))
        y = ground.y + down * module
        for run in runs:
            left, right = (ground.x + (QUIET + at) * module for at in run.span())
            path += _square(left, y, right, y + module)
    return Shape(tuple(path), fill=BLACK)


def alt(address: str) -> str:
    return f"QRコード：{address}"


def promises(edition: Edition, options: Options) -> Iterator[Promise]:
    yield Pictured("QRコード", alt(filled(options.text("address"), edition)))


BLOCK = Block(OPTIONS, measure, promises)
