"""Laws that hold for every text: nothing lost, nothing over the measure, wider never needs more lines."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handbook.fonts import load_face
from handbook.resources import bundled
from handbook.typeset import TextStyle, UnbreakableError, break_lines, plain_text
from handbook.typeset.atoms import atoms
from handbook.typeset.kinsoku import allowed_breaks, barred_places, glued

FACE = load_face(bundled("fonts") / "BIZUDPGothic-Regular.ttf")

PIECES = st.sampled_from(
    [
        *(
            "地域福祉",
            "支え合う",
            "こころ",
            "久留米市",
            "社会福祉協議会",
            "民生委員・児童委員",
            "ボランティア",
        ),
        *(
            "は",
            "が",
            "を",
            "に",
            "で、",
            "です。",
            "「",
            "」",
            "（",
            "）",
            "――",
            "……",
            "！？",
            "、",
            "。",
            "っ",
            "ー",
            "々",
        ),
        *(
            "0942-30-9173",
            "０３－１２３４－５６７８",
            "令和7年度",
            "１７：００",
            "10時30分",
            "12,345円",
            "〒830-8520",
        ),
        *(
            "https://a.jp/x_(y)",
            "(https://example.jp/)",
            "info@example.jp",
            '"',
            "'",
            "(",
            ")",
            "[1]",
            ".",
            "-",
        ),
        *(
            "12月24日（木）",
            "1歳6か月児",
            "%E3",
            "#",
            "￥",
            "…",
            "：",
            "５、６人",
            "Ｎｏ．５",
            "\u200b",
            "\u2060",
        ),
        *("SDGs", "Wi-Fi", "A4", "100%", "https://example.jp/a/b", "きゃっきゃ", "人々", "か\u3099", "𠮟る"),
        *("{漢字|かんじ}", "{久留米|く|る|め}", "{志|こころざし}", " ", "\u3000", "\n"),
    ]
)
TEXTS = st.lists(PIECES, max_size=24).map("".join)
STYLES = st.fixed_dictionaries(
    {
        "align": st.sampled_from(["left", "center", "right", "justify"]),
        "level": st.sampled_from(["strict", "normal", "loose"]),
        "phrase": st.sampled_from(["off", "prefer", "require"]),
        "autospace": st.sampled_from([0.0, 0.25]),
        "hang": st.booleans(),
    }
)
MEASURES = st.floats(60, 500)
CHECKS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def style_of(options: dict[str, object], **more: object) -> TextStyle:
    return TextStyle(face=FACE, size=10, leading=15, whole="prefer", **options, **more)  # type: ignore[arg-type]


@CHECKS
@given(TEXTS, MEASURES, STYLES)
def test_no_character_is_lost_added_or_moved(text: str, measure: float, options: dict[str, object]) -> None:
    lines = break_lines(text, measure, style_of(options))
    plain = plain_text(text)
    assert "".join(line.text for line in lines) == plain.replace("\n", "")
    for line in lines:
        assert "".join(placed.run.text for placed in line.runs if placed.kind == "base") == line.text
        for placed in line.runs:
            run = placed.run
            assert len(run.glyphs) == len(run.advances) == len(run.texts)
            assert 0 not in run.glyphs


@CHECKS
@given(TEXTS, MEASURES, STYLES)
def test_no_line_is_wider_than_the_measure_and_what_hangs(
    text: str, measure: float, options: dict[str, object]
) -> None:
    for line in break_lines(text, measure, style_of(options)):
        assert line.width - line.hang <= measure + 0.01
        assert line.hang <= 6
        assert options["hang"] or not line.hang
        assert line.indent >= -0.01
        assert line.indent + line.width - line.hang <= measure + 0.01
        for placed in line.runs:
            right = placed.x + sum(placed.run.advances)
            assert placed.x >= -5.01  # the blank half of a bracket may stand outside
            assert right <= line.width + 0.01


@CHECKS
@given(TEXTS, MEASURES, MEASURES, STYLES)
def test_a_wider_measure_never_needs_more_lines(
    text: str, first: float, second: float, options: dict[str, object]
) -> None:
    narrow, wide = sorted((first, second))
    style = style_of(options)
    assert len(break_lines(text, wide, style)) <= len(break_lines(text, narrow, style))


@CHECKS
@given(TEXTS, MEASURES, STYLES)
def test_lines_break_only_where_kinsoku_allows_or_inside_what_does_not_fit(
    text: str, measure: float, options: dict[str, object]
) -> None:
    style = style_of(options)
    for paragraph in text.split("\n"):
        plain = plain_text(paragraph)
        allowed = allowed_breaks(plain, style.level)
        joined = {
            at for atom in atoms(plain) for at in range(atom.start + 1, atom.end) if at not in atom.open_seams
        }
        seams = {at for atom in atoms(plain) for at in atom.open_seams}
        free = [at for at in range(len(plain)) if at not in joined and (allowed[at] or at in seams)]
        at = 0
        for line in break_lines(paragraph, measure, style)[:-1]:
            at += len(line.text)
            if at not in free:
                begin = max((place for place in free if place < at), default=0)
                end = min((place for place in free if place > at), default=len(plain))
                (piece,) = break_lines(plain[begin:end], 1000, style)
                assert piece.width > measure - 25, piece.text  # ruby may need up to so much beside it


@CHECKS
@given(TEXTS, MEASURES, STYLES, st.sampled_from(["prefer", "require"]))
def test_no_line_begins_or_ends_against_the_prohibitions_whatever_stands_there(
    text: str, measure: float, options: dict[str, object], whole: str
) -> None:
    style = replace(style_of(options), whole=whole)
    for paragraph in text.split("\n"):
        plain = plain_text(paragraph)
        barred = barred_places(plain, style.level)
        try:
            lines = break_lines(paragraph, measure, style)
        except UnbreakableError:
            assert whole == "require" or any(map(glued, plain, plain[1:]))
            continue
        ends = list(accumulate(len(line.text) for line in lines[:-1]))
        for at in ends:
            if barred[at]:  # only where nothing else fits
                assert whole == "prefer"
                begin = max(place for place in range(at) if not barred[place])
                end = min((place for place in range(at, len(plain)) if not barred[place]), default=len(plain))
                (piece,) = break_lines(plain[begin:end], 1000, style)
                assert piece.width > measure - 25, piece.text  # ruby may need up to so much beside it


@CHECKS
@given(TEXTS, MEASURES, STYLES)
@example(
    text="地域福祉地域福祉はは{久留米|く|る|め}SDGs地域福祉地域福祉地域福祉",
    measure=130.0,
    options={"align": "justify", "level": "strict", "phrase": "off", "autospace": 0.25, "hang": False},
)
def test_ruby_stays_over_its_base_and_inside_the_measure(
    text: str, measure: float, options: dict[str, object]
) -> None:
    for line in break_lines(text, measure, style_of(options)):
        for base, ruby in zip(line.runs, line.runs[1:], strict=False):
            if ruby.kind != "ruby":
                continue
            assert base.kind == "base"
            assert base.base == ruby.base == base.run.text
            assert ruby.dy < 0
            assert ruby.x >= -0.01
            assert ruby.x + ruby.run.width <= line.width + 0.01
            behind = max(0.0, base.run.advances[-1] - base.run.size)  # justified: the gap is no part of it
            middle = base.x + (base.run.width - behind) / 2
            assert ruby.x - 0.01 <= middle <= ruby.x + ruby.run.width + 0.01


@CHECKS
@given(TEXTS, MEASURES, STYLES)
def test_the_same_text_gives_the_same_lines_without_the_memory(
    text: str, measure: float, options: dict[str, object]
) -> None:
    from handbook.typeset import compose, material

    style = style_of(options)
    first = break_lines(text, measure, style)
    compose._lines.cache_clear()
    material.prepare.cache_clear()
    second = break_lines(text, measure, style)
    assert [line.text for line in first] == [line.text for line in second]
    assert [run_of(line) for line in first] == [run_of(line) for line in second]


def run_of(line: object) -> list[object]:
    return [
        (placed.x, placed.dy, placed.run.glyphs, placed.run.advances)
        for placed in line.runs  # type: ignore[attr-defined]
    ]


@pytest.mark.parametrize("phrase", ["off", "prefer", "require"])
@pytest.mark.parametrize("align", ["left", "justify"])
def test_line_counts_never_grow_over_a_whole_sweep(phrase: str, align: str) -> None:
    text = (
        "久留米市社会福祉協議会では、民生委員・児童委員といっしょに、見守り活動をしています。"
        "電話0942-30-9173、受付時間９：００〜１７：００、くわしくはhttps://www.example.jp/kurume/plan.htmlへ。"
    )
    style = style_of({"phrase": phrase, "align": align})
    counts = [len(break_lines(text, tenths / 10, style)) for tenths in range(200, 5000, 13)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_a_style_of_whole_pieces_raises_rather_than_parts_them() -> None:
    style = TextStyle(face=FACE, size=10, leading=15)
    with pytest.raises(UnbreakableError):
        break_lines("電話0942-30-9173", 60, style)
