"""A font dictionary → a decoder of its codes: characters, advances, the name and whether it is embedded.

Reads ToUnicode, predefined and simple encodings, and widths; never the font program itself.
What is equal in many files (the subset a batch shares) is parsed once.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from handbook.readback.source import Source, TooLargeError, decoded, resolve
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


@dataclass(frozen=True, slots=True, eq=False)
class Decoder:
    """How to read and measure the codes of one font."""

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
            known.update(zip(map(_number, codes[0::2]), map(_utf16, codes[1::2]), strict=False))
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


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split())[:8] or b"0", 16)


def _utf16(digits: bytes) -> str:
    compact = b"".join(digits.split())
    if len(compact) <= 2:
        return chr(int(compact, 16)) if compact else ""
    if len(compact) % 4:
        return REPLACEMENT
    return bytes.fromhex(compact.decode("ascii")).decode("utf-16-be", "replace")


def cid_widths(array: object) -> dict[int, float]:
    """The W array of a CIDFont (ISO 32000-1, 9.7.4.3) as a table."""
    widths: dict[int, float] = {}
    values = list(array) if isinstance(array, ArrayObject) else []
    index, left = 0, _MOST_CODES
    while index + 1 < len(values):
        first, second = int(_float(values[index], 0.0)), resolve(values[index + 1])
        if isinstance(second, ArrayObject):
            widths.update(enumerate((_float(value, 0.0) for value in second), first))
            index += 2
            continue
        if index + 2 >= len(values):
            break
        codes = range(first, int(_float(second, 0.0)) + 1)
        left -= len(codes)
        if left < 0:
            break
        widths.update(dict.fromkeys(codes, _float(values[index + 2], 0.0)))
        index += 3
    return widths


class _CidFacts(NamedTuple):
    """What a CIDFont dictionary says, apart from the file that it stands in."""

    kind: str
    widths: _Widths
    descriptor: tuple[int, int] | None
    """Object and generation number."""
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
        self._known: dict[tuple[int, int], Decoder] = {}

    def decoder(self, reference: object) -> Decoder:
        """The decoder of a font given by its dictionary or a reference to it."""
        if not isinstance(reference, IndirectObject):
            return self._made(reference)
        key = (reference.idnum, reference.generation)
        if key not in self._known:
            if len(self._known) >= _MOST_FONTS:
                raise TooLargeError
            self._known[key] = self._made(reference)
        return self._known[key]

    def _made(self, reference: object) -> Decoder:
        font = self._source.dictionary(reference)
        return self._composite(font) if font.get("/Subtype") == "/Type0" else self._simple(font)

    def _composite(self, font: DictionaryObject) -> Decoder:
        descendants = resolve(font.get("/DescendantFonts"))
        first = list.copy(descendants)[:1] if isinstance(descendants, ArrayObject) else []
        facts = self._cid_facts(first[0] if first else None)
        encoding = resolve(font.get("/Encoding"))
        name = str(encoding.get("/CMapName", "") if isinstance(encoding, DictionaryObject) else encoding)
        cmap, _ = self._source.stream(font.raw_get("/ToUnicode") if "/ToUnicode" in font else None)
        table = to_unicode(cmap) if cmap else None
        codec = "" if table is not None else next((codec for part, codec in _CODECS if part in name), "")
        descriptor = DictionaryObject()
        if facts.descriptor:
            descriptor = self._source.dictionary(IndirectObject(*facts.descriptor, self._source.reader))
        base = str(font.get("/BaseFont", "/"))[1:]
        use = self._use(base, f"Type0/{facts.kind}", descriptor, readable=table is not None or bool(codec))
        decoder = Decoder(
            name=use.name,
            bold=_bold(use.name, descriptor),
            wide=codec not in ("cp932", "euc_jp"),
            codec=codec,
            texts=table if table is not None else _Known(),
            widths=facts.widths,
            ascent=_within(descriptor.get("/Ascent"), 0.5, 1.3, 0.88),
            descent=_within(descriptor.get("/Descent"), -0.5, -0.02, -0.12),
            vertical=name.endswith("-V"),
            identity="Identity" in name,
            use=use,
            remembered={},
        )
        if not facts.body:
            return decoder
        return _shared(decoder, (facts.body, cmap, name, use, decoder.bold, decoder.ascent, decoder.descent))

    def _cid_facts(self, reference: object) -> _CidFacts:
        body = self._source.body(reference)
        known = _KNOWN_CID_FONTS.get(body) if body else None
        if known is not None:
            return known
        cid = self._source.dictionary(reference)
        descriptor = cid.raw_get("/FontDescriptor") if "/FontDescriptor" in cid else None
        # What stands in other objects is not told by this one's bytes.
        whole = not any(isinstance(dict.get(cid, key), IndirectObject) for key in ("/Subtype", "/DW", "/W"))
        facts = _CidFacts(
            str(cid.get("/Subtype", "/"))[1:],
            _Widths(cid_widths(resolve(cid.get("/W"))), _float(cid.get("/DW"), 1000.0)),
            (descriptor.idnum, descriptor.generation) if isinstance(descriptor, IndirectObject) else None,
            body if body and whole else b"",
        )
        if facts.body:
            if len(_KNOWN_CID_FONTS) >= _MOST_KNOWN:
                _KNOWN_CID_FONTS.clear()
            _KNOWN_CID_FONTS[facts.body] = facts
        return facts

    def _simple(self, font: DictionaryObject) -> Decoder:
        descriptor = self._source.dictionary(font.get("/FontDescriptor"))
        kind = str(font.get("/Subtype", "/"))[1:]
        base = str(font.get("/BaseFont", font.get("/Name", "/")))[1:]
        cmap, _ = decoded(resolve(font.get("/ToUnicode")))
        table = to_unicode(cmap) if cmap else None
        encoding = _simple_encoding(font)
        # Type 3 fonts carry their drawings in themselves.
        use = self._use(base, kind, descriptor, readable=table is not None or encoding is not None)
        first = int(_float(font.get("/FirstChar"), 0.0))
        scale = _type3_scale(font) if kind == "Type3" else 1.0
        array = resolve(font.get("/Widths"))
        widths = [_float(value, 0.0) * scale for value in array] if isinstance(array, ArrayObject) else []
        missing = _float(descriptor.get("/MissingWidth"), 0.0 if widths else 556.0)
        return Decoder(
            name=use.name,
            bold=_bold(use.name, descriptor),
            wide=False,
            codec="",
            texts=table if table is not None else encoding or _Known(),
            widths=_Widths(dict(enumerate(widths, first)), missing),
            ascent=_within(descriptor.get("/Ascent"), 0.5, 1.3, 0.88),
            descent=_within(descriptor.get("/Descent"), -0.5, -0.02, -0.12),
            vertical=False,
            identity=False,
            use=use,
            remembered={},
        )

    def _use(self, base: str, kind: str, descriptor: DictionaryObject, *, readable: bool) -> FontUse:
        embedded = kind == "Type3" or any(
            key in descriptor and isinstance(resolve(descriptor[key]), DictionaryObject)
            for key in ("/FontFile", "/FontFile2", "/FontFile3")
        )
        subset = kind == "Type3" or bool(_SUBSET.match(base))
        return FontUse(_SUBSET.sub("", base), kind, embedded, subset, readable, ())


def _simple_encoding(font: DictionaryObject) -> _Known | None:
    """Code → character of a simple font without ToUnicode; None where it is the font's own secret."""
    encoding = resolve(font.get("/Encoding"))
    name = encoding.get("/BaseEncoding") if isinstance(encoding, DictionaryObject) else encoding
    if name is None and str(font.get("/BaseFont", "")) in ("/Symbol", "/ZapfDingbats"):
        return None
    codec = "mac_roman" if name == "/MacRomanEncoding" else "cp1252"
    known = _Known((code, bytes((code,)).decode(codec, "replace")) for code in range(32, 256))
    if isinstance(encoding, DictionaryObject):
        code = 0
        differences = resolve(encoding.get("/Differences"))
        for value in differences if isinstance(differences, ArrayObject) else ():
            if isinstance(value, str):
                known[code] = _named(value[1:])
                code += 1
            else:
                code = int(_float(value, 0.0))
    return known


def _named(name: str) -> str:
    """The character of a glyph name (Adobe Glyph List rules: `A`, `uni3042`, `u20B9F`, `space`)."""
    if len(name) == 1:
        return name
    if match := re.fullmatch(r"(?:uni|u)([0-9A-F]{4,6})", name):
        return chr(min(int(match[1], 16), 0x10FFFF))
    return _GLYPH_NAMES.get(name, REPLACEMENT)


def _type3_scale(font: DictionaryObject) -> float:
    matrix = resolve(font.get("/FontMatrix"))
    return abs(_float(matrix[0], 0.001)) * 1000 if isinstance(matrix, ArrayObject) and matrix else 1.0


def _float(value: object, default: float) -> float:
    found = resolve(value)
    return float(found) if isinstance(found, (int, float)) else default


def _within(value: object, low: float, high: float, default: float) -> float:
    """A metric in thousandths as ems, or the default where it cannot be meant."""
    found = _float(value, 0.0) / 1000
    return found if low <= found <= high else default


def _bold(name: str, descriptor: DictionaryObject) -> bool:
    weight = _float(descriptor.get("/FontWeight"), 400.0)
    return weight >= 700 or bool(re.search(r"bold|heavy|black", name, re.IGNORECASE))
