"""Justified lines: filled in JLREQ's order (§3.8.3, §3.8.4), never opened over the bound."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from handbook.fonts import Face
from handbook.typeset import Line
from handbook.typeset.spacing import MOST_OPENING

Compose = Callable[..., tuple[Line, ...]]

BODY = (
    "地域福祉とは、それぞれの地域で人々が安心して暮らせるよう、地域住民や官民の社会福祉関係者が"
    "お互いに協力して地域社会の福祉課題の解決に取り組むこと。福祉サービスの創設や事業の展開だけでなく、"
    "地域住民やボランティア、行政・関係諸機関、社会福祉関係者が協働し、地域全体で生活課題の解決をめざす"
    "考え方のこと。電話0942-30-9173、受付時間９：００〜１７：００、令和7年度から。"
)


def gaps(line: Line, face: Face) -> list[tuple[str, float]]:
    """Each character but the last with what the line added after it, em."""
    (placed,) = line.runs
    run = placed.run
    return [
        (text, advance / run.size - face.advance(glyph))
        for text, glyph, advance in zip(run.texts, run.glyphs, run.advances, strict=True)
    ][:-1]


@pytest.mark.parametrize("measure", range(9, 45, 3))
def test_lines_are_filled_or_left_alone_and_never_over_the_bound(
    measure: int, compose: Compose, proportional: Face
) -> None:
    lines = compose(BODY, measure, align="justify")
    for line in lines[:-1]:
        filled = line.width == pytest.approx(measure * 10, abs=0.001)
        opened = [amount for _, amount in gaps(line, proportional)]
        assert max(opened) <= MOST_OPENING + 1e-6
        if not filled:
            assert line.width < measure * 10
            assert max(opened) == pytest.approx(0, abs=1e-6)
    assert lines[-1].width <= measure * 10 + 0.001


def test_nearly_every_line_of_a_wide_measure_is_filled_with_little_opening(
    compose: Compose, proportional: Face
) -> None:
    lines = compose(BODY, 30, align="justify")[:-1]
    assert all(line.width == pytest.approx(300, abs=0.001) for line in lines)
    opened = [amount for line in lines for _, amount in gaps(line, proportional)]
    assert max(opened) < 0.1
    assert sum(opened) / len(opened) < 0.04


def test_marks_are_reduced_before_characters_are_opened(compose: Compose, full_width: Face) -> None:
    """§3.8.2: reduction is preferred; §3.8.3 c: the half em beside brackets and commas gives way."""
    line = compose("漢字、漢字「漢字」漢字字字", 11.5, align="justify", face=full_width)[0]
    added = dict(gaps(line, full_width))
    assert line.width == pytest.approx(115)
    assert added["、"] < 0
    assert added["漢"] == pytest.approx(0) or added["漢"] < 0  # 「 gives up blank before itself


def test_the_space_after_a_full_stop_is_not_reduced(compose: Compose, full_width: Face) -> None:
    """§3.8.3, note on e."""
    (line,) = compose("漢字。漢字、漢字漢字漢字", 11.75, align="justify", face=full_width)
    added = dict(gaps(line, full_width))
    assert added["。"] == pytest.approx(0)
    assert added["、"] == pytest.approx(-0.25)


def test_word_spaces_open_first_then_autospace_then_characters(compose: Compose, full_width: Face) -> None:
    """§3.8.4 a, b, c."""
    text = "日本 AB国語 CDEF地域福祉地域福祉"
    slight = compose(text, 11.9, align="justify", face=full_width, autospace=0.25)[0]
    added = gaps(slight, full_width)
    assert slight.width == pytest.approx(119)
    within = [amount for char, amount in added if char in "国地"]
    assert all(amount < 0.26 for amount in within)


def test_latin_words_and_numbers_are_never_spaced_out(compose: Compose, proportional: Face) -> None:
    for line in compose(BODY, 20, align="justify")[:-1]:
        added = gaps(line, proportional)
        for (first, amount), (second, _) in pairwise(added):
            if first in "0123456789-" and second in "0123456789-":
                assert amount == pytest.approx(0, abs=1e-6)


def test_the_last_line_keeps_its_natural_width(compose: Compose) -> None:
    last = compose(BODY, 30, align="justify")[-1]
    assert last.width == pytest.approx(compose(last.text, 100)[0].width)


def test_hanging_marks_stand_outside_and_only_if_they_must(compose: Compose, full_width: Face) -> None:
    text = "漢字漢字漢字漢字漢字、漢字漢字漢字"
    inside = compose(text, 10, align="justify", face=full_width)[0]
    hung = compose(text, 10, align="justify", face=full_width, hang=True)[0]
    assert inside.text == "漢字漢字漢字漢字漢"
    assert hung.text == "漢字漢字漢字漢字漢字、"
    assert hung.hang == pytest.approx(5)
    assert hung.width == pytest.approx(105)
    fitting = compose(text, 10.5, align="justify", face=full_width, hang=True)[0]
    assert fitting.text == hung.text
    assert fitting.hang == 0
