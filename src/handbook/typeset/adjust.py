"""Line adjustment: how a justified line is brought to its measure.

In: the classes and spaces of a paragraph; then, for one line, by how much it is
too short or too long. Out: the amount (em) to add to each of its gaps, by the
order of JLREQ §3.8.3 (reduction) and §3.8.4 (expansion).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from handbook.typeset.classes import WORD_SPACE
from handbook.typeset.spacing import expansion, reduction


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
) -> Adjustment:
    """`inside[i]` forbids opening the gap before item `i`; gaps after items in `fixed` stay as they are."""
    nothing = (0, 0.0)
    reductions = [nothing] * (len(kinds) - 1)
    expansions = [nothing] * (len(kinds) - 1)
    solid: dict[tuple[int, int], tuple[int, float]] = {}
    for item, pair in enumerate(pairwise(kinds)):
        if item in fixed:
            continue
        if gaps[item] or pair[0] == WORD_SPACE:
            reductions[item] = reduction(*pair, gaps[item], advances[item])
            opens = expansion(*pair, gaps[item], advances[item])
        elif pair in solid:
            opens = solid[pair]
        else:
            opens = solid[pair] = expansion(*pair, 0.0, 0.0)
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
