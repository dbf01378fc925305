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

PAIRS = frozenset(
    """
    社会福祉 地域福祉 障害福祉 児童福祉 生活福祉 関係機関 民生委員 児童委員 日常生活 自立支援 生活支援 成年後見 権利擁護
    共生社会 地域包括 基幹相談 共同生活 共同参画 国民健康 健康診査 健康保険 介護保険 介護予防 居宅介護 訪問介護
    訪問看護 在宅医療 介護連携 虐待防止 児童扶養 特別児童 児童家庭 児童発達 発達支援 初期集中 健全育成 福祉教育
    福祉資金 人材育成 体制整備 利用促進 自立相談 就労支援 就労準備 家計改善 家庭支援 災害対策 自主防災 防災組織
    保健福祉 精神保健 自殺対策 消費生活 有償運送 広域連合 養成講座 福祉活動 福祉用具 老人福祉 養護老人 人権啓発 意見交換
    貸付制度 避難行動 災害支援 行政機関 医療機関 教育機関 専門機関 相談窓口 相談支援 支援制度 支援事業 推進会議 地域連携 支援学級 行政無線 福祉協議
    """.split()
)
"""Words of four kanji that are read as one; they stay whole inside longer compounds, too."""
SUFFIXES = frozenset("者等児的性化会市町村区部課員所院校度率数層類系用法学人長型制内中後前別費料金室館科省庁県国社")
"""Kanji that end a word: 高齢者, サービス等."""
_RUN = re.compile("[一-鿿々]{2,}|[ァ-ヺー]{6,}")
_ENTRY = re.compile("([^a-zA-Z]*)([a-zA-Z])")
_WORD = 5
"""What each word of a run costs beside its rarity: few words are likelier than many."""
_SUFFIX = 8
"""What a suffix costs, which is likelier behind a word than the list says."""
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
                rarity = _SUFFIX if word in SUFFIXES and begin else rarity
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
    beginning all do, else with what stands before, up to a suffix."""
    held = ""
    for number, part in enumerate(parts):
        least = _LEAST_KATAKANA if part[0] >= "ァ" and part[0] <= "ー" else 2
        whole = len(part) >= least
        follows = number and not (len(part) == 1 and _listed(part).get(part, "a").isupper())
        names = len(part) == len("".join(parts[number + 1 : number + 2])) == 1
        closed = whole or not follows or (names and held[-1:] in SUFFIXES and part not in SUFFIXES)
        if held and closed and len(held) >= least:
            yield held
            held = ""
        held += part
    yield held
