"""The ground of a page (its paper, and all that is painted on it but text), and which text on it is good.

Goes in: a page. Comes out: the runs of it that the rules on print have to be asked for.

The editions of a batch have most of their pages in common. What the rules on printing and on color say
of a run follows from the run and its ground alone, but for runs that lie on each other. So where the
runs of a page were found good together, a further page on an equal ground need only be asked for the
runs that it has more. Grounds and runs are compared by all their values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from math import isfinite
from operator import ne

from handbook.check.finding import Finding
from handbook.check.layers import Layers
from handbook.readback import PageContent, TextRun

_MOST_RUNS = 1000
"""Most runs of a page that is remembered; of more the rules do not look at each pair."""
_MOST_GROUNDS = 16
_MANY = 30
"""From how many runs on that stand at another place of the page's order they are looked for at any."""


class Ground:
    """Paper, shapes and images as on one page or on several."""

    def __init__(self, page: PageContent) -> None:
        self.trim, self.shapes, self.images = page.trim, page.shapes, page.images
        self.layers = Layers(page.shapes, page.images)
        self.good: tuple[TextRun, ...] = ()
        """The runs of the page on this ground that was last found good."""

    def lies_under(self, page: PageContent) -> bool:
        return self.shapes == page.shapes and self.images == page.images and self.trim == page.trim


_GROUNDS: list[Ground] = []
"""The grounds of the last pages."""


def ground_of(page: PageContent) -> Ground:
    """The ground of a page, the same for pages that are equal but for their text."""
    for ground in _GROUNDS:
        if ground.lies_under(page):
            return ground
    if len(_GROUNDS) >= _MOST_GROUNDS:
        del _GROUNDS[0]
    _GROUNDS.append(ground := Ground(page))
    return ground


class Printed:
    """A page as the rules on print see it: the ground, and the runs that they need to be asked for."""

    def __init__(self, page: PageContent, tagged: bool) -> None:
        self.ground = ground_of(page)
        self._all = self._fresh = page.runs
        # What is ruby on a page without tags depends on all of its runs.
        self._good = tagged and len(page.runs) <= _MOST_RUNS
        if self._good:
            fresh = _added(page.runs, self.ground.good)
            self._good = all(map(_measurable, fresh))
            self._fresh = fresh if self._good else page.runs

    def asked(self, rule: Callable[[Sequence[TextRun]], Iterator[Finding]]) -> list[Finding]:
        """What `rule`, which says nothing of runs that stood on a good page, finds on this page."""
        found = list(rule(self._fresh))
        if found and self._fresh is not self._all:
            found = list(rule(self._all))
        self._good = self._good and not found
        return found

    def remember(self) -> None:
        """Take the page for good if no rule has found anything. All rules on print must have been asked."""
        if self._good:
            self.ground.good = self._all


def _added(runs: tuple[TextRun, ...], good: tuple[TextRun, ...]) -> tuple[TextRun, ...]:
    """The `runs` that are not among the `good` ones."""
    if not good:
        return runs
    if len(runs) == len(good):
        added = tuple(compress(runs, map(ne, runs, good)))
        if len(added) < _MANY:
            return added
    own = frozenset(runs)
    # Of two equal runs one may be good and the other lie on it.
    return tuple(own.difference(good)) if len(own) == len(runs) else runs


def _measurable(run: TextRun) -> bool:
    """Whether a run can only lie on runs whose boxes touch its own: not if it has hardly any height."""
    high = 0 <= run.size < 2 * (run.bottom - run.top)
    return high and isfinite(run.left + run.top + run.right + run.bottom)
