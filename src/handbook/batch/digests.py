"""SHA-256 of files, one after the other, that begin alike.

In: the bytes of a file. Out: the digest that `sha256sum` tells. Editions with the same fonts have three
quarters of their bytes in common, from the first on: those are hashed once.
"""

from __future__ import annotations

from hashlib import sha256

BLOCK = 1 << 14
"""Bytes after which it is remembered how far the hashing had got."""


class Digests:
    """What the files so far have had in common. Not for several threads at once."""

    def __init__(self) -> None:
        self._known = [(b"", sha256())]
        """The beginning of the file before, in blocks, each with the state of the hashing after it."""

    def of(self, data: bytes) -> str:
        """The digest, in hexadecimal digits."""
        known = self._known
        same = 1
        while same < len(known) and data.startswith(known[same][0], (same - 1) * BLOCK):
            same += 1
        del known[same:]
        digest = known[-1][1].copy()
        for start in range((same - 1) * BLOCK, len(data), BLOCK):
            block = data[start : start + BLOCK]
            digest.update(block)
            if len(block) == BLOCK:
                known.append((block, digest.copy()))
        return digest.hexdigest()
