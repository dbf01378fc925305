"""The pages of many finished PDFs in one file, in their order, for a printer who wants a single one.

In: files of our own. Out: a file that is written as they are read, so that memory does not grow with it: what
pages have in common, to the byte, is kept once. It is for paper: no tags, links or bookmarks, and it claims
no standard; the single files keep all of that. Nothing is drawn anew.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from handbook.readback.objects import Dictionary, Name, Reference, Stream, entries
from handbook.readback.strict import StrictObjects

PAPER = ("Contents", "Resources", "MediaBox", "CropBox", "TrimBox", "BleedBox")
"""What of a page is seen on paper."""

CATALOG, PAGES, INFO = 1, 2, 3
"""Numbers of the objects that come last."""


def gather(files: Iterable[Path | bytes], title: str, write: Callable[[bytes], object]) -> None:
    """Write the pages of the files as one; the same files give the same bytes."""
    writer = _Writer(write)
    view = b""
    for one in files:
        file = writer.file = StrictObjects(one if isinstance(one, bytes) else one.read_bytes())
        writer.own.clear()
        catalog = _dictionary(file, file.trailer["Root"])
        view = view or writer.spelled(catalog.get("ViewerPreferences"))
        for page in _pages(file, catalog["Pages"]):
            writer.page({key: page[key] for key in PAPER if key in page})
    writer.finish(title, view)


def _dictionary(file: StrictObjects, value: object) -> Dictionary:
    return entries(file.get(value) if isinstance(value, Reference) else value) or {}


def _pages(file: StrictObjects, tree: object) -> Iterator[Dictionary]:
    node = _dictionary(file, tree)
    kids = node.get("Kids")
    if not isinstance(kids, list):
        yield node
        return
    for kid in kids:
        yield from _pages(file, kid)


class _Writer:
    file: StrictObjects
    """The file that is read."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.write, self.at = write, 0
        self.offsets = {CATALOG: 0, PAGES: 0, INFO: 0}
        self.known: dict[bytes, int] = {}
        """The digest of an object → its number."""
        self.pages: list[int] = []
        self.own: dict[int, int] = {}
        """Its numbers → ours."""
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def page(self, page: Dictionary) -> None:
        body = b"<</Type/Page/Parent %d 0 R%b>>" % (PAGES, self._inner(page))
        self.pages.append(self._add(body, once=False))

    def spelled(self, value: object) -> bytes:
        """A value as it is written; what it refers to is written first."""
        if isinstance(value, Reference):
            if value.number not in self.own:
                self.own[value.number] = self._add(self.spelled(self.file.get(value)))
            return b"%d 0 R" % self.own[value.number]
        if isinstance(value, Stream):  # packed as it stands in the file
            head = b"<<%b/Length %d>>" % (self._inner(value.dictionary), len(value.raw))
            return b"%b\nstream\n%b\nendstream" % (head, value.raw)
        if isinstance(value, dict):
            return b"<<%b>>" % self._inner(value)
        if isinstance(value, list):
            return b"[%b]" % b" ".join(map(self.spelled, value))
        if isinstance(value, Name):
            return b"/%b" % value.encode("latin-1")
        if isinstance(value, bytes):
            return b"<%b>" % value.hex().encode()
        if value is None or isinstance(value, bool):
            return {True: b"true", False: b"false", None: b"null"}[value]
        return (f"{value:.5f}" if isinstance(value, float) else str(value)).encode()

    def _inner(self, value: Dictionary) -> bytes:
        return b"".join(b"/%b %b" % (key.encode(), self.spelled(one)) for key, one in value.items())

    def _add(self, body: bytes, once: bool = True) -> int:
        """The number of an object, which is written unless one like it was."""
        digest = hashlib.sha256(body).digest()
        if once and digest in self.known:
            return self.known[digest]
        number = self.known[digest] = len(self.offsets) + 1
        self._object(number, body)
        return number

    def _object(self, number: int, body: bytes) -> None:
        self.offsets[number] = self.at
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def _put(self, data: bytes) -> None:
        self.write(data)
        self.at += len(data)

    def finish(self, title: str, view: bytes) -> None:
        kids = b" ".join(b"%d 0 R" % page for page in self.pages)
        self._object(CATALOG, b"<</Type/Catalog/Pages %d 0 R/ViewerPreferences %b>>" % (PAGES, view))
        self._object(PAGES, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(self.pages), kids))
        words = (codecs.BOM_UTF16_BE + title.encode("utf-16-be")).hex().encode()
        self._object(INFO, b"<</Title<%b>/Producer(handbook)>>" % words)
        start, size = self.at, len(self.offsets) + 1
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        self._put(b"".join(b"%010d 00000 n \n" % self.offsets[number] for number in range(1, size)))
        self._put(b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\n" % (size, CATALOG, INFO))
        self._put(b"startxref\n%d\n%%%%EOF\n" % start)
