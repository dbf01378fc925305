"""Pictures of pages."""

from __future__ import annotations

import io

import pytest

import handbook
from handbook.errors import InputError
from handbook.pdf import render_pdf
from handbook.preview import page_images, png


@pytest.fixture(scope="module")
def pdf(plan) -> bytes:
    return render_pdf(handbook.compose(handbook.select(plan, "浮島"), handbook.load_layout("leaflet")))


def test_all_pages_at_the_size_of_the_paper(pdf):
    images = page_images(pdf, 36)
    assert [image.size for image in images] == [(298, 421)] * 2
    assert {image.mode for image in images} == {"RGB"}


def test_pages_in_the_order_asked_for(pdf):
    front, back = page_images(pdf, 20)
    assert [image.tobytes() for image in page_images(pdf, 20, [2, 1])] == [back.tobytes(), front.tobytes()]
    assert front.tobytes() != back.tobytes()


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_page_that_is_not_there(pdf, number):
    with pytest.raises(InputError, match="1から2まで"):
        page_images(pdf, 20, [1, number])


def test_png(pdf):
    from PIL import Image

    (page,) = page_images(pdf, 20, [1])
    with Image.open(io.BytesIO(png(page))) as again:
        assert again.format == "PNG"
        assert again.tobytes() == page.tobytes()
