"""readings.yaml: what is wrong with it is told with its place; what is added keeps what a person wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.errors import InputError
from handbook.load import load_plan
from handbook.load.readings import add


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        ("高齢者: 高れいしゃ", 8, "使えません"),
        ('高齢者: ""', 8, "空です"),
        ("高齢者:", 7, "空です"),
        ("支え合い: ささいあい", 9, "言葉のかなと合いません"),
        ("人: {kana: ひと, counting: 人}", 27, "使えません"),
        ("人: {kana: ひと, yomi: ひと}", 17, "「yomi」という項目はありません"),
        ("水分: {kana: すいぶん, at: {columns: 水}}", 34, "使えません"),
        ("きいろ: きいろ", 8, "漢字がありません"),
        ("校区: がっく", 3, "二度書かれています（最初は2行目）"),
        ("漢: " + "か" * 70, 6, "合いません"),
    ],
)
def test_what_is_wrong_is_told(data_copy: Path, line: str, column: int, told: str) -> None:
    (data_copy / "readings.yaml").write_text(f"readings:\n  校区: こうく\n  {line}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_plan(data_copy)
    (problem,) = caught.value.problems
    assert told in problem.message
    assert problem.hint
    assert problem.place is not None
    assert (Path(problem.place.file).name, problem.place.line) == ("readings.yaml", 3)
    assert problem.place.column == column


def test_a_plan_needs_no_readings(data_copy: Path) -> None:
    (data_copy / "readings.yaml").unlink()
    plan = load_plan(data_copy)
    assert plan.with_ruby("浮島の高齢者") == "{浮島|うきしま}の高齢者"


def test_what_is_added_is_unsure_and_stands_behind_what_a_person_wrote(data_copy: Path) -> None:
    path = data_copy / "readings.yaml"
    before = path.read_text(encoding="utf-8")
    add(data_copy, [("瀬下", "せのした"), ("筑後", "ちくご")])
    add(data_copy, [("耳納", "みのう")])
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before)
    added = {word.word: word for word in load_plan(data_copy).read_words[-3:]}
    assert {word.kana for word in added.values()} == {"せのした", "ちくご", "みのう"}
    assert all(word.unsure for word in added.values())


def test_a_list_of_another_shape_stays_as_it_is(data_copy: Path) -> None:
    path = data_copy / "readings.yaml"
    path.write_text("readings: {校区: こうく}\n", encoding="utf-8")
    with pytest.raises(InputError):
        add(data_copy, [("瀬下", "せのした")])
    assert path.read_text(encoding="utf-8") == "readings: {校区: こうく}\n"
