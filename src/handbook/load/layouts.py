"""A layout file to a `Layout`.

A YAML file and the options that each kind of block takes come in; the layout goes out, or an
`InputError` with every problem. What a block looks like is not known here, nor whether its
text fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from handbook.colors import grey
from handbook.declaration import Field, ListOf, MapOf, OneOf, OneOrMore, TableOf, table
from handbook.errors import InputError
from handbook.keepouts import SHORTEST, UPRIGHT
from handbook.layout import NOTHING, PLACEHOLDERS, PLAIN, Count, KeepOut, Layout, Least, PageLayout, Style
from handbook.load.file_text import nearest, shown
from handbook.load.inherit import SCALES, read_layered
from handbook.load.layout_files import drawings, font_files
from handbook.load.loading import Loading, Row
from handbook.load.parts import COLUMNS, Parts
from handbook.load.reader import read_table
from handbook.resources import folders
from handbook.units import MM

_SIDES = {"top": "上", "right": "右", "bottom": "下", "left": "左"}

STYLE = table(
    "スタイル「{key}」",
    Field("like", "word", "元にするスタイル（前の行のもの。書かない項目が同じになります）", None),
    Field("face", "face", "書体（faces にある名前）", None),
    Field(
        "size",
        "size",
        "文字の大きさ（最小は、入りきらないときにどこまで縮めるか。最大は、余っているときにどこまで大きくするか）",
        None,
    ),
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
COUNT = (
    Field("at-least", "count", "少なくとも何ページか（足りなければ、広げて埋めます）", default=1),
    Field("at-most", "count", "多くとも何ページか（超えれば、誤りとして知らせます）", default=None),
    Field("multiple", "count", "ページの数を、何の倍数にするか（冊子は4）", default=1),
)
RUNNING = table(
    "次のページからの頭と足",
    Field("header", "part", "頭の部品（上の余白に、版面の幅で置きます）", None),
    Field("footer", "part", "足の部品（書かなければ、はじめのページと同じ）", None),
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
    *COLUMNS,
    Field("repeats", "flag", "入りきらない部品を、同じ形の次のページに続けるか", default=False),
    Field("running", RUNNING, "次のページからの頭と足（repeats と一緒に使います。読み上げません）", None),
    Field(
        "spare",
        "part",
        "続くページ（repeats）の最後の、足の上に、余りがあるときだけ置く部品（ほかの所にもあることを、もう一度）",
        None,
    ),
    *COUNT,
    Field(
        "folds",
        ListOf("length"),
        "折る位置（紙の左の端からの長さ。上と下の端に短い印を付け（塗り足しがあれば付けません）、折り目の両側3mmには読むものを置きません）",
        default=(),
    ),
    Field("fill", "flag", "ページの数が足りないときにだけ、要るだけ使うページか（メモなど）", default=False),
)
LEAST = table(
    "least（いちばん小さい文字の約束）",
    Field("text", "length", "計画の文章、相談先の名前、見出し", PLAIN.text),
    Field("numbers", "length", "相談先の電話番号", PLAIN.numbers),
    Field("notes", "length", "そのほか（FAX番号や受付時間、注、札の言葉など）", PLAIN.notes),
    Field("ruby", "length", "ふりがな", PLAIN.ruby),
)
KEEP_OUT = table(
    "keep-out（読むものを置かない所）",
    Field("printer", "flag", "事務所のプリンターで刷るか（刷れない端の5mm）", default=False),
    Field(
        "holes",
        OneOf((*_SIDES, "none")),
        "2つ穴のパンチ（ISO 838）をあける、表の辺（left：左など。裏では、duplex に合わせて反対の辺）",
        "none",
    ),
    Field(
        "staple",
        OneOf(("corner", "spine", "none")),
        "針でとじる所（corner：表の左上の角、spine：冊子のとじ目）",
        "none",
    ),
    build=KeepOut,
)
SMALLEST = 3.0
"""Points below which nothing is type."""
LAYOUT = table(
    "レイアウト",
    Field("extends", "word", "元にするレイアウトの名前（書いたところだけが変わります）", None),
    Field(
        "scale",
        "number",
        f"元のレイアウトの文字と部品の長さを何倍にするか（{SCALES[0]:g}から{SCALES[1]:g}。紙と余白は変わりません）",
        None,
    ),
    Field("title", "word", "題（一覧に出ます）"),
    Field("description", "word", "説明（一覧に出ます）", ""),
    Field("furigana", "flag", "どの漢字にもふりがなを付けるか（読みは readings.yaml から）", default=False),
    Field(
        "mono",
        "flag",
        "黒と灰色だけで刷るか（colors も絵も、同じ明るさの灰色になります）",
        default=False,
    ),
    Field("paper", "paper", "紙の大きさ（A、B、はがきは縦置きで、「横」を付けると横置き）"),
    Field("bleed", "bleed", "塗り足し（仕上がりの外へ、紙の端に届く色を延ばす幅。印刷所では 3mm）", 0.0),
    Field(
        "duplex",
        OneOf(("long", "short", "off")),
        "印刷のとき、どの辺でとじるように裏返すか（long：長い辺、short：短い辺、off：片面）",
        "",
    ),
    Field(
        "least",
        LEAST,
        "いちばん小さい文字の約束（styles とできた PDF が、これを守っているか確かめます）",
        None,
    ),
    Field("keep-out", KEEP_OUT, "読むもの（文字、QRコード、写真、書き込む線）を置かない所", None),
    Field(
        "faces",
        MapOf(OneOrMore("word")),
        "書体（名前と、フォントのファイル。いくつも書けば、前の書体にない字を後の書体で組みます。"
        "bold という名前の書体は、**太字** にも使います）",
    ),
    Field("colors", MapOf("color-code"), '色（名前と、"#1B2430" のような6桁の16進数）'),
    Field("styles", MapOf(STYLE), "スタイル（名前と、文字の組み方）"),
    *COUNT,
    Field("pages", ListOf(PAGE, named=True), "ページ（表、裏の順に）"),
    Field("parts", MapOf("change"), "部品の id か種類と、その部品で変える項目（extends と使います）", None),
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
    loading = Loading(placeholders=PLACEHOLDERS)
    parts = Parts(loading, blocks)
    loading.readers["part"] = parts.read
    source, paths = read_layered(path, loading, STYLE, PAGE, parts.table_of)
    row = read_table(loading, source, LAYOUT)
    faces, colors, styles = (_entries(row, key) for key in ("faces", "colors", "styles"))
    loading.check_names("face", faces, "書体", "faces にある名前を書いてください：" + "、".join(faces))
    loading.check_names("color", colors, "色", "colors にある名前を書いてください：" + "、".join(colors))
    loading.check_names(
        "style", styles, "スタイル", "styles にある名前を書いてください：" + "、".join(styles)
    )
    parts.check_defaults({"color": (colors, "色"), "style": (styles, "スタイル")})
    files = font_files(loading, row, paths)
    pictures = drawings(loading, paths)
    _check_styles(loading, styles)
    least = _least(loading, row, parts, styles)
    loading.finish()
    _check_marks(loading, row.rows("pages"))
    _check_numbers(loading, (row, *row.rows("pages")))
    loading.finish()
    if row.flag("mono"):
        colors = {name: grey(color) for name, color in colors.items()}
        pictures = {name: picture.in_grey() for name, picture in pictures.items()}
    values: dict[str, Any] = row.values
    width, height = values["paper"]
    return Layout(
        name=path.stem,
        title=row.text("title"),
        description=row.text("description"),
        width=width,
        height=height,
        bleed=values["bleed"],
        duplex=values["duplex"],
        least=least,
        faces=files,
        colors=colors,
        styles=_styles(styles),
        pages=tuple(one for page in row.rows("pages") for one in _pages(page, parts)),
        texts=tuple(loading.texts),
        file=str(path),
        number=_number(row),
        pictures=pictures,
        furigana=row.flag("furigana"),
        mono=row.flag("mono"),
        keep_out=kept.build() if (kept := values.get("keep-out")) else NOTHING,
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


def _least(loading: Loading, row: Row, parts: Parts, styles: Mapping[str, Row]) -> Least:
    """What the layout promises of its type, and that its styles keep it."""
    given = row.values.get("least")
    if not isinstance(given, Row):
        return PLAIN
    for name in given.values:
        if isinstance(size := given.values[name], float) and size < SMALLEST:
            hint = f"{SMALLEST:g}ポイント以上にしてください。"
            loading.report(given.place_of(name), f"least の {name} が小さすぎます。", hint)
    least = Least(**{name: size for name, size in given.values.items() if isinstance(size, float)})
    parts.check_sizes(least, styles)
    return least


def _check_marks(loading: Loading, pages: Sequence[Row]) -> None:
    """Every page says of a proof that it is one, and the first of a plan's period that it is over."""
    for page in pages:
        parts = [part for top in _tops(page) for part in _blocks(top)]
        name = page.text("name")
        if not any(part.text("proof") for top in _on_each(page) for part in _blocks(top)):
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


