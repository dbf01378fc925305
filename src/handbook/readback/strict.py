"""A simple PDF's objects, as our own files are: read without pypdf, or not at all.

In: bytes. Out: plain values (`model.py`), each object parsed when it is asked for. A simple file is as
ISO 32000-1, 7.5 describes it, and nothing else: objects stand one behind the other, each at the very
offset that a single cross-reference stream gives; none is changed by an update, encrypted or mended.
All else is an `UnusualError`, and for pypdf to read. What is read here, pypdf reads alike.
"""

from __future__ import annotations

import re
import struct

from handbook.readback.flate import inflate
from handbook.readback.model import Dictionary, Reference, Stream, TooLargeError
from handbook.readback.syntax import UnusualError, parsed, stream_head, value_of

_MOST_INFLATED = 2 * 1024 * 1024
"""Most bytes of an object stream or of the cross-reference stream; pypdf reads longer ones."""
_MOST_PARSED = 16 * 1024 * 1024
"""Most bytes of all objects together, but for the data of streams; an edition has some 25 KB."""
_LONGEST_DATA = 32 * 1024 * 1024

_HEADER = re.compile(rb"%PDF-1\.[0-7]\n(?:%[\x80-\xff]{4}\n)?")
_TAIL = re.compile(rb"startxref\n([1-9]\d{0,9})\n%%EOF\n?\Z")
_LONGEST_TAIL = 40
_HEAD = re.compile(rb"(\d{1,9}) 0 obj\n")
_END = b"\nendobj\n"
_DATA_ENDS = (b"\nendstream\nendobj\n", b"\r\nendstream\nendobj\n")
_INDEX = re.compile(rb"(?:\d{1,9}[ \r\n])+")
_LONGEST_INDEX = 65536
_FIELDS = {1: "B", 2: "H", 4: "I"}
"""Width of an entry's field → how `struct` calls it."""
_UPDATED = frozenset(("Prev", "XRefStm", "Index", "Encrypt"))
"""Entries of a cross-reference stream that say that there is more than it."""
_TRAILER = ("Root", "Info", "ID", "Size")

_PLAIN, _PACKED = 1, 2
"""Types of cross-reference entries (ISO 32000-1, 7.5.8.3)."""

_Row = tuple[int, int, int]
"""Type; offset, or number of the object stream; generation, or index in the object stream."""


