"""What changed between two plans, in words that a person at the city understands."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

import handbook
from handbook.changes import (
    LOCAL_FIELDS,
    WORDING,
    Change,
    around,
    compare_plans,
    contents,
    name_of,
    shared_texts,
)
from handbook.declaration import values
from handbook.plan import Category, Column, Desk, Plan

BLOCKS = Path(handbook.__file__).parent / "blocks"


def changed(plan: Plan, new: Plan) -> dict[str, list[Change]]:
    """District → what changed, without the districts for which nothing did."""
    return {one.district: list(one.changes) for one in compare_plans(plan, new) if one.changes}


def said(plan: Plan, new: Plan) -> dict[str, list[str]]:
    return {name: [change.words for change in found] for name, found in changed(plan, new).items()}


def with_desk(plan: Plan, which: str, **values: object) -> Plan:
    (old,) = [desk for desk in plan.desks if desk.name == which]
    return replace(plan, desks=tuple(d._replace(**values) if d is old else d for d in plan.desks))


def with_column(plan: Plan, *districts: str, **values: object) -> Plan:
    old = next(column for column in plan.columns if column.districts == districts)
    return replace(plan, columns=tuple(c._replace(**values) if c is old else c for c in plan.columns))


def test_nothing_changed(plan):
    assert changed(plan, replace(plan)) == {}
    assert [one.district for one in compare_plans(plan, replace(plan))] == [d.name for d in plan.districts]


def test_a_telephone_number_concerns_the_districts_of_its_desk_alone(plan):
    found = said(plan, with_desk(plan, "西地域包括支援センター", phone="0942-51-6199"))
    desk = next(desk for desk in plan.desks if desk.name == "西地域包括支援センター")
    assert set(found) == set(desk.districts)
    assert found[desk.districts[0]] == [
        f"西地域包括支援センターの電話番号が {desk.phone} から 0942-51-6199 に変わりました"
    ]


def test_a_fax_number_that_is_gone(plan):
    found = changed(plan, with_desk(plan, "西地域包括支援センター", fax=""))
    change = next(iter(found.values()))[0]
    assert change.subject == "西地域包括支援センターのFAX番号"
    assert change.after == ""
    assert change.words.endswith("がなくなりました")


def test_another_desk_covers_a_district(plan):
    moved = "浮島"
    old = next(d for d in plan.desks if moved in d.districts and d.category == "高齢者")
    new = next(d for d in plan.desks if moved not in d.districts and d.category == "高齢者")
    desks = tuple(
        d._replace(districts=tuple(x for x in d.districts if x != moved)) if d is old
        else d._replace(districts=(*d.districts, moved)) if d is new else d
        for d in plan.desks
    )  # fmt: skip
    was, now = (f"{desk.name}（電話 {desk.phone}、FAX {desk.fax}）" for desk in (old, new))
    assert said(plan, replace(plan, desks=desks)) == {
        moved: [f"高齢者の相談先が {was} から {now} に変わりました"]
    }


def test_a_desk_that_is_renamed(plan):
    found = said(plan, with_desk(plan, "西地域包括支援センター", name="{西|にし}よりそいセンター"))
    assert (
        "高齢者の相談先の名前が 西地域包括支援センター から 西よりそいセンター に変わりました"
        in found["浮島"]
    )


def test_a_new_category_concerns_everybody(plan):
    everywhere = tuple(district.name for district in plan.districts)
    desk = Desk(
        category="外国人", name="国際交流センター", phone="0942-11-1111", fax="", districts=everywhere
    )
    found = said(
        plan, replace(plan, categories=(*plan.categories, Category("外国人")), desks=(*plan.desks, desk))
    )
    assert len(found) == 46
    assert "外国人の相談先 国際交流センター（電話 0942-11-1111） が加わりました" in found["日吉"]


def test_columns_of_a_district_and_of_the_city(plan):
    column = Column(id="new", districts=("南",), title="{見守|みまも}りの輪", text="……")
    assert said(plan, replace(plan, columns=(*plan.columns, column)))["南"] == [
        "事例「見守りの輪」が加わりました"
    ]
    own = with_column(plan, "浮島", title="別の見出し")
    assert "見出し" in said(plan, own)["浮島"][0]
    assert len(said(plan, with_column(plan, text="短い文。"))) == 46
    without = replace(plan, columns=tuple(c for c in plan.columns if c.districts != ("浮島",)))
    assert said(plan, without)["浮島"][0].endswith("がなくなりました")


def test_a_sample_column_concerns_nobody(plan):
    sample = Column(id="x", districts=("南",), title="見本", text="作り話", sample=True)
    assert said(plan, replace(plan, columns=(*plan.columns, sample))) == {}


def test_a_long_text_is_told_by_what_differs_in_it(plan):
    column = next(c for c in plan.columns if c.districts == ("浮島",))
    new = with_column(plan, "浮島", text=column.text.replace(column.text[50:52], "〓〓", 1))
    (words,) = said(plan, new)["浮島"]
    assert "〓〓" in words
    assert len(words) < 100


def test_ruby_alone(plan):
    column = next(c for c in plan.columns if c.districts == ("浮島",))
    new = with_column(plan, "浮島", title="{" + column.title[0] + "|かな}" + column.title[1:])
    assert said(plan, new)["浮島"][0].endswith("の見出しのふりがなが変わりました")


def test_name_and_reading_of_a_district(plan):
    first, *rest = plan.districts
    new = replace(plan, districts=(first._replace(reading="ひよしい"), *rest))
    assert said(plan, new) == {first.name: [f"校区の読みが {first.reading} から ひよしい に変わりました"]}


def test_a_renamed_district_is_known_again(plan):
    first, *rest = plan.districts
    desks = tuple(
        d._replace(districts=tuple("新日吉" if x == first.name else x for x in d.districts))
        for d in plan.desks
    )
    new = replace(plan, districts=(first._replace(name="新日吉"), *rest), desks=desks)
    (one,) = [one for one in compare_plans(plan, new) if one.changes]
    assert (one.before, one.after) == (first.name, "新日吉")
    assert "校区の名前が 日吉 から 新日吉 に変わりました" in [c.words for c in one.changes]


def test_districts_that_come_and_go(plan):
    fewer = replace(plan, districts=plan.districts[1:])
    gone = compare_plans(plan, fewer)[-1]
    assert (gone.before, gone.after) == ("日吉", None)
    assert gone.changes[0].words == "日吉校区がなくなりました"
    assert said(fewer, plan) == {"日吉": ["日吉校区が加わりました"]}


def test_notes_and_sources_concern_nobody(plan):
    facts = tuple(fact._replace(note="あとで調べた", sources=()) for fact in plan.facts)
    assert said(plan, replace(plan, facts=facts, sources=())) == {}


def test_a_confirmation_concerns_nobody(plan, confirmed):
    assert said(plan, confirmed(plan)) == {}


def test_the_number_of_the_city_is_told_with_its_name(plan):
    first, *rest = plan.contacts
    new = replace(plan, contacts=(first._replace(phone="0942-30-0000"), *rest))
    assert said(plan, new)["南"] == [
        f"{first.name}の電話番号が {first.phone} から 0942-30-0000 に変わりました"
    ]


def test_a_date_of_its_own_is_told_by_whose_it_is(plan):
    west = "西地域包括支援センター"
    dated = with_desk(plan, west, as_of="令和8年4月")
    assert said(plan, dated)["浮島"] == [f"{west}の時点「令和8年4月」が加わりました"]
    newer = with_desk(plan, west, as_of="令和8年10月")
    assert said(dated, newer)["浮島"] == [f"{west}の時点が 令和8年4月 から 令和8年10月 に変わりました"]
    assert "南" not in said(dated, newer)
    column = with_column(plan, "浮島", as_of="令和8年4月")
    (words,) = said(plan, column)["浮島"]
    assert words == "事例「個別課題から地域の支え合いを考える」の時点「令和8年4月」が加わりました"
    first, *rest = plan.contacts
    contact = replace(plan, contacts=(first._replace(as_of="令和8年4月"), *rest))
    assert said(plan, contact)["南"] == [f"{first.name}の時点「令和8年4月」が加わりました"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("title", "計画の題"),
        ("goals.0.measures.1.roles.city.text", "目標1の施策2の役割「久留米市」"),
        ("goals.2.measures.0.title", "目標3の施策1の題"),
        ("sections.position.points.0.text", "章「1　計画の位置づけ」の項目1"),
        ("sections.situation.points.0.excerpt", "章「2　社会情勢と本市の状況」の項目1の短い文"),
        ("notes.0.text", "注1の文"),
        ("data_date", "データの時点"),
        ("statistics.1.points.0.as_of", "統計2の項目1の時点"),
    ],
)
def test_texts_are_named_by_what_they_are(path, name, plan):
    assert path in shared_texts(plan)
    assert name_of(path, shared_texts(plan)) == name


def test_every_text_of_the_plan_has_a_japanese_name_and_counts(plan):
    """Nothing that all editions share may change unnoticed, and nothing is told by its English name."""
    for path in shared_texts(plan):
        assert not re.search("[a-z_]", name_of(path, shared_texts(plan))), f"{path} has no Japanese name"
    for field in Plan.__dataclass_fields__:
        assert field in values(WORDING) or field in LOCAL_FIELDS, field
    texts = set(shared_texts(plan).values())

    def below(value):
        if isinstance(value, (tuple, dict)):
            for item in value.values() if isinstance(value, dict) else value:
                yield from below(item)
        elif isinstance(value, str):
            yield value

    for field in Plan.__dataclass_fields__:
        if field not in LOCAL_FIELDS:
            assert set(below(getattr(plan, field))) <= texts, field


def test_contents_hold_all_of_what_blocks_look_at():
    """A block that looked at something else of the plan could be skipped wrongly by `build`."""
    known = {"district", "desks", "columns", "other_columns", "final", "marks", "ended", "stamp"}
    known |= {"as_of", "others"}  # made of the desks' and contacts' dates
    known |= {"tables", "contents", "folio"}  # follows from the pages themselves
    for path in BLOCKS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Attribute):
                continue
            if isinstance(node.value, ast.Attribute) and node.value.attr in ("plan", "_plan"):
                assert node.attr not in LOCAL_FIELDS, f"{path.name}:{node.lineno}: see handbook.changes"
            if isinstance(node.value, ast.Attribute) and node.value.attr in ("edition", "_edition"):
                assert node.attr in known, f"{path.name}:{node.lineno}: see handbook.changes"
            if node.attr == "other_columns" and path.name != "kit.py":
                assert path.name == "columns.py", "`build` looks for its option `others`: batch/run.py"


def test_other_columns_count_only_where_they_are_asked_for(plan):
    edition = handbook.select(plan, "南")
    assert contents(edition).others == ()
    assert {column.district for column in contents(edition, others=True).others} == {
        "・".join(column.districts) for column in edition.other_columns
    }


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("あいうえおかきくけこ", "あいうえおガきくけこ", ("…いうえおかきくけこ", "…いうえおガきくけこ")),
        ("あ", "い", ("あ", "い")),
        ("同じ", "同じ同じ", ("同じ", "同じ同じ")),
        ("", "新", ("", "新")),
    ],
)
def test_what_differs_in_two_texts(before, after, told):
    assert around(before, after) == told
