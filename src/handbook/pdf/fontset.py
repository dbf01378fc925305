"""What the documents of a batch share: fonts that are subset once, parts of pages that are drawn once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from handbook.document import Element, Text, remembered, walk
from handbook.pdf.font import CACHED_RUNS, EmbeddedFont, Pair, pairs_of
from handbook.pdf.part import Part, Start, draw_part

if TYPE_CHECKING:
    from handbook.fonts import Face
    from handbook.pdf.content import Fonts
    from handbook.typeset.run import GlyphRun

KEPT = 1_500
"""Parts that are remembered; more would let a long batch grow without bound."""


class FontSet:
    """The fonts of a batch: each face subset to `charset` once and shared by every edition.

    What a document's file holds depends on `charset` and the document alone, never on which
    other documents are rendered. A document that draws what is not in `charset` (a ligature,
    a glyph variant, another face) gets a font of its own for that face, which adds it.

    Remembers too what it has drawn: most elements are alike in all editions.
    """

    def __init__(self, charset: Mapping[Face, str]) -> None:
        self._pairs: dict[Face, frozenset[Pair]] = {
            face: frozenset((glyph, char) for char in set(text) if (glyph := face.glyph(char)))
            for face, text in charset.items()
        }
        self._shared: dict[Face, EmbeddedFont] = {}
        self._lacks = remembered(self._lacking)
        self._run_lacks: dict[GlyphRun, set[Pair]] = {}
        self._parts: dict[tuple[tuple[int, ...], Start, tuple[str, ...]], tuple[Sequence[Element], Part]] = {}

    def fonts_for(self, elements: Iterable[Element]) -> dict[Face, EmbeddedFont]:
        """A font for each face of the elements that covers them, in the order of first use."""
        lacking: dict[Face, set[Pair]] = {}
        for element in elements:
            for face, pairs in self._lacks(element).items():
                if face not in lacking:
                    lacking[face] = set()
                lacking[face] |= pairs
        return {face: self._covering(face, pairs) for face, pairs in lacking.items()}

    def draw(self, elements: Sequence[Element], start: Start, fonts: Fonts) -> Part:
        """`draw_part`, done once for the same elements, start and fonts."""
        # By identity, and kept with the elements, as in `remembered`.
        key = (tuple(map(id, elements)), start, tuple([font.fontName for _, font in fonts.values()]))
        found = self._parts.get(key)
        if found is None:
            if len(self._parts) >= KEPT:
                self._parts.clear()
            found = self._parts[key] = (elements, draw_part(elements, start, fonts))
        return found[1]

    def _lacking(self, element: Element) -> dict[Face, set[Pair]]:
        """The faces of an element's text and, for each, the pairs that its shared font has no code for."""
        lacks: dict[Face, set[Pair]] = {}
        for run in _runs(element):
            pairs = self._run_lacks.get(run)
            if pairs is None:
                if len(self._run_lacks) >= CACHED_RUNS:
                    self._run_lacks.clear()
                pairs = self._run_lacks[run] = pairs_of(run) - self._pairs.get(run.face, frozenset())
            lacks.setdefault(run.face, set()).update(pairs)
        return lacks

    def _covering(self, face: Face, extra: set[Pair]) -> EmbeddedFont:
        """The shared font of the face or, if something is lacking there, a font of its own."""
        charset = self._pairs.get(face, frozenset())
        if extra:
            return EmbeddedFont(face, charset | extra)
        shared = self._shared.get(face)
        if shared is None:
            shared = self._shared[face] = EmbeddedFont(face, charset)
        return shared


def _runs(element: Element) -> Iterator[GlyphRun]:
    return (mark.run for mark, _ in walk((element,)) if isinstance(mark, Text))
