"""The fonts in a file: which, how, and whether every number about them is true."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
import pytest
from fontTools.ttLib import TTFont

from handbook.document import Document, Text
from handbook.fonts import Face
from handbook.pdf import FontSet, render_pdf
from handbook.pdf.font import EmbeddedFont, to_unicode_map

Make = Callable[..., Any]


def fonts(data: bytes) -> list[Any]:
    reader = pypdf.PdfReader(BytesIO(data), strict=True)
    return [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]


def cmap(data: bytes) -> dict[int, str]:
    """A ToUnicode CMap, read by its grammar."""
    said: dict[int, str] = {}
    text = data.decode("ascii")
    for count, body in re.findall(r"(\d+) beginbfchar\n(.*?)\nendbfchar", text, re.DOTALL):
        entries = re.findall(r"<(\w{4})> <((?:\w{4})+)>", body)
        assert len(entries) == int(count) <= 100
        said |= {int(code, 16): bytes.fromhex(to).decode("utf-16-be") for code, to in entries}
    for count, body in re.findall(r"(\d+) beginbfrange\n(.*?)\nendbfrange", text, re.DOTALL):
        entries = re.findall(r"<(\w{4})> <(\w{4})> <(\w{4})>", body)
        assert len(entries) == int(count) <= 100
        for first, last, to in entries:
            assert first[:2] == last[:2], "a range must not change the first byte of its codes"
            assert int(to, 16) % 256 + int(last, 16) - int(first, 16) < 256
            for code in range(int(first, 16), int(last, 16) + 1):
                assert code not in said
                said[code] = chr(int(to, 16) + code - int(first, 16))
    return said


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


def test_every_code_has_its_text_glyph_and_width(document: Make, text: Make, regular: Face) -> None:
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


def test_second_text_of_a_glyph_has_a_code_that_maps_to_it(regular: Face, document: Make) -> None:
    from handbook.typeset.run import GlyphRun

    glyph, other = regular.glyph("斉"), regular.glyph("合")
    run = GlyphRun(regular, 12, (glyph, glyph, other), (12, 12, 12), ("斉", "齊", "合"))
    (font,) = fonts(render_pdf(document((Text(40, 60, run, "#000000"),))))
    descendant = font["/DescendantFonts"][0].get_object()
    texts = {said: code for code, said in cmap(font["/ToUnicode"].get_data()).items()}
    table = descendant["/CIDToGIDMap"].get_data()
    glyph_of = {said: int.from_bytes(table[2 * code : 2 * code + 2], "big") for said, code in texts.items()}
    assert texts["斉"] != texts["齊"]
    assert glyph_of["斉"] == glyph_of["齊"] != glyph_of["合"]


def test_large_maps_are_cut_into_blocks_of_a_hundred() -> None:
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
    from handbook.typeset.run import GlyphRun

    run = GlyphRun(regular, 12, (regular.glyph("土"), 0), (12, 12), ("土", "𠮷"))
    with pytest.raises(ValueError, match=r"\.notdef.*𠮷"):
        render_pdf(document((Text(40, 60, run, "#000000"),)))


def test_reportlab_canvas_can_draw_with_the_font(regular: Face) -> None:
    """The font keeps ReportLab's interface, so that ReportLab's own canvas takes it."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfgen.canvas import Canvas

    written = "支え合う(A)くるめ"
    font = EmbeddedFont(regular, {(regular.glyph(char), char) for char in written})
    pdfmetrics.registerFont(font)
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setFont(font.fontName, 12)
    canvas.drawRightString(300, 700, written)
    canvas.save()
    assert pypdf.PdfReader(out).pages[0].extract_text().strip() == written
    assert font.stringWidth("支え", 10) == pytest.approx(
        10 * (regular.advance(regular.glyph("支")) + regular.advance(regular.glyph("え"))), abs=0.01
    )


def test_document_beyond_the_shared_characters_gets_its_own_font(
    document: Make, text: Make, regular: Face
) -> None:
    shared = FontSet({regular: "校区office"})
    plain = document((text(40, 60, "校区"),))
    ligature = document((text(40, 60, "office"),))
    before = render_pdf(plain, shared)
    assert pypdf.PdfReader(BytesIO(render_pdf(ligature, shared))).pages[0].extract_text() == "office"
    assert render_pdf(plain, shared) == before
    other = document((text(40, 60, "福祉"),))
    assert pypdf.PdfReader(BytesIO(render_pdf(other, shared))).pages[0].extract_text() == "福祉"


def test_document_type_is_not_needed_to_share(document: Callable[..., Document], regular: Face) -> None:
    assert fonts(render_pdf(document(()), FontSet({regular: "校区"}))) == []
