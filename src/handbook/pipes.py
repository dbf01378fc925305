"""Values through a pipe between processes: pickled, each after its length."""

from __future__ import annotations

import os
import pickle
import select
from collections.abc import Iterator
from struct import Struct
from typing import Any

_LENGTH = Struct("=I")


def send(descriptor: int, value: object) -> None:
    """Write a value into a pipe. Raises BrokenPipeError if nobody reads it any more."""
    data = pickle.dumps(value)
    rest = memoryview(_LENGTH.pack(len(data)) + data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class Inbox:
    """The reading end of a pipe, and what came out of it and is not whole yet."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._data = bytearray()

    @property
    def open(self) -> bool:
        """Whether more may come."""
        return self.descriptor >= 0

    def ready(self) -> bool:
        """Whether `receive` would find something, or the end, at once."""
        poll = select.poll()
        poll.register(self.descriptor, select.POLLIN)
        return bool(poll.poll(0))

    def receive(self) -> Iterator[Any]:
        """Wait for data; gives the values that are whole. Closed at the end of the pipe."""
        data = os.read(self.descriptor, 1 << 16)
        if not data:
            self.close()
            return
        inbox = self._data
        inbox += data
        while len(inbox) >= (start := _LENGTH.size):
            end = start + _LENGTH.unpack_from(inbox)[0]
            if len(inbox) < end:
                break
            yield pickle.loads(inbox[start:end])
            del inbox[:end]

    def close(self) -> None:
        descriptor, self.descriptor = self.descriptor, -1  # first, or Ctrl-C between would close it twice
        if descriptor >= 0:
            os.close(descriptor)
