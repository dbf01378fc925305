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
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import NamedTuple

from handbook.pdf.engine import pdfdoc
from handbook.pdf.syntax import SMALL, Body, flate, name, reference

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""The second line holds bytes over 127, so that transfers treat the file as binary (7.5.2)."""

PACK_SIZE = 100
"""Objects in one object stream: a reader that wants one object unpacks no more than these."""

_END = b"\nendobj\n"

_LARGE = 1024
"""Bytes from which an object's own digest stands for it in the file's ID: editions share those objects."""

_ROW = struct.Struct(">BIB")
"""An entry of the cross-reference stream (7.5.8): 1, an offset, 0; or 2, an object stream, an index in it."""


class Section(NamedTuple):
    """Objects with consecutive numbers, as they stand in a file."""

    first: int
    """Number of the first object."""
    length: int
    """How many numbers it takes."""
    body: bytes
    plain: tuple[tuple[int, int], ...]
    """Number and offset in `body` of each object that stands there itself."""
    rows: bytes
    """Cross-reference entries of all; those of `plain` are filled in when the section has its place."""


def section(first: int, objects: Sequence[bytes], plain: Container[int] = (), small: int = SMALL) -> Section:
    """Objects, none of them a stream, numbered from `first`. Those whose numbers are not in `plain` go into
    object streams, which have the numbers that follow. `small`: as for `flate`."""
    parts: list[bytes] = []
    places: list[tuple[int, int]] = []
    offset = 0

    def put(number: int, body: bytes) -> None:
        nonlocal offset
        places.append((number, offset))
        whole = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        parts.append(whole)
        offset += len(whole)

    packed: list[tuple[int, bytes]] = []
    for number, body in enumerate(objects, first):
        if number in plain:
            put(number, body)
        else:
            packed.append((number, body))
    chunks = [packed[start : start + PACK_SIZE] for start in range(0, len(packed), PACK_SIZE)]
    count = len(objects) + len(chunks)
    rows = bytearray(_ROW.size * count)
    for stream, chunk in enumerate(chunks, first + len(objects)):
        put(stream, _object_stream(chunk, small))
        for index, (number, _) in enumerate(chunk):
            _ROW.pack_into(rows, _ROW.size * (number - first), 2, stream, index)
    return Section(first, count, b"".join(parts), tuple(places), bytes(rows))


class _Fonts(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab ships no types
    """The dictionary of fonts that ReportLab's fonts enter themselves into; the first object of a file.

    ReportLab's own would break its lines as its configuration says, and load what the standard fonts need.
    """

    def __init__(self) -> None:
        self.dict: dict[str, pdfdoc.PDFObjectReference] = {}

    def format(self, document: File) -> bytes:
        numbers = document.idToObjectNumberAndVersion
        return b"<<%b>>" % b"".join(
            [name(key) + b" " + reference(numbers[font.name][0]) for key, font in self.dict.items()]
        )


class File(pdfdoc.PDFDocument):  # type: ignore[misc]  # ReportLab ships no types
    """A PDF file under construction."""

    def __init__(self, small: int = SMALL) -> None:
        """`small`: as for `flate`."""
        super().__init__(invariant=1)
        self._small = small
        self.idToObject[pdfdoc.BasicFonts] = _Fonts()
        self._bodies: list[tuple[int, Body]] = []
        self._sections: list[Section] = []
        self._filled: list[tuple[int, bytes]] = []
        self._contents: dict[bytes, bytes] = {}

    def add(self, body: Body) -> bytes:
        """Number an object; gives the reference to it. Its bytes may be filled in until `assemble`."""
        number = self.reserve()
        self._bodies.append((number, body))
        return reference(number)

    def add_content(self, content: bytes) -> bytes:
        """A stream of page content; gives the reference to it. Pages with equal content share it."""
        known = self._contents.get(content)
        if known is None:
            known = self._contents[content] = self.add(Body(_content_stream(content, self._small)))
        return known

    @property
    def next_number(self) -> int:
        """The number that the next object will have."""
        number: int = self.objectcounter + 1
        return number

    def take(self, section: Section) -> None:
        """Enter objects with the numbers that come next."""
        assert section.first == self.objectcounter + 1, "sections come in the order of their numbers"
        self.objectcounter += section.length
        self._sections.append(section)

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
        packs: dict[int, list[tuple[int, bytes]]] = {}
        for start in range(0, len(self._filled), PACK_SIZE):
            chunk = self._filled[start : start + PACK_SIZE]
            self.add(Body(_object_stream(chunk, self._small)))
            packs[self.objectcounter] = chunk
        last = self.objectcounter + 1
        table = bytearray(_ROW.size * (last + 1))
        _ROW.pack_into(table, 0, 0, 0, 255)
        for pack, chunk in packs.items():
            for index, (number, _) in enumerate(chunk):
                _ROW.pack_into(table, _ROW.size * number, 2, pack, index)
        parts = [HEADER]
        identity = hashlib.sha256(HEADER)
        offset = len(HEADER)
        fonts = [(number, self.idToObject[key].format(self)) for number, key in self.numberToId.items()]
        own = [(number, body.format(self)) for number, body in self._bodies]
        for number, body in (*fonts, *own):
            head = b"%d 0 obj\n" % number
            _ROW.pack_into(table, _ROW.size * number, 1, offset, 0)
            parts += (head, body, _END)
            offset += len(head) + len(body) + len(_END)
            identity.update(head)
            identity.update(_digest(body) if len(body) > _LARGE else body)
        for section in self._sections:
            begin = _ROW.size * section.first
            table[begin : begin + len(section.rows)] = section.rows
            for number, place in section.plain:
                _ROW.pack_into(table, _ROW.size * number, 1, offset + place, 0)
            parts.append(section.body)
            offset += len(section.body)
            identity.update(_digest(section.body))
        _ROW.pack_into(table, _ROW.size * last, 1, offset, 0)
        identifier = b"<%b>" % identity.hexdigest()[:32].encode("ascii")
        closing = flate(
            bytes(table),
            b"/Type/XRef/Size %d/W[1 4 1]/Root %b/Info %b/ID[%b%b]"
            % (last + 1, root, info, identifier, identifier),
        )
        parts += (b"%d 0 obj\n" % last, closing.body, _END)
        parts.append(b"startxref\n%d\n%%%%EOF\n" % offset)
        return b"".join(parts)


@lru_cache(maxsize=1024)  # the editions of a batch have most in common
def _content_stream(content: bytes, small: int) -> bytes:
    return flate(content, small=small).body


@lru_cache(maxsize=256)
def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def _object_stream(objects: Sequence[tuple[int, bytes]], small: int) -> bytes:
    """Several objects in one compressed stream (7.5.7)."""
    index: list[bytes] = []
    offset = 0
    for number, body in objects:
        index.append(b"%d %d" % (number, offset))
        offset += len(body) + 1
    head = b" ".join(index) + b"\n"
    content = head + b"\n".join([body for _, body in objects])
    return flate(content, b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head)), small).body
