"""A simple PDF's objects, as our own files are: read without pypdf, or not at all.

In: bytes. Out: plain values (`objects.py`), each parsed when it is asked for. A simple file is as
ISO 32000-1, 7.5 describes it, and nothing else: objects stand one behind the other, each at the very
offset that a single cross-reference stream gives; none is changed by an update or encrypted. What could
be read in more than one way, or needs mending, is an `UnusualError`, and for pypdf to read: comments,
escapes other than of parentheses, #xx in names, a key given twice, filters other than FlateDecode and, of
images, whose pixels nobody asks for, DCTDecode.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache

from handbook.readback.objects import (
    Decoded,
    Dictionary,
    Name,
    Reference,
    Stream,
    TooLargeError,
    UnusualError,
    inflate,
)

LONGEST = 190_000
"""Most bytes of one object that is no stream."""
_DEEPEST = 32
_MOST_INFLATED = 2 * 1024 * 1024
"""Most bytes of an object stream or of the cross-reference stream; pypdf reads longer ones."""
_MOST_PACKED = 16 * 1024 * 1024
"""Most bytes of all object streams together; an edition has some 25 KB."""

_TOKEN = re.compile(
    rb"(?:(?:/[^\0- #%()<>\[\]{}/\x7f-\xff]{1,127}"
    # A reference as pypdf tells it from two numbers: within 20 bytes.
    rb"|\d{1,7} \d{1,5} R"
    rb"|[-+]?(?:\d{1,10}(?:\.\d{0,10})?|\.\d{1,10})"
    rb"|true|false|null)(?![^ \r\n/<>\[\]()])"
    rb"|<<|>>|\[(?:\d{1,10} )*\d{1,10}\]|\[|\]"
    rb"|<[0-9A-Fa-f]*>"
    # Few escapes: each of their parentheses is tried as the beginning of a string.
    rb"|\([^()\\\r]*(?:\\[()\\][^()\\\r]*){0,20}\))[ \r\n]{0,2}"
)
_ESCAPE = re.compile(rb"\\(.)")


class _Bracket(str):
    """What begins or ends an array or a dictionary."""

    __slots__ = ()


_CLOSED_BY = {_Bracket("<<"): _Bracket(">>"), _Bracket("["): _Bracket("]")}
_KEYWORDS: dict[bytes, object] = {b"true": True, b"false": False, b"null": None}
_KEYWORDS |= {bracket.encode(): bracket for pair in _CLOSED_BY.items() for bracket in pair}
_OTHERWISE = frozenset(("DecodeParms", "F", "FFilter", "FDecodeParms"))
"""Entries of a stream's dictionary that say how to decode it or where else it is."""

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


class StrictObjects:
    """The objects of one simple file. Every method raises UnusualError where it is not one, and
    TooLargeError where it holds more than any leaflet does."""

    encrypted = False

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._found: dict[int, object] = {}
        self._streams: dict[int, list[tuple[int, bytes]]] = {}
        self._left = _MOST_PACKED
        if (tail := _TAIL.search(data, max(0, len(data) - _LONGEST_TAIL))) is None:
            raise UnusualError
        start = int(tail[1])
        head = _HEAD.match(data, start)
        # Where something else stands before it, pypdf looks for all objects anew.
        if head is None or not data.endswith(_END, 0, start):
            raise UnusualError
        last = int(head[1])
        self.trailer, self._rows = _cross_reference(_parsed_object(data, head.end(), tail.start()))
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
        if number not in self._found:
            if generation:
                raise UnusualError
            if number in self._places:
                self._found[number] = _parsed_object(self._data, *self._places[number])
            else:
                self._found[number] = parsed(self._packed(number))
        return self._found[number]

    def decoded(self, filter_name: str, raw: bytes, most: int) -> Decoded:
        """Simple files have no other filter than FlateDecode."""
        raise UnusualError

    def character(self, glyph_name: str) -> str:
        """Simple files name no glyphs."""
        raise UnusualError

    def _packed(self, wanted: int) -> bytes:
        """The bytes of an object in an object stream."""
        kind, container, index = self._rows[wanted] if wanted < len(self._rows) else (0, 0, 0)
        if kind != _PACKED or container not in self._places:
            raise UnusualError
        if container not in self._streams:
            self._streams[container] = self._unpacked(container)
        number, body = self._streams[container][index] if index < len(self._streams[container]) else (-1, b"")
        if number != wanted:
            raise UnusualError
        return body

    def _unpacked(self, container: int) -> list[tuple[int, bytes]]:
        """Numbers and bytes of all objects in an object stream (ISO 32000-1, 7.5.7)."""
        stream = self.get(Reference(container, 0))
        content = _inflated(stream, "ObjStm")
        self._left -= len(content)
        if self._left < 0:
            raise TooLargeError
        entries = stream.dictionary if isinstance(stream, Stream) else {}
        count, first = entries.get("N"), entries.get("First")
        if type(count) is not int or type(first) is not int or "Extends" in entries:
            raise UnusualError
        if not 0 < first <= _LONGEST_INDEX or not _INDEX.fullmatch(content, 0, first):
            raise UnusualError
        index = list(map(int, content[:first].split()))
        starts = [first + offset for offset in index[1::2]]
        ends = [*starts[1:], len(content)]
        if len(index) != 2 * count or starts[0] != first or sorted(ends) != ends:
            raise UnusualError
        if any(content[end - 1] not in b" \r\n" for end in ends[:-1]):
            raise UnusualError
        bodies = [content[start:end] for start, end in zip(starts, ends, strict=True)]
        return list(zip(index[0::2], bodies, strict=True))


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


