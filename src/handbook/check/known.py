"""What may stand in an edition, and which of a page's characters are part of it.

Goes in: the plan's wording, a layout's, an edition's; a page's text. Comes out: the characters
that are accounted for, and whether all are that need be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from handbook.check.places import elsewhere, telling
from handbook.check.promises import column_label
from handbook.check.reading import PageText
from handbook.check.wording import (
    LayoutWording,
    SharedWords,
    Words,
    column_wording,
    compact,
    contact_wording,
    edition_wording,
    plan_wording,
)
from handbook.edition import Edition
from handbook.plan import Plan

_AHEAD = 500
"""How far beyond the text before it a text is looked for, characters; further off it is not guessed."""
_MOST_COVERS = 16


class SharedWording:
    """What all editions of a plan may hold, by a layout or without one."""

    def __init__(self, plan: Plan, words: SharedWords | None) -> None:
        known = {*plan_wording(plan), *contact_wording(plan)}
        self.doubtful: list[Words] = []
        """Texts of the layout that name a place, which is right in that place's edition alone."""
        for one in words.texts if words is not None else ():
            if elsewhere(plan, one.text):
                self.doubtful.append(one)
            else:
                known.update(_in_lines(one.text))
        self.wording = _told_apart(known)
        """Compacted; single characters left out."""
        self.repeating = frozenset(filter(_could_overlap_itself, self.wording))
        """Those of `wording` whose beginning is also their end: two places of one may overlap."""
        self.covers: dict[int, tuple[str, ...]] = {}
        """Page → those of `wording` that accounted for it in the last good file, in order of their places.

        These are guesses: each is looked for on a page before anything follows from it.
        """


shared_wording = lru_cache(maxsize=8)(SharedWording)
"""Worked out once for a plan and a layout."""


def _could_overlap_itself(text: str) -> bool:
    at = text.find(text[0], 1)
    while at >= 0 and not text.startswith(text[at:]):
        at = text.find(text[0], at + 1)
    return at >= 0


def own_wording(edition: Edition, words: LayoutWording | None, shared: SharedWording) -> frozenset[str]:
    """What may stand in `edition` besides what is shared."""
    own = edition_wording(edition)
    if words is not None:
        # A name of elsewhere is no less wrong for standing in the layout, left over from a sample.
        here = {edition.district.name, f"{edition.district.name}校区"}
        for _, option, text in (*shared.doubtful, *words.own):
            if not (option == "proof" and not edition.unconfirmed) and here >= elsewhere(edition.plan, text):
                own.update(_in_lines(text))
        for node in words.shared.borrowing:
            for column in edition.other_columns:
                own |= column_wording(column) | {compact(column_label(edition, node, column))}
    return _told_apart(own - shared.wording)


def _in_lines(text: str) -> Iterator[str]:
    return map(compact, (text, *text.splitlines()))


def _told_apart(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text for text in texts if len(text) > 1)


Place = tuple[int, str]
"""Where a known text begins in a page's plain text, and the text."""


def occurrences(plain: str, known: Iterable[str]) -> list[Place]:
    """All places of known texts; the places of one text do not overlap."""
    found = []
    for text in known:
        at = plain.find(text)
        while at >= 0:
            found.append((at, text))
            at = plain.find(text, at + len(text))
    return found


def cover(covered: bytearray, places: Iterable[Place]) -> None:
    """Mark the characters of `places` by 1."""
    for start, text in places:
        covered[start : start + len(text)] = b"\1" * len(text)


def learn(shared: SharedWording, page: PageText, places: list[Place]) -> None:
    """Keep which shared texts account for a page, to be tried first on that page of the next edition."""
    reach = 0
    texts = []
    for start, text in sorted(places, key=lambda place: (place[0], -len(place[1]))):
        if start + len(text) > reach and text in shared.wording and text not in shared.repeating:
            texts.append(text)
            reach = start + len(text)
    if len(shared.covers) >= _MOST_COVERS:
        shared.covers.clear()
    shared.covers[page.number] = tuple(texts)


def accounted(page: PageText, plan: Plan, shared: SharedWording, own: frozenset[str]) -> bool:
    """Whether the texts that accounted for this page of another edition, and the edition's own, leave
    nothing of it that could be a name or a text from elsewhere. False says only that it must be
    looked at more closely."""
    texts = shared.covers.get(page.number)
    if texts is None:
        return False
    covered = _guessed(page.plain, texts)
    cover(covered, occurrences(page.plain, own | shared.repeating))
    named = telling(plan)
    start = covered.find(0)
    while start >= 0:
        end = covered.find(1, start)
        end = end if end >= 0 else len(covered)
        text = page.plain[start:end]
        number = len(text) == 1 and text.isdigit() and page.whole_runs(start, end)  # of a card or a step
        if not named.isdisjoint(text) or (any(map(str.isalnum, text)) and not number):
            return False
        start = covered.find(0, end)
    return True


def _guessed(plain: str, texts: tuple[str, ...]) -> bytearray:
    """1 for each character of those `texts` that stand in `plain`, one after the other."""
    covered = bytearray(b"\1") * len(plain)
    at = reach = 0
    for text in texts:
        adjoins = plain.startswith(text, reach)  # as most do
        start = reach if adjoins else plain.find(text, at, reach + _AHEAD + len(text))
        if start >= 0:
            if start > reach:
                covered[reach:start] = bytes(start - reach)
            reach = max(reach, start + len(text))
            at = start + 1
    covered[reach:] = bytes(len(plain) - reach)
    return covered
