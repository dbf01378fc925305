"""The structure tree of a PDF, ours or foreign, as it is in the file (ISO 32000-1, 14.7).

In: the file's objects and scanned pages. Out: elements in reading order with what they hold:
elements, marked content with its text, annotations. A tree that bites its own tail, is endlessly
deep or huge ends here in bounded time, and `faults` says what was left out. Nothing is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handbook.readback.model import Dictionary
from handbook.readback.objects import Objects
from handbook.readback.scan import PageScan

MAX_ELEMENTS = 50_000
MAX_KIDS = 200_000
MAX_DEEP = 150
"""Deepest nesting; a well made document has some ten."""

_TYPES = """
Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private
P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot
Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP
Figure Formula Form
"""
STANDARD_TYPES = frozenset(_TYPES.split())
"""Structure types of ISO 32000-1, 14.8.4."""


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """Marked content that an element holds."""

    page: int | None
    """1-based; None where the element names no page of the file."""
    stream: int
    """Object number of the form that holds it, 0 for the page itself."""
    mcid: int


@dataclass(frozen=True, slots=True, eq=False)
class Annotation:
    """An annotation, or another object, that an element holds."""

    page: int | None
    number: int | None
    """Object number."""
    dictionary: Dictionary


@dataclass(frozen=True, slots=True, eq=False)
class StructureElement:
    """One structure element."""

    role: str
    """As the file has it."""
    standard: str
    """The standard type that it is mapped to; empty where the mapping ends nowhere."""
    number: int | None
    """Object number; None for one written out within its parent."""
    page: int | None
    """The page of its first content."""
    kids: tuple[StructureElement | Content | Annotation, ...]
    attributes: Mapping[str, object]
    """Of all owners, and of its classes."""
    alt: str | None
    actual_text: str | None
    expansion: str | None
    lang: str | None
    title: str | None
    identifier: str | None
    parent: int | None
    """Object number of what it names as its parent."""

    def elements(self, *types: str) -> tuple[StructureElement, ...]:
        """Its children of these standard types, all without any."""
        return tuple(
            kid
            for kid in self.kids
            if isinstance(kid, StructureElement) and (not types or kid.standard in types)
        )


@dataclass(frozen=True, slots=True, eq=False)
class StructureTree:
    """The whole tree."""

    number: int | None
    """Object number of the root."""
    top: tuple[StructureElement, ...]
    roles: Mapping[str, str]
    """The role map."""
    parents: Mapping[int, tuple[int | None, ...] | int]
    """The parent tree: for a page's or form's key the elements of its MCIDs, for an annotation's its one."""
    faults: tuple[str, ...]
    """`cycle`, `deep`, `huge`: why parts were left out."""

    def walk(self) -> Iterator[tuple[StructureElement, tuple[StructureElement, ...]]]:
        """Every element in reading order with those that it lies in, outermost first."""
        stack: list[tuple[StructureElement, tuple[StructureElement, ...]]]
        stack = [(element, ()) for element in reversed(self.top)]
        while stack:
            element, above = stack.pop()
            yield element, above
            path = (*above, element)
            stack.extend((kid, path) for kid in reversed(element.kids) if isinstance(kid, StructureElement))


def standard_type(role: str, roles: Mapping[str, str]) -> str:
    """The standard type that a role is mapped to; empty if the mapping is circular or ends nowhere."""
    seen: set[str] = set()
    while role not in STANDARD_TYPES and role in roles and role not in seen:
        seen.add(role)
        role = roles[role]
    return role if role in STANDARD_TYPES else ""


def read_structure(objects: Objects, pages: Sequence[int | None]) -> StructureTree | None:
    """The structure tree; None if the file has none. `pages` are the object numbers of the pages."""
    reference = objects.catalog.get("StructTreeRoot")
    root = objects.dictionary(reference)
    if not root:
        return None
    return _TreeReader(objects, root, pages).read(objects.number_of(reference))


