"""Ruby markup: `{漢字|かんじ}` and, a reading per character, `{久留米|く|る|め}`.

In: a text as the data hold it. Out: its plain text and where ruby stands over
it. A brace that does not form ruby markup is an ordinary character; whether it
is a slip is for the reader of the data to say.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from handbook.characters import clusters

_RUBY = re.compile(r"\{([^{}|\n]+)((?:\|[^{}|\n]*)+)\}")


class Ruby(NamedTuple):
    """Ruby over the characters `start` to `end` (exclusive) of a plain text.

    `readings` has one entry for a group, or one for each base character (jukugo and mono ruby).
    """

    start: int
    end: int
    readings: tuple[str, ...]

    @property
    def reading(self) -> str:
        return "".join(self.readings)


def parse(text: str) -> tuple[str, tuple[Ruby, ...]]:
    """The plain text and its ruby. Empty readings put nothing above their character."""
    if "{" not in text:
        return text, ()
    pieces: list[str] = []
    rubies: list[Ruby] = []
    length = last = 0
    for match in _RUBY.finditer(text):
        before, base = text[last : match.start()], match[1]
        last = match.end()
        start = length + len(before)
        length = start + len(base)
        pieces += (before, base)
        readings = match[2][1:].split("|")
        if len(readings) != len(clusters(base)):
            # As many readings as characters, or the whole reading over the whole word.
            readings = ["".join(readings)]
        if any(readings):
            rubies.append(Ruby(start, length, tuple(readings)))
    pieces.append(text[last:])
    return "".join(pieces), tuple(rubies)


def plain_text(text: str) -> str:
    """The text without its ruby: bases only."""
    return parse(text)[0]


def readings(text: str) -> tuple[tuple[str, str], ...]:
    """The bases that have ruby, each with its whole reading, in the order of the text."""
    plain, rubies = parse(text)
    return tuple((plain[ruby.start : ruby.end], ruby.reading) for ruby in rubies)
