"""Many documents in one PDF: for the printer who wants a single file.

Documents with their names come in; the bytes of a file go out, in which each document is a Part of
the structure tree with a bookmark, its headings below it, and page labels such as 「浮島校区-1」.
A face is embedded once for all of them, and content that pages have in common is kept once. The
file conforms as single files do: the same code draws its pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from handbook.document import Document, Portion
from handbook.pdf import metadata
from handbook.pdf.file import File
from handbook.pdf.fontset import FontSet
from handbook.pdf.outline import Bookmark, headings, nested, write_outline
from handbook.pdf.part import draw_part
from handbook.pdf.structure import Tree
from handbook.pdf.syntax import Body, text_string
from handbook.pdf.writer import catalog, draw_page

Named = tuple[str, Document]
"""A document and what its bookmark and page labels call it."""


def render_merged(documents: Iterable[Named], about: Document, fonts: FontSet | None = None) -> bytes:
    """The documents as one PDF file's bytes, in their order.

    `documents` is gone through twice (first for the characters that they need), so it must be a
    collection, or an object that composes them anew each time. `about` gives the file's metadata;
    its pages are not looked at. Raises ValueError as `render_pdf` does.
    """
    shared = fonts or FontSet({})
    file = File(small=0)  # where all are in one file, its size counts for more than its time
    draw = partial(draw_part, small=0)
    embedded = shared.embed(_portions(documents), file)
    tree = Tree(file, sum(len(document.pages) for _, document in documents))
    pages = Body()
    parent = file.add(pages)
    references: list[bytes] = []
    labels: list[bytes] = []
    outline: list[Bookmark] = []
    for name, document in documents:
        tree.begin_part(name)
        labels.append(b"%d<</S/D/P%b>>" % (len(references), text_string(f"{name}-")))
        first = len(references)
        found: list[tuple[int, Bookmark]] = []
        for page in document.pages:
            # Not through `shared`: places in this file are its own, and would only fill its memory.
            made = draw_page(page, len(references), parent, file, tree, draw, embedded.fonts)
            references.append(made)
            found += headings(page, made)
        if len(references) == first:
            raise ValueError(f"{document.identifier}: a document without pages")
        # The first level is the document's own name; below it, one level is enough to find a page.
        below = nested((level, entry) for level, entry in found if level == 2)
        outline.append(Bookmark(name, references[first], document.pages[0].height, below))
    if not references:
        raise ValueError("no documents to merge")
    embedded.finish(file)
    pages.body = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(references), b" ".join(references))
    date = metadata.source_date()
    root = Body(
        catalog(about, parent, tree.write(), file, metadata.xmp(about, date))
        + b"/PageMode/UseOutlines/Outlines %b/PageLabels<</Nums[%b]>>>>"
        % (write_outline(file, outline), b"".join(labels))
    )
    return file.assemble(file.add(root), file.add(metadata.info(about, date)))


def _portions(documents: Iterable[Named]) -> Iterator[Portion]:
    return (portion for _, document in documents for page in document.pages for portion in page.portions)
