"""What is drawn, seen as pixels: places from the top left, colours, lines, dashes, curves, order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from handbook.document import Document, Element, Shape
from handbook.pdf import render_pdf

Make = Callable[..., Any]
Pixel = Callable[[float, float], tuple[int, int, int]]
WHITE = (255, 255, 255)


@pytest.fixture
def look(document: Make) -> Callable[..., Pixel]:
    """Renders a page at 2 pixels a point; gives the colour at a place in points from the top left."""

    def render(*parts: object) -> Pixel:
        pdf = pypdfium2.PdfDocument(render_pdf(document(tuple(parts))))
        image = pdf[0].render(scale=2).to_pil().convert("RGB")
        pdf.close()
        return lambda x, y: image.getpixel((round(x * 2), round(y * 2)))

    return render


def test_box_stands_where_the_document_says(look: Callable[..., Pixel], box: Make) -> None:
    at = look(box(100, 50, 30, 20, fill="#0B6B4F"))
    assert at(115, 60) == (0x0B, 0x6B, 0x4F)
    assert at(101, 51) == at(129, 69) == (0x0B, 0x6B, 0x4F)
    assert at(98, 60) == at(132, 60) == at(115, 48) == at(115, 72) == WHITE


def test_stroke_fill_and_dash(look: Callable[..., Pixel], box: Make) -> None:
    at = look(
        box(100, 100, 40, 40, fill="#FFF4DC", stroke="#1D4F91", stroke_width=6),
        Shape((("M", 100, 200), ("L", 180, 200)), stroke="#9A4A00", stroke_width=4, dash=(10, 10)),
        Shape((("M", 100, 220), ("L", 180, 220)), stroke="#9A4A00", stroke_width=4),
    )
    assert at(120, 120) == (0xFF, 0xF4, 0xDC)
    assert at(99, 120) == at(101, 120) == (0x1D, 0x4F, 0x91)
    assert (at(105, 200), at(115, 200), at(125, 200)) == ((0x9A, 0x4A, 0), WHITE, (0x9A, 0x4A, 0))
    assert at(115, 220) == (0x9A, 0x4A, 0), "the dash must end with its shape"


def test_curve(look: Callable[..., Pixel]) -> None:
    quarter = Shape(
        (("M", 100, 100), ("C", 155, 100, 200, 145, 200, 200), ("L", 100, 200), ("Z",)), fill="#000000"
    )
    at = look(quarter)
    assert at(160, 140) == (0, 0, 0)
    assert at(190, 110) == WHITE


def test_later_marks_cover_earlier_ones(look: Callable[..., Pixel], box: Make) -> None:
    background = Element(role="Artifact", children=(box(50, 50, 100, 100, fill="#E6F2EE"),))
    at = look(background, box(80, 80, 20, 20, fill="#0F3D3E"))
    assert (at(60, 60), at(90, 90)) == ((0xE6, 0xF2, 0xEE), (0x0F, 0x3D, 0x3E))


def test_text_stands_on_its_baseline_in_its_colour(look: Callable[..., Pixel], text: Make) -> None:
    at = look(text(100, 100, "一", 100, color="#9A4A00"))
    bar = [y for y in range(120) if at(150, y) == (0x9A, 0x4A, 0)]
    assert bar, "the character is not drawn in its colour"
    assert 55 < min(bar) < max(bar) < 75, "the stroke of 一 lies in the middle of its body above the baseline"


def test_text_after_a_shape_has_the_text_colour(look: Callable[..., Pixel], text: Make, box: Make) -> None:
    at = look(text(100, 100, "一", 100), box(300, 300, 10, 10, fill="#FFF4DC"), text(100, 300, "一", 100))
    for top in (0, 200):
        assert (0x1B, 0x24, 0x30) in {at(150, top + y) for y in range(50, 80)}


def test_off_the_page_is_drawn_off_the_page(look: Callable[..., Pixel], text: Make, box: Make) -> None:
    at = look(
        text(-500, 5000, "校区"), box(-1000, -1000, 10, 10, fill="#000000"), box(0, 0, 5, 5, fill="#000000")
    )
    assert at(2, 2) == (0, 0, 0)


def test_shape_without_paint_draws_nothing(look: Callable[..., Pixel], box: Make) -> None:
    assert look(box(100, 50, 30, 20))(115, 60) == WHITE


def test_same_state_is_not_set_twice(
    document: Callable[..., Document], text: Make, box: Make, read: Make
) -> None:
    boxes = tuple(box(10, 10 * n, 5, 5, fill="#0B6B4F", stroke="#0B6B4F") for n in range(10))
    texts = tuple(text(40, 20 * n, "校区", color="#0B6B4F") for n in range(10))
    content = (
        read(document((Element(role="P", children=(*boxes, *texts)),))).pages[0].get_contents().get_data()
    )
    assert content.count(b" rg\n") == content.count(b" Tf\n") == content.count(b" Do\n") == 1


def test_next_element_does_not_inherit_the_state(look: Callable[..., Pixel], box: Make) -> None:
    """Parts are drawn once for many editions: each must look alike whatever stands before it."""
    dashed = Shape((("M", 100, 200), ("L", 180, 200)), stroke="#9A4A00", stroke_width=6, dash=(4, 4))
    plain = Shape((("M", 100, 220), ("L", 180, 220)), stroke="#000000", stroke_width=1)
    at = look(dashed, plain, box(100, 240, 10, 10, fill="#000000"))
    assert [at(x, 220) for x in range(102, 178, 4)] == [(0, 0, 0)] * 19
    assert at(140, 216) == at(140, 224) == WHITE
    assert at(105, 245) == (0, 0, 0)
