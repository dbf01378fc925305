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
    other documents are rendered. A document that draws what is not in `charset` (a ligature,
    a glyph variant, another face) gets a font of its own for that face, which adds it.
    """

    def __init__(self, charset: Mapping[Face, str]) -> None:
        self._pairs: dict[Face, frozenset[Pair]] = {
            face: frozenset((glyph, char) for char in set(text) if (glyph := face.glyph(char)))
            for face, text in charset.items()
        }
        self._shared: dict[Face, EmbeddedFont] = {}

    def fonts_for(self, runs: Iterable[GlyphRun]) -> dict[Face, EmbeddedFont]:
        """A font for each face of the runs that covers them, in the order of first use."""
        runs_of: dict[Face, list[GlyphRun]] = {}
        for run in runs:
            runs_of.setdefault(run.face, []).append(run)
        return {face: self._covering(face, its_runs) for face, its_runs in runs_of.items()}

    def _covering(self, face: Face, runs: Iterable[GlyphRun]) -> EmbeddedFont:
        """The shared font of the face or, if that lacks something, a font of the runs' own."""
        charset = self._pairs.get(face)
        if charset is None:
            return EmbeddedFont(face, set().union(*map(pairs_of, runs)))
        shared = self._shared.get(face)
        if shared is None:
            shared = self._shared[face] = EmbeddedFont(face, charset)
        lacking = [pairs_of(run) for run in runs if shared.uncovered(run)]
        return EmbeddedFont(face, charset.union(*lacking)) if lacking else shared
