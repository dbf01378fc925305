"""What the documents of a batch share: fonts that are subset once, parts of pages that are drawn once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from handbook.document import Portion, Text, marks, remembered
from handbook.pdf.font import CACHED_RUNS, EmbeddedFont, Pair, pairs_of
from handbook.pdf.part import Part, Start, draw_part

if TYPE_CHECKING:
    from handbook.fonts import Face
    from handbook.pdf.content import Fonts
    from handbook.pdf.file import File
    from handbook.typeset.run import GlyphRun

KEPT = 1_500
"""Parts that are remembered; more would let a long batch grow without bound."""


class FontSet:
    """The fonts of a batch: each face subset to `charset` once and shared by every edition.

    What a document's file holds depends on `charset` and the document alone, never on which
    other documents are rendered. A document that draws what is not in `charset` (a rare character
    of its own column, a ligature, another face) gets a second font for that face, which has just that.

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
        self._contents: dict[tuple[Portion, float, int, tuple[str, ...]], bytes] = {}
        self._parts: dict[tuple[Portion, Start, tuple[str, ...]], Part] = {}

    def embed(self, portions: Iterable[Portion], file: File) -> Embedded:
        """The fonts that draw the portions, those of the batch entered into the file."""
        faces: dict[Face, None] = {}
        lacking: dict[Face, set[Pair]] = {}
        for portion in portions:
            used, lacks = self._lacks(portion)
            faces.update(used)
            for face, pairs in lacks.items():
                lacking.setdefault(face, set()).update(pairs)
        shared = [self._shared_font(face) for face in faces if self._pairs.get(face)]
        own = [EmbeddedFont(face, lacking[face]) for face in faces if face in lacking]
        for font in shared:
            font.addObjects(file)
        fonts: dict[Face, tuple[tuple[bytes, EmbeddedFont], ...]] = {}
        for number, font in enumerate([*shared, *own], 1):
            fonts[font.of] = (*fonts.get(font.of, ()), (b"/F%d" % number, font))
        return Embedded(fonts, own)

    def draw(self, portion: Portion, start: Start, fonts: Fonts) -> Part:
        """`draw_part`, done once for the same portion, start and fonts."""
        own = bool(self._lacks(portion)[1])
        names = tuple(
            [font.fontName for of_face in fonts.values() for _, font in of_face[: None if own else 1]]
        )
        part = self._parts.get((portion, start, names))
        if part is None:
            if len(self._parts) >= KEPT:
                self._parts.clear()
                self._contents.clear()
            # Where a column before it is longer, a part is tagged by other numbers, but drawn alike.
            alike = (portion, start.height, start.sequence, names)
            part = draw_part(portion, start, fonts, self._contents.get(alike))
            self._contents[alike] = part.content
            self._parts[portion, start, names] = part
        return part

    def _lacking(self, portion: Portion) -> tuple[dict[Face, None], dict[Face, set[Pair]]]:
        """The faces of a portion's text, and the pairs that their shared fonts have no codes for."""
        faces: dict[Face, None] = {}
        lacks: dict[Face, set[Pair]] = {}
        for run in _runs(portion):
            faces[run.face] = None
            pairs = self._run_lacks.get(run)
            if pairs is None:
                if len(self._run_lacks) >= CACHED_RUNS:
                    self._run_lacks.clear()
                pairs = self._run_lacks[run] = pairs_of(run) - self._pairs.get(run.face, frozenset())
            if pairs:
                lacks.setdefault(run.face, set()).update(pairs)
        return faces, lacks

    def _shared_font(self, face: Face) -> EmbeddedFont:
        font = self._shared.get(face)
        if font is None:
            font = self._shared[face] = EmbeddedFont(face, self._pairs[face])
        return font


class Embedded(NamedTuple):
    """The fonts of a file. `own` are not entered yet: they come last, after the pages, so that the
    objects of the pages have the numbers that they have in other editions, too."""

    fonts: Fonts
    own: Sequence[EmbeddedFont]

    def finish(self, file: File) -> None:
        """Enter the document's own fonts into the file."""
        for font in self.own:
            font.addObjects(file)


def _runs(portion: Portion) -> Iterator[GlyphRun]:
    return (mark.run for mark in marks(portion.elements) if isinstance(mark, Text))
