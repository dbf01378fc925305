"""What is read back is what a reader of the paper sees, whatever way it was drawn."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pytest
from reportlab.lib.colors import CMYKColor, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from handbook.document import Document, marks
from handbook.pdf import render_pdf
from handbook.readback import PageContent, ReadBack, TextRun, read_back
from handbook.readback.statements import statements
from handbook.resources import bundled

Draw = Callable[[Canvas], None]


def drawn(draw: Draw, pagesize: tuple[float, float] = (400.0, 600.0)) -> ReadBack:
    pdfmetrics.registerFont(TTFont("BIZ", str(bundled("fonts") / "BIZUDPGothic-Regular.ttf")))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pagesize, invariant=1)
    canvas.setFont("BIZ", 12)
    draw(canvas)
    canvas.save()
    return read_back(out.getvalue())


def content(
    operators: str, page_entries: str = "/MediaBox[0 0 400 600]", extra: tuple[str, ...] = ()
) -> PageContent:
    """A page with hand-written content; its font /F1 is Courier (every advance 600)."""
    widths = " ".join(["600"] * 224)
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R{page_entries}/Contents 4 0 R/Resources 5 0 R>>",
        f"<</Length {len(operators)}>>stream\n{operators}\nendstream",
        "<</Font<</F1 6 0 R>>/ExtGState<</Half<</ca .5>>>>/XObject<</X 7 0 R>>"
        "/ColorSpace<</Ink[/Separation/Spot/DeviceGray 8 0 R]>>>>",
        f"<</Type/Font/Subtype/Type1/BaseFont/Courier/FirstChar 32/Widths[{widths}]"
        "/Encoding/WinAnsiEncoding>>",
        *extra,
    )
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return read_back(bytes(out)).pages[0]


def only(page: PageContent) -> TextRun:
    (run,) = page.runs
    return run


def box(run: TextRun) -> tuple[float, ...]:
    return tuple(round(value, 2) for value in (run.left, run.top, run.right, run.bottom))


def test_japanese_text_from_a_subset_font() -> None:
    file = drawn(lambda canvas: canvas.drawString(50, 500, "浮島校区の相談先 0942-51-6100"))
    # ReportLab splits a TrueType font into subsets of 256 glyphs and changes font within a line.
    assert file.text == "浮島校区の相談先 0942-51-6100"
    fonts = {font.name: font for font in file.fonts}
    assert fonts["BIZUDPGothic-Regular"].embedded
    assert fonts["BIZUDPGothic-Regular"].subset
    assert not fonts["Helvetica"].embedded
    assert all(run.size == 12 for run in file.pages[0].runs)


def test_our_own_documents_come_back_as_they_were_composed(documents: dict[str, Document]) -> None:
    document = documents["浮島"]
    file = read_back(render_pdf(document))
    for page, read in zip(document.pages, file.pages, strict=True):
        texts = [mark for mark in marks(page.elements) if hasattr(mark, "run")]
        assert [run.text for run in read.runs] == [mark.run.text for mark in texts]
        for mark, run in zip(texts, read.runs, strict=True):
            assert run.x == pytest.approx(mark.x, abs=0.01)
            assert run.y == pytest.approx(mark.y, abs=0.01)
            assert run.size == pytest.approx(mark.run.size, abs=0.001)
            assert run.right - run.left == pytest.approx(mark.run.width, abs=mark.run.size)
        assert {run.tag for run in read.runs} >= {"P"}
        assert read.faults == 0
        assert not read.broken
    assert file.language == "ja-JP"
    assert file.marked
    assert file.info["HandbookEdition"].endswith("/ukishima")
    assert [link.uri for link in file.pages[0].links][:1] == ["tel:+81942516100"]


def test_size_is_the_size_on_paper() -> None:
    page = content("2 0 0 2 0 0 cm BT /F1 5 Tf 1.5 0 0 1.5 20 100 Tm (AB) Tj ET")
    run = only(page)
    assert run.size == pytest.approx(15)
    assert (run.x, run.y) == pytest.approx((40, 400))
    assert run.right - run.left == pytest.approx(2 * 0.6 * 15)


def test_horizontal_scaling_narrows_but_does_not_lower() -> None:
    run = only(content("BT /F1 10 Tf 50 Tz 100 100 Td (AAAA) Tj ET"))
    assert run.size == pytest.approx(10)
    assert run.right - run.left == pytest.approx(12)


def test_spacing_adjustments_and_following_text() -> None:
    page = content("BT /F1 10 Tf 1 Tc 2 Tw 100 100 Td [(A A)-500(A)] TJ (B) Tj ET")
    first, second = page.runs
    assert first.text == "A AA"
    # Four glyphs of 6, half an em of adjustment, three inner character spaces and one word space.
    assert first.right - first.left == pytest.approx(24 + 5 + 3 + 2)
    assert second.x == pytest.approx(100 + 24 + 5 + 4 + 2)


def test_lines_by_leading_and_quote_operators() -> None:
    page = content(
        "BT /F1 10 Tf 14 TL 50 200 Td (a) Tj T* (b) Tj (c) ' 1 1 (d) \" 0 -20 TD (e) Tj T* (f) Tj ET"
    )
    assert [run.y for run in page.runs] == pytest.approx([400, 414, 428, 442, 462, 482])
    assert "".join(run.text for run in page.runs) == "abcdef"


@pytest.mark.parametrize(
    ("rotate", "size", "origin"),
    [
        (0, (400, 600), (100, 400)),
        (90, (600, 400), (200, 100)),
        (180, (400, 600), (300, 200)),
        (270, (600, 400), (400, 300)),
    ],
)
def test_turned_pages(rotate: int, size: tuple[float, float], origin: tuple[float, float]) -> None:
    page = content("BT /F1 10 Tf 100 200 Td (A) Tj ET", f"/MediaBox[0 0 400 600]/Rotate {rotate}")
    assert (page.width, page.height) == size
    assert (page.runs[0].x, page.runs[0].y) == pytest.approx(origin)
    assert page.runs[0].size == pytest.approx(10)
    assert page.runs[0].upright == (rotate == 0)


def test_crop_box_and_user_unit() -> None:
    page = content(
        "BT /F1 10 Tf 100 200 Td (A) Tj ET", "/MediaBox[0 0 400 600]/CropBox[50 100 350 500]/UserUnit 2"
    )
    assert (page.width, page.height) == (600, 800)
    assert (only(page).x, only(page).y) == pytest.approx((100, 600))
    assert only(page).size == pytest.approx(20)


@pytest.mark.parametrize(
    ("operators", "color"),
    [
        ("0.5 g", (0.5, 0.5, 0.5)),
        ("1 0 0 rg", (1, 0, 0)),
        ("0 1 1 0 k", (1, 0, 0)),
        ("/DeviceRGB cs 0 0 1 sc", (0, 0, 1)),
        ("/Ink cs 1 scn", (0, 0, 0)),
        ("/Pattern cs /P1 scn", None),
        ("1 0 0 rg q 0 1 0 rg Q", (1, 0, 0)),
    ],
)
def test_fill_colours(operators: str, color: tuple[float, ...] | None) -> None:
    assert only(content(f"{operators} BT /F1 10 Tf 9 9 Td (A) Tj ET")).color == color


@pytest.mark.parametrize(
    ("operators", "spaces"),
    [
        ("", set()),
        ("0.5 g 0 G", {"DeviceGray"}),
        ("1 1 1 rg 0 g", {"DeviceRGB", "DeviceGray"}),
        ("0 0 0 RG", {"DeviceRGB"}),
        ("0 0 0 1 k", {"DeviceCMYK"}),
        ("/DeviceRGB cs", {"DeviceRGB"}),
        ("/Ink cs 1 scn", {"Separation"}),
        ("/Pattern CS", {"Pattern"}),
        ("BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI", {"Inline"}),
    ],
)
def test_colour_spaces_that_are_asked_for(operators: str, spaces: set[str]) -> None:
    """Whether anything is painted in them or not."""
    assert content(f"{operators} ").spaces == spaces


def test_colours_as_reportlab_writes_them() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(HexColor("#9A4A00"))
        canvas.rect(10, 10, 50, 50, fill=1, stroke=0)
        canvas.setFillColor(CMYKColor(0, 0, 0, 1))
        canvas.drawString(20, 20, "色")

    page = drawn(draw).pages[0]
    assert page.shapes[0].fill == pytest.approx((0x9A / 255, 0x4A / 255, 0), abs=0.001)
    assert page.shapes[0].solid
    assert page.runs[0].color == (0, 0, 0)
    assert page.runs[0].order > page.shapes[0].order


def test_invisible_transparent_and_clipped_text() -> None:
    page = content(
        "BT /F1 10 Tf 50 300 Td 3 Tr (hidden) Tj 0 Tr (seen) Tj ET\n"
        "q 0 0 10 10 re W n BT /F1 10 Tf 50 200 Td (outside) Tj ET Q\n"
        "q 50 95 20 30 re W n BT /F1 10 Tf 50 100 Td (cut off) Tj ET Q\n"
        "/Half gs BT /F1 10 Tf 50 50 Td (faint) Tj ET"
    )
    told = {run.text: (run.visible, run.clipped, run.alpha) for run in page.runs}
    assert told == {
        "hidden": (False, False, 1.0),
        "seen": (True, False, 1.0),
        "outside": (False, False, 1.0),
        "cut off": (True, True, 1.0),
        "faint": (True, False, 0.5),
    }
    assert page.text == "seencut offfaint"


def test_shapes_and_their_boxes() -> None:
    page = content(
        "10 20 100 50 re f 4 w 10 100 m 110 100 l S\n"
        "50 300 m 60 310 l 70 300 l h f\n"
        "/Artifact BMC 0 0 400 600 re f EMC\n"
        "q 1 0 0 1 200 200 cm 0 0 m 0 10 l 10 10 l 10 0 l h B Q"
    )
    boxes = [tuple(round(v, 2) for v in (s.left, s.top, s.right, s.bottom)) for s in page.shapes]
    assert boxes[0] == (10, 530, 110, 580)
    assert boxes[1] == (8, 498, 112, 502)
    assert boxes[4] == (198, 388, 212, 402)
    assert [shape.solid for shape in page.shapes] == [True, False, False, True, True]
    assert [shape.artifact for shape in page.shapes] == [False, False, False, True, False]


def test_form_xobjects_are_followed_in_their_own_space() -> None:
    form = "/Span BMC BT /F1 10 Tf 5 5 Td (form) Tj ET"
    page = content(
        "q 2 0 0 2 100 100 cm /X Do Q BT /F1 10 Tf 10 10 Td (after) Tj ET",
        extra=(
            f"<</Type/XObject/Subtype/Form/BBox[0 0 100 100]/Matrix[1 0 0 1 3 3]/Length {len(form)}>>"
            f"stream\n{form}\nendstream",
        ),
    )
    inner, after = page.runs
    assert (inner.text, inner.size, inner.x, inner.y) == ("form", 20, pytest.approx(116), pytest.approx(484))
    assert (after.size, after.tag) == (10, "")


def test_a_form_that_ends_more_than_it_begins_changes_nothing_around_it() -> None:
    form = "EMC EMC Q Q 1 0 0 rg BT /F1 10 Tf 5 5 Td (form) Tj ET"
    page = content(
        "/P <</MCID 0>> BDC q /X Do BT /F1 10 Tf 10 10 Td (after) Tj ET Q EMC",
        extra=(
            f"<</Type/XObject/Subtype/Form/BBox[0 0 100 100]/Length {len(form)}>>stream\n{form}\nendstream",
        ),
    )
    after = page.runs[1]
    assert (after.tag, after.mcid, after.color) == ("P", 0, (0, 0, 0))


def test_a_form_that_draws_itself_ends() -> None:
    page = content(
        "/X Do",
        extra=(
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 5 0 R/Length 5>>stream\n/X Do\nendstream",
        ),
    )
    assert page.faults == 1


def test_marked_content() -> None:
    page = content(
        "/P <</MCID 7/Lang(ja)>> BDC BT /F1 10 Tf 9 90 Td (a) Tj"
        " /Span <</ActualText<FEFF0041>>> BDC (b) Tj EMC ET EMC"
        " /Artifact <</Type/Pagination>> BDC /Span BMC BT /F1 10 Tf 9 9 Td (c) Tj ET EMC EMC"
        " BT /F1 9 Tf (d) Tj ET"
    )
    assert [(run.text, run.tag, run.mcid, run.artifact) for run in page.runs] == [
        ("a", "P", 7, False),
        ("b", "Span", 7, False),
        ("c", "Span", None, True),
        ("d", "", None, False),
    ]
    assert [run.instead for run in page.runs] == [None, "A", None, None]


def test_words_that_stand_for_what_is_drawn_are_said_once() -> None:
    page = content(
        "/P <</MCID 0/ActualText<FEFF5186>>> BDC BT /F1 10 Tf 9 90 Td (y) Tj /Span BMC (e) Tj EMC (n) Tj ET"
        " EMC BT /F1 10 Tf (z) Tj ET"
    )
    assert [run.instead for run in page.runs] == ["円", "", "", None]
    assert page.text == "yenz", "what is seen"


def test_equal_content_on_several_pages_is_told_apart() -> None:
    """The same streams and fonts on pages that are turned, and in another font."""
    both = "BT /F1 10 Tf 100 200 Td (A) Tj ET"
    upright, turned = content(both), content(both, "/MediaBox[0 0 400 600]/Rotate 90")
    assert upright.runs[0].upright
    assert not turned.runs[0].upright
    assert content(both) == upright


def test_strings_with_escapes_comments_and_inline_images() -> None:
    page = content(
        r"BT /F1 10 Tf 9 90 Td (\(a\)\101\\) Tj (1(2(3(4)3)2)1) Tj % (not this) Tj"
        "\n<41 4 2> Tj ET BI /W 1 /H 1 ID (EI) Tj \x00\xff( EI BT /F1 10 Tf (z) Tj ET"
    )
    assert [run.text for run in page.runs] == ["(a)A\\", "1(2(3(4)3)2)1", "AB", "z"]
    assert len(page.images) == 1


def test_operands_that_make_no_sense_are_counted_and_passed_over() -> None:
    page = content("BT /F1 x Tf (a) Tj /Nowhere 10 Tf /F1 10 Tf Td 1 2 3 cm (b) Tj ET Q Q EMC /None Do 5 g")
    assert [run.text for run in page.runs] == ["b"]
    assert page.faults >= 7


@pytest.mark.parametrize(
    "nasty",
    [b"(" * 300_000, b"[(" * 150_000, b"((a)" * 75_000, b"[ 1 " * 75_000, b"1 " * 150_000, b"1" * 300_000,
     b"1 1 m" * 60_000, b"BI /W 1 ID " * 30_000, b"<4" * 150_000, b"\\" * 300_000, b"(\\" * 150_000,
     b"[(a)" * 75_000, b" " * 300_000, b"1 " + b" " * 300_000, b"%" * 300_000, b"/" * 300_000,
     b"BI " * 100_000 + b"ID ", b"BI ID " * 60_000, b" ID " * 60_000 + b"BI", b"(((a)))" * 40_000,
     b"(((" * 100_000, b"(((a))) (((" * 3_000],
)  # fmt: skip
def test_tokens_take_linear_time(nasty: bytes) -> None:
    began = time.process_time()
    for size in (3_000, 30_000, 300_000):
        # The short ones first, so that a step back to quadratic time fails early.
        statements(nasty[:size])
        assert time.process_time() - began < 2
