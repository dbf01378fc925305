"""Numbers, words and addresses that a reader dials or copies stay whole wherever they fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate, pairwise

import pytest

from handbook.typeset import Line, MissingGlyphError, UnbreakableError
from handbook.typeset.atoms import atoms

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


# Notices of a town; what stands between ⟦ and ⟧ an editor keeps on one line.
NOTICES = [
    "ボランティアセンター⟦2026年度⟧総会と⟦第36回⟧ふれあいフェスタ",
    "センター⟦10月1日⟧開館記念式典のお知らせ、センター⟦2階⟧ホール",
    "日時は⟦12月24日（木）⟧の⟦10時⟧から開始、⟦1月12日（月・祝）⟧は休み",
    "⟦12月24日木曜日⟧と⟦12/24（木）⟧、⟦１２月２４日（木）⟧のいずれか",
    "⟦令和２（2020）年度⟧に策定し、⟦令和8年（2026年）⟧に見直しました",
    "⟦2020（令和2）年⟧の調査と⟦2025年（令和7年）10月1日現在⟧の人口",
    "市民の⟦3分の1⟧、世帯の⟦三分の二⟧、全体の⟦4分の3以上⟧が賛成",
    "小学⟦4年生⟧から中学⟦3年生⟧まで、計画は⟦5か年⟧、次は⟦3カ年⟧です",
    "⟦3歳児⟧と⟦1歳6か月児⟧の健診、⟦4か月児⟧の相談、⟦0〜2歳児⟧の保育",
    "近所の⟦5、6人⟧で⟦2、3日⟧に一度、⟦二、三人⟧ずつ、⟦4、5年生⟧も",
    "⟦午後1時30分開演⟧、⟦午後1時開場⟧、⟦9時集合⟧、⟦10:30開始⟧の予定",
    "⟦65歳以上⟧の方、⟦75歳未満⟧の方、⟦10人以下⟧の会、⟦3日前⟧までに申し込む",
    "⟦第2・第4土曜日⟧と⟦第1水曜日⟧、⟦毎月第3日曜⟧、⟦毎週火・木曜日⟧に開く",
    "参加費は⟦1人500円⟧、材料費は⟦3,000円（税込）⟧、用紙は⟦A4判⟧です",
    "会場は本庁舎⟦3階302号室⟧、⟦国道3号⟧沿い、⟦2LDK⟧の住宅と⟦２ＬＤＫ⟧の住宅",
    "受付は⟦10:00〜15:00⟧、⟦5〜6人⟧の組、⟦3〜5日⟧の間、⟦10時〜正午⟧まで",
    "⟦2人1組⟧で⟦1日1回⟧、⟦週2回⟧、⟦月1回⟧、⟦年3回⟧、⟦24時間365日⟧見守る",
    "⟦3世代⟧で集う、⟦1時間30分⟧の会、⟦2泊3日⟧の旅、⟦10年間⟧の歩み",
    "⟦COVID-19⟧と⟦ＣＯＶＩＤ－１９⟧、⟦e-mail⟧、⟦No.5⟧、⟦Vol.3⟧、⟦Ｎｏ．５⟧",
    "⟦℡0942-30-9000（内線123）⟧か⟦0942-30-9000（代表）⟧、⟦〒830-8520⟧へ",
    "⟦①〜⑨⟧の項目、⟦①申⟧込書、⟦②10月1日⟧の会、⟦第2次⟧の案、⟦第4期計画⟧の案",
    "⟦約3割⟧、⟦20歳代⟧、⟦70代⟧、⟦3か所目⟧、⟦5人目⟧、⟦2回目以降⟧は無料",
    "⟦百人一首⟧の会、⟦一人ひとり⟧、⟦二十歳⟧の集い、⟦一人暮らし⟧、⟦二人三脚⟧で",
    "⟦要介護3以上⟧、⟦要支援1・2⟧、⟦震度6弱⟧、⟦5,000円以内⟧、⟦午前10時頃⟧から",
    "⟦二〇二五年十月一日⟧、⟦15番地の5⟧、⟦5丁目3番2号⟧、⟦4月上旬⟧、⟦3月末⟧まで",
    "⟦数十人⟧の会、⟦十数人⟧、⟦20数名⟧、⟦何人⟧でも、⟦1歳半⟧の子、⟦小1〜小6⟧まで",
    "⟦50円引き⟧、⟦1コマ90分⟧、⟦60分×2回⟧、⟦5mm×10cm⟧、⟦DVD3枚⟧、⟦地下1階⟧です",
    "⟦10:00開始⟧、⟦第1、第3火曜日⟧、⟦第一・第三日曜日⟧、⟦12月28日（日）⟧〜⟦1月4日（日）⟧は",
    "⟦46小学校区⟧と⟦11圏域⟧、⟦1市4町⟧、⟦5キログラム⟧、⟦2クラス⟧、⟦3グループ⟧が",
]


def spans(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its brackets, and where the pieces stand."""
    parts = re.split("[⟦⟧]", marked)
    ends = list(accumulate(map(len, parts)))
    return "".join(parts), list(zip(ends[::2], ends[1::2], strict=False))


