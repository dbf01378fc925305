"""Ruby by JLREQ §3.3: over its own base, spaced 1:2:1, over kana by rule, never over ideographs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, pairwise

import pytest

from handbook.fonts import Face
from handbook.typeset import Line, Placed, plain_text, readings

Compose = Callable[..., tuple[Line, ...]]
Texts = Callable[..., list[str]]
ONE_RUBY_CHARACTER = 5.0
"""pt, at the size of the tests."""


def ruby_of(line: Line) -> list[tuple[Placed, Placed]]:
    """(base, ruby) pairs of a line."""
    return [(base, ruby) for base, ruby in pairwise(line.runs) if ruby.kind == "ruby"]


def glyph_edges(placed: Placed, face: Face) -> list[tuple[float, float]]:
    """Left and right edge of each glyph's own advance."""
    edges = []
    at = placed.x
    for glyph, advance in zip(placed.run.glyphs, placed.run.advances, strict=True):
        edges.append((at, at + face.advance(glyph) * placed.run.size))
        at += advance
    return edges


def test_markup_gives_plain_text_and_readings() -> None:
    text = "{浮島|うきしま}校区と{久留米|く|る|め}{市|}"
    assert plain_text(text) == "浮島校区と久留米市"
    assert readings(text) == (("浮島", "うきしま"), ("久留米", "くるめ"))


@pytest.mark.parametrize("text", ["{", "}", "{漢字}", "{|かな}", "{漢{字|じ}", "a|b", "{漢\n字|かんじ}"])
def test_braces_that_are_no_ruby_are_characters(text: str, compose: Compose) -> None:
    assert "".join(line.text for line in compose(text, 100)) == plain_text(text).replace("\n", "")


def test_as_many_readings_as_characters_else_the_reading_is_the_whole_words(compose: Compose) -> None:
    (line,) = compose("{久留米|くる|め}", 100)
    ((base, ruby),) = ruby_of(line)
    assert (base.run.text, ruby.run.text) == ("久留米", "くるめ")


def test_each_reading_stands_over_its_own_character(compose: Compose, full_width: Face) -> None:
    (line,) = compose("{久留米|く|る|め}市", 100, face=full_width)
    ((base, ruby),) = ruby_of(line)
    assert base.run.text == "久留米"
    for (left, right), (ruby_left, ruby_right) in zip(
        glyph_edges(base, full_width), glyph_edges(ruby, full_width), strict=True
    ):
        assert (ruby_left + ruby_right) / 2 == pytest.approx((left + right) / 2)


def test_ruby_stands_on_the_em_box_of_its_base(compose: Compose, proportional: Face) -> None:
    (line,) = compose("{浮島|うきしま}", 100)
    ((base, ruby),) = ruby_of(line)
    assert base.dy == 0
    bottom = ruby.dy - proportional.descent * ruby.run.size
    assert bottom == pytest.approx(-proportional.ascent * base.run.size)
    assert line.rise == pytest.approx(proportional.ascent * 10 + 5)
    (plain,) = compose("浮島", 100)
    assert plain.rise == pytest.approx(proportional.ascent * 10)


def test_short_group_ruby_is_spaced_one_two_one(compose: Compose, full_width: Face) -> None:
    """§3.3.6: the space at the ends is half of that between."""
    (line,) = compose("{地域福祉|かんじた}", 100, face=full_width)
    ((_, ruby),) = ruby_of(line)
    edges = glyph_edges(ruby, full_width)
    between = {round(after[0] - before[1], 3) for before, after in pairwise(edges)}
    assert between == {5.0}
    assert edges[0][0] == pytest.approx(2.5)
    assert edges[-1][1] == pytest.approx(40 - 2.5)


def test_long_group_ruby_spaces_its_base_between_ideographs(compose: Compose, full_width: Face) -> None:
    """§3.3.6, §3.3.8 a: nothing hangs over ideographs, so the base gives room, 1:2:1."""
    (line,) = compose("字{漢字|かんじかんじか}字", 100, face=full_width)
    ((base, ruby),) = ruby_of(line)
    assert ruby.run.width == pytest.approx(35)
    assert ruby.x == pytest.approx(10)
    assert line.width == pytest.approx(10 + 35 + 10)
    (first, second) = glyph_edges(base, full_width)
    assert first[0] - 10 == pytest.approx((second[0] - first[1]) / 2)
    assert 45 - second[1] == pytest.approx((second[0] - first[1]) / 2)


