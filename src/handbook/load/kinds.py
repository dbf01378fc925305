"""The kinds of single values: what each is called, what a schema can say of it, how it is read.

A node comes in; a value goes out, or None where it is wrong, which is noted in the `Loading`. Texts that
are printed, and names of what must exist, are kept there too.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from handbook.load.dates import date_problems, day, month
from handbook.load.lengths import LENGTH, PAPERS, Limits, read_length, read_number, read_paper
from handbook.load.loading import Loading, Name
from handbook.load.nodes import Node, Scalar
from handbook.load.photographs import photograph_at
from handbook.load.printable import HIRAGANA, KANA, hiragana_problem, text_problems, written_text
from handbook.load.telephone import SHAPE, telephone_problem
from handbook.pictures import Photograph
from handbook.plan import PlacedText
from handbook.units import MOST_BLEED


class Kind(NamedTuple):
    """`name` is Japanese, for the pages of documentation; `schema` is what JSON Schema can say of it."""

    name: str
    schema: Mapping[str, object]
    read: Callable[[Loading, Node, str], object]


def _text(loading: Loading, node: Node, what: str) -> str | None:
    """A printable text: checked, and kept with its place."""
    if (scalar := loading.scalar(node, what)) is None:
        return None
    text = written_text(scalar)
    loading.problems.extend(text_problems(scalar, text, loading.placeholders, loading.latest_year))
    loading.texts.append(PlacedText(text, scalar.place, scalar))
    return text


def _words(loading: Loading, node: Node, what: str) -> str | None:
    """A layout's own words: "" written out switches off what would else be printed."""
    if isinstance(node, Scalar) and node.style and not node.text:
        return ""
    return _text(loading, node, what)


def _word(loading: Loading, node: Node, what: str) -> str | None:
    """A text that is not printed."""
    scalar = loading.scalar(node, what)
    return scalar and written_text(scalar)


def _name(kind: str, loading: Loading, node: Node, what: str) -> str | None:
    """The name of something that must exist."""
    if (scalar := loading.scalar(node, what)) is not None:
        loading.names.append(Name(kind, scalar))
    return scalar and scalar.text


def _photograph(loading: Loading, node: Node, what: str) -> Photograph | None:
    """What stands in the JPEG or PNG file of this name, beside the file that names it."""
    if (scalar := loading.scalar(node, what)) is None:
        return None
    if Path(scalar.text).name != scalar.text:
        hint = "写真を、この事例のファイルと同じ場所に置き、ファイルの名前だけを書いてください。"
        loading.wrong(scalar, what, hint)
        return None
    return photograph_at(loading, scalar, Path(scalar.place.file).parent / scalar.text)


def _kana(loading: Loading, node: Node, what: str) -> str | None:
    if (scalar := loading.scalar(node, what)) is not None:
        problem = hiragana_problem(scalar.text, scalar.place)
        loading.problems += [problem] if problem else []
        loading.texts.append(PlacedText(scalar.text, scalar.place, scalar))
    return scalar and scalar.text


def _telephone(loading: Loading, node: Node, what: str) -> str | None:
    if (scalar := loading.scalar(node, what)) is not None:
        if problem := telephone_problem(scalar.text):
            index, message, hint = problem
            loading.report(scalar.place_of(index), message, hint)
        loading.texts.append(PlacedText(scalar.text, scalar.place, scalar))
    return scalar and scalar.text


def _month(loading: Loading, node: Node, what: str) -> str | None:
    """When something was so, as it is printed: a month that can be."""
    if (scalar := loading.scalar(node, what, closed=True)) is None:
        return None
    problems = list(date_problems(scalar.text, loading.latest_year))
    for index, message, hint in problems:
        loading.report(scalar.place_of(index), message, hint)
    found = month(scalar.text)
    if found is None and not problems:
        loading.wrong(scalar, what, "「令和8年4月」のように、元号と年と月だけを書いてください。")
    loading.texts.append(PlacedText(found or scalar.text, scalar.place))
    return found


def _reach(pattern: str, hint: str, loading: Loading, node: Node, what: str) -> str | None:
    """An address that is printed and that a pattern says all about."""
    if (scalar := loading.scalar(node, what)) is None:
        return None
    if not re.fullmatch(pattern, scalar.text):
        loading.wrong(scalar, what, hint)
    loading.texts.append(PlacedText(scalar.text, scalar.place, scalar))
    return scalar.text


MONTH = "(明治|大正|昭和|平成|令和)(元|[0-9０-９]{1,3})年[0-9０-９]{1,2}月"
_YEAR, _TWO = "[0-9０-９]{4}", "[0-9０-９]{1,2}"
DAY = f"{_YEAR}([-−－/／.．]{_TWO}){{2}}|({MONTH}|{_YEAR}年{_TWO}月){_TWO}日"
MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
WEB = r"https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]+)?(/[!-~]*)?"
"""Printed addresses are ASCII, and nobody is sent to a page without encryption."""


def _day(loading: Loading, node: Node, what: str) -> datetime.date | None:
    if (scalar := loading.scalar(node, what, closed=True)) is None:
        return None
    if (found := day(scalar.text)) is None:
        loading.wrong(scalar, what, "2026-04-01 か 令和8年4月1日 のように、あり得る年月日を書いてください。")
    return found


