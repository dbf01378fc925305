"""A layout file to a `Layout`.

A YAML file and the options that each kind of block takes come in; the layout goes out, or an
`InputError` with every problem. What a block looks like is not known here, nor whether its
text fits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from handbook.errors import InputError, Problem
from handbook.layout import FIELDS, Layout, Option, Style
from handbook.load.fields import Fields, Reading
from handbook.load.files import nearest, shown
from handbook.load.measures import PAPERS, color, limits, number
from handbook.load.nodes import Nodes
from handbook.load.source import Table, read_source
from handbook.resources import bundled

_ALIGNMENTS = ("left", "justify", "center", "right")
_PHRASES = ("off", "prefer", "require")
_FIGURES = ("proportional", "tabular")
_PAGE_KEYS = ("name", "margins", "body"), ("header", "footer")
_STYLE_KEYS = ("like", "face", "size", "leading", "color", "align", "phrase", "ruby", "figures")


def layout_names(folder: str | Path | None = None) -> tuple[str, ...]:
    """The names of the layouts in `folder` (the bundled ones), sorted; files beginning with _ are drafts."""
    root = bundled("layouts") if folder is None else Path(folder)
    if not root.is_dir():
        return ()
    return tuple(sorted(path.stem for path in root.glob("*.yaml") if not path.name.startswith("_")))


def load_layout(
    name: str | Path, blocks: Mapping[str, Sequence[Option]], folder: str | Path | None = None
) -> Layout:
    """Read the layout `name`: one of `layout_names(folder)`, or the path of a .yaml file.

    `blocks` gives the options that each kind of block takes. Raises InputError with all problems.
    """
    path = _find(name, folder)
    source = read_source(path)
    reading = Reading(fields=FIELDS)
    keys = ("title", "paper", "faces", "colors", "styles", "pages")
    fields = reading.table(source, "レイアウト", keys, ("description",))
    faces = _faces(fields, path)
    colors = _colors(fields)
    styles = _styles(fields, faces, colors)
    nodes = Nodes(reading, blocks, styles, colors)
    pages = tuple(nodes.page(page) for page in fields.tables("pages", "ページ", *_PAGE_KEYS))
    paper = fields.choice("paper", tuple(PAPERS))
    reading.finish()
    width, height = PAPERS[paper]
    return Layout(
        name=path.stem,
        title=fields.word("title"),
        description=fields.word("description"),
        width=width,
        height=height,
        faces=faces,
        colors=colors,
        styles=styles,
        pages=pages,
        texts=tuple(reading.texts),
        file=str(path),
    )


def _find(name: str | Path, folder: str | Path | None) -> Path:
    written = str(name)
    if isinstance(name, Path) or "/" in written or "\\" in written or written.endswith((".yaml", ".yml")):
        return Path(name)
    root = bundled("layouts") if folder is None else Path(folder)
    names = layout_names(root)
    if written in names:
        return root / f"{written}.yaml"
    known = "使えるレイアウト：" + "、".join(names) if names else f"{shown(root)} にレイアウトがありません。"
    hint = nearest(written, list(names)) or known
    raise InputError([Problem(f"「{written}」というレイアウトはありません。", hint)])


def _entries(fields: Fields, key: str, what: str) -> Fields:
    """A table whose keys the layout chooses itself."""
    node = fields.node(key)
    names = tuple(node.entries) if isinstance(node, Table) else ()
    table = fields.table(key, what, optional=names)
    if isinstance(node, Table) and not names:
        fields.reading.report(node.place, f"{what}が空です。", "少なくとも1つ書いてください。")
    return table


def _faces(fields: Fields, path: Path) -> dict[str, str]:
    """Face names to font files: beside the layout file, else the bundled ones."""
    found: dict[str, str] = {}
    table = _entries(fields, "faces", "書体（faces）")
    for name in table:
        scalar = table.scalar(name)
        if scalar is None:
            continue
        places = (path.parent / scalar.text, bundled("fonts") / scalar.text)
        file = next((each for each in places if each.is_file()), None)
        if file is None:
            others = sorted(each.name for each in bundled("fonts").glob("*.[to]tf"))
            hint = (
                nearest(scalar.text, others)
                or "レイアウトと同じ場所か fonts/ に、フォントのファイルを置いてください。"
            )
            fields.reading.report(scalar.place, f"フォント「{scalar.text}」がありません。", hint)
        found[name] = str(file or places[-1])
    return found


def _colors(fields: Fields) -> dict[str, str]:
    table = _entries(fields, "colors", "色（colors）")
    return {name: color(table, name) for name in table}


def _styles(fields: Fields, faces: Mapping[str, str], colors: Mapping[str, str]) -> dict[str, Style]:
    styles: dict[str, Style] = {}
    table = _entries(fields, "styles", "スタイル（styles）")
    for name in table:
        part = table.table(name, f"スタイル「{name}」", optional=_STYLE_KEYS)
        styles[name] = _style(part, name, styles, faces, colors)
    return styles


def _style(
    part: Fields, name: str, styles: Mapping[str, Style], faces: Mapping[str, str], colors: Mapping[str, str]
) -> Style:
    model = None
    if "like" in part:
        model = styles.get(part.name("like", styles, "スタイル", "前の行で決めたスタイル"))
        if not styles:
            hint = "先に元になるスタイルを、この行より前に書いてください。"
            part.reading.report(part.place_of("like"), "この前に、元になるスタイルがありません。", hint)
    if model is None:
        missing = [key for key in ("face", "size", "leading", "color") if key not in part]
        if missing and "like" not in part:
            listed = "、".join(f"「{key}」" for key in missing)
            part.reading.report(
                part.place,
                f"スタイル「{name}」に{listed}がありません。",
                "書き足すか、like: で元にするスタイルを選んでください。",
            )
        model = Style(
            name=name, face="", size=12, min_size=12, leading=1.5, min_leading=1.5, max_leading=1.5,
            color="", align="left", phrase="prefer", ruby=0.5,
        )  # fmt: skip
    min_size, size, _ = limits(part, "size", (model.min_size, model.size, model.size), above=0, order="least")
    leading = (model.min_leading, model.leading, model.max_leading)
    min_leading, ideal_leading, max_leading = limits(
        part, "leading", leading, above=0, order="both", units=False
    )
    return Style(
        name=name,
        face=part.name("face", faces, "書体", "faces にある名前") if "face" in part else model.face,
        size=size,
        min_size=min_size,
        leading=ideal_leading,
        min_leading=min_leading,
        max_leading=max_leading,
        color=part.name("color", colors, "色", "colors にある名前") if "color" in part else model.color,
        align=part.choice("align", _ALIGNMENTS) if "align" in part else model.align,
        phrase=part.choice("phrase", _PHRASES) if "phrase" in part else model.phrase,
        ruby=number(part, "ruby", model.ruby),
        figures=part.choice("figures", _FIGURES) if "figures" in part else model.figures,
    )
