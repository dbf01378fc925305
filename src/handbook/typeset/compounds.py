"""Of which words compounds of kanji, and of katakana, are made: 認知症 初期 集中 支援, サポート センター.

In: a text. Out: for each place within a run of either script whether a word begins there, and how closely
it goes with the one before it. The words are
those of compounds.txt, which scripts/compounds.py makes of SudachiDict; of all ways to read a run the one
of the likeliest words is taken. A kanji by itself (者, 症, 非) goes with its neighbour, and what the list
does not have is one word: better a compound that stays whole than a name that is cut. Kana are not parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

INSIDE, PAIR, TIGHT, JOINT = range(4)
"""A place inside a word; between two words that are surely read as one (養成|講座), two of two kanji that
look so (自立|支援 in 自立支援制度), any two."""

_PAIR_LIST = """
    社会福祉 地域福祉 障害福祉 児童福祉 生活福祉 福祉協議 福祉法人 福祉活動 福祉用具 福祉資金 福祉教育
    関係機関 医療機関 専門機関 行政機関 教育機関 民生委員 児童委員 日常生活 共同生活 共生社会 共同参画
    自立支援 自立相談 生活支援 就労支援 就労準備 相談支援 基幹相談 相談窓口 支援制度 支援事業 支援学級
    家計改善 家庭支援 児童家庭 児童扶養 特別児童 児童発達 発達支援 健全育成 成年後見 権利擁護 虐待防止
    人権啓発 地域包括 地域連携 初期集中 体制整備 利用促進 国民健康 健康診査 健康保険 介護保険 介護予防
    介護連携 居宅介護 訪問介護 訪問看護 在宅医療 保健福祉 精神保健 自殺対策 災害対策 避難行動 自主防災
    防災組織 行政無線 消費生活 有償運送 広域連合 養成講座 推進会議 人材育成 意見交換 貸付制度 老人福祉
    養護老人
"""
_PAIRS = frozenset(_PAIR_LIST.split())
_SHORT_RUN = 5
"""Kanji; of a compound of so many all words are read as one."""
SUFFIXES = frozenset(
    "者等児的性化会市町村区部課員所院校度率数層類系用法学人長型制内中後前別費料金室館科省庁県国社"
)
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
_KATAKANA = "ァ"
_LEAST_KATAKANA = 3
"""Characters; shorter words of katakana go with their neighbours: デイサービス."""


@lru_cache(maxsize=256)
def joints(text: str) -> dict[int, int]:
    """For each place within a run what it is: INSIDE, PAIR, TIGHT or JOINT."""
    found: dict[int, int] = {}
    for run in _RUN.finditer(text):
        start, end = run.span()
        found.update(dict.fromkeys(range(start + 1, end), INSIDE))
        words = _words(run[0])
        place, pairs = start, 0
        for word, following in pairwise(words):
            place += len(word)
            pairs = pairs + 1 if len(word) == 2 else 0
            found[place] = JOINT
            if _KATAKANA <= word[0] <= "ー":
                found[place] = TIGHT
            elif end - start <= _SHORT_RUN or word[-2:] + following[:2] in _PAIRS:
                found[place] = PAIR
            elif pairs % 2 and len(following) == 2:
                found[place] = TIGHT
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
    end = len(run)
    while end:
        parts.append(run[begins[end] : end])
        end = begins[end]
    return list(_gathered(parts[::-1]))


def _gathered(parts: list[str]) -> Iterator[str]:
    """The words of which none is too short to stand alone: a prefix goes with what follows, at the
    beginning all do, else with what stands before, up to a suffix."""
    held = ""
    for number, part in enumerate(parts):
        least = _LEAST_KATAKANA if _KATAKANA <= part[0] <= "ー" else 2
        whole = len(part) >= least
        follows = number and not (len(part) == 1 and _listed(part).get(part, "a").isupper())
        names = len(part) == len("".join(parts[number + 1 : number + 2])) == 1
        closed = whole or not follows or (names and held[-1:] in SUFFIXES and part not in SUFFIXES)
        if held and closed and len(held) >= least:
            yield held
            held = ""
        held += part
    yield held
