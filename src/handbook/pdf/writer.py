"""A whole document to PDF bytes: fonts, pages, structure and metadata put together.

`FontSet` holds the fonts that a batch shares; `render_pdf` draws one document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from handbook.document import Text, walk
from handbook.pdf import metadata
from handbook.pdf.content import Content
from handbook.pdf.file import File
from handbook.pdf.font import EmbeddedFont, Pair, pairs_of
from handbook.pdf.structure import Node, PageTags, Tree
from handbook.pdf.syntax import Body, flate, numbers, text_string

if TYPE_CHECKING:
    from handbook.document import Document, Page
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
            missing = extra.setdefault(run.face, set())
            if run.face not in self._pairs or self._font(run.face, frozenset()).uncovered(run):
                missing |= pairs_of((run,)) - self._pairs.get(run.face, frozenset())
        return {face: self._font(face, frozenset(pairs)) for face, pairs in extra.items()}

    def _font(self, face: Face, extra: frozenset[Pair]) -> EmbeddedFont:
        font = self._fonts.get((face, extra))
        if font is None:
            font = EmbeddedFont(face, self._pairs.get(face, frozenset()) | extra)
            if not extra:
                self._fonts[face, extra] = font
        return font


def render_pdf(document: Document, fonts: FontSet | None = None) -> bytes:
    """The document as a PDF file's bytes.

    Without `fonts` the file embeds what the document uses and no more. Raises ValueError for a
    document that no block should make (an unknown role, a missing glyph, a link without text).
    """
    runs = _runs(document)
    faces = (fonts or FontSet({})).fonts_for(runs)
    date = metadata.source_date()
    file = File()
    resources: dict[Face, tuple[bytes, EmbeddedFont]] = {}
    for face, font in faces.items():
        font.addObjects(file)
        resources[face] = (file.fontMapping[font.fontName].encode("ascii"), font)
    tree = Tree(file, len(document.pages))
    pages = Body()
    parent = file.add(pages)
    references: list[bytes] = []
    sequences: list[list[Node]] = []
    for index, page in enumerate(document.pages):
        body = Body()
        references.append(file.add(body))
        tags = PageTags(tree, references[-1], page.height)
        content = Content(page.height, resources)
        tags.draw(page.elements, content)
        stream = content.finish()
        sequences.append([owner for owner in content.sequences if isinstance(owner, Node)])
        body.body = _page(page, index, parent, file.add(flate(stream)), tags.annotations)
    pages.body = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(references), b" ".join(references))
    info = metadata.info(document, date)
    root = Body(_catalog(document, parent, tree.write(sequences), file, metadata.xmp(document, date)))
    return file.assemble(file.add(root), file.add(info))


def _runs(document: Document) -> list[GlyphRun]:
    return [mark.run for page in document.pages for mark, _ in walk(page.elements) if isinstance(mark, Text)]


def _page(page: Page, index: int, parent: bytes, content: bytes, annotations: list[bytes]) -> bytes:
    """A page dictionary. The fonts are object 1, ReportLab's dictionary of fonts."""
    links = b"/Annots[%b]" % b" ".join(annotations) if annotations else b""
    return (
        b"<</Type/Page/Parent %b/MediaBox[0 0 %b]/Resources<</Font 1 0 R>>/Contents %b"
        b"/StructParents %d/Tabs/S%b>>" % (parent, numbers((page.width, page.height)), content, index, links)
    )


def _catalog(document: Document, pages: bytes, structure: bytes, file: File, xmp: Body) -> bytes:
    return (
        b"<</Type/Catalog/Version/1.7/Pages %b/StructTreeRoot %b/MarkInfo<</Marked true>>/Lang%b"
        b"/ViewerPreferences<</DisplayDocTitle true>>/Metadata %b/OutputIntents[%b]>>"
        % (pages, structure, text_string(document.lang), file.add(xmp), metadata.output_intent(file))
    )
