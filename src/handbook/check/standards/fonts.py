"""Fonts as the standards want them (Matterhorn 10, 31; PDF/A 6.2.11).

Glyph widths and missing glyphs are checked where the program is TrueType in a CIDFont, as ours are;
of other programs only that they are there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from handbook.check.finding import Finding, quote
from handbook.check.standards.catalogue import found
from handbook.check.standards.truetype import Metrics, read_metrics
from handbook.readback.anatomy import Anatomy
from handbook.readback.model import Dictionary
from handbook.readback.objects import Objects
from handbook.readback.scan import FontScan

MAX_PROGRAM = 64 * 1024 * 1024
TOLERANCE = 1.0
"""How far a width may be off, thousandths of an em (ISO 19005-2, 6.2.11.5)."""
_REPLACEMENT = "\ufffd"

_ORDERINGS = {
    "Japan1": "83pv-RKSJ 90ms-RKSJ 90msp-RKSJ 90pv-RKSJ Add-RKSJ EUC Ext-RKSJ H V UniJIS",
    "GB1": "GB-EUC GBpc-EUC GBK-EUC GBKp-EUC GBK2K UniGB",
    "CNS1": "B5pc HKscs-B5 ETen-B5 ETenms-B5 CNS-EUC UniCNS",
    "Korea1": "KSC-EUC KSCms-UHC KSCpc-EUC UniKS",
}
"""Ordering → how the names of its predefined CMaps begin (ISO 32000-1, table 118)."""


def check_fonts(file: Anatomy) -> Iterator[Finding]:
    for font in file.fonts.values():
        if font.codes:
            yield from _font(file.objects, font, min(font.pages))
    for page in file.pages:
        if page.missing:
            yield found("ua-31-030", page=page.number, where=quote(page.missing.replace("\0", "")))


def _font(objects: Objects, font: FontScan, page: int) -> Iterator[Finding]:
    name, kind = font.decoder.use.name, objects.name(font.dictionary.get("Subtype"))
    where = f"フォント「{name}」"
    yield from _characters(font, page, where)
    if kind == "Type3":
        return
    composite = kind == "Type0"
    cid: Dictionary = font.dictionary
    if composite:
        descendants = objects.array(font.dictionary.get("DescendantFonts"))
        cid = objects.dictionary(descendants[0]) if descendants else {}
        yield from _encoding(objects, font.dictionary, cid, page, where)
    for one in (font.dictionary, cid):
        if objects.name(one.get("Type")) != "Font" or not objects.name(one.get("BaseFont")):
            yield found("a-6.2.11.2", page=page, where=where)
            break
    descriptor = objects.dictionary(cid.get("FontDescriptor"))
    programs = [descriptor[key] for key in ("FontFile", "FontFile2", "FontFile3") if key in descriptor]
    if not programs:
        if font.painted:
            yield found("ua-31-009", page=page, where=where)
        return
    data = objects.stream(programs[0], MAX_PROGRAM)
    if not data:
        yield found("ua-31-010", page=page, where=where)
    elif "FontFile2" in descriptor:
        metrics = read_metrics(data)
        if metrics is None:
            yield found("ua-31-010", page=page, where=where)
        elif composite and font.decoder.identity:
            yield from _glyphs(objects, font, cid, metrics, page, where)


def _characters(font: FontScan, page: int, where: str) -> Iterator[Finding]:
    decoder = font.decoder
    if font.unmapped:
        shown = font.unmapped.replace(_REPLACEMENT, "？")
        yield found("ua-10-001", page=page, where=f"{where}{quote(shown, 20)}")
    texts = [] if decoder.codec else [decoder.texts[code] for code in font.codes]
    if any(char in text for text in texts for char in "\0\ufeff\ufffe"):
        yield found("ua-31-028", page=page, where=where)
    private = "".join(sorted({char for text in texts for char in text if _is_private(char)}))
    if private:
        codes = "、".join(f"U+{ord(char):04X}" for char in private[:5])
        yield found("a-6.2.11.7.3", codes, page, where)


def _is_private(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff" or ord(char) >= 0xF0000


def _encoding(
    objects: Objects, font: Dictionary, cid: Dictionary, page: int, where: str
) -> Iterator[Finding]:
    system = objects.dictionary(cid.get("CIDSystemInfo"))
    ordering = objects.text(system.get("Ordering")) or ""
    encoding = font.get("Encoding")
    name = objects.name(encoding)
    if objects.is_stream(encoding):
        other = objects.dictionary(objects.dictionary(encoding).get("CIDSystemInfo"))
        same = all(
            objects.text(system.get(key)) == objects.text(other.get(key)) for key in ("Registry", "Ordering")
        )
        if not same:
            yield found("ua-31-001", page=page, where=where)
    elif not name.startswith("Identity-"):
        known = _ordering_of(name)
        if known is None:
            yield found("ua-31-006", name, page, where)
        elif known != ordering:
            yield found("ua-31-001", f"{ordering or 'なし'} と {known}", page, where)
    if objects.name(cid.get("Subtype")) == "CIDFontType2":
        table = cid.get("CIDToGIDMap")
        if table is None:
            yield found("ua-31-005", page=page, where=where)
        elif not objects.is_stream(table) and objects.name(table) != "Identity":
            yield found("ua-31-004", page=page, where=where)


def _ordering_of(name: str) -> str | None:
    """The ordering of a predefined CMap; None for one that is not predefined."""
    if not name.endswith(("-H", "-V")) and name not in ("H", "V"):
        return None
    stem = name[:-2] if len(name) > 1 else name
    for ordering, stems in _ORDERINGS.items():
        if any(stem == one or (one.startswith("Uni") and stem.startswith(one)) for one in stems.split()):
            return ordering
    return None


def _glyphs(
    objects: Objects, font: FontScan, cid: Dictionary, metrics: Metrics, page: int, where: str
) -> Iterator[Finding]:
    table = objects.stream(cid.get("CIDToGIDMap"))
    glyph_of: dict[int, int] = {}
    if table:
        glyph_of = dict(enumerate(struct.unpack(f">{len(table) // 2}H", table[: len(table) // 2 * 2])))
    missing, wrong = "", ""
    for code in sorted(font.codes):
        glyph = glyph_of.get(code, 0) if table is not None else code
        if glyph >= metrics.glyphs:
            missing += font.decoder.texts[code]
        elif abs(font.decoder.widths[code] - metrics.width(glyph)) > TOLERANCE:
            wrong += font.decoder.texts[code]
        elif glyph == 0 and code and not missing:
            missing += font.decoder.texts[code]
    if missing:
        yield found("ua-31-010", page=page, where=f"{where}{quote(missing, 20)}")
    if wrong:
        yield found("ua-31-015", f"{len(wrong)}字", page, f"{where}{quote(wrong, 20)}")
