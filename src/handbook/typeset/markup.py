"""Markup: ruby `{漢字|かんじ}`, or a reading per character `{久留米|く|る|め}`; `**太字**`; note marks `※1`.

In: a text as the data hold it. Out: its plain text and what of it has ruby, is
strong, or leads to a note; and the mark that a paragraph begins with as an item of a list. A brace or a
star that does not form markup is an ordinary character; whether it is a slip is for the reader of the data
to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from handbook.characters import clusters

STRONG = "**"
_RUBY = re.compile(r"\{([^{}|\n]+)((?:\|[^{}|\n]*)+)\}")
_STRONG = re.compile(r"\*\*(?=[^*\n])([^\n]*?)\*\*")
_NOTE_MARK = re.compile("※[0-9０-９]{1,2}(?![0-9０-９])")
_ITEM_MARK = re.compile(
    r"(?:・|[①-⑳](?![①-⑳～〜~、・])|[（(][0-9０-９]{1,2}[）)]|[0-9０-９]{1,2}[.．](?![0-9０-９])"
    r"|[-－‐](?=[ \u3000]))"
    r"[ \u3000]*(?=\S)"
)


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


class Marked(NamedTuple):
    """A text without its markup, and what that said of it; spans are (start, end) of the plain text."""

    plain: str
    rubies: tuple[Ruby, ...] = ()
    strong: tuple[tuple[int, int], ...] = ()


def parse(text: str) -> Marked:
    """The plain text, its ruby and its strong words. Empty readings put nothing above their character."""
    pieces: list[str] = []
    rubies: list[Ruby] = []
    strong: list[tuple[int, int]] = []
    length = 0
    for piece, is_strong in _by_weight(text):
        plain, found = _parse_ruby(piece)
        rubies += [Ruby(ruby.start + length, ruby.end + length, ruby.readings) for ruby in found]
        strong += [(length, length + len(plain))] if is_strong else []
        pieces.append(plain)
        length += len(plain)
    return Marked("".join(pieces), tuple(rubies), tuple(strong))


def _by_weight(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, and whether each is strong."""
    last = 0
    for match in _STRONG.finditer(text) if STRONG in text else ():
        yield text[last : match.start()], False
        yield match[1], True
        last = match.end()
    yield text[last:], False


def _parse_ruby(text: str) -> tuple[str, list[Ruby]]:
    rubies: list[Ruby] = []
    if "{" not in text:
        return text, rubies
    pieces: list[str] = []
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
    return "".join(pieces), rubies


def plain_text(text: str) -> str:
    """The text without its markup: of ruby the bases only."""
    return parse(text).plain


def readings(text: str) -> tuple[tuple[str, str], ...]:
    """The bases that have ruby, each with its whole reading, in the order of the text."""
    plain, rubies, _ = parse(text)
    return tuple((plain[ruby.start : ruby.end], ruby.reading) for ruby in rubies)


def note_marks(plain: str) -> Iterator[tuple[int, int, int]]:
    """The note marks of a plain text, in either width: start, end, the number of the note."""
    for match in _NOTE_MARK.finditer(plain) if "※" in plain else ():
        yield match.start(), match.end(), int(unicodedata.normalize("NFKC", match[0][1:]))


def item_mark(paragraph: str) -> str:
    """The mark with which a paragraph begins as an item of a list (・ ① （1） 1. and -), and the spaces
    behind it; "" where it is none."""
    match = _ITEM_MARK.match(paragraph)
    return match[0] if match else ""
