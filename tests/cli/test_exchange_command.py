"""`handbook export` and `import`, as a person at a desk meets them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from handbook.load import load_plan
from handbook.resources import bundled

Run = Callable[..., Result]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the invented city's data, in which somebody stands."""
    shutil.copytree(bundled("data") / "mihon", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, cell: str, value: object) -> None:
    book = openpyxl.load_workbook(path)
    book["相談先"][cell] = value
    book.save(path)


def test_out_in_words_and_in(run: Run, desk: Path) -> None:
    done = run("export", "表.xlsx")
    assert (done.exit_code, "handbook import 表.xlsx" in done.stdout) == (0, True)
    assert run("import", "表.xlsx").stdout == "変わるところはありません。\n"
    write(desk / "表.xlsx", "D2", "0000-20-0099")
    before = (desk / "data" / "desks.yaml").read_bytes()

    shown = run("import", "表.xlsx")
    assert shown.exit_code == 0
    assert "・相談先 見本市東地域包括支援センター: 電話番号 0000-20-0001 → 0000-20-0099" in shown.stdout
    assert "中身が変わる地区版: 2地区（東、浜辺）" in shown.stdout
    assert "確認のやり直し: 見本市東地域包括支援センターの電話番号" in shown.stdout
    assert "--yes" in shown.stdout
    assert (desk / "data" / "desks.yaml").read_bytes() == before

    done = run("import", "表.xlsx", "--yes")
    assert done.exit_code == 0
    assert (desk / "data" / "desks.yaml").read_bytes() == before.replace(b"0000-20-0001", b"0000-20-0099")
    assert "見本市東地域包括支援センター" in run("confirm").stdout


def test_what_is_wrong_is_told_and_nothing_is_changed(run: Run, desk: Path) -> None:
    run("export", "表.xlsx")
    write(desk / "表.xlsx", "D2", "0000-20-00O1")
    write(desk / "表.xlsx", "E2", "=1+1")
    for arguments in ((), ("--yes",)):
        told = run("import", "表.xlsx", *arguments)
        assert told.exit_code == 1
        assert "表.xlsx 「相談先」の2行目 D列（電話番号）: " in told.stderr
        assert "表.xlsx 「相談先」の2行目 E列（FAX番号）: 式" in told.stderr
        assert "直すところは全部で2件です。" in told.stderr
    assert load_plan("data").desks == load_plan(bundled("data") / "mihon").desks


def test_a_row_that_is_lacking_is_told(run: Run, desk: Path) -> None:
    run("export", "相談先.csv")
    lines = (desk / "相談先.csv").read_bytes().split(b"\r\n")
    (desk / "相談先.csv").write_bytes(b"\r\n".join([lines[0], *lines[2:]]))
    done = run("import", "相談先.csv", "--yes")
    assert (done.exit_code, done.stdout) == (0, "変わるところはありません。\n")
    assert "表にない相談先1件は、データに残します（見本市東地域包括支援センター）" in done.stderr


def test_one_table_may_be_named(run: Run, desk: Path) -> None:
    assert run("export", "読み.csv").exit_code == 0
    assert (desk / "読み.csv").read_text("utf-8-sig").startswith("ID,言葉,読み,")
    assert run("import", "読み.csv").stdout == "変わるところはありません。\n"
    told = run("export", "表.csv")
    assert (told.exit_code, "相談先の表だけ" in told.stdout, "、読み.csv" in told.stdout) == (0, True, True)
    assert run("import", "表.csv").stdout == "変わるところはありません。\n"
    assert run("export", "表.txt").exit_code == 2


def test_nothing_is_said_where_nobody_wants_to_hear_it(run: Run, desk: Path) -> None:
    for name in ("表.xlsx", "表.csv"):
        assert (run("export", name, "-q").output, (desk / name).exists()) == ("", True)


def test_an_older_table_is_kept(run: Run, desk: Path) -> None:
    run("export", "表.xlsx")
    write(desk / "表.xlsx", "D2", "0000-20-0099")
    assert "表（前の表）.xlsx" in run("export", "表.xlsx").stdout
    assert openpyxl.load_workbook(desk / "表（前の表）.xlsx")["相談先"]["D2"].value == "0000-20-0099"


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "表.ods"),
        ("export", "ない/表.xlsx"),
        ("export", "data/表.xlsx"),
        ("import", "ない.xlsx"),
        ("import", "data"),
        ("import", "表.xlsx", "--yes", "--data", str(bundled("data"))),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, desk: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert re.search("[ぁ-ん]", done.stderr)
    assert "Traceback" not in done.stderr
