"""A page's visible text in content order, with where each character stands.

In: what was read back. Out: `plain`, compacted for searching, and `spaced`, which keeps apart what is
printed apart, so that neighbouring numbers do not run into one. Ruby is taken out of both and kept by itself.
Texts of the data are brought into the same form by `folded` and `compact`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from handbook.readback import PageContent, ReadBack, TextRun
from handbook.units import Rect

_MOST_PLACES = 100
_MOST_UNTAGGED = 3000
"""Up to how many runs of an untagged page ruby is looked for; each is compared with each."""
_KANA = re.compile(r"[ぁ-ゖァ-ヺー・\s]+")
_RUBY = re.compile(r"\{([^{}|\n]+)((?:\|[^{}|\n]*)+)\}")


class _Folded(dict[int, str]):
    """Code → what stands for the character in comparisons; found for each when it is first asked for."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        # A mark that is written alone (゜) is none of the letter before it.
        alone = plain.startswith(" ") and plain != " "
        self[code] = plain = (chr(code) if alone else plain).translate(_ALIKE)
        return plain


_ALIKE = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣⁃", "-")
    | {"〜": "~", "∼": "~", "˜": "~", "´": "'", "’": "'", "‘": "'", "\u3099": "゛", "\u309a": "゜"}
)
_FOLDED = _Folded()


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """`text` with width and dashes folded (NFKC), white space left as single spaces.

    Character by character: pieces of a text, as runs are, fold as they do in the whole.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_FOLDED).split())


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """`text` for comparison: ruby markup and white space out, width and dashes folded."""
    return folded(_RUBY.sub(r"\1", text)).replace(" ", "")


def written_ruby(text: str) -> Iterator[tuple[str, str]]:
    """The bases that have ruby in a text of the data, each with its whole reading."""
    return ((found[1], found[2].replace("|", "")) for found in _RUBY.finditer(text))


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

    @property
    def box(self) -> Rect:
        return Rect(self.left, self.top, self.right - self.left, self.height)


class PageText:
    """The text of one page."""

    def __init__(self, page: PageContent) -> None:
        self.page = page
        self.number = page.number
        seen = [run for run in page.runs if run.visible]
        self.ruby = _ruby_runs(seen)
        ruby = set(map(id, self.ruby))
        self.runs = [run for run in seen if id(run) not in ruby]
        texts = [folded(run.text) for run in self.runs]
        tight = [text.replace(" ", "") for text in texts]
        # A gap of one character between what is printed apart, none within what a reader sees as one.
        gaps = ["" if _seen_as_one(before, run) else "\n" for before, run in pairwise(self.runs)]
        spaced = [text + gap for text, gap in zip(texts, [*gaps, ""], strict=False)]
        self.plain, self.spaced = "".join(tight), "".join(spaced)
        self._starts, self._spaced_starts = _starts(tight), _starts(spaced)
        self.ruby_text = "".join(folded(run.text).replace(" ", "") for run in self.ruby)

    @cached_property
    def body(self) -> list[int]:
        """Where in `plain` each character stands that is more than decoration and what each page repeats."""
        starts = zip(self.runs, pairwise(self._starts), strict=True)
        return [at for run, (start, end) in starts if not run.artifact for at in range(start, end)]

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The places of `text` in `plain`, up to _MOST_PLACES of them."""
        at = self.plain.find(text)
        for _ in range(_MOST_PLACES):
            if at < 0:
                break
            yield at, at + len(text)
            at = self.plain.find(text, at + 1)

    def runs_of(self, start: int, end: int) -> list[TextRun]:
        """The runs that hold `plain[start:end]`."""
        return [run for run, _, _, _ in self._parts(self._starts, start, end)]

    def whole_runs(self, start: int, end: int) -> bool:
        """Whether `plain[start:end]` is made of whole runs."""
        return all(self._starts[bisect_left(self._starts, at)] == at for at in (start, end))

    def spot(self, start: int, end: int) -> Spot:
        """Where `plain[start:end]` stands."""
        return self._spot(self._starts, start, end)

    def least_size(self, start: int, end: int) -> float:
        """The least size of type in `plain[start:end]`."""
        return min(run.size for run in self.runs_of(start, end))

    def spaced_spot(self, start: int, end: int) -> Spot:
        """Where `spaced[start:end]` stands."""
        return self._spot(self._spaced_starts, start, end)

    def _spot(self, starts: list[int], start: int, end: int) -> Spot:
        # Within a run, characters are taken as equally wide: near enough to tell rows and columns.
        boxes = [
            (
                run.left + (run.right - run.left) * begin / length,
                run.top,
                run.left + (run.right - run.left) * stop / length,
                run.bottom,
                run.size,
            )
            for run, begin, stop, length in self._parts(starts, start, end)
        ]
        lefts, tops, rights, bottoms, sizes = zip(*boxes, strict=True)
        return Spot(self.number, min(lefts), min(tops), max(rights), max(bottoms), max(sizes))

    def _parts(self, starts: list[int], start: int, end: int) -> Iterator[tuple[TextRun, int, int, int]]:
        """The runs that characters `start` to `end` touch: first and last of them in each, and its length."""
        index = bisect_right(starts, start) - 1
        while index < len(self.runs) and starts[index] < end:
            begins, ends = starts[index], starts[index + 1]
            if ends > begins:
                yield self.runs[index], max(start - begins, 0), min(end, ends) - begins, ends - begins
            index += 1


class FileText:
    """A whole file as the rules look at it: what was read back, and its text."""

    def __init__(self, file: ReadBack) -> None:
        self.file = file
        self.pages = [PageText(page) for page in file.pages]
        self.places = [(page, at) for page in range(len(self.pages)) for at in self.pages[page].body]
        """Of each character of `flow`: which of the pages, where in it."""
        self.flow = "".join([self.pages[page].plain[at] for page, at in self.places])
        """What is read through from page to page, where a text goes on."""
        self.plain = "\n".join([*(page.plain for page in self.pages), self.flow])
        self.ruby = "\n".join(page.ruby_text for page in self.pages)

    def across(self, text: str) -> Iterator[list[tuple[int, int]]]:
        """Where `text` begins on a page and goes on on the next: of each character as in `places`."""
        at = self.flow.find(text)
        while at >= 0:
            found = self.places[at : at + len(text)]
            if found[0][0] < found[-1][0]:
                yield found
            at = self.flow.find(text, at + len(text))


def _starts(texts: Iterable[str]) -> list[int]:
    """Where each of several texts one after the other begins, and where the last ends."""
    return [0, *accumulate(map(len, texts))]


def _seen_as_one(before: TextRun, run: TextRun) -> bool:
    """Whether a reader sees two runs as one: on one baseline, with hardly a gap."""
    return abs(run.y - before.y) < 0.5 and abs(run.left - before.right) < 0.25 * min(run.size, before.size)


def _ruby_runs(runs: list[TextRun]) -> list[TextRun]:
    if len(runs) > _MOST_UNTAGGED or any(run.tag for run in runs):
        furniture = [run for run in runs if run.tag == "Artifact"][:_MOST_UNTAGGED]  # in which nothing is RT
        found = {id(run) for run in furniture if _KANA.fullmatch(run.text) and _sits_on_base(run, furniture)}
        return [run for run in runs if run.tag == "RT" or id(run) in found]
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
