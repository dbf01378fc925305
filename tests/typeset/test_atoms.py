"""Numbers, words and addresses that a reader dials or copies stay whole wherever they fit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from handbook.typeset import Line, MissingGlyphError, UnbreakableError

Compose = Callable[..., tuple[Line, ...]]
Texts = Callable[..., list[str]]

WHOLE = [
    "0942-30-9173",
    "０３－１２３４－５６７８",
    "03-1234-5678",
    "0942（30）9173",
    "(0942)30-9173",
    "０９４２（３０）９１７３",
    "0942 30 9173",
    "+81-942-30-9173",
    "090-1234-5678",
    "〒830-8520",
    "〒８３０－８５２０",
    "１７：００",
    "17:00",
    "10時",
    "１０時３０分",
    "午後4時30分",
    "令和7年度",
    "令和２年度",
    "令和元年",
    "令和7年4月1日",
    "2020年4月",
    "2020/04/01",
    "R7.4.1",
    "4月1日",
    "12,345円",
    "１２，３４５円",
    "2万5千人",
    "約3割",
    "第2期",
    "46校区",
    "３か所",
    "5km",
    "100%",
    "３０％",
    "25℃",
    "3.5",
    "1/2",
    "￥1,200",
    "※1",
    "No.5",
    "COVID-19",
    "Wi-Fi",
    "Kurume",
    "ＮＰＯ",
    "info@city.kurume.fukuoka.jp",
    "10 km",
    "25 ℃",
    "Ａ４",
    "☎0942-30-9173",
    "0120-123-456",
    "H30.4.1",
    "第１回",
    "十五人",
    "三十一日",
    "№12",
    "€20",
    "図3",
    "2億5千万円",
    "平成三十一年度",
    "Ōita’s",
]


@pytest.mark.parametrize("piece", WHOLE)
@pytest.mark.parametrize("align", ["left", "justify"])
def test_a_piece_stays_whole_at_every_measure_that_holds_it(
    piece: str, align: str, texts: Texts, compose: Compose
) -> None:
    text = f"くわしくは{piece}と書いてあるとおり、{piece}までお願いします。"
    least = compose(piece + "と", 100)[0].width / 10
    for step in range(40):
        measure = least + step * 0.5
        for phrase in ("off", "prefer", "require"):
            lines = texts(text, measure, align=align, phrase=phrase)
            assert "\n".join(lines).count(piece) == 2, lines


@pytest.mark.parametrize(
    ("text", "measure", "expected"),
    [
        ("電話03-1234-5678まで", 8.6, ["電話", "03-1234-5678", "まで"]),
        ("受付時間９：００〜１７：００", 6.0, ["受付時間", "９：００〜", "１７：００"]),
        ("午前10時〜午後4時30分", 7.2, ["午前10時〜", "午後4時30分"]),
        ("会費は12,345円", 5.2, ["会費は", "12,345円"]),
    ],
)
def test_the_leaflet_strings_that_other_engines_break(
    text: str, measure: float, expected: list[str], texts: Texts
) -> None:
    assert texts(text, measure) == expected


def test_a_number_after_full_width_letters_is_whole(texts: Texts) -> None:
    assert texts("ＦＡＸ０９４２－３４－３０９０まで", 10) == ["ＦＡＸ", "０９４２－３４－３０９０", "まで"]


def test_ranges_stay_whole_if_they_can_and_part_after_their_dash(texts: Texts) -> None:
    assert texts("受付は９：００〜１７：００にしています", 9) == [
        "受付は",
        "９：００〜１７：００に",
        "しています",
    ]
    assert texts("10時〜16時", 4) == ["10時〜", "16時"]
    assert texts("３〜５人", 2.5) == ["３〜", "５人"]


def test_urls_part_at_their_seams_only(texts: Texts) -> None:
    url = "https://www.city.kurume.fukuoka.jp/1050kurashi/2100chiikikatsudo/index.html"
    for measure in range(22, 50, 3):
        lines = texts(f"くわしくは{url}をご覧ください。", measure)
        for line, following in pairwise(lines):
            if line[-1].isascii() and following[0].isascii():
                assert line.endswith("/"), lines
                assert not line.endswith("https://")
    assert texts(f"住所 {url}", 60)[1:] == [url] or len(texts(f"住所 {url}", 60)) == 1


def test_urls_too_wide_part_after_their_scheme_and_dots(texts: Texts) -> None:
    assert texts("https://example.jp/kurume/", 8) == ["https://", "example.jp/", "kurume/"]
    assert texts("info@city.kurume.fukuoka.jp", 8) == ["info@city.", "kurume.", "fukuoka.jp"]


def test_a_number_wider_than_the_measure_is_an_error_that_names_it(compose: Compose) -> None:
    with pytest.raises(UnbreakableError) as caught:
        compose("電話０３－１２３４－５６７８まで", 6)
    assert caught.value.text.startswith("０３－１２３４－５６７８")
    assert caught.value.measure == 60
    assert caught.value.width > 60
    assert "０３－１２３４－５６７８" in str(caught.value)


def test_it_parts_at_its_seams_where_the_style_says_so(texts: Texts) -> None:
    lines = texts("電話０３－１２３４－５６７８まで", 6.5, whole="prefer")
    assert lines == ["電話", "０３－１２３４－", "５６７８まで"]
    assert texts("Llanfairpwllgwyngyll", 5, whole="prefer")[0].isalpha()


def test_dates_part_between_year_month_and_day_if_they_must(texts: Texts) -> None:
    assert texts("令和7年10月31日", 4) == ["令和7年", "10月", "31日"]


def test_a_measure_of_less_than_a_character_is_an_error(compose: Compose) -> None:
    for phrase in ("off", "prefer", "require"):
        with pytest.raises(UnbreakableError):
            compose("漢字", 0.9, phrase=phrase, whole="prefer")


def test_a_missing_character_is_named_with_its_code_and_place(compose: Compose) -> None:
    with pytest.raises(MissingGlyphError) as caught:
        compose("会長の𠮷田さんと𠮷野さん📞", 20)
    assert caught.value.missing == (("𠮷", 3), ("📞", 12))
    first, second = caught.value.problems
    assert "𠮷" in first.message
    assert "U+20BB7" in first.message
    assert "4 文字目" in first.message
    assert "U+1F4DE" in second.message


def test_a_control_character_is_not_shown_raw(compose: Compose) -> None:
    with pytest.raises(MissingGlyphError, match="目に見えない文字（U\\+0009"):
        compose("表\t示", 20)
