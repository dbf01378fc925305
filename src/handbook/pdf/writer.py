"""Documents to PDF bytes: fonts, pages, structure and metadata put together.

A document comes in, with the fonts of its batch or without; the bytes of a file go out. Or many documents
with their names come in, for the printer who wants a single file: each is then a Part of the structure tree
with a bookmark, its headings below it, and page labels such as 「浮島校区-1」; a face is embedded once for
all of them, and what pages have in common is kept once. The same documents and fonts give the same bytes,
always.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfdoc

from handbook.document import KEPT
from handbook.pdf import metadata
from handbook.pdf.container import Container, PdfPage
from handbook.pdf.fontset import FontSet
from handbook.pdf.objects import Stream, array, text_string, written
from handbook.pdf.outline import Bookmark, bookmarks, nested, write_outline
from handbook.pdf.structure import Tree

if TYPE_CHECKING:
    from handbook.document import Document, Page
    from handbook.pdf.content import Fonts

Named = tuple[str, "Document"]
"""A document and what its bookmark and page labels call it."""


def render_pdf(document: Document, fonts: FontSet | None = None) -> bytes:
    """The document as a PDF file's bytes.

    Without `fonts` the file embeds what the document uses and no more. Raises ValueError for a
    document that no block should make (an unknown role, a missing glyph, a link without text).
    """
    writer = _FileWriter(document, [document], fonts)
    found = writer.add(document)
    for index, page in enumerate(document.pages):
        # Said aloud and shown instead of a number where a page has a name of its own, 表 or 裏.
        writer.label(index, page.number or page.name)
    return writer.finish(nested(found))


def render_merged(documents: Iterable[Named], about: Document, fonts: FontSet | None = None) -> bytes:
    """The documents as one PDF file's bytes, in their order.

    `documents` is gone through twice (first for the characters that they need), so it must be a
    collection, or an object that composes them anew each time. `about` gives the file's metadata;
    its pages are not looked at. Raises ValueError as `render_pdf` does.
    """
    writer = _FileWriter(about, (document for _, document in documents), fonts)
    outline: list[Bookmark] = []
    for name, document in documents:
        writer.tree.begin_part(name)
        first = len(writer.pages)
        writer.label(first, f"{name}-", "ARABIC")
        # The first level is the document's own name; below it, one level is enough to find a page.
        below = nested((level, entry) for level, entry in writer.add(document) if level == 2)
        outline.append(Bookmark(name, writer.pages[first], document.pages[0].height, below))
    if not outline:
        raise ValueError("no documents to merge")
    writer.file.Catalog.showOutline()
    return writer.finish(outline)


class _FileWriter:
    """A file under construction, with what it says about itself."""

    def __init__(self, about: Document, documents: Iterable[Document], fonts: FontSet | None) -> None:
        self._about = about
        self._date = metadata.source_date()
        self._shared = fonts or FontSet({})
        self.file = Container(about.lang)
        pages = (page for document in documents for page in document.pages)
        self._fonts = self._shared.embed((portion for page in pages for portion in page.portions), self.file)
        self.tree = Tree(self.file)
        self.pages: list[bytes] = []
        """References to the pages."""
        self._labels = pdfdoc.PDFPageLabels()

    def label(self, index: int, prefix: str, style: str | None = None) -> None:
        """Name the pages from `index` on: a prefix, and a number if `style` says how it is written."""
        label = pdfdoc.PDFPageLabel(style)
        label.P = text_string(prefix)
        self._labels.addPageLabel(index, label)

    def add(self, document: Document) -> list[tuple[int, Bookmark]]:
        """Draw the document's pages; gives their headings with their levels."""
        if not document.pages:
            raise ValueError(f"{document.identifier}: a document without pages")
        found: list[tuple[int, Bookmark]] = []
        for page in document.pages:
            self.pages.append(draw_page(page, self.file, self.tree, self._shared, self._fonts))
            found += bookmarks(page, self.pages[-1])
        self.tree.lead([bookmark.place for _, bookmark in found])
        return found

    def finish(self, outline: Sequence[Bookmark]) -> bytes:
        """The whole file, with its bookmarks."""
        file, about, date = self.file, self._about, self._date
        file.info = metadata.info(about, date)
        catalog = file.Catalog
        catalog.Outlines = write_outline(file, outline) if outline else None
        catalog.PageLabels = self._labels
        catalog.StructTreeRoot = self.tree.finish()
        catalog.MarkInfo = "<</Marked true>>"
        catalog.ViewerPreferences = f"<</DisplayDocTitle true/PrintScaling/None{DUPLEX[about.duplex]}>>"
        catalog.Metadata = metadata.xmp(about, date)
        catalog.OutputIntents = metadata.output_intents(file, about.mono)
        return file.format()


DUPLEX = {
    "": "",
    "off": "/Duplex/Simplex",
    "long": "/Duplex/DuplexFlipLongEdge",
    "short": "/Duplex/DuplexFlipShortEdge",
}
"""How a printer is asked to turn the sheets (ISO 32000-1, 12.2); that it scales none is asked of all."""


def draw_page(page: Page, file: Container, tree: Tree, shared: FontSet, fonts: Fonts) -> bytes:
    """Draw a page and enter it into the file; gives the reference to it. A portion is a stream of its own."""
    drawn = PdfPage()
    file.addPage(drawn)
    reference: bytes = file.Reference(drawn).format(file)
    tree.begin_page()
    contents: list[object] = []
    annotations: list[object] = []
    forms: dict[bytes, bytes] = {}
    for portion in page.portions:
        content = shared.content(portion, page, fonts)
        operators, links = tree.take(content, reference)
        contents.append(file.share(_stream(operators)))
        annotations += links
        forms |= content.forms
    drawings = b"\n".join([b"/%b %b" % (name, file.share(body)) for name, body in forms.items()])
    resources = pdfdoc.PDFResourceDictionary(XObject=b"<<%b>>" % drawings)
    resources.basicFonts()
    drawn.Resources, drawn.MediaBox = resources, array(0, 0, page.width, page.height)
    if bleed := page.bleed:  # who looks or prints at home gets the finished sheet, a press all of it
        drawn.CropBox = drawn.TrimBox = drawn.MediaBox
        drawn.MediaBox = drawn.BleedBox = array(-bleed, -bleed, page.width + bleed, page.height + bleed)
    drawn.Contents, drawn.Annots = pdfdoc.PDFArray(contents), annotations
    drawn.StructParents, drawn.Tabs = len(file.Pages.pages) - 1, "/S"
    return reference


@lru_cache(maxsize=KEPT)
def _stream(operators: bytes) -> bytes:
    """A content stream, compressed once for all editions in which its sequences have the same numbers."""
    return written(Stream(operators))
