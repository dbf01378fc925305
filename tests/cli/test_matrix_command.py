"""`handbook matrix`: finished PDFs in one list; a file that says other than the data shows as one cell."""

from __future__ import annotations

import csv
import dataclasses
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from handbook.batch import build
from handbook.check.standards import check_standards
from handbook.layout import Layout
from handbook.load import load_plan
from handbook.matrix import MARK, harmless
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.units import MM

DISTRICTS = ("浮島", "青木", "江上", "城島", "合川", "御井", "荒木")
Change = Callable[..., Path]


@pytest.fixture(scope="module")
def good(plan: Plan, leaflet: Layout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    assert not build(plan, leaflet, folder, DISTRICTS, jobs=1).failed
    return folder


@pytest.fixture
def folder(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "out"))


def rows(out: Path) -> list[list[str]]:
    data = (out / "一覧.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def marked(out: Path) -> list[tuple[str, str]]:
    """Of which row, what cell has the mark."""
    return [(row[0], cell) for row in rows(out) for cell in row if cell.startswith(MARK)]


def replace(folder: Path, leaflet: Layout, data: Path, tmp_path: Path, name: str = "浮島") -> None:
    """Put an edition made from other data in place of the good one."""
    other = tmp_path / "other"
    assert not build(load_plan(data), leaflet, other, [name], jobs=1).failed
    (made,) = other.glob("*.pdf")
    (there,) = folder.glob(f"*{name}*.pdf")
    there.write_bytes(made.read_bytes())


def exchanged(change: Change, *pairs: tuple[str, str]) -> Path:
    """The data folder with each two texts of desks.yaml in each other's place."""
    for one, other in pairs:
        change("desks.yaml", one, "…")
        change("desks.yaml", other, one)
        folder = change("desks.yaml", "…", other)
    return folder


def test_good_files_give_a_table_with_sums(folder: Path, run, tmp_path: Path, plan: Plan) -> None:
    result = run("matrix", str(folder), "--out", str(tmp_path))
    assert (result.exit_code, result.stderr.count("\n")) == (0, 1), "no more than which data were read"
    found = rows(tmp_path)
    assert not marked(tmp_path)
    by_name = {row[0]: row for row in found if row}
    assert "西地域包括支援センター 0942-51-6100 FAX 0942-64-2082" in by_name["浮島校区"]
    sums = {tuple(row[1:3]): row[4] for row in found if len(row) == 6}
    for desk in plan.desks:
        count = sum(name in desk.districts for name in DISTRICTS)
        assert sums.get((desk.name, desk.phone), "0") == str(count)
    file = read_back(tmp_path / "一覧.pdf")
    assert {(round(page.width / MM), round(page.height / MM)) for page in file.pages} == {(420, 297)}
    assert [verdict.findings for verdict in check_standards(tmp_path / "一覧.pdf")] == [(), ()]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0942-51-6100", "0942-51-6109", "電話番号が 0942-51-6109"),
        ("fax: 0942-64-2082", "fax: 0942-64-2088", "FAX番号が 0942-64-2088"),
        ("        fax: 0942-64-2082\n", "", "FAX番号が 空"),
        ("name: 西地域包括支援センター", "name: 西地域包括ケアセンター", "名前が 西地域包括ケアセンター"),
        ("name: 高齢者\n", "name: 高齢の方\n", "高齢者の相談先がありません"),
    ],
)
def test_one_wrong_file_is_one_wrong_cell(
    folder: Path, leaflet: Layout, run, tmp_path: Path, change: Change, old: str, new: str, said: str
) -> None:
    if "name: 西" in old or "高齢者" in old:
        (tmp_path / "data" / "evidence.yaml").unlink()  # it names what is renamed
    replace(folder, leaflet, change("desks.yaml", old, new), tmp_path)
    result = run("matrix", str(folder), "--out", str(tmp_path))
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("浮島校区") >= 1
    assert {row for row, _ in marked(tmp_path)} == {"浮島校区"}
    assert "浮島校区" in "".join(
        run.text for page in read_back(tmp_path / "一覧.pdf").pages for run in page.runs
    )


def test_an_office_of_the_plan_is_compared_too(
    folder: Path, leaflet: Layout, run, tmp_path: Path, change: Change
) -> None:
    replace(folder, leaflet, change("plan.yaml", "0942-30-9173", "0942-30-9172"), tmp_path)
    result = run("matrix", str(folder), "--out", str(tmp_path))
    assert result.exit_code == 1
    assert marked(tmp_path) == [("浮島校区", f"{MARK}0942-30-9172 FAX 0942-30-9752")]


