"""What the documents of a batch share: fonts that are subset once, portions whose content is written once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from handbook.characters import clusters
from handbook.document import KEPT, Page, Portion, Text, marks, remembered
from handbook.pdf.content import Content, Fonts, content_of
from handbook.pdf.type0 import EmbeddedFont, Pair, pairs_of

if TYPE_CHECKING:
    from handbook.fonts import Face
    from handbook.pdf.container import Container

Pairs = dict["Face", frozenset[Pair]]


class FontSet:
    """The fonts of a batch: each face subset to `charset` once and shared by every edition.

    What a document's file holds depends on `charset` and the document alone, never on which
    other documents are rendered. A document that draws what is not in `charset` (a rare character
    of its own column, a ligature, another face) gets a second font for that face, which has just that.

    Keeps too what portions draw: most of them stand in all editions.
    """

    def __init__(self, charset: Mapping[Face, str]) -> None:
        self._pairs: Pairs = {
            face: frozenset((glyph, char) for char in set(clusters(text)) for glyph in face.glyphs(char))
            for face, text in charset.items()
        }
        self._shared: dict[Face, EmbeddedFont] = {}
        self._lacking = remembered(self._lacks)
        self._content = lru_cache(maxsize=KEPT)(self._shared_content)

    def embed(self, portions: Iterable[Portion], file: Container) -> Fonts:
        """The fonts that draw the portions, entered into the file: the batch's, and what it adds to them."""
        lacking: Pairs = {}
        for portion in portions:
            for face, pairs in self._lacking(portion).items():
                lacking[face] = lacking.get(face, frozenset()) | pairs
        fonts: Fonts = {
            face: [*self._shared_fonts(face), *([EmbeddedFont(face, pairs)] if pairs else ())]
            for face, pairs in lacking.items()
        }
        for of_face in fonts.values():
            for font in of_face:
                font.addObjects(file)
        return fonts

    def content(self, portion: Portion, page: Page, fonts: Fonts) -> Content:
        """What a portion draws on a page, with the fonts that `embed` gave."""
        if any(self._lacking(portion).values()):
            return content_of(portion, page.width, page.height, fonts)
        return self._content(portion, page.width, page.height)

    def _shared_content(self, portion: Portion, width: float, height: float) -> Content:
        fonts = {face: self._shared_fonts(face) for face in self._lacking(portion)}
        return content_of(portion, width, height, fonts)

    def _lacks(self, portion: Portion) -> Pairs:
        """What the batch's fonts have no code for, for each face of a portion's text."""
        used: dict[Face, set[Pair]] = {}
        for mark in marks(portion.elements):
            if isinstance(mark, Text):
                used.setdefault(mark.run.face, set()).update(pairs_of(mark.run))
        return {face: frozenset(pairs) - self._pairs.get(face, frozenset()) for face, pairs in used.items()}

    def _shared_fonts(self, face: Face) -> list[EmbeddedFont]:
        """The batch's font of a face, if it has one."""
        if face not in self._shared and self._pairs.get(face):
            self._shared[face] = EmbeddedFont(face, self._pairs[face])
        return [self._shared[face]] if face in self._shared else []
