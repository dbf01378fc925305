"""Pieces that stay on one line: telephone numbers, times, dates, numbers with units, URLs, Latin words.

In: a plain text. Out: the spans that must not be parted, and for the long ones
the places where they may be parted when they do not fit the measure whole.
JLREQ §3.1.10 and §3.2 keep only half-width numerals, and a number with its unit,
together; readers dial, and copy, all of these, in full-width digits too. Which
characters may begin or end a line is not asked here: `handbook.typeset.breaks`
lets no piece say otherwise.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from handbook.typeset.counters import LATIN_UNITS, LONGEST_UNIT, PREFIXES, SIGNS, TAILS, UNITS, WORDS

# The patterns see a text in which full-width digits are half-width and characters that they do not
# tell apart are one. The control characters among the stand-ins are in no text: no face has a glyph for them.
_NARROW = str.maketrans(
    {
        **dict(zip("０１２３４５６７８９＋．，：（）", "0123456789+.,:()", strict=True)),
        **dict.fromkeys("－‐‑–−―—", "-"),
        **dict.fromkeys("／・", "·"),
        **dict.fromkeys("〜～", "~"),
        **dict.fromkeys("十百千", "\x81"),
        **dict.fromkeys("万億兆", "\x82"),
        **dict.fromkeys("〇一二三四五六七八九", "\x83"),
        **dict.fromkeys("※注図表", "\x84"),
        **dict.fromkeys("￥＄€№", "¥"),
        **dict.fromkeys(map(chr, range(0x100, 0x250)), "À"),
        "’": "\x85",
    }
)
_LONG_SOUND = re.compile("(?<=[0-9])ー(?=[0-9])")
"""A ー between digits is typed for a hyphen; elsewhere it belongs to its word."""

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!#-;=?-\[\]_a-z~]+"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)

_DIGIT = "[0-9]"
_JOINT = "[-.,:/·×]"
"""What joins digits to one number, date, time or telephone number."""
_KANJI = "[\u3400-\u9fff々\x81-\x83]"
_DAYS = "[月火水木金土日]"
_NUMBER = rf"{_DIGIT}+(?:(?:{_JOINT}|[\x81\x82]+){_DIGIT}+)*"
_KANJI_NUMBER = "[\x81\x83]{1,7}"
_SEVERAL = "(?<![複少多回件人点個年日分指])[数何]"
_SIGN = "(?<![-0-9A-Za-zぁ-ヿ年月日時分度階回人])[-+±]"
_LONE_LEAD = rf"(?<!{_KANJI})(?:[年月週](?=[0-9]{{1,2}}[回日度])|[小中高](?=[1-6](?![0-9])))"
_LEAD = rf"(?:{PREFIXES}|{_SIGN}|[℡☎] ?|{_LONE_LEAD})?"
_LISTED = rf"(?:{_DIGIT}{{1,2}}(?:、{_DIGIT}{{1,2}}){{1,5}}|\x83(?:、\x83){{1,5}})"
_COUNTED = rf"{_LEAD}{_NUMBER}(?:[数余]?[\x81\x82]+|[数余](?=[人名年日件回か]))?"
_ERA = "(?:明治|大正|昭和|平成|令和|西暦|[MTSHRＭＴＳＨＲ](?=[0-9]))"
_ERA_YEAR = rf"{_ERA}(?:{_DIGIT}{{1,4}}|元|{_KANJI_NUMBER})"
_OTHER_YEAR = rf"\((?:{_DIGIT}{{4}}|{_ERA}(?:{_DIGIT}{{1,2}}|元))年?度?\)"
# 令和2(2020)年度, 2020年(令和2年), 令和7年度
_YEAR_END = rf"(?:{_OTHER_YEAR}年度?|年度?(?:{_OTHER_YEAR})?)"
_YEAR = rf"(?:{_ERA_YEAR}{_YEAR_END}?|{_DIGIT}{{4}}{_YEAR_END}|{_DIGIT}{{1,4}}年(?={_DIGIT}{{1,2}}月))"
_MONTH_DAY = rf"{_DIGIT}{{1,2}}月{_DIGIT}{{1,2}}(?:[·、]{_DIGIT}{{1,2}})*日"
# 毎月第2・第4土曜日, 毎週火・木曜日, 月〜金曜日
_ORDINAL = r"(?:毎月|毎)?第[0-9\x83](?:[·、と~]?第?[0-9\x83]){0,5}[·、]?"
_WEEKDAYS = rf"(?:{_ORDINAL}|毎週|隔週|(?<!{_KANJI})){_DAYS}(?:[·、~]?{_DAYS}){{0,6}}曜日?|{_DAYS}曜日?"
_DATE = (
    rf"[MTSHRＭＴＳＨＲ]{_DIGIT}{{1,2}}(?:[.·]{_DIGIT}{{1,2}}){{2}}"
    rf"|{_YEAR}(?:{_MONTH_DAY}|{_DIGIT}{{1,2}}月(?!間))?|{_MONTH_DAY}|{_WEEKDAYS}"
)
_TIME = rf"(?:午前|午後)?{_DIGIT}{{1,2}}時(?:{_DIGIT}{{1,2}}分|半)?(?!間)|正午"
_CIRCLED = "[①-⑳㉑-㉟㊱-㊿❶-❿]"

_KINDS = "|".join(
    (
        # 〒830-8520, 〒 ８３０－８５２０
        rf"(?P<postal>〒[ \u3000]?{_DIGIT}{{3}}{_JOINT}?{_DIGIT}{{4}})",
        # (0942)30-9173, 0942(30)9173, +81-942-30-9173, 0942 30 9173
        rf"(?P<phone>\({_DIGIT}{{2,5}}\)[ \u3000]?{_NUMBER}"
        rf"|{_DIGIT}{{2,5}}\({_DIGIT}{{1,4}}\){_DIGIT}{{3,4}}"
        rf"|[+]{_DIGIT}{{1,3}}(?:{_JOINT}{_DIGIT}+)+"
        rf"|0{_DIGIT}{{1,4}} {_DIGIT}{{1,4}} {_DIGIT}{{4}})",
        rf"(?P<date>{_DATE})",
        rf"(?P<fraction>(?:{_DIGIT}+|{_KANJI_NUMBER})分の(?:{_DIGIT}+|{_KANJI_NUMBER}))",
        rf"(?P<time>{_TIME})",
        rf"(?P<listed>{_LEAD}{_LISTED})",
        rf"(?P<counted>{_COUNTED})",
        rf"(?P<word>{WORDS.translate(_NARROW)})",
        rf"(?P<marked>[¥$£]{_NUMBER}|\x84{_DIGIT}+|{_CIRCLED}(?:~{_CIRCLED}|(?=[0-9])|[\w\x81-\x84]))",
        rf"(?P<kanji>(?:{_KANJI_NUMBER}数?\x81?|{_SEVERAL}\x81*)(?=[年月日人時回校割円つ歳か世丁番階名度本枚冊代泊]))",
        r"(?P<latin>(?:[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-z0-9À-ÖØ-öø-ÿ]*(?:[.'\x85_&+/-][A-Za-z0-9À-ÖØ-öø-ÿ]+)*"
        r"|[Ａ-Ｚａ-ｚ]+(?:[-.&]?[Ａ-Ｚａ-ｚ]+|[-.]?[0-9]{1,2}(?![-·0-9]))*)判?)",
    )
)
"""The first alternative that matches wins, so the longer forms stand first."""
_PATTERN = re.compile(_KINDS)
_TAIL = re.compile(TAILS.translate(_NARROW))

_URL_OPEN = re.compile(r"(?<=[/?&=#])(?<!://)(?=[^/?&=#])")
_URL_SEAM = re.compile(r"(?<=://)|(?<=[.@_-])(?=\w)")
_SEAM = re.compile(
    r"(?<=[-.,:/·~) 〒\u3000])|(?<=[年月])(?![度間生曜末児~])|(?<=[日時])(?![間曜])|(?<=午[前後])|(?=\()"
    r"|(?<=[A-Za-z][-/])(?=[A-Za-z])"
)

_RANGE = "〜～~-–－−―—×"
_SHORT_RANGE = 11
"""A range of so many characters (3〜5人, 10:00〜15:00) is whole like a number; a longer one parts sooner."""
_LONGEST = 40
"""Characters; nothing longer is put together, so that work grows with the length of a text."""
_SOFT = frozenset(("date", "time", "url"))
"""Kinds that part at all their seams where they do not fit, whatever the style says of whole pieces."""
_NUMBERS = frozenset(("date", "time", "counted", "listed", "kanji", "fraction", "tailed"))
"""Kinds that take a unit or a word behind them, and make ranges."""
_COUNTS = frozenset(("counted", "listed", "kanji"))
"""Kinds that stand together with no mark between: 1歳6か月, 3階302号室."""


class Atom(NamedTuple):
    """Characters `start` to `end` (exclusive) that stay together.

    `seams` are where it may part if it is wider than the measure; at those in `joints` it then may in any
    style, because each side is whole in itself. At `open_seams` it may part although it fits: a URL
    after a slash, a long range of numbers after its dash.
    """

    start: int
    end: int
    kind: str
    seams: tuple[int, ...]
    joints: tuple[int, ...] = ()
    open_seams: tuple[int, ...] = ()


def atoms(text: str) -> list[Atom]:
    """The atoms of a plain text, from left to right, two characters or longer."""
    found = _addresses(text)
    narrow = _LONG_SOUND.sub("-", text.translate(_NARROW))
    hidden = list(narrow) if found else []
    for address in found:
        hidden[address.start : address.end] = "\x80" * (address.end - address.start)
    narrow = "".join(hidden) or narrow
    held: Atom | None = None
    match = _PATTERN.search(narrow)
    while match:
        atom = _atom(text, narrow, match)
        if held and _stand_together(held, atom, text):
            held = _joined(held, atom)
        else:
            found += [held] if held else []
            held = atom
        match = _PATTERN.search(narrow, atom.end)
    found += [held] if held else []
    return sorted(atom for atom in found if atom.end - atom.start > 1)


def _addresses(text: str) -> list[Atom]:
    """URLs and mail addresses, without the punctuation behind them."""
    found = []
    for match in _ADDRESS.finditer(text):
        start, piece = match.start(), match[0]
        opened = 0
        for at, char in enumerate(piece):
            opened += (char in "([") - (char in ")]")
            if opened < 0:  # this bracket closes one that stands before the address
                piece = piece[:at]
                break
        piece = piece.rstrip(".,;:!?'*~([")
        seams = _places(_URL_SEAM, piece, start)
        found.append(Atom(start, start + len(piece), "url", seams, seams, _places(_URL_OPEN, piece, start)))
    return found


def _atom(text: str, narrow: str, match: re.Match[str]) -> Atom:
    """One match with the unit and the words that belong to its number."""
    start, end = match.span()
    kind = match.lastgroup or ""
    joints: list[int] = []
    if kind in _COUNTS:
        lead = next((place for place in range(start, end) if narrow[place].isdecimal()), start)
        joints += [lead] if lead > start + 1 else []
        unit = _unit_end(text, end)
        # A mere list, 1、2、3, is none.
        end = unit if kind != "listed" or unit > end else narrow.index("、", start)
    elif kind == "latin" and narrow[end - 1].isdecimal() and not text[end : end + 1].isascii():
        end = _unit_end(text, end)  # DVD3枚
    seams = _places(_SEAM, narrow[start:end], start)
    joints += seams if kind in _SOFT else ()
    if kind in _NUMBERS or kind == "phone":
        while tail := _TAIL.match(narrow, end):
            joints += [] if tail["ending"] else [end]
            end, kind = tail.end(), "tailed"
    return Atom(start, end, kind, (*seams, *joints), tuple(joints))


def _unit_end(text: str, end: int) -> int:
    """Where the unit ends that follows a number; Latin symbols and signs may stand after a space."""
    begin = end + (text[end : end + 1] in ("\u00a0", " "))
    for length in range(LONGEST_UNIT, 0, -1):
        unit = text[begin : begin + length]
        if unit in UNITS and len(unit) == length:
            follows = text[begin + length : begin + length + 1]
            latin = unit in LATIN_UNITS
            if (latin and follows.isascii() and follows.isalpha()) or (
                "ァ" <= unit[-1] <= "ー" >= follows >= "ァ"
            ):
                continue  # a longer word
            if begin == end or latin or unit in SIGNS:
                return begin + length
    return end


def _stand_together(held: Atom, atom: Atom, text: str) -> bool:
    """Whether an atom goes on the one before it."""
    if atom.end - held.start > _LONGEST:
        return False
    if held.end == atom.start:
        return held.kind == "marked" or (
            held.kind in _COUNTS
            and (atom.kind in _COUNTS or atom.kind == "tailed" or text[held.end - 1].isdecimal())
        )
    both = held.kind in _NUMBERS and atom.kind in _NUMBERS
    return both and held.end + 1 == atom.start and text[held.end] in _RANGE


def _joined(first: Atom, second: Atom) -> Atom:
    """Two atoms as one: a range, 9時〜17時, or numbers that stand together, 1歳6か月."""
    place = second.start
    long_range = first.end < place and second.end - first.start > _SHORT_RANGE
    return Atom(
        first.start,
        second.end,
        second.kind,
        (*first.seams, place, *second.seams),
        (*first.joints, place, *second.joints),
        (*first.open_seams, place) if long_range else first.open_seams,
    )


def _places(pattern: re.Pattern[str], piece: str, start: int) -> tuple[int, ...]:
    """Where a pattern matches inside a piece that begins at `start`."""
    return tuple(start + match.start() for match in pattern.finditer(piece) if 0 < match.start() < len(piece))
