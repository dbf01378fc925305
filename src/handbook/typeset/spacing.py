"""The space between two characters, and how far a line may close or open it: tables of JLREQ.

In: classes, advance and ink of glyphs; then, for one line, by how much it is too
short or too long. Out: the blank that belongs to a mark but not to its body, the
space between two bodies, the stage and amount by which a justified line may reduce
(JLREQ §3.8.3) or expand (§3.8.4) that space, and how a line shares that out.
Lengths in em.

A punctuation mark of a full-width face is a body of half an em and blank space
before it (opening brackets), after it (closing brackets, commas, full stops) or
a quarter on both sides (middle dots): JLREQ §3.1.2, §3.1.4. That space is taken
from the glyph's own advance, as far as its ink lets it, so proportional faces,
whose marks are already half an em wide, give up nothing they do not have.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from handbook.typeset import classes as c

ROOM_BEFORE = frozenset((c.OPENING,))
ROOM_AFTER = frozenset((c.CLOSING, c.COMMA, c.FULL_STOP))
ROOMY = ROOM_BEFORE | ROOM_AFTER | {c.MIDDLE_DOT}
"""Classes whose glyphs may hold blank space that is not part of their body."""
_BODY = 0.5
"""The body of brackets, commas, full stops and middle dots (JLREQ §3.1.2)."""

JAPANESE = frozenset((c.HIRAGANA, c.KATAKANA, c.IDEOGRAPH, c.SMALL_KANA, c.PROLONGED, c.ITERATION))

_SOLID = frozenset(
    (
        *(c.OPENING, c.CLOSING, c.HYPHEN, c.DIVIDING, c.MIDDLE_DOT, c.FULL_STOP, c.COMMA),
        *(c.IDEOGRAPHIC_SPACE, c.WORD_SPACE),
    )
)
"""Classes beside which no space is put in to fill a line (JLREQ §3.1.11 b)."""

_SOLID_BEFORE_LEADERS = frozenset((c.ITERATION, c.PROLONGED, c.SMALL_KANA))  # table 6, column cl-08

LEAST_WORD_SPACE = 0.25  # JLREQ §3.8.3 a
MOST_WORD_SPACE = 0.5  # JLREQ §3.8.4 a
MOST_OPENING = 0.25  # JLREQ §3.8.4 c: no gap between characters is ever opened further

WORD_SPACES, MIDDLE_DOTS, MARKS, JAPANESE_LATIN = 1, 2, 3, 4
"""Stages of reduction, in their order: JLREQ §3.8.3 and appendix D, table 4 (JIS X 4051)."""


def room(kind: int, advance: float, ink: tuple[float, float]) -> tuple[float, float]:
    """Blank space (before, after) that belongs to a glyph but not to its body."""
    spare = advance - _BODY
    if spare <= 0:
        return 0.0, 0.0
    if kind in ROOM_BEFORE:
        return max(0.0, min(spare, ink[0])), 0.0
    if kind in ROOM_AFTER:
        return 0.0, max(0.0, min(spare, advance - ink[1]))
    if kind == c.MIDDLE_DOT:
        half = max(0.0, min(spare / 2, ink[0], advance - ink[1]))
        return half, half
    return 0.0, 0.0


def gap(before: int, after: int, trail: float, lead: float, autospace: float) -> float:
    """The space between two bodies whose own space is `trail` and `lead` (JLREQ appendix B, table 1)."""
    if trail or lead:
        return _punctuation_gap(before, after, trail, lead)
    if after == c.WESTERN:
        return autospace if before in JAPANESE or before == c.DIVIDING else 0.0
    return autospace if before == c.WESTERN and after in JAPANESE else 0.0


def _punctuation_gap(before: int, after: int, trail: float, lead: float) -> float:
    if before in ROOM_AFTER:
        if after in ROOM_AFTER:
            return 0.0  # 」。 、」: solid
        if before == c.CLOSING and after in (c.IDEOGRAPHIC_SPACE, c.WORD_SPACE):
            return 0.0  # the space is space enough; not so after 、 and 。
        if after in ROOM_BEFORE:
            return max(trail, lead)  # 」「 。「 、「: half an em once
        if after == c.MIDDLE_DOT and before not in (c.COMMA, c.FULL_STOP):
            return lead  # 」・: the dot's quarter; after 、 and 。 both (appendix B, note 5)
    elif before in ROOM_BEFORE:
        return lead if after == c.MIDDLE_DOT else 0.0  # （（: solid
    elif before == c.MIDDLE_DOT and after in ROOM_BEFORE:
        return trail  # ・「: the dot's quarter
    elif before == c.IDEOGRAPHIC_SPACE and after in ROOM_BEFORE:
        return 0.0
    return trail + lead


def reduction(before: int, after: int, space: float, advance: float) -> tuple[int, float]:
    """Stage and amount by which the space after an item may be reduced; `advance` is the item's own."""
    if before == c.WORD_SPACE:
        return WORD_SPACES, max(0.0, advance - LEAST_WORD_SPACE)
    if space <= 0 or after == c.WORD_SPACE:
        return 0, 0.0
    if before == c.FULL_STOP:
        # JLREQ §3.8.3, note on e: inside a line the space after a full stop parts sentences and stays.
        return (MIDDLE_DOTS, min(space, 0.25)) if after == c.MIDDLE_DOT else (0, 0.0)
    if c.MIDDLE_DOT in (before, after):
        return MIDDLE_DOTS, space
    if before in ROOM_AFTER or after in ROOM_BEFORE:
        return MARKS, space
    return JAPANESE_LATIN, space / 2  # a quarter em down to an eighth


