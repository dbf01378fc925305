"""The workbook as an office meets it: what may be written where, and what it offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]
"""`office`, which makes an `Office` of tests/exchange/conftest.py."""


@pytest.fixture
def kurume(office: Make) -> Any:
    return office("")


def test_every_table_is_a_sheet_in_the_words_of_the_data(kurume: Any) -> None:
    assert kurume.book.sheetnames == ["校区", "相談先", "事例", "問い合わせ先", "読み"]
    assert [page.max_row - 1 for page in kurume.book] == [46, 18, 2, 2, len(kurume.plan.read_words)]
    headings = [cell.value for cell in kurume.book["相談先"][1]]
    assert headings[:5] == ["ID", "相談先の分野", "名前", "電話番号", "FAX番号"]
    assert "担当する校区" in headings
    assert "電話番号" in kurume.cell("相談先", 1, "電話番号").comment.text
    assert "例: 0942-46-8711" in kurume.cell("相談先", 1, "電話番号").comment.text


def test_another_city_has_its_own_words(office: Make) -> None:
    one = office()
    assert one.book.sheetnames[0] == "地区"
    assert one.cell("相談先", 1, "担当する地区")


def test_ids_and_headings_are_locked_and_all_else_is_text_to_write_into(kurume: Any) -> None:
    for page in kurume.book:
        assert page.protection.sheet
        assert not page.protection.password
        assert page.freeze_panes == "C2"
        for row in page.iter_rows():
            for cell in row:
                assert cell.number_format == "@"
                assert cell.protection.locked == (cell.row == 1 or cell.column == 1)
        assert not page.column_dimensions["C"].protection.locked, "rows below are to be written into, too"
        assert page.column_dimensions["C"].number_format == "@"
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.fitToHeight == 0


def test_drop_downs_offer_what_may_be_written(kurume: Any) -> None:
    offers = {
        str(offer.sqref).split(":")[0]: offer.formula1
        for offer in kurume.book["相談先"].data_validations.dataValidation
    }
    assert offers[kurume.cell("相談先", 2, "相談先の分野").coordinate] == '"高齢者,障害者,子ども,生活困窮者"'
    assert offers[kurume.cell("相談先", 2, "全域を受けもつ").coordinate] == '"はい"'
    columns = {
        str(offer.sqref).split(":")[0]: offer for offer in kurume.book["事例"].data_validations.dataValidation
    }
    district = columns[kurume.cell("事例", 2, "どこの事例か").coordinate]
    assert district.formula1 == "'校区'!$B$2:$B$47"
    assert not district.showErrorMessage, "a case may belong to several"
