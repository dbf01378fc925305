"""An edition holds what concerns its district and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handbook.edition import find_district, select
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
        "ukishima",
        "Ukishima",
        "ＵＫＩＳＨＩＭＡ",
        " 浮島 ",
        "浮 島",
        "うきしまこうく",
        "ukishima-kouku",
    ],
)
def test_ways_to_name_a_district(plan: Plan, name: str) -> None:
    assert find_district(plan, name).name == "浮島"


def test_every_district_is_found_by_every_name(plan: Plan) -> None:
    for district in plan.districts:
        for name in (district.name, f"{district.name}校区", district.reading, district.slug):
            assert find_district(plan, name) is district


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
        find_district(plan, name)
    (problem,) = caught.value.problems
    assert name in problem.message
    assert suggested in problem.hint


@pytest.mark.parametrize("name", ["", "校区", "東京", "𠮷"])
def test_hopeless_names_point_to_the_list(plan: Plan, name: str) -> None:
    with pytest.raises(InputError) as caught:
        find_district(plan, name)
    assert caught.value.problems[0].hint


def test_one_desk_per_category_in_the_plans_order(plan: Plan) -> None:
    for district in plan.districts:
        edition = select(plan, district.name)
        assert tuple(desk.category for desk in edition.desks) == plan.categories
        assert all(district.name in desk.districts for desk in edition.desks)


def test_ukishima(plan: Plan) -> None:
    edition = select(plan, "浮島")
    assert [(desk.name, desk.phone) for desk in edition.desks] == [
        ("西地域包括支援センター", "0942-51-6100"),
        ("西部障害者基幹相談支援センター", "0942-27-2038"),
        ("こども子育てサポートセンター", "0942-30-9302"),
        ("生活自立支援センター", "0942-30-9185"),
    ]
    assert [column.district for column in edition.columns] == ["浮島", None]
    assert edition.other_columns == ()


def test_another_districts_column_is_set_apart(plan: Plan) -> None:
    edition = select(plan, "日吉")
    assert [column.district for column in edition.columns] == [None]
    assert [column.district for column in edition.other_columns] == ["浮島"]


def test_samples_are_in_no_edition(plan: Plan) -> None:
    sample = Column(id="sample", district="浮島", title="題", text="作り話", sample=True)
    with_sample = replace(plan, columns=(sample, *plan.columns))
    for district in ("浮島", "日吉"):
        edition = select(with_sample, district)
        assert sample not in (*edition.columns, *edition.other_columns)
    assert sample in with_sample.columns


def test_unconfirmed_facts_touch_the_district(plan: Plan) -> None:
    subjects = {
        name: [fact.subject for fact in select(plan, name).unconfirmed] for name in ("荒木", "浮島", "日吉")
    }
    for name in ("荒木", "浮島"):
        # Either centre's districts may be the other's: both facts touch both sides.
        assert "西地域包括支援センターの担当校区" in subjects[name]
        assert "西第2地域包括支援センターの担当校区" in subjects[name]
    assert not any(subject.startswith("西") for subject in subjects["日吉"])
    assert all("校区の読み" not in subject for subject in subjects["日吉"])
