"""A PDF's objects one by one, for rules that look at the file itself.

In: an opened file. Out: dictionaries, arrays, names, texts and numbers. A value that cannot be read is
None, as one that is not there: no method raises. What an object means is not known here.
"""

from __future__ import annotations

from handbook.readback import model
from handbook.readback.model import Dictionary, Name, Reference, Stream
from handbook.readback.source import MAX_STREAM, Source

MAX_OBJECTS = 100_000
"""Most objects of a file that are looked at one by one; a leaflet has some 700."""


class Objects:
    """The objects of one file. Every method takes a value or a reference to it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._dictionaries: dict[int, Dictionary] = {}
        self.unreadable = False
        """Whether some object could not be read."""
        self.data = source.data
        self.encrypted = source.encrypted
        self.trailer = source.trailer
        self.catalog = self.dictionary(self.trailer.get("Root"))

    def resolved(self, value: object) -> object:
        """What a reference points to; None where nothing can be read."""
        if isinstance(value, Reference):
            try:
                return self._source.resolve(value)
            except Exception:
                # pypdf raises many types on hostile bytes; the rest of the file may still be good.
                self.unreadable = True
                return None
        return value

    def number_of(self, value: object) -> int | None:
        """The object number of a reference; None for what is no reference."""
        return value.number if isinstance(value, Reference) else None

    def numbers(self) -> list[int]:
        """The numbers of the file's objects, MAX_OBJECTS of them at most."""
        return self._source.numbers()[:MAX_OBJECTS]

    def offset_of(self, number: int) -> int | None:
        """Where an object begins in the file; None for one in an object stream."""
        return self._source.offset_of(number)

    def at(self, number: int) -> object:
        """The object of a number."""
        return self.resolved(Reference(number, 0))

    def dictionary(self, value: object) -> Dictionary:
        """A dictionary or a stream's dictionary; empty for anything else."""
        if not isinstance(value, Reference):
            return model.entries(value) or {}
        if value.number not in self._dictionaries:
            # Kept also where nothing can be read: to try again may take long.
            self._dictionaries[value.number] = model.entries(self.resolved(value)) or {}
        return self._dictionaries[value.number]

    def array(self, value: object) -> list[object]:
        found = self.resolved(value)
        return list(found) if isinstance(found, list) else []

    def items(self, value: object) -> list[object]:
        """The items of an array; a single value counts as an array of itself, nothing as an empty one."""
        found = self.resolved(value)
        if isinstance(found, list):
            return list(found)
        return [] if found is None else [value]

    def is_dictionary(self, value: object) -> bool:
        return model.entries(self.resolved(value)) is not None

    def is_array(self, value: object) -> bool:
        return isinstance(self.resolved(value), list)

    def is_stream(self, value: object) -> bool:
        return isinstance(self.resolved(value), Stream)

    def stream(self, value: object, most: int = MAX_STREAM) -> bytes | None:
        """A stream's decoded bytes, `most` of them at most; None where they cannot be decoded."""
        found = self.resolved(value)
        if not isinstance(found, Stream):
            return None
        data, whole = self._source.decoded(found, most)
        return data if whole or data else None

    def name(self, value: object) -> str:
        """A name without its slash; empty for anything else."""
        found = self.resolved(value)
        return str(found) if isinstance(found, Name) else ""

    def text(self, value: object) -> str | None:
        """A text string; None for anything else."""
        found = self.resolved(value)
        return model.text(found) if isinstance(found, bytes) else None

    def flag(self, value: object) -> bool | None:
        found = self.resolved(value)
        return found if isinstance(found, bool) else None

    def number(self, value: object) -> float | None:
        return model.number(self.resolved(value))

    def plain(self, value: object) -> object:
        """A name or text as `str`, a number as `float`, an array as a tuple of these; else None."""
        found = self.resolved(value)
        if isinstance(found, list):
            return tuple(None if self.is_array(item) else self.plain(item) for item in found[:1000])
        if isinstance(found, Name):
            return str(found)
        text = self.text(found)
        return text if text is not None else self.number(found)
