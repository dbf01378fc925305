"""PDFs that handbook did not make, and files that are none: findings in Japanese, never a traceback."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from handbook.check import Finding, check_pdf, edition_of
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.readback import ReadBackError
from handbook.resources import bundled


def codes(found: list[Finding]) -> set[str]:
    return {finding.code for finding in found}


def by_hand(
    lines: list[str], *, font: str = "BIZ", size: float = 12, pagesize: tuple[float, float] = A4
) -> bytes:
    """A page set with ReportLab's own canvas, as a volunteer's script might."""
    if font == "BIZ":
        pdfmetrics.registerFont(TTFont("BIZ", str(bundled("fonts") / "BIZUDPGothic-Regular.ttf")))
    elif font == "HeiseiKakuGo-W5":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pagesize, invariant=1)
    canvas.setFont(font, size)
    for index, line in enumerate(lines):
        canvas.drawString(60, pagesize[1] - 50 - index * size * 1.35, line)
    canvas.save()
    return out.getvalue()


def safe_lines(edition: Edition) -> list[str]:
    """The core that makes a leaflet safe, set plainly."""
    plan = edition.plan
    lines = [plan.title, f"{edition.district.name}校区版", plan.period.text, f"{plan.data_date}現在"]
    for desk in edition.desks:
        lines += [desk.category, desk.name, f"電話 {desk.phone}", f"FAX {desk.fax}"]
    for contact in plan.contacts:
        lines += [contact.name, f"電話 {contact.phone} FAX {contact.fax}"]
    return lines


def test_a_plain_leaflet_by_hand_lacks_only_its_papers(edition: Edition) -> None:
    found = check_pdf(by_hand(safe_lines(edition), size=20), edition)
    # ReportLab draws nothing with it, but names Helvetica in every file.
    assert codes(found) == {"title", "language", "default-metadata", "edition", "state", "font-not-embedded"}
    assert ["Helvetica" in one.message for one in found if one.code == "font-not-embedded"] == [True]


def test_a_number_under_another_name_by_hand(edition: Edition) -> None:
    lines = safe_lines(edition)
    first, second = (lines.index(f"電話 {desk.phone}") for desk in edition.desks[:2])
    lines[first], lines[second] = lines[second], lines[first]
    assert "number-beside-wrong-name" in codes(check_pdf(by_hand(lines, size=20), edition))


def test_numbers_are_read_however_they_are_written(edition: Edition) -> None:
    lines = safe_lines(edition)
    written = [
        line.replace("0942-51-6100", "０９４２（５１）６１００").replace("0942-27-2038", "+81-942-27-2038")
        for line in lines
    ]
    assert written != lines
    found = codes(check_pdf(by_hand(written, size=20), edition))
    assert not found & {"missing-number", "foreign-number", "unknown-number"}


def test_a_font_that_is_not_in_the_file(edition: Edition) -> None:
    found = check_pdf(by_hand(safe_lines(edition), font="HeiseiKakuGo-W5", size=20), edition)
    assert "font-not-embedded" in codes(found)
    assert not codes(found) & {"missing-text", "missing-number", "unreadable-text"}


def test_a_landscape_page_of_something_else(edition: Edition, leaflet: Layout) -> None:
    found = check_pdf(by_hand(["Hello"], font="Helvetica", pagesize=landscape(A4)), edition, leaflet)
    assert {"page-size", "page-count", "missing-text", "missing-number", "unknown-text"} <= codes(found)
    assert sum(finding.code == "missing-text" for finding in found) <= 13, "no flood"


@pytest.mark.parametrize("password", ["", "secret"])
def test_encrypted(pdf: bytes, edition: Edition, leaflet: Layout, password: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert codes(check_pdf(out.getvalue(), edition, leaflet)) == {"encrypted"}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty", b"", "not-pdf"),
        ("text", "校区の冊子です。".encode(), "not-pdf"),
        ("zip", b"PK\x03\x04" + b"\0" * 2000, "not-pdf"),
        ("head only", b"%PDF-1.7\n", "damaged"),
        ("no objects", b"%PDF-1.7\ntrailer\n<</Size 1>>\nstartxref\n0\n%%EOF", "damaged"),
    ],
)
def test_what_is_no_pdf(
    edition: Edition, leaflet: Layout, plan: Plan, name: str, data: bytes, code: str
) -> None:
    found = check_pdf(data, edition, leaflet)
    assert code in codes(found), name
    assert all(finding.hint for finding in found if finding.code == code)
    if code == "not-pdf":
        with pytest.raises(ReadBackError):
            edition_of(data, plan)


def test_files_that_are_not_there(tmp_path: Path, edition: Edition) -> None:
    assert codes(check_pdf(tmp_path / "浮島校区.pdf", edition)) == {"not-found"}
    assert codes(check_pdf(tmp_path, edition)) == {"not-found"}


def test_a_pdf_without_pages(pdf: bytes, edition: Edition, leaflet: Layout) -> None:
    writer = PdfWriter()
    writer.write(out := io.BytesIO())
    assert {"page-count", "missing-text", "missing-number"} <= codes(
        check_pdf(out.getvalue(), edition, leaflet)
    )


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_cut_off_in_sending(pdf: bytes, edition: Edition, leaflet: Layout, share: float) -> None:
    found = check_pdf(pdf[: int(len(pdf) * share)], edition, leaflet)
    assert found
    assert all(finding.message for finding in found)


def test_a_page_tree_that_bites_its_tail(pdf: bytes, edition: Edition, leaflet: Layout) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    pages = writer.root_object["/Pages"].get_object()
    own = writer.root_object.raw_get("/Pages")
    pages[NameObject("/Kids")] = ArrayObject([own, *pages["/Kids"], own])
    writer.write(out := io.BytesIO())
    assert "page-count" not in codes(check_pdf(out.getvalue(), edition, leaflet))


def test_more_pages_than_any_leaflet_has(edition: Edition, leaflet: Layout) -> None:
    count = 20_000
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    tree = [f"<</Type/Pages/Kids[{kids}]/Count {count}>>", *[page] * count]
    deep = [f"<</Type/Pages/Kids[{number} 0 R]/Count 1>>" for number in range(3, count + 3)]
    for objects in (tree, [*deep, page]):
        found = check_pdf(pdf_of(["<</Type/Catalog/Pages 2 0 R>>", *objects]), edition, leaflet)
        assert codes(found) == {"too-large"}


def test_forms_that_draw_each_other_without_end(edition: Edition, leaflet: Layout) -> None:
    """Ten levels of forms, each drawing the next a hundred times, would be 10^20 texts."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        stream("/F Do"),
    ]
    for level in range(10):
        following = 5 + (level + 1) % 10
        objects.append(
            stream(
                "/F Do\n" * 100,
                f"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F {following} 0 R>>>>",
            )
        )
    began = time.process_time()
    found = check_pdf(pdf_of(objects), edition, leaflet)
    assert time.process_time() - began < 10
    assert codes(found) == {"too-large"}


