"""Which class of JLREQ a character belongs to.

In: a character. Out: its class, numbered as in JLREQ (W3C "Requirements for
Japanese Text Layout", §3.9.2 and appendix A, cl-01 … cl-30), the document that
publishes the rules of JIS X 4051. Classes that depend on neighbours (grouped
numerals, ruby complexes) are not told; here a digit is Western.

The tables are data: what may stand where is in `handbook.typeset.kinsoku`,
what space goes between classes in `handbook.typeset.spacing`.
"""

from __future__ import annotations

from unicodedata import category

OPENING = 1  # cl-01 opening brackets
CLOSING = 2  # cl-02 closing brackets
HYPHEN = 3  # cl-03 hyphens
DIVIDING = 4  # cl-04 dividing punctuation marks
MIDDLE_DOT = 5  # cl-05 middle dots
FULL_STOP = 6  # cl-06 full stops
COMMA = 7  # cl-07 commas
INSEPARABLE = 8  # cl-08 inseparable characters
ITERATION = 9  # cl-09 iteration marks
PROLONGED = 10  # cl-10 prolonged sound mark
SMALL_KANA = 11  # cl-11 small kana
PREFIXED = 12  # cl-12 prefixed abbreviations
POSTFIXED = 13  # cl-13 postfixed abbreviations
IDEOGRAPHIC_SPACE = 14  # cl-14 full-width ideographic space
HIRAGANA = 15  # cl-15 hiragana
KATAKANA = 16  # cl-16 katakana
MATH_SYMBOL = 17  # cl-17 math symbols
MATH_OPERATOR = 18  # cl-18 math operators
IDEOGRAPH = 19  # cl-19 ideographic characters
WORD_SPACE = 26  # cl-26 Western word space
WESTERN = 27  # cl-27 Western characters

MEMBERS: dict[int, str] = {
    # JLREQ A.1; with the half-width form that JIS X 0208 sets beside it.
    OPENING: "‘“（〔［｛〈《「『【｟〘〖«〝｢([{",
    # A.2
    CLOSING: "’”）〕］｝〉》」』】｠〙〗»〟〞｣)]}",
    # A.3
    HYPHEN: "‐〜゠–～",  # U+FF5E is how much software types U+301C
    # A.4; ASCII marks only follow what they end, as UAX #14 class EX.
    DIVIDING: "！？‼⁇⁈⁉!?",
    # A.5, with the half-width form
    MIDDLE_DOT: "・：；･",
    # A.6
    FULL_STOP: "。．｡",
    # A.7
    COMMA: "、，､",
    # A.8; U+2015 is what most Japanese input methods type for the dash of A.8, U+2014.
    INSEPARABLE: "—―‥…〳〴〵",
    # A.9
    ITERATION: "ヽヾゝゞ々〻",
    # A.10
    PROLONGED: "ーｰ",
    # A.11, with half-width forms
    SMALL_KANA: "ぁぃぅぇぉァィゥェォっゃゅょゎゕゖッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ",
    # A.12
    PREFIXED: "￥＄￡＃€№¥$£#",
    # A.13; ℉ and ‱ by UAX #14 class PO
    POSTFIXED: "°′″℃℉¢％‱‰㏋ℓ㌃㌍㌔㌘㌢㌣㌦㌧㌫㌶㌻㍉㍊㍍㍑㍗㎎㎏㎜㎝㎞㎡㏄￠%",
    # A.14
    IDEOGRAPHIC_SPACE: "\u3000",
    # A.17
    MATH_SYMBOL: "＝≠＜＞≦≧⊆⊇∪∩≡≒≅≈∈∋⊂⊃∧∨⇒⇔≪≫∽∝⊥∥≤≥",
    # A.18
    MATH_OPERATOR: "＋－×÷±∓−",
    # A.26 (and the no-break space, which is one that must not be broken at)
    WORD_SPACE: " \u00a0",
}
"""The characters of each class that is listed by character; ranges are in `RANGES`."""

RANGES: tuple[tuple[int, int, int], ...] = (
    (0x3041, 0x3096, HIRAGANA),  # A.15
    (0x3099, 0x309C, HIRAGANA),  # voicing marks, as they follow kana
    (0x309F, 0x309F, HIRAGANA),
    (0x30A1, 0x30FF, KATAKANA),  # A.16
    (0x31F0, 0x31FF, SMALL_KANA),
    (0xFF66, 0xFF9F, KATAKANA),  # half-width katakana
    (0x0021, 0x024F, WESTERN),  # A.27: Latin
    (0x0250, 0x058F, WESTERN),  # IPA, Greek, Cyrillic, Armenian
    (0x1E00, 0x1FFF, WESTERN),
    (0x2010, 0x2027, WESTERN),
    (0x2C60, 0x2C7F, WESTERN),
    (0xA720, 0xA7FF, WESTERN),
    (0xFB00, 0xFB06, WESTERN),
)
"""First and last code point and class; what no table names is ideographic (cl-19, A.19)."""


_BRACKETS = {"Ps": OPENING, "Pi": OPENING, "Pe": CLOSING, "Pf": CLOSING}
"""Brackets that JLREQ does not list, by the categories that UAX #14 takes as opening and closing."""


class _Classes(dict[str, int]):
    """Every character asked for so far; the tables answer for a new one once."""

    def __missing__(self, char: str) -> int:
        code = ord(char)
        ranged = (number for first, last, number in RANGES if first <= code <= last)
        self[char] = number = _BRACKETS.get(category(char)) or next(ranged, IDEOGRAPH)
        return number


CLASSES: dict[str, int] = _Classes({char: number for number, members in MEMBERS.items() for char in members})
"""Character → class, for any character."""
