"""The pages of many finished PDFs in one file, in their order, for a printer who wants a single one.

In: paths. Out: a file that is written as it is read, so that memory does not grow with it: what pages have in
common, to the byte, is kept once. It is for paper: no tags, links or bookmarks, and it claims no standard;
the single files keep all of that. Nothing is drawn anew.
"""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, PdfObject, StreamObject

PAPER = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/TrimBox", "/BleedBox")
"""What of a page is seen on paper."""

CATALOG, PAGES, INFO = 1, 2, 3
"""Numbers of the objects that come last."""


def gather(paths: Iterable[Path | BinaryIO], title: str, write: Callable[[bytes], object]) -> None:
    """Write the pages of the files as one; the same files give the same bytes."""
    writer = _Writer(write)
    view = b""
    for one in paths:
        reader = PdfReader(one)
        writer.begin()
        view = view or writer.spelled(reader.root_object.get("/ViewerPreferences", DictionaryObject()))
        for page in reader.pages:
            writer.page({key: page[key] for key in PAPER if key in page})
    writer.finish(title, view)


class _Writer:
    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.write, self.at = write, 0
        self.offsets = {CATALOG: 0, PAGES: 0, INFO: 0}
        self.known: dict[bytes, int] = {}
        """The digest of an object → its number."""
        self.pages: list[int] = []
        self.own: dict[tuple[int, int], int] = {}
        """Of the file that is read: its numbers → ours."""
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def begin(self) -> None:
        """Another file follows, with numbers of its own."""
        self.own.clear()

    def page(self, entries: dict[str, PdfObject]) -> None:
        inner = b"".join(b"%b %b" % (key.encode(), self.spelled(value)) for key, value in entries.items())
        self.pages.append(self._add(b"<</Type/Page/Parent %d 0 R%b>>" % (PAGES, inner), once=False))

    def spelled(self, value: PdfObject) -> bytes:
        """A value as it is written; what it refers to is written first."""
        if isinstance(value, IndirectObject):
            key = value.idnum, value.generation
            if key not in self.own:
                self.own[key] = self._add(self.spelled(value.get_object() or NullObject()))
            return b"%d 0 R" % self.own[key]
        if isinstance(value, DictionaryObject):
            raw = ((key, value.raw_get(key)) for key in value)
            inner = b"".join(
                b"%b %b" % (key.encode(), self.spelled(one)) for key, one in raw if key != "/Length"
            )
            if not isinstance(value, StreamObject):
                return b"<<%b>>" % inner
            data = value._data  # as it stands in the file: nothing is packed anew
            return b"<<%b/Length %d>>stream\n%b\nendstream" % (inner, len(data), data)
        if isinstance(value, ArrayObject):
            return b"[%b]" % b" ".join(map(self.spelled, value))
        written = io.BytesIO()
        value.write_to_stream(written)
        return written.getvalue()

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