class _TreeReader:
    def __init__(self, objects: Objects, root: Dictionary, pages: Sequence[int | None]) -> None:
        self._objects = objects
        self._root = root
        self._pages = {number: index for index, number in enumerate(pages, 1) if number is not None}
        self._roles = {
            key: objects.name(value)
            for key, value in list(objects.dictionary(root.get("RoleMap")).items())[:10_000]
        }
        self._classes = objects.dictionary(root.get("ClassMap"))
        self._open: set[int] = set()
        self._seen: set[int] = set()
        self._elements = MAX_ELEMENTS
        self._kids = MAX_KIDS
        self._faults: set[str] = set()

    def read(self, number: int | None) -> StructureTree:
        top = tuple(
            element
            for kid in self._some(self._objects.items(self._root.get("K")))
            if isinstance(element := self._kid(kid, None, 0), StructureElement)
        )
        parents: dict[int, tuple[int | None, ...] | int] = {}
        self._number_tree(self._root.get("ParentTree"), parents, 0)
        return StructureTree(number, top, self._roles, parents, tuple(sorted(self._faults)))

    def _some(self, kids: list[object]) -> list[object]:
        """The kids that there is still room for."""
        taken = kids[: max(self._kids, 0)]
        self._kids -= len(kids)
        if len(taken) < len(kids):
            self._faults.add("huge")
        return taken

    def _kid(
        self, value: object, page: int | None, deep: int
    ) -> StructureElement | Content | Annotation | None:
        objects = self._objects
        mcid = objects.number(value)
        if mcid is not None:
            return Content(page, 0, int(mcid))
        dictionary = objects.dictionary(value)
        kind = objects.name(dictionary.get("Type"))
        own = self._page(dictionary, page)
        if kind == "MCR":
            number = objects.number(dictionary.get("MCID"))
            stream = objects.number_of(dictionary.get("Stm")) or 0
            return Content(own, stream, int(number)) if number is not None else None
        if kind == "OBJR":
            target = dictionary.get("Obj")
            return Annotation(own, objects.number_of(target), objects.dictionary(target))
        return self._element(objects.number_of(value), dictionary, page, deep) if dictionary else None

    def _page(self, dictionary: Dictionary, page: int | None) -> int | None:
        if "Pg" not in dictionary:
            return page
        number = self._objects.number_of(dictionary["Pg"])
        return self._pages.get(number) if number is not None else None

    def _element(
        self, number: int | None, dictionary: Dictionary, page: int | None, deep: int
    ) -> StructureElement | None:
        if number is not None and number in self._seen:
            self._faults.add("cycle")
            return None
        if deep >= MAX_DEEP or self._elements <= 0:
            self._faults.add("deep" if deep >= MAX_DEEP else "huge")
            return None
        self._elements -= 1
        if number is not None:
            self._seen.add(number)
        objects = self._objects
        page = self._page(dictionary, page)
        kids = [self._kid(kid, page, deep + 1) for kid in self._some(objects.items(dictionary.get("K")))]
        held = tuple(kid for kid in kids if kid is not None)
        role = objects.name(dictionary.get("S"))
        first = next((kid.page for kid in held if kid.page is not None), None)
        return StructureElement(
            role=role,
            standard=standard_type(role, self._roles),
            number=number,
            page=first if first is not None else page,
            kids=held,
            attributes=self._attributes(dictionary),
            alt=objects.text(dictionary.get("Alt")),
            actual_text=objects.text(dictionary.get("ActualText")),
            expansion=objects.text(dictionary.get("E")),
            lang=objects.text(dictionary.get("Lang")),
            title=objects.text(dictionary.get("T")),
            identifier=objects.text(dictionary.get("ID")),
            parent=objects.number_of(dictionary.get("P")),
        )

    def _attributes(self, dictionary: Dictionary) -> dict[str, object]:
        objects = self._objects
        if "A" not in dictionary and "C" not in dictionary:
            return {}
        values = [
            attributes
            for name in objects.items(dictionary.get("C"))[:100]
            for attributes in objects.items(self._classes.get(objects.name(name)))[:100]
        ]
        values += objects.items(dictionary.get("A"))[:100]
        found: dict[str, object] = {}
        for value in values:
            for key, one in objects.dictionary(value).items():
                if key != "O":
                    found[key] = objects.plain(one)
        return found

    def _number_tree(self, value: object, found: dict[int, tuple[int | None, ...] | int], deep: int) -> None:
        objects = self._objects
        number = objects.number_of(value)
        if deep > 20 or (number is not None and number in self._open):
            self._faults.add("cycle")
            return
        node = objects.dictionary(value)
        if number is not None:
            self._open.add(number)
        numbers = self._some(objects.array(node.get("Nums")))
        for key, entry in zip(numbers[0::2], numbers[1::2], strict=False):
            index = objects.number(key)
            if index is None:
                continue
            if objects.is_array(entry):
                owners = self._some(objects.array(entry))
                found[int(index)] = tuple(objects.number_of(owner) for owner in owners)
            else:
                found[int(index)] = objects.number_of(entry) or 0
        for kid in self._some(objects.array(node.get("Kids"))):
            self._number_tree(kid, found, deep + 1)


def texts(pages: Sequence[PageScan]) -> dict[tuple[int, int, int], str]:
    """Page, stream and MCID → what the marked content reads as."""
    parts: dict[tuple[int, int, int], list[str]] = {}
    for page in pages:
        for piece in page.pieces:
            if piece.mcid is not None:
                parts.setdefault((page.number, piece.stream, piece.mcid), []).append(piece.text)
    return {key: "".join(found) for key, found in parts.items()}
