"""A font dictionary → a decoder of its codes: characters, advances, the name and whether it is embedded.

Reads ToUnicode, predefined and simple encodings, and widths; never the font program itself.
What is equal in many files (the subset a batch shares) is parsed once.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from handbook.readback.model import Dictionary, Name, Reference, TooLargeError, entries
from handbook.readback.source import Source
from handbook.readback.tokens import shown
from handbook.readback.values import FontUse

REPLACEMENT = "\ufffd"

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BFRANGE = re.compile(
    rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\[\]]*)\])", re.DOTALL
)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_MOST_CODES = 4 * 65536
"""Most codes that ranges may set; two bytes make 65,536."""
_MOST_FONTS = 500
_MOST_REMEMBERED = 20_000

# Predefined CMaps (ISO 32000-1, 9.7.5.2) whose codes are a known character set.
_CODECS = (("UTF16", "utf-16-be"), ("UCS2", "utf-16-be"), ("RKSJ", "cp932"), ("EUC", "euc_jp"))

_GLYPH_NAMES = {
    "space": " ", "exclam": "!", "quotedbl": '"', "numbersign": "#", "dollar": "$", "percent": "%",
    "ampersand": "&", "quotesingle": "'", "parenleft": "(", "parenright": ")", "asterisk": "*", "plus": "+",
    "comma": ",", "hyphen": "-", "period": ".", "slash": "/", "zero": "0", "one": "1", "two": "2",
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "colon": ":", "semicolon": ";", "less": "<", "equal": "=", "greater": ">", "question": "?", "at": "@",
    "bracketleft": "[", "backslash": "\\", "bracketright": "]", "asciicircum": "^", "underscore": "_",
    "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~", "bullet": "•",
    "endash": "–", "emdash": "—", "quoteleft": "‘", "quoteright": "’", "quotedblleft": "“",
    "quotedblright": "”", "ellipsis": "…", "yen": "¥", "copyright": "©", "registered": "®", "minus": "−",
    "periodcentered": "·", "nbspace": "\u00a0", "fi": "fi", "fl": "fl", "ff": "ff",
}  # fmt: skip
"""Glyph names of the Adobe Glyph List that simple fonts re-encode most; others read as U+FFFD."""


class _Known(dict[int, str]):
    """Code → characters; a code that is not there stands for no known character."""

    def __missing__(self, code: int) -> str:
        return REPLACEMENT


class _Widths(dict[int, float]):
    """Code → advance in thousandths of the em."""

    def __init__(self, known: dict[int, float], default: float) -> None:
        super().__init__(known)
        self.default = default

    def __missing__(self, code: int) -> float:
        self[code] = self.default  # found without a call the next time
        return self.default


class Shown(NamedTuple):
    """A text operand in one font. Lengths in thousandths of the font size."""

    text: str
    width: float
    """Advances and the adjustments between them."""
    glyphs: int
    spaces: int
    """Single-byte spaces, to which word spacing applies."""
    missing: bool
    """Whether glyph 0 is drawn."""
    lead: float
    trail: float
    """Adjustments before the first and after the last glyph."""


@dataclass(frozen=True, eq=False, repr=False)
class Decoder:
    """How to read and measure the codes of one font. Compared by identity: two fonts are two, and what
    was read in one of them is kept under it."""

    name: str
    bold: bool
    wide: bool
    """Codes are two bytes."""
    codec: str
    """Python codec of the codes where they are characters of a known set; else empty."""
    texts: _Known
    widths: _Widths
    ascent: float
    descent: float
    """Em; descent is negative."""
    vertical: bool
    identity: bool
    """Code 0 draws glyph 0."""
    use: FontUse
    remembered: dict[bytes, Shown]
    """What was measured before, by operand; shared by files that share the font."""

    def measure(self, operand: bytes) -> Shown:
        """The operand of Tj or TJ, read and measured. Raises ValueError if it is no text."""
        found = self.remembered.get(operand)
        if found is None:
            found = self._measure(*shown(operand))
            if len(self.remembered) < _MOST_REMEMBERED:
                self.remembered[operand] = found
        return found

    def _measure(self, data: bytes, lead: float, inner: float, trail: float) -> Shown:
        if self.codec and not self.wide:
            text = data.decode(self.codec, "replace")
            width = sum(500.0 if ord(character) < 128 else 1000.0 for character in text)
            return Shown(text, width - inner, len(text), data.count(32), False, lead, trail)
        codes = struct.unpack(f">{len(data) // 2}H", data[: len(data) // 2 * 2]) if self.wide else data
        width = sum(map(self.widths.__getitem__, codes))
        if self.codec:
            text = data.decode(self.codec, "replace")
        else:
            text = "".join(map(self.texts.__getitem__, codes))
        spaces = 0 if self.wide else data.count(32)
        return Shown(text, width - inner, len(codes), spaces, self.identity and 0 in codes, lead, trail)


@lru_cache(maxsize=64)
def to_unicode(cmap: bytes) -> _Known:
    """A ToUnicode CMap (ISO 32000-1, 9.10.3) as a table; malformed entries are left out."""
    known = _Known()
    left = _MOST_CODES
    for part in cmap.split(b"beginbf")[1:]:
        section = part.partition(b"endbf")[0]
        if section.startswith(b"char"):
            codes = _HEX.findall(section)
            known.update(_pairs(codes))
            continue
        for first, last, target, targets in _BFRANGE.findall(section):
            codes_in_range = range(_number(first), _number(last) + 1)
            if targets:
                known.update(zip(codes_in_range, map(_utf16, _HEX.findall(targets)), strict=False))
                continue
            left -= len(codes_in_range)
            text = _utf16(target)
            if left < 0 or not text:
                break
            head, at = text[:-1], ord(text[-1]) - codes_in_range.start
            known.update((code, head + chr(min(at + code, 0x10FFFF))) for code in codes_in_range)
    return known


def _pairs(codes: list[bytes]) -> Iterable[tuple[int, str]]:
    """Codes and their characters, each in hexadecimal digits, one after the other."""
    if set(map(len, codes)) == {4}:
        # All at once, as all are of two bytes in our own files.
        with suppress(struct.error, ValueError):
            units = struct.unpack(f">{len(codes)}H", bytes.fromhex(b"".join(codes).decode("ascii")))
            characters = struct.pack(f">{len(units) // 2}H", *units[1::2]).decode("utf-16-be")
            if len(characters) == len(units) // 2:  # and none is a half of a pair
                return zip(units[0::2], characters, strict=False)
    return zip(map(_number, codes[0::2]), map(_utf16, codes[1::2]), strict=False)


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split())[:8] or b"0", 16)


def _utf16(digits: bytes) -> str:
    compact = b"".join(digits.split())
    if len(compact) <= 2:
        return chr(int(compact, 16)) if compact else ""
    if len(compact) % 4:
        return REPLACEMENT
    return bytes.fromhex(compact.decode("ascii")).decode("utf-16-be", "replace")


def cid_widths(source: Source, array: object) -> dict[int, float]:
    """The W array of a CIDFont (ISO 32000-1, 9.7.4.3) as a table."""
    widths: dict[int, float] = {}
    values = source.array(array)
    index, left = 0, _MOST_CODES
    while index + 1 < len(values):
        first, second = int(source.number(values[index], 0.0)), source.resolve(values[index + 1])
        if isinstance(second, list):
            widths.update(enumerate(source.numbers_in(second), first))
            index += 2
            continue
        if index + 2 >= len(values):
            break
        codes = range(first, int(source.number(second, 0.0)) + 1)
        left -= len(codes)
        if left < 0:
            break
        widths.update(dict.fromkeys(codes, source.number(values[index + 2], 0.0)))
        index += 3
    return widths


class _CidFacts(NamedTuple):
    """What a CIDFont dictionary says, apart from the file that it stands in."""

    kind: str
    widths: _Widths
    descriptor: Reference | None
    body: bytes
    """The dictionary as written, if it says all of this by itself; else empty."""


_KNOWN_CID_FONTS: dict[bytes, _CidFacts] = {}
"""By the bytes of the dictionary: the editions of a batch share their fonts, and parsing
a font's widths again for each of them would cost more than reading its page."""
_MOST_KNOWN = 64


