"""A layout file to a `Layout`.

A YAML file and the options that each kind of block takes come in; the layout goes out, or an
`InputError` with every problem. What a block looks like is not known here, nor whether its
text fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from handbook.declaration import Field, ListOf, MapOf, OneOf, OneOrMore, TableOf, table
from handbook.errors import InputError
from handbook.layout import PLACEHOLDERS, Layout, PageLayout, Style
from handbook.load.drawings import read_drawing
from handbook.load.file_text import nearest, shown
from handbook.load.loading import Loading, Row
from handbook.load.nodes import Items, Scalar, read_source
from handbook.load.parts import Parts
from handbook.load.reader import read_table
from handbook.pictures import Drawing
from handbook.resources import folders
from handbook.units import A4, MM

PAPERS = {
    "A4": A4,
    "A3": (297 * MM, 420 * MM),
    "A5": (148 * MM, 210 * MM),
    "B4": (257 * MM, 364 * MM),
    "B5": (182 * MM, 257 * MM),
}
"""Portrait papers: ISO 216 A, JIS P 0138 B (which is what a Japanese office calls B4)."""
PAPERS |= {f"{name}横": (height, width) for name, (width, height) in PAPERS.items()}

_SIDES = {"top": "上", "right": "右", "bottom": "下", "left": "左"}

STYLE = table(
    "スタイル「{key}」",
    Field("like", "word", "元にするスタイル（前の行のもの。書かない項目が同じになります）", None),
    Field("face", "face", "書体（faces にある名前）", None),
    Field("size", "size", "文字の大きさ（最小は、入りきらないときにどこまで縮めるか）", None),
    Field("leading", "leading", "行送り（文字の大きさの何倍か）", None),
    Field("color", "color", "文字の色（colors にある名前）", None),
    Field("align", OneOf(("left", "justify", "center", "right")), "行のそろえ方（書かなければ left）", None),
    Field(
        "phrase",
        OneOf(("off", "prefer", "require")),
        "文節での改行（off：しない、prefer：なるべく、require：必ず）",
        None,
    ),
    Field("ruby", "number", "ふりがなの大きさ（文字の何倍か。書かなければ 0.5）", None),
    Field(
        "figures",
        OneOf(("proportional", "tabular")),
        "数字の幅（tabular：上下にそろう。書かなければ proportional）",
        None,
    ),
)
PAGE = table(
    "ページ",
    Field("name", "word", "面の名前（表、裏など。お知らせに使います）"),
    Field(
        "margins",
        table(
            "「{name}」の余白（margins）",
            *(Field(side, "length", f"{called}の余白") for side, called in _SIDES.items()),
        ),
        "余白（版面の外側）",
    ),
    Field("header", "part", "頭の部品（紙の上端に、幅いっぱいに置きます）", None),
    Field("body", ListOf("part"), "本文の部品（上から順に）"),
    Field("footer", "part", "足の部品（下の余白に置きます）", None),
    Field("repeats", "flag", "入りきらない部品と表の行を、同じ形の次のページに続けるか", default=False),
)
LAYOUT = table(
    "レイアウト",
    Field("title", "word", "題（一覧に出ます）"),
    Field("description", "word", "説明（一覧に出ます）", ""),
    Field("paper", OneOf(tuple(PAPERS)), "紙の大きさ（「横」のないものは縦置き）"),
    Field(
        "faces",
        MapOf(OneOrMore("word")),
        "書体（名前と、フォントのファイル。いくつも書けば、前の書体にない字を後の書体で組みます。"
        "bold という名前の書体は、**太字** にも使います）",
    ),
    Field("colors", MapOf("color-code"), '色（名前と、"#1B2430" のような6桁の16進数）'),
    Field("styles", MapOf(STYLE), "スタイル（名前と、文字の組み方）"),
    Field("pages", ListOf(PAGE), "ページ（表、裏の順に）"),
)


def layout_names(folder: str | Path | None = None) -> tuple[str, ...]:
    """The names of the layouts in `folder`, sorted; without one in `./layouts` and the bundled ones.

    Files beginning with _ are drafts.
    """
    return tuple(sorted(_named(folder)))


def _named(folder: str | Path | None) -> dict[str, Path]:
    """Layouts by their names; of one name the user's own."""
    roots = folders("layouts") if folder is None else (Path(folder),)
    return {
        path.stem: path
        for root in reversed(roots)
        for path in root.glob("*.yaml")
        if not path.name.startswith("_")
    }


