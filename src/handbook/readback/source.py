"""A PDF's objects by way of pypdf: opened, resolved, decoded, within bounds.

Comes in: bytes. Goes out: dictionaries, decoded streams, and the raw bytes of
objects (as keys of caches: the editions of a batch share their fonts, and
parsing one font's widths again for each of them would cost more than all the rest).
Every failure of pypdf becomes a `ReadBackError`; nothing here interprets content.
"""

from __future__ import annotations

import logging
import re
import zlib
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
)

from handbook.errors import InputError, Place, Problem

# pypdf tells what it repairs through logging; without a handler of the
# application's own, Python would print that on the terminal, in English.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

MAX_FILE = 256 * 1024 * 1024
MAX_STREAM = 2 * 1024 * 1024
"""Most bytes that one stream may decode to, fifty times a leaflet's page; a bomb stops here."""

_DEFLATED = re.compile(
    rb"\s{0,8}(\d{1,9}) (\d{1,5}) obj\s{0,8}"
    rb"<</Filter\s?/FlateDecode\s?/Length (\d{1,9})\s?>>\s{0,8}stream\r?\n"
)
_STREAM_END = re.compile(rb"\s{0,2}endstream\s")
_DICTIONARY = re.compile(rb"<<(?:[^<>()\\]|\([^()\\]*\)|<[0-9A-Fa-f\s]*>|<<|>>)*>>")
_OBJECT_HEAD = re.compile(rb"\s*\d+\s+\d+\s+obj\b")


class ReadBackError(InputError):
    """A file cannot be read as a PDF. `code` says why: `not-found`, `not-pdf`, `encrypted`,
    `damaged`, `too-large`."""

    def __init__(self, code: str, message: str, hint: str, path: str) -> None:
        super().__init__((Problem(message, hint, Place(path)),))
        self.code = code
        self._parts = (code, message, hint, path)

    def __reduce__(self) -> tuple[type[ReadBackError], tuple[str, str, str, str]]:  # type: ignore[override]
        return (type(self), self._parts)


class TooLargeError(Exception):
    """The file holds more than any leaflet does; raised so that reading ends in bounded time."""


class Source:
    """One opened PDF."""

    def __init__(self, data: bytes, reader: PdfReader) -> None:
        self.data = data
        self.reader = reader
        self.encrypted = reader.is_encrypted

    def dictionary(self, value: object) -> DictionaryObject:
        """`value` resolved, or an empty dictionary where it is something else."""
        found = resolve(value)
        return found if isinstance(found, DictionaryObject) else DictionaryObject()

    def body(self, reference: object) -> bytes | None:
        """The bytes of an indirect object between `obj` and `endobj`, None where they are not plain.

        They are not plain in object streams and in encrypted files.
        """
        offset = self._offset(reference) if isinstance(reference, IndirectObject) else None
        if offset is None:
            return None
        head = _OBJECT_HEAD.match(self.data, offset)
        end = self.data.find(b"endobj", offset)
        return self.data[head.end() : end].strip() if head and end > 0 else None

    def closed(self, reference: object) -> bytes | None:
        """`body` of a dictionary that surely ends with it: no string runs on past what was taken
        for its end. None for any other object."""
        body = self.body(reference)
        whole = body is not None and _DICTIONARY.fullmatch(body) and body.count(b"<<") == body.count(b">>")
        return body if whole else None

    def stream(self, reference: object, most: int = MAX_STREAM) -> tuple[bytes, bool]:
        """The decoded bytes of a stream, `most` of them at most, and whether that is all of it."""
        if isinstance(reference, IndirectObject) and (raw := self._deflated(reference)) is not None:
            return inflate(raw, most)
        return decoded(resolve(reference), most)

    def _deflated(self, reference: IndirectObject) -> bytes | None:
        """The bytes of a stream that says no more than that it is deflated, and how long it is.

        Such streams hold a leaflet's content; taken by themselves they cost a tenth of what
        pypdf's parser takes for the same.
        """
        if (offset := self._offset(reference)) is None:
            return None
        head = _DEFLATED.match(self.data, offset)
        if head is None or (int(head[1]), int(head[2])) != (reference.idnum, reference.generation):
            return None
        end = head.end() + int(head[3])
        return self.data[head.end() : end] if _STREAM_END.match(self.data, end) else None

    def _offset(self, reference: IndirectObject) -> int | None:
        """Where an indirect object stands in the file, None where it is not plain: in object streams
        and in encrypted files."""
        if self.encrypted:
            return None
        offset = self.reader.xref.get(reference.generation, {}).get(reference.idnum)
        return offset if isinstance(offset, int) and 0 < offset < len(self.data) else None


