"""The structure tree around the parts of the pages (ISO 32000-1, 14.7; ISO 14289-1).

Parts come in as the pages are drawn; the tree's root, its Document element and
the parent tree, which leads from content back to its structure, go out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.pdf.part import Part, Start
from handbook.pdf.syntax import Body, reference, text_string

if TYPE_CHECKING:
    from handbook.pdf.file import File


class Tree:
    """The structure of a file under construction."""

    def __init__(self, file: File, pages: int) -> None:
        """`pages` is how many pages the file will have."""
        self._file = file
        self._pages = pages
        self._document = file.reserve()
        """Object number of the Document element, which holds every page's elements."""
        self._tops: list[bytes] = []
        """What the open element holds, the Document element or a Part in it, as references."""
        self._parts: list[tuple[int, str, list[bytes]]] = []
        """Object number, title and content of each Part."""
        self._owners: list[list[bytes]] = []
        self._links: list[bytes] = []
        self._notes: list[bytes] = []

    def begin_part(self, title: str) -> None:
        """The pages that follow belong to a Part of their own, until the next one begins."""
        self._tops = []
        self._parts.append((self._file.reserve(), title, self._tops))

    def begin_page(self, page: bytes, height: float) -> Start:
        """Where the first part of a page begins. `page` is the reference to it."""
        self._owners.append([])
        return Start(
            page=page,
            height=height,
            parent=self._parts[-1][0] if self._parts else self._document,
            number=self._file.next_number,
            sequence=0,
            link=self._pages + len(self._links),
            note=len(self._notes),
        )

    def take(self, part: Part) -> None:
        """Take up the next part of the page."""
        self._file.take(part.objects)
        self._tops += part.tops
        self._owners[-1] += part.owners
        self._links += [owner for _, owner in part.links]
        self._notes += part.notes

    def write(self) -> bytes:
        """Write the tree; gives the reference to its root."""
        root = Body()
        tree = self._file.add(root)
        for number, title, tops in self._parts:
            entries = (self._document, text_string(title), b" ".join(tops))
            self._file.fill(number, b"<</S/Part/P %d 0 R/T%b/K[%b]>>" % entries)
        kids = [reference(number) for number, _, _ in self._parts] or self._tops
        self._file.fill(self._document, b"<</S/Document/P %b/K[%b]>>" % (tree, b" ".join(kids)))
        # Keys of the parent tree: the pages from 0, then the links in reading order.
        keys = [b"%d[%b]" % (page, b" ".join(owners)) for page, owners in enumerate(self._owners)]
        keys += [b"%d %b" % (self._pages + index, owner) for index, owner in enumerate(self._links)]
        parents = self._file.reserve()
        self._file.fill(parents, b"<</Nums[%b]>>" % b"\n".join(keys))
        names = sorted(b"(note-%d)%b" % (index, node) for index, node in enumerate(self._notes, 1))
        root.body = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d%b>>" % (
            self._document,
            parents,
            self._pages + len(self._links),
            b"/IDTree<</Names[%b]>>" % b"".join(names) if names else b"",
        )
        return tree
