"""Makes what is generated from the declarations: editors' schemas, pages of documentation, pictures.

    python scripts/generate.py

Writes data/schema/*.json, docs/layouts.md, the lists in docs/data.md and a picture of each block in
docs/blocks/. Run it when a file's declaration or a block has changed; tests/test_generated.py tells
when it is due. Needs the extra `preview`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from PIL import Image

import handbook
from handbook.blocks import OPTIONS
from handbook.declaration import Field, Kind, ListOf, MapOf, OneOf, OneOrMore, TableOf, TextOr
from handbook.document import Element, bounds, marks
from handbook.files import write_whole
from handbook.layout import PLACEHOLDERS
from handbook.load.evidence import EVIDENCE
from handbook.load.kinds import KINDS
from handbook.load.layouts import LAYOUT, PAGE, STYLE
from handbook.load.ledger import LEDGER
from handbook.load.local import COLUMN, DESK, DESKS, DISTRICTS, SOURCES
from handbook.load.overview import PASSAGE, PLAN
from handbook.load.parts import PLACING, ROW, STACK, block_table
from handbook.load.readings import READINGS
from handbook.load.site import SITE
from handbook.load.words import WORDS
from handbook.pdf import render_pdf
from handbook.preview import page_images, png

ROOT = Path(__file__).parents[1]
COMMAND = "python scripts/generate.py"
SAMPLES = ROOT / "docs" / "samples.yaml"
"""A layout of the blocks that the leaflet does not use."""
FILES = {
    "plan": ("計画の本文（plan.yaml）", PLAN),
    "districts": ("校区・地区の一覧（districts.yaml）", DISTRICTS),
    "desks": ("相談先の一覧（desks.yaml）", DESKS),
    "column": ("事例コラム（columns/*.yaml）", COLUMN),
    "evidence": ("根拠の一覧（evidence.yaml）", EVIDENCE),
    "confirmations": ("確認の記録（confirmations.yaml）", LEDGER),
    "readings": ("読みの一覧（readings.yaml）", READINGS),
    "sources": ("出典の一覧（sources.yaml）", SOURCES),
    "words": ("分けない言葉（words.yaml）", WORDS),
    "site": ("サイトの言葉と色（site.yaml）", SITE),
    "layout": ("レイアウト（layouts/*.yaml）", LAYOUT),
}
"""Schema → its title and the declaration of the file."""

EITHER = {
    DESK.fields: (("districts",), ("everywhere",)),
    COLUMN.fields: (("district",), ("everywhere",)),
    LAYOUT.fields: (("extends",), tuple(field.name for field in LAYOUT.fields if field.required)),
}
"""One of these sets of keys must be written: rules between values that an editor can tell all the same."""
WHOLE_STYLE = (("like",), ("face", "size", "leading", "color"))
"""As `EITHER`, of the styles of a layout that extends none."""

DPI = 96
PADDING = 4.0
COLORS = 24


def outputs() -> dict[Path, str]:
    """Every generated text by its path."""
    made = {
        ROOT / "data" / "schema" / f"{name}.json": schema_file(title, table)
        for name, (title, table) in FILES.items()
    }
    data = ROOT / "docs" / "data.md"
    return {
        **made,
        ROOT / "docs" / "layouts.md": "\n".join(layouts_page()) + "\n",
        data: between_marks(data.read_text(encoding="utf-8"), "\n".join(data_lists())),
    }


def schema_file(title: str, table: TableOf, blocks: Mapping[str, TableOf] = OPTIONS) -> str:
    """A JSON Schema (draft 07, which editors know best)."""
    parts = {"part": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("stack", "row", *blocks)]}}
    for name, part in (("stack", STACK), ("row", ROW)):
        parts[name] = schema(part, part.fields[0].meaning)
    for name, options in blocks.items():
        block = schema(block_table(name, options), options.what)
        block["properties"]["block"] = {"const": name, "description": options.what}
        parts[name] = block
    whole = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "$comment": f"作り直すには：{COMMAND}",
        **schema(table, title),
        **({"$defs": parts} if table is LAYOUT else {}),
    }
    if table is LAYOUT:  # a style that extends nothing says all of itself
        alone = {"anyOf": [{"required": list(keys)} for keys in WHOLE_STYLE]}
        whole["anyOf"][1]["properties"] = {"styles": {"additionalProperties": alone}}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def schema(kind: Kind, meaning: str) -> dict:
    """What JSON Schema can say of a value of this kind."""
    told = {"description": re.sub(r"\{\w+\}", "…", meaning)}
    if isinstance(kind, ListOf) and kind.named:
        changes = {"type": "object", "additionalProperties": {"type": ["object", "string"]}}
        return {**told, "anyOf": [schema(ListOf(kind.of), meaning), changes]}
    if isinstance(kind, ListOf):
        return {**told, "type": "array", "minItems": 1, "items": schema(kind.of, meaning)}
    if isinstance(kind, OneOrMore):
        one = schema(kind.of, meaning)
        return {**told, "anyOf": [one, {"type": "array", "minItems": 1, "items": one}]}
    if isinstance(kind, MapOf):
        return {
            **told,
            "type": "object",
            "minProperties": 1,
            "additionalProperties": schema(kind.of, meaning),
        }
    if isinstance(kind, OneOf):
        numbers = [int(choice) for choice in kind.choices if choice.isdecimal()]
        return {**told, "enum": [*kind.choices, *numbers]}
    if isinstance(kind, TextOr):
        return {**told, "anyOf": [schema(kind.of.fields[0].kind, meaning), _table(kind.of)]}
    if isinstance(kind, TableOf):
        return {**told, **_table(kind)}
    return {"$ref": "#/$defs/part"} if kind == "part" else {**told, **KINDS[kind].schema}


def _table(table: TableOf) -> dict:
    either = {key for keys in EITHER.get(table.fields, ()) for key in keys}
    made = {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in table.fields if field.required and field.name not in either],
        "properties": {field.name: schema(field.kind, _told(field)) for field in table.fields},
    }
    if table.fields in EITHER:
        made["anyOf"] = [{"required": list(keys)} for keys in EITHER[table.fields]]
    return made


def _told(field: Field) -> str:
    """A field's meaning and its default."""
    written = _written(field.default)
    return f"{field.meaning}。書かなければ {written}" if written else field.meaning


