"""A PDF's objects as plain values, for rules that look at the file itself.

In: an opened file. Out: dictionaries, arrays, names, texts and numbers without any type of the
library that parsed them. A value that cannot be read is None, as one that is not there: no method
raises. What an object means is not known here.
"""

from __future__ import annotations

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    StreamObject,
    TextStringObject,
)

from handbook.readback.source import MAX_STREAM, Source, decoded

MAX_OBJECTS = 100_000
"""Most objects of a file that are looked at one by one; a leaflet has some 700."""

Dictionary = dict[str, object]
"""Keys without the slash; values as they stand in the file, references not followed."""


class Objects:
    """The objects of one file. Every method takes a value or a reference to it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._dictionaries: dict[int, Dictionary] = {}
        self.unreadable = False
        """Whether some object could not be read."""
        self.data = source.data
        self.encrypted = source.encrypted
        self.trailer = self.dictionary(source.reader.trailer)
        self.catalog = self.dictionary(self.trailer.get("Root"))

    def resolved(self, value: object) -> object:
        """What a reference points to; None where nothing can be read."""
        if isinstance(value, IndirectObject):
            try:
                value = value.get_object()
            except Exception:
                # pypdf raises many types on hostile bytes; the rest of the file may still be good.
                self.unreadable = True
                return None
        return None if isinstance(value, NullObject) else value

    def number_of(self, value: object) -> int | None:
        """The object number of a reference; None for what is no reference."""
        return value.idnum if isinstance(value, IndirectObject) else None

    def numbers(self) -> list[int]:
        """The numbers of the file's objects, MAX_OBJECTS of them at most."""
        reader = self._source.reader
        known = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
        return sorted(known)[:MAX_OBJECTS]

    def offset_of(self, number: int) -> int | None:
        """Where an object begins in the file; None for one in an object stream."""
        if number in self._source.reader.xref_objStm:
            return None
        return self._source.reader.xref.get(0, {}).get(number)

    def at(self, number: int) -> object:
        """The object of a number."""
        return self.resolved(IndirectObject(number, 0, self._source.reader))

    def dictionary(self, value: object) -> Dictionary:
        """A dictionary or a stream's dictionary; empty for anything else."""
        number = value.idnum if isinstance(value, IndirectObject) else None
        if number is not None and number in self._dictionaries:
            return self._dictionaries[number]
        found = self.resolved(value)
        made: Dictionary = {}
        if isinstance(found, dict):
            # The trailer and every dictionary: items as they stand, references not followed.
            made = {str(key)[1:]: item for key, item in dict.items(found)}
        if number is not None:
            self._dictionaries[number] = made
        return made

    def array(self, value: object) -> list[object]:
        found = self.resolved(value)
        return list.copy(found) if isinstance(found, ArrayObject) else []

    def items(self, value: object) -> list[object]:
        """The items of an array; a single value counts as an array of itself, nothing as an empty one."""
        found = self.resolved(value)
        if isinstance(found, ArrayObject):
            return list.copy(found)
        return [] if found is None else [value]

    def is_dictionary(self, value: object) -> bool:
        return isinstance(self.resolved(value), DictionaryObject)

    def is_array(self, value: object) -> bool:
        return isinstance(self.resolved(value), ArrayObject)

    def is_stream(self, value: object) -> bool:
        return isinstance(self.resolved(value), StreamObject)

    def stream(self, value: object, most: int = MAX_STREAM) -> bytes | None:
        """A stream's decoded bytes, `most` of them at most; None where they cannot be decoded."""
        found = self.resolved(value)
        if not isinstance(found, StreamObject):
            return None
        data, whole = decoded(found, most)
        return data if whole or data else None

    def name(self, value: object) -> str:
        """A name without its slash; empty for anything else."""
        found = self.resolved(value)
        return str(found)[1:] if isinstance(found, NameObject) else ""

    def text(self, value: object) -> str | None:
        """A text string; None for anything else."""
        found = self.resolved(value)
        if isinstance(found, ByteStringObject):
            return found.decode("latin-1")
        return str(found) if isinstance(found, TextStringObject) else None

    def flag(self, value: object) -> bool | None:
        found = self.resolved(value)
        return bool(found.value) if isinstance(found, BooleanObject) else None

    def number(self, value: object) -> float | None:
        found = self.resolved(value)
        return float(found) if isinstance(found, (int, float)) else None

    def plain(self, value: object) -> object:
        """A name or text as `str`, a number as `float`, an array as a tuple of these; else None."""
        found = self.resolved(value)
        if isinstance(found, ArrayObject):
            return tuple(
                None if self.is_array(item) else self.plain(item) for item in list.copy(found)[:1000]
            )
        if isinstance(found, NameObject):
            return str(found)[1:]
        text = self.text(found)
        return text if text is not None else self.number(found)
