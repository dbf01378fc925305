"""Words that stay whole: names, and long words with the seams at which they may part.

In: words, in which ｜ marks a seam (認知症初期集中支援｜チーム). Out: a `Lexicon` that finds them in a text.
It says where they stand, never what that costs: `handbook.typeset.breaks` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

SEAM = "｜"


class Found(NamedTuple):
    """A word at characters `start` to `end` (exclusive) of a text, and the places of its seams."""

    start: int
    end: int
    seams: frozenset[int]


@dataclass(frozen=True)
class Lexicon:
    """Words by their spelling, each with its seams counted from its start; compared by content."""

    words: tuple[tuple[str, frozenset[int]], ...]

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[str, frozenset[int]]]]:
        """The words by their first character, the longest first."""
        found: dict[str, list[tuple[str, frozenset[int]]]] = defaultdict(list)
        for word in sorted(self.words, key=lambda word: -len(word[0])):
            found[word[0][0]].append(word)
        return dict(found)

    def found(self, text: str) -> Iterator[Found]:
        """The words in a text from left to right, those within longer ones behind these; of words that cross
        the first."""
        ends: list[int] = []
        for start, char in enumerate(text):
            for word, seams in self._by_first.get(char, ()):
                if not text.startswith(word, start):
                    continue
                while ends and ends[-1] <= start:
                    ends.pop()
                end = start + len(word)
                if not ends or end <= ends[-1]:
                    ends.append(end)
                    yield Found(start, end, frozenset(start + seam for seam in seams))

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.words)


@lru_cache(maxsize=16)
def lexicon(words: tuple[str, ...]) -> Lexicon:
    """A lexicon of words; of a word that comes twice, the seams of the first count.

    Raises ValueError for a word of one character, and for a seam that is not inside its word.
    """
    found: dict[str, frozenset[int]] = {}
    for word in words:
        parts = word.split(SEAM)
        whole = "".join(parts)
        if not all(parts) or len(whole) < 2:
            raise ValueError(f"{word!r}: a word has two characters or more, and its seams between them")
        seams = {sum(map(len, parts[:number])) for number in range(1, len(parts))}
        found.setdefault(whole, frozenset(seams))
    return Lexicon(tuple(sorted(found.items(), key=lambda item: item[0])))
