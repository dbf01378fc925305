"""The parts of a layout's pages: blocks with their options, rows and stacks.

Source nodes come in, `handbook.layout.Node`s go out. Each block's options are held against
what the block says it takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handbook.layout import Node, Option, PageLayout, Style
from handbook.load.fields import Fields, Reading
from handbook.load.files import nearest
from handbook.load.measures import length, limits, number
from handbook.load.source import Node as Written
from handbook.load.source import Scalar, Table
from handbook.plan import PlacedText

_KINDS = ("block", "row", "stack")
_PLACING = ("gap", "grow", "share")
_SIDES = ("top", "right", "bottom", "left")


class Nodes:
    """Reads the parts of pages against the blocks, styles and colours that there are."""

    def __init__(
        self,
        reading: Reading,
        blocks: Mapping[str, Sequence[Option]],
        styles: Mapping[str, Style],
        colors: Mapping[str, str],
    ) -> None:
        self.reading = reading
        self.blocks = blocks
        self.styles = styles
        self.colors = colors

    def page(self, fields: Fields) -> PageLayout:
        name = fields.word("name")
        margins = fields.table("margins", f"「{name}」の余白（margins）", _SIDES)
        top, right, bottom, left = (length(margins, side) for side in _SIDES)
        header, footer = fields.node("header"), fields.node("footer")
        return PageLayout(
            name=name,
            margins=(top, right, bottom, left),
            header=self.node(header) if header else None,
            footer=self.node(footer) if footer else None,
            body=self._body(fields),
        )

    def _body(self, fields: Fields) -> Node:
        return Node(
            kind="stack",
            place=fields.place_of("body"),
            gap=(0.0, 0.0, 0.0),
            grow=0.0,
            share=1.0,
            children=tuple(self.node(child) for child in fields.nodes("body")),
        )

    def node(self, written: Written) -> Node:
        """One part: exactly one of block, row and stack, with how it is placed."""
        kind = self._kind(written)
        if kind == "block":
            return self._block(written)
        if not kind:
            return Node(kind="stack", place=written.place, gap=(0.0, 0.0, 0.0), grow=0.0, share=1.0)
        own = ("gutter",) if kind == "row" else ()
        fields = self.reading.table(written, "ページの部品", (kind,), (*_PLACING, *own))
        return Node(
            kind=kind,
            place=written.place,
            gap=self._gap(fields),
            grow=number(fields, "grow", 0.0),
            share=self._share(fields),
            children=tuple(self.node(child) for child in fields.nodes(kind)),
            gutter=length(fields, "gutter"),
        )

    def _kind(self, written: Written) -> str:
        if not isinstance(written, Table):
            self.reading.table(written, "ページの部品", _KINDS)  # which notes it
            return ""
        found = [kind for kind in _KINDS if kind in written.entries]
        if len(found) == 1:
            return found[0]
        said = "と".join(found) + "が一緒にあります" if found else "block、row、stack のどれもありません"
        hint = "一つの部品には、block、row、stack のどれか一つだけを書きます。"
        close = next((near for key in written.entries if (near := nearest(key, list(_KINDS)))), "")
        self.reading.report(written.place, f"この部品に{said}。", close if not found and close else hint)
        return ""

    def _gap(self, fields: Fields) -> tuple[float, float, float]:
        return limits(fields, "gap", (0.0, 0.0, 0.0), above=None, order="both")

    def _share(self, fields: Fields) -> float:
        share = number(fields, "share", 1.0)
        if share <= 0:
            fields.reading.report(
                fields.place_of("share"), "share（幅の割合）が0です。", "0より大きい数を書いてください。"
            )
        return share

    def _block(self, written: Written) -> Node:
        assert isinstance(written, Table)
        named = written.entries["block"]
        kind = named.text if isinstance(named, Scalar) else ""
        if kind not in self.blocks:
            hint = nearest(kind, list(self.blocks)) or "使える部品：" + "、".join(self.blocks)
            self.reading.report(named.place, f"「{kind}」という部品（block）はありません。", hint)
        options = self.blocks.get(kind)
        required = [option.name for option in options or () if option.required]
        # Of an unknown block nothing is known about its options either.
        other = [option.name for option in options] if options is not None else list(written.entries)
        optional = [name for name in (*_PLACING, *other) if name not in required]
        fields = self.reading.table(written, f"部品「{kind}」", ("block", *required), optional)
        return Node(
            kind=kind,
            place=written.place,
            gap=self._gap(fields),
            grow=number(fields, "grow", 0.0),
            share=self._share(fields),
            options={option.name: self._option(fields, option) for option in options or ()},
        )

    def _option(self, fields: Fields, option: Option) -> object:
        if option.name not in fields:
            return self._default(fields, option)
        name = option.name
        if option.kind == "text":
            # "" written out switches a text off that the block would else print.
            written = fields.node(name)
            off = isinstance(written, Scalar) and written.style and not written.text
            return "" if off else fields.text(name)
        if option.kind == "texts":
            return fields.texts(name)
        if option.kind == "style":
            return fields.name(name, self.styles, "スタイル", "styles にある名前")
        if option.kind == "color":
            return fields.name(name, self.colors, "色", "colors にある名前")
        if option.kind == "length":
            return length(fields, name)
        if option.kind == "number":
            return number(fields, name, 0.0)
        if option.kind == "flag":
            return fields.flag(name)
        if option.kind == "choice":
            return fields.choice(name, option.choices)
        raise ValueError(f"a block declares an option of unknown kind {option.kind!r}")

    def _default(self, fields: Fields, option: Option) -> object:
        """A block's default: its texts are printed like written ones, its names must exist."""
        default = option.default
        printed = (default,) if isinstance(default, str) and option.kind == "text" else ()
        if option.kind == "texts" and isinstance(default, (tuple, list)):
            printed = tuple(default)
        self.reading.texts.extend(PlacedText(str(text), fields.place) for text in printed if text)
        known = {"style": self.styles, "color": self.colors}.get(option.kind)
        if known and isinstance(default, str) and default not in known:
            where, what = ("styles", "スタイル") if option.kind == "style" else ("colors", "色")
            message = f"{fields.what}が使う{what}「{default}」が、{where} にありません。"
            fields.reading.report(
                fields.place,
                message,
                f"{where} に書き足すか、「{option.name}」で別の{what}を選んでください。",
            )
        return default
