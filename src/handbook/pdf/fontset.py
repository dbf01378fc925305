"""What the documents of a batch share: fonts that are subset once, parts of pages that are drawn once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from handbook.document import Element, Text, remembered, walk
from handbook.pdf.font import CACHED_RUNS, EmbeddedFont, Pair, pairs_of
from handbook.pdf.part import Part, Start, draw_part
from handbook.tuples import NamedTuple

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
        self._contents: dict[tuple[tuple[int, ...], float, int, tuple[str, ...]], bytes] = {}
        self._parts: dict[tuple[tuple[int, ...], Start, tuple[str, ...]], tuple[Sequence[Element], Part]] = {}

    def embed(self, elements: Iterable[Element], file: File) -> Embedded:
        """The fonts that draw the elements, those of the batch entered into the file."""
        faces: dict[Face, None] = {}
        lacking: dict[Face, set[Pair]] = {}
        for element in elements:
            used, lacks = self._lacks(element)
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

    def draw(self, elements: Sequence[Element], start: Start, fonts: Fonts) -> Part:
        """`draw_part`, done once for the same elements, start and fonts."""
        own = any(self._lacks(element)[1] for element in elements)
        names = tuple(
            [font.fontName for of_face in fonts.values() for _, font in of_face[: None if own else 1]]
        )
        # By identity, and kept with the elements, as in `remembered`.
        which = tuple(map(id, elements))
        key = (which, start, names)
        found = self._parts.get(key)
        if found is None:
            if len(self._parts) >= KEPT:
                self._parts.clear()
                self._contents.clear()
            # Where a column before it is longer, a part is tagged by other numbers, but drawn alike.
            alike = (which, start.height, start.sequence, names)
            part = draw_part(elements, start, fonts, self._contents.get(alike))
            self._contents[alike] = part.content
            found = self._parts[key] = (elements, part)
        return found[1]

    def _lacking(self, element: Element) -> tuple[dict[Face, None], dict[Face, set[Pair]]]:
        """The faces of an element's text, and the pairs that their shared fonts have no codes for."""
        faces: dict[Face, None] = {}
        lacks: dict[Face, set[Pair]] = {}
        for run in _runs(element):
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


def _runs(element: Element) -> Iterator[GlyphRun]:
    return (mark.run for mark, _ in walk((element,)) if isinstance(mark, Text))
