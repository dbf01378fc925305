"""A font dictionary → a decoder of its codes: characters, advances, the name and whether it is embedded.

Reads ToUnicode, predefined and simple encodings, and widths; a font program is handed on as it is.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from handbook.readback.objects import (
    REPLACEMENT,
    Dictionary,
    Name,
    Reference,
    Stream,
    TooLargeError,
    entries,
    inflate,
)
from handbook.readback.pdffile import MAX_STREAM, PdfFile
from handbook.readback.values import FontUse, Program

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BFRANGE = re.compile(
    rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\[\]]*)\])", re.DOTALL
)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_MOST_CODES = 4 * 65536
"""Most codes that ranges may set; two bytes make 65,536."""
_MOST_FONTS = 500
_unpacked = lru_cache(maxsize=8)(inflate)
"""Font programs, which the editions of a batch share."""

# Predefined CMaps (ISO 32000-1, 9.7.5.2) whose codes are a known character set.
_CODECS = (("UTF16", "utf-16-be"), ("UCS2", "utf-16-be"), ("RKSJ", "cp932"), ("EUC", "euc_jp"))


class Measured(NamedTuple):
    """Codes of one font, read. Lengths in thousandths of the font size."""

    text: str
    width: float
    glyphs: int
    spaces: int
    """Single-byte spaces, to which word spacing applies."""
    missing: bool
    """Whether glyph 0 is drawn."""


@dataclass(frozen=True, eq=False, repr=False)
class Decoder:
    """How to read and measure the codes of one font. Compared by identity: two fonts are two."""

    name: str
    bold: bool
    wide: bool
    """Codes are two bytes."""
    codec: str
    """Python codec of the codes where they are characters of a known set; else empty."""
    texts: Mapping[int, str]
    """Code → characters; a code that is not there stands for no known character."""
    widths: Mapping[int, float]
    """Code → advance in thousandths of the em."""
    default_width: float
    ascent: float
    descent: float
    """Em; descent is negative."""
    identity: bool
    """Code 0 draws glyph 0."""
    use: FontUse
    program: Program | None
    """None for codes of one byte."""

    def measure(self, data: bytes) -> Measured:
        if self.codec and not self.wide:
            text = data.decode(self.codec, "replace")
            width = sum(500.0 if ord(character) < 128 else 1000.0 for character in text)
            return Measured(text, width, len(text), data.count(32), False)
        codes = struct.unpack(f">{len(data) // 2}H", data[: len(data) // 2 * 2]) if self.wide else data
        width = sum(map(self.widths.get, codes, repeat(self.default_width)))
        if self.codec:
            text = data.decode(self.codec, "replace")
        else:
            text = "".join(map(self.texts.get, codes, repeat(REPLACEMENT)))
        spaces = 0 if self.wide else data.count(32)
        return Measured(text, width, len(codes), spaces, self.identity and 0 in codes)


@lru_cache(maxsize=64)  # the editions of a batch share their fonts
def to_unicode(cmap: bytes) -> Mapping[int, str]:
    """A ToUnicode CMap (ISO 32000-1, 9.10.3) as a table; malformed entries are left out."""
    known: dict[int, str] = {}
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


def cid_widths(file: PdfFile, array: object) -> dict[int, float]:
    """The W array of a CIDFont (ISO 32000-1, 9.7.4.3) as a table."""
    widths: dict[int, float] = {}
    values = file.array(array)
    index, left = 0, _MOST_CODES
    while index + 1 < len(values):
        first, second = int(file.number(values[index])), file.resolve(values[index + 1])
        if isinstance(second, list):
            widths.update(enumerate(file.numbers(second), first))
            index += 2
            continue
        if index + 2 >= len(values):
            break
        codes = range(first, int(file.number(second)) + 1)
        left -= len(codes)
        if left < 0:
            break
        widths.update(dict.fromkeys(codes, file.number(values[index + 2])))
        index += 3
    return widths


class FontReader:
    """Makes decoders for the fonts of one file, each once."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._known: dict[object, tuple[object, Decoder]] = {}

    def decoder(self, font: object) -> Decoder:
        """The decoder of a font given by its dictionary or a reference to it."""
        key = font if isinstance(font, Reference) else id(font)
        if key not in self._known:
            if len(self._known) >= _MOST_FONTS:
                raise TooLargeError
            # With the font itself: what is told by its identity must stay.
            self._known[key] = (font, self._made(self._file.dictionary(font)))
        return self._known[key][1]

    def _made(self, font: Dictionary) -> Decoder:
        file = self._file
        composite = file.name(font.get("Subtype")) == "Type0"
        inner = (
            file.dictionary(next(iter(file.array(font.get("DescendantFonts"))), None)) if composite else font
        )
        descriptor = file.dictionary(inner.get("FontDescriptor"))
        encoding = file.resolve(font.get("Encoding"))
        own = entries(encoding)
        codes = file.name(encoding if own is None else own.get("CMapName")) if composite else ""
        cmap, _ = file.decoded(font.get("ToUnicode"))
        texts: Mapping[int, str] | None = to_unicode(cmap) if cmap else None
        codec = next((codec for part, codec in _CODECS if part in codes), "") if texts is None else ""
        if composite:
            widths = cid_widths(file, inner.get("W"))
            default_width = file.number(inner.get("DW"), 1000.0)
        else:
            texts = self._encoding(font) if texts is None else texts
            first = int(file.number(font.get("FirstChar")))
            widths = dict(enumerate(file.numbers(file.array(font.get("Widths"))), first))
            default_width = file.number(descriptor.get("MissingWidth"), 0.0 if widths else 556.0)
        kind = file.name(inner.get("Subtype"))
        use = self._use(
            font.get("BaseFont", font.get("Name")),
            f"Type0/{kind}" if composite else kind,
            descriptor,
            readable=texts is not None or bool(codec),
        )
        return Decoder(
            name=use.name,
            bold=self._bold(use.name, descriptor),
            wide=composite and codec not in ("cp932", "euc_jp"),
            codec=codec,
            texts=texts or {},
            widths=widths,
            default_width=default_width,
            ascent=self._em(descriptor.get("Ascent"), 0.5, 1.3, 0.88),
            descent=self._em(descriptor.get("Descent"), -0.5, -0.02, -0.12),
            identity="Identity" in codes,
            use=use,
            program=Program(
                use.name, texts or {}, widths, default_width, *self._outlines(inner, descriptor, codes)
            )
            if composite
            else None,
        )

    def _outlines(self, font: Dictionary, descriptor: Dictionary, cmap: str) -> tuple[bytes, bytes]:
        """The TrueType program and CIDToGIDMap; no program where codes may lead to its glyphs otherwise."""
        file = self._file
        program, table = file.resolve(descriptor.get("FontFile2")), file.resolve(font.get("CIDToGIDMap"))
        glyphs, whole = (
            file.decoded(table) if isinstance(table, Stream) else (b"", table in (None, "Identity"))
        )
        plain = cmap == "Identity-H" and file.name(font.get("Subtype")) == "CIDFontType2" and whole
        if not plain or not isinstance(program, Stream):
            return b"", b""
        file.spend(len(program.raw) // 16)
        flate = program.dictionary.get("Filter") in ("FlateDecode", ["FlateDecode"])
        if flate and "DecodeParms" not in program.dictionary:
            data, whole = _unpacked(program.raw, MAX_STREAM)
        else:
            data, whole = file.decoded(program)
        return (data if whole else b""), glyphs

    def _use(self, base: object, kind: str, descriptor: Dictionary, *, readable: bool) -> FontUse:
        name = self._file.name(base)
        # Type 3 fonts carry their drawings in themselves.
        embedded = kind == "Type3" or any(
            entries(self._file.resolve(descriptor.get(key))) is not None
            for key in ("FontFile", "FontFile2", "FontFile3")
        )
        subset = kind == "Type3" or bool(_SUBSET.match(name))
        return FontUse(_SUBSET.sub("", name), kind, embedded, subset, readable, ())

    def _encoding(self, font: Dictionary) -> dict[int, str] | None:
        """Code → character of a simple font without ToUnicode; None where it is the font's own secret."""
        encoding = self._file.resolve(font.get("Encoding"))
        own = entries(encoding)
        name = self._file.resolve(encoding if own is None else own.get("BaseEncoding"))
        if name is None and self._file.name(font.get("BaseFont")) in ("Symbol", "ZapfDingbats"):
            return None
        codec = "mac_roman" if name == "MacRomanEncoding" else "cp1252"
        known = {code: bytes((code,)).decode(codec, "replace") for code in range(32, 256)}
        code = 0
        for value in self._file.array(own.get("Differences")) if own is not None else ():
            if isinstance(value, (Name, bytes)):
                known[code] = self._file.character(value) if isinstance(value, Name) else REPLACEMENT
                code += 1
            else:
                code = int(self._file.number(value))
        return known

    def _em(self, value: object, low: float, high: float, default: float) -> float:
        """A metric in thousandths as ems, or the default where it cannot be meant."""
        found = self._file.number(value) / 1000
        return found if low <= found <= high else default

    def _bold(self, name: str, descriptor: Dictionary) -> bool:
        weight = self._file.number(descriptor.get("FontWeight"), 400.0)
        return weight >= 700 or bool(re.search(r"bold|heavy|black", name, re.IGNORECASE))