def expansion(before: int, after: int, space: float, advance: float) -> tuple[int, float]:
    """Stage (1–3, JLREQ §3.8.4 a–c) and amount by which the space after an item may be expanded."""
    if before == c.WORD_SPACE:
        return 1, max(0.0, MOST_WORD_SPACE - advance)
    if before == c.DIVIDING and after == c.WESTERN:
        return 2, space
    if before in _SOLID or after in _SOLID or (before in _SOLID_BEFORE_LEADERS and after == c.INSEPARABLE):
        return 0, 0.0
    if space > 0:
        return 2, space  # Japanese and Latin: a quarter em up to a half
    if before == after and before in (c.WESTERN, c.INSEPARABLE):
        return 0, 0.0
    return 3, MOST_OPENING


class Adjustment(NamedTuple):
    """For the gap after each item: stage and amount of reduction and of expansion; and running sums.

    A running sum's entry `i` adds up the gaps before item `i`, so the gaps inside a line of items
    `start` to `end` come to `sums[end - 1] - sums[start]`.
    """

    reductions: tuple[tuple[int, float], ...]
    expansions: tuple[tuple[int, float], ...]
    reducible: tuple[float, ...]
    spaces: tuple[float, ...]
    """Expansion of word spaces and between Japanese and Latin (stages 1, 2)."""
    openings: tuple[float, ...]
    """Expansion of all other gaps that may open (stage 3)."""


def adjustment(
    kinds: Sequence[int],
    gaps: Sequence[float],
    advances: Sequence[float],
    inside: Sequence[bool],
    fixed: set[int],
    covered: set[int],
) -> Adjustment:
    """`inside[i]` forbids opening the gap before item `i`; gaps after items in `fixed` stay as they are,
    those after items in `covered`, over which ruby hangs, are not reduced."""
    nothing = (0, 0.0)
    reductions = [nothing] * (len(kinds) - 1)
    expansions = [nothing] * (len(kinds) - 1)
    for item, pair in enumerate(pairwise(kinds)):
        if item in fixed:
            continue
        if item not in covered and (gaps[item] or pair[0] == c.WORD_SPACE):
            reductions[item] = reduction(*pair, gaps[item], advances[item])
        opens = expansion(*pair, gaps[item], advances[item])
        if not (opens[0] == 3 and inside[item + 1]):
            expansions[item] = opens
    return Adjustment(
        tuple(reductions),
        tuple(expansions),
        tuple(accumulate((amount for _, amount in reductions), initial=0.0)),
        tuple(accumulate((amount if 0 < stage < 3 else 0.0 for stage, amount in expansions), initial=0.0)),
        tuple(accumulate((amount if stage == 3 else 0.0 for stage, amount in expansions), initial=0.0)),
    )


def distribute(found: Adjustment, start: int, end: int, slack: float) -> list[float]:
    """What to add to each gap of the line of items `start` to `end` (the last one visible).

    Positive `slack` is filled, negative taken away. A line that could only be filled by opening
    gaps beyond their bound is left as it is.
    """
    stages = found.expansions if slack > 0 else found.reductions
    gaps = stages[start : end - 1]
    total = sum(amount for stage, amount in gaps if stage)
    wanted = abs(slack)
    if total + 1e-9 < wanted or not wanted:
        return [0.0] * len(gaps)
    changes = [0.0] * len(gaps)
    for current in (1, 2, 3, 4):
        room = sum(amount for stage, amount in gaps if stage == current)
        if not room:
            continue
        share = min(1.0, wanted / room)
        for place, (stage, amount) in enumerate(gaps):
            if stage == current:
                changes[place] = share * amount
        wanted -= share * room
        if wanted <= 1e-9:
            break
    sign = 1.0 if slack > 0 else -1.0
    return [sign * change for change in changes]
