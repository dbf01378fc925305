"""Random damage to a real leaflet gives findings, or none where it does not show; never a traceback."""

from __future__ import annotations

import io
import random
import time
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from handbook.check import check_pdf
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.readback import ReadBackError, read_back

SLOWEST = 10.0
"""Seconds that any file may take, on a busy machine; undamaged ones take a hundredth of a second."""


@pytest.fixture(scope="module")
def plain_pdf(pdf: bytes) -> bytes:
    """The leaflet with its content streams uncompressed, so that damage reaches operators and operands."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for page in writer.pages:
        contents = page.get_contents()
        assert contents is not None
        contents.set_data(contents.get_data())
        page.replace_contents(contents)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def checked(data: bytes, edition: Edition, leaflet: Layout) -> None:
    began = time.process_time()
    for finding in check_pdf(data, edition, leaflet):
        assert finding.message
        assert finding.code
    assert time.process_time() - began < SLOWEST


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes(pdf: bytes, edition: Edition, leaflet: Layout, seed: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(pdf)
    for _ in range(chance.choice((1, 3, 30, 300))):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    checked(bytes(damaged), edition, leaflet)


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_of_content(plain_pdf: bytes, edition: Edition, leaflet: Layout, seed: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(plain_pdf)
    start = plain_pdf.index(b"stream")
    for _ in range(chance.choice((10, 100, 1000))):
        at = chance.randrange(start, len(damaged))
        damaged[at : at + chance.choice((0, 1, 1, 4))] = chance.choice(
            (b"", b"(", b"<", b"[", b"]", b"q ", b" Tj ", b"/", b"9e9", b"-", b"\xff", b"<<", b"R", b"obj")
        )
    checked(bytes(damaged), edition, leaflet)


WORDS = (
    "q Q cm BT ET Tf Td Tm TJ Tj T* Tr Tz ' \" m l c v y h re f S B n W cs scn g rg k gs Do sh BI ID EI "
    "BDC BMC EMC /F1 /G1 /X1 /Artifact 0 1 -1 12 .5 1e9 99999999999 nan inf (ab) (\\ <0041> [<0041>-5] "
    "[(a)3] << >> /MCID [ ] % ( < >"
)


@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(st.sampled_from(WORDS.split()), max_size=120).map(lambda words: " ".join(words).encode()),
    )
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_content_at_all(content: bytes) -> None:
    data = zlib.compress(content)
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<"
        b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/ExtGState<</G1<</ca .5>>>>"
        b"/XObject<</X1 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data),
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 10>>stream\n/X1 Do q Q\nendstream",
    )
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    out += b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    try:
        pages = read_back(bytes(out)).pages
    except ReadBackError as error:
        refused = error.code
    else:
        refused = ""
        assert len(pages) == 1
        assert all(run.left <= run.right and run.top <= run.bottom for run in pages[0].runs)
    assert refused in ("", "too-large")
