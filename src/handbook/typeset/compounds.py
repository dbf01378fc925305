"""Of which words compounds of kanji, and of katakana, are made: 認知症 初期 集中 支援, サポート センター.

In: a text. Out: for each place within a run of either script whether a word begins there. The words are
those of compounds.txt, which scripts/compounds.py makes of SudachiDict; of all ways to read a run the one
of the likeliest words is taken. A kanji by itself (者, 症, 非) goes with its neighbour, and what the list
does not have is one word: better a compound that stays whole than a name that is cut. Kana are not parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

_RUN = re.compile("[一-鿿々]{2,}|[ァ-ヺー]{6,}")
_ENTRY = re.compile("([^a-zA-Z]*)([a-zA-Z])")
_WORD = 5
"""What each word of a run costs beside its rarity: few words are likelier than many."""
_UNKNOWN = 32
"""What a character costs that the list has no word for."""
_LONGEST = 12
_LEAST_KATAKANA = 3
"""Characters; shorter words of katakana go with their neighbours: デイサービス."""


@lru_cache(maxsize=4096)
def joints(text: str) -> dict[int, bool]:
    """For each place within a run whether a word begins there."""
    found: dict[int, bool] = {}
    for run in _RUN.finditer(text):
        start, end = run.span()
        found.update(dict.fromkeys(range(start + 1, end), False))
        found.update((start + place, True) for place in accumulate(map(len, _words(run[0])[:-1])))
    return found


@cache
def _list() -> str:
    return "\n" + Path(__file__).with_name("compounds.txt").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _listed(first: str) -> dict[str, str]:
    """The words that begin with a character: their costs as letters, capital where it is a prefix."""
    begun = _list().find("\n" + first)
    line = _list()[begun + 2 : _list().index("\n", begun + 1)] if begun >= 0 else ""
    return {first + rest: cost for rest, cost in _ENTRY.findall(line)}


@lru_cache(maxsize=4096)
def _words(run: str) -> list[str]:
    """The words of a run: the cheapest way through it."""
    costs, begins = [0.0], [0]
    for end in range(1, len(run) + 1):
        ways = []
        for begin in range(max(0, end - _LONGEST), end):
            word = run[begin:end]
            letter = _listed(word[0]).get(word)
            if letter or end - begin == 1:
                rarity = ord(letter.lower()) - ord("a") if letter else _UNKNOWN
                ways.append((costs[begin] + _WORD + rarity, begin))
        cost, begin = min(ways)
        costs.append(cost)
        begins.append(begin)
    parts: list[str] = []
    while run:
        parts.append(run[begins[len(run)] :])
        run = run[: begins[len(run)]]
    return list(_gathered(parts[::-1]))


def _gathered(parts: list[str]) -> Iterator[str]:
    """The words of which none is too short to stand alone: a prefix goes with what follows, at the
    beginning all do, else with what stands before."""
    held = ""
    for number, part in enumerate(parts):
        least = _LEAST_KATAKANA if part[0] >= "ァ" and part[0] <= "ー" else 2
        whole = len(part) >= least
        follows = number and not (len(part) == 1 and _listed(part).get(part, "a").isupper())
        if held and (whole or not follows) and len(held) >= least:
            yield held
            held = ""
        held += part
    yield held