def test_long_mono_ruby_hangs_over_kana_by_one_ruby_character_at_most(
    compose: Compose, full_width: Face
) -> None:
    """§3.3.8 b: excess 15 pt, of which 5 over each kana, the rest is space beside the base."""
    (line,) = compose("の{志|こころざし}の", 100, face=full_width)
    ((base, ruby),) = ruby_of(line)
    assert line.width == pytest.approx(10 + 25 + 10 - 2 * ONE_RUBY_CHARACTER)
    assert ruby.x == pytest.approx(10 - ONE_RUBY_CHARACTER)
    assert base.x + 5 == pytest.approx(ruby.x + 12.5)


def test_ruby_hangs_over_one_side_only_beside_an_ideograph(compose: Compose, full_width: Face) -> None:
    (line,) = compose("字{志|こころざし}の字", 100, face=full_width)
    ((base, ruby),) = ruby_of(line)
    assert ruby.x == pytest.approx(10)
    assert line.width == pytest.approx(10 + 25 + 10 - ONE_RUBY_CHARACTER + 10)
    assert base.x + 5 == pytest.approx(ruby.x + 12.5)


@pytest.mark.parametrize("mark", ["、", "。", "「", "」", "・"])
def test_ruby_larger_than_half_hangs_over_the_body_of_a_mark_alone(
    compose: Compose, full_width: Face, mark: str
) -> None:
    """A mark's body is half its em, 5 pt here; the other half may go where the line is set tight."""
    (line,) = compose(f"字{mark}{{志|こころざし}}字", 100, face=full_width, ruby_size=0.8)
    ((_, ruby),) = ruby_of(line)
    before = next(placed for placed in line.runs if mark in placed.run.text)
    _, (_, end) = glyph_edges(before, full_width)
    assert end - ruby.x == pytest.approx(5)


def test_two_words_share_a_kana_without_touching(compose: Compose, full_width: Face) -> None:
    """§3.3.8, note on b: one ruby character stays free between the ruby of two words."""
    (line,) = compose("{志|こころざし}と{志|こころざし}", 100, face=full_width)
    (_, first), (_, second) = ruby_of(line)
    assert second.x - (first.x + first.run.width) >= ONE_RUBY_CHARACTER - 0.001


def test_neighbouring_words_with_ruby_do_not_collide(compose: Compose, proportional: Face) -> None:
    (line,) = compose("{志|こころざし}{承|うけたまわ}る{鸛|こうのとり}", 100)
    pairs = ruby_of(line)
    assert len(pairs) == 3
    for (_, before), (_, after) in pairwise(pairs):
        assert before.x + before.run.width <= after.x + 0.001


def test_ruby_at_both_ends_of_a_line_stays_inside(compose: Compose, full_width: Face) -> None:
    """§3.3.8: the first ruby character is aligned with the line head, the last with its end."""
    (line,) = compose("{志|こころざし}の字と{志|こころざし}", 100, face=full_width)
    (_, first), (_, last) = ruby_of(line)
    assert first.x == pytest.approx(0)
    assert last.x + last.run.width == pytest.approx(line.width)
    for measure in (2.5, 3, 4, 5, 6):
        for part in compose("のと{志|こころざし}のと{志|こころざし}のと", measure, face=full_width):
            for _, ruby in ruby_of(part):
                assert ruby.x >= -0.001
                assert ruby.x + ruby.run.width <= part.width + 0.001
            assert part.width <= measure * 10 + 0.001


def test_group_ruby_is_never_parted_and_jukugo_ruby_between_its_readings(
    texts: Texts, compose: Compose
) -> None:
    assert all(
        "久留米市" in "|".join(texts("あい{久留米市|くるめし}うえ", m, phrase="off")) for m in (4, 5, 6)
    )
    parted = compose("あい{久留米市|く|る|め|し}うえ", 4, phrase="off")
    assert [line.text for line in parted] == ["あい久留", "米市うえ"]
    assert [(base.run.text, ruby.run.text) for line in parted for base, ruby in ruby_of(line)] == [
        ("久留", "くる"),
        ("米市", "めし"),
    ]


def test_jukugo_ruby_parts_only_where_each_side_fits_its_base(texts: Texts, full_width: Face) -> None:
    """しょう is longer than 地 and uses room over 域: parted, it would have none (appendix C, note 8)."""
    text = "あいう{地域|しょう|ち}えお"
    assert texts(text, 4, phrase="off", face=full_width) == ["あいう", "地域えお"]