def load_layout(name: str | Path, blocks: Mapping[str, TableOf], folder: str | Path | None = None) -> Layout:
    """Read the layout `name`: one of `layout_names(folder)`, or the path of a .yaml file.

    `blocks` gives the options that each kind of block takes. Raises InputError with all problems.
    """
    path = _find(name, folder)
    source = read_source(path)
    loading = Loading(placeholders=PLACEHOLDERS)
    parts = Parts(loading, blocks)
    loading.readers["part"] = parts.read
    row = read_table(loading, source, LAYOUT)
    faces, colors, styles = (_entries(row, key) for key in ("faces", "colors", "styles"))
    loading.check_names("face", faces, "書体", "faces にある名前を書いてください：" + "、".join(faces))
    loading.check_names("color", colors, "色", "colors にある名前を書いてください：" + "、".join(colors))
    loading.check_names(
        "style", styles, "スタイル", "styles にある名前を書いてください：" + "、".join(styles)
    )
    parts.check_defaults({"color": (colors, "色"), "style": (styles, "スタイル")})
    files = _font_files(loading, row, path)
    drawings = _drawings(loading, path)
    _check_styles(loading, styles)
    loading.finish()
    _check_marks(loading, row.rows("pages"))
    loading.finish()
    width, height = PAPERS[row.text("paper")]
    return Layout(
        name=path.stem,
        title=row.text("title"),
        description=row.text("description"),
        width=width,
        height=height,
        faces=files,
        colors=colors,
        styles=_styles(styles),
        pages=tuple(_page(page, parts) for page in row.rows("pages")),
        texts=tuple(loading.texts),
        file=str(path),
        pictures=drawings,
    )


def _find(name: str | Path, folder: str | Path | None) -> Path:
    written = str(name)
    if isinstance(name, Path) or "/" in written or "\\" in written or written.endswith((".yaml", ".yml")):
        return Path(name)
    known = _named(folder)
    if written in known:
        return known[written]
    names = sorted(known)
    missing = f"{shown(Path(folder or 'layouts'))} にレイアウトがありません。"
    hint = nearest(written, names) or ("使えるレイアウト：" + "、".join(names) if names else missing)
    raise InputError.of(f"「{written}」というレイアウトはありません。", hint, stops=True)


def _entries(row: Row, key: str) -> dict[str, Any]:
    """The values of a table whose keys the layout chooses itself."""
    found = row.values.get(key)
    return found if isinstance(found, dict) else {}


def _font_files(loading: Loading, row: Row, path: Path) -> dict[str, tuple[str, ...]]:
    """Face names to font files: beside the layout file, in `./fonts`, or the bundled ones."""
    found: dict[str, tuple[str, ...]] = {}
    for name in _entries(row, "faces"):
        node = row.entry("faces", name)
        files = []
        for written in node.children if isinstance(node, Items) else (node,):
            if isinstance(written, Scalar) and written.text.strip():
                files.append(_font_file(loading, written, path))
        found[name] = tuple(files)
    return found


def _font_file(loading: Loading, written: Scalar, path: Path) -> str:
    places = [root / written.text for root in (path.parent, *folders("fonts"))]
    file = next((each for each in places if each.is_file()), None)
    if file is None:
        others = sorted(each.name for root in folders("fonts") for each in root.glob("*.[to]tf"))
        hint = "レイアウトと同じ場所か fonts/ に、フォントのファイルを置いてください。"
        missing = f"フォント「{written.text}」がありません。"
        loading.report(written.place, missing, nearest(written.text, others) or hint)
    return str(file or places[-1])


