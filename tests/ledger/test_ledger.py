"""What people can confirm, who has, what pages print without two names: on the real data."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

import handbook
from handbook.errors import InputError
from handbook.facts import addresses
from handbook.layout import Layout
from handbook.ledger import Confirmation, Item, confirmed_by, items, lacking, printed
from handbook.load import load_plan
from handbook.load.ledger import record, withdraw
from handbook.plan import Plan

DAY = datetime.date(2026, 4, 1)
PHONE = "desks/高齢者/西地域包括支援センター/phone"


def item(plan: Plan, key: str) -> Item:
    return next(one for one in items(plan) if one.key == key)


def by(plan: Plan, key: str, *names: str) -> list[Confirmation]:
    return [Confirmation(key, item(plan, key).value, name, DAY) for name in names]


def test_every_number_of_every_desk_and_contact_is_there_to_be_confirmed(plan: Plan) -> None:
    numbers = [one.value for one in items(plan) if one.is_number]
    printed_in_plan = [
        number for owner in (*plan.desks, *plan.contacts) for number in (owner.phone, owner.fax) if number
    ]
    assert sorted(numbers) == sorted(printed_in_plan)
    assert item(plan, PHONE).value == "0942-51-6100"
    assert item(plan, PHONE).subject == "西地域包括支援センターの電話番号"


def test_what_is_inferred_is_there_and_what_is_printed_in_the_plan_is_not(plan: Plan) -> None:
    keys = {one.key for one in items(plan)}
    assert "plan/goals" in keys
    assert "districts/船越/reading" in keys
    assert "districts/浮島/desks/高齢者" in keys, (
        "which desk covers a district is inferred, district by district"
    )
    assert "districts/日吉/reading" not in keys, "two lists agree"
    assert "districts/日吉/desks/高齢者" not in keys
    for one in items(plan):
        assert one.value, one.key
        assert "\n" not in one.value
        assert one.place, one.key
        assert one.is_number or one.source, one.key


def test_every_inferred_value_that_evidence_names_has_a_value(plan: Plan) -> None:
    assert {fact.key for fact in plan.facts} <= addresses(plan)


def test_a_confirmation_holds_for_this_very_value_alone(plan: Plan) -> None:
    confirmed = replace(plan, confirmations=tuple(by(plan, PHONE, "見本太郎", "見本花子")))
    assert confirmed_by(confirmed, item(confirmed, PHONE)) == ("見本太郎", "見本花子")
    desks = tuple(
        desk._replace(phone="0942-51-6101") if desk.phone == "0942-51-6100" else desk for desk in plan.desks
    )
    changed = replace(confirmed, desks=desks)
    assert confirmed_by(changed, item(changed, PHONE)) == ()


def test_a_desk_that_covers_another_district_is_another_value(plan: Plan) -> None:
    key = "districts/荒木/desks/高齢者"
    confirmed = replace(plan, confirmations=tuple(by(plan, key, "見本太郎", "見本花子")))
    moved = {"西": ("荒木",), "西第2": ()}
    desks = tuple(
        desk._replace(districts=(*(name for name in desk.districts if name != "荒木"), *moved[short]))
        if (short := desk.name.removesuffix("地域包括支援センター")) in moved
        else desk
        for desk in plan.desks
    )
    changed = replace(confirmed, desks=desks)
    assert confirmed_by(confirmed, item(confirmed, key)) == ("見本太郎", "見本花子")
    assert confirmed_by(changed, item(changed, key)) == ()


def test_one_person_is_one_however_the_name_is_written(plan: Plan) -> None:
    names = ("見本太郎", "見本 太郎", "見本　太郎", "ミホン", "ﾐﾎﾝ")
    confirmed = replace(plan, confirmations=tuple(by(plan, PHONE, *names)))
    assert len(confirmed_by(confirmed, item(confirmed, PHONE))) == 2


def test_a_layout_lacks_only_what_it_prints_in_these_editions(plan: Plan, leaflet: Layout) -> None:
    here = handbook.select(plan, "浮島")
    keys = {one.key for one in lacking(plan, [here], leaflet)}
    assert PHONE in keys
    assert "districts/浮島/desks/生活困窮者" in keys
    assert "plan/contacts/社会福祉法人久留米市社会福祉協議会/fax" in keys
    assert not any("南地域包括" in key for key in keys), "not this district's desk"
    assert "plan/image/slogans" not in keys, "the leaflet does not print the image"
    assert "districts/船越/reading" not in {
        one.key for one in printed(handbook.select(plan, "船越"), leaflet)
    }, "an unsure reading is not printed"


def test_a_number_within_a_column_is_a_number_too(data_copy: Path, leaflet: Layout) -> None:
    path = data_copy / "columns" / "ukishima-ninchisho.yaml"
    text = path.read_text(encoding="utf-8")
    for written in ("0942-00-1234", "０９４２－００－１２３４"):
        own = text.replace("浮島校区では、", f"電話は {written}。浮島校区では、")
        path.write_text(f"{own}\nallows: [0942-00-1234]\n", encoding="utf-8")
        plan = load_plan(data_copy)
        here, elsewhere = (
            {one.value for one in lacking(plan, [handbook.select(plan, name)], leaflet)}
            for name in ("浮島", "日吉")
        )
        assert "0942-00-1234" in here
        assert "0942-00-1234" not in elsewhere
    record(data_copy, by(plan, "texts/0942-00-1234", "見本太郎", "見本花子"))
    plan = load_plan(data_copy)
    assert "0942-00-1234" not in {
        one.value for one in lacking(plan, [handbook.select(plan, "浮島")], leaflet)
    }


def test_all_that_is_printed_once_confirmed_lacks_nothing(plan: Plan, leaflet: Layout) -> None:
    here = handbook.select(plan, "浮島")
    names = ("見本太郎", "見本花子")
    found = tuple(one for each in lacking(plan, [here], leaflet) for one in by(plan, each.key, *names))
    confirmed = replace(plan, confirmations=found)
    assert lacking(confirmed, [handbook.select(confirmed, "浮島")], leaflet) == ()
    one_missing = replace(plan, confirmations=found[:-1])
    assert len(lacking(one_missing, [handbook.select(one_missing, "浮島")], leaflet)) == 1


def test_what_is_recorded_is_read_back_and_what_a_person_wrote_stays(plan: Plan, data_copy: Path) -> None:
    path = data_copy / "confirmations.yaml"
    head = path.read_text(encoding="utf-8")
    record(data_copy, by(plan, PHONE, "見本太郎"))
    path.write_text(path.read_text(encoding="utf-8") + "  # 電話で聞いた\n", encoding="utf-8")
    record(data_copy, by(plan, "plan/goals", "見本：花子 #2"))
    record(data_copy, by(plan, "plan/goals", "見本：花子 #2"))
    found = load_plan(data_copy)
    assert [(one.fact, one.by, one.on) for one in found.confirmations] == [
        (PHONE, "見本太郎", DAY),
        ("plan/goals", "見本：花子 #2", DAY),
    ]
    assert confirmed_by(found, item(found, "plan/goals")) == ("見本：花子 #2",)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(head)
    assert "# 電話で聞いた" in text
    withdraw(data_copy, by(plan, PHONE, "見本太郎"))
    assert [one.fact for one in load_plan(data_copy).confirmations] == ["plan/goals"]
    assert "# 電話で聞いた" in path.read_text(encoding="utf-8")
    withdraw(data_copy, by(plan, "plan/goals", "見本：花子 #2"))
    assert load_plan(data_copy).confirmations == ()


def test_a_ledger_in_another_hand_is_kept_or_refused_never_spoilt(plan: Plan, data_copy: Path) -> None:
    path = data_copy / "confirmations.yaml"
    flowing = 'confirmations: [{fact: plan/goals, value: "1", by: 見本太郎, on: 2026-04-01}]\n'
    path.write_text(flowing, encoding="utf-8")
    with pytest.raises(InputError, match=r"confirmations\.yaml"):
        record(data_copy, by(plan, PHONE, "見本花子"))
    assert path.read_text(encoding="utf-8") == flowing
    loose = "confirmations:\n  -\n    by: 見本太郎\n    fact: plan/goals\n    value: x\n    on: 2026-04-01\n"
    path.write_text(loose, encoding="utf-8")
    record(data_copy, by(plan, PHONE, "見本花子"))
    assert [one.by for one in load_plan(data_copy).confirmations] == ["見本太郎", "見本花子"]


def test_an_unsure_reading_is_printed_when_two_have_confirmed_it(plan: Plan, data_copy: Path) -> None:
    record(data_copy, by(plan, "districts/船越/reading", "見本太郎"))
    assert not load_plan(data_copy).district("船越").sure
    record(data_copy, by(plan, "districts/船越/reading", "見本花子"))
    assert load_plan(data_copy).district("船越").sure
    assert not load_plan(data_copy).district("三潴").sure
