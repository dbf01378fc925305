"""Placed glyphs: what the composer makes and what a page draws."""

from __future__ import annotations

from dataclasses import dataclass

from handbook.fonts import Face


@dataclass(frozen=True, eq=False, repr=False)
class GlyphRun:
    """Glyphs of one face and size on one baseline, left to right.

    `glyphs` are glyph ids of `face`; `advances` (points) already hold every
    adjustment of spacing; `texts` are the characters each glyph stands for,
    empty where a glyph continues the one before it. All three have one length.
    A run is compared by identity, so that caches may keep work done for it.
    """

    face: Face
    size: float
    glyphs: tuple[int, ...]
    advances: tuple[float, ...]
    texts: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<GlyphRun {self.face.name} {self.size:g} {self.text!r}>"

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def width(self) -> float:
        return sum(self.advances)
