"""Households in an office's table → leaflets for each district, association and group, down to the last."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handbook.delivery.counts import Counts, read_counts
from handbook.errors import InputError
from handbook.plan import Plan


def counted(path: Path, plan: Plan, text: str, spare: int = 0) -> Counts:
    path.write_text(text, encoding="utf-8")
    return read_counts(path, plan, spare)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "世帯数.csv"


def places(found: Counts) -> list[str]:
    return [str(one.place).rpartition(".csv ")[2] for one in found.problems]


def test_spares_are_added_for_each_association_and_rounded_up(file: Path, plan: Plan) -> None:
    text = "校区,自治会,班,世帯数,予備\n日吉,東,,120,\n浮島,本町,1班,12,5\n浮島,本町,2班,15,\n浮島,西,,0,\n"
    found = counted(file, plan, text, spare=3)
    assert found.problems == []
    # In the plan's order, whatever the table's.
    names = [one.district.name for one in found.districts]
    assert names == [one.name for one in plan.districts if one.name in ("浮島", "日吉")]
    own = next(one for one in found.districts if one.district.name == "浮島")
    town, west = own.associations
    assert [(one.name, one.copies) for one in town.piles] == [("1班", 12), ("2班", 15), ("予備", 2)]
    assert [(one.name, one.copies) for one in west.piles] == [("全部", 0)]
    assert found.copies == {"浮島": 29, "日吉": 124}


def test_what_people_write_is_read_and_told(file: Path, plan: Plan) -> None:
    text = '地区名,町内会,組,戸数（戸）,予備％\nうきしま,本町,1,１２世帯,５％\n浮島校区,東,,"1,200",0.05\n'
    found = counted(file, plan, text)
    assert found.problems == []
    assert found.copies == {"浮島": 13 + 1260}
    for told in ("「うきしま」を「浮島」", "「１２世帯」を 12", "「1,200」を 1200", "「0.05」を 5"):
        assert any(told in line for line in found.said), told


def test_everything_wrong_is_told_at_once_by_row_and_column(file: Path, plan: Plan) -> None:
    text = (
        "自治会,校区,班,世帯数,予備\n"
        "本町,浮島,1班,-3,5\n"
        "本町,浮島,1班,1.5,\n"
        "本町,浮鳥,2班,12,\n"
        ",浮島,1班,12,\n"
        "東,浮島,1班,,200\n"
        "東,,1班,多い,\n"
        "東,3,,1000000,\n"
        "東,浮島,,10,\n"
        "西,日吉,1,10,3\n"
        "西,日吉,2,10,4\n"
        "{本町},船越,,10,\n"
    )
    found = counted(file, plan, text)
    wrong = "2D 3D 3C 4B 5A 6D 6E 7B 7D 8B 8D 9C 11E 12A"
    cells = re.findall("([0-9]+)行目 ([A-E])列", " ".join(places(found)))
    assert sorted(map("".join, cells)) == sorted(wrong.split())
    assert "浮島（うきしま）" in next(one.hint for one in found.problems if "浮鳥" in one.message)
    assert found.wrong == {"浮島", "日吉", "船越", ""}


@pytest.mark.parametrize(
    ("text", "column"), [("校区,世帯数\n浮島,3\n", "自治会"), ("校区,自治会\n浮島,本町\n", "世帯数")]
)
def test_a_table_without_a_column_that_it_needs_is_refused(
    file: Path, plan: Plan, text: str, column: str
) -> None:
    with pytest.raises(InputError, match=f"「{column}」の列がありません"):
        counted(file, plan, text)


TOTALS = (
    "校区,自治会,班,世帯数\n浮島,本町,1班,12\n浮島,本町,2班,15\n浮島,本町,計,27\n"
    "浮島,東,,20\n浮島校区計,,,{district}\n日吉,東,,30\n,,,\n合　計,,,77\n"
)


def test_totals_that_people_leave_are_held_against_the_sum_and_not_counted(file: Path, plan: Plan) -> None:
    found = counted(file, plan, TOTALS.format(district=47))
    assert found.problems == []
    assert found.copies == {"浮島": 47, "日吉": 30}
    assert sum("合っています" in line for line in found.said) == 3
    assert any("「東」は、浮島校区、日吉校区にあります" in line for line in found.said)
    wrong = counted(file, plan, TOTALS.format(district=48))
    assert places(wrong) == ["6行目 D列（世帯数）"]
    assert "浮島校区で47" in wrong.problems[0].message
    assert wrong.copies == found.copies


def test_a_formula_in_a_total_is_passed_over_and_one_elsewhere_is_not(tmp_path: Path, plan: Plan) -> None:
    book = openpyxl.Workbook()
    rows = [["校区", "自治会", "世帯数", "予備"], ["浮島", "本町", 12.0, 0.05], ["浮島", "東", "=C2+1", None]]
    for row in [*rows, ["浮島", "計", "=SUM(C2:C3)", None]]:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "世帯数.xlsx")
    found = read_counts(tmp_path / "世帯数.xlsx", plan)
    assert [str(one.place).rpartition("の")[2] for one in found.problems] == ["3行目 C列（世帯数）"]
    assert found.copies["浮島"] == 13


def test_a_workbook_as_offices_have_it(tmp_path: Path, plan: Plan) -> None:
    book = openpyxl.Workbook()
    head = ["校区", "自治会\n（町内会）名", "班", "世帯\n数", "予備（部）"]
    east, west, old = book.active, book.create_sheet("西"), book.create_sheet("昨年")
    sheets = {
        east: [["令和8年度 配布世帯数"], head, ["浮島", "本町", 1, "12世帯", 9], ["城島地域計", "", "", 77]],
        west: [["校区", "自治会", "世帯数", "予備"], ["日吉", "東", 30, 0.5], ["船越", "西", 40, 1]],
        old: [["校区", "自治会", "世帯数"], ["城島", "南", 5], ["合計", None, 5]],
    }
    for page, lines in sheets.items():
        for line in lines:
            page.append(line)  # type: ignore[union-attr]
    west["D2"].number_format, west["D3"].number_format = "0%", "0%"
    west.append(["合計", None, 70])
    old.sheet_state = "hidden"
    book.save(tmp_path / "世帯数.xlsx")
    found = read_counts(tmp_path / "世帯数.xlsx", plan)
    assert found.problems == []
    assert found.copies == {"浮島": 12, "日吉": 45, "船越": 80, "城島": 5}
    said = "\n".join(found.said)
    for told in (
        "「西」と「昨年」の、",
        "隠れているシート",
        "「予備（部）」という見出し",
    ):
        assert told in said
    assert said.count("足した数と合っています") == 2  # of two sheets
    assert "何の合計か分からない" in said


PERCENTS = st.sampled_from(["", "0", "2.5", "5", "10", "33"])
GROUPS = st.lists(st.integers(0, 500), max_size=4)
TABLES = st.dictionaries(
    st.sampled_from(["浮島", "日吉", "船越"]),
    st.dictionaries(st.sampled_from(["本町", "東", "西"]), st.tuples(GROUPS, PERCENTS), min_size=1),
    min_size=1,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=TABLES)
def test_every_level_is_the_sum_of_the_one_below(
    table: dict[str, dict[str, tuple[list[int], str]]], file: Path, plan: Plan
) -> None:
    rows, households = ["校区,自治会,班,世帯数,予備"], 0
    for district, associations in table.items():
        for name, (groups, percent) in associations.items():
            households += sum(groups)
            rows += [f"{district},{name},{n}班,{count},{percent}" for n, count in enumerate(groups, 1)]
            rows += [f"{district},{name},,0,{percent}"] * (not groups)
    found = counted(file, plan, "\n".join(rows))
    assert found.problems == []
    assert {one.district.name for one in found.districts} == set(table)
    assert sum(one.total.households for one in found.districts) == households
    for district in found.districts:
        copies = 0
        for association in district.associations:
            groups, percent = table[district.district.name][association.name]
            piles = sum(pile.copies for pile in association.piles)
            exact = sum(groups) * (1 + float(percent or 0) / 100)
            assert exact - 1e-6 <= piles < exact + 1
            copies += piles
        assert copies == district.total.copies == found.copies[district.district.name]