def _drawings(loading: Loading, path: Path) -> dict[str, Drawing]:
    """The pictures that blocks name: beside the layout file, else where the user stands, else bundled."""
    places = [root / "pictures" for root in (path.parent, *folders("layouts"))]
    files = {each.name: each for place in reversed(places) if place.is_dir() for each in place.iterdir()}
    found: dict[str, Drawing] = {}
    for written in loading.named("picture"):
        file = files.get(written.text)
        if written.text in found:
            continue
        if file is None:
            others = sorted(name for name in files if name.endswith(".svg"))
            hint = "レイアウトと同じ場所の pictures/ に、SVGのファイルを置いてください。"
            loading.unknown(written, "絵のファイル", nearest(written.text, others) or hint)
            continue
        try:
            found[written.text] = read_drawing(file)
        except InputError as error:
            loading.problems += error.problems
    return found


def _check_styles(loading: Loading, styles: Mapping[str, Row]) -> None:
    """A style says all of face, size, leading and color, or which earlier style it is like."""
    earlier: list[str] = []
    for name, row in styles.items():
        missing = "、".join(f"「{key}」" for key in ("face", "size", "leading", "color") if key not in row)
        if missing and "like" not in row:
            hint = "書き足すか、like: で元にするスタイルを選んでください。"
            loading.report(row.node.place, f"スタイル「{name}」に{missing}がありません。", hint)
        for like in row.scalars("like"):
            if not earlier:
                hint = "先に元になるスタイルを、この行より前に書いてください。"
                loading.report(like.place, "この前に、元になるスタイルがありません。", hint)
            elif like.text not in earlier:
                hint = "前の行で決めたスタイルを書いてください：" + "、".join(earlier)
                loading.unknown(like, "スタイル", nearest(like.text, earlier) or hint)
        earlier.append(name)


def _check_marks(loading: Loading, pages: Sequence[Row]) -> None:
    """Every page says of a proof that it is one, and the first of a plan's period that it is over."""
    for page in pages:
        parts = [part for top in _tops(page) for part in _blocks(top)]
        name = page.text("name")
        if not any(part.text("proof") for part in parts):
            message = f"ページ「{name}」に、校正用の印を出す部品がありません。"
            hint = "masthead か footer に「proof: 校正用・配布しないでください」と書いてください。"
            loading.report(page.node.place, message, hint)
        if page is pages[0] and not any(part.text("ended") for part in parts):
            message = f"ページ「{name}」に、計画期間が終わったことを知らせる部品がありません。"
            hint = "footer に「ended: この計画の期間は{end}で終わりました」と書いてください。"
            loading.report(page.node.place, message, hint)


def _tops(page: Row) -> Iterator[Row]:
    for part in (page.values.get("header"), *page.rows("body"), page.values.get("footer")):
        if isinstance(part, Row) and not part.flag("moves"):
            yield part


def _blocks(part: Row) -> Iterator[Row]:
    yield part
    for inner in (*part.rows("row"), *part.rows("stack")):
        yield from _blocks(inner)


def _styles(rows: Mapping[str, Row]) -> dict[str, Style]:
    styles: dict[str, Style] = {}
    for name, row in rows.items():
        model = styles[row.text("like")]._asdict() if "like" in row else {"align": "left", "phrase": "prefer"}
        own: dict[str, Any] = row.given(
            "face", "size", "leading", "color", "align", "phrase", "ruby", "figures"
        )
        if "size" in own:
            own["min_size"], own["size"], _ = own["size"]
        if "leading" in own:
            own["min_leading"], own["leading"], own["max_leading"] = own["leading"]
        styles[name] = Style(**{**model, **own, "name": name})
    return styles


def _page(row: Row, parts: Parts) -> PageLayout:
    header, footer, margins = (row.values.get(key) for key in ("header", "footer", "margins"))
    assert isinstance(margins, Row)
    sides: dict[str, Any] = margins.values
    return PageLayout(
        name=row.text("name"),
        margins=(sides["top"], sides["right"], sides["bottom"], sides["left"]),
        header=parts.node(header) if isinstance(header, Row) else None,
        footer=parts.node(footer) if isinstance(footer, Row) else None,
        body=parts.body(row, "body"),
        repeats=row.flag("repeats"),
    )
