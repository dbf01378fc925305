"""The real leaflet with its objects tampered with after writing: fonts, links, form of the text."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from handbook.check import check_pdf
from handbook.edition import Edition
from handbook.layout import Layout

Tamper = Callable[[PdfWriter], None]
CodesAfter = Callable[[Tamper], set[str]]


@pytest.fixture
def codes_after(pdf: bytes, edition: Edition, leaflet: Layout) -> CodesAfter:
    def codes(tamper: Tamper) -> set[str]:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
        tamper(writer)
        writer.write(out := io.BytesIO())
        return {finding.code for finding in check_pdf(out.getvalue(), edition, leaflet)}

    return codes


def fonts(writer: PdfWriter) -> list[DictionaryObject]:
    resources = writer.pages[0]["/Resources"]["/Font"].get_object()
    return [resources[name].get_object() for name in resources]


def descendant(font: DictionaryObject) -> DictionaryObject:
    return font["/DescendantFonts"][0].get_object()


def content_changed(writer: PdfWriter, old: bytes, new: bytes, page: int = 0) -> None:
    contents = writer.pages[page].get_contents()
    assert contents is not None
    data = contents.get_data()
    assert old in data
    contents.set_data(data.replace(old, new, 1))
    writer.pages[page].replace_contents(contents)


def test_tampering_with_nothing_changes_nothing(codes_after: CodesAfter) -> None:
    assert codes_after(lambda writer: None) == set()


def test_a_font_taken_out(codes_after: CodesAfter) -> None:
    def tamper(writer: PdfWriter) -> None:
        del descendant(fonts(writer)[0])["/FontDescriptor"]["/FontFile2"]

    assert codes_after(tamper) == {"font-not-embedded"}


def test_a_whole_font(codes_after: CodesAfter) -> None:
    def tamper(writer: PdfWriter) -> None:
        for font in fonts(writer):
            for one in (font, descendant(font)):
                one[NameObject("/BaseFont")] = NameObject("/BIZUDPGothic-Regular")

    # The rest of the file still measures; only the name tells a subset from a whole font.
    assert "font-not-subset" in codes_after(tamper)


def test_text_without_its_characters(codes_after: CodesAfter) -> None:
    def tamper(writer: PdfWriter) -> None:
        for font in fonts(writer):
            del font["/ToUnicode"]

    assert {"font-unreadable", "unreadable-text", "missing-text", "missing-number"} <= codes_after(tamper)


def test_a_missing_glyph(codes_after: CodesAfter) -> None:
    def tamper(writer: PdfWriter) -> None:
        contents = writer.pages[0].get_contents()
        assert contents is not None
        data = contents.get_data()
        at = data.index(b"<00") + 1
        at = data.index(b"BT", at)
        at = data.index(b"<", at) + 1
        contents.set_data(data[:at] + b"0000" + data[at + 4 :])
        writer.pages[0].replace_contents(contents)

    assert "missing-glyph" in codes_after(tamper)


@pytest.mark.parametrize("uri", ["tel:0942365311", "tel:119", "tel:0942272038"])
def test_a_link_that_dials_another_number(codes_after: CodesAfter, uri: str) -> None:
    def tamper(writer: PdfWriter) -> None:
        links = [one.get_object() for one in writer.pages[0]["/Annots"]]
        links[0]["/A"][NameObject("/URI")] = TextStringObject(uri)

    assert codes_after(tamper) == {"wrong-link"}


def test_text_that_is_not_printed(codes_after: CodesAfter) -> None:
    assert codes_after(lambda writer: content_changed(writer, b"BT\n", b"BT\n3 Tr\n")) >= {"hidden-text"}


def test_a_page_cut_by_its_crop_box(codes_after: CodesAfter) -> None:
    def tamper(writer: PdfWriter) -> None:
        box = ArrayObject(map(FloatObject, (0, 0, 595.276, 421)))
        writer.pages[0][NameObject("/CropBox")] = box

    assert {"page-size", "off-page"} <= codes_after(tamper)


def test_a_page_turned_on_its_side(codes_after: CodesAfter) -> None:
    assert "page-size" in codes_after(lambda writer: writer.pages[0].rotate(90) and None)


def test_broken_content(codes_after: CodesAfter) -> None:
    found = codes_after(lambda writer: content_changed(writer, b" Tm\n", b" Tx\n", page=1))
    assert "damaged" in found
