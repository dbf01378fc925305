"""Which class of JLREQ a character belongs to.

In: a character. Out: its class, 1–30, numbered as in JLREQ (W3C "Requirements
for Japanese Text Layout", §3.9.2 and appendix A, cl-01 … cl-30), the document
that publishes the rules of JIS X 4051. Where a class depends on neighbours
(grouped numerals, ruby complexes) the caller decides; here a digit is Western.

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
REFERENCE_MARK = 20  # cl-20 characters as reference marks
ORNAMENTED = 21  # cl-21 ornamented character complexes
SIMPLE_RUBY = 22  # cl-22 simple-ruby character complexes
JUKUGO_RUBY = 23  # cl-23 jukugo-ruby character complexes
NUMERAL = 24  # cl-24 grouped numerals
UNIT = 25  # cl-25 unit symbols
WORD_SPACE = 26  # cl-26 Western word space
WESTERN = 27  # cl-27 Western characters
WARICHU_OPENING = 28  # cl-28 warichu opening brackets
WARICHU_CLOSING = 29  # cl-29 warichu closing brackets
TATE_CHU_YOKO = 30  # cl-30 characters in tate-chu-yoko

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


def _listed() -> dict[str, int]:
    table = {}
    for number, members in MEMBERS.items():
        for char in members:
            table[char] = number
    return table


def is_kanji(char: str) -> bool:
    """Whether it is one of the CJK unified ideographs, most characters of a text: no table names any."""
    return "\u4e00" <= char <= "\u9fff"


_BRACKETS = {"Ps": OPENING, "Pi": OPENING, "Pe": CLOSING, "Pf": CLOSING}


class _Classes(dict[str, int]):
    """Every character asked for so far; the tables answer for a new one once."""

    def __missing__(self, char: str) -> int:
        if is_kanji(char):
            self[char] = IDEOGRAPH
            return IDEOGRAPH
        code = ord(char)
        # Brackets that JLREQ does not list: UAX #14 takes Ps, Pi as opening and Pe, Pf as closing.
        number = _BRACKETS.get(category(char), IDEOGRAPH)
        if number != IDEOGRAPH:
            self[char] = number
            return number
        for first, last, candidate in RANGES:
            if first <= code <= last:
                number = candidate
                break
        self[char] = number
        return number


CLASSES: dict[str, int] = _Classes(_listed())
"""Character → class, for any character."""


def class_of(char: str) -> int:
    """The JLREQ class (1–30) of one character."""
    return CLASSES[char]
