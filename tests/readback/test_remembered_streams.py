"""What is remembered of one file never shows in another."""

from __future__ import annotations

import random
import zlib

import pytest

import handbook
from handbook.document import Document
from handbook.pdf import render_pdf
from handbook.readback import PageContent, ReadBack, interpreter, read_back

TAGGED = "/P<</MCID 0>>BDC BT /F1 12 Tf 1 0 0 1 50 500 Tm <303132> Tj ET EMC"


def page(*streams: str, width: int = 600, resources: str = "", turn: int = 0, form: str = "") -> PageContent:
    """A page with content in several deflated streams; every advance of its font /F1 is `width`. What `form`
    draws is the form /X."""
    numbers = range(6, 6 + len(streams))
    resources += f"/XObject<</X {6 + len(streams)} 0 R>>" if form else ""
    contents = " ".join(f"{number} 0 R" for number in numbers)
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Rotate {turn}/Contents[{contents}]"
        f"/Resources<</Font<</F1 4 0 R>>{resources}>>>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Gothic/Encoding/UniJIS-UTF16-H/DescendantFonts[5 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Gothic/DW %d>>" % width,
    ]
    for stream in streams:
        packed = zlib.compress(stream.encode())
        bodies.append(b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed))
    if form:
        entries = b"/Subtype/Form/BBox[0 0 400 600]/Resources<<>>/Length %d" % len(form)
        bodies.append(b"<<%b>>\nstream\n%b\nendstream" % (entries, form.encode()))
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return read_back(bytes(out)).pages[0]


def forgotten() -> None:
    interpreter._STREAMS.known.clear()
    interpreter._SEQUENCES.known.clear()
    interpreter._FORMS.known.clear()


def test_our_own_files_read_alike_with_and_without_memory(documents: dict[str, Document]) -> None:
    files = [render_pdf(document) for document in documents.values()]

    def alone(data: bytes) -> ReadBack:
        forgotten()
        return read_back(data)

    apart = [alone(data) for data in files]
    assert [read_back(data) for data in files] == apart
    assert [read_back(data) for data in reversed(files)] == apart[::-1]
    assert interpreter._SEQUENCES.known


def test_equal_content_in_another_font_is_measured_again() -> None:
    text = TAGGED.replace("303132", "00300031")
    narrow, wide = page(text, width=500), page(text, width=1000)
    assert [narrow.runs[0].right, wide.runs[0].right] == [62.0, 74.0]
    assert page(text, width=500).runs == narrow.runs


def test_fonts_count_wherever_they_are_asked_for() -> None:
    """In a stream or before it, in a sequence that is read or recalled; but not where nobody asks."""
    text = TAGGED.replace("303132", "00300031")
    box, other, third = (f"/P BMC 0 0 {width} 10 re f EMC" for width in (10, 20, 30))
    assert page(f"{text} {box}", width=500).runs[0].right == 62.0
    assert page(f"{text} {other}", width=1000).runs[0].right == 74.0
    assert page(f"{text} {third}", width=1000).runs[0].right == 74.0, "the sequence is recalled"
    assert page(f"{text} {third}", width=500).runs[0].right == 62.0
    chosen, shown = "/P BMC BT /F1 12 Tf ET EMC", "/P BMC BT 1 0 0 1 50 500 Tm <00300031> Tj ET EMC"
    assert [page(chosen, shown, width=width).runs[0].right for width in (500, 1000)] == [62.0, 74.0]
    known = len(interpreter._STREAMS.known)
    page(box, width=700)
    page(box, width=800)
    assert len(interpreter._STREAMS.known) == known + 1


def test_equal_content_on_a_turned_page_stands_elsewhere() -> None:
    upright, turned = page(TAGGED), page(TAGGED, turn=90)
    assert upright.runs[0].upright
    assert not turned.runs[0].upright


def test_equal_content_after_another_state_is_read_in_that_state() -> None:
    marked = "/P BMC 0 0 10 10 re f EMC"
    plain = page("/P BMC EMC", marked)
    red = page("/P BMC 1 0 0 rg EMC", marked)
    moved = page("/P BMC 1 0 0 1 90 0 cm EMC", marked)
    assert [plain.shapes[0].fill, red.shapes[0].fill] == [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0)]
    assert [plain.shapes[0].left, moved.shapes[0].left] == [0.0, 90.0]
    assert page("/P BMC q EMC", marked, "/P BMC Q EMC").shapes[0].fill == (0.0, 0.0, 0.0)


