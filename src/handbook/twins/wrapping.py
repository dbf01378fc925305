"""Lines of plain text: breaking a paragraph to a width in columns.

In: a text and a width. Out: lines. The rules of `handbook.typeset` say where a line may begin; there
are no fonts here, so a full-width character counts two columns and any other one (UAX #11).
"""

from __future__ import annotations

import unicodedata

from handbook.characters import clusters
from handbook.typeset.breaks import SEAM, find_breaks


def wrap(text: str, width: int | None, mark: str = "", indent: str = "") -> list[str]:
    """The lines of `text` behind `mark`, all but the first behind `indent`; one line without a width.

    No line is wider than `width` columns unless a piece that must stay whole is.
    """
    if width is None:
        return [mark + text]
    ranks = find_breaks(text, (), "strict", "off", "require").ranks
    lines: list[str] = []
    begun, best, room = 0, 0, width - columns(mark)
    for place in range(1, len(text) + 1):
        if place < len(text) and ranks[place] > SEAM:
            continue
        if columns(text[begun:place].rstrip(" ")) > room and best > begun:
            lines.append(text[begun:best].rstrip(" "))
            begun, room = best, width - columns(indent)
        best = place
    lines.append(text[begun:])
    return [(mark if index == 0 else indent) + line for index, line in enumerate(lines)]


def columns(text: str) -> int:
    """How many columns a text takes in a terminal or a mail."""
    seen = [cluster[0] for cluster in clusters(text)]
    wide = sum(unicodedata.east_asian_width(character) in "WFA" for character in seen)
    combining = sum(unicodedata.combining(character) > 0 for character in seen)
    return len(seen) + wide - combining
