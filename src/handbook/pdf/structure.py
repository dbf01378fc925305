"""The structure tree: what a listener hears, in order (ISO 32000-1, 14.7 and 14.8; ISO 14289-1).

Elements come in while pages are drawn; structure elements, the parent tree
and link annotations go out. Whatever a block draws is tagged by the roles of
its elements alone: no block and no layout has code here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from handbook.document import ARTIFACT, STANDARD_ROLES, Element, Text, walk
from handbook.pdf.syntax import Body, ascii_string, name, number, numbers, text_string
from handbook.units import Rect

if TYPE_CHECKING:
    from handbook.pdf.content import Content
    from handbook.pdf.file import File

OWNERS = {
    "Scope": b"Table",
    "RowSpan": b"Table",
    "ColSpan": b"Table",
    "Headers": b"Table",
    "Summary": b"Table",
    "ListNumbering": b"List",
    "Placement": b"Layout",
    "WritingMode": b"Layout",
    "TextAlign": b"Layout",
    "RubyAlign": b"Layout",
    "RubyPosition": b"Layout",
}
"""Attributes that elements may carry and the owner that each belongs to (14.8.5)."""

ARTIFACT_TYPES = ("Pagination", "Layout", "Page", "Background")
"""Types of artifacts (14.8.2.2.2)."""


class Artifact:
    """Marks that a listener does not need."""

    def __init__(self, element: Element, height: float) -> None:
        attributes = dict(element.attributes)
        kind = attributes.pop("Type", None)
        if attributes or kind not in (None, *ARTIFACT_TYPES):
            raise ValueError(f"an artifact of {element.block or 'no block'} with {element.attributes!r}")
        if kind is None:
            self._open = b"/Artifact BMC\n"
        elif kind == "Background":
            box = box_of(element)
            self._open = b"/Artifact<</Type/Background/BBox[%b]>>BDC\n" % _edges(box, height)
        else:
            self._open = b"/Artifact<</Type/%b>>BDC\n" % kind.encode("ascii")

    def open_sequence(self, content: Content) -> bytes:
        return self._open


class Node:
    """A structure element of the file: an element of the document and where it came to stand."""

    __slots__ = ("element", "kids", "number", "page", "parent")

    def __init__(self, element: Element, parent: Node | None, page: PageTags) -> None:
        if element.role not in STANDARD_ROLES:
            raise ValueError(f"unknown role {element.role!r} in block {element.block or '?'}")
        if element.role == "Figure" and not (element.alt or element.actual_text):
            raise ValueError(f"a figure without alt text in block {element.block or '?'}")
        self.element = element
        self.parent = parent
        self.page = page
        self.kids: list[int | bytes | Node] = []
        """In reading order: MCIDs, object references, nodes."""
        self.number = 0

    def open_sequence(self, content: Content) -> bytes:
        mcid = content.number_sequence(self)
        self.kids.append(mcid)
        return b"/%b<</MCID %d>>BDC\n" % (self.element.role.encode("ascii"), mcid)

    def body(self, note: int) -> bytes:
        """The structure element as an object; `note` is how many notes there are up to here."""
        element = self.element
        parent = self.page.tree.number if self.parent is None else self.parent.number
        kids = self.kids
        if len(kids) == 1 and type(kids[0]) is int:  # most elements are one piece of text
            head = b"<</S/%b/P %d 0 R/Pg %b/K %d" % (
                element.role.encode("ascii"),
                parent,
                self.page.reference,
                kids[0],
            )
        else:
            parts = [
                b"%d 0 R" % kid.number
                if isinstance(kid, Node)
                else kid
                if isinstance(kid, bytes)
                else b"%d" % kid
                for kid in kids
            ]
            page = b"/Pg " + self.page.reference if any(type(kid) is int for kid in kids) else b""
            head = b"<</S/%b/P %d 0 R%b/K[%b]" % (
                element.role.encode("ascii"),
                parent,
                page,
                b" ".join(parts),
            )
        return head + self._entries(note) + b">>"

    def _entries(self, note: int) -> bytes:
        element = self.element
        entries = b""
        for key, value in (
            (b"/Alt", element.alt),
            (b"/ActualText", element.actual_text),
            (b"/Lang", element.lang),
            (b"/T", element.title),
        ):
            if value is not None:
                entries += key + text_string(value)
        if element.role == "Note":
            entries += b"/ID(note-%d)" % note  # ISO 14289-1, 7.9: every note has one
        if element.attributes or element.role == "Figure":
            entries += b"/A" + self._attributes()
        return entries

    def _attributes(self) -> bytes:
        owners: dict[bytes, bytes] = {}
        for key, value in self.element.attributes:
            if key not in OWNERS:
                raise ValueError(f"unknown attribute {key!r} in block {self.element.block or '?'}")
            owner = OWNERS[key]
            entry = name(key) + (b" " + value.encode("ascii") if value.isdigit() else name(value))
            owners[owner] = owners.get(owner, b"") + entry
        if self.element.role == "Figure":
            box = _edges(box_of(self.element), self.page.height)
            owners[b"Layout"] = owners.get(b"Layout", b"") + b"/BBox[%b]" % box
        dictionaries = [b"<</O/%b%b>>" % (owner, entries) for owner, entries in owners.items()]
        return dictionaries[0] if len(dictionaries) == 1 else b"[%b]" % b"".join(dictionaries)


class PageTags:
    """The structure of one page, told while it is drawn."""

    def __init__(self, tree: Tree, reference: bytes, height: float) -> None:
        self.tree = tree
        self.reference = reference
        self.height = height
        self.annotations: list[bytes] = []
        """References to the page's link annotations, in reading order."""

    def draw(self, elements: Iterable[Element], content: Content) -> None:
        """Draw the elements' marks in order and take up the elements into the tree."""
        for element in elements:
            self._element(element, None, content)

    def _element(self, element: Element, parent: Node | None, content: Content) -> None:
        if element.role == ARTIFACT:
            artifact = Artifact(element, self.height)
            for mark, _ in walk((element,)):
                content.draw(mark, artifact)
            return
        node = Node(element, parent, self)
        self.tree.enter(node)
        for child in element.children:
            if isinstance(child, Element):
                self._element(child, node, content)
            else:
                content.draw(child, node)
        if element.href is not None:
            self._link(node)

    def _link(self, node: Node) -> None:
        """The annotation that makes the element a link, described as ISO 14289-1, 7.18.5 wants."""
        element = node.element
        boxes = line_boxes(element)
        if not boxes:
            raise ValueError(
                f"a link to {element.href} with nothing to touch in block {element.block or '?'}"
            )
        around = union(boxes)
        quads = b" ".join(
            numbers((box.x, self.height - box.y, box.right, self.height - box.y))
            + b" "
            + numbers((box.x, self.height - box.bottom, box.right, self.height - box.bottom))
            for box in boxes
        )
        text = "".join(mark.run.text for mark, _ in walk((element,)) if isinstance(mark, Text))
        target = quote(element.href or "", safe=":/?#[]@!$&'()*+,;=%-._~")
        annotation = Body(
            b"<</Type/Annot/Subtype/Link/Rect[%b]/QuadPoints[%b]/Border[0 0 0]/F 4/P %b/StructParent %d"
            b"/Contents%b/A<</S/URI/URI%b>>>>"
            % (
                _edges(around, self.height),
                quads,
                self.reference,
                self.tree.take_key(node),
                text_string(element.alt or element.title or text),
                ascii_string(target),
            )
        )
        reference = self.tree.file.add(annotation)
        self.annotations.append(reference)
        node.kids.append(b"<</Type/OBJR/Obj %b/Pg %b>>" % (reference, self.reference))