def resolve(value: object) -> object:
    """What an indirect reference points to; anything else as it is."""
    return value.get_object() if isinstance(value, PdfObject) else value


def decoded(stream: object, most: int = MAX_STREAM) -> tuple[bytes, bool]:
    """A stream's decoded bytes, `most` of them at most, and whether that is all of it."""
    if not isinstance(stream, StreamObject):
        return b"", False
    raw = getattr(stream, "_data", None)
    if isinstance(raw, bytes) and stream.get("/DecodeParms") is None:
        filters = resolve(stream.get("/Filter"))
        if isinstance(filters, ArrayObject) and len(filters) == 1:
            filters = resolve(filters[0])
        if filters == "/FlateDecode":
            return inflate(raw, most)
        if filters is None:
            return raw[:most], len(raw) <= most
    try:
        data = stream.get_data()
    except Exception:
        # pypdf raises many types on bad data; the rest of the file may still be good.
        return b"", False
    return data[:most], len(data) <= most


def inflate(raw: bytes, most: int) -> tuple[bytes, bool]:
    """Inflated bytes up to `most`, as far as the data are sound, and whether that is all."""
    engine = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    try:
        # In pieces, so that what stands before a damaged byte is still there.
        for start in range(0, len(raw), 65536):
            piece = engine.decompress(raw[start : start + 65536], most + 1 - size)
            parts.append(piece)
            size += len(piece)
            if size > most:
                return b"".join(parts)[:most], False
    except zlib.error:
        return b"".join(parts), False
    return b"".join(parts), engine.eof


def opened(data: bytes, path: str) -> Source:
    """`data` as a PDF. Raises ReadBackError if it is none, or can only be read with a password."""
    if len(data) > MAX_FILE:
        raise ReadBackError(
            "too-large",
            f"ファイルが大きすぎます（{len(data) // 1024 // 1024} MB）。",
            "冊子のPDFは1 MBほどです。別のファイルを選んでいないか、お確かめください。",
            path,
        )
    if b"%PDF-" not in data[:1024]:
        raise ReadBackError(
            "not-pdf",
            "PDFではありません（空のファイルか、別の種類のファイルです）。" if data else "空のファイルです。",
            "handbook build で作ったPDFを指定してください。",
            path,
        )
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        source = Source(data, reader)
        locked = source.encrypted and not source.dictionary(reader.trailer.get("/Root"))
    except Exception as error:
        # pypdf raises many types (also RecursionError) on hostile bytes; all mean the same to a reader.
        if b"/Encrypt" in data[-4096:]:
            raise _locked(path) from error
        raise damaged(path) from error
    if locked:
        raise _locked(path)
    return source


def _locked(path: str) -> ReadBackError:
    return ReadBackError(
        "encrypted",
        "パスワードで保護されているため、中身を確かめられません。",
        "保護を外したPDFか、handbook build で作り直したPDFを指定してください。",
        path,
    )


def damaged(path: str) -> ReadBackError:
    return ReadBackError(
        "damaged",
        "PDFが壊れているか、途中で切れているため、読めません。",
        "handbook build で作り直してください。送られてきたファイルなら、もう一度送ってもらってください。",
        path,
    )
