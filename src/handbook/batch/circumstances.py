"""What the bytes of every edition depend on beside the plan: layout, fonts, characters, versions, date.

In: a layout and the characters of the shared subsets. Out: a flat table of texts and digests, one
entry per circumstance, that a manifest can keep and compare entry by entry. Written so that a
doubt makes editions anew: it holds digests of handbook's own code and of the font files, not only
their versions and names.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path

from handbook.fonts import Face
from handbook.layout import Layout

ENGINES = ("budoux", "reportlab", "uharfbuzz")
"""Libraries that decide how lines break, glyphs are shaped and objects are written."""

NAMES = {
    "handbook": "handbook の版",
    "code": "handbook のプログラム",
    "engines": "handbook が使う部品の版",
    "layout": "レイアウト",
    "design": "レイアウトの中身",
    "date": "日付の指定（SOURCE_DATE_EPOCH）",
}
"""What circumstances are called; those of faces are in `reasons`."""


def circumstances(
    layout: Layout, charset: Mapping[Face, str], fonts: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Circumstance → its value or digest. `fonts`: the `font_digests`, if they are known."""
    return {
        "handbook": str(getattr(sys.modules["handbook"], "__version__", "")),
        "code": _code(),
        "engines": _engines(),
        "layout": layout.name,
        "design": digest(_plain(layout)),
        **{f"font {name}": told for name, told in (fonts or font_digests(layout)).items()},
        **{f"characters {face.name}": text for face, text in charset.items()},
        "date": os.environ.get("SOURCE_DATE_EPOCH", ""),
    }


def reasons(before: Mapping[str, str], after: Mapping[str, str], *, paper: bool = False) -> list[str]:
    """What is different, in words. `paper`: only what an editor did that may show on paper."""
    found: list[str] = []
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key, ""), after.get(key, "")
        if was == now or (key == "code" and before.get("handbook") != after.get("handbook")):
            continue
        kind, _, face = key.partition(" ")
        if paper and kind not in ("layout", "design", "font"):
            continue
        if kind == "font":
            found.append(f"フォントのファイル（{face}）が変わりました")
        elif kind == "characters":
            found.append(f"全校区で使う文字の組（{face}）が変わりました{_characters(was, now)}")
        elif key == "design" and before.get("layout") != after.get("layout"):
            continue
        elif key in ("code", "engines", "design"):
            found.append(f"{NAMES[key]}が変わりました")
        else:
            found.append(f"{NAMES.get(key, key)}が {was or 'なし'} から {now or 'なし'} に変わりました")
    return found


def _characters(before: str, after: str) -> str:
    new = "".join(sorted(set(after) - set(before)))
    gone = "".join(sorted(set(before) - set(after)))
    parts = [f"{word}字: {text[:20]}" for word, text in (("加わった", new), ("なくなった", gone)) if text]
    return f"（{'、'.join(parts)}）" if parts else ""


def digest(value: object) -> str:
    """32 hexadecimal digits that stand for a JSON value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _plain(value: object) -> object:
    """A layout's values as JSON, without the places where they are written."""
    # Its parts are tuples with names, so these are asked for before any tuple is taken for a list.
    names: Iterable[str] = getattr(value, "_fields", ())
    if names:
        return {
            name: _plain(getattr(value, name))
            for name in names
            if name not in ("texts", "file", "place", "faces", "description")
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, (str, int, float)) or value is None:
        return value
    raise TypeError(f"a layout holds a {type(value).__name__}")


@cache
def _code() -> str:
    """Digest of handbook's own program files: a developer changes them without changing the version."""
    program = str(Path(__file__).resolve().parents[1])
    found = hashlib.sha256()
    for folder, inner, files in os.walk(program):
        inner[:] = sorted(set(inner) - {"cli", "__pycache__"})
        for name in sorted(files):
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                found.update(f"{path[len(program) :]}\n".encode() + _read(path))
    return found.hexdigest()[:32]


def _read(path: str) -> bytes:
    """A small file's bytes: some 170 of them are read, for which `open` alone would take longer."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(descriptor, os.fstat(descriptor).st_size + 1)
    finally:
        os.close(descriptor)


@cache
def _engines() -> str:
    """The versions of the libraries, as their installed folders tell them."""
    found = [f"Python {sys.version_info.major}.{sys.version_info.minor}", f"zlib {zlib.ZLIB_RUNTIME_VERSION}"]
    for name in ENGINES:
        spec = find_spec(name)
        site = Path(spec.origin).parents[1] if spec and spec.origin else None
        told = [entry for entry in os.listdir(site) if entry.startswith(f"{name}-")] if site else []
        found.append(min(told).removesuffix(".dist-info").replace("-", " ") if told else name)
    return "、".join(found)


def font_digests(layout: Layout) -> dict[str, str]:
    """Name of a face → digest of its file.

    Always from the bytes: a font may be exchanged for another of the same size and date.
    """
    return {name: _file_digest(path) for name, path in layout.faces.items()}


def _file_digest(path: str) -> str:
    # Mapped, not read: one call that runs beside Python from its beginning to its end.
    with open(path, "rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        return hashlib.sha256(data).hexdigest()[:32]
