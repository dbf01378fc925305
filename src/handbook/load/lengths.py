"""Lengths, numbers, and the limits between which fitting may move them.

A node comes in; points, a number or (least, ideal, most) go out, or None where it is wrong, which is
noted in the `Loading`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from handbook.load.file_text import nearest
from handbook.load.loading import Loading
from handbook.load.nodes import Items, Node, Scalar
from handbook.units import A4, MM

NUMBER = r"[0-9]+(\.[0-9]+)?"
LENGTH = rf"({NUMBER}) ?(pt|mm|)"

PAPERS = {
    "A3": (297 * MM, 420 * MM),
    "A4": A4,
    "A5": (148 * MM, 210 * MM),
    "A6": (105 * MM, 148 * MM),
    "B4": (257 * MM, 364 * MM),
    "B5": (182 * MM, 257 * MM),
    "はがき": (100 * MM, 148 * MM),
}
"""Portrait papers: ISO 216 A, JIS P 0138 B (which is what a Japanese office calls B4), the post's card."""
PAPERS |= {f"{name}横": (height, width) for name, (width, height) in PAPERS.items()}
PAPERS |= {"名刺": (91 * MM, 55 * MM), "名刺縦": (55 * MM, 91 * MM)}
PAPER_SIDES = (25 * MM, 1200 * MM)
"""Least and greatest width and height of a sheet: what presses and printers take, points."""

_LONGEST = 5000.0
"""A length above this many points (1.7 m) is a slip."""


def _points(text: str) -> float | None:
    """Points of a length such as `12`, `12pt` or `13mm`; None where it is none."""
    found = re.fullmatch(LENGTH, text)
    value = float(found.group(1)) * (MM if found.group(3) == "mm" else 1.0) if found else None
    return value if value is not None and value <= _LONGEST else None


def _plain(text: str) -> float | None:
    return float(text) if re.fullmatch(NUMBER, text) and float(text) <= _LONGEST else None


def read_length(loading: Loading, node: Node, what: str, most: float = _LONGEST) -> float | None:
    """A length of 0 or more, up to `most`, in points."""
    scalar = loading.scalar(node, what, closed=True)
    value = _points(scalar.text) if scalar else None
    if scalar and value is None:
        loading.wrong(scalar, what, "0以上の長さを、12（ポイント）か 13mm のように書いてください。")
    elif scalar and value and value > most + 0.01:
        loading.wrong(scalar, what, f"{most / MM:.0f}mm までにしてください。")
        return None
    return value


def read_paper(loading: Loading, node: Node, what: str) -> tuple[float, float] | None:
    """Width and height of a sheet in points: the name of a paper, or a list of both."""
    if isinstance(node, Scalar) and (loading.scalar(node, what) is None or node.text in PAPERS):
        return PAPERS.get(node.text)
    sizes = [_points(scalar.text) for scalar in _listed(node)]
    least, most = PAPER_SIDES
    if len(sizes) == 2 and all(size and least <= size + 0.01 and size <= most + 0.01 for size in sizes):
        return sizes[0] or 0.0, sizes[1] or 0.0
    sides = f"幅も高さも、{least / MM:.0f}mm から {most / MM:.0f}mm まで"
    hint = f"{'、'.join(PAPERS)} のどれかか、[91mm, 55mm] のように幅と高さ（{sides}）を書いてください。"
    if len(sizes) == 2 and all(sizes):
        loading.report(
            node.place, f"{what}の紙は、印刷できる大きさではありません。", f"{sides}にしてください。"
        )
    elif isinstance(node, Scalar):
        near = nearest(node.text, list(PAPERS))
        loading.wrong(node, what, f"{near}。{hint}" if near else hint)
    else:
        loading.report(node.place, f"{what}の書き方が違います。", hint)
    return None


def read_number(loading: Loading, node: Node, what: str) -> float | None:
    """A number of 0 or more."""
    scalar = loading.scalar(node, what, closed=True)
    value = _plain(scalar.text) if scalar else None
    if scalar and value is None:
        loading.wrong(scalar, what, "0以上の数を、半角の数字で書いてください。")
    return value


class Limits(NamedTuple):
    """How (least, ideal, most) of a value is written: alone, or as a list of `names`.

    `lengths`: points or mm; else a plain number. `positive`: more than 0. `optional`: how many of the last
    `names` may be left out.
    """

    names: tuple[str, ...]
    lengths: bool
    positive: bool
    optional: int = 0

    def read(self, loading: Loading, node: Node, what: str) -> tuple[float, float, float] | None:
        scalars = _listed(node)
        full = len(self.names)
        if len(scalars) != 1 and not full - self.optional <= len(scalars) <= full:
            hint = f"一つの数か、[{', '.join(self.names)}] のリストで書いてください。"
            loading.report(node.place, f"{what}の書き方が違います。", hint)
            return None
        values: list[float] = []
        for scalar in scalars:
            value = _points(scalar.text) if self.lengths else _plain(scalar.text)
            if value is None or (self.positive and not value):
                hint = "0より大きい数を書いてください。" if self.positive else "0以上の数を書いてください。"
                loading.wrong(scalar, what, hint)
                return None
            values.append(value)
        if values != sorted(values):
            hint = f"{'、'.join(self.names)}の順に、小さいほうから書いてください。"
            loading.report(node.place, f"{what}の数が小さい順に並んでいません。", hint)
            return None
        return values[0], values[min(1, len(values) - 1)], values[-1]


def _listed(node: Node) -> Sequence[Scalar]:
    children = node.children if isinstance(node, Items) else (node,)
    scalars = [child for child in children if isinstance(child, Scalar)]
    return scalars if len(scalars) == len(children) else []
