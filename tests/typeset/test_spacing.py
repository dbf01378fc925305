"""Space between, before and after punctuation: JLREQ appendix B, table 1, in ems."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handbook.fonts import Face
from handbook.typeset import Line

Compose = Callable[..., tuple[Line, ...]]

# What stands between あ and い, and how much room it takes.
TABLE_1 = [
    ("」「", 1.5),  # cl-02 cl-01: half an em once
    ("。」", 1.5),  # cl-06 cl-02: solid
    ("」。", 1.5),
    ("、「", 1.5),  # cl-07 cl-01
    ("。「", 1.5),  # cl-06 cl-01
    ("（（", 1.5),  # cl-01 cl-01: solid
    ("））", 1.5),  # cl-02 cl-02: solid
    ("」、", 1.5),  # cl-02 cl-07: solid
    ("）」、", 2.0),
    ("）（（", 2.0),
    ("、", 1.0),
    ("。", 1.0),
    ("「", 1.0),
    ("」", 1.0),
    ("・", 1.0),  # cl-05: a quarter em on both sides
    ("：", 1.0),
    ("・・", 2.0),  # note 3: both quarters
    ("」・", 1.5),  # cl-02 cl-05: the dot's quarter alone between two bodies of half an em
    ("・「", 1.5),
    ("、・", 2.0),  # note 5: half and quarter
    ("。・", 2.0),
    ("！", 1.0),  # cl-04: solid
    ("？！", 2.0),
    ("……", 2.0),
    ("ー", 1.0),
    ("\u3000", 1.0),
]


def width(compose: Compose, face: Face, text: str, **options: object) -> float:
    (line,) = compose(text, 100, face=face, **options)
    return line.width / 10


@pytest.mark.parametrize(("marks", "room"), TABLE_1)
def test_full_width_faces_are_squeezed_by_table_1(
    marks: str, room: float, compose: Compose, full_width: Face
) -> None:
    assert width(compose, full_width, f"あ{marks}い") == pytest.approx(2 + room)


def test_proportional_faces_keep_the_widths_of_their_designer(compose: Compose, proportional: Face) -> None:
    shaped = proportional.shape("あ「い」、う。")
    # Between two marks the space is given once: 」 has none, 、 has its tenth of an em.
    natural = sum(shaped.advances)
    (line,) = compose("あ「い」、う。え", 100)
    assert line.width / 10 == pytest.approx(natural + proportional.advance(proportional.glyph("え")))


def test_opening_brackets_begin_a_line_at_its_edge(compose: Compose, full_width: Face) -> None:
    """JLREQ §3.1.5, tentsuki: the blank half before a bracket stays outside."""
    (line,) = compose("「あ", 100, face=full_width)
    assert line.width == pytest.approx(15)
    ink_left = full_width.ink(full_width.glyph("「"))[0] * 10
    assert line.runs[0].x == pytest.approx(-5)
    assert 0 <= line.runs[0].x + ink_left < 5


@pytest.mark.parametrize("mark", "、。」）")
def test_closing_marks_end_a_line_without_their_blank_half(
    mark: str, compose: Compose, full_width: Face
) -> None:
    """JLREQ §3.1.9 (JIS X 4051): solid at the line's end."""
    assert width(compose, full_width, f"あい{mark}") == pytest.approx(2.5)
    assert len(compose(f"あい{mark}", 2.5, face=full_width)) == 1


@pytest.mark.parametrize(
    ("text", "autospace", "room"),
    [
        ("日A本", 0.0, 0.5),
        ("日A本", 0.25, 1.0),
        ("日12本", 0.0, 1.0),
        ("日12本", 0.25, 1.5),
        ("日A", 0.25, 0.75),
    ],
)
def test_a_quarter_em_parts_japanese_from_latin_where_asked(
    text: str, autospace: float, room: float, compose: Compose, full_width: Face
) -> None:
    base = sum(char in "日本" for char in text)
    assert width(compose, full_width, text, autospace=autospace) == pytest.approx(base + room)


def test_no_autospace_at_the_edge_of_a_line_or_beside_punctuation(compose: Compose, full_width: Face) -> None:
    for text in ("（A）", "A", "、A、"):
        assert width(compose, full_width, text, autospace=0.25) == width(compose, full_width, text)


def test_spaces_at_the_end_of_a_line_take_no_room(compose: Compose) -> None:
    lines = compose("social welfare council", 6)
    assert [line.text for line in lines] == ["social ", "welfare ", "council"]
    for line in lines:
        assert line.width == pytest.approx(sum(compose(line.text.strip(), 100)[0].runs[0].run.advances))
        assert line.runs[-1].run.width == pytest.approx(line.width)


def test_separators_inside_full_width_numbers_are_not_spaced_like_punctuation(
    compose: Compose, full_width: Face
) -> None:
    assert width(compose, full_width, "１，０００円") == pytest.approx(5.5)