def test_a_content_bomb(edition: Edition, leaflet: Layout) -> None:
    data = zlib.compress(b"0 0 m 1 1 l S\n" * 4_000_000, 9)
    objects: list[str | bytes] = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n" % len(data) + data + b"\nendstream",
    ]
    began = time.process_time()
    found = check_pdf(pdf_of(objects), edition, leaflet)
    assert time.process_time() - began < 10
    assert codes(found) == {"too-large"}


BOMBS = {
    "ASCII85 in Flate": ("/FlateDecode/ASCII85Decode", zlib.compress(b"z" * 60_000_000, 9)),
    "Flate in ASCII85": (
        "/ASCII85Decode/FlateDecode",
        base64.a85encode(zlib.compress(bytes(60_000_000), 9)) + b"~>",
    ),
    "Flate in Flate": ("/FlateDecode/FlateDecode", zlib.compress(zlib.compress(bytes(200_000_000), 9), 9)),
    "digits in Flate": ("/FlateDecode/ASCIIHexDecode", zlib.compress(b"00" * 60_000_000, 9)),
    "LZW in Flate": ("/FlateDecode/LZWDecode", zlib.compress(bytes(60_000_000), 9)),
    "LZW in LZW": ("/LZWDecode/LZWDecode", bytes(16_000)),
    "predicted": ("/FlateDecode/Crypt", zlib.compress(bytes(200_000_000), 9)),
}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by RLIMIT_AS")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_of_filters_does_not_take_much_memory(tmp_path: Path, name: str) -> None:
    filters, data = BOMBS[name]
    path = tmp_path / "bomb.pdf"
    path.write_bytes(
        pdf_of(
            [
                "<</Type/Catalog/Pages 2 0 R>>",
                "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
                f"<</Filter[{filters}]/Length {len(data)}>>stream\n".encode() + data + b"\nendstream",
            ]
        )
    )
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20, 700 * 2**20))\n"
        "import handbook\n"
        "edition = handbook.select(handbook.load_plan(), '浮島')\n"
        "print(*{one.code for one in handbook.check_pdf(sys.argv[1], edition)})\n"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {"too-large", "damaged"} & set(done.stdout.split())


def stream(content: str, entries: str = "") -> str:
    return f"<<{entries}/Length {len(content)}>>stream\n{content}\nendstream"


def pdf_of(objects: list[str] | list[str | bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        data = body if isinstance(body, bytes) else body.encode("latin-1")
        out += b"%d 0 obj\n" % number + data + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