class StrictFile:
    """One simple file, as `LenientFile`. Every method raises UnusualError where it is not one, and
    TooLargeError where it holds more than any leaflet does."""

    encrypted = False

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._objects: dict[int, object] = {}
        self._bodies: dict[int, bytes] = {}
        self._seen: set[bytes] = set()
        self._left = _MOST_PARSED
        tail = _TAIL.search(data, max(0, len(data) - _LONGEST_TAIL))
        if tail is None:
            raise UnusualError
        start = int(tail[1])
        head = _HEAD.match(data, start)
        # Where something else stands before it, pypdf looks for all objects anew.
        if head is None or not data.endswith(_END, 0, start):
            raise UnusualError
        last = int(head[1])
        table = self._read(last, head.end(), tail.start())
        self.trailer, self._rows = _cross_reference(table)
        plain = [(row[1], number, row[2]) for number, row in enumerate(self._rows) if row[0] == _PLAIN]
        plain.sort()
        if plain[-1:] != [(start, last, 0)] or not _HEADER.fullmatch(data, 0, plain[0][0]):
            raise UnusualError
        ends = [*(offset for offset, _, _ in plain[1:]), tail.start()]
        self._places: dict[int, tuple[int, int]] = {}
        """Object number → where its value begins, and where the next object does."""
        for (offset, number, generation), end in zip(plain, ends, strict=True):
            begins = b"%d 0 obj\n" % number
            if generation or not data.startswith(begins, offset):
                raise UnusualError
            self._places[number] = (offset + len(begins), end)

    def get(self, reference: Reference) -> object:
        """The object that a reference points to."""
        number, generation = reference
        if generation:
            raise UnusualError
        if number not in self._objects:
            if number in self._places:
                self._objects[number] = self._read(number, *self._places[number])
            else:
                self._unpack(number)
        return self._objects[number]

    def body(self, reference: Reference) -> bytes | None:
        """The bytes of an object as it is written; None for a stream."""
        self.get(reference)
        return self._bodies.get(reference.number)

    def numbers(self) -> list[int]:
        """The numbers of all objects, in order."""
        return [number for number, row in enumerate(self._rows) if row[0]]

    def offset_of(self, number: int) -> int | None:
        """Where an object begins in the file; None for one in an object stream."""
        return self._rows[number][1] if number in self._places else None

    def _read(self, number: int, start: int, end: int) -> object:
        """The object whose value begins at `start`, and that ends at `end`."""
        data = self._data
        if not data.endswith(_DATA_ENDS[0], start, end):
            if not data.endswith(_END, start, end):
                raise UnusualError
            return self._value(number, data[start : end - len(_END)])
        keyword = data.find(b"stream\n", start, end)
        dictionary, length = stream_head(data[start:keyword])
        first = keyword + len(b"stream\n")
        if length > _LONGEST_DATA or data[first + length : end] not in _DATA_ENDS:
            raise UnusualError
        return Stream(dictionary, data[first : first + length])

    def _value(self, number: int, body: bytes) -> object:
        self._left -= len(body)
        if self._left < 0:
            raise TooLargeError
        # Objects that are written alike are still objects of their own.
        value = parsed(body) if body in self._seen else value_of(body)
        self._seen.add(body)
        self._bodies[number] = body
        return value

    def _unpack(self, wanted: int) -> None:
        """Read an object with all others of its object stream (7.5.7): where one is bad, pypdf may give
        none of them."""
        kind, container, _ = self._rows[wanted] if wanted < len(self._rows) else (0, 0, 0)
        if kind != _PACKED or container not in self._places:
            raise UnusualError
        found = self.get(Reference(container, 0))
        content = _inflated(found, "ObjStm")
        entries = found.dictionary if isinstance(found, Stream) else {}
        count, first = entries.get("N"), entries.get("First")
        if type(count) is not int or type(first) is not int or "Extends" in entries:
            raise UnusualError
        if not 0 < first <= _LONGEST_INDEX or not _INDEX.fullmatch(content, 0, first):
            raise UnusualError
        index = list(map(int, content[:first].split()))
        starts = [first + offset for offset in index[1::2]]
        ends = [*starts[1:], len(content)]
        if len(index) != 2 * count or starts[0] != first:
            raise UnusualError
        for place, (number, start, end) in enumerate(zip(index[0::2], starts, ends, strict=True)):
            if self._rows[number : number + 1] != [(_PACKED, container, place)]:
                raise UnusualError
            if end < len(content) and content[end - 1 : end] not in (b" ", b"\r", b"\n"):
                raise UnusualError
            self._objects[number] = self._value(number, content[start:end])
        if wanted not in self._objects:
            raise UnusualError


def _inflated(stream: object, kind: str) -> bytes:
    """All that a stream holds, if it is of that Type and not too long."""
    if not isinstance(stream, Stream) or stream.dictionary.get("Type") != kind:
        raise UnusualError
    if "Filter" not in stream.dictionary:
        data, whole = stream.raw, len(stream.raw) <= _MOST_INFLATED
    else:
        data, whole = inflate(stream.raw, _MOST_INFLATED)
    if not whole:
        raise UnusualError
    return data


def _cross_reference(stream: object) -> tuple[Dictionary, list[_Row]]:
    """The trailer and the entries of a cross-reference stream that speaks for the whole file (7.5.8)."""
    content = _inflated(stream, "XRef")
    entries = stream.dictionary if isinstance(stream, Stream) else {}
    widths, size = entries.get("W"), entries.get("Size")
    if not isinstance(widths, list) or len(widths) != 3 or type(size) is not int:
        raise UnusualError
    fields = [_FIELDS.get(width, "") if type(width) is int else "" for width in widths]
    layout = struct.Struct(">" + "".join(fields))
    if not all(fields) or fields[0] != "B" or len(content) != size * layout.size:
        raise UnusualError
    rows: list[_Row] = list(layout.iter_unpack(content))
    if not rows or max(content[:: layout.size]) > _PACKED or not _UPDATED.isdisjoint(entries):
        raise UnusualError
    return {key: entries[key] for key in _TRAILER if key in entries}, rows
