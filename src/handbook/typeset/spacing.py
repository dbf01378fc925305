"""The space between two characters: em-box arithmetic by the tables of JLREQ.

In: class, advance and ink of each glyph. Out: for each glyph its body (what it
must have), where in the body it is drawn, and the space to the next one, in em.

A punctuation mark of a full-width face is a body of half an em and blank space
before it (opening brackets), after it (closing brackets, commas, full stops) or
a quarter on both sides (middle dots): JLREQ §3.1.2, §3.1.4. That space is taken
from the glyph's own advance, as far as its ink lets it, so proportional faces,
whose marks are already half an em wide, give up nothing they do not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.typeset import classes as c

if TYPE_CHECKING:
    from handbook.fonts import Face

_ROOM_BEFORE = frozenset((c.OPENING, c.WARICHU_OPENING))
_ROOM_AFTER = frozenset((c.CLOSING, c.COMMA, c.FULL_STOP, c.WARICHU_CLOSING))
_BODY = 0.5
"""em; the body of brackets, commas, full stops and middle dots (JLREQ §3.1.2)."""

JAPANESE = frozenset((c.HIRAGANA, c.KATAKANA, c.IDEOGRAPH, c.SMALL_KANA, c.PROLONGED, c.ITERATION))
LATIN = frozenset((c.WESTERN, c.NUMERAL, c.UNIT))


def room(kind: int, advance: float, ink: tuple[float, float]) -> tuple[float, float]:
    """Blank space (before, after) that belongs to a glyph but not to its body, in em."""
    spare = advance - _BODY
    if spare <= 0:
        return 0.0, 0.0
    if kind in _ROOM_BEFORE:
        return max(0.0, min(spare, ink[0])), 0.0
    if kind in _ROOM_AFTER:
        return 0.0, max(0.0, min(spare, advance - ink[1]))
    if kind == c.MIDDLE_DOT:
        half = max(0.0, min(spare / 2, ink[0], advance - ink[1]))
        return half, half
    return 0.0, 0.0


def gap(before: int, after: int, trail: float, lead: float, autospace: float) -> float:
    """The space between two bodies whose own space is `trail` and `lead` (JLREQ §3.1.4, table 1)."""
    if trail or lead:
        if before in _ROOM_AFTER:
            if after in _ROOM_AFTER:
                return 0.0  # 」。 、」: solid
            if after in _ROOM_BEFORE:
                return max(trail, lead)  # 」「: half an em once
            if after == c.MIDDLE_DOT:
                return lead  # 」・: the dot's quarter
        elif before in _ROOM_BEFORE:
            return lead if after == c.MIDDLE_DOT else 0.0  # （（: solid
        elif before == c.MIDDLE_DOT and after in _ROOM_BEFORE:
            return trail  # ・「: the dot's quarter
        return trail + lead
    if autospace and ((before in JAPANESE and after in LATIN) or (before in LATIN and after in JAPANESE)):
        return autospace  # JLREQ §3.2.3
    return 0.0


class Rooms:
    """What `room` says of each glyph of a face, kept."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._known: dict[tuple[int, int, float], tuple[float, float]] = {}

    def of(self, glyph: int, kind: int, advance: float) -> tuple[float, float]:
        key = (glyph, kind, advance)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = room(kind, advance, self._face.ink(glyph))
        return found
