"""Pieces that stay on one line: telephone numbers, times, dates, numbers with units, URLs, Latin words.

In: a plain text. Out: the spans that must not be parted, and for the long ones
the seams where they may be parted when they do not fit the measure whole.
JLREQ §3.1.10 and §3.2 keep only half-width numerals, and a number with its unit,
together; readers dial, and copy, all of these, in full-width digits too.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# The patterns see a text in which full-width digits are half-width and characters that they do not
# tell apart are one. The control characters among the stand-ins are in no text: no face has a glyph for them.
_NARROW = str.maketrans(
    {
        **dict(zip("０１２３４５６７８９＋", "0123456789+", strict=True)),
        **dict.fromkeys("－‐‑–−―—ー．，：／・", "·"),
        **dict.fromkeys("十百千", "\x81"),
        **dict.fromkeys("万億兆", "\x82"),
        **dict.fromkeys("〇一二三四五六七八九", "\x83"),
        **dict.fromkeys("※注図表", "\x84"),
        **dict.fromkeys("￥＄€№", "¥"),
        **dict.fromkeys(map(chr, range(0x100, 0x250)), "À"),
        "’": "\x85",
    }
)

_DIGIT = "[0-9]"
_JOINT = "[-.,:/·]"
"""What joins digits to one number, date, time or telephone number."""

_UNIT_LIST = """
    年度 年間 年 か月 カ月 ヶ月 ヵ月 ケ月 月 日間 日 時間 時 分間 分 秒間 秒 週間 週 世紀 周年 学年 歳 才
    億円 万円 千円 円 人 名様 名 世帯 戸 件 回目 回 割 倍 点 番地 番目 番 号室 号 丁目 条 項 章 節 版 期
    か所 カ所 箇所 ヶ所 ヵ所 ケ所 施設 団体 種類 校区 地区 校 館 台 冊 枚 本 個 杯 匹 組 班 階 級 位 次 段階
    つ ページ 頁 キロ メートル センチ ミリ グラム リットル パーセント ポイント 坪
    % ％ ‰ ℃ °C ° ㎡ ㎞ ㎝ ㎜ ㎏ ㎎ ㏄ km kg cm mm mg ml mL kW kB MB GB ha pt m g L t
