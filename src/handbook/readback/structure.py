"""The structure tree of a PDF, ours or foreign, as it is in the file (ISO 32000-1, 14.7).

In: an opened file and its pages, read. Out: elements in reading order with what they hold: elements,
the text of marked content, annotations. A tree that bites its own tail, is endlessly deep or huge ends
here in bounded time. Nothing is judged. Deliberately not done: attributes, the parent tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handbook.readback.objects import Dictionary, Reference
from handbook.readback.pdffile import PdfFile
from handbook.readback.values import PageContent

MAX_ELEMENTS = 50_000
MAX_KIDS = 200_000
MAX_DEEP = 150
"""Deepest nesting; a well made document has some ten."""
_MOST_ROLES = 10_000

_SAID = ("Alt", "ActualText", "E", "T")
"""What an element says of itself, as `StructureElement` has it."""

_TYPES = """
Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private
P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot
Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP
Figure Formula Form
"""
STANDARD_TYPES = frozenset(_TYPES.split())
"""Structure types of ISO 32000-1, 14.8.4."""


class Content(NamedTuple):
    """Marked content that an element holds."""

    page: int | None
    """1-based; None where the element names no page of the file."""
    text: str
    """What it reads as: its characters, or what its ActualText says instead."""
    seen: str
    """Its characters."""


class Annotation(NamedTuple):
    """An annotation, or another object, that an element holds."""

    page: int | None
    kind: str
    """`Link`, `Widget` …"""
    words: str
    """What it is described as."""


class StructureElement(NamedTuple):
    """One structure element."""

    role: str
    """As the file has it."""
    standard: str
    """The standard type that it is mapped to; empty where the mapping ends nowhere."""
    page: int | None
    """The page of its first content."""
    kids: tuple[StructureElement | Content | Annotation, ...]
    alt: str | None
    actual_text: str | None
    expansion: str | None
    """What an abbreviation stands for, which is said in its place."""
    title: str

    def elements(self, *types: str) -> tuple[StructureElement, ...]:
        """Its children of these standard types, all without any."""
        return tuple(
            kid
            for kid in self.kids
            if isinstance(kid, StructureElement) and (not types or kid.standard in types)
        )


def elements_in(elements: Iterable[StructureElement]) -> Iterator[StructureElement]:
    """Structure elements and all below them, in reading order."""
    for element in elements:
        yield element
        yield from elements_in(element.elements())


@dataclass(frozen=True, slots=True)
class StructureTree:
    """The whole tree."""

    top: tuple[StructureElement, ...]
    whole: bool
    """Whether all of it could be read: it is no circle, not too deep and not too large."""


def read_tree(
    file: PdfFile, pages: Sequence[PageContent], references: Sequence[Reference | None]
) -> StructureTree | None:
    """The structure tree; None if the file has none. `references` are those of the pages."""
    if not (root := file.dictionary(file.catalog.get("StructTreeRoot"))):
        return None
    reader = _TreeReader(file, root, _texts(pages), references)
    kids = reader.kids(root, None, 0)
    return StructureTree(tuple(kid for kid in kids if isinstance(kid, StructureElement)), reader.whole)


_Place = tuple[int | None, int, int]
"""Page, form (0 for the page itself) and MCID of marked content."""


def _texts(pages: Sequence[PageContent]) -> dict[_Place, tuple[str, str]]:
    """What marked content reads as, and its characters."""
    parts: dict[_Place, list[tuple[str, str]]] = {}
    for page in pages:
        for run in page.runs:
            if run.mcid is not None:
                said = run.text if run.instead is None else run.instead
                parts.setdefault((page.number, run.form, run.mcid), []).append((said, run.text))
    return {
        place: ("".join([said for said, _ in found]), "".join([seen for _, seen in found]))
        for place, found in parts.items()
    }


def _standard_type(role: str, roles: Mapping[str, str]) -> str:
    """The standard type that a role is mapped to; empty if the mapping is circular or ends nowhere."""
    seen: set[str] = set()
    while role not in STANDARD_TYPES and role in roles and role not in seen:
        seen.add(role)
        role = roles[role]
    return role if role in STANDARD_TYPES else ""


class _TreeReader:
    def __init__(
        self,
        file: PdfFile,
        root: Dictionary,
        texts: Mapping[_Place, tuple[str, str]],
        references: Sequence[Reference | None],
    ) -> None:
        self._file = file
        self._texts = texts
        self._pages = {reference: index for index, reference in enumerate(references, 1) if reference}
        roles = list(file.dictionary(root.get("RoleMap")).items())[:_MOST_ROLES]
        self._roles = {key: file.name(value) for key, value in roles}
        self._seen: set[Reference] = set()
        self._elements_left = MAX_ELEMENTS
        self._kids_left = MAX_KIDS
        self.whole = True

    def kids(
        self, dictionary: Dictionary, page: int | None, deep: int
    ) -> tuple[StructureElement | Content | Annotation, ...]:
        """What an element holds; `page` is its own."""
        values = self._file.items(dictionary.get("K"))
        taken = values[: max(self._kids_left, 0)]
        self._kids_left -= len(values)
        self.whole = self.whole and len(taken) == len(values)
        kids = [self._kid(value, page, deep) for value in taken]
        return tuple(kid for kid in kids if kid is not None)

    def _kid(
        self, value: object, page: int | None, deep: int
    ) -> StructureElement | Content | Annotation | None:
        file = self._file
        held = file.resolve(value)
        if isinstance(held, int):
            return Content(page, *self._texts.get((page, 0, held), ("", "")))
        dictionary = file.dictionary(held)
        if "Pg" in dictionary:
            reference = dictionary["Pg"]
            page = self._pages.get(reference) if isinstance(reference, Reference) else None
        kind = file.name(dictionary["Type"]) if "Type" in dictionary else ""
        if kind == "MCR":
            form, number = dictionary.get("Stm"), file.number(dictionary.get("MCID"), -1.0)
            place = (page, form.number if isinstance(form, Reference) else 0, int(number))
            return Content(page, *self._texts.get(place, ("", "")))
        if kind == "OBJR":
            annotation = file.dictionary(dictionary.get("Obj"))
            kind = file.name(annotation.get("Subtype"))
            words = file.text(annotation.get("TU" if kind == "Widget" else "Contents"))
            return Annotation(page, kind, words or "")
        return self._element(value, dictionary, page, deep) if dictionary else None

    def _element(
        self, value: object, dictionary: Dictionary, page: int | None, deep: int
    ) -> StructureElement | None:
        again = isinstance(value, Reference) and value in self._seen
        if again or deep >= MAX_DEEP or self._elements_left <= 0:
            self.whole = False
            return None
        self._elements_left -= 1
        if isinstance(value, Reference):
            self._seen.add(value)
        file = self._file
        kids = self.kids(dictionary, page, deep + 1)
        role = file.name(dictionary.get("S"))
        for kid in kids:
            if kid.page is not None:
                page = kid.page
                break
        alt, actual_text, expansion, title = [
            file.text(dictionary[key]) if key in dictionary else None for key in _SAID
        ]
        standard = _standard_type(role, self._roles)
        return StructureElement(role, standard, page, kids, alt, actual_text, expansion, title or "")
