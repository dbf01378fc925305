"""No word cut that an editor would not cut: compounds, what leans on a word, names that stay whole."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import pytest

from handbook.typeset.lexicon import Lexicon, lexicon

Texts = Callable[..., list[str]]
HERE = Path(__file__).parent

COMPOUNDS = """
    12 後期高齢者医療保険料の/納付
    10 後期高齢者医療制度の/しくみ
     9 前期高齢者納付金の/精算
     9 国民健康保険税の/納期限
     8 介護保険料の/減免申請
     9 特定健康診査/受診券の発送
    12 認知症初期集中支援/チームのご案内
     9 多機関連携部会と/連携して
     9 校区/社会福祉協議会の/総会
     9 障害者基幹相談支援/センターへ
    10 重層的支援/体制整備事業を実施
     9 成年後見制度/利用促進計画
"""
LEANING = """
     8 ボランティア/さんの養成講座を/開催します
     9 ボランティアさんの/養成講座を/開催します
     8 ヘルパーさんに/来てもらう
     9 サポーターさんの/声を聞く
    10 ボランティアとして/参加する
    10 第2・第4土曜日の/午後1時30分開演/です
     9 パートナーとして/協働する
     9 メンバーとして/話し合う
     8 サロンについて/知りたい
     9 サービスについての/ご相談
     8 リハビリする/方のために
    12 スムーズに/サポートできる体制
"""
HONORIFICS = """
     6 地域包括支援/センターに/ご相談/ください
    10 地域包括支援/センターに/ご相談ください
     5 ご相談/ください。
     5 ご連絡/ください。
     5 ご参加/ください。
     5 お電話/ください。
     5 お話し/ください。
     8 お近くの/民生委員に/ご連絡ください
     9 どうぞお気軽に/お立ち寄りください
     7 窓口まで/お越し/ください。
     8 ご家族の介護で/お困りの方へ
"""
MIDDLE_DOTS = """
    14 様々な集まりや行事・活動に/積極的に参加します
     9 会議・研修の日程を/お知らせします
     9 子ども・若者の/居場所をつくります
     9 医療・介護の/専門職が/話し合います
     9 体操・茶話会を/毎月開いています
     8 見守り・声かけ/訓練に参加する
"""
PARTICLES = """
     6 地域の/みんなで/支え合う
     5 近所の人と/話をする
     7 困りごとを/知ることから
     6 家族のために/備える
     6 住民の力で/つくるまち
     6 公民館から/始まる輪
"""
ROWS = [
    (float(measure), lines.split("/"))
    for kind in (COMPOUNDS, LEANING, HONORIFICS, MIDDLE_DOTS, PARTICLES)
    for measure, lines in (row.split() for row in kind.strip().splitlines())
]


@pytest.mark.parametrize(
    ("measure", "lines"), ROWS, ids=lambda value: "".join(value) if isinstance(value, list) else ""
)
def test_lines_part_where_an_editor_parts_them(measure: float, lines: list[str], texts: Texts) -> None:
    assert texts("".join(lines), measure, whole="prefer") == lines


def bad_breaks(texts: Texts, file: str, measures: range, **options: object) -> tuple[int, int]:
    """Of how many lines of the texts in a file that an editor has marked how many end where she would not."""
    bad = total = 0
    for row in (HERE / file).read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        good = set(accumulate(map(len, row.split("|"))))
        for measure in measures:
            ends = list(accumulate(map(len, texts(row.replace("|", ""), measure, whole="prefer", **options))))
            bad += len(set(ends) - good)
            total += len(ends) - 1
    return bad, total


@pytest.mark.parametrize("phrase", ["prefer", "require"])
def test_names_of_services_part_at_their_words(phrase: str, texts: Texts) -> None:
    bad, total = bad_breaks(texts, "good_names.txt", range(8, 13, 2), phrase=phrase)
    assert total > 120
    assert bad <= 2


@pytest.mark.parametrize("phrase", ["prefer", "require"])
def test_prose_parts_at_phrases_and_words(phrase: str, texts: Texts) -> None:
    bad, total = bad_breaks(texts, "good_prose.txt", range(10, 21), phrase=phrase)
    assert total > 1000
    assert bad == 0


def test_a_compound_without_end_is_set_and_nothing_is_lost(texts: Texts) -> None:
    for unit in ("地域福祉活動計画推進", "辻", "サービス", "あ"):
        text = unit * (20_000 // len(unit))
        assert "".join(texts(text, 20, whole="prefer")) == text


NAMES = lexicon(("認知症初期集中支援｜チーム", "水分", "社会福祉法人久留米市社会福祉協議会", "つなぐ手"))


@pytest.mark.parametrize("options", [{"phrase": "off"}, {"phrase": "prefer"}, {"align": "justify"}])
def test_a_word_of_the_lexicon_stays_whole(options: dict[str, object], texts: Texts) -> None:
    text = "山あいの水分校区で認知症初期集中支援チームとつなぐ手が集いました。"
    for measure in range(10, 30):
        lines = texts(text, measure, lexicon=NAMES, **options)
        for word in ("水分", "認知症初期集中支援", "チーム", "つなぐ手"):
            assert any(word in line for line in lines), (measure, word, lines)


def test_a_long_word_parts_at_its_seams(texts: Texts) -> None:
    styled = {"lexicon": NAMES, "phrase": "require"}
    assert texts("認知症初期集中支援チームへ", 11, **styled) == ["認知症初期集中支援", "チームへ"]


def test_a_word_that_is_too_wide_parts_between_its_words_and_is_no_error(texts: Texts) -> None:
    lines = texts("社会福祉法人久留米市社会福祉協議会", 8, lexicon=NAMES)
    assert lines == ["社会福祉法人", "久留米市", "社会福祉協議会"]
    assert "".join(texts("社会福祉法人久留米市社会福祉協議会", 2, lexicon=NAMES)) == "".join(lines)


def test_a_word_within_a_word_that_is_too_wide_stays_whole(texts: Texts) -> None:
    name = "つつじが丘・見本ニュータウン高齢者相談室"
    styled = {"phrase": "require", "lexicon": lexicon((name, "つつじが丘", "見本ニュータウン"))}
    assert texts(name, 10, **styled) == ["つつじが丘・", "見本ニュータウン", "高齢者相談室"]
    assert texts(
        "北地域包括支援センターへ", 8, lexicon=lexicon(("北地域包括支援センター", "地域包括支援｜センター"))
    ) == [
        "北地域包括支援",
        "センターへ",
    ]


def test_lexicons_are_compared_by_what_they_hold() -> None:
    assert lexicon(("支え合い｜会議", "水分")) == lexicon(("水分", "支え合い｜会議"))
    assert hash(lexicon(("水分", "浮島"))) == hash(lexicon(("浮島", "水分")))
    assert lexicon(("支え合い｜会議",)) != lexicon(("支え合い会議",))
    assert isinstance(lexicon(()), Lexicon)


@pytest.mark.parametrize("word", ["市", "", "｜", "｜会議", "会議｜", "支え合い｜｜会議", "市｜"])
def test_a_word_of_one_character_and_seams_outside_are_refused(word: str) -> None:
    with pytest.raises(ValueError, match="two characters"):
        lexicon((word,))
