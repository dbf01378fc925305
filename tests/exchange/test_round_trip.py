"""Out and in again: nothing changes, or just what was changed, and all else stays to the byte."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.exchange import SHEETS, Sheet, csv_file, grids, wanted, workbook
from handbook.load import load_plan
from handbook.plan import Plan
from handbook.resources import bundled

Make = Callable[..., Any]
"""`office`, which makes an `Office` of tests/exchange/conftest.py."""


@pytest.mark.parametrize("city", ["", "mihon"])
def test_nothing_changed_changes_nothing(office: Make, city: str) -> None:
    one = office(city)
    assert one.words() == []
    assert one.saving().files == {}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.file)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_a_csv_file_comes_back(tmp_path: Path, plan: Plan, sheet: Sheet, encoding: str) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(csv_file(plan, sheet).decode("utf-8-sig").encode(encoding, "replace"))
    read = wanted("表.csv", grids(path), plan)
    assert list(read.found) == [sheet]
    assert read.problems == []
    assert [one for one in read.found[sheet] if one.changed] == []


def test_columns_and_rows_may_stand_anywhere(office: Make) -> None:
    one = office()
    for page in one.book:
        rows = [[cell.value for cell in row] for row in page.iter_rows()]
        page.delete_rows(1, len(rows))
        page.append([None, "令和8年度の表"])
        page.append([])
        for row in (rows[0], *reversed(rows[1:])):
            page.append(row[::-1])
    assert one.words() == []


NUMBERS = st.integers(1000, 9999).map("0000-77-{}".format)
WORDS = st.from_regex(r"""[漢=\-'あ#"「][あ字 AB#:'"」、=-]{0,10}[字:'"A]""", fullmatch=True)
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
MONTHS = st.integers(1, 12).map("令和8年{}月".format)
OFFICE = {"phone": NUMBERS, "fax": NUMBERS, "hours": WORDS, "address": WORDS, "as_of": MONTHS}
VALUES: dict[str, dict[str, Any]] = {
    "districts": {"status": WORDS},
    "desks": OFFICE | {"ask": WORDS, "name": WORDS},
    "columns": {"title": WORDS, "text": PARAGRAPHS, "date": WORDS, "as_of": MONTHS},
    "contacts": OFFICE,
    "read_words": {"unsure": st.booleans()},
}
FIELDS = [(part, name) for part, names in VALUES.items() for name in names]


@pytest.fixture(scope="module")
def sheets() -> bytes:
    return workbook(load_plan(bundled("data") / "mihon"))


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_one_cell_changed_is_one_value_changed(office_at: Make, sheets: bytes, data: st.DataObject) -> None:
    part, name = data.draw(st.sampled_from(FIELDS))
    value = data.draw(VALUES[part][name])
    chosen = data.draw(st.integers(0, 99))
    with TemporaryDirectory() as folder:
        shutil.copytree(bundled("data") / "mihon", Path(folder, "data"))
        one = office_at(Path(folder, "data"), sheets)
        before, sheet, values = one.texts(), SHEETS[list(VALUES).index(part)], getattr(one.plan, part)
        at = chosen % len(values)
        cell = {sheet.headings(one.plan)[name]: "はい" if value is True else value or None}
        one.write(sheet.called(one.plan), at + 2, **cell)
        one.saving().write()
        changed = values[at]._replace(**{name: value})
        meant = {part: (*values[:at], changed, *values[at + 1 :])}
        assert _comparable(load_plan(one.folder)) == _comparable(replace(one.plan, **meant))
        touched = [path for path, text in one.texts().items() if text != before[path]]
        assert len(touched) <= 1
        for path in touched:
            old, new = before[path].splitlines(), one.texts()[path].splitlines()
            assert [line for line in old if line.lstrip().startswith(b"#") and line not in new] == []


def _comparable(plan: Plan) -> dict[str, object]:
    """All that a plan says, without where it stands."""
    found = {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
    for name in ("texts", "doubts"):
        del found[name]
    for name in ("columns", "read_words", "facts", "confirmations"):
        found[name] = [one._replace(place=None) for one in found[name]]
    return found


def test_a_cell_that_looks_like_a_formula_is_none(office: Make, office_at: Make) -> None:
    one = office()
    one.write("相談先", 2, 住所="=1+1丁目", 何を相談できるか="-介護")
    one.saving().write()
    plan = load_plan(one.folder)
    rows = list(csv.reader(io.StringIO(csv_file(plan, SHEETS[1]).decode("utf-8-sig"))))
    assert "'=1+1丁目" in rows[1]
    assert "'-介護" in rows[1]
    again = office_at(one.folder)
    assert again.cell("相談先", 2, "住所").data_type == "s"
    assert again.words() == []
    read = again.read("表.csv", csv_file(plan, SHEETS[1]))
    assert not [one for one in read.found[SHEETS[1]] if one.changed]


def test_line_ends_and_the_mark_of_a_file_stay(office: Make) -> None:
    one = office()
    path = one.folder / "desks.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    one.write("相談先", 2, 電話番号="0000-20-0099")
    one.saving().write()
    assert path.read_bytes() == before.replace(b"0000-20-0001", b"0000-20-0099")
