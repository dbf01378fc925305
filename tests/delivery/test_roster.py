"""A roster of welfare commissioners, all invented: what is to be imprinted, and what is wrong, row by row."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from handbook.delivery.roster import BLANK, Roster, last_day, read_roster
from handbook.edition import CHILDREN
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.plan import Plan

DAY = datetime.date(2026, 11, 28)
HEAD = "氏名,よみ,電話,校区,担当区域,任期,同意,区分\n"
GOOD = "見本 太郎,みほん たろう,0942-30-9999,浮島,本町,2028-11-30,印刷してよい,\n"


@pytest.fixture
def read(tmp_path: Path, plan: Plan, leaflet: Layout):
    def call(text: str, encoding: str = "utf-8", form: str = "") -> Roster:
        path = tmp_path / "名簿.csv"
        path.write_bytes(text.encode(encoding))
        return read_roster(path, plan, leaflet, DAY, form)

    return call


def wrong(found: Roster) -> list[str]:
    return [f"{str(one.place).rpartition('/')[2]}: {one.message}" for one in found.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_columns_stand_in_any_order_under_the_headings_of_an_office(read, encoding):
    text = "同意,校区名,TEL,ふりがな,備考,お名前\n"
    text += "印刷してよい,浮島校区,0942-30-9999,みほん たろう,秘,見本 太郎\n"
    (copy,) = read(text, encoding).copies
    assert copy.imprint.reached == ("見本 太郎", "0942-30-9999", *[""] * 6)
    assert (copy.key, copy.imprint.reading) == ("浮島校区-001", "みほん たろう")
    assert any("備考" in line for line in read(text, encoding).said)


def test_who_has_not_agreed_is_not_in_the_copy(read, plan):
    rows = "".join(
        f"見本 {name},みほん,0942-30-{number},浮島,{area},2028-11-30,{consent},\n"
        for name, number, area, consent in (
            ("一郎", 9991, "一区", "区域だけ"),
            ("二郎", 9992, "二区", "載せない"),
            ("三郎", 9993, "三区", ""),
        )
    )
    found = read(HEAD + rows)
    assert [copy.imprint.area for copy in found.copies] == ["一区", "", ""]
    for copy in found.copies:
        assert copy.imprint.reached == plan.contacts[0]
        assert not copy.imprint.agreed
        assert "みほん" not in str(copy.imprint)
    assert any("4行目 G列（同意）: 同意の欄が空なので" in line for line in found.said)


def test_the_order_is_the_plans_then_the_rosters(read, plan):
    last, first = plan.districts[-1].name, plan.districts[0].name
    rows = [
        f"見本 太郎,,0942-30-9999,{name},{area}区,,印刷してよい,\n"
        for name, area in ((last, 1), (first, 2), (last, 3))
    ]
    copies = read(HEAD + "".join(rows)).copies
    assert [(copy.key, copy.imprint.area) for copy in copies] == [
        (f"{first}校区-001", "2区"),
        (f"{last}校区-001", "1区"),
        (f"{last}校区-002", "3区"),
    ]


def test_all_that_is_wrong_is_said_by_row_and_column_without_a_value(read):
    rows = (
        GOOD,
        "秘密 一郎,,0942-30-9999-123,浮鳥,本町,2028-11-30,印刷してよい,\n",
        "秘密 二郎,,0942-30-9998,浮島,南校区1区,2020-11-30,印刷してよい,\n",
        "秘密 三郎,,0942-30-9997,浮島,本町,いつか,よい,会長\n",
        ",,,浮島,別町,,印刷してよい,\n",
        "秘密 四郎,,,浮島,,,区域だけ,\n",
        "秘密\U0002fa1d,,0942-30-9996,浮島,森,,印刷してよい,\n",
    )
    found = read(HEAD + "".join(rows))
    said = wrong(found)
    for part in (
        "3行目 D列（校区）: この校区は、データにありません",
        "3行目 C列（電話）: 電話番号の形になっていません（数字は13桁）",
        "4行目 E列（担当区域）: この担当区域は、別の校区「南」のもの",
        "4行目 F列（任期）: 任期が終わっています",
        "5行目 E列（担当区域）: 同じ担当区域の人が、2行目にもいます",
        "5行目 F列（任期）: 任期の終わりの日が読めません",
        "5行目 G列（同意）: 同意の書き方が分かりません",
        "5行目 H列（区分）: この区分は分かりません",
        "6行目 A列（氏名）: 氏名が空です",
        "6行目 C列（電話）: 電話番号が空です",
        "7行目 E列（担当区域）: 区域だけを載せるのに、担当区域が空です",
        "8行目 A列（氏名）: 文字「\U0002fa1d」（U+2FA1D）が、",
    ):
        assert any(part in line for line in said), (part, said)
    assert "浮島" in next(one.hint for one in found.problems if "D列" in str(one.place))
    told = "".join(map(str, found.problems))
    assert not any(secret in told for secret in ("秘密", "0942-30-99", "浮鳥", "本町", "いつか"))
    assert [copy.key for copy in found.copies] == ["浮島校区-001"]


def test_several_look_after_all_children_of_a_district(read):
    row = "見本 {},,0942-30-9999,浮島,,,印刷してよい,主任児童委員\n"
    copies = read(HEAD + row.format("花子") + row.format("梅子")).copies
    assert [copy.imprint.kind for copy in copies] == [CHILDREN, CHILDREN]


def test_an_area_that_is_not_printed_is_told(read):
    found = read(HEAD + "見本 花子,,0942-30-9999,浮島,本町,,印刷してよい,主任児童委員\n")
    assert any("2行目 E列（担当区域）: 主任児童委員の担当区域は載せません" in line for line in found.said)


def test_rare_characters_are_taken_as_they_are_written(read):
    name = "髙﨑 𠮷辻\U000e0100"
    (copy,) = read(HEAD + f"{name},,0942-30-9999,浮島,本町,,印刷してよい,\n").copies
    assert copy.imprint.reached.name == name


def test_lines_to_write_on_say_no_more_than_was_agreed(read):
    rows = GOOD + "見本 花子,,0942-30-9998,浮島,西町,,載せない,\n"
    imprints = [copy.imprint for copy in read(HEAD + rows, form=BLANK).copies]
    assert [(one.area, one.reached) for one in imprints] == [("本町", None), ("", None)]


def test_excels_dates_formulas_and_lost_zeros(tmp_path, plan, leaflet):
    book = openpyxl.Workbook()
    page = book.active
    page.append(HEAD.strip().split(","))
    page.append(
        ["見本 太郎", "", 942309999, "浮島", "本町", datetime.datetime(2028, 11, 30), "印刷してよい", ""]
    )
    page.append(
        ["=A2", "", "0942-30-9998", "浮島", "西町", datetime.datetime(2020, 1, 1), "印刷してよい", ""]
    )
    book.save(tmp_path / "名簿.xlsx")
    found = read_roster(tmp_path / "名簿.xlsx", plan, leaflet, DAY)
    assert [copy.imprint.reached.phone for copy in found.copies] == ["0942-30-9999"]
    assert [str(one.place).rpartition(" ")[2] for one in found.problems] == ["A列（氏名）", "F列（任期）"]
    assert "A2" not in "".join(map(str, found.problems))


def test_what_is_wrong_in_thousands_of_rows_is_said_once(read):
    rows = [f"見本 太郎,,0942-30-9999,浮島,{n}区,,○,\n" for n in range(3000)]
    (problem,) = read(HEAD + "".join(rows)).problems
    assert "2、3、4、5、6、7、8、9、10、11行目など3000行 G列（同意）: 同意の書き方" in str(problem)
    rows = [f"見本 太郎,,（0942）30ー9999,浮島,{n}区,,区域だけ,\n" for n in range(3000)]
    assert len(read(HEAD + "".join(rows)).said) == 1


def test_a_formula_of_a_text_file_and_a_reading_that_is_none_are_refused(read):
    row = "{},{},0942-30-9999,浮島,{},,印刷してよい,\n"
    told = wrong(read(HEAD + row.format("=A1", "みほん", "本町") + row.format("見本", "見本", "西町")))
    assert [line.split()[1].partition(":")[0] for line in told] == ["2行目", "3行目"]
    (copy,) = read(HEAD + row.format("Maria Silva", "マリア シルバ", "本町")).copies
    assert copy.imprint.reading == "マリア シルバ"


def test_a_mobile_number_gets_its_hyphens(read):
    (copy,) = read(HEAD + "見本 太郎,,09012345678,浮島,本町,,印刷してよい,\n").copies
    assert copy.imprint.reached.phone == "090-1234-5678"


@pytest.mark.parametrize("text", ["", HEAD, "氏名,校区\n見本,浮島\n"])
def test_an_empty_table_or_one_without_consent_is_refused(read, text):
    with pytest.raises(InputError):
        read(text)


def test_thousands_of_rows_are_read(read):
    rows = (f"見本 太郎,,0942-30-9999,浮島,{n}区,,印刷してよい,\n" for n in range(3000))
    assert len(read(HEAD + "".join(rows)).copies) == 3000


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2025-12-01〜2028-11-30",
            "令和7年12月1日から令和10年11月30日まで",
            "2028-11-30",
            "R7.12.1～R10.11.30",
        ),
        *(
            "令和7年12月〜令和10年11月",
            "2025/12/1-2028/11/30",
            "令和10年11月末日",
            "令和10.11.30",
            "r10.11.30",
            "至 令和１０年１１月３０日",
        ),
    ],
)
def test_terms_as_offices_write_them(text):
    assert last_day(text) == datetime.date(2028, 11, 30)
    assert last_day("令和7年12月1日から") is None