def _written(default: object) -> str:
    """A default as one would write it; nothing where it says nothing."""
    if default in (..., None, "", ()) and default is not False:
        return ""
    if isinstance(default, bool):
        return "true" if default else "false"
    if isinstance(default, tuple):
        return f"[{', '.join(map(_written, default))}]"
    return f"{default:g}" if isinstance(default, (int, float)) else str(default)


def kind_name(kind: Kind) -> str:
    """A kind as a page of documentation calls it."""
    if isinstance(kind, OneOf):
        return "、".join(f"`{choice}`" for choice in kind.choices)
    if isinstance(kind, ListOf):
        return f"リスト（{kind_name(kind.of)}）" + ("、または名前と変える項目の組" if kind.named else "")
    if isinstance(kind, OneOrMore):
        return f"{kind_name(kind.of)}、またはそのリスト"
    if isinstance(kind, MapOf):
        return "名前と値の組"
    if isinstance(kind, TextOr):
        return "文章、または文章と抜粋"
    if isinstance(kind, TableOf):
        return "表"
    return "部品" if kind == "part" else KINDS[kind].name


def rows(table: TableOf, within: str = "") -> Iterator[str]:
    """The rows of a table of documentation, those of nested tables after their own."""
    for field in table.fields:
        name = f"{within}{field.name}"
        default = _written(field.default)
        needed = "" if field.required else f"`{default}`" if default else "（なし）"
        inner = field.kind.of if isinstance(field.kind, (ListOf, MapOf)) else field.kind
        yield f"| `{name}` | {kind_name(field.kind)} | {needed} | {field.meaning} |".replace("|  |", "| |")
        if isinstance(inner, TableOf) and inner not in (PAGE, STYLE):
            yield from rows(inner, f"{name}{_STEPS.get(type(field.kind), '.')}")


_STEPS = {ListOf: "[].", MapOf: ".*."}
"""How a page writes what stands in each entry of a list, of a table with names of its writer."""


EXTENDS = (
    "`extends: leaflet` と書けば、そのレイアウトの全部を引き継ぎ、書いたところだけが変わります。",
    "",
    "1. 名前と値の組（`colors`、`styles` とその中の一つなど）は、名前ごとに重なります。"
    "値とリストは、入れ替わります。",
    "2. `pages` は、リストなら全部が入れ替わり、ページの名前で書けばそのページだけが変わります"
    "（`pages: {表: {margins: {left: 20mm}}}`）。",
    "3. `parts` は、部品を `id`（なければ種類）で指して変えます（`parts: {desks: {color: ink}}`）。"
    "別の `block` を書けば、そこに入れ替わります。",
    "4. ページも部品も、`none` と書けばなくなります（`parts: {stories: none}`）。",
    "5. `scale: 1.5` は、引き継ぐ文字の大きさと部品の長さを1.5倍にします。"
    "このファイルに書いた長さは、そのままです。",
    "",
    "元のレイアウトは、同じフォルダー、`layouts/`、付属のものの順に探します。"
    "元がさらに別のものを引き継いでいてもかまいません。",
)

HEAD = ("| 項目 | 書くもの | 書かないとき | 意味 |", "|---|---|---|---|")


def data_lists() -> Iterator[str]:
    """The fields of the data files."""
    yield "値を書く欄が空いている項目は、必ず書きます。`a[].b` は、リスト `a` の一つ一つの中の `b`、"
    yield "`a.*.b` は、`a` の中に自分で名前を付けた一つ一つの中の `b` です。"
    for title, table in list(FILES.values())[:-1]:
        yield from ("", f"### {title}", "", *HEAD, *rows(table))
    yield from ("", "### 文章と抜粋", "", *HEAD, *rows(PASSAGE))


