"""Deflated bytes → the bytes that they stand for, within bounds (ISO 32000-1, 7.4.4).

What was inflated before is remembered: the editions of a batch share most of their content streams.
"""

from __future__ import annotations

import zlib

_PIECE = 65536
_KNOWN: dict[bytes, bytes] = {}
_MOST_KNOWN = 512
_LONGEST_KNOWN = 65536
"""Most streams that are remembered, and the longest of them inflated, bytes."""


def inflate(raw: bytes, most: int) -> tuple[bytes, bool]:
    """Inflated bytes up to `most`, as far as the data are sound, and whether that is all."""
    known = _KNOWN.get(raw) if len(raw) <= _LONGEST_KNOWN else None
    if known is not None and len(known) <= most:
        return known, True
    data, whole = _inflated(raw, most)
    if whole and max(len(raw), len(data)) <= _LONGEST_KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[raw] = data
    return data, whole


def _inflated(raw: bytes, most: int) -> tuple[bytes, bool]:
    engine = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    try:
        # In pieces, so that what stands before a damaged byte is still there.
        for start in range(0, len(raw), _PIECE):
            piece = engine.decompress(raw[start : start + _PIECE], most + 1 - size)
            parts.append(piece)
            size += len(piece)
            if size > most:
                return b"".join(parts)[:most], False
    except zlib.error:
        return b"".join(parts), False
    return b"".join(parts), engine.eof
