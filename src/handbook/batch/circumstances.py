"""What the bytes of every edition depend on beside the plan: layout, fonts, characters, versions, date.

In: a layout and the characters of the shared subsets. Out: a flat table of texts and digests, one
entry per circumstance, that a manifest can keep and compare entry by entry. Written so that a
doubt makes editions anew: it holds digests of the font files, not only their names.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from mmap import ACCESS_READ, mmap

from handbook.aside import aside
from handbook.fonts import Face
from handbook.layout import Layout
from handbook.provenance import provenance

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
    """Circumstance → its value or digest. `fonts`: what `font_digests` gives, if it is known."""
    return {
        "handbook": str(getattr(sys.modules["handbook"], "__version__", "")),
        "layout": layout.name,
        **provenance(layout),
        **{f"font {name}": told for name, told in (fonts or font_digests(layout)()).items()},
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


def font_digests(layout: Layout) -> Callable[[], dict[str, str]]:
    """Begin to read the fonts' files; gives what waits, and gives: name of a face → digest of its file.

    Always from the bytes: a font may be exchanged for another of the same size and date. A thread for each:
    between two files, one thread would have to wait for the interpreter's lock, while pages are composed.
    """
    begun = {name: aside(partial(_file_digest, path)) for name, path in layout.faces.items()}
    return lambda: {name: digest() for name, digest in begun.items()}


def _file_digest(path: str) -> str:
    # Mapped, not read: one call that runs beside Python from its beginning to its end.
    with open(path, "rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        return hashlib.sha256(data).hexdigest()[:32]
