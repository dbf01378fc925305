"""A whole document to PDF bytes: fonts, pages, structure and metadata put together.

A document comes in, with the fonts of its batch or without; the bytes of a file
go out. The same document and fonts give the same bytes, always.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from handbook.pdf import metadata
from handbook.pdf.file import File
from handbook.pdf.fontset import FontSet
from handbook.pdf.outline import headings, nested, write_outline
from handbook.pdf.structure import Tree
from handbook.pdf.syntax import Body, numbers, text_string

if TYPE_CHECKING:
    from handbook.document import Document, Page, Portion
    from handbook.pdf.content import Fonts
    from handbook.pdf.part import Part, Start

    Draw = Callable[[Portion, Start, Fonts], Part]
    """`draw_part`, or what remembers what it drew."""


def render_pdf(document: Document, fonts: FontSet | None = None) -> bytes:
    """The document as a PDF file's bytes.

    Without `fonts` the file embeds what the document uses and no more. Raises ValueError for a
    document that no block should make (an unknown role, a missing glyph, a link without text).
    """
    if not document.pages:
        raise ValueError(f"{document.identifier}: a document without pages")
    shared = fonts or FontSet({})
    date = metadata.source_date()
    file = File()
    everything = (portion for page in document.pages for portion in page.portions)
    embedded = shared.embed(everything, file)
    tree = Tree(file, len(document.pages))
    pages = Body()
    parent = file.add(pages)
    references = [
        draw_page(page, index, parent, file, tree, shared.draw, embedded.fonts)
        for index, page in enumerate(document.pages)
    ]
    embedded.finish(file)
    pages.body = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(references), b" ".join(references))
    entries = nested(
        entry
        for page, reference in zip(document.pages, references, strict=True)
        for entry in headings(page, reference)
    )
    # Said aloud and shown instead of a number where a page has a name of its own, 表 or 裏.
    labels = b"".join(
        b"%d<</P%b>>" % (index, text_string(page.name)) for index, page in enumerate(document.pages)
    )
    info = metadata.info(document, date)
    root = Body(
        catalog(document, parent, tree.write(), file, metadata.xmp(document, date))
        + (b"/Outlines " + write_outline(file, entries) if entries else b"")
        + b"/PageLabels<</Nums[%b]>>>>" % labels
    )
    return file.assemble(file.add(root), file.add(info))


def draw_page(
    page: Page, index: int, parent: bytes, file: File, tree: Tree, draw: Draw, fonts: Fonts
) -> bytes:
    """Draw a page and enter it into the file; gives the reference to it.

    A portion is a part and a stream of its own: most are the same in the editions of a batch, and are
    then drawn, compressed and read back once. The page's fonts are ReportLab's
    dictionary of fonts, the file's object 1.
    """
    body = Body()
    reference = file.add(body)
    start = tree.begin_page(reference, page.height)
    contents: list[bytes] = []
    links: list[bytes] = []
    for portion in page.portions:
        part = draw(portion, start, fonts)
        tree.take(part)
        start = part.end
        links += [annotation for annotation, _ in part.links]
        contents.append(part.content)
    body.body = (
        b"<</Type/Page/Parent %b/MediaBox[0 0 %b]/Resources<</Font 1 0 R>>/Contents[%b]"
        b"/StructParents %d/Tabs/S%b>>"
        % (
            parent,
            numbers((page.width, page.height)),
            b" ".join([file.add_content(content) for content in contents]),
            index,
            b"/Annots[%b]" % b" ".join(links) if links else b"",
        )
    )
    return reference


def catalog(document: Document, pages: bytes, structure: bytes, file: File, xmp: Body) -> bytes:
    """The catalog (7.7.2) up to its closing brackets."""
    return (
        b"<</Type/Catalog/Version/1.7/Pages %b/StructTreeRoot %b/MarkInfo<</Marked true>>/Lang%b"
        b"/ViewerPreferences<</DisplayDocTitle true>>/Metadata %b/OutputIntents[%b]"
        % (pages, structure, text_string(document.lang), file.add(xmp), metadata.output_intent(file))
    )
