"""What the bytes of every edition depend on beside the plan: layout, fonts, characters, versions, date.

In: a layout and the characters of the shared subsets. Out: a flat table of texts and digests, one
entry per circumstance, that a manifest can keep and compare entry by entry. Written so that a
doubt makes editions anew: it holds digests of the font files, not only their names.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from handbook.check.state import STATES
from handbook.fonts import Face, load_face
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.provenance import digest, provenance
from handbook.version import __version__

NAMES = {
    "handbook": "handbook の版",
    "code": "handbook のプログラム",
    "engines": "handbook が使う部品の版",
    "layout": "レイアウト",
    "design": "レイアウトの中身",
    "readings": "読み（readings.yaml など）",
    "state": "使い道",
    "words": "分けない言葉",
    "date": "日付の指定（SOURCE_DATE_EPOCH）",
}
"""What circumstances are called."""
FILES = {"font": "フォントのファイル", "picture": "絵のファイル"}
"""What the files are called of which each is a circumstance of its own."""


def circumstances(
    layout: Layout, charset: Mapping[Face, str], state: str = "", plan: Plan | None = None
) -> dict[str, str]:
    """Circumstance → its value or digest. `state`: see `Edition.state`. Of a plan its words that stay whole
    count, and its readings for furigana."""
    return {
        "handbook": __version__,
        "layout": layout.name,
        **provenance(layout),
        **{f"font {name}": _family_digest(paths, charset) for name, paths in layout.faces.items()},
        **{f"characters {face.name}": text for face, text in charset.items()},
        "readings": digest(plan.readings.every) if plan and layout.furigana else "",
        "state": state,
        "words": digest(plan.words if plan else ()),
        "date": os.environ.get("SOURCE_DATE_EPOCH", ""),
    }


def reasons(before: Mapping[str, str], after: Mapping[str, str], *, paper: bool = False) -> list[str]:
    """What is different, in words. `paper`: only what an editor did that may show on paper."""
    found: list[str] = []
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key, ""), after.get(key, "")
        if was == now or (key == "code" and before.get("handbook") != after.get("handbook")):
            continue
        kind, _, name = key.partition(" ")
        if paper and kind not in ("layout", "design", "words", "font", "picture", "readings"):
            continue
        if kind in FILES:
            found.append(f"{FILES[kind]}（{name}）が変わりました")
        elif kind == "characters":
            found.append(f"全部の版で使う文字の組（{name}）が変わりました{_characters(was, now)}")
        elif key == "design" and before.get("layout") != after.get("layout"):
            continue
        elif key in ("code", "engines", "design", "readings", "words"):
            found.append(f"{NAMES[key]}が変わりました")
        else:
            told = [STATES.get(value, value) or "なし" for value in (was, now)]
            found.append(f"{NAMES.get(key, key)}が {told[0]} から {told[1]} に変わりました")
    return found


def _characters(before: str, after: str) -> str:
    new = "".join(sorted(set(after) - set(before)))
    gone = "".join(sorted(set(before) - set(after)))
    parts = [f"{word}字: {text[:20]}" for word, text in (("加わった", new), ("なくなった", gone)) if text]
    return f"（{'、'.join(parts)}）" if parts else ""


def _family_digest(paths: Sequence[str], charset: Mapping[Face, str]) -> str:
    """The digests of the first face, and of those behind it that some text needs."""
    return " ".join([_file_digest(path) for path in paths if path == paths[0] or load_face(path) in charset])


def _file_digest(path: str) -> str:
    """Always from the bytes: a font may be exchanged for another of the same size and date."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:32]
