"""Text on a terminal, where a Japanese character is as wide as two Latin ones.

In: texts and a number of terminal columns. Out: padded, shortened, wrapped
texts. Widths follow UAX #11 (East Asian Width): W and F count two, combining
marks none, everything else one. It knows nothing of the command or the plan.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

_NOT_AT_START = frozenset("、。,.)」』】〉》]・ーっゃゅょッャュョ…)。、!?！？")
"""What a wrapped line should not begin with (禁則), as far as help texts need it."""


def width(text: str) -> int:
    """How many terminal columns the text takes."""
    total = 0
    for char in text:
        if unicodedata.combining(char):
            continue
        total += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return total


def pad(text: str, columns: int) -> str:
    """The text with spaces after it up to `columns`; a longer text stays as it is."""
    return text + " " * (columns - width(text))


def shorten(text: str, columns: int) -> str:
    """The text cut to `columns` with … at its end if it does not fit. For status lines only."""
    if width(text) <= columns:
        return text
    kept = ""
    for char in text:
        if width(kept + char) + 1 > columns:
            break
        kept += char
    return kept + "…"


def wrap(text: str, columns: int) -> list[str]:
    """The text in lines of at most `columns`, broken at any character but before closing punctuation.

    A piece without spaces in Latin letters (an option, a path) moves to the next line whole.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and width(line) + width(piece.rstrip()) > columns:
                lines.append(line.rstrip())
                line = ""
            line += piece if line else piece.lstrip()
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """The smallest parts that wrapping may put on different lines."""
    pieces: list[str] = []
    for char in text:
        previous = pieces[-1][-1] if pieces else " "
        wide = unicodedata.east_asian_width(char) in "WF"
        latin_goes_on = not wide and previous != " " and unicodedata.east_asian_width(previous) not in "WF"
        if pieces and (char in _NOT_AT_START or char == " " or latin_goes_on):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def table(rows: Iterable[Sequence[str]], gap: int = 2, indent: int = 0) -> list[str]:
    """Rows of cells as lines whose cells stand under each other."""
    cells = [list(row) for row in rows]
    if not cells:
        return []
    count = max(len(row) for row in cells)
    widths = [max((width(row[i]) for row in cells if i < len(row)), default=0) for i in range(count)]
    between = " " * gap
    return [
        (" " * indent + between.join(pad(cell, widths[i]) for i, cell in enumerate(row))).rstrip()
        for row in cells
    ]


def listing(names: Sequence[str], most: int = 6, unit: str = "") -> str:
    """Names in one phrase: all of them if they are few, else the first ones and how many `unit` more."""
    if len(names) <= most + 1:
        return "、".join(names)
    return "、".join(names[:most]) + f" ほか{len(names) - most}{unit}"
