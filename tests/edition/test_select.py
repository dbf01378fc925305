"""An edition holds what concerns its district and nothing else."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from handbook.district import District
from handbook.edition import select
from handbook.errors import InputError
from handbook.plan import Column, Plan


@pytest.mark.parametrize(
    "name",
    [
        "浮島",
        "浮島校区",
        "うきしま",
        "ウキシマ",
        "ｳｷｼﾏ",
        "うきしま校区",
        "ukishima",
        "Ukishima",
        "ＵＫＩＳＨＩＭＡ",
        " 浮島 ",
        "浮 島",
    ],
)
def test_ways_to_name_a_district(plan: Plan, name: str) -> None:
    assert plan.find(name).name == "浮島"


def test_every_district_is_found_by_every_name(plan: Plan) -> None:
    for district in plan.districts:
        for name in (district.name, f"{district.name}校区", district.reading, district.slug):
            assert plan.find(name) is district


def test_inside_the_program_a_district_has_one_key(plan: Plan) -> None:
    assert plan.district("浮島").slug == "ukishima"
    for name in ("うきしま", "浮島校区", "ukishima", " 浮島"):
        with pytest.raises(InputError, match="という校区はありません"):
            select(plan, name)


def called(*names: tuple[str, str, str], kind: str = "校区") -> Plan:
    """A plan that has districts of these names, readings and slugs, and nothing else."""
    return Plan(
        city="見本市",
        title="見本計画",
        district_kind=kind,
        issuers=("見本市",),
        districts=tuple(District(*name) for name in names),
        categories=(),
        desks=(),
    )


@pytest.mark.parametrize("name", ["西第２", "浮島（旧）", "\ufa19岡", "Ａ１", "東 町"])
def test_names_of_any_width_and_form_are_found(name: str) -> None:
    """The forms that folding changes: full-width digits and brackets, a compatibility character, a space."""
    plan = called((name, "にし", "nishi"), ("北", "きた", "kita"))
    assert plan.find(name).name == name
    assert plan.find(f"{name}校区").name == name
    assert plan.find(unicodedata.normalize("NFKC", name)).name == name
    assert select(plan, name).district.name == name


def test_a_name_that_is_anothers_reading_is_its_own() -> None:
    """ミナミ, read みなみまち, stands beside 南, read みなみ."""
    plan = called(("南", "みなみ", "minami"), ("ミナミ", "みなみまち", "minamimachi"))
    assert plan.find("ミナミ").name == "ミナミ"
    assert plan.find("ミナミ校区").name == "ミナミ"
    assert plan.find("みなみ").name == "南"
    assert plan.find("みなみまち").name == "ミナミ"


def test_a_search_with_several_answers_is_refused() -> None:
    plan = called(("ｶﾞｲ", "がい", "gai"), ("ガイ", "がいまち", "gaimachi"), ("南", "みなみ", "minami"))
    assert plan.find("ｶﾞｲ").name == "ｶﾞｲ"
    with pytest.raises(InputError) as caught:
        plan.find("ガ イ")
    (problem,) = caught.value.problems
    assert "2つ" in problem.message
    assert "がいまち" in problem.hint


def test_other_kinds_of_district_are_known_by_their_own_word() -> None:
    plan = called(("校区", "こうく", "kouku"), ("東", "ひがし", "higashi"), kind="地区")
    assert plan.find("東地区").name == "東"
    assert plan.find("校区地区").name == "校区"
    with pytest.raises(InputError, match="東校区」という地区はありません"):
        plan.find("東校区")


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("浮鳥", "浮島（うきしま）"),
        ("ukisima", "浮島（うきしま）"),
        ("いぬづか", "犬塚（いぬつか）"),
        ("高良", "高良内（こうらうち）"),
        ("三瀦", "三潴（みずま）"),
    ],
)
def test_misspelt_district(plan: Plan, name: str, suggested: str) -> None:
    with pytest.raises(InputError) as caught:
        plan.find(name)
    (problem,) = caught.value.problems
    assert name in problem.message
    assert suggested in problem.hint


@pytest.mark.parametrize("name", ["", "校区", "東京", "𠮷"])
def test_hopeless_names_point_to_the_list(plan: Plan, name: str) -> None:
    with pytest.raises(InputError) as caught:
        plan.find(name)
    assert caught.value.problems[0].hint


def test_one_desk_per_category_in_the_plans_order(plan: Plan) -> None:
    for district in plan.districts:
        edition = select(plan, district.name)
        assert tuple(desk.category for desk in edition.desks) == tuple(
            category.name for category in plan.categories
        )
        assert all(district.name in desk.districts for desk in edition.desks)


def test_ukishima(plan: Plan) -> None:
    edition = select(plan, "浮島")
    assert [(desk.name, desk.phone) for desk in edition.desks] == [
        ("西地域包括支援センター", "0942-51-6100"),
        ("西部障害者基幹相談支援センター", "0942-27-2038"),
        ("こども子育てサポートセンター", "0942-30-9302"),
        ("生活自立支援センター", "0942-30-9185"),
    ]
    assert [column.districts for column in edition.columns] == [("浮島",), ()]
    assert edition.other_columns == ()


def test_another_districts_column_is_set_apart(plan: Plan) -> None:
    edition = select(plan, "日吉")
    assert [column.districts for column in edition.columns] == [()]
    assert [column.districts for column in edition.other_columns] == [("浮島",)]


def test_a_column_of_several_districts_stands_in_each(plan: Plan) -> None:
    shared = Column(id="shared", districts=("日吉", "篠山"), title="題", text="二つの校区の話")
    with_shared = replace(plan, columns=(*plan.columns, shared))
    for name in ("日吉", "篠山"):
        assert select(with_shared, name).columns[0] is shared
    assert shared not in select(with_shared, "浮島").other_columns, "its author has not let others print it"
    lent = shared._replace(shared=True)
    assert lent in select(replace(plan, columns=(*plan.columns, lent)), "浮島").other_columns


def test_samples_are_in_no_edition(plan: Plan) -> None:
    sample = Column(id="sample", districts=("浮島",), title="題", text="作り話", sample=True)
    with_sample = replace(plan, columns=(sample, *plan.columns))
    for district in ("浮島", "日吉"):
        edition = select(with_sample, district)
        assert sample not in (*edition.columns, *edition.other_columns)
    assert sample in with_sample.columns


def test_what_is_unconfirmed_touches_the_district(plan: Plan) -> None:
    keys = {name: {item.key for item in select(plan, name).unconfirmed} for name in ("荒木", "浮島", "日吉")}
    assert "districts/荒木/desks/高齢者" in keys["荒木"]
    assert "desks/高齢者/西第2地域包括支援センター/phone" in keys["荒木"]
    assert "desks/高齢者/西第2地域包括支援センター/phone" not in keys["浮島"]
    assert all("plan/contacts/社会福祉法人久留米市社会福祉協議会/fax" in found for found in keys.values())
    assert not any("西地域" in key or "reading" in key for key in keys["日吉"])


@pytest.mark.parametrize(
    ("name", "reading", "ruby"),
    [
        ("浮島", "うきしま", "{浮島|うきしま}"),
        ("つつじが丘", "つつじがおか", "つつじが{丘|おか}"),
        ("見本ニュータウン", "みほんにゅーたうん", "{見本|みほん}ニュータウン"),
        ("宮ノ陣", "みやのじん", "{宮ノ陣|みやのじん}"),
        ("ひばり", "ひばり", "ひばり"),
    ],
)
def test_kana_at_either_end_of_a_name_need_no_reading(name: str, reading: str, ruby: str) -> None:
    assert District(name, reading, "slug").markup == ruby
    assert District(name, reading, "slug", sure=False).markup == name
