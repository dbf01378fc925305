"""How words are read: ruby over the kanji of a text, a name in kana, kanji that have no reading.

In: what readings.yaml says (`Reading`), the districts, a text. Out: the text with the house's ruby markup,
its kana, or what is not read. Of the words that begin at a character the longest holds, and what follows it
is looked at next; nothing is guessed here. What stands in braces has been read, and addresses are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import PurePath
from typing import NamedTuple

from handbook.characters import SELECTORS
from handbook.district import District
from handbook.errors import Place

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Kanji, for a pattern; 々, 〆 and 〇 among them."""
_KANJI = f"(?:[{HAN}][{SELECTORS}]?)+"
_KANJI_AND_DIGITS = f"(?:[0-9０-９{HAN}][{SELECTORS}]?)+"
_UNREAD = re.compile(_KANJI)
LONGEST = 60
"""Characters of a word, and of its reading."""
_LEFT_ALONE = re.compile(r"\{[^{}\n]*\}|https://[!-~]+|[!-~]+@[!-~]+")
"""Ruby and fields, addresses."""
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


class Reading(NamedTuple):
    """How a `word` is read, in `kana`.

    `counting`: how, right behind a digit (10人 にん). `at`: how, in texts of some data files, named without
    their ending (`districts`, `columns/takeno-cafe`, or `columns` for all of them). One that is `unsure` is
    printed on proof sheets alone.
    """

    word: str
    kana: str
    counting: str = ""
    at: tuple[tuple[str, str], ...] = ()
    unsure: bool = False
    place: Place | None = None

    @property
    def every(self) -> Iterator[str]:
        """All its readings, the usual one first."""
        yield from filter(None, (self.kana, self.counting, *(kana for _, kana in self.at)))


Parts = tuple[tuple[str, str], ...]
"""A text part by part, each with its kana; "" for what reads itself, or is not read."""


class Piece(NamedTuple):
    """A piece of a text: a word that has a reading, or what stands between."""

    text: str
    parts: Parts
    kana: str
    unsure: bool = False


@lru_cache(maxsize=4096)
def align(word: str, kana: str) -> Parts | None:
    """The parts of a word, its kanji with their kana: 支え合い is 支 ささ, え, 合 あ, い.

    Digits that the kana repeat stand for themselves (30分 30ぷん); others are read with the kanji beside
    them (1人 ひとり). None where the kana of the word are not those of its reading.
    """
    if max(len(word), len(kana)) > LONGEST:
        return None
    found = (_fitted(re.split(f"({read})", word), kana) for read in (_KANJI, _KANJI_AND_DIGITS))
    return next(filter(None, found), None)


def _fitted(pieces: Sequence[str], kana: str) -> Parts | None:
    """Every second piece with its kana, at least one and as few as will do, in order."""

    @cache  # without it, 漢あ漢あ漢あ… would be tried for ever
    def rest(number: int, at: int) -> Parts | None:
        if number == len(pieces):
            return () if at == len(kana) else None
        piece = pieces[number]
        literal = number % 2 == 0
        if literal and not hiragana(kana).startswith(hiragana(piece), at):
            return None
        ends = (at + len(piece),) if literal else range(at + 1, len(kana) + 1)
        for end in ends:
            if not literal and kana[end - 1].isdecimal():
                return None
            if (more := rest(number + 1, end)) is not None:
                return more if not piece else ((piece, "" if literal else kana[at:end]), *more)
        return None

    return rest(0, 0)


def hiragana(text: str) -> str:
    return "".join(
        chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text.translate(_DIGITS)
    )


