"""What Excel and hands do to cells, rows and files: mended with a word, or told by sheet, row and column."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from handbook.errors import InputError
from handbook.exchange import SHEETS, csv_file, save

Make = Callable[..., Any]
"""`office`, which makes an `Office` of tests/exchange/conftest.py."""


MENDED = [
    ("電話番号", 942468799, "0942-46-8799"),
    ("電話番号", 942468798.0, "0942-46-8798"),
    ("電話番号", "942-46-8797", "0942-46-8797"),
    ("電話番号", "０９４２－４６－８７９６", "0942-46-8796"),
    ("電話番号", "(0942) 46-8795 ", "0942-46-8795"),
    ("電話番号", "0942ー46ー8794", "0942-46-8794"),
    ("名前", "中央地域\n支援センター", "中央地域支援センター"),
    ("名前", "中央地域_x000D_\n支援センター分室　", "中央地域支援センター分室"),
    ("メールアドレス", "ａ＠example.jp", "a@example.jp"),
    ("時点", datetime.datetime(2026, 4, 1), "令和8年4月"),
    ("時点", "令和８年４月", "令和8年4月"),
    ("時点", "2026/10/1", "令和8年10月"),
    ("時点", "2026-10-01", "令和8年10月"),
]


def test_damaged_values_are_mended_and_told(office: Make) -> None:
    one = office("")
    for row, (title, value, _) in enumerate(MENDED, 2):
        one.write("相談先", row, **{title: value})
    read = one.read()
    assert read.problems == []
    names = {title: name for name, title in SHEETS[1].headings(one.plan).items()}
    entries = read.found[SHEETS[1]]
    for row, (entry, (title, _, meant), said) in enumerate(zip(entries, MENDED, read.said, strict=False), 2):
        assert (entry.after or {})[names[title]] == meant
        assert said.startswith(f"表.xlsx 「相談先」の{row}行目 ")
        assert f"（{title}）" in said
        assert f"を「{meant}」と読みました。" in said
    assert len(read.said) == len(MENDED)


WRONG = [
    ("住所", datetime.datetime(2026, 3, 1), "日付や時刻に変わっています（2026-03-01）", "文字列"),
    ("住所", "3月1日", "日付や時刻に変わっています（3月1日）", "文字列"),
    ("電話番号", '=A1&"x"', '式（=A1&"x"）', "値の貼り付け"),
    ("全域を受けもつ", "たぶん", "「たぶん」が、そうなのかどうか", "はい"),
    ("相談先の分野", "老人", "「老人」という分野はありません", "高齢者"),
]


def test_values_that_nobody_can_guess_are_told(office: Make) -> None:
    one = office("")
    for row, (title, value, _, _) in enumerate(WRONG, 2):
        one.cell("相談先", row, title).value = value
    problems = one.read().problems
    for row, (problem, (title, _, said, way)) in enumerate(zip(problems, WRONG, strict=True), 2):
        column = one.cell("相談先", row, title).column_letter
        assert str(problem.place) == f"表.xlsx 「相談先」の{row}行目 {column}列（{title}）"
        assert said in problem.message
        assert way in problem.hint


def test_what_the_loader_refuses_is_told_by_sheet_row_and_column_all_at_once(office: Make) -> None:
    one = office("")
    one.write("相談先", 2, 電話番号="0942-46-87OO")
    one.write("相談先", 3, 担当する校区="京街、鳥飼、金丸")
    one.write("事例", 2, 本文="{あ|")
    one.write("校区", 3, ローマ字="hiyoshi")
    one.write("問い合わせ先", 2, メールアドレス="a@@b")
    before = one.texts()
    with pytest.raises(InputError) as refused:
        one.saving()
    told = [str(problem) for problem in refused.value.problems]
    for start in (
        "表.xlsx 「相談先」の2行目 D列（電話番号）: 「0942-46-87OO」の11文字目",
        "表.xlsx 「相談先」の3行目 L列（担当する校区）: 「京街」という校区はありません",
        "表.xlsx 「事例」の2行目 C列（本文）: 「{」に対になる",
        "表.xlsx 「校区」の3行目 D列（ローマ字）: 校区のローマ字「hiyoshi」が二つあります（最初は2行目）",
        "表.xlsx 「問い合わせ先」の2行目 G列（メールアドレス）: 問い合わせ先の「メールアドレス」に",
    ):
        assert any(line.startswith(start) for line in told), start
    assert any("高齢者」の相談先が決まっていない校区があります：京町" in line for line in told)
    assert not any("handbook-" in line for line in told), "nobody has heard of the trial folder"
    assert one.texts() == before


def test_all_that_is_wrong_with_a_row_is_told_at_once(office: Make) -> None:
    one = office()
    wrong = {
        "相談先の分野": "老人",
        "電話番号": "O942-30-11",
        "時点": "きのう",
        "メールアドレス": "a@",
        "ホームページ": "example",
        "全域を受けもつ": "たぶん",
        "担当する地区": "ひがし",
    }
    one.write("相談先", 2, **wrong)
    read = one.read()
    with pytest.raises(InputError) as refused:
        save(one.plan, read.found)
    told = [str(problem.place) for problem in (*read.problems, *refused.value.problems)]
    for title in wrong:
        assert any(place.endswith(f"2行目 {_letter(one, title)}列（{title}）") for place in told), title


def _letter(one: Any, title: str) -> str:
    return str(one.cell("相談先", 1, title).column_letter)


def test_how_to_mend_a_cell_is_said_of_cells(office: Make) -> None:
    one = office()
    one.write("相談先", 2, 担当する地区=None)
    one.write("相談先", 3, 全域を受けもつ="はい")
    with pytest.raises(InputError) as refused:
        one.saving()
    told = [problem for problem in refused.value.problems if problem.place and problem.place.file]
    assert [(each.message, each.hint) for each in told[:2]] == [
        (
            "相談先に担当地区（「担当する地区」）がありません。",
            "「担当する地区」に「地区の名前、…」か、全域なら「全域を受けもつ」に「はい」と書いてください。",
        ),
        (
            "相談先に「全域を受けもつ」と「担当する地区」の両方があります。",
            "全域を受けもつなら「担当する地区」を、そうでなければ「全域を受けもつ」を消してください。",
        ),
    ]


def test_merged_cells_are_read_down_a_column_and_refused_across(office: Make) -> None:
    one = office("")
    one.book["相談先"].merge_cells("B2:B12")
    read = one.read()
    assert read.said == ["シート「相談先」: 結合されたセル（B2:B12）を、どの行も「高齢者」と読みました。"]
    assert [each for each in read.found[SHEETS[1]] if each.changed] == []
    one.book["相談先"].merge_cells("B40:F41")  # nothing stands there
    assert one.read().problems == []
    one.book["相談先"].merge_cells("C5:D5")
    assert [str(each.place) for each in one.read().problems] == ["表.xlsx 「相談先」の5行目 D列（電話番号）"]


def test_hidden_rows_and_strange_sheets_are_told(office: Make) -> None:
    one = office()
    one.book["相談先"].row_dimensions[3].hidden = True
    one.book.create_sheet("メモ")["A1"] = "覚え書き"
    assert one.read().said == [
        "シート「相談先」: 隠れている行も読みました（3行目）。",
        "シート「メモ」は、見出しが違うので読みません。",
    ]


def test_a_column_that_is_lacking_leaves_its_values(office: Make) -> None:
    one = office()
    one.book["相談先"].delete_cols(one.cell("相談先", 1, "住所").column)
    read = one.read()
    assert read.said == ["シート「相談先」: 「住所」の列がありません。データのその項目は、そのままです。"]
    assert [each for each in read.found[SHEETS[1]] if each.changed] == []


def test_ids_that_are_unknown_doubled_or_lost_are_told(office: Make) -> None:
    one = office()
    page = one.book["相談先"]
    page["A3"].value = page["A2"].value
    page["A4"].value = "desks/高齢者/ない"
    page["A6"].value = None
    page["O1"].value, page["P1"].value = "電話番", "名前"
    told = [str(problem) for problem in one.read().problems]
    assert [line.split("\n")[0] for line in told] == [
        "表.xlsx 「相談先」の1行目 O列（電話番）: 見出し「電話番」は分かりません。",
        "表.xlsx 「相談先」の1行目 P列（名前）: 見出し「名前」が二つあります。",
        "表.xlsx 「相談先」の4行目 A列（ID）: 「desks/高齢者/ない」というIDは、いまのデータにありません。",
        "表.xlsx 「相談先」の3行目 A列（ID）: 同じIDが2行目にもあります。",
        "表.xlsx 「相談先」の6行目 A列（ID）: 「見本市こども家庭センター」は、もうデータにあります。",
    ]
    assert "もしかして：「電話番号」" in told[0]
    page["A4"].value = f"{page['A5'].value}２"
    assert "」。新しい行なら" in one.read().problems[2].hint


@pytest.mark.parametrize(
    ("sheet", "new"),
    [
        ("読み", {"言葉": "蛍川", "読み": "ほたるがわ"}),
        (
            "相談先",
            {
                "相談先の分野": "高齢者",
                "名前": "新しい窓口",
                "電話番号": "0000-20-0077",
                "担当する地区": "東",
            },
        ),
        ("事例", {"見出し": "新しい事例", "本文": "一つ。", "どこの事例か": "東"}),
    ],
)
def test_a_row_that_was_added_is_told_the_second_time(
    office: Make, office_at: Make, sheet: str, new: dict[str, str]
) -> None:
    one = office()
    one.write(sheet, one.book[sheet].max_row + 1, **new)
    one.saving().write()
    later = office_at(one.folder)
    later.book = one.book
    read = later.read()
    name = new.get("言葉") or new.get("名前") or new["見出し"]
    assert [each.message for each in read.problems] == [f"「{name}」は、もうデータにあります。"]
    assert save(later.plan, read.found).files == {}, "nothing else is wrong with it"


@pytest.mark.parametrize("title", ["ID", "電話番号", "名前"])
def test_a_column_moved_against_the_others_is_told(office: Make, title: str) -> None:
    one = office("")
    cells = [one.cell("相談先", row, title) for row in range(2, 13)]
    values = [cell.value for cell in cells]
    for cell, value in zip(cells, values[1:] + values[:1], strict=True):
        cell.value = value
    told = one.read().problems
    assert len(told) == 1
    assert str(told[0].place).startswith("表.xlsx 「相談先」の2行目 ")
    assert "ずれたようです" in told[0].hint


def book(change: Callable[[zipfile.ZipFile], None]) -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as parts:
        change(parts)
    return file.getvalue()


def rows(count: int) -> bytes:
    whole = openpyxl.Workbook(write_only=True)
    page = whole.create_sheet("相談先")
    for number in range(count):
        page.append([number])
    file = io.BytesIO()
    whole.save(file)
    return file.getvalue()


def far_off() -> bytes:
    whole = openpyxl.Workbook()
    whole.active["XFD1048576"] = "x"
    file = io.BytesIO()
    whole.save(file)
    return file.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)


@pytest.mark.parametrize(
    ("data", "said", "way"),
    [
        (book(lambda parts: parts.writestr("xl/vbaProject.bin", b"x")), "マクロ", "Excel ブック"),
        (book(lambda parts: parts.writestr("xl/x.xml", b'<!DOCTYPE x [<!ENTITY a "b">]>')), "DOCTYPE", ""),
        (book(lambda parts: parts.writestr("xl/x.xml", b"x" * 100_000_001)), "大きすぎます", "消すか"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード", "パスワードを外して"),
        (OLE, "古い形", "Excel ブック"),
        (b"PK\x03\x04" + bytes(50), "こわれている", ""),
        (rows(20_001), "大きすぎます（全部で20,000行", "消すか"),
        (far_off(), "大きすぎます", "消すか"),
        ("ID,名前".encode("utf-16-le"), "UTF-16", "CSV UTF-8"),
        (b"ID,\x81\n", "文字コードが、", "CSV UTF-8"),
        ('ID,"名前\n'.encode(), "引用符", ""),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(office: Make, data: bytes, said: str, way: str) -> None:
    with pytest.raises(InputError) as refused:
        office().read(data=data)
    assert refused.value.stops
    assert said in str(refused.value)
    assert way in str(refused.value)


def test_a_table_without_headings_is_told(office: Make) -> None:
    one = office()
    one.book["相談先"].delete_rows(1)
    assert [str(each.place) for each in one.read().problems] == ["表.xlsx 「相談先」の1行目"]
    with pytest.raises(InputError, match="読める表がありません"):
        one.read(data=b"a,b\n1,2\n")


def test_what_shift_jis_loses_is_not_taken_for_a_change(office: Make, office_at: Make) -> None:
    one = office()
    one.write("相談先", 2, 名前="𠮷田相談室")
    one.saving().write()
    one = office_at(one.folder)
    text = csv_file(one.plan, SHEETS[1]).decode("utf-8-sig").replace("0000-20-0001", "0000-20-0099")
    read = one.read("表.csv", text.encode("cp932", "replace"))
    assert "文字コードはシフトJISでした。" in read.said
    changed = [each for each in read.found[SHEETS[1]] if each.changed]
    assert [(each.after or {})["name"] for each in changed] == ["𠮷田相談室"]
    assert save(one.plan, read.found).plan.desks[0].phone == "0000-20-0099"


def test_a_table_that_stands_there_twice_is_told(office: Make) -> None:
    one = office()
    one.book.copy_worksheet(one.book["相談先"])
    with pytest.raises(InputError, match="同じ表が、シート「相談先 Copy」にもあります"):
        one.read()
