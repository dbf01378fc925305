"""Where a line may end: prohibitions at the start and the end of a line (禁則) and inseparable pairs.

In: the characters of a text and a level. Out: for every place between two
characters whether a line may part there. Sources: JLREQ §3.1.7 (line start),
§3.1.8 (line end), §3.1.10 (unbreakable sequences) and appendix C, table 2;
which of them `normal` and `loose` give up follows CSS Text Level 3 §5.3,
`line-break`; what JLREQ leaves open follows UAX #14 (rule numbers LB…).
"""

from __future__ import annotations

from functools import cache
from unicodedata import category

from handbook.typeset import classes as c
from handbook.typeset.classes import CLASSES, MEMBERS

_STRICT_START = frozenset(
    (
        c.CLOSING,  # JLREQ §3.1.7, as the next ten
        c.HYPHEN,
        c.DIVIDING,
        c.MIDDLE_DOT,
        c.FULL_STOP,
        c.COMMA,
        c.ITERATION,
        c.PROLONGED,
        c.SMALL_KANA,
        c.WARICHU_CLOSING,
        c.POSTFIXED,  # UAX #14 LB23a, LB25
        c.IDEOGRAPHIC_SPACE,  # UAX #14 class BA: a line parts after it
        c.WORD_SPACE,  # LB7
    )
)
NOT_AT_START: dict[str, frozenset[int]] = {
    "strict": _STRICT_START,
    "normal": _STRICT_START - {c.SMALL_KANA, c.PROLONGED, c.HYPHEN},
    "loose": _STRICT_START
    - {c.SMALL_KANA, c.PROLONGED, c.HYPHEN, c.ITERATION, c.MIDDLE_DOT, c.DIVIDING, c.POSTFIXED},
}
"""Classes that may not begin a line, by level."""

NOT_AT_END: dict[str, frozenset[int]] = {
    "strict": frozenset((c.OPENING, c.PREFIXED, c.WARICHU_OPENING)),  # JLREQ §3.1.8
    "normal": frozenset((c.OPENING, c.PREFIXED, c.WARICHU_OPENING)),
    "loose": frozenset((c.OPENING, c.WARICHU_OPENING)),
}
"""Classes that may not end a line, by level."""

_LEADERS = "…‥⋯"
"""Not at a line's start but in loose text: UAX #14 LB22; CSS Text 3 §5.3."""
_NONSTARTERS = "゛゜ﾞﾟ〼‽"
"""Further characters of UAX #14 class NS; voicing marks belong to the kana before them."""
_ASCII_START = ".,:;/-|"
"""Half-width marks that follow a word (UAX #14 classes IS, SY, HY, BA)."""
_GLUE = "\u00a0\u2060\ufeff\u202f\u2011"
"""No break on either side (UAX #14 LB11, LB12)."""
_QUOTES = "\"'"
"""Half-width quotation marks open as well as close, so they hold on both sides (UAX #14 LB19)."""
ZERO_WIDTH_SPACE = "\u200b"
_DASHES = "—―"
_COMBINING = frozenset(("Mn", "Mc", "Me"))
_SPACES = frozenset((c.WORD_SPACE, c.IDEOGRAPHIC_SPACE))


def _bars_start(char: str, level: str) -> bool:
    if char in _GLUE or char in _NONSTARTERS or char in _ASCII_START or char == ZERO_WIDTH_SPACE:
        return True
    if char in _LEADERS:
        return level != "loose"
    if char in MEMBERS[c.DIVIDING] and char.isascii():
        return True
    return CLASSES[char] in NOT_AT_START[level] or category(char) in _COMBINING


def _bars_end(char: str, level: str) -> bool:
    return char in _GLUE or CLASSES[char] in NOT_AT_END[level]


def _inseparable(before: str, after: str, level: str) -> bool:
    """JLREQ appendix C, note 5, and its addendum: runs of one leader or dash, the halves of 〳〵."""
    if before in _DASHES:
        return after in _DASHES
    if before in _LEADERS:
        return after == before and level != "loose"
    return before in "〳〴" and after == "〵"


def glued(before: str, after: str) -> bool:
    """Whether nothing at all may part two characters: glue, and marks that combine with their base."""
    return before in _GLUE or after in _GLUE or category(after) in _COMBINING


_START, _END, _GLUED, _BREAKS, _SPACE, _WESTERN, _PAIRED, _QUOTED = (1 << bit for bit in range(8))
_SPECIAL = _END | _GLUED | _BREAKS | _SPACE | _WESTERN | _PAIRED
"""Bits of a character's behaviour; the special ones bear on what follows."""


class _Behaviour(dict[str, int]):
    """What each character does in one level: filled as characters come by."""

    def __init__(self, level: str) -> None:
        super().__init__()
        self.level = level

    def __missing__(self, char: str) -> int:
        if c.is_kanji(char):
            self[char] = 0
            return 0
        kind = CLASSES[char]
        bits = (
            _START * _bars_start(char, self.level)
            | _END * _bars_end(char, self.level)
            | _GLUED * (char in _GLUE)
            | _BREAKS * (char == ZERO_WIDTH_SPACE)
            | _SPACE * (kind in _SPACES)
            | _WESTERN * (kind == c.WESTERN)
            | _PAIRED * (kind == c.INSEPARABLE)
            | _QUOTED * (char in _QUOTES)
        )
        self[char] = bits
        return bits


@cache
def _behaviour(level: str) -> _Behaviour:
    return _Behaviour(level)


def allowed_breaks(text: str, level: str) -> list[bool]:
    """For each index of `text`, whether a line may begin with that character (never at index 0).

    Says nothing of atoms and phrases: only of characters and their pairs.
    """
    bits = list(map(_behaviour(level).__getitem__, text))
    result = [not bit & _START for bit in bits]
    result[:1] = [False] * len(text[:1])
    for before in [index for index, bit in enumerate(bits[:-1]) if bit & _SPECIAL]:
        after = before + 1
        if result[after] and not bits[before] & _BREAKS:
            result[after] = not _holds(text, bits, before, level)
    for after in [index for index, bit in enumerate(bits) if bit & _QUOTED and index]:
        # Half-width quotation marks hold to what stands before them, but for spaces.
        result[after] = result[after] and bool(bits[after - 1] & (_SPACE | _BREAKS))
    return result


def _holds(text: str, bits: list[int], before: int, level: str) -> bool:
    """Whether the character at `before` holds the next one on its line."""
    after = before + 1
    if bits[before] & _GLUED:
        return True
    bare = before
    while bare and bits[bare] & _SPACE:
        bare -= 1
    if bits[bare] & _END:
        return True
    if bits[before] & _WESTERN:
        # JLREQ appendix C, note 12, and UAX #14 LB28: no hyphenation here, a Western word is one piece.
        return bool(bits[after] & _WESTERN or bits[before] & _QUOTED)
    return bool(bits[before] & _PAIRED) and _inseparable(text[before], text[after], level)