def _parsed_object(data: bytes, start: int, end: int) -> object:
    """The object whose value begins at `start`, and that ends with `endobj` at `end`."""
    if not data.endswith(_DATA_ENDS[0], start, end):
        if not data.endswith(_END, start, end):
            raise UnusualError
        return parsed(data[start : end - len(_END)])
    keyword = data.find(b"stream\n", start, end)
    dictionary, length = stream_head(data[start:keyword])
    first = keyword + len(b"stream\n")
    if data[first + length : end] not in _DATA_ENDS:
        raise UnusualError
    return Stream(dictionary, data[first : first + length])


@lru_cache(maxsize=1024)  # a batch's editions have most streams in common
def stream_head(body: bytes) -> tuple[Dictionary, int]:
    """What is written before a stream's data: its dictionary without Length, and that (7.3.8)."""
    found = parsed(body)
    if not isinstance(found, dict) or not _OTHERWISE.isdisjoint(found):
        raise UnusualError
    length, filters = found.pop("Length", None), found.get("Filter", "FlateDecode")
    image = found.get("Type") == "XObject" and found.get("Subtype") == "Image"
    if type(length) is not int or not (
        filters in ("FlateDecode", ["FlateDecode"]) or (image and filters == "DCTDecode")
    ):
        raise UnusualError
    return found, length


def parsed(body: bytes) -> object:
    """The object that is written in all of `body` (ISO 32000-1, 7.3); no reference by itself."""
    tokens = _TOKEN.findall(body) if len(body) <= LONGEST else []
    # What is no token was passed over, and is missing from the sum.
    if sum(map(len, tokens)) != len(body):
        raise UnusualError
    items: list[object] = []
    outer: list[tuple[_Bracket, list[object]]] = []
    for token in tokens:
        if token[:1] == b"[" and b"]" in token:
            items.append(list(map(int, token.strip(b"[] \r\n").split())))
            continue
        value = _word(token)
        if type(value) is not _Bracket:
            items.append(value)
        elif value in _CLOSED_BY:
            outer.append((_CLOSED_BY[value], items))
            items = []
            if len(outer) > _DEEPEST:
                raise UnusualError
        else:
            end, around = outer.pop() if outer else (None, items)
            if value != end:
                raise UnusualError
            around.append(_dictionary(items) if value == ">>" else items)
            items = around
    if outer or len(items) != 1 or isinstance(items[0], Reference):
        raise UnusualError
    return items[0]


def _dictionary(items: list[object]) -> Dictionary:
    keys = items[0::2]
    if len(items) % 2 or not {Name}.issuperset(map(type, keys)):
        raise UnusualError
    made = dict(zip(map(str, keys), items[1::2], strict=True))
    if len(made) < len(keys):
        raise UnusualError
    return made


@lru_cache(maxsize=4096)
def _word(token: bytes) -> object:
    """A name, a string, a reference, a keyword, a bracket or a number."""
    word = token.rstrip(b" \r\n")
    first = word[:1]
    if word in _KEYWORDS:
        return _KEYWORDS[word]
    if first == b"/":
        return Name(word[1:].decode("ascii"))
    if first == b"(":
        return _ESCAPE.sub(rb"\1", word[1:-1])
    if first == b"<":
        if len(word) % 2:
            raise UnusualError
        return bytes.fromhex(word[1:-1].decode("ascii"))
    if word.endswith(b"R"):
        number, generation, _ = word.split()
        return Reference(int(number), int(generation))
    return float(word) if b"." in word else int(word)
