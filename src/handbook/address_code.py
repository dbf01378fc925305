"""An address as a QR code (JIS X 0510, ISO/IEC 18004): a text in, dark and light modules out.

ReportLab's encoder makes the modules, at level M: dirt and folds over a seventh of it are mended. Nothing is
drawn here; to leave the quiet zone around the code is for whoever draws it.
"""

from __future__ import annotations

from functools import lru_cache

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

QUIET = 4
"""Modules that stay light on every side (ISO/IEC 18004, 6.3.8)."""

LONGEST = 300
"""Characters of an address: a code of more is a carpet that no old telephone reads, and nobody can type."""


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of modules, dark ones true, without the quiet zone. Raises ValueError for a text that is
    longer than `LONGEST` or not ASCII."""
    if len(text) > LONGEST or not text.isascii():
        raise ValueError(f"no address for a code: {text[:40]!r}")
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)