def test_two_districts_whose_desks_are_exchanged_are_two_wrong_cells(
    folder: Path, leaflet: Layout, run, tmp_path: Path, change: Change
) -> None:
    (tmp_path / "data" / "evidence.yaml").unlink()
    data = exchanged(
        change,
        (
            "districts: [城島, 下田, 青木, 江上, 浮島, 犬塚, 西牟田, 三潴]\n",
            "districts: [荒木, 安武, 大善寺]\n",
        ),
    )
    for name in ("城島", "荒木"):
        replace(folder, leaflet, data, tmp_path, name)
        shutil.rmtree(tmp_path / "other")
    result = run("matrix", str(folder), "--out", str(tmp_path))
    assert result.exit_code == 1
    assert marked(tmp_path) == [
        ("荒木校区", f"{MARK}西地域包括支援センター 0942-51-6100 FAX 0942-64-2082"),
        ("城島校区", f"{MARK}西第2地域包括支援センター 0942-27-8569 FAX 0942-27-5958"),
    ]
    assert "データでは 西地域包括支援センター" in result.stderr


def test_two_desks_exchanged_in_one_file_are_its_two_cells(
    folder: Path, leaflet: Layout, run, tmp_path: Path, change: Change
) -> None:
    data = exchanged(change, ("0942-51-6100", "0942-27-2038"), ("0942-64-2082", "0942-27-2058"))
    replace(folder, leaflet, data, tmp_path)
    result = run("matrix", str(folder), "--out", str(tmp_path))
    assert result.exit_code == 1
    assert marked(tmp_path) == [
        ("浮島校区", f"{MARK}西地域包括支援センター 0942-27-2038 FAX 0942-27-2058"),
        ("浮島校区", f"{MARK}西部障害者基幹相談支援センター 0942-51-6100 FAX 0942-64-2082"),
    ]


def test_where_a_desk_serves_two_the_wrong_file_alone_is_marked(
    good: Path, leaflet: Layout, run, tmp_path: Path, change: Change
) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    for name in ("浮島", "青木"):
        (file,) = good.glob(f"*{name}*.pdf")
        shutil.copy(file, folder)
    replace(folder, leaflet, change("desks.yaml", "0942-51-6100", "0942-51-6109"), tmp_path)
    result = run("matrix", str(folder), "--out", str(tmp_path))
    assert [row for row, _ in marked(tmp_path)] == ["浮島校区"]
    assert "電話番号が 0942-51-6109 です。データでは 0942-51-6100 です" in result.stderr


def test_a_desk_that_is_missing_is_one_cell(
    folder: Path, leaflet: Layout, run, tmp_path: Path, plan: Plan
) -> None:
    ours = next(desk for desk in plan.desks if desk.category == "障害者" and "浮島" in desk.districts)
    short = dataclasses.replace(plan, desks=tuple(desk for desk in plan.desks if desk is not ours))
    (there,) = folder.glob("*浮島*.pdf")
    assert not build(short, leaflet, tmp_path / "other", ["浮島"], jobs=1).failed
    shutil.copy(next((tmp_path / "other").glob("*.pdf")), there)
    result = run("matrix", str(folder), "--out", str(tmp_path))
    assert marked(tmp_path) == [("浮島校区", f"{MARK}―")]
    assert f"障害者の相談先がありません。データでは {ours.name} {ours.phone}" in result.stderr


def test_two_desks_of_one_name_are_none_the_worse(folder: Path, run, tmp_path: Path) -> None:
    run("matrix", str(folder), "--out", str(tmp_path))
    numbers = {row[2] for row in rows(tmp_path) if len(row) == 6 and row[1] == "生活自立支援センター"}
    assert numbers == {"0942-30-9113", "0942-30-9185"}


def test_files_that_are_no_editions_are_told_by_name(folder: Path, run, tmp_path: Path, good: Path) -> None:
    (folder / "壊れた.pdf").write_bytes(b"%PDF-1.7 nothing")
    os.mkfifo(folder / "管.pdf")
    run("proof", "浮島", "--out", str(tmp_path / "kosei"))
    shutil.copy(tmp_path / "kosei" / "浮島校区.pdf", folder / "校正票.pdf")
    (other,) = folder.glob("*荒木*.pdf")
    shutil.copy(other, folder / "写し.pdf")
    result = run("matrix", str(folder), "--out", str(tmp_path))
    assert result.exit_code == 1
    for name in ("壊れた.pdf", "管.pdf", "校正票.pdf", "写し.pdf"):
        assert name in result.stderr
    assert [cell for _, cell in marked(tmp_path)] == [f"{MARK}荒木校区"] * 2
    assert "荒木校区の PDF が2つ" in result.stderr


def test_it_does_not_read_its_own_list(folder: Path, run) -> None:
    assert run("matrix", str(folder), "--out", str(folder)).exit_code == 0
    before = (folder / "一覧.pdf").read_bytes()
    assert run("matrix", str(folder), "--out", str(folder)).exit_code == 0
    assert (folder / "一覧.pdf").read_bytes() == before


@pytest.mark.parametrize("name", ["empty", "nowhere"])
def test_no_editions(run, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    result = run("matrix", str(tmp_path / name), "--out", str(tmp_path))
    assert result.exit_code == 2
    assert name in result.stderr
    assert not (tmp_path / "一覧.csv").exists()


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-1", "@SUM(A1)", "＝1", "＠x", "\t=1"])
def test_cells_that_look_like_formulas_are_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("0942-51-6100") == "0942-51-6100"
