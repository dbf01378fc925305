"""A text as clusters of glyphs: what HarfBuzz gave, one entry for what must stay together.

In: a plain text and a face. Out: `Clusters`. Raises MissingGlyphError rather
than let a .notdef box through.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from handbook.fonts import Face
from handbook.typeset.errors import MissingGlyphError


class Clusters(NamedTuple):
    """One entry per item; an item is a cluster of characters and glyphs, nearly always one of each."""

    firsts: list[int]
    """Index in the text of each item's first character."""
    texts: list[str]
    advances: list[float]
    """The width of each item, em."""
    drawn: list[tuple[tuple[int, ...], tuple[float, ...]]]
    """The glyphs of each item and their advances."""


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
    firsts = sorted(set(indices))
    members: dict[int, list[int]] = {first: [] for first in firsts}
    for place, index in enumerate(indices):
        members[index].append(place)
    drawn = [
        (tuple(shaped.glyphs[place] for place in places), tuple(shaped.advances[place] for place in places))
        for places in members.values()
    ]
    return Clusters(
        firsts,
        [plain[start:end] for start, end in pairwise([*firsts, len(plain)])],
        [sum(advances) for _, advances in drawn],
        drawn,
    )
