"""`handbook confirm`: lists, shows, asks, records, withdraws; what it refuses, and in which words."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handbook.ledger import confirmed_by, items
from handbook.load import load_plan
from handbook.load.flags import without
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


@pytest.mark.parametrize("command", [("confirm", "--data"), ("validate", "--layout", "leaflet", "--data")])
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


def moved_by(error: str) -> list[str]:
    """The command that the error names, as it is typed, with names in place of 名前."""
    (command,) = re.findall(r"handbook (confirm \S+ --by 名前 --by 名前)", error)
    return command.replace("名前", "見本太郎", 1).replace("名前", "見本花子").split()


OLD = [
    (
        "evidence.yaml",
        "  - fact: districts/船越/reading\n    confidence: unsure\n",
        "  - fact: districts/船越/reading\n    confidence: unsure\n    confirmed: true  # 電話で聞いた\n",
        ["districts/船越/reading"],
    ),
    (
        "evidence.yaml",
        "  - fact: plan/goals\n",
        "  - confirmed: true\n    fact: plan/goals\n",
        ["plan/goals"],
    ),
    ("evidence.yaml", "  - fact: plan/goals\n", "  - confirmed: false\n    fact: plan/goals\n", []),
    (
        "desks.yaml",
        "      - name: 西地域包括支援センター\n",
        "      - name: 西地域包括支援センター\n        'confirmed':  \"true\"\n",
        [
            "desks/高齢者/西地域包括支援センター/phone",
            "desks/高齢者/西地域包括支援センター/fax",
            *(
                f"districts/{name}/desks/高齢者"
                for name in ("城島", "下田", "青木", "江上", "浮島", "犬塚", "西牟田", "三潴")
            ),
        ],
    ),
    (
        "desks.yaml",
        "        phone: 0942-30-9185\n",
        "        phone: 0942-30-9185\n        confirmed: true\n",
        ["desks/生活困窮者/生活自立支援センター（0942-30-9185）/phone"],
    ),
    (
        "districts.yaml",
        "  - name: 船越\n",
        "  - name: 船越\n    confirmed: true\n",
        ["districts/船越/reading"],
    ),
    (
        "plan.yaml",
        "      phone: 0942-30-9173\n",
        "      phone: 0942-30-9173\n      confirmed: true\n",
        ["plan/contacts/久留米市 健康福祉部 地域福祉課/phone"],
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "facts"), OLD)
def test_an_old_flag_is_moved_by_the_command_that_the_error_names(
    run, change, data_copy, monkeypatch, tmp_path, file, old, new, facts
):
    monkeypatch.chdir(tmp_path)
    path = data_copy / file
    before = path.read_bytes()
    change(file, old, new)
    told = run("validate", "--layout", "leaflet")
    assert told.exit_code == 1
    assert told.stderr.count("confirmed」は、もう使いません") == 1
    assert run("build", "浮島").exit_code == 1, "it counts for nobody"
    command = moved_by(told.stderr)
    result = run(*command, "--on", "2026-04-01", "--yes")
    assert result.exit_code == 0, result.stderr
    found = load_plan(data_copy).confirmations
    values = {item.key: item.value for item in items(load_plan(data_copy))}
    assert {one.fact for one in found} >= set(facts)
    assert bool(found) == bool(facts)
    assert all(one.value == values[one.fact] and str(one.on) == "2026-04-01" for one in found)
    assert {one.by for one in found} == ({"見本太郎", "見本花子"} if facts else set())
    kept = path.read_bytes()
    assert kept == before or kept.replace("    # 電話で聞いた\n".encode(), b"") == before
    assert run("validate", "--layout", "leaflet").exit_code == 0
    assert run(*command, "--yes").exit_code == 2, "there is nothing more to move"


def test_many_old_flags_in_two_files_are_moved_one_file_at_a_time(
    run, data_copy, change, monkeypatch, tmp_path
):
    """As this city's data had them: a flag in every entry. Windows' line ends stay."""
    monkeypatch.chdir(tmp_path)
    path = data_copy / "evidence.yaml"
    before = path.read_bytes().replace(b"\n", b"\r\n")
    flagged = re.sub(rb"(    confidence: (.*?)\r\n)", rb"\1    confirmed: true\r\n", before)
    path.write_bytes(b"\xef\xbb\xbf" + flagged)
    change("districts.yaml", "  - name: 浮島\n", "  - name: 浮島\n    confirmed: false\n")
    assert run("validate", "--layout", "leaflet").stderr.count("confirmed」は、もう使いません") == 2
    asked = run("confirm", "data/evidence.yaml")
    assert asked.exit_code == 2
    assert "districts/船越/reading" in asked.stdout
    assert "二人の名前が要ります" in asked.stderr
    assert path.read_bytes() == b"\xef\xbb\xbf" + flagged
    assert run("confirm", "data/evidence.yaml", *TWO, "--yes").exit_code == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + before
    again = run("validate", "--layout", "leaflet")
    assert again.stderr.count("confirmed」は、もう使いません") == 1
    assert run("confirm", "data/districts.yaml", "--withdraw", "--yes").exit_code == 0
    assert run("validate", "--layout", "leaflet").exit_code == 0
    plan = load_plan(data_copy)
    doubted = {item.key for item in items(plan) if item.confidence}
    assert {item.key for item in items(plan) if len(confirmed_by(plan, item)) == 2} >= doubted


@pytest.mark.parametrize("value", ["佐藤花子", "[佐藤, 田中]", "{by: 佐藤, on: 2026-04-01}", '"true'])
def test_what_no_old_flag_was_is_left_to_its_owner(run, change, data_copy, value):
    change(
        "desks.yaml",
        "      - name: 西地域包括支援センター\n",
        f"      - name: 西地域包括支援センター\n        confirmed: {value}\n",
    )
    path = data_copy / "desks.yaml"
    before = path.read_bytes()
    result = run("confirm", str(path), *TWO, "--yes")
    assert result.exit_code in (1, 2)
    assert "desks.yaml:" in result.stderr
    assert "Traceback" not in result.stderr
    assert path.read_bytes() == before
    assert not (data_copy / "confirmations.yaml").read_text(encoding="utf-8").count("fact: desks")


@pytest.mark.parametrize(
    ("flagged", "left"),
    [
        ("{fact: a, confirmed: true, note: b}", "{fact: a, note: b}"),
        ("{confirmed: false, fact: a}", "{fact: a}"),
        ("{fact: a, confirmed: true}", "{fact: a}"),
        ("{fact: a,\n     confirmed: true,\n     note: b}", "{fact: a,\n     note: b}"),
        ("confirmed: true\n    # 注\n    fact: a", "# 注\n    fact: a"),
        (
            "fact: a\n    \"confirmed\": 'false'\n    note: confirmed, true",
            "fact: a\n    note: confirmed, true",
        ),
    ],
)
def test_a_flag_is_taken_out_however_it_is_written(tmp_path, flagged, left):
    path = tmp_path / "evidence.yaml"
    path.write_text(f"# 見出し\nevidence:\n  - {flagged}\n  - fact: c\n", encoding="utf-8")
    assert without(path).decode() == f"# 見出し\nevidence:\n  - {left}\n  - fact: c\n"
