"""Any PDF's objects by way of pypdf, which mends what it can. The only reader that knows pypdf.

In: bytes. Out: plain values (`objects.py`), each parsed when it is asked for. pypdf raises many types
on hostile bytes (also RecursionError); they pass through here.
"""

from __future__ import annotations

import logging
import re
from io import BytesIO

from pypdf import PdfReader
from pypdf._codecs import adobe_glyphs
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from handbook.readback.objects import REPLACEMENT, Decoded, Dictionary, Name, Reference, Stream

# pypdf tells what it repairs through logging; without a handler of the
# application's own, Python would print that on the terminal, in English.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


_LONGEST = {
    "ASCII85Decode": 4 * 1024 * 1024,
    "ASCIIHexDecode": 8 * 1024 * 1024,
    "LZWDecode": 16 * 1024,
    "RunLengthDecode": 64 * 1024,
}
"""The filters that pypdf undoes, and most bytes that it is given: they stand for 44 MB at most."""


class LenientObjects:
    """The objects of one file. `trailer` is its trailer dictionary; None where an object is not there."""

    def __init__(self, data: bytes) -> None:
        self._reader = PdfReader(BytesIO(data), strict=False)
        self._found: dict[Reference, object] = {}
        self.encrypted = self._reader.is_encrypted
        self.trailer = _dictionary(self._reader.trailer)

    def get(self, reference: Reference) -> object:
        """The object that a reference points to."""
        if reference not in self._found:
            number, generation = reference
            found = self._reader.get_object(IndirectObject(number, generation, self._reader))
            self._found[reference] = _plain(found)
        return self._found[reference]

    def decoded(self, filter_name: str, raw: bytes, most: int) -> Decoded:
        """What a filter other than FlateDecode makes of `raw`; nothing for filters of images."""
        if len(raw) > _LONGEST.get(filter_name, 0):
            return b"", False
        stream = EncodedStreamObject()
        stream[NameObject("/Filter")] = NameObject(f"/{filter_name}")
        stream._data = raw
        try:
            data = stream.get_data()
        except Exception:
            # pypdf raises many types on bad data; the rest of the file may still be good.
            return b"", False
        return data[:most], len(data) <= most

    def character(self, glyph_name: str) -> str:
        """What a glyph name of the Adobe Glyph List (`A`, `uni3042`, `u20B9F`, `space`) stands for."""
        if match := re.fullmatch(r"(?:uni|u)([0-9A-F]{4,6})", glyph_name):
            return chr(min(int(match[1], 16), 0x10FFFF))
        return adobe_glyphs.get(f"/{glyph_name}", REPLACEMENT)


def _plain(value: object) -> object:
    if isinstance(value, NameObject):
        return Name(str(value)[1:])
    if isinstance(value, TextStringObject):
        return value.original_bytes
    if isinstance(value, IndirectObject):
        return Reference(value.idnum, value.generation)
    if isinstance(value, ArrayObject):
        # No comprehension: pypdf's own recursion bounds the depth, and this must not need more.
        items = []
        for item in list.__iter__(value):
            items.append(_plain(item))
        return items
    if isinstance(value, StreamObject):
        return Stream(_dictionary(value), value._data)
    if isinstance(value, DictionaryObject):
        return _dictionary(value)
    if isinstance(value, BooleanObject):
        return bool(value.value)
    if isinstance(value, ByteStringObject):
        return bytes(value)
    if isinstance(value, int):
        return int(value)
    return float(value) if isinstance(value, float) else None


def _dictionary(value: DictionaryObject) -> Dictionary:
    made: Dictionary = {}
    for key, item in dict.items(value):
        made[str(key)[1:]] = _plain(item)
    return made
