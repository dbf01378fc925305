"""What a column names, held against the plan: desks and districts of elsewhere, numbers of nobody.

In: the rows of all files. Out: problems. A column is data, and the check of a finished page believes it;
so a case that was copied from another district must be caught here. What is right all the same, the
column itself says (`allows`). Names in other words than the data's are not found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from handbook.load.loading import Loading, Row
from handbook.load.local import COLUMN, DESK
from handbook.load.overview import OFFICE

_NUMBER = r"(?<![\d-])(?:\+81-?|\(?0)\d{1,4}[-()]{0,2}\d{1,4}[-()]{0,2}\d{3,4}(?![\d-])"
_LOCAL = r"(?<![\d)-])\d{2,4}-\d{4}(?![\d-])"
"""A number without its area code."""
_KANJI_DIGITS = {ord(char): str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    ord("零"): "0"
}
_KANJI_NUMBER = r"[〇零][〇零一二三四五六七八九‐‑‒–—―−ー－・-]{8,}"


def check_mentions(loading: Loading, names: Iterable[str]) -> None:
    """Note each desk, number and district that a column names and its readers have nothing to do with."""
    everywhere = frozenset(names)
    reach: dict[str, frozenset[str]] = {}
    numbers: dict[str, str] = {}
    for row in (*loading.rows_of(DESK), *loading.rows_of(OFFICE)):
        places = frozenset(one.text for one in row.scalars("districts")) or everywhere
        for key in _keys(row):
            reach[key] = reach.get(key, frozenset()) | places
            if key.isdigit():
                numbers[key] = row.text("name")
    districts = {_plain(name + loading.kind): name for name in everywhere}
    for row in loading.rows_of(COLUMN):
        if not row.flag("sample"):
            own = frozenset(one.text for one in row.scalars("district"))
            _check(loading, row, own, own or everywhere, reach, numbers, districts if own else {})


def _keys(row: Row) -> tuple[str, ...]:
    """What an office is found by in a text."""
    found = (_plain(row.text("name")), _digits(row.text("phone")), _digits(row.text("fax")))
    return tuple(key for key in found if key)


def _check(
    loading: Loading,
    row: Row,
    own: frozenset[str],
    readers: frozenset[str],
    reach: dict[str, frozenset[str]],
    numbers: dict[str, str],
    districts: dict[str, str],
) -> None:
    allowed = {key for one in row.scalars("allows") for key in (_plain(one.text), _digits(one.text)) if key}
    allowed |= {number for number, name in numbers.items() if _plain(name) in allowed}
    seen: set[str] = set()
    photo = row.values.get("photo")
    below = [(photo, field) for field in ("caption", "credit", "alt")] if isinstance(photo, Row) else []
    for table, field in ((row, "title"), (row, "text"), *below):
        for key, shown in _mentioned(table.text(field), (*reach, *districts)):
            seen |= {key, _plain(numbers.get(key, ""))}
            if key in allowed or readers <= reach.get(key, frozenset()) or districts.get(key) in own:
                continue
            if key in districts:
                message, hint = f"よその「{shown}」が出てきます。", "どこの事例か確かめてください。"
            elif key in reach:
                owner = f"（{numbers[key]}）" if key in numbers else ""
                message = f"この事例を読む{loading.kind}の担当ではない「{shown}」{owner}が出てきます。"
                hint = "担当の相談先に直してください。"
            else:
                message = f"どの相談先・問い合わせ先のものでもない電話番号「{shown}」があります。"
                hint = "番号を確かめてください。"
            hint += f"このままでよければ、allows: [{shown}] と書き足してください。"
            loading.report(table.place_of(field), message, hint)
    for one in row.scalars("allows"):
        if not {_plain(one.text), _digits(one.text)} & (seen - {""}):
            message = f"allows の「{one.text}」は、この事例に出てきません。"
            loading.report(one.place, message, "消してください。")


def _mentioned(text: str, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The names and telephone numbers in a text: what each is found by, and as it is shown.

    Of names within each other (西センター in 南西センター) the longest counts.
    """
    text = _plain(text)
    for match in re.finditer(_NUMBER, text):
        if len(digits := _digits(match[0])) in (10, 11):
            yield digits, match[0] if ")" in match[0] else match[0].lstrip("(")
    keys = tuple(keys)
    for match in re.finditer(_LOCAL, text):
        local = _digits(match[0])
        yield from ((key, match[0]) for key in keys if key.isdigit() and key.endswith(local))
    for key in sorted(keys, key=len, reverse=True):
        if not key.isdigit() and key in text:
            text = text.replace(key, "\0")
            yield key, key


def _plain(text: str) -> str:
    """Without markup, white space and width; every dash in a number a hyphen."""
    text = re.sub(r"\{([^{}|]*)\|[^{}]*\}", r"\1", text.replace("**", ""))
    text = "".join(unicodedata.normalize("NFKC", text).split())
    text = re.sub(_KANJI_NUMBER, lambda match: match[0].translate(_KANJI_DIGITS), text)
    return re.sub(r"(?<=\d)[‐‑‒–—―−ー－～〜~.・](?=\d)", "-", text)


def _digits(number: str) -> str:
    plain = unicodedata.normalize("NFKC", number)
    digits = "".join(char for char in plain if char.isdecimal() or char == "+")
    return digits.replace("+81", "0", 1).replace("+", "")
