"""A document's structure without its paper: what is read, in order, lines joined again.

In: a `Document`. Out: nodes that hold texts and nodes. Artifacts are gone, but for pictures; the
runs of a paragraph are one text (a line keeps the space at its end, so that nothing need be put between
lines); where an element says how it is read (`actual_text`), that is its text. No format is known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handbook.document import ARTIFACT, HEADINGS, Document, Element, Mark, Picture, Text, marks
from handbook.pictures import Photograph

INLINE = frozenset(("Span", "Strong", "Reference", "Link", "Form", "Ruby", "RB", "RT", "Lbl"))
"""Roles that stand inside a line of text (ISO 32000-1, 14.8.4.4; `Lbl` also leads a list item)."""

GROUPS = frozenset(("Part", "Sect", "Div"))
"""Roles that only hold others together (14.8.4.2)."""

_LISTED = {"TOC": "L", "TOCI": "LI"}

BULLETS = frozenset("・•●○■◆‣–-")
"""Labels that say no more than that here an item begins."""


class Node(NamedTuple):
    """A structure element as it is read."""

    element: Element
    children: tuple[Node | str, ...]

    @property
    def role(self) -> str:
        return self.element.role

    @property
    def shapes(self) -> bool:
        """Whether it is drawn and not written."""
        held = self.element.children
        return bool(held) and not any(isinstance(mark, Text | Element) for mark in held)

    @property
    def pictured(self) -> bool:
        """Whether it shows pictures."""
        return any(isinstance(mark, Picture) for mark in marks((self.element,)))

    @property
    def photographed(self) -> bool:
        """Whether it shows a photograph."""
        drawn = (mark.drawing for mark in marks((self.element,)) if isinstance(mark, Picture))
        return any(isinstance(drawing, Photograph) for drawing in drawn)

    @property
    def captioned(self) -> bool:
        """Whether it is a figure with the words below it."""
        return bool(self.nodes("Figure") and self.nodes("Caption"))

    @property
    def decoration(self) -> bool:
        """Whether it shows pictures that say nothing."""
        return self.role == ARTIFACT

    def nodes(self, *roles: str) -> tuple[Node, ...]:
        """Its children of these roles."""
        return tuple(child for child in self.children if isinstance(child, Node) and child.role in roles)


Content = Sequence[Node | str]
"""What stands in a line."""


def read(document: Document) -> tuple[tuple[str, tuple[Node, ...]], ...]:
    """Each page's name and what is read on it, decorative pictures among it."""
    ids: set[str | None] = set()
    return tuple((page.name, _nodes(page.elements, ids)) for page in document.pages)


def _nodes(elements: Sequence[Element], ids: set[str | None]) -> tuple[Node, ...]:
    made = [_node(element, ids) for element in elements]
    return tuple(node for node in made if node is not None)


def _node(element: Element, ids: set[str | None]) -> Node | None:
    """An element as it is read; None if there is nothing to read in it. Of one id only the first keeps it."""
    if element.id in ids:
        element = element._replace(id=None)
    ids.add(element.id)
    if element.role == ARTIFACT:
        decoration = Node(element, ())
        return decoration if decoration.pictured else None
    if element.role in _LISTED:  # a list of contents is a list; on a screen there are no page numbers
        element = element._replace(role=_LISTED[element.role], children=tuple(map(_body, element.children)))
    elif element.href is not None and element.href[1:].isdigit():
        element = element._replace(children=tuple(filter(_is_no_number, element.children)))
    if element.actual_text is not None:
        return Node(element, (_one_line(element.actual_text),))
    children: list[Node | str] = []
    for child in element.children:
        if isinstance(child, Text):
            text = child.run.text
            if children and isinstance(children[-1], str):
                children[-1] += text
            else:
                children.append(text)
        elif isinstance(child, Element) and (node := _node(child, ids)) is not None:
            children.append(node)
    # An empty cell keeps its column; anything else without words or description is nothing.
    if not children and element.alt is None and element.role not in ("TH", "TD"):
        return None
    return Node(element, tuple(children))


def _body(child: Element | Mark) -> Element | Mark:
    """What stands behind the label of an entry in a list."""
    is_entry = isinstance(child, Element) and child.role == "Reference"
    return child._replace(role="LBody") if is_entry else child  # type: ignore[call-arg]


def _is_no_number(child: Element | Mark) -> bool:
    return not (isinstance(child, Element) and child.role == "Span")


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def parts(node: Node) -> Iterator[Node | Content]:
    """What a node holds: its blocks, and between them the content that makes a paragraph."""
    content: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str) or child.role in INLINE:
            content.append(child)
            continue
        if content:
            yield tuple(content)
            content = []
        yield child
    if content:
        yield tuple(content)


def heading_in(node: Node) -> str | None:
    """The role of the first heading among a group's children, None if it has none."""
    found = node.nodes(*HEADINGS)
    return found[0].role if found else None


def header_rows(table: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The rows of a table: those that only head its columns, and the others."""
    rows = [row for child in table.nodes("THead", "TBody", "TR") for row in _rows(child)]
    heads = tuple(row for row in rows if not row.nodes("TD"))
    return heads, tuple(row for row in rows if row.nodes("TD"))


def _rows(child: Node) -> tuple[Node, ...]:
    return (child,) if child.role == "TR" else child.nodes("TR")


def described(node: Node) -> str:
    """What a drawn element shows, in words."""
    return _one_line(node.element.alt or node.element.actual_text or "")