def _on_each(page: Row) -> list[Row]:
    """The parts that stand on each page which a page of the layout makes."""
    if not _goes_on(page):
        return list(_tops(page))
    running = page.values.get("running")
    later = [running.values.get(key) for key in ("header", "footer")] if isinstance(running, Row) else []
    head, foot = later or (None, None)
    return [part for part in (head, foot or page.values.get("footer")) if isinstance(part, Row)]


def _goes_on(page: Row) -> bool:
    return page.flag("repeats") or any(part.flag("new-page") for part in page.rows("body"))


def _check_numbers(loading: Loading, rows: Sequence[Row]) -> None:
    """No more pages at the least than at the most; a page that fills up is no run; folds, holes are in it."""
    paper: Any = rows[0].values["paper"]
    width = paper[0]
    kept: Any = rows[0].values.get("keep-out")
    if kept and (edge := kept.text("holes")) != "none" and paper[edge in UPRIGHT] < SHORTEST:
        hint = f"長さ{SHORTEST / MM:.0f}mm 以上の辺にするか、穴をあけないなら none にしてください。"
        loading.report(kept.place_of("holes"), "とじ穴の辺が短く、2つの穴が紙に入りません。", hint)
    for row in rows:
        number = _number(row)
        if 0 < number.most < number.least:
            message = f"at-most（{number.most}）が at-least（{number.least}）より小さくなっています。"
            loading.report(row.place_of("at-most"), message, "at-most を大きくするか、消してください。")
        if row.flag("fill") and row.flag("repeats"):
            hint = "続けるページなら repeats、足りないときだけのページなら fill だけを書いてください。"
            loading.report(row.place_of("fill"), "fill と repeats は、一緒に使えません。", hint)
        if row.values.get("running") and not _goes_on(row):
            hint = "次のページに続けるなら repeats: true を加え、そうでなければ running を消してください。"
            loading.report(row.place_of("running"), "running は、repeats と一緒に使います。", hint)
        folds: Any = row.values.get("folds", ())
        if not all(0 < at < width for at in folds):
            hint = f"紙の左の端からの長さを、{width / MM:.0f}mm より小さく書いてください。"
            loading.report(row.place_of("folds"), "折る位置（folds）が、紙の上にありません。", hint)


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
            own["min_size"], own["size"], own["max_size"] = own["size"]
        if "leading" in own:
            own["min_leading"], own["leading"], own["max_leading"] = own["leading"]
        styles[name] = Style(**{**model, **own, "name": name})
    return styles


