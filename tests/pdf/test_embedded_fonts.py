"""The fonts in a file: which, how, and whether every number about them is true."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from handbook.document import Document, Text
from handbook.fonts import Face
from handbook.pdf import FontSet, render_pdf
from handbook.pdf.type0 import EmbeddedFont, to_unicode_map

Make = Callable[..., Any]


def fonts(data: bytes) -> list[Any]:
    reader = pypdf.PdfReader(BytesIO(data), strict=True)
    return [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]


def test_only_embedded_subsets_of_the_faces_used(
    document: Make, text: Make, regular: Face, bold: Face
) -> None:
    data = render_pdf(document((text(40, 60, "地域福祉"), text(40, 80, "相談先", face=bold))))
    found = fonts(data)
    assert sorted(str(font["/BaseFont"])[8:] for font in found) == [bold.name, regular.name]
    for font in found:
        assert re.fullmatch(r"/[A-Z]{6}\+BIZUDPGothic-(Regular|Bold)", font["/BaseFont"])
        assert (font["/Subtype"], font["/Encoding"]) == ("/Type0", "/Identity-H")
        (descendant,) = (part.get_object() for part in font["/DescendantFonts"])
        assert descendant["/Subtype"] == "/CIDFontType2"
        assert descendant["/BaseFont"] == font["/BaseFont"] == descendant["/FontDescriptor"]["/FontName"]
        assert descendant["/CIDSystemInfo"] == {
            "/Registry": "Adobe",
            "/Ordering": "Identity",
            "/Supplement": 0,
        }
        descriptor = descendant["/FontDescriptor"]
        assert descriptor["/Flags"] == 4
        assert descriptor["/Ascent"] > 0 > descriptor["/Descent"]
        program = descriptor["/FontFile2"].get_data()
        assert len(program) == descriptor["/FontFile2"]["/Length1"]
        assert 4 <= len(TTFont(BytesIO(program)).getGlyphOrder()) <= 6
    assert b"Helvetica" not in data
    assert b"ASCII85" not in data


def test_face_that_no_run_uses_is_not_in_the_file(
    document: Make, text: Make, regular: Face, bold: Face
) -> None:
    data = render_pdf(document((text(40, 60, "校区"),)), FontSet({regular: "校区", bold: "校区"}))
    assert [font["/BaseFont"][8:] for font in fonts(data)] == [regular.name]


def test_every_code_has_its_text_glyph_and_width(
    document: Make, text: Make, regular: Face, cmap: Make
) -> None:
    written = "くるめ支え合うプラン①②③ ABC 0942-30-9173 𠮟る office か\u309a 、。「」"
    (font,) = fonts(render_pdf(document((text(40, 60, written),))))
    descendant = font["/DescendantFonts"][0].get_object()
    program = TTFont(BytesIO(descendant["/FontDescriptor"]["/FontFile2"].get_data()))
    texts = cmap(font["/ToUnicode"].get_data())
    assert set("".join(texts.values())) == set(written)
    assert 0 not in texts
    widths = dict.fromkeys(texts, descendant["/DW"])
    groups = descendant.get("/W", [])
    for first, its_widths in zip(groups[::2], groups[1::2], strict=True):
        widths |= {first + offset: width for offset, width in enumerate(its_widths)}
    mapped = descendant["/CIDToGIDMap"]
    assert mapped == "/Identity"
    order, metrics = program.getGlyphOrder(), program["hmtx"]
    for code, said in texts.items():
        assert regular.shape(said).glyphs[0] != 0
        advance = metrics[order[code]][0] * 1000 / program["head"].unitsPerEm
        assert abs(widths[code] - advance) <= 0.5
        assert advance == pytest.approx(regular.advance(regular.shape(said).glyphs[0]) * 1000)


def test_second_text_of_a_glyph_has_a_code_that_maps_to_it(regular: Face, document: Make, cmap: Make) -> None:
    from handbook.typeset.lines import GlyphRun

    glyph, other = regular.glyph("斉"), regular.glyph("合")
    run = GlyphRun(regular, 12, (glyph, glyph, other), (12, 12, 12), ("斉", "齊", "合"))
    (font,) = fonts(render_pdf(document((Text(40, 60, run, "#000000"),))))
    descendant = font["/DescendantFonts"][0].get_object()
    texts = {said: code for code, said in cmap(font["/ToUnicode"].get_data()).items()}
    table = descendant["/CIDToGIDMap"].get_data()
    glyph_of = {said: int.from_bytes(table[2 * code : 2 * code + 2], "big") for said, code in texts.items()}
    assert texts["斉"] != texts["齊"]
    assert glyph_of["斉"] == glyph_of["齊"] != glyph_of["合"]


def test_large_maps_are_cut_into_blocks_of_a_hundred(cmap: Make) -> None:
    texts = {code: chr(0x4E00 + 2 * code) for code in range(1, 450)} | {
        500 + n: chr(0x3041 + n) for n in range(80)
    }
    texts |= {600: "\U00020b9f", 601: "\U00020ba0", 602: "ffi", 700: "\u30ff", 701: "\u3100"}
    assert cmap(to_unicode_map(texts)) == texts


def test_subset_tag_tells_subsets_apart(regular: Face) -> None:
    def font_name(characters: str) -> str:
        return EmbeddedFont(regular, {(regular.glyph(char), char) for char in characters}).fontName

    assert font_name("地域") == font_name("域地") != font_name("地域福祉")


def test_missing_glyph_is_refused(regular: Face, document: Make) -> None:
    from handbook.typeset.lines import GlyphRun

    run = GlyphRun(regular, 12, (regular.glyph("土"), 0), (12, 12), ("土", "𠮷"))
    with pytest.raises(ValueError, match=r"\.notdef.*𠮷"):
        render_pdf(document((Text(40, 60, run, "#000000"),)))


def test_what_the_shared_font_lacks_comes_in_a_second_one(
    document: Make, text: Make, regular: Face, cmap: Make
) -> None:
    shared = FontSet({regular: "校区office"})
    plain = document((text(40, 60, "校区"),))
    ligature = document((text(40, 60, "office"),))
    before = render_pdf(plain, shared)
    assert pypdf.PdfReader(BytesIO(render_pdf(ligature, shared))).pages[0].extract_text() == "office"
    assert render_pdf(plain, shared) == before
    other = document((text(40, 60, "校区の福祉区"),))
    data = render_pdf(other, shared)
    assert pypdf.PdfReader(BytesIO(data)).pages[0].extract_text() == "校区の福祉区"
    first, second = fonts(data)
    assert [first["/BaseFont"]] == [font["/BaseFont"] for font in fonts(before)]
    assert set(cmap(second["/ToUnicode"].get_data()).values()) == set("の福祉")


@pytest.mark.parametrize("tracking", [0.0, 0.013, 3.7])
def test_text_in_two_fonts_looks_as_in_one(
    document: Make, text: Make, regular: Face, tracking: float
) -> None:
    """Each glyph where the run has it, also one that needs two (か゚) and one beyond U+FFFF."""
    page = document(
        tuple(
            text(40, 60 + 40 * line, written, 24, tracking=tracking)
            for line, written in enumerate(["校区のか\u309aっぱ区", "office 0942-30", "𠮟る校区"])
        )
    )
    pictures = [
        bytes(pypdfium2.PdfDocument(render_pdf(page, shared)).get_page(0).render(scale=4).buffer)
        for shared in (FontSet({}), FontSet({regular: "校区0e"}))
    ]
    assert len(set(pictures[0])) > 100
    # A place may differ by a hundredth of a point, by which an edge is a shade darker or lighter.
    assert max(abs(one - other) for one, other in zip(*pictures, strict=True)) < 24


def test_document_type_is_not_needed_to_share(document: Callable[..., Document], regular: Face) -> None:
    assert fonts(render_pdf(document(()), FontSet({regular: "校区"}))) == []
