"""A PDF taken apart: its objects, what its pages paint, its structure tree.

In: a file or its bytes. Out: an `Anatomy`, for rules about the file and for reading it aloud. It
goes deeper than `read_back`, costs more, and does not say where anything stands on the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handbook.readback.fonts import FontReader
from handbook.readback.model import Dictionary
from handbook.readback.objects import Objects
from handbook.readback.reader import file_bytes
from handbook.readback.scan import FontScan, PageScan, Scanner
from handbook.readback.source import ReadBackError, damaged, opened
from handbook.readback.structure import (
    Annotation,
    Content,
    StructureElement,
    StructureTree,
    read_structure,
    texts,
)

MAX_PAGES = 500
_MAX_TREE = 5_000
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")


@dataclass(frozen=True, slots=True, eq=False)
class Anatomy:
    """One file."""

    path: str
    objects: Objects
    pages: Sequence[PageScan]
    page_numbers: Sequence[int | None]
    """Object numbers of the pages."""
    fonts: Mapping[int, FontScan]
    tree: StructureTree | None
    texts: Mapping[tuple[int, int, int], str]
    """Page, stream and MCID → what the marked content reads as."""
    annotations: Sequence[tuple[int, int | None, Dictionary]]
    """Page, object number and dictionary of every annotation."""
    whole: bool
    """False where the file holds more pages or content than was read."""

    def words(self, kid: StructureElement | Content | Annotation, most: int = 200) -> str:
        """The characters in an element, `most` of them at most; readings of ruby left out."""
        parts: list[str] = []
        stack: list[StructureElement | Content | Annotation] = [kid]
        length = 0
        while stack and length < most:
            found = stack.pop()
            if isinstance(found, Content):
                text = self.texts.get((found.page or 0, found.stream, found.mcid), "")
                parts.append(text)
                length += len(text)
            elif isinstance(found, StructureElement) and found.standard not in ("RT", "RP"):
                stack.extend(reversed(found.kids))
        return "".join(parts)[:most]


def dissect(source: str | Path | bytes, name: str = "") -> Anatomy:
    """Take a PDF apart, given by its path or its bytes; `name` is for messages about bytes.

    Raises ReadBackError where nothing can be read: no such file, no PDF, a password, damage.
    """
    path = name or (str(source) if not isinstance(source, bytes) else "PDF")
    data = source if isinstance(source, bytes) else file_bytes(Path(source))
    opened_source = opened(data, path)
    try:
        objects = Objects(opened_source)
        if not objects.catalog:
            raise damaged(path)
        return _dissected(objects, Scanner(objects, FontReader(opened_source)), path)
    except ReadBackError:
        raise
    except Exception as error:
        # pypdf raises many types (also RecursionError) on hostile bytes; all mean the same to a reader.
        raise damaged(path) from error


def _dissected(objects: Objects, scanner: Scanner, path: str) -> Anatomy:
    nodes, whole = _page_nodes(objects)
    pages: list[PageScan] = []
    annotations: list[tuple[int, int | None, Dictionary]] = []
    for index, (_, dictionary) in enumerate(nodes, 1):
        page = scanner.page(index, dictionary)
        for reference in objects.array(dictionary.get("Annots"))[:10_000]:
            annotation = objects.dictionary(reference)
            annotations.append((index, objects.number_of(reference), annotation))
            for stream in _appearances(objects, annotation):
                scanner.appearance(page, stream)
        pages.append(page)
    numbers = [number for number, _ in nodes]
    return Anatomy(
        path=path,
        objects=objects,
        pages=pages,
        page_numbers=numbers,
        fonts=scanner.fonts,
        tree=read_structure(objects, numbers),
        texts=texts(pages),
        annotations=annotations,
        whole=whole and all(page.whole for page in pages),
    )


def _appearances(objects: Objects, annotation: Dictionary) -> list[object]:
    """The streams that an annotation may look like: of its normal state, or of each of its states."""
    normal = objects.dictionary(annotation.get("AP")).get("N")
    if objects.is_stream(normal):
        return [normal]
    return [one for one in list(objects.dictionary(normal).values())[:20] if objects.is_stream(one)]


def _page_nodes(objects: Objects) -> tuple[list[tuple[int | None, Dictionary]], bool]:
    """The pages in order, each with its object number and what it inherits, and whether these are all."""
    found: list[tuple[int | None, Dictionary]] = []
    seen: set[int] = set()
    stack: list[tuple[object, Dictionary]] = [(objects.catalog.get("Pages"), {})]
    visited = 0
    while stack:
        reference, inherited = stack.pop()
        visited += 1
        if visited > _MAX_TREE or len(found) >= MAX_PAGES:
            return found, False
        number = objects.number_of(reference)
        if number is not None:
            if number in seen:
                continue
            seen.add(number)
        node = objects.dictionary(reference)
        below = {**inherited, **{key: node[key] for key in _INHERITED if key in node}}
        if objects.is_array(node.get("Kids")):
            kids = objects.array(node.get("Kids"))[: MAX_PAGES + 1]
            stack.extend((kid, below) for kid in reversed(kids))
        elif node:
            found.append((number, {**below, **node}))
    return found, True
