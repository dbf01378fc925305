"""A page's visible text in content order, with where each character stands.

`plain` is compacted for searching; `spaced` keeps apart what is printed apart, so
that neighbouring numbers do not run into one. Ruby is taken out of both and kept by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from handbook.check.layers import Layers
from handbook.check.wording import folded
from handbook.readback import PageContent, ReadBack, TextRun

_MOST_PLACES = 100
_MOST_UNTAGGED = 3000
"""Up to how many runs of an untagged page ruby is looked for; each is compared with each."""
_KANA = re.compile(r"[ぁ-ゖァ-ヺー・\s]+")


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
        self.ruby = _ruby_runs(seen)
        ruby = set(map(id, self.ruby))
        self.runs = [run for run in seen if id(run) not in ruby]
        pieces: list[str] = []
        plain: list[str] = []
        self._starts: list[int] = []
        self._plain_starts: list[int] = []
        at = plain_at = 0
        before: TextRun | None = None
        for run in self.runs:
            text = folded(run.text)
            if before is not None and not _joined(before, run):
                pieces.append("\n")
                at += 1
            tight = text.replace(" ", "") if " " in text else text
            self._starts.append(at)
            self._plain_starts.append(plain_at)
            pieces.append(text)
            plain.append(tight)
            at += len(text)
            plain_at += len(tight)
            before = run
        self.spaced = "".join(pieces)
        self.plain = "".join(plain)
        self._bounds = {*self._plain_starts, len(self.plain)}
        self.ruby_text = "".join(folded(run.text).replace(" ", "") for run in self.ruby)

    @cached_property
    def layers(self) -> Layers:
        """What is painted under and over the text."""
        return Layers(self.page)

    def runs_of(self, start: int, end: int) -> list[TextRun]:
        """The runs that hold `plain[start:end]`."""
        return [self.runs[index] for index, _, _ in _parts(self._plain_starts, len(self.plain), start, end)]

    def whole_runs(self, start: int, end: int) -> bool:
        """Whether `plain[start:end]` is made of whole runs."""
        return start in self._bounds and end in self._bounds

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
        boxes: list[tuple[float, float, float, float, float]] = []
        for index, first, last in _parts(starts, length, start, end):
            run = self.runs[index]
            upper = starts[index + 1] if index + 1 < len(starts) else length
            count = max(1, upper - starts[index])
            width = (run.right - run.left) / count
            # Within a run, characters are taken as equally wide: near enough to tell rows and columns.
            boxes.append((run.left + first * width, run.top, run.left + last * width, run.bottom, run.size))
        lefts, tops, rights, bottoms, sizes = zip(*boxes, strict=True)
        return Spot(self.number, min(lefts), min(tops), max(rights), max(bottoms), max(sizes))


class Texts:
    """The text of a whole file."""

    def __init__(self, file: ReadBack) -> None:
        self.pages = [PageText(page) for page in file.pages]
        self.plain = "\n".join(page.plain for page in self.pages)
        self.ruby = "\n".join(page.ruby_text for page in self.pages)


def _joined(before: TextRun, run: TextRun) -> bool:
    """Whether a reader sees two runs as one: on one baseline, with hardly a gap."""
    gap = run.left - before.right
    return abs(run.y - before.y) < 0.5 and abs(gap) < 0.25 * min(run.size, before.size)


def _parts(starts: list[int], length: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The runs that characters `start` to `end` touch: index, and first and last character within it."""
    index = bisect_right(starts, start) - 1
    while index < len(starts) and starts[index] < end:
        upper = starts[index + 1] if index + 1 < len(starts) else length
        if upper > starts[index]:
            yield index, max(start - starts[index], 0), min(end, upper) - starts[index]
        index += 1


def _ruby_runs(runs: list[TextRun]) -> list[TextRun]:
    tagged = [run for run in runs if run.tag == "RT"]
    if tagged or any(run.tag for run in runs) or len(runs) > _MOST_UNTAGGED:
        return tagged
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