def test_equal_content_with_other_resources_is_read_by_them() -> None:
    faded = "/P BMC /Half gs 0 0 10 10 re f EMC"
    half = page(faded, resources="/ExtGState<</Half<</ca .5>>>>")
    full = page(faded, resources="/ExtGState<</Half<</ca 1>>>>")
    assert [half.shapes[0].alpha, full.shapes[0].alpha] == [0.5, 1.0]


def test_a_statement_may_begin_in_one_stream_and_end_in_the_next() -> None:
    for head, tail in (
        ("/P BMC EMC 1 0 0", "rg 0 0 10 10 re f"),
        ("1 0 0 rg 0 0 m 10 0 l 10 10 l 0 10 l", "f"),
        ("1 0 0 rg /P BMC EMC 0 0 10", "10 re f /P BMC EMC"),
        ("BT /F1 12 Tf [ EMC", "<0030>] TJ ET 1 0 0 rg 0 0 10 10 re f"),
    ):
        whole, split = page(f"{head} {tail}"), page(head, tail)
        assert (split.runs, split.shapes, split.faults) == (whole.runs, whole.shapes, whole.faults)
        assert split.shapes[0].fill == (1.0, 0.0, 0.0)


DRAWN = "0 0 10 10 re f 1 0 0 rg what 5 5 m 20 5 l 20 20 l h S"


@pytest.mark.parametrize(
    "form", [DRAWN, f"{DRAWN} /Span BMC 1 1 2 2 re f", f"{DRAWN} 3 3 m", f"{DRAWN} {TAGGED}"]
)
def test_a_form_is_read_alike_wherever_it_was_drawn_before(form: str) -> None:
    """After other marks, in another state, under another tag, cut off, while a path is begun."""
    pages = (
        "/P BMC /X Do EMC",
        "/P BMC 2 2 3 3 re f /X Do /X Do EMC",
        "/P BMC 0 1 0 rg 9 w /X Do EMC",
        "/P BMC 2 0 0 2 90 0 cm /X Do EMC",
        "/Artifact BMC /X Do EMC",
        "0 0 7 7 re W n /X Do",
        "0 0 m 50 0 l /X Do 50 50 l f",
        "BT /F1 12 Tf ET /X Do",
    )

    def alone(stream: str) -> PageContent:
        forgotten()
        return page(stream, form=form)

    apart = [alone(stream) for stream in pages]
    for _ in range(2):
        assert [page(stream, form=form) for stream in pages] == apart
    assert all(content.shapes for content in apart)


def test_pictures_are_read_alike_with_and_without_memory(plan, generate) -> None:
    layout = handbook.load_layout(generate.SAMPLES)
    editions = [handbook.select(plan, district.name) for district in plan.districts[:9]]
    files = [render_pdf(handbook.compose(edition, layout)) for edition in editions]

    def alone(data: bytes) -> ReadBack:
        forgotten()
        return read_back(data)

    apart = [alone(data) for data in files]
    assert [read_back(data) for data in files] == apart
    assert interpreter._FORMS.known


def test_faults_are_counted_again() -> None:
    assert [page("/P BMC what EMC").faults for _ in range(3)] == [1, 1, 1]


def test_a_stream_reads_alike_as_a_whole_and_sequence_by_sequence(
    documents: dict[str, Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [render_pdf(document) for document in documents.values()]
    forgotten()
    in_parts = [read_back(data) for data in files]
    monkeypatch.setattr(interpreter, "sequences", lambda content: [])
    forgotten()
    assert [read_back(data) for data in files] == in_parts


LINES = (
    "/P<</MCID 1>>BDC", "/Span BMC", "/Artifact BMC", "EMC", "EMC", "EMC", "BT", "ET", "q", "Q", "[", "]",
    "<", "<0030", ">", "/F1 12 Tf", "1 0 0 1 50 500 Tm", "<303132> Tj", "[<3031>-5<32>]TJ", "1 0 0 rg",
    "0 0 10 10 re", "f", "1 0 0 1 9 0 cm", "0 0 m", "10 0 l 10 10 l", "h f", "1 0 0", "rg", "W n", "/EMC",
    "/Half gs", "what", "<<", ">>", "0.6 w [] 0 d",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(150))
def test_any_statements_read_alike_as_a_whole_and_in_sequences(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    padding = " " * 60
    streams = [
        padding + "\n".join(chance.choices(LINES, k=chance.choice((3, 12, 40)))) + "\nEMC\n" for _ in range(3)
    ]
    in_parts = [page(*streams), page(*streams[::-1]), page(*streams)]
    monkeypatch.setattr(interpreter, "sequences", lambda content: [])
    forgotten()
    in_whole = [page(*streams), page(*streams[::-1]), page(*streams)]
    assert in_parts == in_whole
