"""The files that a layout names: its fonts, and the pictures that its blocks show.

In: a layout as it is read, and where it and its bases stand. Out: paths of font files, pictures as values;
what is not there, or no picture, is noted with its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from handbook.errors import InputError
from handbook.load.drawings import read_drawing
from handbook.load.file_text import nearest
from handbook.load.loading import Loading, Row
from handbook.load.nodes import Items, Scalar
from handbook.load.photographs import ENDINGS, photograph_at
from handbook.pictures import Drawing, Photograph
from handbook.resources import folders


def font_files(loading: Loading, row: Row, paths: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """Face names to font files: beside the layout's files, in `./fonts`, or the bundled ones."""
    found: dict[str, tuple[str, ...]] = {}
    faces = row.values.get("faces")
    for name in faces if isinstance(faces, dict) else ():
        node = row.entry("faces", name)
        files = []
        for written in node.children if isinstance(node, Items) else (node,):
            if isinstance(written, Scalar) and written.text.strip():
                files.append(_font_file(loading, written, paths))
        found[name] = tuple(files)
    return found


def _font_file(loading: Loading, written: Scalar, paths: Sequence[Path]) -> str:
    places = [root / written.text for root in (*(path.parent for path in paths), *folders("fonts"))]
    file = next((each for each in places if each.is_file()), None)
    if file is None:
        others = sorted(each.name for root in folders("fonts") for each in root.glob("*.[to]tf"))
        hint = "レイアウトと同じ場所か fonts/ に、フォントのファイルを置いてください。"
        missing = f"フォント「{written.text}」がありません。"
        loading.report(written.place, missing, nearest(written.text, others) or hint)
    return str(file or places[-1])


def drawings(loading: Loading, paths: Sequence[Path]) -> dict[str, Drawing | Photograph]:
    """The pictures that blocks name: beside the layout's files, else where the user stands, else bundled."""
    places = [root / "pictures" for root in (*(path.parent for path in paths), *folders("layouts"))]
    files = {each.name: each for place in reversed(places) if place.is_dir() for each in place.iterdir()}
    found: dict[str, Drawing | Photograph] = {}
    for written in loading.named("picture"):
        file = files.get(written.text)
        if written.text in found:
            continue
        if file is None:
            others = sorted(name for name in files if name.lower().endswith((".svg", *ENDINGS)))
            hint = "レイアウトと同じ場所の pictures/ に、SVGかJPEG、PNGのファイルを置いてください。"
            loading.unknown(written, "絵のファイル", nearest(written.text, others) or hint)
            continue
        if file.suffix.lower() in ENDINGS:
            if taken := photograph_at(loading, written, file):
                found[written.text] = taken
            continue
        try:
            found[written.text] = read_drawing(file)
        except InputError as error:
            loading.problems += error.problems
    return found