"""
_UNITS = frozenset(_UNIT_LIST.split())
_LONGEST_UNIT = max(map(len, _UNITS))
_ASCII_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_NUMBER = rf"{_DIGIT}+(?:(?:{_JOINT}|[\x81\x82]+){_DIGIT}+)*"
_KANJI_NUMBER = "[\x81\x83]{1,7}"
_COUNTED = rf"(?:第|約|計|全|延べ|各|毎|満|築|午前|午後|[-+±·]|[℡☎] ?)?{_NUMBER}(?:[数余]?[\x81\x82]+)?"
_ERA = "(?:明治|大正|昭和|平成|令和|西暦|[MTSHR](?=[0-9]))"
_ERA_YEAR = rf"{_ERA}(?:{_DIGIT}{{1,4}}|元|{_KANJI_NUMBER})年?度?"
_MONTH_DAY = rf"{_DIGIT}{{1,2}}月{_DIGIT}{{1,2}}日"
_DATE = (
    rf"[MTSHR]{_DIGIT}{{1,2}}(?:[.·]{_DIGIT}{{1,2}}){{2}}"
    rf"|(?:{_ERA_YEAR}|{_DIGIT}{{1,4}}年)(?:{_MONTH_DAY}|{_DIGIT}{{1,2}}月)?(?!度)|{_MONTH_DAY}"
)
_TIME = rf"(?:午前|午後)?{_DIGIT}{{1,2}}時(?:{_DIGIT}{{1,2}}分|半)?(?!間)"

_KINDS = "|".join(
    (
        r"(?P<url>(?:https?://|www\.)[!-~]+|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
        # 〒830-8520, 〒 ８３０－８５２０
        rf"(?P<postal>〒[ \u3000]?{_DIGIT}{{3}}{_JOINT}?{_DIGIT}{{4}})",
        # (0942)30-9173, 0942(30)9173, +81-942-30-9173, 0942 30 9173
        rf"(?P<phone>[（(]{_DIGIT}{{2,5}}[）)][ \u3000]?{_NUMBER}"
        rf"|{_DIGIT}{{2,5}}[（(]{_DIGIT}{{1,4}}[）)]{_DIGIT}{{3,4}}"
        rf"|[+]{_DIGIT}{{1,3}}(?:{_JOINT}{_DIGIT}+)+"
        rf"|0{_DIGIT}{{1,4}} {_DIGIT}{{1,4}} {_DIGIT}{{4}})",
        rf"(?P<date>{_DATE}|{_ERA_YEAR})",
        rf"(?P<time>{_TIME})",
        rf"(?P<counted>{_COUNTED})",
        rf"(?P<marked>[¥$£]{_NUMBER}|\x84{_DIGIT}+"
        rf"|{_KANJI_NUMBER}(?:年度|年|月|日|人|時間|回|校区|割|円|つ))",
        r"(?P<latin>[A-Za-zÀ-ÿ][A-Za-z0-9À-ÿ]*(?:[.'\x85_&+/-][A-Za-z0-9À-ÿ]+)*"
        r"|[Ａ-Ｚａ-ｚ]+(?:[0-9]{1,2}(?![-·0-9]))?)",
    )
)
"""The first alternative that matches wins, so the longer forms stand first."""
_PATTERN = re.compile(_KINDS)

_URL_OPEN = re.compile(r"(?<=[/?&=#])(?<!://)(?=[^/?&=#])")
_URL_SEAM = re.compile(r"(?<=://)|(?<=[.@_-])(?=\w)")
_SEAM = re.compile(
    r"(?<=[-.,:/·) ])|(?<=[）〒])|(?<=[年月])|(?<=[日時])|(?<=\u3000)|(?<=午[前後])|(?=[（(])"
    r"|(?<=[A-Za-z][-/])(?=[A-Za-z])"
)

_RANGE = "〜～~"
"""Between two numbers: they stay together if that costs nothing, and part after it if it does."""


class Atom(NamedTuple):
    """Characters `start` to `end` (exclusive) that stay together.

    `seams` are where it may part if it is wider than the measure. At `open_seams` it may part in any
    case: a URL after a slash, a range of numbers after its dash.
    """

    start: int
    end: int
    kind: str
    seams: tuple[int, ...]
    open_seams: tuple[int, ...] = ()


def atoms(text: str) -> list[Atom]:
    """The atoms of a plain text, from left to right, two characters or longer."""
    found: list[Atom | None] = []
    held: Atom | None = None
    narrow = text.translate(_NARROW)
    search = _PATTERN.search
    match = search(narrow)
    while match:
        start, end = match.span()
        kind = match.lastgroup or ""
        if kind == "counted":
            end = _unit_end(text, end)
        piece = narrow[start:end]
        atom = (
            Atom(start, end, kind, _places(_URL_SEAM, piece, start), _places(_URL_OPEN, piece, start))
            if kind == "url"
            else Atom(start, end, kind, _places(_SEAM, piece, start))
        )
        if held and kind in _NUMBERS and held.end + 1 == start and text[held.end] in _RANGE:
            held = _joined(held, atom)
        else:
            found.append(held)
            held = atom
        match = search(narrow, end)
    found.append(held)
    return [atom for atom in found if atom and atom.end - atom.start > 1]


def _unit_end(text: str, end: int) -> int:
    """Where the unit ends that follows a number; Latin symbols and signs may stand after a space."""
    begin = end + (text[end : end + 1] in ("\u00a0", " "))
    for length in range(_LONGEST_UNIT, 0, -1):
        unit = text[begin : begin + length]
        if unit in _UNITS and len(unit) == length:
            close = begin + length
            latin = unit[-1] in _ASCII_LETTERS
            if latin and text[close : close + 1] in _ASCII_LETTERS:
                continue
            if begin == end or latin or unit in "%％‰℃°":
                return close
    return end


_NUMBERS = frozenset(("date", "time", "counted"))
"""Kinds that make ranges."""


def _joined(first: Atom, second: Atom) -> Atom:
    """A range, 9時〜17時: whole if it can be, parted after its dash if not."""
    return Atom(
        first.start,
        second.end,
        first.kind,
        first.seams + second.seams,
        (*first.open_seams, second.start),
    )


def _places(pattern: re.Pattern[str], piece: str, start: int) -> tuple[int, ...]:
    """Where a pattern matches inside a piece that begins at `start`."""
    return tuple(start + match.start() for match in pattern.finditer(piece) if 0 < match.start() < len(piece))
