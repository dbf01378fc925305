"""A whole document to PDF bytes: fonts, pages, structure and metadata put together.

A document comes in, with the fonts of its batch or without; the bytes of a file
go out. The same document and fonts give the same bytes, always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.document import Element, Mark, Text
from handbook.pdf import metadata
from handbook.pdf.content import Content
from handbook.pdf.file import File
from handbook.pdf.fontset import FontSet
from handbook.pdf.structure import PageTags, Tree
from handbook.pdf.syntax import Body, flate, numbers, text_string

if TYPE_CHECKING:
    from handbook.document import Document, Page
    from handbook.fonts import Face
    from handbook.pdf.font import EmbeddedFont
    from handbook.pdf.structure import Node
    from handbook.typeset.run import GlyphRun


def render_pdf(document: Document, fonts: FontSet | None = None) -> bytes:
    """The document as a PDF file's bytes.

    Without `fonts` the file embeds what the document uses and no more. Raises ValueError for a
    document that no block should make (an unknown role, a missing glyph, a link without text).
    """
    if not document.pages:
        raise ValueError(f"{document.identifier}: a document without pages")
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
        sequences.append(content.sequences)
        body.body = _page(page, index, parent, file.add(flate(stream)), tags.annotations)
    pages.body = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(references), b" ".join(references))
    info = metadata.info(document, date)
    root = Body(_catalog(document, parent, tree.write(sequences), file, metadata.xmp(document, date)))
    return file.assemble(file.add(root), file.add(info))


def _runs(document: Document) -> list[GlyphRun]:
    """Every run, in reading order."""
    runs = []
    for page in document.pages:
        waiting: list[Element | Mark] = list(reversed(page.elements))
        while waiting:
            item = waiting.pop()
            if isinstance(item, Text):
                runs.append(item.run)
            elif isinstance(item, Element):
                waiting.extend(reversed(item.children))
    return runs


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
