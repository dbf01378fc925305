"""Bookmarks from headings (ISO 32000-1, 12.3.3): whoever cannot see the page finds its parts by them.

Pages come in; the objects of the outline go out. ReportLab's own outline would write each title in octal,
four bytes for one, which takes a leaflet more time than its pages do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from handbook.document import Page, headings
from handbook.pdf.container import Container
from handbook.pdf.objects import numbers, text_string, written

ABOVE = 6.0
"""Points of the page shown above a heading that a bookmark leads to."""


class Bookmark(NamedTuple):
    """An entry of the outline: its title, the page and the height on it, from the bottom, and its parts."""

    title: str
    page: bytes
    top: float
    below: tuple[Bookmark, ...] = ()

    @property
    def place(self) -> bytes:
        """A destination (12.3.2.2)."""
        return b"[%b/XYZ null %b null]" % (self.page, numbers(self.top).encode("ascii"))


def bookmarks(page: Page, reference: bytes) -> Iterator[tuple[int, Bookmark]]:
    """The headings of a page with their levels, in reading order. `reference` is the page's."""
    for portion in page.portions:
        for level, title, top, _ in headings(portion):
            yield level, Bookmark(title, reference, page.height - top + ABOVE)


def nested(found: Iterable[tuple[int, Bookmark]]) -> tuple[Bookmark, ...]:
    """Bookmarks under each other as their levels say; the first of a gap takes the missing level's place."""
    top: list[Bookmark] = []
    open_levels: list[tuple[int, Bookmark, list[Bookmark]]] = []

    def close(level: int) -> None:
        while open_levels and open_levels[-1][0] >= level:
            _, entry, below = open_levels.pop()
            whole = entry._replace(below=tuple(below))
            (open_levels[-1][2] if open_levels else top).append(whole)

    for level, entry in found:
        close(level)
        open_levels.append((level, entry, []))
    close(0)
    return tuple(top)


def write_outline(file: Container, entries: Sequence[Bookmark]) -> bytes:
    """Write the outline, of at least one entry, closed to its first level; gives the reference to it."""
    root = file.reserve()
    first, last, count = _write(file, root, entries)
    file.put(root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, count))
    return b"%d 0 R" % root


def _write(file: Container, parent: int, entries: Sequence[Bookmark]) -> tuple[int, int, int]:
    """Write entries, of which there is at least one; gives the first's and last's numbers and their count."""
    first = file.reserve(len(entries))
    last = first + len(entries) - 1
    for number, entry in enumerate(entries, first):
        item = b"/Parent %d 0 R/Title %b" % (parent, written(text_string(entry.title)))
        if number > first:
            item += b"/Prev %d 0 R" % (number - 1)
        if number < last:
            item += b"/Next %d 0 R" % (number + 1)
        if entry.below:
            item += b"/First %d 0 R/Last %d 0 R/Count -%d" % _write(file, number, entry.below)
        file.put(number, b"<<%b/Dest%b>>" % (item, entry.place))
    return first, last, len(entries)
