"""`handbook confirm`: lists, shows, asks, records, withdraws; what it refuses, and in which words."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handbook.load import load_plan
from handbook.resources import bundled

PHONE = "desks/高齢者/西地域包括支援センター/phone"
TWO = ("--by", "見本 太郎", "--by", "見本 花子")


@pytest.fixture
def confirm(run, data_copy):
    """`confirm(PHONE, "--by", …)` → the result, on a copy of the data."""
    return lambda *arguments: run("confirm", *arguments, "--data", str(data_copy))


def recorded(folder: Path) -> list[tuple[str, str, str]]:
    return [(one.fact, one.value, one.by) for one in load_plan(folder).confirmations]


def ledger(folder: Path) -> str:
    return (folder / "confirmations.yaml").read_text(encoding="utf-8")


def test_the_list_says_how_many_in_three_lines_and_then_what(confirm):
    lines = confirm().stdout.splitlines()
    assert "まだ 198" in lines[0]
    assert "handbook confirm" in lines[2]
    assert lines[3] == ""
    text = "".join(line.strip() for line in lines)
    assert "電話番号「0942-51-6100」、FAX番号「0942-64-2082」、担当校区（城島、下田、青木 ほか5）" in text
    assert len(lines) < 150


def test_a_confirmation_shows_what_it_records_and_where_that_stands(confirm, data_copy):
    result = confirm(PHONE, *TWO, "--on", "2026-04-01", "--yes")
    assert result.exit_code == 0, result.stderr
    assert "西地域包括支援センターの電話番号「0942-51-6100」" in result.stdout
    assert "desks.yaml:41" in result.stdout
    assert "2件を記録しました" in result.stdout
    assert recorded(data_copy) == [
        (PHONE, "0942-51-6100", "見本 太郎"),
        (PHONE, "0942-51-6100", "見本 花子"),
    ]
    assert {one.on for one in load_plan(data_copy).confirmations} == {datetime.date(2026, 4, 1)}
    assert "もう記録してあります" in confirm(PHONE, *TWO, "--yes").stdout
    assert len(recorded(data_copy)) == 2
    assert "二人が確かめた 1、" in confirm().stdout


def test_a_desk_is_confirmed_with_its_numbers_and_its_districts(confirm, data_copy):
    assert confirm("desks/高齢者/西第2地域包括支援センター", "--by", "見本", "--yes").exit_code == 0
    assert {fact for fact, _, _ in recorded(data_copy)} == {
        "desks/高齢者/西第2地域包括支援センター/phone",
        "desks/高齢者/西第2地域包括支援センター/fax",
        *(f"districts/{name}/desks/高齢者" for name in ("荒木", "安武", "大善寺")),
    }
    one_by_one = confirm("desks/高齢者/西第2地域包括支援センター/phone").stdout
    assert "確かめた人: 見本（あと1人）" in one_by_one


def test_a_changed_value_is_unconfirmed_and_both_values_are_told(confirm, change, data_copy):
    confirm(PHONE, *TWO, "--yes")
    change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-6101")
    told = confirm().stdout
    assert "見本 太郎、見本 花子さんが確かめたのは「0942-51-6100」、いまは「0942-51-6101」です" in told
    assert "まだ 198" in told
    assert confirm(PHONE, *TWO, "--yes").exit_code == 0
    assert len(recorded(data_copy)) == 4, "the older confirmations stay on record"
    assert "二人が確かめた 1、" in confirm().stdout


def test_the_day_may_be_written_as_people_write_it(confirm, data_copy):
    assert confirm(PHONE, "--by", "見本 太郎", "--on", "令和８年４月１日", "--yes").exit_code == 0
    text = ledger(data_copy)
    assert "on: 2026-04-01" in text
    (data_copy / "confirmations.yaml").write_text(text.replace("on: 2026-04-01", "on: 2026/4/1"), "utf-8")
    assert [str(one.on) for one in load_plan(data_copy).confirmations] == ["2026-04-01"]


def test_a_confirmation_is_withdrawn(confirm, data_copy):
    before = ledger(data_copy)
    confirm(PHONE, *TWO, "--yes")
    assert confirm(PHONE, "--by", "見本　太郎", "--withdraw", "--yes").exit_code == 0
    assert [by for _, _, by in recorded(data_copy)] == ["見本 花子"]
    assert confirm(PHONE, "--by", "見本 太郎", "--withdraw", "--yes").exit_code == 2
    confirm(PHONE, "--by", "見本花子", "--withdraw", "--yes")
    assert ledger(data_copy).rstrip() == before.rstrip()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((PHONE, "--by", "見本"), "尋ねる相手がいない"),
        ((PHONE, "--by", "見本", "--by", "見　本", "--yes"), "同じ人です"),
        ((PHONE, "--by", "ＭＩＨＯＮ", "--by", "mihon", "--yes"), "同じ人です"),
        ((PHONE, "--by", " ", "--yes"), "確かめた人の名前を書いてください"),
        ((PHONE, "--by", "見本", "--on", "2999-01-01", "--yes"), "まだ来ていません"),
        ((PHONE, "--by", "見本", "--on", "令和8年4月31日", "--yes"), "例 2026-04-01"),
        ((PHONE, "--by", "見本", "--on", "2026-02-30", "--yes"), "例 2026-04-01"),
        (("desks/高齢者/西地域包括支援センター/fhone", "--by", "見本", "--yes"), "もしかして"),
        (("districts/浮鳥/desks/高齢者", "--by", "見本", "--yes"), "もしかして"),
        (("districts/日吉/reading", "--by", "見本", "--yes"), "確認は要りません"),
        (("--by", "見本", "--yes"), "どの事柄か"),
        ((PHONE, "--withdraw", "--yes"), "--by"),
    ],
)
def test_what_it_refuses_in_words_and_writes_nothing(confirm, data_copy, arguments, words):
    before = ledger(data_copy)
    result = confirm(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert ledger(data_copy) == before


def test_bundled_data_are_confirmed_by_nobody(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = ledger(bundled("data"))
    result = run("confirm", PHONE, *TWO, "--yes")
    assert result.exit_code == 2
    assert "付属のデータ" in result.stderr
    assert ledger(bundled("data")) == before


@pytest.mark.parametrize(("answer", "count"), [("y\n", 1), ("はい\n", 1), ("n\n", 0), ("\n", 0)])
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_at_a_terminal_it_asks_first(data_copy, answer, count):
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "handbook", "confirm", PHONE, "--by", "見本", "--data", str(data_copy)],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    os.write(ours, answer.encode())
    said, _ = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0
    assert "記録しますか" in said
    assert len(recorded(data_copy)) == count


def entry(**changes: str) -> str:
    values = {"fact": PHONE, "value": "0942-51-6100", "by": "見本 太郎", "on": "2026-04-01", **changes}
    first, *rest = (f"{name}: {value}" for name, value in values.items())
    return "\n".join([f"  - {first}", *(f"    {line}" for line in rest)]) + "\n"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("confirmations:\n" + entry(on="2999-01-01"), "まだ来ていません"),
        ("confirmations:\n" + entry(on="2026-13-01"), "2026-13-01"),
        ("confirmations:\n" + entry(by='""'), "「by」が空です"),
        ("confirmations:\n" + entry().replace("    by: 見本 太郎\n", ""), "「by」がありません"),
        ("confirmations:\n  - fact: [\n", "confirmations.yaml"),
        ("confirmations:\n  - fact: 1\n\x00", "confirmations.yaml"),
        ("kakunin:\n" + entry(), "kakunin"),
    ],
)
@pytest.mark.parametrize("command", [("confirm",), ("validate",), ("build", "浮島", "--final")])
def test_a_damaged_ledger_is_told_with_its_line(run, data_copy, tmp_path, command, written, words):
    (data_copy / "confirmations.yaml").write_text(written, encoding="utf-8")
    where = (str(data_copy),) if command == ("validate",) else ("--data", str(data_copy))
    out = ("--out", str(tmp_path / "out")) if command[0] == "build" else ()
    result = run(*command, *where, *out)
    assert result.exit_code == 1
    assert words in result.stderr
    assert "confirmations.yaml:" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", [("confirm", "--data"), ("validate",)])
def test_a_ledger_of_another_city_is_told_in_one_sentence_and_counts_for_nothing(run, data_copy, command):
    other = bundled("data") / "mihon" / "confirmations.yaml"
    (data_copy / "confirmations.yaml").write_bytes(other.read_bytes())
    result = run(*command, str(data_copy))
    assert result.exit_code == 0
    (told,) = [line for line in result.stderr.splitlines() if "確認28件は、このデータにない事柄" in line]
    assert "confirmations.yaml:" in told
    assert "198" in result.stdout


def test_one_person_twice_in_the_ledger_is_one(run, data_copy, tmp_path):
    twice = entry() + entry(by="見本太郎") + entry(by="見本　太郎")
    (data_copy / "confirmations.yaml").write_text("confirmations:\n" + twice, encoding="utf-8")
    result = run("build", "浮島", "--final", "--data", str(data_copy), "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "電話番号「0942-51-6100」＝見本 太郎さんだけ" in result.stderr


def test_final_is_made_when_two_have_confirmed_what_the_pages_print(run, tmp_path):
    mihon = tmp_path / "data"
    shutil.copytree(bundled("data") / "mihon", mihon)
    made = run("build", "--final", "--data", str(mihon), "--out", str(tmp_path / "out"), "--no-check")
    assert made.exit_code == 0, made.stderr
    path = mihon / "desks.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("0000-30-0001", "0000-30-0009"), encoding="utf-8"
    )
    refused = run("build", "--final", "--data", str(mihon), "--out", str(tmp_path / "out"), "--no-check")
    assert refused.exit_code == 1
    assert "0000-30-0009" in refused.stderr
    assert "handbook confirm" in refused.stderr
