"""Values of layout files: lengths, numbers, limits, colours, papers.

Fields come in, numbers in points and colour codes go out; what is wrong is noted in the
reading, and a stand-in returned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from handbook.load.fields import Fields
from handbook.load.source import Items, Node, Scalar
from handbook.units import A4, MM

PAPERS = {
    "A4": A4,
    "A3": (297 * MM, 420 * MM),
    "A5": (148 * MM, 210 * MM),
    "B4": (257 * MM, 364 * MM),
    "B5": (182 * MM, 257 * MM),
}
"""Portrait papers: ISO 216 A, JIS P 0138 B (which is what a Japanese office calls B4)."""

_UNITS = {"": 1.0, "pt": 1.0, "mm": MM}
_NUMBER = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)")
_LENGTH = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) ?(pt|mm|)")

LONGEST = 5000.0
"""A length above this many points (1.7 m) is a slip."""


def length_of(text: str) -> float | None:
    """Points of a length such as `12`, `12pt` or `13mm`; None where it is none."""
    found = _LENGTH.fullmatch(text)
    return float(found.group(1)) * _UNITS[found.group(2)] if found else None


def length(fields: Fields, key: str, default: float = 0.0) -> float:
    """A length of 0 or more, in points."""
    scalar = fields.scalar(key)
    return default if scalar is None else _length(fields, key, scalar, default)


def _length(fields: Fields, key: str, scalar: Scalar, default: float) -> float:
    value = length_of(scalar.text)
    if value is None or not 0 <= value <= LONGEST:
        hint = "0以上の長さを、12（ポイント）か 13mm のように書いてください。"
        _wrong(fields, key, scalar, hint)
        return default
    return value


def number(fields: Fields, key: str, default: float, least: float = 0.0) -> float:
    """A number of `least` or more."""
    scalar = fields.scalar(key)
    if scalar is None:
        return default
    if not _NUMBER.fullmatch(scalar.text) or not least <= float(scalar.text) <= LONGEST:
        _wrong(fields, key, scalar, f"{least:g}以上の数を、半角の数字で書いてください。")
        return default
    return float(scalar.text)


def limits(
    fields: Fields,
    key: str,
    default: tuple[float, float, float],
    *,
    above: float | None,
    order: str,
    units: bool = True,
) -> tuple[float, float, float]:
    """(least, ideal, most) of a value written alone or as a list.

    `order` says what a list holds: `least` for [least, ideal], `both` for [least, ideal, most].
    Numbers with `units` may be lengths (points, mm); without, they are ems. `above` is what all
    must be greater than; None allows 0.
    """
    node = fields.node(key)
    if node is None:
        return default
    names = ("最小", "標準") if order == "least" else ("最小", "標準", "最大")
    scalars = _listed(node)
    if len(scalars) not in (1, len(names)):
        hint = f"一つの数か、[{', '.join(names)}] のリストで書いてください。"
        fields.reading.report(node.place, f"{fields.name_of(key)}の書き方が違います。", hint)
        return default
    values = [length_of(each.text) if units or _NUMBER.fullmatch(each.text) else None for each in scalars]
    for scalar, value in zip(scalars, values, strict=True):
        if value is None or value < 0 or value > LONGEST or (above is not None and value <= above):
            _wrong(
                fields,
                key,
                scalar,
                "0より大きい数を書いてください。" if above is not None else "0以上の数を書いてください。",
            )
            return default
    good = [value for value in values if value is not None]
    if good != sorted(good):
        hint = f"{'、'.join(names)}の順に、小さいほうから書いてください。"
        fields.reading.report(node.place, f"{fields.name_of(key)}の数が小さい順に並んでいません。", hint)
        return default
    if len(good) == 1:
        return good[0], good[0], good[0]
    return good[0], good[1], good[-1]


def _listed(node: Node) -> Sequence[Scalar]:
    children = node.children if isinstance(node, Items) else (node,)
    scalars = [child for child in children if isinstance(child, Scalar)]
    return scalars if len(scalars) == len(children) else []


def color(fields: Fields, key: str) -> str:
    """An sRGB colour, `#RRGGBB`, in capitals."""
    scalar = fields.scalar(key)
    if scalar is None:
        return "#000000"
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", scalar.text):
        _wrong(fields, key, scalar, '"#1B2430" のように、# と6桁の16進数を引用符で囲んで書いてください。')
        return "#000000"
    return scalar.text.upper()


def _wrong(fields: Fields, key: str, scalar: Scalar, hint: str) -> None:
    fields.reading.report(scalar.place, f"{fields.name_of(key)}に「{scalar.text}」は使えません。", hint)