def layouts_page() -> Iterator[str]:
    """docs/layouts.md: every key of a layout, every block and its options, a picture of each."""
    yield from (
        "# レイアウトの書き方",
        "",
        f"<!-- このページは {COMMAND} が作ります。ここを直さず、プログラムの中の説明を直してください。 -->",
        "",
        "レイアウトは、紙面のどこに何をどう載せるかを書いたファイルです。`layouts/` にあり、"
        "`layouts/leaflet.yaml` が標準のリーフレットです。",
        "",
        "```",
        "handbook validate --layout 名前",
        "```",
        "",
        "書き間違いがあれば、何行目の何文字目をどう直せばよいかが出ます。"
        "「書かないとき」の欄が空いている項目は、必ず書きます。",
        "",
        "## 全体",
        "",
        *HEAD,
        *rows(LAYOUT),
        "",
        "## ほかのレイアウトを元にする（extends）",
        "",
        *EXTENDS,
        "",
        "## スタイル（styles の中の一つ）",
        "",
        "`face`、`size`、`leading`、`color` は、`like` か元のレイアウトになければ必ず書きます。",
        "",
        *HEAD,
        *rows(STYLE),
        "",
        "## ページ（pages の中の一つ）",
        "",
        *HEAD,
        *rows(PAGE),
        "",
        "## 部品の置き方",
        "",
        "部品は、`block`（下のどれか）、`stack`（縦積み）、`row`（横並び）のどれか一つです。"
        "どの部品にも、次の項目を添えられます。",
        "",
        *HEAD,
        *rows(TableOf("", (STACK.fields[0], ROW.fields[0], *PLACING, ROW.fields[-1]))),
        "",
        "## 値の書き方",
        "",
        "長さは、`12` のように数字だけならポイント、`13mm` と書けばミリメートルです。"
        "文章と言葉には、ふりがな `{漢字|かんじ}`、太字 `**太字**`、注の印 `※1` と、次の差し込みが使えます。",
        "",
        "| 差し込み | 中身 |",
        "|---|---|",
        *(f"| `{{{name}}}` | {meaning} |" for name, meaning in PLACEHOLDERS.items()),
        "",
        "## 部品（block）",
    )
    for name, options in OPTIONS.items():
        yield from ("", f"### {name}", "", f"{options.what}。", "")
        yield from (f"![{name} の例](blocks/{name}.png)", "", *HEAD, *rows(options))


def between_marks(page: str, text: str) -> str:
    """`page` with the part between its two marks replaced."""
    begin, end = "<!-- 項目の一覧：ここから -->", "<!-- 項目の一覧：ここまで -->"
    head, rest = page.split(begin)
    note = f"<!-- この間は {COMMAND} が作ります。 -->"
    return f"{head}{begin}\n{note}\n\n{text}\n\n{end}{rest.split(end)[1]}"


def pictures(district: str = "浮島") -> Iterator[tuple[str, Image.Image]]:
    """Each kind of block with a picture of the first one on a page of the leaflet, else of the samples."""
    edition = handbook.select(handbook.load_plan(), district)
    pages = []
    for layout in ("leaflet", SAMPLES):
        document = handbook.compose(edition, handbook.load_layout(layout))
        pages += zip(document.pages, page_images(render_pdf(document), DPI), strict=True)
    for name in OPTIONS:
        cuts = ((first(page.elements, name), page, image) for page, image in pages)
        elements, page, image = next(cut for cut in cuts if cut[0])
        boxes = [bounds(mark) for mark in marks(elements)]
        left = min(box.x for box in boxes) - PADDING
        top = min(box.y for box in boxes) - PADDING
        right = max(box.right for box in boxes) + PADDING
        bottom = max(box.bottom for box in boxes) + PADDING
        inside = (max(0.0, left), max(0.0, top), min(page.width, right), bottom)
        yield name, image.crop(tuple(int(edge * DPI / 72) for edge in inside)).quantize(COLORS)


def first(elements: tuple[Element, ...], block: str) -> tuple[Element, ...]:
    """The elements of the first block of this kind: up to the next block, or one section."""
    start = next((at for at, element in enumerate(elements) if element.block == block), len(elements))
    found: list[Element] = []
    for element in elements[start:]:
        if element.block != block or (found and found[0].role == "Sect"):
            break
        found.append(element)
    return tuple(found)


def main() -> None:
    for path, text in outputs().items():
        write_whole(path, text.encode("utf-8"))
    for path in (ROOT / "data" / "schema").glob("*.json"):
        if path.stem not in FILES:
            path.unlink()
    folder = ROOT / "docs" / "blocks"
    folder.mkdir(exist_ok=True)
    for name, image in pictures():
        write_whole(folder / f"{name}.png", png(image))


if __name__ == "__main__":
    main()
