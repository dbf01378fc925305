"""The parts of a layout's pages: blocks with their options, rows and stacks.

Source nodes come in, rows and then `handbook.layout.Node`s go out. Each block's options are held against
what the block declares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handbook.declaration import Field, ListOf, TableOf, table
from handbook.layout import Least, Node
from handbook.load.file_text import nearest
from handbook.load.loading import Loading, Row
from handbook.load.nodes import Node as Written
from handbook.load.nodes import Scalar, Table
from handbook.load.reader import read_table
from handbook.plan import PlacedText

PLACING = (
    Field(
        "id", "word", "部品の名前（このレイアウトを extends するものが、parts で指すときに使います）", None
    ),
    Field("gap", "gap", "上のあき（前の部品との間）", default=(0.0, 0.0, 0.0)),
    Field("grow", "number", "余った高さを受けもつ割合", default=0.0),
    Field("share", "number", "横並びの中での幅の割合（0より大きい数）", default=1.0),
    Field(
        "moves",
        "flag",
        "この面がいっぱいのとき、後の、いちばん空いている面の終わりに移すか（面に直に置く部品で。"
        "new-page で分けた面からは、次の面の頭に）",
        default=False,
    ),
    Field(
        "new-page",
        "flag",
        "この部品から新しいページを始めるか（面に直に置く部品で。頭は running。"
        "repeats の面では、この部品に載せるものがなければ、始めません）",
        default=False,
    ),
    Field(
        "keep",
        "flag",
        "次の部品と離さず、同じページ（段）に置くか（見出しは、いつも離れません）",
        default=False,
    ),
    Field(
        "span", "flag", "段のある面や縦積みで、すべての段にまたがるか（そこに直に置く部品で）", default=False
    ),
)
GROUND = (
    Field("background", "color", "地の色（書かなければ、地を塗りません）", None),
    Field("padding", "length", "地の内側の、上下の余白", default=0.0),
    Field("inset", "length", "地の内側の、左右の余白", default=0.0),
    Field("round", "length", "地の角の丸み", default=0.0),
)
"""A ground below a stack or row."""
FOR_READING = ("id", "new-page")
"""What is said by where a part stands when it has been read."""
ROW = table(
    "ページの部品",
    Field("row", ListOf("part"), "横並び（左から順に並べる部品）"),
    *PLACING,
    *GROUND,
    Field("gutter", "length", "段間（並べた部品の間のあき）", default=0.0),
    Field(
        "stacked", "flag", "横に並べず、縦に積むか（大きな文字や狭い紙で。間のあきは gutter）", default=False
    ),
    Field(
        "from-right",
        "flag",
        "右から順に並べるか（書いた順に読むので、折る紙の表紙を先に書けます）",
        default=False,
    ),
)
COLUMNS = (
    Field("columns", "count", "段の数（部品は段から段へ流れます。またがる部品には span: true）", default=1),
    Field("gutter", "length", "段間（段と段の間のあき）", default=18.0),
)
STACK = table(
    "ページの部品",
    Field("stack", ListOf("part"), "縦積み（上から順に重ねる部品）"),
    *PLACING,
    *GROUND,
    *COLUMNS,
)


def block_table(kind: str, options: TableOf) -> TableOf:
    """How a block of this kind is written."""
    block = Field("block", "word", "部品の種類")
    return table(f"部品「{kind}」", block, *options.fields, *PLACING, rule=options.rule)


def _sized(styles: Mapping[str, Row], name: str) -> Row | None:
    """The style in which the size of the style `name` is written."""
    for _ in styles:
        row = styles.get(name)
        if row is None or "size" in row.values:
            return row if row and row.values["size"] else None
        name = row.text("like")
    return None


class Parts:
    """Reads the parts of pages against the blocks that there are."""

    def __init__(self, loading: Loading, blocks: Mapping[str, TableOf]) -> None:
        self.loading = loading
        self.blocks = blocks
        self.tables = {kind: block_table(kind, options) for kind, options in blocks.items()}

    def read(self, written: Written, outer: Row) -> Row | None:
        """One part: exactly one of block, row and stack, with how it is placed."""
        kinds = ("block", "row", "stack")
        if not isinstance(written, Table):
            hint = "「block:」「row:」「stack:」のどれかの項目を書いてください。"
            self.loading.report(written.place, "ページの部品は、項目の名前と値の組で書きます。", hint)
            return None
        found = [kind for kind in kinds if kind in written.entries]
        if len(found) != 1:
            said = "と".join(found) + "が一緒にあります" if found else "block、row、stack のどれもありません"
            hint = "一つの部品には、block、row、stack のどれか一つだけを書きます。"
            close = next((near for key in written.entries if (near := nearest(key, list(kinds)))), "")
            self.loading.report(written.place, f"この部品に{said}。", close if not found and close else hint)
            return None
        table = {"row": ROW, "stack": STACK}.get(found[0]) or self._block(written)
        if table is None:
            return None
        row = read_table(self.loading, written, table, outer)
        if row.values.get("share") == 0:
            hint = "0より大きい数を書いてください。"
            self.loading.report(row.place_of("share"), "share（幅の割合）が0です。", hint)
        return row

    def table_of(self, written: Table) -> TableOf | None:
        """How a part is written; None where it is none that there is."""
        if "row" in written.entries or "stack" in written.entries:
            return ROW if "row" in written.entries else STACK
        named = written.entries.get("block")
        return self.tables.get(named.text) if isinstance(named, Scalar) else None

    def _block(self, written: Table) -> TableOf | None:
        named = written.entries["block"]
        kind = named.text if isinstance(named, Scalar) else ""
        if kind not in self.tables:
            hint = nearest(kind, list(self.tables)) or "使える部品：" + "、".join(self.tables)
            self.loading.report(named.place, f"「{kind}」という部品（block）はありません。", hint)
        return self.tables.get(kind)

    def check_defaults(self, known: Mapping[str, tuple[Mapping[str, object], str]]) -> None:
        """Blocks' defaults: texts are printed like written ones, names must exist.

        `known` gives for `style` and `color` the names that there are, and what they are called.
        """
        for row in (row for kind in self.tables for row in self.loading.rows_of(self.tables[kind])):
            for option in self.blocks[row.text("block")].fields:
                if option.name in row or option.required:
                    continue
                printed = (option.default,) if option.kind == "words" else ()
                if option.kind == ListOf("words") and isinstance(option.default, tuple):
                    printed = option.default
                self.loading.texts += [PlacedText(str(text), row.node.place) for text in printed if text]
                names, what = known.get(str(option.kind), ({}, ""))
                if names and option.default and option.default not in names:
                    message = f"{row.what}が使う{what}「{option.default}」が、{option.kind}s にありません。"
                    hint = f"{option.kind}s に書き足すか、「{option.name}」で別の{what}を選んでください。"
                    self.loading.report(row.node.place, message, hint)

    def check_sizes(self, least: Least, styles: Mapping[str, Row]) -> None:
        """The styles that blocks set text in keep the least sizes of the layout."""
        for row in (row for kind in self.tables for row in self.loading.rows_of(self.tables[kind])):
            for option in self.blocks[row.text("block")].fields:
                if option.kind not in ("style", ListOf("style")):
                    continue
                value, promised = row.values.get(option.name), getattr(least, option.least)
                for name in value if isinstance(value, tuple) else (value,):
                    sized = _sized(styles, str(name))
                    size = sized.values["size"] if sized else None
                    if sized and isinstance(size, tuple) and size[0] < promised - 0.01:
                        message = f"スタイル「{name}」は{size[0]:g}ポイントになることがあります。"
                        hint = (
                            f"{row.what}の {option.name} は、least で{promised:g}ポイント以上と決めています。"
                        )
                        self.loading.report(sized.place_of("size"), message, hint)

    def node(self, row: Row) -> Node:
        """The part that was read as this row."""
        values: dict[str, Any] = {name: row.values[name] for name, *_ in PLACING if name not in FOR_READING}
        if kind := row.text("block"):
            values["options"] = {option.name: row.values[option.name] for option in self.blocks[kind].fields}
        else:
            kind = "row" if row.table is ROW else "stack"
            children, gutter = self.children(row, kind), row.values.get("gutter", 0.0)
            if row.values.get("stacked") and isinstance(gutter, float):
                kind, gap = "stack", (gutter, gutter, gutter)
                children = (*children[:1], *(replace(child, gap=gap) for child in children[1:]))
            values |= {"children": children, "gutter": gutter, "columns": row.values.get("columns", 1)}
            values |= {name: row.values[name] for name, *_ in GROUND if name in row.values}
            values["from_right"] = row.flag("from-right")
        return Node(kind=kind, place=row.node.place, **values)

    def children(self, row: Row, key: str) -> tuple[Node, ...]:
        return tuple(self.node(child) for child in row.rows(key))

    def body(self, row: Row, key: str) -> Node:
        """The stack that a page's list of parts makes."""
        return Node("stack", row.place_of(key), (0.0, 0.0, 0.0), 0.0, 1.0, children=self.children(row, key))
