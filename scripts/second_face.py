"""Noto Sans CJK JP → fonts/HandbookKanji-*.ttf: the characters of names that BIZ UDPGothic lacks.

In: a folder with NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc (Noto Sans CJK 2.004, OFL; Debian's
package fonts-noto-cjk has them), and the first face in fonts/. Out: two TrueType files with every ideograph,
letter and variation sequence for Japanese that the first face lacks, their outlines in quadratic curves,
since a PDF's CIDFontType2 wants TrueType. The same input gives the same bytes. It is run again when either
face has a new version. Left out: Hangul syllables (11,172), and hinting.

    python scripts/second_face.py FOLDER
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).resolve().parents[1] / "fonts"
FAMILY = "HandbookKanji"
WEIGHTS = {"Regular": 400, "Bold": 700}
TOLERANCE = 3.0
"""Thousandths of the em by which a curve may leave the original: of 26 points, half a dot at 600 dpi."""
HANGUL = range(0xAC00, 0xD7B0)
NOTICES = {
    "copyright": "Copyright 2014-2021 Adobe (http://www.adobe.com/). "
    "Outlines of Noto Sans CJK JP 2.004, made quadratic.",
    "licenseDescription": "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    "licenseInfoURL": "https://openfontlicense.org",
}

Sequences = dict[tuple[int, int], str | None]
"""Base and selector → glyph; None: the base's own."""


def japanese(folder: Path, weight: str) -> TTFont:
    fonts = TTCollection(folder / f"NotoSansCJK-{weight}.ttc").fonts
    return next(font for font in fonts if font["name"].getDebugName(6) == f"NotoSansCJKjp-{weight}")


def sequences(font: TTFont) -> Sequences:
    tables = [table for table in font["cmap"].tables if table.format == 14]
    return {
        (base, selector): glyph
        for table in tables
        for selector, entries in table.uvsDict.items()
        for base, glyph in entries
    }


def make(folder: Path, weight: str) -> Path:
    source, first = japanese(folder, weight), TTFont(FONTS / f"BIZUDPGothic-{weight}.ttf")
    own, others = source.getBestCmap(), first.getBestCmap()
    known, varied = sequences(first), sequences(source)
    bases = {base for base, _ in varied}
    wanted = {
        code: glyph
        for code, glyph in own.items()
        if code not in others
        and code not in HANGUL
        and (code < 0x10000 or code in bases)  # beyond, the others are of Hong Kong
        and unicodedata.category(chr(code)).startswith("L")
    }
    variants = {pair: glyph for pair, glyph in varied.items() if pair not in known}
    wanted |= {base: own[base] for base, _ in variants}  # a sequence's default is its base's glyph
    order = [".notdef", *sorted({*wanted.values(), *filter(None, variants.values())})]

    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(wanted, uvs=[(*pair, glyph) for pair, glyph in sorted(variants.items())])
    drawn, outlines = source.getGlyphSet(), {}
    for glyph in order:
        pen = TTGlyphPen(None)
        drawn[glyph].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        outlines[glyph] = pen.glyph()
    builder.setupGlyf(outlines)
    widths = source["hmtx"].metrics
    builder.setupHorizontalMetrics({glyph: (widths[glyph][0], outlines[glyph].xMin) for glyph in order})
    os2 = source["OS/2"]
    builder.setupHorizontalHeader(ascent=os2.sTypoAscender, descent=os2.sTypoDescender)
    builder.setupNameTable(
        {"familyName": FAMILY, "styleName": weight, "psName": f"{FAMILY}-{weight}", **NOTICES}, mac=False
    )
    builder.setupOS2(
        sTypoAscender=os2.sTypoAscender,
        sTypoDescender=os2.sTypoDescender,
        usWeightClass=WEIGHTS[weight],
        sxHeight=os2.sxHeight,
        sCapHeight=os2.sCapHeight,
    )
    builder.setupPost(keepGlyphNames=False)
    head = builder.font["head"]
    head.created = head.modified = source["head"].modified
    builder.font.recalcTimestamp = False
    path = FONTS / f"{FAMILY}-{weight}.ttf"
    builder.save(path)
    return path


if __name__ == "__main__":
    for name in WEIGHTS:
        print(make(Path(sys.argv[1]), name))  # noqa: T201
