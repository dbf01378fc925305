"""One district, and the search for the one that a person means.

In: the districts of a plan and what was typed. Out: a `District`, or an `InputError` with the nearest names.
Inside the program a district goes by its exact name (`Plan.district`); this search stands at its edge alone.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from handbook.errors import InputError


class District(NamedTuple):
    """A 校区, 地区 …: its `name` as printed, its `reading` in kana, its romaji `slug` (for file names)."""

    name: str
    reading: str
    slug: str
    bloc: str = ""
    status: str = ""
    """A dated public notice about the district's school, such as its closing; not printed."""
    former: tuple[str, ...] = ()
    """Districts that are no more and whose people this one's edition is for now."""
    sure: bool = True
    """Whether the sources agree on its reading; one that is unsure is not printed until it is confirmed."""

    @property
    def ruby(self) -> tuple[str, str, str, str]:
        """The name in three parts with the reading of the middle one behind it: つつじが, 丘, おか, "".

        Kana at either end read themselves. Nothing is read where the reading is unsure.
        """
        name, reading = self.name, self.reading
        if not self.sure:
            return name, "", "", ""
        plain, spoken = hiragana(name), hiragana(reading)
        start = _alike(plain, spoken)
        tail = _alike(plain[start:][::-1], spoken[start:][::-1])
        stop, end = len(name) - tail, len(reading) - tail
        return name[:start], name[start:stop], reading[start:end], name[stop:]

    @property
    def markup(self) -> str:
        """The name with ruby (`{浮島|うきしま}`)."""
        before, base, reading, after = self.ruby
        return f"{before}{{{base}|{reading}}}{after}" if base else self.name


def _alike(one: str, other: str) -> int:
    """With how many characters alike both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def find(districts: Sequence[District], kind: str, text: str) -> District:
    """The district that `text` means: its name, reading (in either kana) or slug, also with `kind` behind.

    Width, case and spaces do not matter; a name typed exactly wins. A number that is nobody's name is the
    district's place in the list. Raises `InputError` with the nearest names where there is none, with all of
    them where it may be one of several.
    """
    typed = text.strip()
    for district in districts:
        if typed in (district.name, district.name + kind):
            return district
    wanted = _folded(text)
    found = [district for district in districts if wanted in _forms(district, kind)]
    if not found:
        found = [district for district in districts if hiragana(wanted) in _readings(district, kind)]
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(f"{one.name}（{one.reading}、{one.slug}）" for one in found)
        hint = f"どれか一つを、名前のとおりに書いてください：{names}"
        raise InputError.of(f"「{typed}」に当てはまる{kind}が{len(found)}つあります。", hint, stops=True)
    if wanted.isdecimal() and 0 < int(wanted) <= len(districts):
        return districts[int(wanted) - 1]
    hint = _suggestion(districts, kind, wanted)
    raise InputError.of(f"「{typed}」という{kind}はありません。", hint, stops=True)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def hiragana(text: str) -> str:
    """A text with hiragana in place of its katakana."""
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)


def _with_kind(forms: Iterable[str], kind: str) -> tuple[str, ...]:
    return tuple(each for form in forms for each in (form, form + _folded(kind)))


def _forms(district: District, kind: str) -> tuple[str, ...]:
    return _with_kind(map(_folded, (district.name, district.reading, district.slug)), kind)


def _readings(district: District, kind: str) -> tuple[str, ...]:
    return _with_kind((hiragana(_folded(district.reading)),), kind)


def _suggestion(districts: Sequence[District], kind: str, wanted: str) -> str:
    """The districts most like what was asked for, by name, reading or slug."""
    plain = wanted.removesuffix(_folded(kind))
    known = {
        _folded(form): district
        for district in districts
        for form in (district.name, district.reading, district.slug)
    }
    close = difflib.get_close_matches(hiragana(plain), known, n=6, cutoff=0.5)
    close += difflib.get_close_matches(plain, known, n=6, cutoff=0.5)
    if not close and plain:
        close = [form for form in known if plain in form or form in plain]
    names = dict.fromkeys(f"{known[form].name}（{known[form].reading}）" for form in close)
    if names:
        return f"もしかして：{'、'.join(list(names)[:3])}"
    return f"{kind}の名前・読み・ローマ字・番号で指定してください。一覧は handbook list で見られます。"