class Readings:
    """All readings of a plan: its words, and the names of its districts where no word says otherwise."""

    def __init__(self, words: Iterable[Reading], districts: Iterable[District] = (), kind: str = "") -> None:
        known = {reading.word.translate(_DIGITS): reading for reading in words}
        own = dict(known)
        for district in districts:
            if not _UNREAD.search(district.name) or align(district.name, district.reading) is None:
                continue
            word, unsure = district.name.translate(_DIGITS), not district.sure
            read = Reading(word, district.reading, unsure=unsure)
            if word not in own:
                known[word] = read
            elif own[word].kana != read.kana:  # 水分 is a district, and a word
                known[word] = own[word]._replace(at=((_DISTRICTS, read.kana), *own[word].at))
                if kind in own:
                    known[word + kind] = Reading(word + kind, read.kana + own[kind].kana, unsure=unsure)
        self._by_head: dict[str, list[Reading]] = {}
        for word in sorted(known, key=lambda word: (-len(word), word)):
            self._by_head.setdefault(word[0], []).append(known[word]._replace(word=word))
        self.every = tuple(one._replace(place=None) for same in self._by_head.values() for one in same)

    @property
    def kana(self) -> str:
        """The characters that readings may print."""
        return "".join(sorted({char for one in self.every for kana in one.every for char in kana}))

    def pieces(self, text: str, place: str = "") -> Iterator[Piece]:
        """The text in pieces; `place` is the data file that it stands in (`Reading.at`)."""
        plain = text.translate(_DIGITS)
        alone = {found.start(): found.end() for found in _LEFT_ALONE.finditer(text)}
        at = start = 0
        while at < len(text):
            piece, end = None, at + 1
            if at in alone:
                end = alone[at]
                piece = _as_it_stands(text[at:end])
            elif (found := self._longest(plain, at)) is not None:
                end = at + len(found.word)
                piece = _as_read(text[at:end], found, place, plain[at - 1 : at].isdecimal())
            if piece is not None:
                if start < at:
                    yield _as_it_stands(text[start:at])
                yield piece
                start = end
            at = end
        if start < at:
            yield _as_it_stands(text[start:at])

    def _longest(self, text: str, at: int) -> Reading | None:
        inside = text[at].isdecimal() and re.match("[0-9A-Za-z.-]", text[at - 1 : at])  # 11人 is not 1, 1人
        words = () if inside else self._by_head.get(text[at], ())
        return next((one for one in words if text.startswith(one.word, at)), None)


_DISTRICTS = "districts"
"""Where a district's name alone is sure to be one."""


def _as_it_stands(text: str) -> Piece:
    base, *kana = text[1:-1].split("|") if text.startswith("{") else (text,)
    return Piece(text, ((text, ""),), "".join(kana) or base)


def _as_read(text: str, reading: Reading, place: str, counted: bool) -> Piece:
    kana = reading.counting if counted and reading.counting else reading.kana
    kana = next((said for where, said in reading.at if f"{place}/".startswith(f"{where}/")), kana)
    parts = align(text, kana)
    assert parts is not None, f"{reading.word} was not checked"
    return Piece(text, parts, kana, reading.unsure)


def data_file(place: Place) -> str:
    """What a data file is called where readings differ (`Reading.at`)."""
    *_, folder, file = ("", *PurePath(place.file).with_suffix("").parts)
    return f"{folder}/{file}" if folder == "columns" else file


def with_ruby(text: str, readings: Readings, place: str = "") -> str:
    """The text with `{漢字|かんじ}` for each kanji whose reading is sure; kana behind it stay outside."""
    return "".join(
        "".join(f"{{{base}|{kana}}}" if kana else base for base, kana in piece.parts)
        if not piece.unsure
        else piece.text
        for piece in readings.pieces(text, place)
    )


class Spoken(NamedTuple):
    """A name in `kana`, its words parted by U+3000, at which lines break; "" where one has no reading.

    `unsure`: one of its readings is.
    """

    kana: str
    unsure: bool = False


def spoken(name: str, readings: Readings, place: str = "") -> Spoken:
    """How a name is read aloud. Latin letters and digits stay."""
    pieces = tuple(readings.pieces(name, place))
    words = "\u3000".join(word for piece in pieces if (word := piece.kana.strip()))
    return Spoken("" if _UNREAD.search(words) else words, any(piece.unsure for piece in pieces))


def unread(text: str, readings: Readings) -> Sequence[str]:
    """The runs of kanji in the text that have no reading, in order."""
    pieces = (piece for piece in readings.pieces(text) if piece.kana == piece.text)
    return [run for piece in pieces for run in _UNREAD.findall(piece.text)]
