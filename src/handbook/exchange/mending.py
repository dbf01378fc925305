"""What a spreadsheet has done to a value, undone: cells to the texts that were meant.

In: a cell as it stands in a file, the field that it is for, what the data say now. Out: a `Mended`: its text,
whether that had to be guessed, or what is wrong and how to mend it. Whether a text is right is not asked:
the loader tells.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from handbook.declaration import Field, MapOf
from handbook.exchange.sheets import Odd
from handbook.exchange.tables import SEPARATOR, YES, is_list, text_of, value_of
from handbook.load.dates import day, era_month, month
from handbook.load.telephone import half_width, telephone_problem
from handbook.spreadsheet import harmless

_PARAGRAPHS = ("text",)
"""Fields in which a line break begins a paragraph."""

_DATE = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}( 0?0:00(:00)?)?|\d{1,2}月\d{1,2}日|\d{1,2}-[JFMASOND][a-z]{2}"
"""A date as Excel makes it of 3-1, which a telephone number or an address may hold."""

_ASCII = ("mail", "web", "slug", "language")
_NO = ("", "いいえ", "×", "✕", "x", "false", "no", "0", "-")
_YES = (YES, "○", "◯", "〇", "レ", "✓", "true", "yes", "1")


class Mended(NamedTuple):
    """`changed`: the text is other than the file has it, which is to be told. `wrong`: message and hint."""

    text: str
    changed: bool = False
    wrong: tuple[str, str] | None = None


def mended(value: object, field: Field, before: str, numbers: Iterable[str], lossy: str = "") -> Mended:
    """The text of a cell that had `before` when the data were written; `numbers` are the plan's."""
    if value is None:
        return Mended("")
    if isinstance(value, Odd):
        return Mended(before, wrong=value)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        if field.kind == "month" and isinstance(value, datetime.date) and (text := era_month(value)):
            return Mended(text, changed=True)
        return _turned(f"{value:%Y-%m-%d}" if isinstance(value, datetime.date) else str(value), before)
    if isinstance(value, bool):
        value = YES if value else ""
    raw = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if raw in (before, harmless(before)) or (lossy and raw == before.encode(lossy, "replace").decode(lossy)):
        return Mended(before)
    if field.kind == "flag":
        return _flag(raw, before)
    text = _one_text(raw, field, before)
    if field.kind != "month" and field.name != "date" and re.fullmatch(_DATE, text):
        return _turned(text, before)
    meant = _meant(text, field, before, numbers)
    return Mended(meant, changed=meant != raw and not _several(field))


def typed(text: str, field: Field, before: str, numbers: Iterable[str]) -> str:
    """The text of a field that a person has typed, without what does not belong to it."""
    if field.kind == "flag":
        return YES if text.strip() else ""
    return _meant(_one_text(text, field, before), field, before, numbers)


def _meant(text: str, field: Field, before: str, numbers: Iterable[str]) -> str:
    if field.kind == "telephone":
        return _telephone(text, before, numbers)
    if field.kind in _ASCII:
        return unicodedata.normalize("NFKC", text)
    if field.kind == "month":
        date = day(text)
        return month(text) or (era_month(date) if date else "") or text
    return text_of(value_of(field.kind, text.replace("\n", SEPARATOR))) if _several(field) else text


def _several(field: Field) -> bool:
    return is_list(field.kind) or isinstance(field.kind, MapOf)


def _turned(shown: str, before: str) -> Mended:
    hint = "Excel が「3-1」のような値を日付や時刻にしたのかもしれません。"
    hint += "セルの表示形式を「文字列」にしてから、書き直してください。"
    return Mended(before, wrong=(f"日付や時刻に変わっています（{shown}）。", hint))


def _flag(raw: str, before: str) -> Mended:
    plain = unicodedata.normalize("NFKC", raw).strip().casefold()
    if plain in (*_YES, *_NO):
        return Mended(YES if plain in _YES else "")
    hint = f"そうなら「{YES}」と書き、そうでなければ空けてください。"
    return Mended(before, wrong=(f"「{raw}」が、そうなのかどうか分かりません。", hint))


def _one_text(raw: str, field: Field, before: str) -> str:
    """A text without what spreadsheets put around and into it."""
    text = re.sub("_x000[Dd]_|\r\n?", "\n", raw.replace("_x000D_\n", "\n")).strip()
    lines = [line.strip(" \t\u00a0") for line in text.split("\n")]
    if field.name in _PARAGRAPHS or is_list(field.kind) or "\n" in before:
        return "\n".join(lines)
    return re.sub("(?<=[A-Za-z])\n(?=[!-~])", " ", "\n".join(filter(None, lines))).replace("\n", "")


def _telephone(text: str, before: str, numbers: Iterable[str]) -> str:
    """A number in half-width digits, with the zero and the hyphens that numbers in cells lose."""
    for digits in (half_width(text), f"0{half_width(text)}"):
        if not telephone_problem(digits):
            return digits
        if digits == before.replace("-", ""):
            return before
        shaped = {_shaped(digits, number) for number in numbers}
        right = [one for one in shaped if one and not telephone_problem(one)]
        if len(right) == 1:
            return right[0]
    return text


def _shaped(digits: str, number: str) -> str:
    """Digits with hyphens where a number of the same area has its own; empty for another area."""
    if not digits.isdecimal() or not digits.startswith(number.split("-")[0]):
        return ""
    rest = iter(digits)
    return "".join("-" if char == "-" else next(rest, "") for char in number) + "".join(rest)
