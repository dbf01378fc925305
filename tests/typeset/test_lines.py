"""What a reader sees of whole paragraphs: few lines, balanced, no lone last characters, phrases kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import budoux
import pytest

from handbook.fonts import Face
from handbook.typeset import Line, TextStyle, UnbreakableError, break_lines, compose_paragraph
from handbook.typeset.breaks import phrase_starts

Compose = Callable[..., tuple[Line, ...]]
Texts = Callable[..., list[str]]

TEXTS = [
    "地域福祉とは、それぞれの地域で人々が安心して暮らせるよう、地域住民や官民の社会福祉関係者がお互いに協力して"
    "地域社会の福祉課題の解決に取り組むこと。",
    "お互いに声をかけ合い、支え合える関係を地域の中で育てます",
    "ふだんの暮らしの困りごとを、ひとりで抱えこまずに相談できる窓口をつくります。",
    "近所で気になる人がいたら、民生委員・児童委員や校区社会福祉協議会に知らせてください。",
]
PARSER = budoux.load_default_japanese_parser()


def phrase_breaks(text: str) -> set[int]:
    at, places = 0, set()
    for phrase in PARSER.parse(text):
        at += len(phrase)
        places.add(at)
    return places


def ends_of(lines: list[str]) -> list[int]:
    at, places = 0, []
    for line in lines[:-1]:
        at += len(line)
        places.append(at)
    return places


def test_phrases_are_those_of_budoux() -> None:
    text = "".join(TEXTS)
    assert phrase_starts(text) == phrase_breaks(text) - {len(text)}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("align", ["left", "center", "justify"])
def test_required_phrases_are_kept_wherever_they_fit(
    text: str, align: str, texts: Texts, compose: Compose
) -> None:
    widest = max(compose(phrase, 100)[0].width for phrase in PARSER.parse(text)) / 10
    for step in range(30):
        lines = texts(text, widest + 1 + step, align=align, phrase="require")
        assert set(ends_of(lines)) <= phrase_breaks(text), lines


def test_a_phrase_wider_than_the_measure_parts_between_its_words(texts: Texts) -> None:
    assert texts("浮島校区コミュニティセンターで", 12, phrase="require") == [
        "浮島校区",
        "コミュニティセンターで",
    ]


@pytest.mark.parametrize(
    ("text", "measure", "expected"),
    [
        # Words that lean on what stands before them do not begin a line if another phrase can.
        (
            "普段から家庭や地域で災害、防災について話し、防災意識を高めます",
            18,
            ["普段から家庭や地域で災害、", "防災について話し、防災意識を高めます"],
        ),
        (
            "様々な課題が身近にあることを知り、理解を深めます",
            16,
            ["様々な課題が身近にあることを", "知り、理解を深めます"],
        ),
        # Compounds that the model parts stay together, and so do a noun and what describes it.
        ("市社会福祉協議会の地域福祉活動計画を", 12, ["市社会福祉協議会の", "地域福祉活動計画を"]),
        (
            "地域住民等が様々な人と出会い、交流できる",
            12,
            ["地域住民等が様々な人と", "出会い、交流できる"],
        ),
        ("身近な地域での見守り活動を進めます", 12, ["身近な地域での", "見守り活動を進めます"]),
        # A line ends well after a comma.
        (
            "隣近所の関係を大切にし、困っている人に声をかけ、",
            14,
            ["隣近所の関係を大切にし、", "困っている人に声をかけ、"],
        ),
    ],
)
def test_lines_break_where_a_reader_pauses(
    text: str, measure: float, expected: list[str], texts: Texts
) -> None:
    assert texts(text, measure, phrase="require") == expected


@pytest.mark.parametrize("text", TEXTS)
def test_preferred_phrases_are_mostly_kept(text: str, texts: Texts) -> None:
    broken = total = 0
    for measure in range(14, 34):
        ends = ends_of(texts(text, measure))
        total += len(ends)
        broken += len(set(ends) - phrase_breaks(text))
    assert broken <= total * 0.1


LONE = [
    "電話0942-30-9173へ",
    "・https://example.jp/をご覧ください",
    "　お問い合わせは市まで",
    "※「ア」か「イ」を選ぶ",
    "第2・第4土曜日の午後1時30分開演です",
    "受付は午前9時30分からでしたが中止です",
]


@pytest.mark.parametrize("text", [*TEXTS, *LONE])
@pytest.mark.parametrize("phrase", ["off", "prefer", "require"])
@pytest.mark.parametrize("align", ["left", "center", "justify"])
def test_no_line_of_one_character(text: str, phrase: str, align: str, texts: Texts) -> None:
    for tenths in range(102, 400, 5):
        lines = texts(text, tenths / 10, phrase=phrase, align=align)
        if len(lines) > 1:
            assert all(sum(char.isalnum() for char in line) > 1 for line in lines), lines


@pytest.mark.parametrize("text", TEXTS[1:])
def test_short_ragged_texts_are_balanced(text: str, compose: Compose) -> None:
    """No line is shorter than the longest by more than a phrase or so."""
    for measure in range(13, 30):
        for align in ("left", "center"):
            lines = compose(text, measure, align=align, phrase="require")
            if 1 < len(lines) <= 3:
                widths = [line.width for line in lines]
                assert min(widths) > max(widths) * 0.5, [line.text for line in lines]


@pytest.mark.parametrize("text", TEXTS)
def test_no_more_lines_than_first_fit_needs(text: str, compose: Compose) -> None:
    """Without phrases total fit spends no line more than filling each line in turn would."""
    for measure in range(8, 40):
        fewest = 0
        rest = text
        while rest:
            fewest += 1
            taken = max(
                count
                for count in range(1, len(rest) + 1)
                if len(compose(rest[:count], 1000, phrase="off")) == 1
                and compose(rest[:count], 1000)[0].width <= measure * 10 + 0.001
                and (count == len(rest) or may_part(rest, count))
            )
            rest = rest[taken:]
        assert len(compose(text, measure, phrase="off")) <= fewest


def may_part(text: str, place: int) -> bool:
    from handbook.typeset.kinsoku import allowed_breaks

    return allowed_breaks(text, "strict")[place]


def test_alignment_only_moves_the_lines(compose: Compose) -> None:
    text = TEXTS[0]
    centred = compose(text, 20, align="center")
    right = compose(text, 20, align="right")
    for line in centred:
        assert line.indent == pytest.approx((200 - line.width) / 2)
    for line in right:
        assert line.indent + line.width == pytest.approx(200)
    assert all(line.indent == 0 for line in compose(text, 20))


def test_line_feeds_end_lines_and_empty_ones_stay(texts: Texts, compose: Compose) -> None:
    assert texts("上\n\n下", 10) == ["上", "", "下"]
    assert compose("", 10)[0].runs == ()
    assert texts("", 10) == [""]


def test_lines_hold_their_text_in_order_and_their_glyphs_their_advances(
    compose: Compose, proportional: Face
) -> None:
    (line,) = compose("か\u3099んばれoffice", 100)
    (placed,) = line.runs
    assert placed.run.text == "か\u3099んばれoffice"
    assert placed.run.width == pytest.approx(line.width)
    assert line.width == pytest.approx(sum(proportional.shape(line.text).advances) * 10)


def test_a_paragraph_knows_its_width_and_height(proportional: Face) -> None:
    style = TextStyle(face=proportional, size=12, leading=18)
    paragraph = compose_paragraph(TEXTS[0], 200, style)
    assert paragraph.lines == break_lines(TEXTS[0], 200, style)
    assert paragraph.width == max(line.width for line in paragraph.lines)
    assert paragraph.height == 18 * len(paragraph.lines)
    assert paragraph.lines[0].rise == pytest.approx(12 * proportional.ascent)
    assert paragraph.lines[0].depth == pytest.approx(-12 * proportional.descent)


def test_the_same_text_style_and_measure_come_from_memory(proportional: Face) -> None:
    style = TextStyle(face=proportional, size=12, leading=18)
    first = break_lines(TEXTS[0], 200, style)
    assert break_lines(TEXTS[0], 200, style) is first
    looser = TextStyle(face=proportional, size=12, leading=24)
    assert break_lines(TEXTS[0], 200, looser) is first


@pytest.mark.parametrize(
    "wrong",
    [
        {"align": "middle"},
        {"level": "hard"},
        {"phrase": "yes"},
        {"size": 0},
        {"size": -1},
        {"autospace": -0.1},
    ],
)
def test_a_style_refuses_what_it_does_not_know(wrong: dict[str, object], proportional: Face) -> None:
    settings: dict[str, object] = {"face": proportional, "size": 10, "leading": 15, **wrong}
    with pytest.raises(ValueError, match=next(iter(wrong))):
        TextStyle(**settings)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=next(iter(wrong))):
        replace(TextStyle(face=proportional, size=10, leading=15), **wrong)  # type: ignore[arg-type]


def test_runs_are_told_apart_by_identity(compose: Compose) -> None:
    """Caches keep work done for a run; to compare hundreds of glyphs would cost more than the work."""
    run = compose("ひとり", 10)[0].runs[0].run
    other = replace(run)
    assert run == run
    assert run != other
    assert not run == other  # noqa: SIM201  (a tuple answers the two questions apart)
    assert len({run, other}) == 2


def test_errors_survive_the_way_home_from_a_worker(compose: Compose) -> None:
    import pickle

    with pytest.raises(UnbreakableError) as caught:
        compose("0942-30-9173", 3)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.text, again.width, again.measure) == (
        caught.value.text,
        caught.value.width,
        caught.value.measure,
    )
    assert str(again) == str(caught.value)


def test_every_text_of_the_plan_can_be_set_in_a_narrow_column(plan, compose: Compose) -> None:  # type: ignore[no-untyped-def]
    for placed in plan.texts:
        for line in compose(placed.text, 16):
            assert line.width <= 160.001


@pytest.mark.parametrize("options", [{}, {"phrase": "require"}, {"align": "justify"}])
def test_a_very_long_paragraph_takes_time_by_its_length_only(
    options: dict[str, str], compose: Compose
) -> None:
    """Ten times the text must not take a hundred times as long; the bound is far from both."""
    import time

    text = "".join(TEXTS) * 12
    began = time.process_time()
    compose(text[:2000], 30, **options)
    short = time.process_time() - began
    began = time.process_time()
    lines = compose(text * 10, 30, **options)
    assert len(lines) > 500
    assert time.process_time() - began < max(short, 0.002) * 60
