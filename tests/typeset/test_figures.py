"""Tabular figures: digits of numbers that stand below each other stand in columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.fonts import load_face
from handbook.resources import bundled
from handbook.typeset import TextStyle, compose_paragraph

FACE = load_face(bundled("fonts") / "BIZUDPGothic-Regular.ttf")


def width(text: str, figures: str) -> float:
    style = TextStyle(face=FACE, size=20, leading=20, figures=figures)
    return compose_paragraph(text, 10_000, style).width


@given(st.text("0123456789", min_size=1, max_size=12))
def test_numbers_of_as_many_digits_are_equally_wide(number):
    assert width(number, "tabular") == pytest.approx(width("0" * len(number), "tabular"))


def test_the_face_draws_1_narrower_unless_told():
    assert width("1111", "proportional") < width("0000", "proportional")


def test_only_digits_are_touched():
    text = "こども子育てサポートセンター、FAX"
    assert width(text, "tabular") == pytest.approx(width(text, "proportional"))
