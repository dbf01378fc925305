"""An embedded Japanese font: a face and the glyphs used in, PDF font objects and encoded runs out.

One Type 0 font with a CIDFontType2 descendant and Identity-H encoding per face (ISO 32000-1, 9.7), entered
into a ReportLab document as its own fonts are (`addObjects`). Each pair of a glyph and the text that it
stands for has a code (CID) of its own; so two characters that share a glyph, characters beyond U+FFFF and
ligatures are all found again exactly when text is copied, searched or read aloud. The face shapes and
subsets; nothing here reads fonts. What is the same in every file is written once.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfdoc

from handbook.pdf.objects import Stream, entries, written

if TYPE_CHECKING:
    from handbook.fonts import Face
    from handbook.pdf.container import Container
    from handbook.typeset.lines import GlyphRun

Pair = tuple[int, str]
"""A glyph of a face and the text that it stands for."""

TOLERANCE = 0.005
"""Points that a glyph may stand away from its place before its run corrects it."""

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


def parted(run: GlyphRun, fonts: Sequence[EmbeddedFont]) -> Iterator[tuple[GlyphRun, EmbeddedFont]]:
    """The run in parts, each with the first font that has codes for all of it.

    Raises ValueError for a pair that none has.
    """
    if len(fonts) == 1:
        yield run, fonts[0]
        return
    texts = spelled(run)
    chosen = [_first_with(pair, fonts) for pair in zip(run.glyphs, texts, strict=True)]
    start = 0
    for font, same in groupby(chosen):
        part = slice(start, start + len(list(same)))
        yield (
            replace(run, glyphs=run.glyphs[part], advances=run.advances[part], texts=texts[part]),
            font,
        )
        start = part.stop


def _first_with(pair: Pair, fonts: Sequence[EmbeddedFont]) -> EmbeddedFont:
    for font in fonts:
        if pair in font.codes:
            return font
    raise ValueError(f"no font has a code for {pair!r}")


class EmbeddedFont:
    """A face's subset with its codes. Made once, added to as many files as wanted."""

    def __init__(self, face: Face, pairs: Iterable[Pair]) -> None:
        self.face = face
        # Codes by pair: what is not among them, this font cannot show.
        self.codes, self._glyphs, program = _encode(face, pairs)
        # Whole thousandths: Chrome's PDF reader drops fractions of them, which would shift its text.
        self._widths = {glyph: round(face.advance(glyph) * 1000) for glyph, _ in self.codes}
        to_unicode = to_unicode_map({code: text for (_, text), code in self.codes.items()})
        default, widths = self._width_groups()
        tag = _subset_tag(hashlib.sha256(program + to_unicode + written(widths)).digest())
        self.fontName = f"{tag}+{face.name}"
        """By ReportLab's name for it."""
        self.resource = f"/{tag}"
        """Its name on every page; ReportLab counts `/F1`, `/F2` in each file."""
        # Its objects, but for what refers to others.
        self._program = written(Stream(program, Length1=len(program)))
        self._to_unicode = written(Stream(to_unicode))
        self._glyph_map = self._written_glyph_map()
        self._descriptor = self._written_descriptor()
        base = f"/{self.fontName}"
        self._descendant = entries(
            Type="/Font",
            Subtype="/CIDFontType2",
            BaseFont=base,
            CIDSystemInfo="<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
            DW=default,
            W=widths,
        )
        self._font = entries(Type="/Font", Subtype="/Type0", BaseFont=base, Encoding="/Identity-H")

    def show(self, run: GlyphRun) -> str:
        """The operator that shows the run, with the font and size set: `[<0102…>]TJ`.

        ReportLab has none for glyphs with adjustments between them: it sets texts, in fonts that it has
        subset itself. Raises KeyError for a pair that the font has no code for.
        """
        scale = run.size / 1000
        parts: list[str] = []
        wanted = actual = 0.0  # how far the next glyph should stand from the first, and does
        for pair, advance in zip(zip(run.glyphs, spelled(run), strict=True), run.advances, strict=True):
            if abs(wanted - actual) > TOLERANCE:
                shift = round((actual - wanted) / scale, 2)
                actual -= shift * scale
                parts.append(f">{shift:.10g}<")
            parts.append(f"{self.codes[pair]:04X}")
            wanted += advance
            actual += self._widths[pair[0]] * scale
        shown = "".join(parts)
        return f"[<{shown}>]TJ" if ">" in shown else f"<{shown}>Tj"

    def addObjects(self, document: Container) -> None:  # noqa: N802
        """Enter the font into a ReportLab document, by ReportLab's name for that."""
        add = document.share
        glyph_map = add(self._glyph_map) if self._glyph_map else b"/Identity"
        descriptor = add(b"<<%b/FontFile2 %b>>" % (self._descriptor, add(self._program)))
        descendant = (self._descendant, descriptor, glyph_map)
        kept = add(b"<<%b/FontDescriptor %b/CIDToGIDMap %b>>" % descendant)
        font = b"<<%b/DescendantFonts[%b]/ToUnicode %b>>" % (self._font, kept, add(self._to_unicode))
        document.fontMapping[self.fontName] = self.resource
        document.idToObject[pdfdoc.BasicFonts][self.resource[1:]] = add(font)

    def _written_descriptor(self) -> bytes:
        """The font descriptor (9.8). No CIDSet: ISO 19005-2 leaves it out, a wrong one is an error there."""
        face = self.face
        return entries(
            Type="/FontDescriptor",
            FontName=f"/{self.fontName}",
            Flags=4,
            FontBBox=pdfdoc.PDFArray([round(edge * 1000) for edge in face.bbox]),
            ItalicAngle=0,
            Ascent=round(face.ascent * 1000),
            Descent=round(face.descent * 1000),
            CapHeight=round(face.cap_height * 1000),
            # StemV is not in TrueType fonts; this usual estimate from the weight serves viewers that
            # must imitate the font, which they never must with an embedded one.
            StemV=round(50 + (face.weight / 65) ** 2),
        )

    def _written_glyph_map(self) -> bytes:
        """CIDToGIDMap; empty if each code is its glyph's number."""
        if all(code == glyph for code, glyph in self._glyphs.items()):
            return b""
        table = bytearray(2 * (max(self._glyphs) + 1))
        for code, glyph in self._glyphs.items():
            table[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
        return written(Stream(bytes(table)))

    def _width_groups(self) -> tuple[int, pdfdoc.PDFArray]:
        """DW and W (9.7.4.3): the commonest width, and the others as `first [width width …]`."""
        widths = {code: self._widths[glyph] for (glyph, _), code in self.codes.items()}
        default = Counter(widths.values()).most_common(1)[0][0] if widths else 1000
        groups: list[list[int]] = []
        follows = -1
        for code in sorted(code for code, width in widths.items() if width != default):
            if code != follows:
                groups.append([code])
            groups[-1].append(widths[code])
            follows = code + 1
        parts = [part for first, *rest in groups for part in (first, pdfdoc.PDFArray(rest))]
        return default, pdfdoc.PDFArray(parts)


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
