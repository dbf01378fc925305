"""Ruby over kanji, names in kana, what has no reading: as a reader of the page would see them."""

from __future__ import annotations

import time

import pytest

from handbook.district import District
from handbook.furigana import Reading, Readings, align, spoken, unread, with_ruby
from handbook.plan import Plan
from handbook.typeset import plain_text, readings

WORDS = (
    *(
        ("支え", "ささえ"),
        ("支え合い", "ささえあい"),
        ("地域", "ちいき"),
        ("支援", "しえん"),
        ("世代", "せだい"),
    ),
    *(
        ("間", "あいだ"),
        ("世代間", "せだいかん"),
        ("1人", "ひとり"),
        ("30分", "30ぷん"),
        ("三ヶ所", "さんかしょ"),
    ),
    *(("校区", "こうく"), ("第", "だい")),
)
LIST = Readings(
    (
        *(Reading(word, kana) for word, kana in WORDS),
        Reading("人", "ひと", counting="にん"),
        Reading("水分", "すいぶん"),
        Reading("御井", "みい", unsure=True),
        Reading("市", "し", at=(("columns/asaichi", "いち"),)),
    ),
    (
        District("水分", "みずわけ", ""),
        District("つつじが丘", "つつじがおか", ""),
        District("船越", "", "", sure=False),
    ),
    "校区",
)


def kana(name: str, readings: Readings, place: str = "") -> str:
    """The whole name in kana, in one."""
    return spoken(name, readings, place).kana.replace("\u3000", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支え合いの地域", "{支|ささ}え{合|あ}いの{地域|ちいき}"),  # kana behind kanji stay outside
        ("支える", "{支|ささ}える"),
        ("世代間の間", "{世代間|せだいかん}の{間|あいだ}"),  # the longest word holds
        ("{地域|じもと}の地域", "{地域|じもと}の{地域|ちいき}"),  # what has ruby keeps it
        ("{district}の地域", "{district}の{地域|ちいき}"),
        ("1人、１人、11人、人、10人", "{1人|ひとり}、{１人|ひとり}、11{人|にん}、{人|ひと}、10{人|にん}"),
        ("8時30分", "8時30{分|ぷん}"),
        ("第2地域", "{第|だい}2{地域|ちいき}"),
        ("0942-30-1人", "0942-30-1{人|にん}"),
        ("https://example.jp/1人", "https://example.jp/1{人|にん}"),
        ("つつじが丘校区", "つつじが{丘|おか}{校区|こうく}"),
        ("御井", "御井"),  # what is unsure is not printed
        ("瀬下", "瀬下"),  # nor guessed
    ],
)
def test_ruby_stands_over_kanji_alone(text: str, expected: str) -> None:
    assert with_ruby(text, LIST) == expected
    assert plain_text(with_ruby(text, LIST)) == plain_text(text)


def test_a_word_may_be_read_otherwise_in_some_places() -> None:
    assert with_ruby("市", LIST, "plan") == "{市|し}"
    assert with_ruby("市", LIST, "columns/asaichi") == "{市|いち}"
    # a word that is a district's name, too
    assert kana("水分", LIST, "plan") == "すいぶん"
    assert kana("水分", LIST, "districts") == "みずわけ"
    assert kana("水分校区", LIST) == "みずわけこうく"


def test_a_name_is_read_whole_or_not_at_all() -> None:
    assert kana("第2地域支援センター", LIST) == "だい2ちいきしえんセンター"
    assert spoken("地域支援", LIST).kana.split() == ["ちいき", "しえん"]
    assert kana("瀬下地域", LIST) == ""
    assert spoken("御井地域", LIST) == ("みい\u3000ちいき", True)
    assert unread("瀬下の地域と筑後", LIST) == ["瀬下", "筑後"]


def test_a_reading_that_is_not_its_words_is_found_soon() -> None:
    assert align("支え合い", "ささいあい") is None
    begun = time.process_time()
    assert align("漢あ" * 20, "あ" * 59 + "い") is None
    assert time.process_time() - begun < 5  # tried one by one, it would take years


def test_the_plan_of_kurume_is_complete(plan: Plan) -> None:
    assert [run for placed in plan.texts for run in unread(placed.text, plan.readings)] == []
    unsure = {one.name for one in plan.districts if not one.sure}
    for district in plan.districts:
        ruby = "".join(reading for _, reading in readings(plan.with_ruby(district.name)))
        assert (ruby == "") is (district.name in unsure)
    for desk in plan.desks:
        assert kana(desk.name, plan.readings), desk.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("民生委員・児童委員", "みんせいいいん・じどういいん"),
        ("西第2地域包括支援センター", "にしだい2ちいきほうかつしえんセンター"),
        ("日頃から見守り合う", "ひごろからみまもりあう"),
        ("一人ひとりと出会い", "ひとりひとりとであい"),
        ("その他の支援関係機関", "そのたのしえんかんけいきかん"),
        ("令和8年4月", "れいわ8ねん4がつ"),
        ("高良内校区の事業所等", "こうらうちこうくのじぎょうしょとう"),
        ("人を育む", "ひとをはぐくむ"),
        ("制度の狭間", "せいどのはざま"),
    ],
)
def test_words_of_welfare_are_read_as_they_are(plan: Plan, text: str, expected: str) -> None:
    assert kana(text, plan.readings) == expected
