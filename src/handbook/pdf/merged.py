"""Many documents in one PDF: for the printer who wants a single file.

Documents with their names come in; the bytes of a file go out, in which each document is a Part of
the structure tree with a bookmark, its headings below it, and page labels such as 「浮島校区-1」.
A face is embedded once for all of them, and content that pages have in common is kept once. The
file conforms as single files do: the same code draws its pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from handbook.document import Document, Element, Text, walk
from handbook.pdf import metadata
from handbook.pdf.boxes import box_of
from handbook.pdf.file import File
from handbook.pdf.fontset import FontSet
from handbook.pdf.part import draw_part
from handbook.pdf.structure import Tree
from handbook.pdf.syntax import Body, number, text_string
from handbook.pdf.writer import catalog, draw_page

if TYPE_CHECKING:
    from handbook.fonts import Face
    from handbook.pdf.font import EmbeddedFont

Named = tuple[str, Document]
"""A document and what its bookmark and page labels call it."""

ABOVE = 6.0
"""Points of the page shown above a heading that a bookmark leads to."""


class Bookmark(NamedTuple):
    """An entry of the outline: its title, the page and the height on it, from the bottom."""

    title: str
    page: bytes
    top: float


def render_merged(documents: Iterable[Named], about: Document, fonts: FontSet | None = None) -> bytes:
    """The documents as one PDF file's bytes, in their order.

    `documents` is gone through twice (first for the characters that they need), so it must be a
    collection, or an object that composes them anew each time. `about` gives the file's metadata;
    its pages are not looked at. Raises ValueError as `render_pdf` does.
    """
    shared = fonts or FontSet({})
    file = File()
    resources: dict[Face, tuple[bytes, EmbeddedFont]] = {}
    for face, font in shared.fonts_for(_elements(documents)).items():
        font.addObjects(file)
        resources[face] = (file.fontMapping[font.fontName].encode("ascii"), font)
    tree = Tree(file, sum(len(document.pages) for _, document in documents))
    pages = Body()
    parent = file.add(pages)
    references: list[bytes] = []
    labels: list[bytes] = []
    outline: list[tuple[Bookmark, list[Bookmark]]] = []
    for name, document in documents:
        tree.begin_part(name)
        labels.append(b"%d<</S/D/P%b>>" % (len(references), text_string(f"{name}-")))
        first = len(references)
        headings: list[Bookmark] = []
        for page in document.pages:
            # Not through `shared`: places in this file are its own, and would only fill its memory.
            made = draw_page(page, len(references), parent, file, tree, draw_part, resources)
            references.append(made)
            headings += [Bookmark(*entry) for entry in _headings(page.elements, made, page.height)]
        if len(references) == first:
            raise ValueError(f"{document.identifier}: a document without pages")
        outline.append((Bookmark(name, references[first], document.pages[0].height), headings))
    if not references:
        raise ValueError("no documents to merge")
    pages.body = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(references), b" ".join(references))
    date = metadata.source_date()
    root = Body(
        catalog(about, parent, tree.write(), file, metadata.xmp(about, date))
        + b"/PageMode/UseOutlines/Outlines %b/PageLabels<</Nums[%b]>>>>"
        % (_write_outline(file, outline), b"".join(labels))
    )
    return file.assemble(file.add(root), file.add(metadata.info(about, date)))


def _elements(documents: Iterable[Named]) -> Iterator[Element]:
    return (element for _, document in documents for page in document.pages for element in page.elements)


def _headings(elements: Iterable[Element], page: bytes, height: float) -> Iterator[tuple[str, bytes, float]]:
    """Title, page and place of the second-level headings; the first level is the document's own name."""
    for element in elements:
        if element.role == "H2":
            title = "".join(
                mark.run.text
                for mark, path in walk((element,))
                if isinstance(mark, Text) and all(one.role not in ("RT", "Artifact") for one in path)
            )
            yield title, page, height - box_of(element).y + ABOVE
        else:
            inner = [child for child in element.children if isinstance(child, Element)]
            yield from _headings(inner, page, height)


def _write_outline(file: File, outline: list[tuple[Bookmark, list[Bookmark]]]) -> bytes:
    """The outline (12.3.3), closed to its first level; gives the reference to it."""
    root = file.reserve()
    groups = [(entry, below, file.reserve()) for entry, below in outline]
    numbers = [own for _, _, own in groups]
    for index, (entry, below, own) in enumerate(groups):
        children = [file.reserve() for _ in below]
        for place, child in enumerate(below):
            file.fill(children[place], _entry(child, own, children, place, b""))
        first_last = b""
        if children:
            first_last = b"/First %d 0 R/Last %d 0 R/Count -%d" % (children[0], children[-1], len(children))
        file.fill(own, _entry(entry, root, numbers, index, first_last))
    file.fill(
        root,
        b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (numbers[0], numbers[-1], len(numbers)),
    )
    return b"%d 0 R" % root


def _entry(bookmark: Bookmark, parent: int, siblings: list[int], index: int, more: bytes) -> bytes:
    before = b"/Prev %d 0 R" % siblings[index - 1] if index else b""
    after = b"/Next %d 0 R" % siblings[index + 1] if index + 1 < len(siblings) else b""
    return b"<</Title%b/Parent %d 0 R%b%b%b/Dest[%b/XYZ null %b null]>>" % (
        text_string(bookmark.title),
        parent,
        before,
        after,
        more,
        bookmark.page,
        number(bookmark.top),
    )
