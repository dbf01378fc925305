"""What the file says about itself, twice: Info and XMP agree, and nothing is made up."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from handbook.document import Document
from handbook.errors import InputError
from handbook.pdf import render_pdf
from handbook.pdf.color import srgb_profile

Make = Callable[..., Any]
NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def xmp(reader: Any) -> Callable[[str], list[str]]:
    """Values of an XMP property, one for each of its items."""
    stream = reader.trailer["/Root"]["/Metadata"]
    assert "/Filter" not in stream
    tree = ElementTree.fromstring(stream.get_data())

    def values(name: str) -> list[str]:
        found = tree.find(f".//{name}", NAMES)
        if found is None:
            return []
        items = found.findall(".//rdf:li", NAMES)
        return [item.text or "" for item in items] if items else [found.text or ""]

    return values


@pytest.fixture(autouse=True)
def no_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def test_info_and_xmp_agree(document: Make, read: Make) -> None:
    awkward = 'くるめ <支え合う> & "プラン" (第2期) \\ ✓'
    reader = read(document((), title=awkward))
    assert dict(reader.metadata) == {
        "/Title": awkward,
        "/Author": "久留米市",
        "/Subject": "地域福祉",
        "/Keywords": "浮島校区, 相談先",
        "/Creator": "handbook",
        "/Producer": "handbook",
        "/HandbookEdition": "kurume/leaflet/ukishima",
    }
    said = xmp(reader)
    assert said("dc:title") == [awkward]
    assert said("dc:creator") == ["久留米市"]
    assert said("dc:description") == ["地域福祉"]
    assert said("dc:subject") == ["浮島校区", "相談先"]
    assert said("pdf:Keywords") == ["浮島校区, 相談先"]
    assert said("pdf:Producer") == said("xmp:CreatorTool") == ["handbook"]
    assert said("dc:language") == ["ja-JP"]
    assert said("dc:identifier") == ["kurume/leaflet/ukishima"]
    assert (said("pdfaid:part"), said("pdfaid:conformance"), said("pdfuaid:part")) == (["2"], ["A"], ["1"])


def test_nothing_is_made_up(document: Make) -> None:
    data = render_pdf(document((), author="", subject="", keywords=()))
    assert b"anonymous" not in data
    assert b"unspecified" not in data
    assert b"untitled" not in data
    assert b"Date" not in data
    assert b"ReportLab" not in data


def test_prescribed_date(document: Make, read: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1585699200")
    reader = read(document(()))
    assert reader.metadata["/CreationDate"] == reader.metadata["/ModDate"] == "D:20200401000000+00'00'"
    assert xmp(reader)("xmp:CreateDate") == xmp(reader)("xmp:ModifyDate") == ["2020-04-01T00:00:00+00:00"]


@pytest.mark.parametrize("wrong", ["昨日", "2020-04-01", "9" * 30])
def test_date_that_is_none(document: Make, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
    with pytest.raises(InputError, match=f"SOURCE_DATE_EPOCH が「{wrong}」"):
        render_pdf(document(()))


def test_colours_mean_srgb(document: Make, read: Make) -> None:
    intent = read(document(())).trailer["/Root"]["/OutputIntents"][0]
    assert (intent["/S"], intent["/OutputConditionIdentifier"]) == ("/GTS_PDFA1", "sRGB")
    assert intent["/DestOutputProfile"]["/N"] == 3
    assert intent["/DestOutputProfile"].get_data() == srgb_profile()


def test_profile_is_srgb_to_a_colour_engine() -> None:
    ours = ImageCms.ImageCmsProfile(BytesIO(srgb_profile()))
    theirs = ImageCms.createProfile("sRGB")
    swatches = [(0x1B, 0x24, 0x30), (0x0F, 0x3D, 0x3E), (0x9A, 0x4A, 0), (0xFF, 0xF4, 0xDC), (128, 128, 128)]
    image = Image.new("RGB", (len(swatches), 1))
    image.putdata(swatches)
    turned = ImageCms.profileToProfile(image, ours, theirs)
    for column, swatch in enumerate(swatches):
        assert all(abs(a - b) <= 1 for a, b in zip(turned.getpixel((column, 0)), swatch, strict=True))


def test_greys_mean_those_of_srgb(document: Make, read: Make) -> None:
    intent = read(document(())._replace(mono=True)).trailer["/Root"]["/OutputIntents"][0]
    assert intent["/DestOutputProfile"]["/N"] == 1
    ours = ImageCms.ImageCmsProfile(BytesIO(intent["/DestOutputProfile"].get_data()))
    image = Image.new("L", (4, 1))
    image.putdata([0, 60, 128, 255])
    turned = ImageCms.profileToProfile(image, ours, ImageCms.createProfile("sRGB"), outputMode="RGB")
    for column, level in enumerate((0, 60, 128, 255)):
        assert all(abs(part - level) <= 1 for part in turned.getpixel((column, 0)))


def test_two_documents_have_two_identifiers(document: Callable[..., Document], read: Make) -> None:
    first, again = read(document(())), read(document(()))
    other = read(document((), identifier="kurume/leaflet/minami"))
    assert first.trailer["/ID"] == again.trailer["/ID"] != other.trailer["/ID"]
