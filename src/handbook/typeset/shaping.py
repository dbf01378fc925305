"""A text as clusters of glyphs: what HarfBuzz gave, one entry for what must stay together.

In: a plain text and a face. Out: `Clusters`. Raises MissingGlyphError rather
than let a .notdef box through.
"""

from __future__ import annotations

from typing import NamedTuple

from handbook.fonts import Face
from handbook.typeset.errors import MissingGlyphError

_DIGITS = frozenset("0123456789")


class Clusters(NamedTuple):
    """One entry per item; an item is a cluster of characters and glyphs, nearly always one of each."""

    firsts: list[int]
    """Index in the text of each item's first character."""
    texts: list[str]
    glyphs: list[int]
    """The first glyph of each item."""
    advances: list[float]
    """The width of each item, em."""
    more: dict[int, tuple[tuple[int, ...], tuple[float, ...]]]
    """Glyphs and advances of the items that are drawn with several."""

    def drawn(self, item: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """All glyphs of an item and their advances."""
        return self.more.get(item) or ((self.glyphs[item],), (self.advances[item],))


def shape_text(plain: str, face: Face) -> Clusters:
    """Shapes a paragraph in one call."""
    shaped = face.shape(plain)
    indices = shaped.clusters
    if 0 in shaped.glyphs:
        first_of: dict[str, int] = {}
        for index, glyph in zip(indices, shaped.glyphs, strict=True):
            if not glyph:
                first_of.setdefault(plain[index], index)
        raise MissingGlyphError(plain, tuple(first_of.items()), face.name)
    firsts = list(indices)
    if firsts == list(range(len(plain))):
        return Clusters(firsts, list(plain), list(shaped.glyphs), list(shaped.advances), {})
    firsts = sorted(set(indices))
    members: dict[int, list[int]] = {first: [] for first in firsts}
    for place, index in enumerate(indices):
        members[index].append(place)
    more = {}
    for item, first in enumerate(firsts):
        places = members[first]
        if len(places) > 1:
            more[item] = (
                tuple(shaped.glyphs[place] for place in places),
                tuple(shaped.advances[place] for place in places),
            )
    return Clusters(
        firsts,
        [plain[start:end] for start, end in zip(firsts, [*firsts[1:], len(plain)], strict=True)],
        [shaped.glyphs[members[first][0]] for first in firsts],
        [sum(shaped.advances[place] for place in members[first]) for first in firsts],
        more,
    )


def with_figures(clusters: Clusters, face: Face) -> Clusters:
    """The same with digits that are all equally wide."""
    figures = {digit: face.figure(digit) for digit in _DIGITS.intersection(clusters.texts)}
    if not figures:
        return clusters
    glyphs = [figures.get(text, glyph) for text, glyph in zip(clusters.texts, clusters.glyphs, strict=True)]
    advances = [
        face.advance(figures[text]) if text in figures else advance
        for text, advance in zip(clusters.texts, clusters.advances, strict=True)
    ]
    return clusters._replace(glyphs=glyphs, advances=advances)
