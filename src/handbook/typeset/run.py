"""Placed glyphs: what the composer makes and what a page draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.tuples import ByIdentity, NamedTuple

if TYPE_CHECKING:
    from handbook.fonts import Face


class _Glyphs(NamedTuple):
    """The values of a `GlyphRun`."""

    face: Face
    size: float
    glyphs: tuple[int, ...]
    advances: tuple[float, ...]
    texts: tuple[str, ...]


class GlyphRun(ByIdentity, _Glyphs):
    """Glyphs of one face and size on one baseline, left to right.

    `glyphs` are glyph ids of `face`; `advances` (points) already hold every
    adjustment of spacing; `texts` are the characters each glyph stands for,
    empty where a glyph continues the one before it. All three have one length.
    A run is compared by identity, so that caches may keep work done for it.
    """

    __slots__ = ()

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def width(self) -> float:
        return sum(self.advances)
