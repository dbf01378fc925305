"""PDF → what stands in it: text, shapes, fonts, metadata, structure. Knows nothing of districts and desks."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path

from handbook.readback.objects import Dictionary, Name, Reference
from handbook.readback.pages import page_nodes, read_pages
from handbook.readback.pdffile import PdfFile, ReadBackError, with_file
from handbook.readback.structure import read_tree
from handbook.readback.values import (
    Bookmark,
    Color,
    FontUse,
    Link,
    PageContent,
    PaintedImage,
    PaintedShape,
    ReadBack,
    TextRun,
)

__all__ = [
    "Bookmark",
    "Color",
    "FontUse",
    "Link",
    "PageContent",
    "PaintedImage",
    "PaintedShape",
    "ReadBack",
    "ReadBackError",
    "TextRun",
    "count_pages",
    "read_back",
]

_MOST_INFO = 100
"""Most entries of the document information that are read."""
_BOOKMARK = 50
"""What an entry of the outline costs, in tokens."""
_MOST_LABEL = 1_000_000
"""The number that counting begins at where a greater one is written: of no page of ours."""
_LABEL = 5
"""What a name of pages costs, in tokens."""
_XMP_TITLE = re.compile(r"[^<>]{0,200}<rdf:Alt>[^<>]{0,200}<rdf:li[^<>]{0,200}>([^<>]{0,2000})</rdf:li>")
_XMP_MARKUP = re.compile("[<>\"']")


def read_back(source: str | Path | bytes, name: str = "") -> ReadBack:
    """What stands in a PDF, given by its path or its bytes; `name` is for messages about bytes.

    Raises ReadBackError where nothing can be read: no such file, no PDF, a password,
    damage, or more content than any leaflet has.
    """
    # What is read is thousands of values in no circle, through which the collector would go again and again.
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        return with_file(source, name, _read_back)
    finally:
        if is_collecting:
            gc.enable()


def count_pages(source: str | Path | bytes) -> int:
    """How many pages a PDF has. Raises ReadBackError as `read_back` does."""
    return with_file(source, "", lambda file, _: len(page_nodes(file)))


def _read_back(file: PdfFile, path: str) -> ReadBack:
    nodes = page_nodes(file)
    pages, fonts = read_pages(file, nodes)
    references = [node.reference for node in nodes]
    mark_info = file.dictionary(file.catalog.get("MarkInfo"))
    info = file.dictionary(file.trailer.get("Info"))
    packet = _packet(file.decoded(file.catalog.get("Metadata"))[0])
    asked = file.dictionary(file.catalog.get("ViewerPreferences"))
    return ReadBack(
        path=path,
        pages=pages,
        fonts=fonts,
        language=file.text(file.catalog.get("Lang")) or "",
        marked=file.resolve(mark_info.get("Marked")) is True,
        encrypted=file.encrypted,
        xmp_title=_xmp_title(packet),
        xmp=tuple(map(unescape, _XMP_MARKUP.split(packet))),
        info={key: _info(file, info[key]) for key in list(info)[:_MOST_INFO]},
        printing={key: _info(file, asked[key]) for key in ("Duplex", "PrintScaling") if key in asked},
        intents=tuple(_intents(file)),
        layered="OCProperties" in file.catalog,
        extras=tuple(_extras(file)),
        labels=_labels(file, len(pages)),
        bookmarks=tuple(_bookmarks(file, references)),
        tree=read_tree(file, pages, references),
        data=file.data,
    )


def _intents(file: PdfFile) -> Iterator[str]:
    for intent in file.items(file.catalog.get("OutputIntents")):
        profile, _ = file.decoded(file.dictionary(intent).get("DestOutputProfile"))
        yield profile[16:20].decode("ascii", "replace").strip()


def _extras(file: PdfFile) -> Iterator[str]:
    names = file.dictionary(file.catalog.get("Names"))
    yield from (key for key in ("OpenAction", "AA", "AF") if key in file.catalog)
    yield from (key for key in ("JavaScript", "EmbeddedFiles") if key in names)


def _labels(file: PdfFile, count: int) -> tuple[str, ...]:
    """What viewers call each page: its number, unless a number tree names it (ISO 32000-1, 12.4.2)."""
    names: dict[int, Dictionary] = {}
    left = [file.dictionary(file.catalog.get("PageLabels"))]
    while left:
        node = left.pop()
        left += map(file.dictionary, file.array(node.get("Kids")))
        pairs = iter(file.array(node.get("Nums")))
        for key, value in zip(pairs, pairs, strict=False):
            file.spend(_LABEL)
            if isinstance(index := file.resolve(key), int):
                names[index] = file.dictionary(value)
        file.spend(_LABEL)
    labels: list[str] = []
    first, name = 0, file.dictionary({"S": Name("D")})
    for index in range(count):
        if index in names:
            first, name = index, names[index]
        start, style = file.resolve(name.get("St")), file.name(name.get("S"))
        number = (min(start, _MOST_LABEL) if isinstance(start, int) else 1) + index - first
        counted = f"{'' if style == 'D' else style}{number}" if style else ""
        labels.append((file.text(name.get("P")) or "") + counted)
    return tuple(labels)


def _bookmarks(file: PdfFile, references: Sequence[Reference | None]) -> Iterator[Bookmark]:
    """The entries of the outline in their order (ISO 32000-1, 12.3.3)."""
    numbers = {reference: number for number, reference in enumerate(references, 1) if reference}
    left = [file.dictionary(file.catalog.get("Outlines")).get("First")]
    while left:
        file.spend(_BOOKMARK)
        entry = file.dictionary(left.pop())
        if "Title" in entry:
            target = entry.get("Dest", file.dictionary(entry.get("A")).get("D"))
            page = next(iter(file.array(target)), None)
            known = numbers.get(page) if isinstance(page, Reference) else None
            yield Bookmark(file.text(entry["Title"]) or "", known)
            left += [entry[key] for key in ("Next", "First") if key in entry]


def _info(file: PdfFile, value: object) -> str:
    """A text string, or a name as it is written; empty for anything else."""
    found = file.resolve(value)
    return f"/{found}" if isinstance(found, Name) else file.text(found) or ""


def _packet(data: bytes) -> str:
    """The text of an XMP packet: in UTF-8, or where there are zero bytes, UTF-16 or UTF-32 (XMP 1, 7.1)."""
    width = 32 if b"\0\0" in data[:4] else 16 if b"\0" in data[:4] else 8
    order = "" if width == 8 else "-be" if data[0] in (0, 0xFE) else "-le"
    return data.decode(f"utf-{width}{order}", "replace")


def _xmp_title(packet: str) -> str:
    start = packet.find("<dc:title>")
    match = _XMP_TITLE.match(packet, start + len("<dc:title>")) if start >= 0 else None
    return unescape(match[1]).strip() if match else ""
