"""An embedded Japanese font: a face and the glyphs used in, PDF font objects and encoded runs out.

One Type 0 font with a CIDFontType2 descendant and Identity-H encoding per face
(ISO 32000-1, 9.7), offered through ReportLab's font interface (`fontName`,
`stringWidth`, `addObjects`, `formatForPdf`), so that ReportLab's own canvas
could draw with it too. Each pair of a glyph and the text that it stands for
has a code (CID) of its own; so two characters that share a glyph, characters
beyond U+FFFF and ligatures are all found again exactly when text is copied,
searched or read aloud. The face shapes and subsets; nothing here reads fonts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from operator import sub
from typing import TYPE_CHECKING

from handbook.pdf.syntax import COMPRESSION_ONCE, Body, Stream, compress, numbers, reference

if TYPE_CHECKING:
    from handbook.fonts import Face
    from handbook.pdf.file import File
    from handbook.typeset.run import GlyphRun

Pair = tuple[int, str]
"""A glyph of a face and the text that it stands for."""

TOLERANCE = 0.005
"""Points that a glyph may stand away from its place before its run corrects it."""

CACHED_RUNS = 6_000
"""Encoded runs that a font keeps; more would let a long batch grow without bound."""


ZERO_WIDTH_SPACE = "\u200b"
"""The text of a glyph that has none left: PDF/A and PDF/UA want some text for every glyph."""


def spelled(run: GlyphRun) -> tuple[str, ...]:
    """The text of each glyph, none empty, together the run's text.

    Where several glyphs stand for one text (か and ゚), its last characters go to the later glyphs.
    """
    if "" not in run.texts:
        return run.texts
    texts = list(run.texts)
    start = 0
    while start < len(texts):
        end = start + 1
        while end < len(texts) and not texts[end]:
            end += 1
        text = texts[start]
        kept = max(1, len(text) - (end - start - 1))
        rest = text[kept:].ljust(end - start - 1, ZERO_WIDTH_SPACE)
        texts[start:end] = [text[:kept] or ZERO_WIDTH_SPACE, *rest]
        start = end
    return tuple(texts)


def pairs_of(run: GlyphRun) -> set[Pair]:
    """The pairs that a run uses. Raises ValueError for glyph 0: a missing character must not be drawn."""
    if 0 in run.glyphs:
        at = run.glyphs.index(0)
        raise ValueError(f"a run draws glyph 0 (.notdef) of {run.face.name} for {run.texts[at]!r}")
    return set(zip(run.glyphs, spelled(run), strict=True))


def parted(run: GlyphRun, fonts: Sequence[EmbeddedFont]) -> Iterator[tuple[GlyphRun, int]]:
    """The run in parts, each with the index of the first font that has codes for all of it.

    Raises ValueError for a pair that none has.
    """
    texts = spelled(run)
    chosen = [_first_with(pair, fonts) for pair in zip(run.glyphs, texts, strict=True)]
    if len(set(chosen)) == 1:
        yield run, chosen[0]
        return
    start = 0
    for index, same in groupby(chosen):
        part = slice(start, start + len(list(same)))
        yield (
            replace(run, glyphs=run.glyphs[part], advances=run.advances[part], texts=texts[part]),
            index,
        )
        start = part.stop


def _first_with(pair: Pair, fonts: Sequence[EmbeddedFont]) -> int:
    for index, font in enumerate(fonts):
        if pair in font.codes:
            return index
    raise ValueError(f"no font has a code for {pair!r}")


class ReportLabFace:
    """What ReportLab's canvas asks of a font's `face`; ascent and descent in thousandths of an em."""

    builtIn = False  # noqa: N815

    def __init__(self, face: Face) -> None:
        self.name = face.name
        self.ascent = round(face.ascent * 1000)
        self.descent = round(face.descent * 1000)


class EmbeddedFont:
    """A face's subset with its codes. Made once, added to as many files as wanted."""

    # What ReportLab asks of a font; the first two tell its canvas to use `formatForPdf`.
    _multiByte = 1  # noqa: N815
    _dynamicFont = 0  # noqa: N815
    shapable = False
    substitutionFonts: tuple[object, ...] = ()  # noqa: N815

    def __init__(self, face: Face, pairs: Iterable[Pair]) -> None:
        self.face = ReportLabFace(face)
        self.of = face
        """The face that it is a subset of; `face` is what ReportLab asks for."""
        # Codes by pair: what is not among them, this font cannot show.
        self.codes, self._glyphs, program = _encode(face, pairs)
        self._shown = {pair: f"{code:04X}" for pair, code in self.codes.items()}
        self._length = len(program)
        self._packed_program = compress(program, COMPRESSION_ONCE)
        self._encoded: dict[GlyphRun, bytes] = {}
        self._numbered: tuple[int, list[bytes]] = 0, []
        """The number of the program in the file before, and the objects that stood behind it."""
        digest = hashlib.sha256(program + self._to_unicode + self._widths[1]).digest()
        self.fontName = f"{_subset_tag(digest)}+{face.name}"

    def encode(self, run: GlyphRun) -> bytes:
        """The operator that shows the run, with the font and size set: `[<0102…>]TJ`.

        Kept for each run, since the editions of a batch share them. Raises KeyError for a
        pair that the font has no code for.
        """
        operator = self._encoded.get(run)
        if operator is None:
            if len(self._encoded) >= CACHED_RUNS:
                self._encoded.clear()
            operator = self._encoded[run] = self._show(run)
        return operator

    def _show(self, run: GlyphRun) -> bytes:
        scale = run.size / 1000
        codes = [self._shown[pair] for pair in zip(run.glyphs, spelled(run), strict=True)]
        widths = [self._width(glyph) * scale for glyph in run.glyphs]
        if sum(map(abs, map(sub, run.advances, widths))) <= TOLERANCE:
            return f"<{''.join(codes)}>Tj\n".encode("ascii")  # most runs: no glyph can be out of place
        parts: list[str] = []
        wanted = actual = 0.0  # how far the next glyph should stand from the first, and does
        for code, width, advance in zip(codes, widths, run.advances, strict=True):
            if abs(wanted - actual) > TOLERANCE:
                shift = round((actual - wanted) / scale, 2)
                actual -= shift * scale
                parts.append(f">{shift:.10g}<")
            parts.append(code)
            wanted += advance
            actual += width
        shown = "".join(parts)
        return f"[<{shown}>]TJ\n".encode("ascii") if ">" in shown else f"<{shown}>Tj\n".encode("ascii")

    def _width(self, glyph: int) -> int:
        """A glyph's width as the font dictionary tells it.

        Whole thousandths: Chrome's PDF reader drops fractions of them, which would shift its text.
        """
        width = self._width_of.get(glyph)
        if width is None:
            width = self._width_of[glyph] = round(self.of.advance(glyph) * 1000)
        return width

    @cached_property
    def _width_of(self) -> dict[int, int]:
        return {}

    # ReportLab's font interface -------------------------------------------------

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802
        """Width of plain text in points, one glyph a character."""
        return sum(self._width(self.of.glyph(char)) for char in text) * size / 1000

    def formatForPdf(self, text: str) -> str:  # noqa: N802
        """Plain text as the inside of a PDF string, for ReportLab's canvas."""
        codes = (self.codes[self.of.glyph(char), char] for char in text)
        return "".join(f"\\{code >> 8:03o}\\{code & 255:03o}" for code in codes)

    def addObjects(self, document: File) -> None:  # noqa: N802
        """Enter the font into a ReportLab document: its dictionaries, program and maps."""
        internal = f"F{len(document.fontMapping) + 1}"
        number = document.objectcounter + 1
        if self._numbered[0] != number:  # in the files of a batch the shared fonts stand at the same numbers
            self._numbered = number, self._described_from(number)
        document.Reference(_Program(self))
        *described, font = map(Body, self._numbered[1])
        for body in described:
            document.Reference(body)
        document.idToObject["BasicFonts"].dict[internal] = document.Reference(font, internal)
        document.fontMapping[self.fontName] = "/" + internal

    def _described_from(self, program: int) -> list[bytes]:
        """The objects that follow the program, which has this number: maps and dictionaries, at last the
        font itself (9.7)."""
        base = b"/BaseFont/" + self.fontName.encode("ascii")
        default_width, widths = self._widths
        bodies: list[bytes] = []

        def add(body: bytes) -> bytes:
            bodies.append(body)
            return reference(program + len(bodies))

        to_unicode = add(_deflated(self._packed_to_unicode).body)
        descriptor = add(self._descriptor(reference(program)))
        glyph_map = add(_deflated(packed).body) if (packed := self._packed_glyph_map) else b"/Identity"
        descendant = add(
            b"<</Type/Font/Subtype/CIDFontType2%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/FontDescriptor %b/DW %d/W[%b]/CIDToGIDMap %b>>"
            % (base, descriptor, default_width, widths, glyph_map)
        )
        add(
            b"<</Type/Font/Subtype/Type0%b/Encoding/Identity-H/DescendantFonts[%b]/ToUnicode %b>>"
            % (base, descendant, to_unicode)
        )
        return bodies

    # the objects ---------------------------------------------------------------

    @cached_property
    def program(self) -> bytes:
        """The font program's stream object."""
        return _deflated(self._packed_program, b"/Length1 %d" % self._length).body

    @cached_property
    def _packed_to_unicode(self) -> bytes:
        return compress(self._to_unicode, COMPRESSION_ONCE)

    def _descriptor(self, program: bytes) -> bytes:
        """The font descriptor (9.8). No CIDSet: ISO 19005-2 leaves it out, a wrong one is an error there."""
        face = self.of
        box = numbers(round(edge * 1000) for edge in face.bbox)
        # StemV is not in TrueType fonts; this usual estimate from the weight serves viewers that
        # must imitate the font, which they never must with an embedded one.
        stem = round(50 + (face.weight / 65) ** 2)
        return (
            b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[%b]/ItalicAngle 0/Ascent %d/Descent %d"
            b"/CapHeight %d/StemV %d/FontFile2 %b>>"
            % (
                self.fontName.encode("ascii"),
                box,
                self.face.ascent,
                self.face.descent,
                round(face.cap_height * 1000),
                stem,
                program,
            )
        )

    @cached_property
    def _packed_glyph_map(self) -> bytes:
        """CIDToGIDMap, compressed; empty if each code is its glyph's number."""
        if all(code == glyph for code, glyph in self._glyphs.items()):
            return b""
        table = bytearray(2 * (max(self._glyphs) + 1))
        for code, glyph in self._glyphs.items():
            table[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
        return compress(bytes(table), COMPRESSION_ONCE)

    @cached_property
    def _widths(self) -> tuple[int, bytes]:
        """DW and the inside of W (9.7.4.3): the commonest width, and the others in groups."""
        widths = {code: self._width(glyph) for (glyph, _), code in self.codes.items()}
        default = Counter(widths.values()).most_common(1)[0][0] if widths else 1000
        groups: list[list[int]] = []
        follows = -1
        for code in sorted(code for code, width in widths.items() if width != default):
            if code != follows:
                groups.append([code])
            groups[-1].append(widths[code])
            follows = code + 1
        return default, b"".join(b"%d[%b]" % (first, numbers(rest)) for first, *rest in groups)

    @cached_property
    def _to_unicode(self) -> bytes:
        return to_unicode_map({code: text for (_, text), code in self.codes.items()})


class _Program(Body):
    """A font program that may still be being compressed while the pages are drawn."""

    def __init__(self, font: EmbeddedFont) -> None:
        super().__init__()
        self._font = font

    def format(self, document: object) -> bytes:
        return self._font.program


def _deflated(packed: bytes, entries: bytes = b"") -> Stream:
    """A stream of data that is compressed already."""
    return Stream(packed, entries + b"/Filter/FlateDecode")


def _encode(face: Face, pairs: Iterable[Pair]) -> tuple[dict[Pair, int], dict[int, int], bytes]:
    """Codes of the pairs, the subset's glyph of each code, and the subset font.

    A glyph's first text has the glyph's number in the subset as its code; further texts get
    codes after the last glyph. Depends only on the set of pairs.
    """
    ordered = sorted(set(pairs))
    subset = face.subset(sorted({glyph for glyph, _ in ordered}))
    spare = max(subset.glyph_map.values(), default=0) + 1
    codes: dict[Pair, int] = {}
    glyphs: dict[int, int] = {}
    for pair in ordered:
        code = glyph = subset.glyph_map[pair[0]]
        if code in glyphs:
            code = spare
            spare += 1
        codes[pair] = code
        glyphs[code] = glyph
    if spare > 0x10000:
        raise ValueError(f"{face.name}: {spare} codes, but two bytes hold 65536")
    return codes, glyphs, subset.data


def _subset_tag(digest: bytes) -> str:
    """Six capital letters that tell this subset from others of the face (9.6.4)."""
    value = int.from_bytes(digest[:8], "big")
    letters = []
    for _ in range(6):
        value, letter = divmod(value, 26)
        letters.append(chr(ord("A") + letter))
    return "".join(letters)


def to_unicode_map(texts: dict[int, str]) -> bytes:
    """A ToUnicode CMap (9.10.3): the text of each two-byte code, at most 100 entries a block."""
    singles: list[str] = []
    ranges: list[str] = []
    for first, last in _consecutive(texts):
        if first == last:
            singles.append(f"<{first:04X}> <{_utf16(texts[first])}>")
        else:
            ranges.append(f"<{first:04X}> <{last:04X}> <{_utf16(texts[first])}>")
    blocks = [
        "\n".join([f"{len(part)} begin{kind}", *part, f"end{kind}"])
        for kind, entries in (("bfrange", ranges), ("bfchar", singles))
        for part in (entries[start : start + 100] for start in range(0, len(entries), 100))
    ]
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def _consecutive(texts: dict[int, str]) -> list[tuple[int, int]]:
    """Codes grouped into ranges whose texts are consecutive characters too.

    Neither a range's codes nor its characters may change their first byte (9.10.3, Adobe
    Technical Note 5411), and characters beyond U+FFFF stand alone.
    """
    groups: list[tuple[int, int]] = []
    for code in sorted(texts):
        if groups:
            first, last = groups[-1]
            before, here = texts[last], texts[code]
            if (
                code == last + 1
                and code & 0xFF
                and len(before) == len(here) == 1
                and ord(here) == ord(before) + 1
                and ord(here) & 0xFF
                and ord(here) < 0x10000
            ):
                groups[-1] = (first, code)
                continue
        groups.append((code, code))
    return groups
