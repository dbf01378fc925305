"""Strong words in the bold face, items that hang behind their marks, note marks that stay with their word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handbook.fonts import Face, load_face
from handbook.resources import bundled
from handbook.typeset import Line, plain_text

Compose = Callable[..., tuple[Line, ...]]
Texts = Callable[..., list[str]]


@pytest.fixture(scope="module")
def bold() -> Face:
    return load_face(bundled("fonts") / "BIZUDPGothic-Bold.ttf")


def parts(lines: tuple[Line, ...], face: Face) -> list[str]:
    """The texts of the runs that are set in a face."""
    return [placed.run.text for line in lines for placed in line.runs if placed.run.face is face]


def test_strong_words_are_set_in_the_bold_face_and_others_are_not(compose, proportional, bold):
    lines = compose("困ったときは**まず電話**を。**{浮島|うきしま}**へ", 40, strong=bold)
    assert parts(lines, bold) == ["まず電話", "浮島"]
    assert parts(lines, proportional) == ["困ったときは", "を。", "うきしま", "へ"]
    assert lines[0].text == plain_text("困ったときは**まず電話**を。**{浮島|うきしま}**へ")


def test_without_a_bold_face_strong_words_stand_as_others(compose):
    (line,) = compose("**まず**電話を", 40)
    (plain,) = compose("まず電話を", 40)
    assert (line.text, line.width) == (plain.text, plain.width)


@pytest.mark.parametrize("text", ["**", "****", "**太字", "a ** b", "＊＊太字＊＊"])
def test_stars_that_close_nothing_are_characters(text):
    assert plain_text(text) == text


@pytest.mark.parametrize("measure", range(9, 24))
def test_strong_words_change_no_rule_of_lines(texts, bold, measure):
    """The two faces are equally wide here; so lines must stand as those of the plain text."""
    text = (
        "市は、**地域の皆さん**が開く集まりを（年に**2回、春秋**に）手伝います。電話は**0942-30-9173**です。"
    )
    assert texts(text, measure, strong=bold) == texts(plain_text(text), measure, strong=bold)


def test_a_character_that_the_bold_face_lacks_comes_from_the_one_behind_it(compose, bold):
    other = load_face(bundled("fonts") / "HandbookKanji-Bold.ttf")
    lines = compose("**𠮷田**さん", 40, strong=bold, strong_others=(other,))
    assert parts(lines, other) == ["𠮷"]
    assert parts(lines, bold) == ["田"]


def test_digits_of_a_table_are_equally_wide_in_either_face(compose, bold):
    for text in ("11**11**", "**11**88", "88**88**"):
        (line,) = compose(text, 40, strong=bold, figures="tabular")
        for placed in line.runs:
            assert len(set(placed.run.advances)) == 1
    wide, narrow = (compose(text, 40, strong=bold, figures="tabular")[0] for text in ("1**8**", "8**1**"))
    assert wide.width == pytest.approx(narrow.width)


MARKS = ["・", "①", "⑳ ", "（1）", "（１２）", "(3)", "1.", "２．", "10. ", "- ", "・　"]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("align", ["left", "justify"])
def test_all_lines_of_an_item_stand_behind_its_mark(compose, mark, align):
    lines = compose(mark + "近所の人と、あいさつをかわして、困ったことがないかを聞きます。", 16, align=align)
    assert len(lines) > 1
    first, *others = lines
    assert "".join(line.text for line in lines).startswith(mark)
    assert first.runs[0].run.text == mark
    behind = first.runs[first.mark].x
    assert behind > 0
    assert {round(line.indent, 6) for line in others} == {round(behind, 6)}
    assert all(line.indent + line.width <= 160 + 1e-6 for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "1.5倍になりました。",
        "①～⑨の動きを繰り返し循環します。",
        "①・②のどちらでも。",
        "-5度になりました。",
        "・",
        "(0942)30-9173へ",
    ],
)
def test_what_only_looks_like_a_mark_is_text(compose, text):
    assert compose(text * 3 if text != "・" else text, 12, whole="prefer")[0].mark == 0


def test_items_hang_in_no_centred_text(compose):
    assert all(line.mark == 0 for line in compose("・近所の人と、あいさつをかわします。", 8, align="center"))


def test_paragraphs_and_items_begin_where_they_are_written(compose):
    lines = compose(
        "はじめに、近所の人と話します。\n・あいさつをかわして、困ったことを聞きます。\nおわり。", 12
    )
    begun = [(line.text[:2], line.mark) for line in lines if line.begins]
    assert begun == [("はじ", 0), ("・あ", 1), ("おわ", 0)]


@pytest.mark.parametrize("phrase", ["off", "prefer", "require"])
def test_a_note_s_mark_begins_no_line(texts, phrase):
    text = "支え合い推進会議※１と地域ケア会議※2の関係を、全世代に広げていきます。"
    for measure in range(4, 30):
        for line in texts(text, measure, phrase=phrase):
            assert not line.startswith(("※", "１", "2")), (measure, line)
