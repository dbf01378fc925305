"""Sheets of many pages, read back: which page stands where, how large, and that only ink came along."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest

import handbook
from handbook.errors import InputError
from handbook.press.imposing import CARDS, LABELS, on_grid
from handbook.units import MM


@pytest.fixture(scope="module")
def card(plan):
    """A real card, as `build` makes it: front and back."""
    edition = handbook.select(plan, "浮島")
    return handbook.render_pdf(handbook.compose(edition, handbook.load_layout("card")))


def test_cells_hold_the_pages_in_their_order_and_size(card):
    sheets = on_grid(card, CARDS, marks=True)
    assert sheets == on_grid(card, CARDS, marks=True)
    (page,) = pypdf.PdfReader(BytesIO(sheets)).pages
    assert [round(float(side) / MM) for side in page.mediabox[2:]] == [210, 297]
    assert "/StructTreeRoot" not in str(page) and "/Annots" not in page


def test_a_page_that_is_not_as_large_as_its_label_is_refused(card):
    with pytest.raises(InputError, match=r"91×55ミリ で、1枚分の 66×33.9ミリ"):
        on_grid(card, LABELS[24])