@pytest.mark.parametrize("marked", NOTICES)
def test_what_an_editor_keeps_whole_stays_so_wherever_it_fits(
    marked: str, texts: Texts, compose: Compose
) -> None:
    text, pieces = spans(marked)
    for start, end in pieces:
        held = end + (text[end : end + 1] in (*"、。〜", "です"))
        least = compose(text[start:held], 100)[0].width / 10 + 0.01
        for step in range(12):
            for phrase in ("off", "prefer", "require"):
                lines = texts(text, least + step * 0.8, phrase=phrase, whole="prefer")
                cuts = set(accumulate(map(len, lines)))
                assert not cuts & set(range(start + 1, end)), (text[start:end], least + step * 0.8, lines)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "詳しくは(https://www.city.kurume.fukuoka.jp/)をご覧ください。",
            "https://www.city.kurume.fukuoka.jp/",
        ),
        ("詳しくは（https://example.jp/a）へ", "https://example.jp/a"),
        ("https://example.jp/a?b=c。", "https://example.jp/a?b=c"),
        ("「https://example.jp/」、", "https://example.jp/"),
        ("See https://example.jp/a, or https://example.jp/a.", "https://example.jp/a"),
        ('"https://example.jp/a"!', "https://example.jp/a"),
        ("<info@example.jp>", "info@example.jp"),
        ("(メール:info@city.kurume.jp.)", "info@city.kurume.jp"),
        ("https://ja.wikipedia.org/wiki/X_(Y)を", "https://ja.wikipedia.org/wiki/X_(Y)"),
        ("(https://example.jp/)12,345円", "https://example.jp/"),
        ("(https://ja.wikipedia.org/wiki/X_(Y))を", "https://ja.wikipedia.org/wiki/X_(Y)"),
    ],
)
def test_an_address_ends_before_the_punctuation_behind_it(text: str, address: str, texts: Texts) -> None:
    found = {text[atom.start : atom.end] for atom in atoms(text) if atom.kind == "url"}
    assert found == {address}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ボランティアセンター2026年度総会", ["2026年度"]),
        ("支援・3か所で", ["3か所"]),  # the dot is no sign of the number
        ("気温-5℃", ["-5℃"]),
        ("6月人権週間", ["6月"]),
        ("第2次世代", ["第2次"]),
        ("10年後期", ["10年"]),
        ("2年生活支援", ["2年"]),
        ("休日・月曜日", ["月曜日"]),
        ("3グループホーム", []),
        ("複数年契約", []),
        ("契約3年", ["3年"]),
        ("会計3年", ["3年"]),
        ("1、2、3の順", []),
        ("八女市と三潴", []),
    ],
)
def test_what_is_no_part_of_a_number_is_none(text: str, pieces: list[str]) -> None:
    assert [text[atom.start : atom.end] for atom in atoms(text)] == pieces


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
