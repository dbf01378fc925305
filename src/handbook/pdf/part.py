"""Parts of a page: portions in; their content, tags and links out (ISO 32000-1, 14.7 and 14.8).

Whatever a block draws is tagged by the roles of its elements alone: no block
and no layout has code here. A part is a pure function of its portion, of where
in the file it begins (`Start`) and of the fonts; so the editions of a batch,
which share most of their portions, draw each of them once.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from handbook.document import ARTIFACT, STANDARD_ROLES, Element, Portion, marks, words
from handbook.pdf.boxes import box_of, line_boxes, union
from handbook.pdf.content import Content, Drawn, Fonts
from handbook.pdf.file import Section, section
from handbook.pdf.syntax import SMALL, ascii_string, name, numbers, reference, text_string
from handbook.units import Rect

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

INLINE = frozenset(("P", "H1", "H2", "H3", "Span", "Link", "Lbl", "RB", "RT"))
"""Roles that hold text, in whose lines a figure stands."""

ARTIFACT_TYPES = ("Pagination", "Layout", "Page", "Background")
"""Types of artifacts (14.8.2.2.2)."""


class Start(NamedTuple):
    """Where a part begins, in the file and on its page."""

    page: bytes
    """Reference to the page."""
    height: float
    """Height of the page, points."""
    parent: int
    """Object number of the structure element that holds the part."""
    number: int
    """Object number of the part's first object."""
    sequence: int = 0
    """Number (MCID) of its first marked-content sequence, on the page."""
    link: int = 0
    """How many links the file has before it."""
    note: int = 0
    """How many notes the file has before it."""


class Part(NamedTuple):
    """A portion as it stands in the file."""

    content: bytes
    objects: Section
    """Structure elements and annotations. These stand plainly: what a viewer needs to show a page should
    not wait for the unpacking of what it does not need."""
    owners: tuple[bytes, ...]
    """References to the structure element of each sequence, from `Start.sequence`."""
    links: tuple[tuple[bytes, bytes], ...]
    """References to each link's annotation and structure element."""
    notes: tuple[bytes, ...]
    """References to the notes' structure elements."""
    tops: tuple[bytes, ...]
    """References to the top elements; artifacts have none."""
    end: Start
    """Where the next part begins."""


def draw_part(
    portion: Portion, start: Start, fonts: Fonts, drawn: bytes | None = None, small: int = SMALL
) -> Part:
    """Draw a portion and tag it. `drawn`: its content, if it is known from elsewhere in a file; it
    depends on `Start.height` and `Start.sequence` alone. `small`: as for `flate`.

    Raises ValueError for what no block should make: an unknown role or attribute, a figure
    without alternative text, a link with nothing to touch.
    """
    content = Content(start.height, fonts) if drawn is None else Drawn(drawn)
    return _PartWriter(start, content).write(portion, small)


