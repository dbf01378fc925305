"""An opened PDF → its pages: the page tree walked, each page's content interpreted, its links.

The tree is walked here and not by pypdf, so that a tree that bites its own tail, or claims a million
pages, ends; what is too much is refused before anything of it is interpreted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from handbook.readback.fonts import Decoder, FontReader
from handbook.readback.graphics import Box, Resources, transformed
from handbook.readback.interpreter import Interpreter
from handbook.readback.objects import Dictionary, Reference, TooLargeError
from handbook.readback.pdffile import MAX_STREAM, PdfFile
from handbook.readback.statements import Matrix
from handbook.readback.values import FontUse, Link, PageContent
from handbook.units import A4, Rect

MAX_PAGES = 500
_PART = 50
"""What a node of the page tree, a part of a page's content or an annotation costs, in tokens."""
_MORE_ACTIONS = frozenset(("AA", "PA", "Next"))
"""Entries by which a link does something else beside what it shows (ISO 32000-1, 12.5.6.5 and 12.6)."""
_UNSEEN = 1 | 2 | 32
"""Flags of an annotation that is not there for who looks (12.5.3)."""
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")


class PageNode(NamedTuple):
    """A leaf of the page tree."""

    reference: Reference | None
    dictionary: Dictionary
    """With what it inherits from the tree above it."""


def page_nodes(file: PdfFile) -> list[PageNode]:
    """The pages in order. Raises TooLargeError where there are more than any leaflet has."""
    found: list[PageNode] = []
    seen: set[Reference] = set()
    stack: list[tuple[object, Dictionary]] = [(file.catalog.get("Pages"), {})]
    while stack:
        reference, inherited = stack.pop()
        file.spend(_PART)
        if isinstance(reference, Reference):
            if reference in seen:
                continue
            seen.add(reference)
        node = file.dictionary(reference)
        inherited = {**inherited, **{name: node[name] for name in _INHERITED if name in node}}
        kids = file.resolve(node.get("Kids"))
        if isinstance(kids, list):
            if len(kids) > MAX_PAGES:
                raise TooLargeError
            stack.extend((kid, inherited) for kid in reversed(kids))
        elif node:
            own = reference if isinstance(reference, Reference) else None
            found.append(PageNode(own, {**inherited, **node}))
            if len(found) > MAX_PAGES:
                raise TooLargeError
    return found


def read_pages(
    file: PdfFile, nodes: Sequence[PageNode]
) -> tuple[tuple[PageContent, ...], tuple[FontUse, ...]]:
    """What stands on the pages, and the fonts that they name."""
    numbers = {node.reference: number for number, node in enumerate(nodes, 1) if node.reference}
    reader = _PageReader(file, numbers)
    pages = tuple(reader.page(number, node.dictionary) for number, node in enumerate(nodes, 1))
    return pages, tuple(decoder.use._replace(pages=tuple(on)) for decoder, on in reader.fonts.items())


