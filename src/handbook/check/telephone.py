"""What looks like a telephone number, however it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_GAP = r"[-() ー~・]{1,3}"
_NUMBER = re.compile(
    rf"(?<![\d-])(?:\+81{_GAP}?|\(?0)\d{{1,4}}{_GAP}\d{{1,4}}{_GAP}\d{{3,4}}(?![\d-])"
    r"|(?<![\d.,-])0\d{9,10}(?!\d)"
    # Without an area code; but for postal codes and spans of years.
    r"|(?<![\d〒-])(?!(?:19|20)\d\d-(?:19|20))\d{2,4}-\d{4}(?![\d-])"
)
_DIGIT = re.compile(r"\d")


def numbers_in(text: str) -> Iterator[re.Match[str]]:
    """Every telephone-like number in a text whose width and dashes are folded."""
    return _NUMBER.finditer(text) if _DIGIT.search(text) else iter(())


@lru_cache(maxsize=4096)
def spans_in(line: str) -> tuple[tuple[int, int], ...]:
    """Where the numbers of a folded line begin and end."""
    return tuple(match.span() for match in numbers_in(line))


@lru_cache(maxsize=4096)
def digits(number: str) -> str:
    """A number's digits alone; +81 counts as the leading 0."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", number) if char.isdigit() or char == "+")
    return "0" + plain[3:] if plain.startswith("+81") else plain.replace("+", "")
