"""A portion's content: marks in; operators, structure elements, links and forms out.

Whatever a block draws is tagged by the roles of its elements alone: no block and no layout has code here.
Each mark stands in a marked-content sequence (ISO 32000-1, 14.6) of the element that it is a direct child
of, or in an artifact. What comes out depends on the portion, the page's size and the fonts, and on nothing
else in a file; `structure.py` gives the numbers that it has there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import quote

from reportlab.pdfbase import pdfdoc

from handbook.document import (
    ARTIFACT,
    HEADINGS,
    STANDARD_ROLES,
    Element,
    Mark,
    Picture,
    Portion,
    Shape,
    Text,
    marks,
    words,
)
from handbook.pdf.boxes import box_of, line_boxes, union
from handbook.pdf.forms import Form, form_of, image_of, picture_form
from handbook.pdf.objects import array, entries, is_grey, numbers, rgb, text_string
from handbook.pdf.outline import ABOVE
from handbook.pdf.type0 import EmbeddedFont, parted
from handbook.pictures import Photograph
from handbook.units import Rect

if TYPE_CHECKING:
    from handbook.fonts import Face

Fonts = Mapping["Face", Sequence[EmbeddedFont]]
"""The fonts of a file by face. What a face's first font has no code for, a later one has."""

OWNERS = {
    "Scope": "Table",
    "RowSpan": "Table",
    "ColSpan": "Table",
    "Headers": "Table",
    "Summary": "Table",
    "ListNumbering": "List",
    "Role": "PrintField",
    "Placement": "Layout",
    "WritingMode": "Layout",
    "TextAlign": "Layout",
    "RubyAlign": "Layout",
    "RubyPosition": "Layout",
}
"""Attributes that elements may carry and the owner that each belongs to (14.8.5)."""

INLINE = frozenset(("P", *HEADINGS, "Span", "Strong", "Reference", "Link", "Form", "Lbl", "RB", "RT"))
"""Roles that hold text, in whose lines a figure stands."""

WRITTEN_AS = {"Strong": "Span"}
"""Roles that PDF 1.7 does not have (14.8.4)."""

ARTIFACT_TYPES = ("Pagination", "Layout", "Page", "Background")
"""Types of artifacts (14.8.2.2.2)."""

Kid = tuple[Literal["element", "sequence", "link"], int]
"""What a structure element holds: an element, a marked-content sequence or a link of its portion."""


class Node(NamedTuple):
    """A structure element as its portion knows it."""

    parent: int | None
    """Which of the portion's elements it stands in; None: what the portion stands in."""
    said: bytes
    """Its entries, but for those with numbers of the file."""
    kids: Sequence[Kid]
    is_shown: bool
    """Whether it holds sequences itself."""
    is_note: bool


class Link(NamedTuple):
    """A link annotation as its portion knows it."""

    node: int
    said: bytes
    """As `Node.said`."""
    target: str
    """The id of the element of the document that it leads to, or which of its headings, counted from 1; ""
    for a link to somewhere else."""


class Content(NamedTuple):
    """What a portion draws, and what it means. Elements, sequences and links are counted from 0."""

    operators: bytes
    """With a `%d` for the number of each sequence."""
    owners: Sequence[int]
    """The element of each sequence."""
    nodes: Sequence[Node]
    links: Sequence[Link]
    places: Sequence[tuple[str, bytes]]
    """The ids of its elements, and how a destination says where each is on its page."""
    forms: Mapping[bytes, bytes]
    """The form and image XObjects that it draws, by name, as they are written."""


def content_of(portion: Portion, width: float, height: float, fonts: Fonts) -> Content:
    """The content of a portion on a page of that size.

    Raises ValueError for what no block should make: an unknown role or attribute, a figure
    without alternative text, a link with nothing to touch, a mark at no place.
    """
    writer = _ContentWriter(width, height, fonts)
    for element in portion.elements:
        writer.element(element)
    return writer.finish()