class _Pattern(NamedTuple):
    """Reads a value that one pattern says all about."""

    pattern: str
    hint: str
    convert: Callable[[str], object] = str

    def read(self, loading: Loading, node: Node, what: str) -> object:
        if (scalar := loading.scalar(node, what, closed=True)) is None:
            return None
        if re.fullmatch(self.pattern, scalar.text):
            return self.convert(scalar.text)
        loading.wrong(scalar, what, self.hint)
        return None


_FLAG = _Pattern("true|false", "true（はい）か false（いいえ）にしてください。", lambda text: text == "true")
_COUNT = _Pattern("[1-9][0-9]?", "1から99までの整数を、半角の数字で書いてください。", int)
_TENTHS = _Pattern("[0-9]|10", "0から10までの整数を、半角の数字で書いてください。", int)
_READING = _Pattern(KANA, "読みは、ひらがなかカタカナで書きます。")
_SLUG = _Pattern("[a-z0-9]+([-_][a-z0-9]+)*", "英小文字と数字（区切りは - か _）で書いてください。")
_LANGUAGE = _Pattern("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "en、zh、vi のような、言語の記号で書いてください。")
_CODE = _Pattern(
    "#[0-9A-Fa-f]{6}", '"#1B2430" のように、# と6桁の16進数を引用符で囲んで書いてください。', str.upper
)
_GAP = Limits(("最小", "標準", "最大"), lengths=True, positive=False)
_SIZE = Limits(("最小", "標準", "最大"), lengths=True, positive=True, optional=1)
_LEADING = Limits(("最小", "標準", "最大"), lengths=False, positive=True)

_STRING = {"type": "string", "minLength": 1}
_NUMBER = {"type": "number", "minimum": 0}
_LENGTH = {"anyOf": [_NUMBER, {"type": "string", "pattern": f"^{LENGTH}$"}]}
_POSITIVE = {"type": "number", "exclusiveMinimum": 0}
_POSITIVE_LENGTH = {"anyOf": [_POSITIVE, {"type": "string", "pattern": f"^{LENGTH}$"}]}


def _string(pattern: str) -> dict[str, object]:
    return {"type": "string", "pattern": f"^({pattern})$"}


def _alone_or(one: Mapping[str, object], limits: Limits) -> dict[str, object]:
    count = len(limits.names)
    listed = {"type": "array", "items": one, "minItems": 1, "maxItems": count}
    return {"anyOf": [one, listed]}


KINDS: Mapping[str, Kind] = {
    "text": Kind("文章", _STRING, _text),
    "words": Kind("言葉", {"type": "string"}, _words),
    "word": Kind("言葉（紙面には出ない）", {"type": ["string", "number"]}, _word),
    "photograph": Kind("JPEGかPNGのファイルの名前", _STRING, _photograph),
    "kana": Kind("ひらがな", _string(HIRAGANA), _kana),
    "reading": Kind("かな", _string(KANA), _READING.read),
    "slug": Kind("英小文字と数字", _string(_SLUG.pattern), _SLUG.read),
    "telephone": Kind("電話番号", _string(SHAPE), _telephone),
    "month": Kind("年月（令和8年4月）", _string(MONTH), _month),
    "mail": Kind(
        "メールアドレス",
        _string(MAIL),
        partial(_reach, MAIL, "半角で、fukushi@example.jp のように書いてください。"),
    ),
    "web": Kind(
        "ホームページのアドレス",
        _string(WEB),
        partial(_reach, WEB, "半角で、https://www.example.jp/ のように、https:// から書いてください。"),
    ),
    "day": Kind("日付（2026-04-01、令和8年4月1日）", _string(DAY), _day),
    "language": Kind("言語の記号", _string(_LANGUAGE.pattern), _LANGUAGE.read),
    "flag": Kind("true か false", {"type": "boolean"}, _FLAG.read),
    "count": Kind("1以上の整数", {"type": "integer", "minimum": 1, "maximum": 99}, _COUNT.read),
    "tenths": Kind("0から10の整数", {"type": "integer", "minimum": 0, "maximum": 10}, _TENTHS.read),
    "paper": Kind(
        "、".join(f"`{name}`" for name in PAPERS) + "、または［幅, 高さ］",
        {"anyOf": [{"enum": [*PAPERS]}, {"type": "array", "items": _LENGTH, "minItems": 2, "maxItems": 2}]},
        read_paper,
    ),
    "number": Kind("0以上の数", _NUMBER, read_number),
    "length": Kind("長さ", _LENGTH, read_length),
    "gap": Kind("長さ、または［最小, 標準, 最大］", _alone_or(_LENGTH, _GAP), _GAP.read),
    "bleed": Kind("長さ（10mm まで）", _LENGTH, partial(read_length, most=MOST_BLEED)),
    "size": Kind(
        "長さ、または［最小, 標準］、［最小, 標準, 最大］", _alone_or(_POSITIVE_LENGTH, _SIZE), _SIZE.read
    ),
    "leading": Kind("数、または［最小, 標準, 最大］", _alone_or(_POSITIVE, _LEADING), _LEADING.read),
    "change": Kind("変える項目", {"type": ["object", "string"]}, lambda loading, node, what: node),
    "color-code": Kind("#と6桁の16進数", _string(_CODE.pattern), _CODE.read),
    **{
        kind: Kind(name, _STRING, partial(_name, kind))
        for kind, name in (
            ("district", "districts.yaml にある名前"),
            ("source", "出典の id"),
            ("face", "書体の名前"),
            ("color", "色の名前"),
            ("style", "スタイルの名前"),
            ("picture", "絵のファイルの名前"),
        )
    },
}
"""Every kind of single value that a declaration may name."""
