"""Where a line may end: prohibitions at the start and the end of a line (禁則) and inseparable pairs.

In: the characters of a text and a level. Out: for every place between two
characters whether a line may part there. Sources: JLREQ §3.1.7 (line start),
§3.1.8 (line end), §3.1.10 (unbreakable sequences) and appendix C, table 2;
which of them `normal` and `loose` give up follows CSS Text Level 3 §5.3,
`line-break`; what JLREQ leaves open follows UAX #14 (rule numbers LB…).
"""

from __future__ import annotations

from functools import lru_cache
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
    "strict": frozenset((c.OPENING, c.PREFIXED)),  # JLREQ §3.1.8
    "normal": frozenset((c.OPENING, c.PREFIXED)),
    "loose": frozenset((c.OPENING,)),
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


@lru_cache(maxsize=8192)
def bars_start(char: str, level: str) -> bool:
    """Whether a character may not begin a line."""
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


@lru_cache(maxsize=4)
def barred_places(text: str, level: str) -> tuple[bool, ...]:
    """For each index of `text`, whether the character there may not begin a line, or the one before it
    not end one; the first may."""
    barred = [False] * len(text)
    bare = ""
    for place in range(1, len(text)):
        before, after = text[place - 1], text[place]
        asked = before == ZERO_WIDTH_SPACE
        if not bare or (CLASSES[before] not in _SPACES and not asked):
            bare = before  # what stands before spaces: 「 and a space end no line either
        held = not asked and _hold(before, after, level)
        barred[place] = held or bars_start(after, level) or _bars_end(bare, level)
    return tuple(barred)


def allowed_breaks(text: str, level: str) -> list[bool]:
    """For each index of `text`, whether a line may begin with that character (never at index 0).

    Says nothing of atoms and phrases: only of characters and their pairs.
    """
    return [
        # JLREQ appendix C, note 12, and UAX #14 LB28: no hyphenation here, a Western word is one piece.
        place > 0 and not bars and not CLASSES[text[place - 1]] == CLASSES[text[place]] == c.WESTERN
        for place, bars in enumerate(barred_places(text, level))
    ]


def _hold(before: str, after: str, level: str) -> bool:
    """Whether two characters hold each other on one line."""
    if before in _GLUE or (after in _QUOTES and CLASSES[before] not in _SPACES) or before in _QUOTES:
        return True
    return CLASSES[before] == c.INSEPARABLE and _inseparable(before, after, level)
