"""What is added, taken out, moved and renamed, and how that is told."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

import pytest

from handbook.errors import InputError
from handbook.exchange import save
from handbook.load import load_plan

Make = Callable[..., Any]
"""`office`, which makes an `Office` of tests/exchange/conftest.py."""


def changed_lines(before: bytes, after: bytes) -> list[str]:
    lines = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line for line in lines if line[0] in "+-"]


def test_a_change_is_told_in_words_and_changes_its_line_alone(office: Make) -> None:
    one = office("")
    one.write("相談先", 7, 電話番号="0942-51-6199")
    assert one.words() == ["相談先 西地域包括支援センター: 電話番号 0942-51-6100 → 0942-51-6199"]
    before = one.texts()
    one.saving().write()
    assert [path for path, text in one.texts().items() if text != before[path]] == ["desks.yaml"]
    assert changed_lines(before["desks.yaml"], one.texts()["desks.yaml"]) == [
        "-         phone: 0942-51-6100",
        "+         phone: 0942-51-6199",
    ]


def test_lines_of_other_fields_stay_as_they_were_spaced(office: Make, office_at: Make) -> None:
    one = office()
    path = one.folder / "desks.yaml"
    text = path.read_text(encoding="utf-8")
    spaced = '        phone:   "0000-20-0001"   # 代表\n\n          # 昼も\n'
    text = text.replace("        phone: 0000-20-0001\n", spaced, 1)
    path.write_text(text, encoding="utf-8")
    assert spaced in text
    one = office_at(one.folder)
    before = one.texts()["desks.yaml"]
    one.write("相談先", 2, 受付時間="毎日", 時点="令和8年5月")
    one.saving().write()
    changed = changed_lines(before, one.texts()["desks.yaml"])
    assert [line.split(":")[0].strip("+- ") for line in changed] == ["hours", "hours", "as_of", "as_of"]


def test_a_new_row_goes_behind_those_of_its_category(office: Make) -> None:
    one = office()
    row = one.book["相談先"].max_row + 1
    new = {
        "相談先の分野": "高齢者",
        "名前": "新しい: 窓口",
        "電話番号": "0000-20-0077",
        "担当する地区": "東",
    }
    one.write("相談先", row, **new)
    assert one.words() == [
        f"相談先 新しい: 窓口: 加わります（{'、'.join(f'{title} {text}' for title, text in new.items())}）"
    ]
    before = one.texts()["desks.yaml"]
    one.saving().write()
    assert changed_lines(before, one.texts()["desks.yaml"]) == [
        "+       - name: '新しい: 窓口'",
        "+         phone: 0000-20-0077",
        "+         districts: [東]",
    ]
    assert [desk.name for desk in load_plan(one.folder).desks][3] == "新しい: 窓口"


def test_a_new_column_is_a_new_file(office: Make) -> None:
    one = office()
    row = one.book["事例"].max_row + 1
    one.write("事例", row, 見出し="新しい事例", 本文="一つ。\n二つ。", どこの事例か="東")
    saving = one.saving()
    assert [path.name for path in saving.files] == ["jirei-1.yaml"]
    saving.write()
    assert load_plan(one.folder).columns[1].text == "一つ。\n二つ。"


@pytest.mark.parametrize("word", ["no", "Yes", "~", "null", "12:30", "0942", "# 代表"])
def test_a_text_is_a_text_whatever_yaml_would_take_it_for(office: Make, word: str) -> None:
    one = office()
    one.write("相談先", 2, 受付時間=word)
    one.saving().write()
    assert load_plan(one.folder).desks[0].hours == word


def test_a_text_is_rewritten_whole_and_nothing_around_it(office: Make, office_at: Make) -> None:
    one = office()
    one.write(
        "事例", one.book["事例"].max_row + 1, 見出し="新しい事例", 本文="一つ。\n二つ。", どこの事例か="東"
    )
    one.saving().write()
    path = one.folder / "columns" / "jirei-1.yaml"
    path.write_text(
        "# 覚え書き\ntitle:   新しい事例\n\ntext: |\n    一つ。\n\n    二つ。\n\n# 所\ndistrict:  東\n",
        encoding="utf-8",
    )
    one = office_at(one.folder)
    row = [column.id for column in one.plan.columns].index("jirei-1") + 2
    one.write("事例", row, 本文="一つめ。\n二つ。")
    one.saving().write()
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# 覚え書き\ntitle:   新しい事例\n\ntext: |\n")
    assert text.endswith("\n\n# 所\ndistrict:  東\n")
    assert load_plan(one.folder).columns[row - 2].text == "一つめ。\n二つ。"


def test_a_row_that_says_so_goes_and_one_that_is_lacking_stays(office: Make) -> None:
    one = office()
    one.write("相談先", 4, 削除="削除")
    one.write("事例", 2, 削除="削除")
    one.book["問い合わせ先"].delete_rows(3)
    assert one.words() == [
        "相談先 つつじが丘・見本ニュータウン高齢者相談室: なくなります",
        f"事例 {one.plan.columns[0].title}: なくなります",
    ]
    lost = [each.name for each in list(one.read().found.values())[3] if not each.row]
    assert lost == ["社会福祉法人 見本市社会福祉協議会"]
    one.saving().write()
    plan = load_plan(one.folder)
    assert len(plan.desks) == len(one.plan.desks) - 1
    assert plan.columns == one.plan.columns[1:]
    assert plan.contacts == one.plan.contacts


def test_comments_around_what_goes_stay(office: Make, office_at: Make) -> None:
    one = office()
    path = one.folder / "desks.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("      - name: つつじが丘・", "      # 第三の窓口\n      - name: つつじが丘・")
    text = text.replace("  - name: 障害のある人", "\n  # 次の分野\n  - name: 障害のある人")
    text = text.replace(
        "        hours: 平日 9時から17時まで\n        ask",
        "        hours: 平日 9時から17時まで\n        # 覚え書き\n        ask",
    )
    path.write_text(text, encoding="utf-8")
    one = office_at(one.folder)
    one.write("相談先", 3, 受付時間=None)
    one.write("相談先", 4, 削除="削除")
    one.saving().write()
    left = path.read_text(encoding="utf-8")
    for comment in ("# 第三の窓口", "\n\n  # 次の分野\n", "# 覚え書き"):
        assert comment in left


def test_a_desk_can_move_to_another_category(office: Make) -> None:
    one = office()
    one.write("相談先", 4, 相談先の分野="障害のある人")
    with pytest.raises(InputError) as refused:
        one.saving()
    assert "両方に入っています" in str(refused.value)
    one.write("相談先", 5, 削除="削除")
    one.write("相談先", 4, 担当する地区=None, 全域を受けもつ="はい")
    one.saving().write()
    plan = load_plan(one.folder)
    assert [desk.category for desk in plan.desks].count("障害のある人") == 1
    assert plan.desks[2].name == "つつじが丘・見本ニュータウン高齢者相談室"
    assert plan.desks[2].category == "障害のある人"


def test_evidence_follows_its_entry(office: Make) -> None:
    one = office("")
    one.write("相談先", 7, 名前="西地域包括支援センター新館")
    one.write("相談先", 18, 電話番号="0942-30-9188")  # two of one name are told apart by it
    one.write("事例", 3, 削除="削除")
    one.saving().write()
    keys = {fact.key for fact in load_plan(one.folder).facts}
    assert not [key for key in keys if key.startswith(f"columns/{one.plan.columns[1].id}/")]
    assert "desks/高齢者/西地域包括支援センター新館/districts" in keys
    assert "desks/生活困窮者/生活自立支援センター（0942-30-9188）/districts" in keys


def test_a_reading_keeps_its_form_as_long_as_it_can(office: Make) -> None:
    one = office("")
    words = [reading.word for reading in one.plan.read_words]
    one.write("読み", words.index("相手") + 2, 読みが不確かか="はい")
    one.write("読み", words.index("一人") + 2, 読み="いちにん")
    one.write("読み", words.index("人") + 2, 数のすぐ後での読み=None)
    one.write("読み", one.book["読み"].max_row + 1, 言葉="蛍川", 読み="ほたるがわ")
    before = one.texts()["readings.yaml"]
    one.saving().write()
    assert sorted(changed_lines(before, one.texts()["readings.yaml"])) == sorted(
        [
            "-   相手: あいて",
            "+   相手: {kana: あいて, unsure: true}",
            "-   一人: ひとり",
            "+   一人: いちにん",
            "-   人: {kana: ひと, counting: にん}",
            "+   人: ひと",
            "+   蛍川: ほたるがわ",
        ]
    )


def test_a_file_that_cannot_be_written_leaves_all_as_they_were(office: Make) -> None:
    one = office()
    one.write("地区", 2, 小学校のお知らせ="閉校")
    one.write("相談先", 2, 電話番号="0000-20-0099")
    before = one.texts()
    (one.folder / "desks.yaml").chmod(0o444)
    with pytest.raises(InputError) as refused:
        one.saving().write()
    assert "読み取り専用" in str(refused.value)
    assert one.texts() == before


def test_entries_on_one_line_are_refused_in_words(office: Make, office_at: Make) -> None:
    one = office()
    path = one.folder / "districts.yaml"
    path.write_text(
        "districts: [{name: 東, reading: ひがし, slug: higashi}, {name: 浜辺, reading: はまべ, slug: hamabe},"
        " {name: 西第２, reading: にしだいに, slug: nishi2}, {name: つつじが丘,"
        " reading: つつじがおか, slug: tsutsujigaoka},"
        " {name: 見本ニュータウン, reading: みほんにゅーたうん, slug: mihon-newtown}]\n",
        encoding="utf-8",
    )
    one = office_at(one.folder)
    one.write("地区", 3, 小学校のお知らせ="閉校")
    with pytest.raises(InputError) as refused:
        save(one.plan, one.read().found)
    assert "書き込めません" in str(refused.value)
