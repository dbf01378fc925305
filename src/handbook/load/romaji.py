"""Whether a name in Latin letters fits its reading in kana, whichever romanisation its writer uses.

In: kana, a slug. Out: yes or no. Hepburn and kunrei, long vowels written or not, ん as n or m count alike.
"""

from __future__ import annotations

import re

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ",
    "t": "たちつてと", "d": "だ  でど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ", "m": "まみむめも", "y": "や ゆ よ", "r": "らりるれろ", "w": "わ    ",
}  # fmt: skip
_KANA = {char: row + vowel for row, kana in _ROWS.items() for char, vowel in zip(kana, "aiueo", strict=True)}
_KANA |= {"ぢ": "zi", "づ": "zu", "を": "o", "ゐ": "i", "ゑ": "e", "ん": "n", "ゔ": "bu", "ー": ""}
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}

_ALIKE = (
    (r"[^a-z]", ""),
    (r"c?ch", "ch"), (r"tch", "ch"),
    (r"sh(?=[auo])", "sy"), (r"shi", "si"),
    (r"ch(?=[auo])", "ty"), (r"chi", "ti"), (r"ts", "t"), (r"fu", "hu"),
    (r"jy?(?=[auo])", "zy"), (r"j(?=[ie])", "z"), (r"di", "zi"), (r"d[zu]u?", "zu"), (r"vu", "bu"),
    (r"wo", "o"), (r"l", "r"), (r"m(?=[bmp])", "n"),
    (r"o[uh](?![aiueo])", "o"), (r"ou", "o"),
    (r"(.)\1+", r"\1"),
)  # fmt: skip


def fits(kana: str, slug: str) -> bool:
    """Whether both sound the same."""
    return _folded(_romaji(kana)) == _folded(slug)


def _romaji(kana: str) -> str:
    """Kunrei, letter by letter: きょう kyou, っき kki."""
    written = ""
    for char in kana:
        if char in _SMALL:
            drops = written[-1:] == "i" or char in "ぁぃぅぇぉ"  # きょ kiyo -> kyo, ふぁ hua -> ha
            written = (written[:-1] if drops else written) + _SMALL[char]
        elif char == "っ":
            written += "*"
        else:
            written += _KANA.get(char, "")
    return re.sub(r"\*(.)", r"\1\1", written)


def _folded(word: str) -> str:
    for pattern, instead in _ALIKE:
        word = re.sub(pattern, instead, word)
    return word
