"""PDF → what stands in it: text, shapes, fonts, metadata, structure. Knows nothing of districts and desks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from handbook.readback.objects import Name
from handbook.readback.pages import PageNode, page_nodes, read_pages
from handbook.readback.pdffile import PdfFile, ReadBackError, with_file
from handbook.readback.structure import StructureTree, read_tree
from handbook.readback.values import (
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
    "Color",
    "FontUse",
    "Link",
    "PageContent",
    "PaintedImage",
    "PaintedShape",
    "ReadBack",
    "ReadBackError",
    "TextRun",
    "read_back",
    "read_structure",
]

_MOST_INFO = 100
"""Most entries of the document information that are read."""
_XMP_TITLE = re.compile(rb"[^<>]{0,200}<rdf:Alt>[^<>]{0,200}<rdf:li[^<>]{0,200}>([^<>]{0,2000})</rdf:li>")


def read_back(source: str | Path | bytes, name: str = "") -> ReadBack:
    """What stands in a PDF, given by its path or its bytes; `name` is for messages about bytes.

    Raises ReadBackError where nothing can be read: no such file, no PDF, a password,
    damage, or more content than any leaflet has.
    """
    return with_file(source, name, lambda file, path: _read_back(file, path, page_nodes(file)))


def read_structure(source: str | Path | bytes, name: str = "") -> tuple[ReadBack, StructureTree | None]:
    """As `read_back`, with the structure tree; None in its place for a file that has none."""

    def read(file: PdfFile, path: str) -> tuple[ReadBack, StructureTree | None]:
        nodes = page_nodes(file)
        found = _read_back(file, path, nodes)
        return found, read_tree(file, found.pages, [node.reference for node in nodes])

    return with_file(source, name, read)


def _read_back(file: PdfFile, path: str, nodes: Sequence[PageNode]) -> ReadBack:
    pages, fonts = read_pages(file, nodes)
    mark_info = file.dictionary(file.catalog.get("MarkInfo"))
    info = file.dictionary(file.trailer.get("Info"))
    return ReadBack(
        path=path,
        pages=pages,
        fonts=fonts,
        language=file.text(file.catalog.get("Lang")) or "",
        marked=file.resolve(mark_info.get("Marked")) is True,
        encrypted=file.encrypted,
        xmp_title=_xmp_title(file),
        info={key: _info(file, info[key]) for key in list(info)[:_MOST_INFO]},
    )


def _info(file: PdfFile, value: object) -> str:
    """A text string, or a name as it is written; empty for anything else."""
    found = file.resolve(value)
    return f"/{found}" if isinstance(found, Name) else file.text(found) or ""


def _xmp_title(file: PdfFile) -> str:
    packet, _ = file.decoded(file.catalog.get("Metadata"))
    start = packet.find(b"<dc:title>")
    match = _XMP_TITLE.match(packet, start + len(b"<dc:title>")) if start >= 0 else None
    return unescape(match[1].decode("utf-8", "replace")).strip() if match else ""
