"""The file: numbered objects in, the bytes of a PDF 1.7 file out (ISO 32000-1, 7.5).

`Container` is ReportLab's document: objects, numbers, references, pages, forms and catalog are its own.
Replaced is how the file is put together. ReportLab writes every object by itself, with a table of offsets
and a name in the header; here small objects are packed into compressed object streams (a structure tree has
hundreds of them), the file closes with a cross-reference stream, and its ID is a digest of all its objects.
"""

from __future__ import annotations

import struct

from reportlab.pdfbase import pdfdoc

from handbook.pdf.objects import Stream, text_string

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""The second line holds bytes over 127, so that transfers treat the file as binary (7.5.2)."""

PACK_SIZE = 100
"""Objects in one object stream: a reader that wants one object unpacks no more than these."""

_ROW = struct.Struct(">BIB")
"""An entry of the cross-reference stream (7.5.8): 1, an offset, 0; or 2, an object stream, an index in it."""


class PdfCatalog(pdfdoc.PDFCatalog):  # type: ignore[misc]  # ReportLab ships no types
    """ReportLab's catalog (7.7.2) with what PDF/A adds."""

    __NoDefault__ = (*pdfdoc.PDFCatalog.__NoDefault__, "OutputIntents", "Version")


class PdfPage(pdfdoc.PDFPage):  # type: ignore[misc]
    """ReportLab's page (7.7.3.3) with what PDF/UA adds."""

    __NoDefault__ = (*pdfdoc.PDFPage.__NoDefault__, "StructParents", "Tabs", "TrimBox", "BleedBox")


class Container(pdfdoc.PDFDocument):  # type: ignore[misc]
    """A PDF file under construction."""

    def __init__(self, language: str) -> None:
        super().__init__(invariant=1)
        self.Catalog = PdfCatalog()
        self.Catalog.Version = "/1.7"
        self.Catalog.Lang = text_string(language)
        self.Catalog.Pages = self.Pages
        self._written: dict[int, bytes] = {}
        self._shared: dict[bytes, bytes] = {}

    def reserve(self, count: int = 1) -> int:
        """The first of as many consecutive numbers, for objects that `put` gives."""
        first: int = self.objectcounter + 1
        self.objectcounter += count
        return first

    def put(self, number: int, body: bytes) -> None:
        """The object of a reserved number, as it is written."""
        self._written[number] = body

    def share(self, body: bytes) -> bytes:
        """Put an object; gives the reference to it. An object that a file has twice is one."""
        if body not in self._shared:
            number = self.reserve()
            self.put(number, body)
            self._shared[body] = b"%d 0 R" % number
        return self._shared[body]

    def format(self) -> bytes:
        """The whole file, by ReportLab's name for it."""
        root, info = self.Reference(self.Catalog), self.Reference(self.info)
        parts, offset = [HEADER], len(HEADER)
        rows: dict[int, tuple[int, int, int]] = {0: (0, 0, 255)}

        def write(number: int, body: bytes) -> None:
            nonlocal offset
            rows[number] = (1, offset, 0)
            parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
            offset += len(parts[-1])

        bodies: list[bytes] = []
        while len(bodies) < self.objectcounter:  # which grows: what is written may refer to what is new
            number = len(bodies) + 1
            bodies.append(self._written.get(number) or self.idToObject[self.numberToId[number]].format(self))
        self.updateSignature(b"\n".join(bodies))
        packed: list[tuple[int, bytes]] = []
        for number, body in enumerate(bodies, 1):
            if body.endswith(b"endstream"):
                write(number, body)
            else:
                packed.append((number, body))
        for start in range(0, len(packed), PACK_SIZE):
            number += 1
            pack = packed[start : start + PACK_SIZE]
            write(number, _object_stream(pack).format(self))
            rows |= {packed: (2, number, index) for index, (packed, _) in enumerate(pack)}
        number += 1
        rows[number] = (1, offset, 0)
        identifier = pdfdoc.PDFText(self.signature.digest(), enc="raw")
        table = Stream(
            b"".join([_ROW.pack(*rows[number]) for number in range(number + 1)]),
            Type="/XRef",
            Size=number + 1,
            W=pdfdoc.PDFArray([1, 4, 1]),
            Root=root,
            Info=info,
            ID=pdfdoc.PDFArray([identifier, identifier]),
        )
        start = offset
        write(number, table.format(self))
        return b"".join(parts) + b"startxref\n%d\n%%%%EOF\n" % start


def _object_stream(objects: list[tuple[int, bytes]]) -> Stream:
    """Several objects in one stream (7.5.7)."""
    index: list[bytes] = []
    offset = 0
    for number, body in objects:
        index.append(b"%d %d" % (number, offset))
        offset += len(body) + 1
    head = b" ".join(index) + b"\n"
    bodies = b"\n".join([body for _, body in objects])
    return Stream(head + bodies, Type="/ObjStm", N=len(objects), First=len(head))
