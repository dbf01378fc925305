"""Bookmarks from headings (ISO 32000-1, 12.3.3): whoever cannot see the page finds its parts by them.

Pages come in; the objects of the outline go out, and the reference to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from handbook.document import ARTIFACT, Element, Page, Portion, Text, remembered
from handbook.pdf.boxes import box_of
from handbook.pdf.file import File
from handbook.pdf.syntax import number, text_string

ABOVE = 6.0
"""Points of the page shown above a heading that a bookmark leads to."""

_LEVELS = {"H1": 1, "H2": 2, "H3": 3}
_UNSAID = ("RT", ARTIFACT)


class Bookmark(NamedTuple):
    """An entry of the outline: its title, the page and the height on it, from the bottom, and its parts."""

    title: str
    page: bytes
    top: float
    below: tuple[Bookmark, ...] = ()


def headings(page: Page, reference: bytes) -> Iterator[tuple[int, Bookmark]]:
    """The headings of a page with their levels, in reading order. `reference` is the page's."""
    for portion in page.portions:
        for level, title, y in _headings_in(portion):
            yield level, Bookmark(title, reference, page.height - y + ABOVE)


@remembered
def _headings_in(portion: Portion) -> tuple[tuple[int, str, float], ...]:
    """Level, words and upper edge of each heading, the edge in points from the top of the page."""

    found: list[tuple[int, str, float]] = []

    def gather(element: Element) -> None:
        level = _LEVELS.get(element.role)
        if level is not None:
            found.append((level, "".join(_words(element)), box_of(element).y))
            return
        for child in element.children:
            if isinstance(child, Element):
                gather(child)

    for top in portion.elements:
        gather(top)
    return tuple(found)


def _words(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, Text):
            yield child.run.text
        elif isinstance(child, Element) and child.role not in _UNSAID:
            yield from _words(child)


def nested(found: Iterable[tuple[int, Bookmark]]) -> tuple[Bookmark, ...]:
    """Bookmarks under each other as their levels say; the first of a gap takes the missing level's place."""
    top: list[Bookmark] = []
    open_levels: list[tuple[int, Bookmark, list[Bookmark]]] = []

    def close(level: int) -> None:
        while open_levels and open_levels[-1][0] >= level:
            _, entry, below = open_levels.pop()
            whole = Bookmark(entry.title, entry.page, entry.top, tuple(below)) if below else entry
            (open_levels[-1][2] if open_levels else top).append(whole)

    for level, entry in found:
        close(level)
        open_levels.append((level, entry, []))
    close(0)
    return tuple(top)


def write_outline(file: File, entries: Iterable[Bookmark]) -> bytes:
    """Write the outline, closed to its first level; gives the reference to it."""
    root = file.reserve()
    first, last, count = _write(file, root, tuple(entries))
    file.fill(root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, count))
    return b"%d 0 R" % root


def _write(file: File, parent: int, entries: tuple[Bookmark, ...]) -> tuple[int, int, int]:
    """Write entries, of which there is at least one; gives the first's and last's numbers and their count."""
    numbers = [file.reserve() for _ in entries]
    for index, (own, entry) in enumerate(zip(numbers, entries, strict=True)):
        before = b"/Prev %d 0 R" % numbers[index - 1] if index else b""
        after = b"/Next %d 0 R" % numbers[index + 1] if index + 1 < len(numbers) else b""
        below = b""
        if entry.below:
            below = b"/First %d 0 R/Last %d 0 R/Count -%d" % _write(file, own, entry.below)
        file.fill(
            own,
            b"<</Title%b/Parent %d 0 R%b%b%b/Dest[%b/XYZ null %b null]>>"
            % (text_string(entry.title), parent, before, after, below, entry.page, number(entry.top)),
        )
    return numbers[0], numbers[-1], len(numbers)
