"""What the first face lacks, character or variation, comes from the next; nothing else changes."""

from __future__ import annotations

import pytest

from handbook.fonts import Face, load_face
from handbook.resources import bundled
from handbook.typeset import MissingGlyphError


@pytest.fixture(scope="module")
def second() -> Face:
    return load_face(bundled("fonts") / "HandbookKanji-Regular.ttf")


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("会長の𠮷田さん", "𠮷"),
        ("渡邉\U000e0104さん", "邉\U000e0104"),
        ("髙\U000e0100橋さん", "髙\U000e0100"),
        ("㐧一さん", "㐧"),
        ("グエン・ễさん", "ễ"),  # the first face would put it together of pieces
        ("𠮷", "𠮷"),
    ],
)
def test_a_character_is_set_in_the_first_face_that_has_it(text, lacking, compose, proportional, second):
    (line,) = compose(text, 100, others=(second,))
    faces = [(placed.run.text, placed.run.face) for placed in line.runs]
    assert "".join(run for run, _ in faces) == line.text == text
    assert (lacking, second) in faces
    assert all(face is (second if run == lacking else proportional) for run, face in faces)
    assert all(0 not in placed.run.glyphs for placed in line.runs)


@pytest.mark.parametrize("text", ["支え合う", "髙橋と﨑山", "辻\U000e0100さん", "葛\U000e0101"])
def test_what_the_first_face_has_stays_with_it(text, compose, proportional, second):
    (line,) = compose(text, 100, others=(second,))
    (alone,) = compose(text, 100)
    assert [placed.run.face for placed in line.runs] == [proportional]
    assert line.runs[0].run.glyphs == alone.runs[0].run.glyphs


def test_a_variation_is_another_shape_than_the_plain_character(compose, second):
    for text in ("辻\U000e0100", "邉\U000e0104"):
        (line,), (plain,) = compose(text, 100, others=(second,)), compose(text[0], 100, others=(second,))
        assert line.runs[0].run.glyphs != plain.runs[0].run.glyphs


def test_the_line_stands_as_the_first_face_has_it(compose, second):
    (line,) = compose("会長の𠮷田さん", 100, others=(second,))
    (usual,) = compose("会長の吉田さん", 100)
    assert (line.rise, line.depth, line.width) == (usual.rise, usual.depth, usual.width)
    at = [placed.x for placed in line.runs]
    ends = [placed.x + placed.run.width for placed in line.runs]
    assert at[1:] == pytest.approx(ends[:-1])
    assert all(placed.dy == 0 for placed in line.runs)


def test_ruby_over_a_word_of_two_faces(compose, second):
    (line,) = compose("{𠮷田|よしだ}さんと{葛\U000e0101城|かつら|ぎ}さん", 100, others=(second,))
    assert [(placed.kind, placed.base, placed.run.text) for placed in line.runs] == [
        ("base", "𠮷田", "𠮷"),
        ("base", "𠮷田", "田"),
        ("ruby", "𠮷田", "よしだ"),
        ("base", "", "さんと"),
        ("base", "葛\U000e0101城", "葛\U000e0101城"),
        ("ruby", "葛\U000e0101城", "かつらぎ"),
        ("base", "", "さん"),
    ]


def test_ruby_itself_may_need_another_face(compose, full_width, proportional):
    (line,) = compose("{漢字|か鬱じ}の", 100, ruby_face=full_width, others=(proportional,))
    ruby = [placed for placed in line.runs if placed.kind == "ruby"]
    assert "".join(placed.run.text for placed in ruby) == "か鬱じ"
    assert {placed.run.text: placed.run.face for placed in ruby}["鬱"] is proportional
    assert [placed.x for placed in ruby] == sorted(placed.x for placed in ruby)
    assert len({placed.dy for placed in ruby}) == 1


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("お隣の辻\U000e0104さん", ("辻\U000e0104", 3)),
        ("辻\ufe00", ("辻\ufe00", 0)),
        ("☎\ufe0f", ("☎\ufe0f", 0)),
        ("あ\U000e0100い", ("あ\U000e0100", 0)),
        ("\U000e0100", ("\U000e0100", 0)),
        ("𪚥田", ("𪚥", 0)),
        ("{辻\U000e0104|つじ}", ("辻\U000e0104", 0)),
    ],
)
def test_another_shape_than_is_written_is_never_drawn(text, missing, compose, second):
    with pytest.raises(MissingGlyphError) as caught:
        compose(text, 100, others=(second,))
    assert caught.value.missing == (missing,)
    assert all(f"U+{ord(char):04X}" in str(caught.value) for char in missing[0])
