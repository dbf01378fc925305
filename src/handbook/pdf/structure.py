"""The structure tree of a file (ISO 32000-1, 14.7; ISO 14289-1).

The content of portions comes in as the pages are drawn; structure elements with their numbers, link
annotations, the tree's root, its Document element and the parent tree, which leads from content back to its
structure, go out. A structure tree has hundreds of elements, which ReportLab does not know of: they are
written here, not by its dictionaries.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfbase import pdfdoc

from handbook.pdf.container import Container
from handbook.pdf.content import Content
from handbook.pdf.objects import text_string, written


class Tree:
    """The structure of a file under construction."""

    def __init__(self, file: Container) -> None:
        self._file = file
        self._document = file.reserve()
        """Number of the Document element, which holds every page's elements."""
        self._parts: list[tuple[int, str, list[int]]] = []
        """Number, title and elements of each Part."""
        self._holder, self._tops = self._document, list[int]()
        """The open element, the Document element or a Part in it, and the elements that it holds."""
        self._owners: list[list[int]] = []
        """The element of each sequence, page by page."""
        self._links: list[tuple[int, bytes, int]] = []
        """The number of each link's annotation, what that says, and its element."""
        self._jumps: list[tuple[int, str]] = []
        """Links within the document whose pages are being drawn: number, which element."""
        self._places: dict[str, bytes] = {}
        """Where its elements are that have an id."""
        self._actions: dict[int, bytes] = {}
        self._notes: list[int] = []

    def begin_part(self, title: str) -> None:
        """The pages that follow belong to a Part of their own, until the next one begins."""
        self._holder, self._tops = self._file.reserve(), []
        self._parts.append((self._holder, title, self._tops))

    def begin_page(self) -> None:
        """What is taken up from now on stands on the next page."""
        self._owners.append([])

    def take(self, content: Content, page: bytes) -> tuple[bytes, list[bytes]]:
        """Take up the next portion of a page, which `page` refers to; gives its operators, numbered, and its
        links' annotations."""
        file, owners = self._file, self._owners[-1]
        sequence, first = len(owners), file.reserve(len(content.nodes))
        owners += [first + owner for owner in content.owners]
        link = file.reserve(len(content.links))
        annotations = [b"%d 0 R" % (link + index) for index in range(len(content.links))]
        for number, (owner, said, target) in enumerate(content.links, link):
            self._links.append((number, b"%b/P %b" % (said, page), first + owner))
            if target:
                self._jumps.append((number, target))
        for name, place in content.places:
            self._places.setdefault(name, b"[%b%b]" % (page, place))
        begins = {"element": first, "sequence": sequence, "link": link}
        kinds = {"element": b"%d 0 R", "sequence": b"%d", "link": b"<</Type/OBJR/Obj %%d 0 R/Pg %b>>" % page}
        for own, node in enumerate(content.nodes, first):
            said = node.said
            if node.parent is None:
                self._tops.append(own)
            if node.is_note:
                self._notes.append(own)
                said += b"/ID(note-%d)" % len(self._notes)  # ISO 14289-1, 7.9: every note has one
            if node.is_shown:
                said += b"/Pg " + page
            parent = self._holder if node.parent is None else first + node.parent
            kids = b" ".join([kinds[kind] % (begins[kind] + index) for kind, index in node.kids])
            file.put(own, b"<<%b/P %d 0 R/K[%b]>>" % (said, parent, kids))
        return content.operators % tuple(range(sequence, len(owners))), annotations

    def lead(self, headings: Sequence[bytes]) -> None:
        """Say where a document's links within it lead to, when all its pages are drawn: to its `headings`, or
        to elements with an id.

        Raises ValueError for a link to what it does not have.
        """
        places = {str(number): place for number, place in enumerate(headings, 1)} | self._places
        for number, target in self._jumps:
            if target not in places:
                raise ValueError(f"a link to #{target}, which is nowhere")
            self._actions[number] = b"/A<</S/GoTo/D%b>>" % places[target]
        self._jumps, self._places = [], {}

    def finish(self) -> pdfdoc.PDFDictionary:
        """The tree's root, when all pages are drawn."""
        file = self._file
        root = pdfdoc.PDFDictionary({"Type": "/StructTreeRoot", "K": b"%d 0 R" % self._document})
        for number, title, tops in self._parts:
            name = written(text_string(title))
            file.put(number, b"<</S/Part/P %d 0 R/T%b/K[%b]>>" % (self._document, name, _references(tops)))
        kids = [number for number, _, _ in self._parts] or self._tops
        above = file.Reference(root).format(file)
        file.put(self._document, b"<</S/Document/P %b/K[%b]>>" % (above, _references(kids)))
        # Keys of the parent tree: the pages from 0, then the links in reading order.
        keys = [b"%d[%b]" % (page, _references(owners)) for page, owners in enumerate(self._owners)]
        for key, (number, said, owner) in enumerate(self._links, len(self._owners)):
            file.put(number, b"<<%b%b/StructParent %d>>" % (said, self._actions.get(number, b""), key))
            keys.append(b"%d %d 0 R" % (key, owner))
        parents = file.reserve()
        file.put(parents, b"<</Nums[%b]>>" % b"\n".join(keys))
        root["ParentTree"] = b"%d 0 R" % parents
        root["ParentTreeNextKey"] = len(keys)
        if self._notes:
            names = sorted(b"(note-%d)%d 0 R" % note for note in enumerate(self._notes, 1))
            root["IDTree"] = b"<</Names[%b]>>" % b"".join(names)
        return root


def _references(numbers: list[int]) -> bytes:
    return b" ".join([b"%d 0 R" % number for number in numbers])
