"""Sharing spare or missing height out among parts and gaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.areas import share_out

lengths = st.floats(0, 500)
gap = st.tuples(lengths, lengths, lengths).map(lambda three: tuple(sorted(three)))
part = st.tuples(lengths, lengths).map(lambda two: tuple(sorted(two)))


def test_spare_height_opens_gaps_first_then_grows_parts():
    heights, gaps = share_out(140, [(50, 50), (50, 50)], [(0, 0, 0), (5, 10, 20)], [0, 1])
    assert gaps == [0, 20]
    assert heights == [50, 70]


def test_without_growing_parts_the_gaps_between_take_the_rest():
    heights, gaps = share_out(130, [(50, 50), (50, 50)], [(0, 0, 0), (5, 10, 20)], [0, 0])
    assert heights == [50, 50]
    assert gaps == [0, 30]


def test_too_little_height_is_taken_from_gaps_and_nested_stacks_alike():
    heights, gaps = share_out(100, [(50, 50), (40, 50)], [(0, 0, 0), (0, 10, 20)], [0, 1])
    assert heights == [50, 45]
    assert gaps == [0, 5]


@given(st.lists(st.tuples(part, gap, st.floats(0, 3)), min_size=2, max_size=6), st.floats(0, 1))
def test_parts_and_gaps_always_fill_the_height_and_respect_their_least(rows, spare):
    parts, gaps, grow = zip(*rows, strict=True)
    least = sum(row[0] for row in parts) + sum(row[0] for row in gaps)
    height = least + spare * 600
    heights, spaces = share_out(height, parts, gaps, grow)
    assert sum(heights) + sum(spaces) == pytest.approx(height, abs=1e-6)
    assert all(value >= low - 1e-9 for value, (low, _) in zip(heights, parts, strict=True))
    assert all(value >= low - 1e-9 for value, (low, _, _) in zip(spaces, gaps, strict=True))