def test_jukugo_ruby_uses_room_over_its_neighbour_in_the_word(compose: Compose, full_width: Face) -> None:
    """Appendix F: as long as the word holds the ruby, its characters are not spaced."""
    (line,) = compose("{地域|しょう|ち}", 100, face=full_width)
    ((base, ruby),) = ruby_of(line)
    assert line.width == pytest.approx(20)
    assert ruby.x >= 0
    assert ruby.x + ruby.run.width <= 20.001
    assert base.run.advances == (10.0, 10.0)


def test_a_character_without_reading_has_none_above_it(compose: Compose, full_width: Face) -> None:
    (line,) = compose("{支え合|ささ||あ}う", 100, face=full_width)
    assert [(base.run.text, ruby.run.text) for base, ruby in ruby_of(line)] == [("支", "ささ"), ("合", "あ")]


def test_ruby_bases_are_runs_of_their_own_named_by_their_text(compose: Compose) -> None:
    (line,) = compose("この{浮島|うきしま}校区", 100)
    assert [(placed.kind, placed.base, placed.run.text) for placed in line.runs] == [
        ("base", "", "この"),
        ("base", "浮島", "浮島"),
        ("ruby", "浮島", "うきしま"),
        ("base", "", "校区"),
    ]


def test_latin_ruby_is_centred_not_spaced(compose: Compose, proportional: Face) -> None:
    (line,) = compose("{地域福祉|care}", 100)
    ((_, ruby),) = ruby_of(line)
    natural = sum(proportional.shape("care").advances) * 5
    assert ruby.run.width == pytest.approx(natural)
    assert ruby.x == pytest.approx((40 - natural) / 2)


def test_ruby_may_have_its_own_face_and_size(compose: Compose, full_width: Face) -> None:
    (line,) = compose("{浮島|うきしま}", 100, ruby_face=full_width, ruby_size=0.4)
    ((_, ruby),) = ruby_of(line)
    assert ruby.run.face is full_width
    assert ruby.run.size == pytest.approx(4)


def test_lines_of_a_paragraph_with_ruby_keep_their_widths_in_justified_text(compose: Compose) -> None:
    text = "この{浮島|うきしま}校区では{民生委員|みんせいいいん}がみなさんの暮らしを見守っています。" * 3
    lines = compose(text, 20, align="justify")
    assert all(line.width == pytest.approx(200) for line in lines[:-1])
    for line in lines:
        for base, ruby in ruby_of(line):
            middle = base.x + (glyph_edges(base, base.run.face)[-1][1] - base.x) / 2
            assert ruby.x + ruby.run.width / 2 == pytest.approx(middle, abs=0.6)


def test_gaps_beside_overhanging_ruby_open_with_the_others(compose: Compose, proportional: Face) -> None:
    """Table 6: simple-ruby complexes (cl-22) open towards their neighbours as ideographs do."""
    text = "関係づくりの{充実|じゅうじつ}を支援し、{様々|さまざま}な人が集まる場"
    (natural,) = compose(text, 100)
    first = compose(text, 11.8, align="justify")[0]
    length = len("関係づくりの充実を")
    assert first.text.startswith("関係づくりの充実を支")

    def origins(line: Line) -> list[float]:
        found = []
        for placed in line.runs:
            if placed.kind == "base":
                found += [placed.x, *(placed.x + at for at in accumulate(placed.run.advances[:-1]))]
        return found[:length]

    moved = [b - a for a, b in zip(origins(natural), origins(first), strict=True)]
    opened = [b - a for a, b in pairwise(moved)]
    inner = text.index("{")  # 充|実 alone stays: the inside of a word with ruby
    assert opened[inner] == pytest.approx(0)
    others = opened[:inner] + opened[inner + 1 :]
    assert others == pytest.approx([others[0]] * len(others))
    assert others[0] > 0.1


def test_the_ruby_of_words_that_touch_stays_apart(compose: Compose, full_width: Face) -> None:
    (line,) = compose("{浮島|うきしま}{久留米|くるめしの}{浮島|うきしま}", 200, face=full_width)
    placed = [ruby for _, ruby in ruby_of(line)]
    assert len(placed) == 3
    for before, after in pairwise(placed):
        ends = before.x + before.run.width
        assert after.x - ends >= ONE_RUBY_CHARACTER / 4 - 0.01, after.run.text
    (alone,) = compose("{浮島|うきしま}", 200, face=full_width)
    (two,) = compose("{浮島|うきしま}{浮島|うきしま}", 200, face=full_width)
    assert two.width == pytest.approx(2 * alone.width + ONE_RUBY_CHARACTER / 4), "none behind the last"
