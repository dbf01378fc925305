"""The bundled data: whole, true to the printed overview, and honest about what it rests on."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

from handbook.facts import owner_key
from handbook.load.dates import date_problems
from handbook.plan import Plan

# The overview's text as extracted from its printed pages: the measure of every printed word.
OVERVIEW = Path(__file__).with_name("overview.txt").read_text(encoding="utf-8")


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_printable_text_stands_in_the_overview(plan: Plan) -> None:
    overview = bare(OVERVIEW)
    # What the overview does not print: readings, the former towns, and the date of the full plan.
    outside = {district.reading for district in plan.districts}
    outside |= {district.bloc for district in plan.districts} | {plan.data_date}
    excerpts = {point.short for section in plan.sections.values() for point in section.points}
    assert plan.welfare
    excerpts |= {plan.welfare.short, "校区"}
    missing = [
        placed
        for placed in plan.texts
        if bare(placed.text) not in overview and placed.text not in outside | excerpts
    ]
    assert missing == []


def test_every_word_of_the_overview_is_in_the_data(plan: Plan) -> None:
    """Nothing is left out of the data because the leaflet does not print it."""
    known = "".join(bare(placed.text) for placed in plan.texts) + "".join(
        "、".join(desk.districts) for desk in plan.desks
    )
    # Labels of the printed tables and marks that the data holds as structure.
    labels = {"相談窓口", "電話", "FAX", "担当校区", "市内全域", "久留米市社会福祉法人久留米市社会福祉協議会"}
    labels |= {f"【{category.name}】" for category in plan.categories} | {
        "※１",
        "※２",
        "社",
        "市",
        "くるめ地",
    }
    lost = []
    for line in OVERVIEW.split("\n"):
        text = bare(line).strip("○〇・■＜＞（）")
        pieces = [piece for piece in re.split(r"[、。・＜＞【】○〇■：“”]", text) if piece]
        lost += [
            piece for piece in pieces if piece not in known and text not in labels and piece not in labels
        ]
    allowed = {
        "ヒアリングで",
        "ワークショップで",
        "2つの計画を一体的に他の計画等との関係図",
        "高齢者",
        "障害者",
        "子ども",
        "生活困窮者",
        "電話0942-30-9173",
        "FAX0942-30-9752",
        "電話0942-34-3035",
        "FAX0942-34-3090",
    }
    assert [piece for piece in lost if piece not in allowed] == []


def test_all_forty_six_districts(plan: Plan) -> None:
    assert len(plan.districts) == 46
    blocs = Counter(district.bloc for district in plan.districts)
    assert blocs == {"旧久留米市": 27, "田主丸町": 7, "北野町": 4, "城島町": 5, "三潴町": 3}
    slugs = {district.name: district.slug for district in plan.districts}
    expected = {
        "大城": "ooki",
        "浮島": "ukishima",
        "高良内": "kourauchi",
        "津福": "tsubuku",
        "荘島": "shoujima",
        "三潴": "mizuma",
    }
    assert {name: slugs[name] for name in expected} == expected
    closed = {district.name for district in plan.districts if district.status}
    assert closed == {"下田", "浮島", "青峰"}


def test_the_desks_partition_the_districts(plan: Plan) -> None:
    categories = [category.name for category in plan.categories]
    assert categories == ["高齢者", "障害者", "子ども", "生活困窮者"]
    count = Counter(desk.category for desk in plan.desks)
    assert [count[category] for category in categories] == [11, 4, 1, 2]
    names = sorted(district.name for district in plan.districts)
    for category in categories:
        covered = [name for desk in plan.desks if desk.category == category for name in desk.districts]
        assert sorted(covered) == names


def test_goals_measures_and_the_rest(plan: Plan) -> None:
    assert [len(goal.measures) for goal in plan.goals] == [3, 4, 6]
    assert len(plan.sections["challenges"].points) == 8
    assert len(plan.statistics) == 4
    assert plan.hearing
    assert plan.workshop
    assert plan.image
    assert plan.period
    assert (len(plan.hearing.remarks), len(plan.workshop.remarks)) == (5, 4)
    assert [step.mark for step in plan.image.steps] == list("①②③④⑤⑥⑦⑧⑨")
    assert [note.mark for note in plan.notes] == ["※１", "※２"]
    assert [party.mark for party in plan.parties] == ["地", "社", "市"]
    assert [contact.phone for contact in plan.contacts] == ["0942-30-9173", "0942-34-3035"]
    assert (plan.period.first, plan.period.last) == (date(2020, 4, 1), date(2026, 3, 31))
    tenths = {point.label: point.tenths for each in plan.statistics for point in each.points if point.tenths}
    assert tenths == {"日頃から親しくしている人": 2, "参加したいと考えている人": 6, "全く参加していない人": 5}


def test_excerpts_of_the_standard_leaflet(plan: Plan) -> None:
    assert plan.welfare
    assert plan.welfare.short.endswith("福祉課題の解決に取り組むこと。")
    assert [point.short for point in plan.sections["situation"].points][1:] == [
        "地縁を基盤としたつながりが希薄化",
        "「地域共生社会の実現」が重要",
    ]
    # Two challenges have no 課題 but 必要: without it they would claim that the thing is there.
    needed = [point.short for point in plan.sections["challenges"].points if point.short.endswith("必要")]
    assert needed == ["地域防災力の強化が必要", "地域住民等への支援の強化が必要"]


def test_a_box_to_tick_only_where_the_sentence_speaks_to_a_person(plan: Plan) -> None:
    without = [measure.title for goal in plan.goals for measure in goal.measures if not measure.tick]
    assert without == [
        "福祉人材の養成と資質の向上",
        "社会福祉法人・学校・事業所等の地域貢献の促進",
        "財源確保の推進",
    ]
    for goal in plan.goals:
        for measure in goal.measures:
            assert [party for party, _ in measure.roles] == [party.id for party in plan.parties]


def test_inferred_values_say_so(plan: Plan) -> None:
    sources = {source.id for source in plan.sources}
    for fact in plan.facts:
        assert set(fact.sources) <= sources
        assert fact.sources
        assert fact.place
    sure = {fact.key: fact.confidence for fact in plan.facts}
    for pair in ("西", "北"):
        for name in (pair, f"{pair}第2"):
            assert sure[f"desks/高齢者/{name}地域包括支援センター/districts"] == "near-certain"
    assert plan.confirmations == (), "a city confirms its own data"


def test_the_districts_of_two_desks_are_those_of_eleven_joined_in_order(plan: Plan) -> None:
    """Why 西/西第2 and 北/北第2 are near-certain: swapped, the two cells would be no others joined."""
    elderly = {
        desk.name.removesuffix("地域包括支援センター"): desk.districts
        for desk in plan.desks
        if desk.category == "高齢者"
    }
    first, second = (desk.districts for desk in plan.desks if desk.category == "生活困窮者")

    def joined(*names: str) -> tuple[str, ...]:
        return tuple(district for name in names for district in elderly[name])

    assert first == joined("中央", "中央第2", "中央第3", "西", "西第2")
    assert second == joined("東", "東第2", "南", "南第2", "北", "北第2")


def test_every_reading_and_every_desk_rests_on_something(plan: Plan) -> None:
    keys = {fact.key for fact in plan.facts}
    assert {f"districts/{district.name}/reading" for district in plan.districts} <= keys
    assert {f"{owner_key(plan, desk)}/districts" for desk in plan.desks} <= keys


def test_alternative_readings_are_told(plan: Plan) -> None:
    notes = {fact.key: fact.note for fact in plan.facts}
    others = {"船越": "ふなごし", "三潴": "みづま", "川会": "かわあい", "犬塚": "いぬづか"}
    for name, other in others.items():
        assert other in notes[f"districts/{name}/reading"]


def test_dates_in_the_facts_can_be(plan: Plan) -> None:
    texts = [fact.note + fact.subject for fact in plan.facts] + [source.text for source in plan.sources]
    texts += [district.status for district in plan.districts]
    assert [found for text in texts for found in date_problems(text)] == []


def test_printable_texts_stand_where_their_places_say(plan: Plan) -> None:
    files: dict[str, list[str]] = {}
    for placed in plan.texts:
        name = placed.place.file
        if name not in files:
            root = Path(plan.folder)
            path = root / "columns" / Path(name).name if "columns" in name else root / Path(name).name
            files[name] = path.read_text(encoding="utf-8").split("\n")
        there = files[name][placed.place.line - 1][placed.place.column - 1 :]
        assert there.lstrip("\"'").startswith(placed.text[:8])
