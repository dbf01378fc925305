"""The fonts that documents share: characters per face in, one subset per face out, made once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from handbook.pdf.font import EmbeddedFont, Pair, pairs_of

if TYPE_CHECKING:
    from handbook.fonts import Face
    from handbook.typeset.run import GlyphRun


class FontSet:
    """The fonts of a batch: each face subset to `charset` once and shared by every edition.

    What a document's file holds depends on `charset` and the document alone, never on which
    other documents are rendered. A document that draws what is not in `charset` (a glyph
    variant, another face) gets fonts of its own that add it.
    """

    def __init__(self, charset: Mapping[Face, str]) -> None:
        self._pairs = {
            face: frozenset((glyph, char) for char in set(text) if (glyph := face.glyph(char)))
            for face, text in charset.items()
        }
        self._fonts: dict[tuple[Face, frozenset[Pair]], EmbeddedFont] = {}

    def fonts_for(self, runs: Iterable[GlyphRun]) -> dict[Face, EmbeddedFont]:
        """A font for each face of the runs that covers them, in the order of first use."""
        extra: dict[Face, set[Pair]] = {}
        for run in runs:
            missing = extra.get(run.face)
            if missing is None:
                missing = extra[run.face] = set()
            if run.face not in self._pairs:
                missing |= pairs_of(run)
            elif self._font(run.face, frozenset()).uncovered(run):
                missing |= pairs_of(run) - self._pairs[run.face]
        return {face: self._font(face, frozenset(pairs)) for face, pairs in extra.items()}

    def _font(self, face: Face, extra: frozenset[Pair]) -> EmbeddedFont:
        font = self._fonts.get((face, extra))
        if font is None:
            font = EmbeddedFont(face, self._pairs.get(face, frozenset()) | extra)
            if not extra:
                self._fonts[face, extra] = font
        return font
