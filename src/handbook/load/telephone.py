"""Telephone and fax numbers: half-width digits with hyphens, as Japan writes them.

A text comes in; what is wrong with it goes out, with the character to blame. Whether
somebody answers is not asked.
"""

from __future__ import annotations

import re
import unicodedata

_HYPHENS = "‐‑‒–—―−ーｰ－~〜～"
_LOOKALIKES = {
    "O": "0",
    "o": "0",
    "Ｏ": "0",
    "ｏ": "0",
    "〇": "0",
    "○": "0",
    "l": "1",
    "I": "1",
    "|": "1",
    "ｌ": "1",
}

SHAPE = r"0\d{1,4}-\d{1,4}-\d{4}|0120-\d{3}-\d{3}|0120-\d{2}-\d{4}|0570-\d{3}-\d{3}"
_ELEVEN = ("020", "050", "060", "070", "080", "090", "0800")
"""Beginnings of numbers with eleven digits (総務省 電気通信番号計画); every other number has ten."""

EXAMPLE = "例: 0942-46-8711"


def telephone_problem(text: str) -> tuple[int, str, str] | None:
    """(index of the character, message, hint), or None when `text` is a well-formed number."""
    if (at := text.find("内線")) >= 0:
        hint = f"内線を消し、外からかけられる番号だけを書いてください（{EXAMPLE}）。"
        return at, f"「{text}」に内線が書かれています。", hint
    if re.fullmatch(r"[#＃]?\d{3,4}", text):
        hint = f"窓口そのものの番号を、市外局番から書いてください（{EXAMPLE}）。"
        return 0, f"「{text}」のような短い番号（110、189、#7119 など）は、ここには書けません。", hint
    for index, char in enumerate(text):
        if not (char.isascii() and char.isdigit()) and char != "-":
            return index, *_wrong_character(text, index, char)
    digits = text.replace("-", "")
    if not digits.startswith("0"):
        return 0, f"「{text}」は0で始まっていません。", f"市外局番から書いてください（{EXAMPLE}）。"
    wanted = 11 if digits.startswith(_ELEVEN) else 10
    if len(digits) != wanted:
        message = f"「{text}」は数字が{len(digits)}桁です。"
        return 0, message, f"市外局番から{wanted}桁で書いてください（{EXAMPLE}）。"
    if not re.fullmatch(SHAPE, text):
        message = f"「{text}」のハイフンの位置が電話番号の形ではありません。"
        return 0, message, f"市外局番・市内局番・番号の間にハイフンを入れてください（{EXAMPLE}）。"
    return None


def _wrong_character(text: str, index: int, char: str) -> tuple[str, str]:
    where = f"「{text}」の{index + 1}文字目"
    if char in _LOOKALIKES:
        kind = "文字" if unicodedata.category(char)[0] in "LNS" else "記号"
        name = {"O": "英字のオー", "o": "英字のオー", "l": "英字のエル", "I": "英字のアイ"}.get(char, kind)
        digit = _LOOKALIKES[char]
        return (
            f"{where}「{char}」が数字ではなく{name}です。",
            f"数字の「{digit}」にしてください（{EXAMPLE}）。",
        )
    if char in _HYPHENS:
        name = f"半角のハイフンではない線（U+{ord(char):04X}）"
        return f"{where}「{char}」が{name}です。", f"半角の「-」にしてください（{EXAMPLE}）。"
    if char.isdigit() and not char.isascii():
        digit = str(unicodedata.digit(char))
        form = "全角の" if "０" <= char <= "９" else "半角でない"
        return f"{where}「{char}」が{form}数字です。", f"半角の「{digit}」にしてください（{EXAMPLE}）。"
    if char.isspace():
        return f"{where}が空白です。", f"空白を消すか、「-」にしてください（{EXAMPLE}）。"
    if char in "()（）":
        return f"{where}が括弧「{char}」です。", f"括弧ではなく「-」で区切ってください（{EXAMPLE}）。"
    if char in "+＋":
        return f"{where}が「{char}」です。", f"国番号（+81）を取り、0から書いてください（{EXAMPLE}）。"
    return (
        f"{where}「{char}」は電話番号に使えません。",
        f"半角の数字と「-」だけで書いてください（{EXAMPLE}）。",
    )


def half_width(text: str) -> str:
    """A number as it is written here: （０９４２）３０−９９９９ → 0942-30-9999."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(rf"[\s(){re.escape(_HYPHENS)}]+", "-", plain).strip("-")