class _PageReader:
    """Reads the pages of one file, which share fonts."""

    def __init__(self, file: PdfFile, numbers: Mapping[Reference, int]) -> None:
        self._file = file
        self._numbers = numbers
        self._font_reader = FontReader(file)
        self.fonts: dict[Decoder, list[int]] = {}
        """Each font with the numbers of the pages that name it."""

    def page(self, number: int, page: Dictionary) -> PageContent:
        file = self._file
        media = self._box(page.get("MediaBox"), (0.0, 0.0, *A4))
        crop = self._box(page.get("CropBox"), media)
        crop = (
            max(crop[0], media[0]),
            max(crop[1], media[1]),
            min(crop[2], media[2]),
            min(crop[3], media[3]),
        )
        base, width, height = _base(
            crop, file.number(page.get("Rotate")), file.number(page.get("UserUnit"), 1.0)
        )
        left, top, right, bottom = transformed(base, *self._box(page.get("TrimBox"), crop))
        bleed = transformed(base, *self._box(page.get("BleedBox"), crop))
        resources = Resources(file, self._font_reader, file.dictionary(page.get("Resources")))
        interpreter = Interpreter(number, base, resources)
        content, whole = self._content(page.get("Contents"))
        interpreter.run(content)
        links, notes = self._annotations(number, page, base)
        for decoder in interpreter.fonts:
            self.fonts.setdefault(decoder, []).append(number)
        return PageContent(
            number=number,
            width=width,
            height=height,
            trim=Rect(left, top, right - left, bottom - top),
            bleed=Rect(bleed[0], bleed[1], bleed[2] - bleed[0], bleed[3] - bleed[1]),
            runs=tuple(interpreter.runs),
            shapes=tuple(interpreter.shapes),
            images=tuple(interpreter.images),
            links=tuple(links),
            notes=tuple(notes),
            spaces=frozenset(interpreter.spaces),
            faults=interpreter.faults,
            broken=interpreter.broken or not whole,
        )

    def _content(self, reference: object) -> tuple[bytes, bool]:
        """A page's content, and whether all of it could be decoded."""
        whole = True
        streams: list[bytes] = []
        left = MAX_STREAM
        for part in self._file.items(reference):
            self._file.spend(_PART)
            stream, sound = self._file.decoded(part, left + 1)
            left -= len(stream)
            if left < 0:
                raise TooLargeError
            whole = whole and sound
            streams.append(stream)
        # A statement may begin in one stream and end in the next (ISO 32000-1, 7.8.2).
        return b"\n".join(streams), whole

    def _annotations(self, number: int, page: Dictionary, base: Matrix) -> tuple[list[Link], list[str]]:
        """The annotations that link to an address or a page, and the kinds of all others."""
        file = self._file
        links: list[Link] = []
        notes: list[str] = []
        for reference in file.array(page.get("Annots")):
            file.spend(_PART)
            annotation = file.dictionary(reference)
            action = file.dictionary(annotation.get("A"))
            uri, kind = action.get("URI"), file.name(annotation.get("Subtype"))
            hidden = int(file.number(annotation.get("F"))) & _UNSEEN
            plain = not hidden and _MORE_ACTIONS.isdisjoint((*annotation, *action))
            target = self._target(annotation, action) if uri is None else None
            if kind == "Link" and plain and (uri is not None or target):
                box = self._box(annotation.get("Rect"), (0.0, 0.0, 0.0, 0.0))
                left, top, right, bottom = transformed(base, *box)
                words = file.text(annotation.get("Contents")) or ""
                box_on_page = Rect(left, top, right - left, bottom - top)
                links.append(Link(number, box_on_page, file.text(uri) or "", words, target))
            else:
                notes.append(kind)
        if "AA" in page:
            notes.append("AA")
        return links, notes

    def _target(self, annotation: Dictionary, action: Dictionary) -> int | None:
        """The page that a link leads to, where it says so itself (ISO 32000-1, 12.3.2.2 and 12.6.4.2)."""
        goes = self._file.name(action.get("S")) == "GoTo"
        place = self._file.array(action.get("D") if goes else annotation.get("Dest"))
        return self._numbers.get(place[0]) if place and isinstance(place[0], Reference) else None

    def _box(self, value: object, default: Box) -> Box:
        found = self._file.array(value)
        if len(found) != 4:
            return default
        x0, y0, x1, y1 = self._file.numbers(found)
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _base(crop: Box, rotate: float, unit: float) -> tuple[Matrix, float, float]:
    """The matrix from user space to the displayed page, and the displayed size (ISO 32000-1, 7.7.3.3)."""
    x0, y0, x1, y1 = crop
    unit = unit if 0 < unit < 1000 else 1.0
    width, height = (x1 - x0) * unit, (y1 - y0) * unit
    turn = int(rotate) % 360
    if turn == 90:
        return (0.0, unit, unit, 0.0, -y0 * unit, -x0 * unit), height, width
    if turn == 180:
        return (-unit, 0.0, 0.0, unit, x1 * unit, -y0 * unit), width, height
    if turn == 270:
        return (0.0, -unit, -unit, 0.0, y1 * unit, x1 * unit), height, width
    return (unit, 0.0, 0.0, -unit, -x0 * unit, y1 * unit), width, height
