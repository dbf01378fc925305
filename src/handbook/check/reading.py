"""A page's visible text in content order, with where each character stands.

`plain` is compacted for searching; `spaced` keeps apart what is printed apart, so
that neighbouring numbers do not run into one. Ruby is taken out of both and kept by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, chain, pairwise
from operator import add, attrgetter
from typing import NamedTuple

from handbook.check.ground import Printed
from handbook.check.wording import folded
from handbook.readback import PageContent, ReadBack, TextRun

_MOST_PLACES = 100
_MOST_UNTAGGED = 3000
"""Up to how many runs of an untagged page ruby is looked for; each is compared with each."""
_KANA = re.compile(r"[ぁ-ゖァ-ヺー・\s]+")

_TEXT, _TAG, _BASELINE = attrgetter("text"), attrgetter("tag"), attrgetter("y")


class Spot(NamedTuple):
    """Where some characters stand: points from the page's top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float
    """Largest size of type in it."""

    @property
    def height(self) -> float:
        return self.bottom - self.top


class PageText:
    """The text of one page."""

    def __init__(self, page: PageContent) -> None:
        self.page = page
        self.number = page.number
        seen = [run for run in page.runs if run.visible]
        self._tagged = any(map(_TAG, seen))
        self.ruby = _ruby_runs(seen, self._tagged)
        ruby = set(map(id, self.ruby))
        self.runs = [run for run in seen if id(run) not in ruby] if ruby else seen
        texts = list(map(folded, map(_TEXT, self.runs)))
        tight = [text.replace(" ", "") if " " in text else text for text in texts]
        # A gap of one character between what is printed apart, none within what a reader sees as one.
        lines = list(map(_BASELINE, self.runs))
        gaps = [
            "" if abs(line - before) < 0.5 and _close(self.runs[index], self.runs[index + 1]) else "\n"
            for index, (before, line) in enumerate(pairwise(lines))
        ]
        self.spaced = "".join(chain.from_iterable(zip(texts, [*gaps, ""], strict=False)))
        self.plain = "".join(tight)
        self._starts = _starts(map(add, map(len, texts), map(len, [*gaps, ""])))
        self._plain_starts = _starts(map(len, tight))
        self.ruby_text = "".join(folded(run.text).replace(" ", "") for run in self.ruby)

    @cached_property
    def printed(self) -> Printed:
        """The page as the rules on print see it."""
        return Printed(self.page, self._tagged)

    def runs_of(self, start: int, end: int) -> list[TextRun]:
        """The runs that hold `plain[start:end]`."""
        return [self.runs[index] for index, _, _ in _parts(self._plain_starts, len(self.plain), start, end)]

    def whole_runs(self, start: int, end: int) -> bool:
        """Whether `plain[start:end]` is made of whole runs."""
        return self._is_bound(start) and self._is_bound(end)

    def _is_bound(self, at: int) -> bool:
        index = bisect_left(self._plain_starts, at)
        return at == len(self.plain) or (index < len(self.runs) and self._plain_starts[index] == at)

    def spot(self, start: int, end: int) -> Spot:
        """Where `plain[start:end]` stands."""
        return self._spot(self._plain_starts, len(self.plain), start, end)

    def spaced_spot(self, start: int, end: int) -> Spot:
        """Where `spaced[start:end]` stands."""
        return self._spot(self._starts, len(self.spaced), start, end)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The places of `text` in `plain`, up to _MOST_PLACES of them."""
        at = self.plain.find(text)
        for _ in range(_MOST_PLACES):
            if at < 0:
                break
            yield at, at + len(text)
            at = self.plain.find(text, at + 1)

    def _spot(self, starts: list[int], length: int, start: int, end: int) -> Spot:
        index = bisect_right(starts, start) - 1
        upper = starts[index + 1] if index + 1 < len(starts) else length
        if start < end <= upper:  # within one run, as most are
            return Spot(
                self.number,
                *_box(self.runs[index], start - starts[index], end - starts[index], upper - starts[index]),
            )
        boxes: list[tuple[float, float, float, float, float]] = []
        for index, first, last in _parts(starts, length, start, end):
            run = self.runs[index]
            upper = starts[index + 1] if index + 1 < len(starts) else length
            boxes.append(_box(run, first, last, upper - starts[index]))
        lefts, tops, rights, bottoms, sizes = zip(*boxes, strict=True)
        return Spot(self.number, min(lefts), min(tops), max(rights), max(bottoms), max(sizes))


_NEAR: dict[str, int] = {}
"""Text → a place a little before the one where it last stood in a file, to look there first: the
editions of a batch hold most texts at nearly the same place."""
_MOST_NEAR = 4096
_SHIFT = 40
"""How far such places may differ, characters."""


def _box(run: TextRun, first: int, last: int, count: int) -> tuple[float, float, float, float, float]:
    """Where characters `first` to `last` of the `count` of a run stand, and their size."""
    # Within a run, characters are taken as equally wide: near enough to tell rows and columns.
    width = (run.right - run.left) / max(1, count)
    return (run.left + first * width, run.top, run.left + last * width, run.bottom, run.size)


class Texts:
    """The text of a whole file."""

    def __init__(self, file: ReadBack) -> None:
        self.pages = [PageText(page) for page in file.pages]
        self.plain = "\n".join(page.plain for page in self.pages)
        self.ruby = "\n".join(page.ruby_text for page in self.pages)

    def __contains__(self, text: str) -> bool:
        """Whether `text` stands anywhere in `plain`."""
        near = self.near(text)
        return self.plain.find(text, near) >= 0 or (near > 0 and text in self.plain)

    def hold(self, wanted: Iterable[str]) -> bool:
        """Whether all of the `wanted` texts stand in `plain`."""
        plain, near, nowhere = self.plain, _NEAR.get, len(self.plain) + 1
        return all(plain.find(text, near(text, nowhere)) >= 0 or text in self for text in wanted)

    def near(self, text: str) -> int:
        """Where to begin to look for `text` in `plain`; it may stand before, too."""
        near = _NEAR.get(text)
        if near is None:
            near = max(self.plain.find(text) - _SHIFT, 0)
            if len(_NEAR) >= _MOST_NEAR:
                _NEAR.clear()
            _NEAR[text] = near
        return near


def _starts(lengths: Iterable[int]) -> list[int]:
    """Where each of several texts one after the other begins."""
    return [0, *accumulate(lengths)][:-1]


def _close(before: TextRun, run: TextRun) -> bool:
    """Whether a reader sees two runs on one baseline as one: with hardly a gap."""
    return abs(run.left - before.right) < 0.25 * min(run.size, before.size)


def _parts(starts: list[int], length: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The runs that characters `start` to `end` touch: index, and first and last character within it."""
    index = bisect_right(starts, start) - 1
    while index < len(starts) and starts[index] < end:
        upper = starts[index + 1] if index + 1 < len(starts) else length
        if upper > starts[index]:
            yield index, max(start - starts[index], 0), min(end, upper) - starts[index]
        index += 1


def _ruby_runs(runs: list[TextRun], tagged: bool) -> list[TextRun]:
    if tagged or len(runs) > _MOST_UNTAGGED:
        return [run for run in runs if run.tag == "RT"]
    # An untagged file: small kana that sit directly on a larger base.
    return [run for run in runs if _KANA.fullmatch(run.text) and _sits_on_base(run, runs)]


def _sits_on_base(run: TextRun, runs: list[TextRun]) -> bool:
    return any(
        base.size >= 1.5 * run.size
        and base.left < run.right
        and run.left < base.right
        and abs(base.top - run.bottom) < 0.35 * base.size
        for base in runs
    )
