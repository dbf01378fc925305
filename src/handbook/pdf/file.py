"""The file: numbered objects in, the bytes of a PDF 1.7 file out (ISO 32000-1, 7.5).

`File` is a ReportLab document that keeps ReportLab's objects, numbers and
fonts, and replaces only how the file is assembled: small objects are packed
into compressed object streams (a structure tree has some hundred of them) and
the file closes with a cross-reference stream. ReportLab itself writes every
object out plainly, in PDF 1.3 syntax that PDF/A refuses.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from functools import lru_cache

from handbook.pdf.engine import pdfdoc
from handbook.pdf.syntax import Body, Stream, compress, flate

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""The second line holds bytes over 127, so that transfers treat the file as binary (7.5.2)."""

Numbered = tuple[int, bytes]
"""An object's number and its bytes."""

PACK_SIZE = 100
"""Objects in one object stream: a reader that wants one object unpacks no more than these."""


_END = b"\nendobj\n"

_LARGE = 1024
"""Bytes from which an object's own digest stands for it in the file's ID: editions share those objects."""


class File(pdfdoc.PDFDocument):  # type: ignore[misc]  # ReportLab ships no types
    """A PDF file under construction."""

    def __init__(self) -> None:
        super().__init__(invariant=1)
        # The dictionary of fonts that ReportLab's fonts enter themselves into.
        self.fonts: pdfdoc.PDFDictionary = self.idToObject[pdfdoc.BasicFonts]
        self.fonts.multiline = False  # else ReportLab's configuration decides its line breaks
        self._bodies: list[tuple[int, Body]] = []
        self._packed: list[Numbered] = []
        self._filled: list[Numbered] = []
        self._plain: list[Numbered] = []
        self._contents: dict[bytes, bytes] = {}

    def add(self, body: Body) -> bytes:
        """Number an object; gives the reference to it. Its bytes may be filled in until `assemble`."""
        number = self.reserve()
        self._bodies.append((number, body))
        return b"%d 0 R" % number

    def add_content(self, content: bytes) -> bytes:
        """A stream of page content; gives the reference to it. Pages with equal content share it."""
        stream = flate(content)
        reference = self._contents.get(stream.body)
        if reference is None:
            reference = self._contents[stream.body] = self.add(stream)
        return reference

    @property
    def next_number(self) -> int:
        """The number that the next object will have."""
        number: int = self.objectcounter + 1
        return number

    def take(self, packed: Sequence[Numbered], plain: Sequence[Numbered]) -> None:
        """Enter objects that are no streams, with the numbers that come next; `packed` go into
        object streams."""
        self.objectcounter += len(packed) + len(plain)
        self._packed += packed
        self._plain += plain

    def reserve(self) -> int:
        """A number for an object that `fill` gives later."""
        self.objectcounter += 1
        number: int = self.objectcounter
        return number

    def fill(self, number: int, body: bytes) -> None:
        """The object of a reserved number, which must not be a stream."""
        self._filled.append((number, body))

    def assemble(self, root: bytes, info: bytes) -> bytes:
        """The whole file; `root` and `info` are references. Its ID is a digest of all its objects."""
        # Cross-reference entries: (1, offset, 0) or, in an object stream, (2, its number, index).
        locations: dict[int, tuple[int, int, int]] = {}
        # Apart: what was filled in, as bookmarks and the parent tree, is seldom alike in two editions.
        for objects in (self._packed, self._filled):
            for start in range(0, len(objects), PACK_SIZE):
                chunk = tuple(objects[start : start + PACK_SIZE])
                self.add(Body(_object_stream(chunk)))
                for index, (number, _) in enumerate(chunk):
                    locations[number] = (2, self.objectcounter, index)
        parts = [HEADER]
        identity = hashlib.sha256(HEADER)
        offset = len(HEADER)
        fonts = [(number, self.idToObject[key].format(self)) for number, key in self.numberToId.items()]
        own = [(number, body.format(self)) for number, body in self._bodies]
        for number, body in (*fonts, *own, *self._plain):
            head = b"%d 0 obj\n" % number
            locations[number] = (1, offset, 0)
            parts += (head, body, _END)
            offset += len(head) + len(body) + len(_END)
            identity.update(head)
            identity.update(_digest(body) if len(body) > _LARGE else body)
        last = self.objectcounter + 1
        locations[last] = (1, offset, 0)
        rows = [field for number in range(1, last + 1) for field in locations[number]]
        identifier = b"<%b>" % identity.hexdigest()[:32].encode("ascii")
        table = Stream(
            compress(struct.pack(">" + "BIB" * (last + 1), 0, 0, 255, *rows)),
            b"/Type/XRef/Size %d/W[1 4 1]/Root %b/Info %b/ID[%b%b]/Filter/FlateDecode"
            % (last + 1, root, info, identifier, identifier),
        )
        parts += (b"%d 0 obj\n" % last, table.body, _END)
        parts.append(b"startxref\n%d\n%%%%EOF\n" % offset)
        return b"".join(parts)


@lru_cache(maxsize=256)
def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


@lru_cache(maxsize=64)  # the first ones of an edition are those of most others
def _object_stream(objects: tuple[Numbered, ...]) -> bytes:
    """Several objects in one compressed stream (7.5.7)."""
    index: list[bytes] = []
    offset = 0
    for number, body in objects:
        index.append(b"%d %d" % (number, offset))
        offset += len(body) + 1
    head = b" ".join(index) + b"\n"
    content = head + b"\n".join([body for _, body in objects])
    return flate(content, b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))).body
