"""The code on a sheet: six letters that stand for what it says.

In: an edition, a layout. Out: letters that follow from the layout's name and the values that it promises to
print there, the layout's own words among them; not from bytes, who confirmed what, the day, whether it is a
proof, or whose name is imprinted. So the same letters mean the same words, and a sheet in someone's hand can
be held against the data.
"""

from __future__ import annotations

import re
import unicodedata

from handbook.blocks import promises
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.promise import Number
from handbook.provenance import digest

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are read as 1 and 0."""

CHECKING = "K"
"""Codes that begin with it are of sheets to proof-read by."""

LENGTH = 6


def sheet_code(edition: Edition, layout: Layout) -> str:
    """The code of an edition in a layout; of its proof and its final the same."""
    plain = edition._replace(final=True, ended=False, code="", imprint=None)
    values = [
        [one.owner.name, one.kind, one.label, one.number] if isinstance(one, Number) else one.texts
        for one in promises(plain, layout)
    ]
    return spelled([layout.name, values])


def spelled(value: object, first: str = LETTERS.replace(CHECKING, "")) -> str:
    """Six letters that stand for a JSON value, the first of them one of `first`."""
    number = int(digest(value), 16)
    code = ""
    for letters in (first, *[LETTERS] * (LENGTH - 1)):
        number, at = divmod(number, len(letters))
        code += letters[at]
    return code


def as_code(typed: str) -> str | None:
    """The code that a person has typed, in small or wide letters, parted as one reads them out (LYQ-YQB);
    None if it cannot be one."""
    code = re.sub(r"[\W_ー]", "", unicodedata.normalize("NFKC", typed)).upper()
    return code if re.fullmatch(f"[{LETTERS}]{{{LENGTH}}}", code) else None
