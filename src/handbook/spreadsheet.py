"""Rows of text → a CSV file that Excel and others open as it is meant.

Nothing is read here. UTF-8 with the mark by which Excel knows it, lines end as RFC 4180 has them, and no
cell is taken for a formula.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text: what begins like a formula gets an apostrophe before it."""
    first = unicodedata.normalize("NFKC", cell[:1])
    return ("'" if first in tuple("=+-@\t\r\n") else "") + cell.replace("\u00a0", " ")