class _ContentWriter:
    def __init__(self, width: float, height: float, fonts: Fonts) -> None:
        self._size = (width, height)
        self._fonts = fonts
        self._operators: list[str] = []
        self._owners: list[int] = []
        self._nodes: list[Node] = []
        self._links: list[Link] = []
        self._places: list[tuple[str, bytes]] = []
        self._forms: dict[bytes, bytes] = {}
        self._owner: object = None
        """Whose sequence is open."""
        self._in_text = False
        self._shapes: list[Shape] = []
        # The graphics state, None where it is not known.
        self._font: tuple[str, float] | None = None
        self._fill: str | None = None

    def finish(self) -> Content:
        self._close()
        operators = "".join([f"{operator}\n" for operator in self._operators]).encode("ascii")
        return Content(operators, self._owners, self._nodes, self._links, self._places, self._forms)

    def element(self, element: Element, parent: int | None = None, outer: str = "") -> Kid | None:
        """Draw and tag an element that lies in `parent`, whose role is `outer`; None for an artifact."""
        if element.role == ARTIFACT:
            self._artifact(element)
            return None
        _check(element)
        index = len(self._nodes)
        kids: list[Kid] = []
        is_shown = not all(isinstance(child, Element) for child in element.children)
        node = Node(parent, self._said(element, outer), kids, is_shown, element.role == "Note")
        self._nodes.append(node)
        for child in element.children:
            if isinstance(child, Element):
                kid = self.element(child, index, element.role)
                kids += [] if kid is None else [kid]
                continue
            if self._owner != index:
                kids.append(("sequence", len(self._owners)))
                self._owners.append(index)
                self._open(index, f"/{WRITTEN_AS.get(element.role, element.role)} <</MCID %d>> BDC")
            self._draw(child)
        if element.href is not None:
            kids.append(("link", len(self._links)))
            target = element.href[1:] if element.href.startswith("#") else ""
            self._links.append(Link(index, self._link(element, element.href), target))
        if element.id is not None:
            top = self._size[1] - box_of(element).y + ABOVE
            self._places.append((element.id, b"/XYZ null %b null" % numbers(top).encode("ascii")))
        return ("element", index)

    def _artifact(self, element: Element) -> None:
        attributes = dict(element.attributes)
        kind = attributes.pop("Type", None)
        if attributes or kind not in (None, *ARTIFACT_TYPES):
            raise ValueError(f"an artifact of {element.block or 'no block'} with {element.attributes!r}")
        if not (drawn := marks((element,))):
            return
        if kind is None:
            self._open(element, "/Artifact BMC")
        elif kind == "Background":
            box = numbers(*self._edges(box_of(element)))
            self._open(element, f"/Artifact <</Type /Background /BBox [{box}]>> BDC")
        else:
            self._open(element, f"/Artifact <</Type /{kind}>> BDC")
        for mark in drawn:
            self._draw(mark)

    # Operators

    def _open(self, owner: object, operator: str) -> None:
        """Begin the sequence of an owner, ending the one before."""
        self._close()
        self._operators.append(operator)
        self._owner = owner

    def _close(self) -> None:
        self._end_text()
        self._end_shapes()
        if self._owner is not None:
            self._operators.append("EMC")
            self._owner = None

    def _draw(self, mark: Mark) -> None:
        """Draw a mark into the open sequence; shapes that follow each other are one form."""
        if isinstance(mark, Shape):
            if mark.fill is not None or mark.stroke is not None:
                self._end_text()
                self._shapes.append(mark)
            return
        self._end_shapes()
        if isinstance(mark, Picture):
            self._picture(mark)
        else:
            self._text(mark)

    def _end_text(self) -> None:
        if self._in_text:
            self._operators.append("ET")
            self._in_text = False

    def _end_shapes(self) -> None:
        if self._shapes:
            self._form(form_of(tuple(self._shapes), *self._size))
            self._shapes.clear()

    def _form(self, form: Form) -> None:
        self._forms[form.name] = form.body
        self._operators.append(f"/{form.name.decode()} Do")

    def _picture(self, mark: Picture) -> None:
        """A drawing's form, scaled from its units to the box; an image, which is one unit wide and high."""
        self._end_text()
        box, drawing = mark
        x, y, *_ = self._edges(box)
        if isinstance(drawing, Photograph):
            form, across, down = image_of(drawing, box.width), box.width, box.height
        else:
            form = picture_form(drawing)
            across, down = box.width / drawing.width, box.height / drawing.height
        self._operators.append(f"q {numbers(across, 0, 0, down, digits=6)} {numbers(x, y)} cm")
        self._form(form)
        self._operators.append("Q")

    def _text(self, mark: Text) -> None:
        if not self._in_text:
            self._operators.append("BT")
            self._in_text = True
        x, y = mark.x, self._size[1] - mark.y
        if mark.color != self._fill:
            self._fill = mark.color
            color = rgb(mark.color)
            paint = f"{numbers(color[0])} g" if is_grey(color) else f"{numbers(*color)} rg"
            self._operators.append(paint)
        for run, font in parted(mark.run, self._fonts[mark.run.face]):
            if self._font != (font.resource, run.size):
                self._font = (font.resource, run.size)
                self._operators.append(f"{font.resource} {numbers(run.size)} Tf")
            self._operators += (f"1 0 0 1 {numbers(x, y)} Tm", font.show(run))
            x += run.width

    # Meaning

    def _said(self, element: Element, outer: str) -> bytes:
        """What a structure element says beside its place; most say their role alone."""
        texts = {
            "Alt": element.alt,
            "ActualText": element.actual_text,
            "Lang": element.lang,
            "T": element.title if element.href is None else None,  # a link's is its annotation's
        }
        said = {key: text_string(value) for key, value in texts.items() if value is not None}
        if element.attributes or element.role == "Figure":
            said["A"] = self._attributes(element, outer)
        role = b"/S/" + WRITTEN_AS.get(element.role, element.role).encode("ascii")
        return role + entries(**said) if said else role

    def _attributes(self, element: Element, outer: str) -> pdfdoc.PDFObject:
        owners: dict[str, dict[str, object]] = {}
        for key, value in element.attributes:
            entry = value if value.isdigit() else pdfdoc.PDFName(value)
            owners.setdefault(OWNERS[key], {})[key] = entry
        if element.role == "Figure":
            placed = owners.setdefault("Layout", {})
            if outer not in INLINE:
                # Without a placement a figure counts as standing in a line (14.8.5.4.2).
                placed.setdefault("Placement", "/Block")
            placed["BBox"] = array(*self._edges(box_of(element)))
        found = [pdfdoc.PDFDictionary({"O": f"/{owner}", **said}) for owner, said in owners.items()]
        return found[0] if len(found) == 1 else pdfdoc.PDFArray(found)

    def _link(self, element: Element, href: str) -> bytes:
        """What an annotation says that makes the element a link, described as ISO 14289-1, 7.18.5 wants."""
        if not (boxes := line_boxes(element)):
            raise ValueError(f"a link to {href} with nothing to touch in block {element.block or '?'}")
        corners: list[float] = []
        for left, bottom, right, top in map(self._edges, boxes):
            corners += (left, top, right, top, left, bottom, right, bottom)
        target = pdfdoc.PDFString(quote(href, safe=":/?#[]@!$&'()*+,;=%-._~"))
        # Where an element stands is known only when all pages are there (`Tree.lead`).
        action = {} if href.startswith("#") else {"A": pdfdoc.PDFDictionary({"S": "/URI", "URI": target})}
        return entries(
            Type="/Annot",
            Subtype="/Link",
            Rect=array(*self._edges(union(boxes))),
            QuadPoints=array(*corners),
            Border=array(0, 0, 0),
            F=4,
            Contents=text_string(element.alt or element.title or words(element)),
            **action,
        )

    def _edges(self, box: Rect) -> tuple[float, float, float, float]:
        """A rectangle as PDF has it: left, bottom, right, top, from the bottom left corner."""
        height = self._size[1]
        return box.x, height - box.bottom, box.right, height - box.y


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
