"""An office's own table: its headings in any order, what Excel did to it, and where it is wrong."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from handbook.delivery.rows import Column, Row, Rows, read_rows
from handbook.errors import InputError

COLUMNS = (
    Column("氏名", ("名前",)),
    Column("電話", ("電話番号", "TEL"), "telephone", required=False),
    Column("任期", kind="day", required=False),
    Column("区域", ("担当区域",), required=False),
)


def book(path: Path, *sheets: Sequence[Sequence[object]]) -> Path:
    file = openpyxl.Workbook()
    file.remove(file.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        page = file.create_sheet(f"表{number}")
        for row in rows:
            page.append(list(row))
    file.save(path)
    return path


def read(path: Path, text: str, encoding: str = "utf-8") -> Rows:
    path.write_bytes(text.encode(encoding))
    return read_rows(path, COLUMNS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_columns_are_known_by_their_headings_in_any_order(tmp_path: Path, encoding: str) -> None:
    text = "名簿（見本）\n\nＴＥＬ（自宅）,覚え書き,名　前\n0942-30-9999,あ,見本 太郎\n"
    text += ",,\n,い,\n,,見本 花子\n"
    found = read(tmp_path / "名簿.csv", text, encoding)
    assert [row.cells["氏名"] for row in found.rows] == ["見本 太郎", "見本 花子"]
    assert [row.cells["電話"] for row in found.rows] == ["0942-30-9999", ""]
    assert found.rows[0].cells["任期"] == ""
    assert [row.number for row in found.rows] == [4, 7]
    assert str(found.rows[1].place("電話")).endswith("名簿.csv 7行目 A列（電話）")
    assert any("B列" in line and "「覚え書き」" in line for line in found.said)
    assert found.problems == []


def test_what_excel_does_to_values_is_undone_or_told(tmp_path: Path) -> None:
    path = book(
        tmp_path / "名簿.xlsx",
        [
            ["氏名", "電話", "任期", "区域"],
            ["見本 太郎", "（０９４２）３０－９９９９", datetime.datetime(2028, 11, 30), 3.0],
            ["見本 花子", 942309999, "令和10年11月30日", datetime.datetime(2026, 3, 1)],
            ["=A2", "", "2028/11/30", ""],
        ],
        [["覚え書き"], ["何か"]],
        [["区域", "氏名"], ["四", "見本 次郎"]],
    )
    found = read_rows(path, COLUMNS, ["0942-30-1111"])
    one, two, three, four = found.rows
    assert [row.cells["任期"] for row in (one, two, three)] == ["2028-11-30"] * 3
    assert one.cells["電話"] == two.cells["電話"] == "0942-30-9999"
    assert one.cells["区域"] == "3"
    assert four.cells == {"氏名": "見本 次郎", "区域": "四", "電話": "", "任期": ""}
    assert any("シート「表2」" in line for line in found.said)
    assert [str(one.place) for one in found.problems] == [
        f"{path} 「表1」の3行目 D列（区域）",
        f"{path} 「表1」の4行目 A列（氏名）",
    ]
    assert [row.wrong for row in (one, two, three)] == [set(), {"区域"}, {"氏名"}]


def test_of_a_secret_table_no_value_is_told(tmp_path: Path) -> None:
    path = book(
        tmp_path / "名簿.xlsx",
        [
            ["氏名", "電話", "区域"],
            ["見本 太郎", "（０９４２）３０－９９９９", datetime.datetime(2026, 3, 1)],
            ['="見本"&"花子"', "", ""],
            ["見本 次郎", "", ""],
        ],
    )
    merged = openpyxl.load_workbook(path)
    merged.worksheets[0].merge_cells("A4:A5")
    merged.save(path)
    found = read_rows(path, COLUMNS, secret=True)
    told = "\n".join([*found.said, *map(str, found.problems)]).replace(str(path), "")
    for value in ("見本", "太郎", "花子", "次郎", "0942", "9999", "2026"):
        assert value not in told
    assert len(found.problems) == 2
    assert "2行目 B列（電話）" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "表が空です"),
        ("\n \n", "表が空です"),
        ("見本 太郎,0942-30-9999\n", "見出しの行が見つかりません"),
        ("氏名,電話\n", "行がありません"),
    ],
)
def test_a_table_without_headings_or_rows_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path / "名簿.csv", text)


def test_missing_and_double_columns_are_told_together(tmp_path: Path) -> None:
    found = read(tmp_path / "名簿.csv", "電話,区域,区域\n0942-30-9999,一,二\n")
    assert ["「氏名」の列がありません" in str(one) or "二つ" in str(one) for one in found.problems] == [
        True
    ] * 2


def test_a_row_knows_its_place_as_a_whole() -> None:
    assert str(Row({}, frozenset(), 3, "表.csv 3行目", {}).place()) == "表.csv 3行目"


def test_sheets_of_another_year_are_not_read_without_a_word(tmp_path: Path) -> None:
    path = book(tmp_path / "名簿.xlsx", [["氏名", "電話"], ["見本 太郎"]], [["氏名", "電話"], ["見本 花子"]])
    file = openpyxl.load_workbook(path)
    file["表2"].sheet_state = "hidden"
    file.save(path)
    found = read_rows(path, COLUMNS, secret=True)
    assert len(found.rows) == 2
    assert any(line.endswith("「表2」: 隠れているシートも読みました。") for line in found.said)
    assert "「表1」と「表2」の、2枚のシートを読みました。" in found.said
