"""Space between, before and after punctuation: JLREQ appendix B, table 1, in ems."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

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


# JLREQ appendix B, table 1 (W3C, tables/table_en2.pdf), in quarters of an em, for the classes that are
# told by the character: before these (rows, the character that stands for each class), after those (columns).
# Grouped numerals and unit symbols (cl-24, cl-25) are not told from Western characters (cl-27).
CLASSES = "「」〜！・。、…ゝーっ￥％\u3000あア字 A"
SPACES = """
    「 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0
    」 2 0 2 2 1 0 0 2 2 2 2 2 2 0 2 2 2 0 2
    〜 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0
    ！ 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 1
    ・ 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1
    。 2 0 2 2 3 0 0 2 2 2 2 2 2 2 2 2 2 2 2
    、 2 0 2 2 3 0 0 2 2 2 2 2 2 2 2 2 2 2 2
    … 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0
    ゝ 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 1
    ー 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 1
    っ 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 1
    ￥ 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0
    ％ 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0
    \u3000 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0
    あ 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 1
    ア 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 1
    字 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 1
     \u0020 2 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0
    A 2 0 0 0 1 0 0 0 1 1 1 0 0 0 1 1 1 0 0
"""
# Appendix E, table 6: 3 opens by a quarter at most, 2 from a quarter to a half, 0 not (or not before
# everything else has opened further than we open anything). The word space opens first and is tested
# elsewhere. Two leaders of one kind, two Western characters: notes 4 and 11.
OPENINGS = """
    … 0 0 0 0 0 0 0 0 3 3 3 3 3 0 3 3 3 0 3
    ゝ 0 0 0 0 0 0 0 0 3 3 3 3 3 0 3 3 3 0 2
    ー 0 0 0 0 0 0 0 0 3 3 3 3 3 0 3 3 3 0 2
    っ 0 0 0 0 0 0 0 0 3 3 3 3 3 0 3 3 3 0 2
    ￥ 0 0 0 0 0 0 0 3 3 3 3 3 3 0 3 3 3 0 3
    ％ 0 0 0 0 0 0 0 3 3 3 3 3 3 0 3 3 3 0 3
    あ 0 0 0 0 0 0 0 3 3 3 3 3 3 0 3 3 3 0 2
    ア 0 0 0 0 0 0 0 3 3 3 3 3 3 0 3 3 3 0 2
    字 0 0 0 0 0 0 0 3 3 3 3 3 3 0 3 3 3 0 2
    ！ 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 2
    A 0 0 0 0 0 0 0 3 2 2 2 3 3 0 2 2 2 0 0
"""


def rows(table: str) -> dict[tuple[str, str], int]:
    """A printed table by the characters before and after."""
    found = {}
    for line in table.strip("\n").split("\n"):
        if line.strip():
            numbers = list(map(int, re.findall("[0-9]", line)))
            before = next((char for char in CLASSES if char in line[4:6] and char != " "), " ")
            found.update({(before, after): number for after, number in zip(CLASSES, numbers, strict=True)})
    return found


def test_every_pair_is_spaced_by_table_1(compose: Compose, full_width: Face) -> None:
    table = rows(SPACES)
    assert len(table) == len(CLASSES) ** 2

    def wide(text: str) -> float:
        return width(compose, full_width, text, autospace=0.25)

    wrong = {}
    for (before, after), quarters in table.items():
        both = wide(f"字{before}{after}字") - wide(f"字{before}字") - wide(f"字{after}字") + 2
        got = both * 4 + table[before, "字"] + table["字", after]
        if got != pytest.approx(quarters, abs=0.01):
            wrong[before, after] = got, quarters
    assert not wrong


def test_every_pair_opens_by_table_6(compose: Compose, full_width: Face) -> None:
    """A line that is short by more than its quarters between Japanese and Latin opens every gap that may."""
    table = rows(OPENINGS)
    wrong = {}
    for before, after in product(CLASSES, CLASSES):
        stage = table.get((before, after), 0)
        if before == " ":
            continue
        text = f"字字字{before}{after}字字字"
        options = {"face": full_width, "autospace": 0.25}
        (plain,) = compose(text, 100, **options)
        (filled, _) = compose(text + "W" * 12, plain.width / 10 + 0.9, align="justify", **options)
        assert filled.text == text
        opened = [
            (b - a) / 10 for a, b in zip(plain.runs[0].run.advances, filled.runs[0].run.advances, strict=True)
        ][3]
        if (opened > 0.01) != bool(stage) or opened > 0.251:
            wrong[before, after] = opened, stage
    assert not wrong
