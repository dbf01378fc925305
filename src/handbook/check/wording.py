"""Texts in the form in which they are compared: width and dashes folded, ruby markup and white space out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_RUBY = re.compile(r"\{([^{}|\n]+)((?:\|[^{}|\n]*)+)\}")
_FOLDED = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣⁃", "-") | {"〜": "~", "∼": "~", "˜": "~", "´": "'", "’": "'", "‘": "'"}
)


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """`text` with width and dashes folded (NFKC), white space left as single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_FOLDED).split())


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """`text` for comparison: ruby markup and white space out, width and dashes folded."""
    return folded(_RUBY.sub(r"\1", text)).replace(" ", "")
