"""What a column may name: what is its readers' own, and what it says that it may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handbook.errors import InputError
from handbook.load import load_plan

Change = Callable[..., Path]


@pytest.mark.parametrize(
    "column",
    [
        "district: 日吉\ntext: 中央地域包括支援センター（0942-46-8711、FAX 0942-34-7217）へ",
        "district: 日吉\ntext: 市の地域福祉課（0942-30-9173）と生活自立支援センターへ",
        "district: [日吉, 篠山]\ntext: 日吉校区と篠山校区が、中央地域包括支援センターと話しました",
        "everywhere: true\ntext: こども子育てサポートセンター（0942-30-9302）と、浮島校区の例",
        "district: 日吉\ntext: 西地域包括支援センター（0942-51-6100）へ\nallows: [西地域包括支援センター]",
        "district: 日吉\ntext: 電話は０９４２（５１）６１００です\nallows: [0942-51-6100]",
        "district: 日吉\ntext: 浮島校区の皆さんと\nallows: [浮島校区]",
        "district: 日吉\ntext: 申し込みは0942-99-9999へ\nallows: [0942-99-9999]",
        "district: 日吉\ntext: 大橋さんと青木さんが、2019-2020年に集まりました",
    ],
)
def test_what_may_stand(column: str, data_copy: Path) -> None:
    (data_copy / "columns" / "own.yaml").write_text(f"title: 題\n{column}\n", encoding="utf-8")
    assert "own" in [column.id for column in load_plan(data_copy).columns]


@pytest.mark.parametrize(
    "number",
    ["0942.51.6100", "51-6100", "51－6100", "〇九四二－五一－六一〇〇", "0942・51・6100", "+81-942-51-6100"],
)
def test_another_districts_number_in_whatever_shape(number: str, data_copy: Path) -> None:
    (data_copy / "columns" / "own.yaml").write_text(
        f"title: 題\ndistrict: 日吉\ntext: 電話は{number}まで\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="西地域包括支援センター"):
        load_plan(data_copy)


def test_of_names_within_each_other_the_longest_counts(change: Change) -> None:
    """南西地域… holds 西地域…, and is the desk of 日吉 here."""
    change("evidence.yaml", "高齢者/中央地域包括支援センター", "高齢者/南西地域包括支援センター")
    folder = change("desks.yaml", "name: 中央地域包括支援センター", "name: 南西地域包括支援センター")
    path = folder / "columns" / "own.yaml"
    path.write_text("title: 題\ndistrict: 日吉\ntext: 南西地域包括支援センターへ\n", encoding="utf-8")
    load_plan(folder)
    path.write_text("title: 題\ndistrict: 浮島\ntext: 南西地域包括支援センターへ\n", encoding="utf-8")
    with pytest.raises(InputError, match="担当ではない「南西地域包括支援センター」"):
        load_plan(folder)


def test_a_sample_names_what_it_likes(data_copy: Path) -> None:
    path = data_copy / "columns" / "own.yaml"
    path.write_text("title: 題\ndistrict: 日吉\nsample: true\ntext: 0942-99-9999\n", encoding="utf-8")
    load_plan(data_copy)


def test_two_desks_of_one_name_in_one_district(change: Change) -> None:
    """Where several are allowed, too: nobody could tell which number is right."""
    change("desks.yaml", "- name: 生活困窮者", "- name: 生活困窮者\n    several: true")
    folder = change(
        "desks.yaml",
        "districts: [山川, 山本, 善導寺, 大橋, 草野, 船越,",
        "districts: [日吉, 山川, 山本, 善導寺, 大橋, 草野, 船越,",
    )
    with pytest.raises(InputError) as caught:
        load_plan(folder)
    (problem,) = caught.value.problems
    assert "日吉校区に、「生活自立支援センター」が二つあります" in problem.message
    assert problem.place
    assert problem.place.file.endswith("desks.yaml")


def test_two_contacts_of_one_name(change: Change) -> None:
    name = "社会福祉法人久留米市社会福祉協議会"
    folder = change("plan.yaml", f"name: {name}", "name: 久留米市 健康福祉部 地域福祉課")
    with pytest.raises(InputError, match="問い合わせ先「久留米市 健康福祉部 地域福祉課」が二つあります"):
        load_plan(folder)