class Tree:
    """The structure of the whole file."""

    def __init__(self, file: File, pages: int) -> None:
        self.file = file
        self.number = file.reserve(1)
        """Object number of the Document element, which holds every page's elements."""
        self._nodes: list[Node] = []
        self._pages = pages
        self._links: list[Node] = []

    def enter(self, node: Node) -> None:
        self._nodes.append(node)
        if node.parent is not None:
            node.parent.kids.append(node)

    def take_key(self, node: Node) -> int:
        """The key of a link in the parent tree; the pages have the keys before."""
        self._links.append(node)
        return self._pages + len(self._links) - 1

    def write(self, sequences: Sequence[Sequence[Node]]) -> bytes:
        """Write the tree; `sequences` are each page's nodes by MCID. Gives the root's reference."""
        first = self.file.reserve(len(self._nodes))
        for offset, node in enumerate(self._nodes):
            node.number = first + offset
        notes: list[bytes] = []
        for node in self._nodes:
            if node.element.role == "Note":
                notes.append(b"(note-%d)%d 0 R" % (len(notes) + 1, node.number))
            self.file.pack(node.number, node.body(len(notes)))
        root = Body()
        reference = self.file.add(root)
        top = b" ".join(b"%d 0 R" % node.number for node in self._nodes if node.parent is None)
        self.file.pack(self.number, b"<</S/Document/P %b/K[%b]>>" % (reference, top))
        parents = [
            b"%d[%b]" % (page, b" ".join(b"%d 0 R" % node.number for node in nodes))
            for page, nodes in enumerate(sequences)
        ]
        parents += [
            b"%d %d 0 R" % (self._pages + index, node.number) for index, node in enumerate(self._links)
        ]
        tree = self.file.reserve(1)
        self.file.pack(tree, b"<</Nums[%b]>>" % b"\n".join(parents))
        names = b"/IDTree<</Names[%b]>>" % b"".join(sorted(notes)) if notes else b""
        root.body = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d%b>>" % (
            self.number,
            tree,
            self._pages + len(self._links),
            names,
        )
        return reference


def line_boxes(element: Element) -> list[Rect]:
    """The boxes of an element's text, one a line: baselines apart are lines apart."""
    lines: dict[float, Rect] = {}
    for mark, _ in walk((element,)):
        if isinstance(mark, Text):
            box = _text_box(mark)
            known = lines.get(mark.y)
            lines[mark.y] = box if known is None else union((known, box))
    return [lines[y] for y in sorted(lines)]


def box_of(element: Element) -> Rect:
    """The box around everything that an element draws; empty at the origin if it draws nothing."""
    boxes = []
    for mark, _ in walk((element,)):
        boxes.append(_text_box(mark) if isinstance(mark, Text) else _path_box(mark.path))
    return union(boxes) if boxes else Rect(0, 0, 0, 0)


def _text_box(mark: Text) -> Rect:
    run = mark.run
    top = mark.y - run.face.ascent * run.size
    return Rect(mark.x, top, run.width, (run.face.ascent - run.face.descent) * run.size)


@lru_cache(maxsize=4096)
def _path_box(path: tuple[tuple[Any, ...], ...]) -> Rect:
    xs = [x for segment in path for x in segment[1::2]]
    ys = [y for segment in path for y in segment[2::2]]
    if not xs:
        return Rect(0, 0, 0, 0)
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def union(boxes: Sequence[Rect]) -> Rect:
    """The smallest rectangle around all of `boxes`, of which there is at least one."""
    x = min(box.x for box in boxes)
    y = min(box.y for box in boxes)
    return Rect(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


def _edges(box: Rect, height: float) -> bytes:
    """A rectangle as PDF writes it: left, bottom, right, top, from the bottom left corner."""
    return b" ".join(map(number, (box.x, height - box.bottom, box.right, height - box.y)))