def _pages(row: Row, parts: Parts) -> Iterator[PageLayout]:
    """The page, and one more for each of its parts that begins a new one."""
    page = _page(row, parts)
    begins = [at for at, part in enumerate(row.rows("body")) if at and part.flag("new-page")]
    for start, end in pairwise((0, *begins, len(page.body.children))):
        body = replace(page.body, children=page.body.children[start:end])
        later = page.following._replace(name=f"{page.name}の続き", begun=True)
        yield (later if start else page)._replace(body=body)


def _page(row: Row, parts: Parts) -> PageLayout:
    header, footer, margins, spare = (row.values.get(key) for key in ("header", "footer", "margins", "spare"))
    assert isinstance(margins, Row)
    sides: dict[str, Any] = margins.values
    running = row.values.get("running")
    later = [running.values.get(key) for key in ("header", "footer")] if isinstance(running, Row) else []
    head, foot = [parts.node(part) if isinstance(part, Row) else None for part in later] or (None, None)
    flow: dict[str, Any] = {key: row.values[key] for key in ("columns", "gutter")}
    folds: Any = row.values["folds"]
    return PageLayout(
        name=row.text("name"),
        margins=(sides["top"], sides["right"], sides["bottom"], sides["left"]),
        header=parts.node(header) if isinstance(header, Row) else None,
        footer=parts.node(footer) if isinstance(footer, Row) else None,
        body=replace(parts.body(row, "body"), **flow),
        repeats=row.flag("repeats"),
        number=_number(row),
        fill=row.flag("fill"),
        running=(head, foot),
        folds=folds,
        spare=parts.node(spare) if isinstance(spare, Row) else None,
    )


def _number(row: Row) -> Count:
    least, most, multiple = (row.values.get(field.name) for field in COUNT)
    assert isinstance(least, int)
    assert isinstance(multiple, int)
    return Count(least, most if isinstance(most, int) else 0, multiple)
