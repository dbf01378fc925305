"""Any PDF's objects by way of pypdf, which mends what it can. The only module that knows pypdf.

In: bytes. Out: plain values (`model.py`), each object parsed when it is asked for. pypdf raises many
types on hostile bytes (also RecursionError); they pass through here.
"""

from __future__ import annotations

import logging
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from handbook.readback.model import Dictionary, Name, Reference, Stream

# pypdf tells what it repairs through logging; without a handler of the
# application's own, Python would print that on the terminal, in English.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


class LenientFile:
    """One file. `trailer` is its trailer dictionary; None where an object is not there."""

    def __init__(self, data: bytes) -> None:
        self._reader = PdfReader(BytesIO(data), strict=False)
        self._objects: dict[Reference, object] = {}
        self.encrypted = self._reader.is_encrypted
        self.trailer = _dictionary(self._reader.trailer)

    def get(self, reference: Reference) -> object:
        """The object that a reference points to."""
        if reference not in self._objects:
            number, generation = reference
            found = self._reader.get_object(IndirectObject(number, generation, self._reader))
            self._objects[reference] = _plain(found)
        return self._objects[reference]

    def body(self, reference: Reference) -> bytes | None:
        """Always None: what pypdf read of an object is not told by the bytes at its place alone."""
        return None

    def numbers(self) -> list[int]:
        """The numbers of all objects, in order."""
        reader = self._reader
        known = {number for table in reader.xref.values() for number in table}
        return sorted(known | set(reader.xref_objStm))

    def offset_of(self, number: int) -> int | None:
        """Where an object begins in the file; None for one in an object stream."""
        if number in self._reader.xref_objStm:
            return None
        return self._reader.xref.get(0, {}).get(number)


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
        return Stream(_dictionary(value), value._data, value.get_data)
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