class _PartWriter:
    def __init__(self, start: Start, content: Content | Drawn) -> None:
        self._start = start
        self._content = content
        self._objects: list[bytes] = []
        self._owners: list[int] = []
        self._links: list[tuple[int, int]] = []
        self._notes: list[int] = []

    def write(self, portion: Portion, small: int) -> Part:
        start = self._start
        tops = [self._element(element, start.parent) for element in portion.elements]
        objects = section(start.number, self._objects, {annotation for annotation, _ in self._links}, small)
        return Part(
            content=self._content.finish(),
            objects=objects,
            owners=tuple(map(reference, self._owners)),
            links=tuple([(reference(annotation), reference(owner)) for annotation, owner in self._links]),
            notes=tuple(map(reference, self._notes)),
            tops=tuple([reference(number) for number in tops if number is not None]),
            end=start._replace(
                number=start.number + objects.length,
                sequence=start.sequence + len(self._owners),
                link=start.link + len(self._links),
                note=start.note + len(self._notes),
            ),
        )

    def _element(self, element: Element, parent: int, outer: str = "") -> int | None:
        """Draw an element; gives the object number of its structure element, None for an artifact.

        `outer` is the role that it lies in.
        """
        if element.role == ARTIFACT:
            self._artifact(element)
            return None
        _check(element)
        number = self._number(b"")  # before its children; filled in when they are known
        if element.role == "Note":
            self._notes.append(number)
        note = self._start.note + len(self._notes)
        content = self._content
        role = element.role.encode("ascii")
        kids: list[bytes] = []
        own_content = False
        for child in element.children:
            if isinstance(child, Element):
                kid = self._element(child, number, element.role)
                if kid is not None:
                    kids.append(reference(kid))
                continue
            if content.owner != number:
                sequence = self._start.sequence + len(self._owners)
                self._owners.append(number)
                kids.append(b"%d" % sequence)
                own_content = True
                content.open(number, b"/%b<</MCID %d>>BDC\n" % (role, sequence))
            content.draw(child)
        if element.href is not None:
            kids.append(self._link(element, element.href, number))
        self._objects[number - self._start.number] = b"<</S/%b/P %d 0 R%b/K[%b]%b>>" % (
            role,
            parent,
            b"/Pg " + self._start.page if own_content else b"",
            b" ".join(kids),
            self._entries(element, note, outer),
        )
        return number

    def _number(self, body: bytes) -> int:
        """Take up an object; gives its number."""
        self._objects.append(body)
        return self._start.number + len(self._objects) - 1

    def _artifact(self, element: Element) -> None:
        attributes = dict(element.attributes)
        kind = attributes.pop("Type", None)
        if attributes or kind not in (None, *ARTIFACT_TYPES):
            raise ValueError(f"an artifact of {element.block or 'no block'} with {element.attributes!r}")
        if kind is None:
            operator = b"/Artifact BMC\n"
        elif kind == "Background":
            operator = b"/Artifact<</Type/Background/BBox[%b]>>BDC\n" % self._edges(box_of(element))
        else:
            operator = b"/Artifact<</Type/%b>>BDC\n" % kind.encode("ascii")
        for mark in marks((element,)):
            if self._content.owner is not element:
                self._content.open(element, operator)
            self._content.draw(mark)

    def _entries(self, element: Element, note: int, outer: str) -> bytes:
        """What a structure element says beside its place."""
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
            entries += b"/A" + self._attributes(element, outer)
        return entries

    def _attributes(self, element: Element, outer: str) -> bytes:
        owners: dict[bytes, bytes] = {}
        for key, value in element.attributes:
            owner = OWNERS[key]
            entry = name(key) + (b" " + value.encode("ascii") if value.isdigit() else name(value))
            owners[owner] = owners.get(owner, b"") + entry
        if element.role == "Figure":
            # Without a placement a figure counts as standing in a line (14.8.5.4.2).
            placed = (
                b"" if outer in INLINE or "Placement" in dict(element.attributes) else b"/Placement/Block"
            )
            owners[b"Layout"] = (
                owners.get(b"Layout", b"") + placed + b"/BBox[%b]" % self._edges(box_of(element))
            )
        dictionaries = [b"<</O/%b%b>>" % (owner, entries) for owner, entries in owners.items()]
        return dictionaries[0] if len(dictionaries) == 1 else b"[%b]" % b"".join(dictionaries)

    def _link(self, element: Element, href: str, number: int) -> bytes:
        """The annotation that makes the element a link, described as ISO 14289-1, 7.18.5 wants.

        Gives the reference to it that the structure element holds.
        """
        boxes = line_boxes(element)
        if not boxes:
            raise ValueError(f"a link to {href} with nothing to touch in block {element.block or '?'}")
        annotation = self._number(
            b"<</Type/Annot/Subtype/Link/Rect[%b]/QuadPoints[%b]/Border[0 0 0]/F 4/P %b/StructParent %d"
            b"/Contents%b/A<</S/URI/URI%b>>>>"
            % (
                self._edges(union(boxes)),
                b" ".join(map(self._quadrilateral, boxes)),
                self._start.page,
                # The keys before are the pages': see `Tree.write`.
                self._start.link + len(self._links),
                text_string(element.alt or element.title or words(element)),
                ascii_string(quote(href, safe=":/?#[]@!$&'()*+,;=%-._~")),
            )
        )
        self._links.append((annotation, number))
        return b"<</Type/OBJR/Obj %d 0 R/Pg %b>>" % (annotation, self._start.page)

    def _quadrilateral(self, box: Rect) -> bytes:
        top, bottom = self._start.height - box.y, self._start.height - box.bottom
        return numbers((box.x, top, box.right, top, box.x, bottom, box.right, bottom))

    def _edges(self, box: Rect) -> bytes:
        """A rectangle as PDF writes it: left, bottom, right, top, from the bottom left corner."""
        return numbers((box.x, self._start.height - box.bottom, box.right, self._start.height - box.y))


def _check(element: Element) -> None:
    """Raises ValueError for an element that no block should make."""
    where = f"in block {element.block or '?'}"
    if element.role not in STANDARD_ROLES:
        raise ValueError(f"unknown role {element.role!r} {where}")
    if element.role == "Figure" and not (element.alt or element.actual_text):
        raise ValueError(f"a figure without alt text {where}")
    for key, _ in element.attributes:
        if key not in OWNERS:
            raise ValueError(f"unknown attribute {key!r} {where}")