_DECODERS: dict[Hashable, Decoder] = {}
"""By all that a composite font says: files with the same font share what was measured in it, and
what was read from content that shows it."""


def _shared(decoder: Decoder, facts: Hashable) -> Decoder:
    """The decoder made before of the same facts, if there is one."""
    if len(_DECODERS) >= _MOST_KNOWN:
        _DECODERS.clear()
    return _DECODERS.setdefault(facts, decoder)


class FontReader:
    """Makes decoders for the fonts of one file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[Reference, Decoder] = {}

    def decoder(self, reference: object) -> Decoder:
        """The decoder of a font given by its dictionary or a reference to it."""
        if not isinstance(reference, Reference):
            return self._made(reference)
        if reference not in self._known:
            if len(self._known) >= _MOST_FONTS:
                raise TooLargeError
            self._known[reference] = self._made(reference)
        return self._known[reference]

    def _made(self, reference: object) -> Decoder:
        font = self._source.dictionary(reference)
        return self._composite(font) if self._name(font.get("Subtype")) == "Type0" else self._simple(font)

    def _name(self, value: object) -> str:
        """A name; empty for anything else."""
        found = self._source.resolve(value)
        return str(found) if isinstance(found, Name) else ""

    def _composite(self, font: Dictionary) -> Decoder:
        source = self._source
        descendants = source.array(font.get("DescendantFonts"))
        facts = self._cid_facts(descendants[0] if descendants else None)
        encoding = source.resolve(font.get("Encoding"))
        embedded = entries(encoding)
        name = self._name(encoding if embedded is None else embedded.get("CMapName"))
        cmap, _ = source.stream(font.get("ToUnicode"))
        table = to_unicode(cmap) if cmap else None
        codec = "" if table is not None else next((codec for part, codec in _CODECS if part in name), "")
        descriptor = source.dictionary(facts.descriptor)
        base = self._name(font.get("BaseFont"))
        use = self._use(base, f"Type0/{facts.kind}", descriptor, readable=table is not None or bool(codec))
        decoder = Decoder(
            name=use.name,
            bold=self._bold(use.name, descriptor),
            wide=codec not in ("cp932", "euc_jp"),
            codec=codec,
            texts=table if table is not None else _Known(),
            widths=facts.widths,
            ascent=self._em(descriptor.get("Ascent"), 0.5, 1.3, 0.88),
            descent=self._em(descriptor.get("Descent"), -0.5, -0.02, -0.12),
            vertical=name.endswith("-V"),
            identity="Identity" in name,
            use=use,
            remembered={},
        )
        if not facts.body:
            return decoder
        return _shared(decoder, (facts.body, cmap, name, use, decoder.bold, decoder.ascent, decoder.descent))

    def _cid_facts(self, reference: object) -> _CidFacts:
        source = self._source
        body = source.body(reference)
        known = _KNOWN_CID_FONTS.get(body) if body else None
        if known is not None:
            return known
        cid = source.dictionary(reference)
        descriptor, widths = cid.get("FontDescriptor"), cid.get("W")
        # What stands in other objects is not told by this one's bytes.
        parts = [cid.get("Subtype"), cid.get("DW"), widths, *source.array(widths)]
        parts += [part for item in parts if isinstance(item, list) for part in item]
        whole = body and not any(isinstance(part, Reference) for part in parts)
        facts = _CidFacts(
            self._name(cid.get("Subtype")),
            _Widths(cid_widths(source, widths), source.number(cid.get("DW"), 1000.0)),
            descriptor if isinstance(descriptor, Reference) else None,
            body if body and whole else b"",
        )
        if facts.body:
            if len(_KNOWN_CID_FONTS) >= _MOST_KNOWN:
                _KNOWN_CID_FONTS.clear()
            _KNOWN_CID_FONTS[facts.body] = facts
        return facts

    def _simple(self, font: Dictionary) -> Decoder:
        source = self._source
        descriptor = source.dictionary(font.get("FontDescriptor"))
        kind = self._name(font.get("Subtype"))
        base = self._name(font.get("BaseFont", font.get("Name")))
        cmap, _ = source.stream(font.get("ToUnicode"))
        table = to_unicode(cmap) if cmap else None
        encoding = self._encoding(font)
        # Type 3 fonts carry their drawings in themselves.
        use = self._use(base, kind, descriptor, readable=table is not None or encoding is not None)
        first = int(source.number(font.get("FirstChar"), 0.0))
        scale = self._type3_scale(font) if kind == "Type3" else 1.0
        widths = [width * scale for width in source.numbers_in(source.array(font.get("Widths")))]
        missing = source.number(descriptor.get("MissingWidth"), 0.0 if widths else 556.0)
        return Decoder(
            name=use.name,
            bold=self._bold(use.name, descriptor),
            wide=False,
            codec="",
            texts=table if table is not None else encoding or _Known(),
            widths=_Widths(dict(enumerate(widths, first)), missing),
            ascent=self._em(descriptor.get("Ascent"), 0.5, 1.3, 0.88),
            descent=self._em(descriptor.get("Descent"), -0.5, -0.02, -0.12),
            vertical=False,
            identity=False,
            use=use,
            remembered={},
        )

    def _use(self, base: str, kind: str, descriptor: Dictionary, *, readable: bool) -> FontUse:
        embedded = kind == "Type3" or any(
            key in descriptor and entries(self._source.resolve(descriptor[key])) is not None
            for key in ("FontFile", "FontFile2", "FontFile3")
        )
        subset = kind == "Type3" or bool(_SUBSET.match(base))
        return FontUse(_SUBSET.sub("", base), kind, embedded, subset, readable, ())

    def _encoding(self, font: Dictionary) -> _Known | None:
        """Code → character of a simple font without ToUnicode; None where it is the font's own secret."""
        encoding = self._source.resolve(font.get("Encoding"))
        own = entries(encoding)
        name = self._source.resolve(encoding if own is None else own.get("BaseEncoding"))
        if name is None and self._name(font.get("BaseFont")) in ("Symbol", "ZapfDingbats"):
            return None
        codec = "mac_roman" if name == "MacRomanEncoding" else "cp1252"
        known = _Known((code, bytes((code,)).decode(codec, "replace")) for code in range(32, 256))
        code = 0
        for value in self._source.array(own.get("Differences")) if own is not None else ():
            if isinstance(value, (Name, bytes)):
                known[code] = _named(value) if isinstance(value, Name) else REPLACEMENT
                code += 1
            else:
                code = int(self._source.number(value, 0.0))
        return known

    def _type3_scale(self, font: Dictionary) -> float:
        matrix = self._source.array(font.get("FontMatrix"))
        return abs(self._source.number(matrix[0], 0.001)) * 1000 if matrix else 1.0

    def _em(self, value: object, low: float, high: float, default: float) -> float:
        """A metric in thousandths as ems, or the default where it cannot be meant."""
        found = self._source.number(value, 0.0) / 1000
        return found if low <= found <= high else default

    def _bold(self, name: str, descriptor: Dictionary) -> bool:
        weight = self._source.number(descriptor.get("FontWeight"), 400.0)
        return weight >= 700 or bool(re.search(r"bold|heavy|black", name, re.IGNORECASE))


def _named(name: str) -> str:
    """The character of a glyph name (Adobe Glyph List rules: `A`, `uni3042`, `u20B9F`, `space`)."""
    if len(name) == 1:
        return name
    if match := re.fullmatch(r"(?:uni|u)([0-9A-F]{4,6})", name):
        return chr(min(int(match[1], 16), 0x10FFFF))
    return _GLYPH_NAMES.get(name, REPLACEMENT)
