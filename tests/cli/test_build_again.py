"""`handbook build` a second time, for programs, and with everything in one file."""

from __future__ import annotations

import json
import re

import pytest


def events(result) -> list[dict]:
    assert result.stdout.isascii(), "no terminal's encoding can damage it"
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def build(run, tmp_path):
    def call(*arguments: str):
        return run("build", "浮島", "南", "--out", str(tmp_path / "out"), "--no-check", *arguments)

    return call


def test_what_was_made_skipped_and_why(build, change):
    first = build()
    assert re.search(r"^2部を .*に作りました（検査はしていません）。", first.stdout, re.MULTILINE)
    assert "作り直したわけ" not in first.stdout
    again = build()
    assert again.exit_code == 0
    assert re.fullmatch(r"2部は .*に前のままあり、変わりありません。\d+\.\d秒。\n", again.stdout)
    data = change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-6199")
    third = build("--data", str(data))
    assert "作り直したわけ:\n  ・浮島: 西地域包括支援センターの電話番号が" in third.stdout
    assert re.search(r"1部を .*1部は .*変わりありません", third.stdout)
    assert "前に刷ったものから紙面が変わったのは1部です: 浮島" in third.stdout


def test_force(build):
    build()
    assert "・浮島、南: 全部を作り直すよう指定されました（--force）" in build("--force").stdout


def test_a_manifest_that_is_not_believed_is_told(build, tmp_path):
    build()
    (tmp_path / "out" / "handbook-manifest.json").write_text("{}", encoding="utf-8")
    result = build()
    assert "壊れているか、手で直されているので、全部を作り直します" in result.stderr


def test_events(build, change):
    told = events(build("--json", "--merge", "a.pdf", "--zip", "a.zip"))
    assert [one["event"] for one in told] == ["start", "edition", "edition", "bundle", "bundle", "summary"]
    start, edition, *_, summary = told
    assert start["format"] == 2
    assert (edition["district"], edition["result"], edition["done"], edition["total"]) == (
        "浮島",
        "made",
        1,
        2,
    )
    assert re.fullmatch("[0-9a-f]{64}", edition["sha256"])
    assert (summary["made"], summary["skipped"], summary["failed"], summary["exit"]) == (2, 0, 0, 0)
    data = change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-6199")
    told = events(build("--json", "--data", str(data)))
    assert [one["result"] for one in told[1:3]] == ["made", "skipped"]
    assert told[1]["reprint"] is True
    assert told[-1]["reprint"] == ["浮島"]


def test_events_of_failures(run, change, tmp_path):
    data = change("columns/ukishima-ninchisho.yaml", "浮島校区では、", "住民が話し合いました。" * 273)
    out = ["--out", str(tmp_path / "out"), "--json", "--data", str(data)]
    result = run("build", "浮島", "南", *out)
    assert result.exit_code == 1
    told = events(result)
    (failed,) = [one for one in told if one.get("result") == "failed"]
    assert "約" in failed["problems"][0]["message"]
    assert failed["problems"][0]["file"].endswith("ukishima-ninchisho.yaml")
    assert failed["problems"][0]["line"] > 0
    assert told[-1]["exit"] == 1


def test_events_when_nothing_could_be_made(run, tmp_path):
    result = run("build", "浮鳥", "--out", str(tmp_path / "out"), "--json")
    assert result.exit_code == 2
    told = events(result)
    assert [one["event"] for one in told] == ["start", "error"]
    assert "浮鳥" in told[1]["problems"][0]["message"]
    assert "浮鳥" in result.stderr


def test_merge_and_zip_are_told(build):
    result = build("--merge", "全校区（校正）.pdf", "--zip", "全校区（校正）.zip")
    assert "全校区（校正）.pdf を作りました。" in result.stdout
    assert "全校区（校正）.zip を作りました。" in result.stdout
    assert "全校区（校正）.pdf は変わりありません。" in build("--merge", "全校区（校正）.pdf").stdout


def test_shards(run, tmp_path):
    out = tmp_path / "out"
    assert run("build", "浮島", "--out", str(out), "--no-check", "--shard", "10").exit_code == 0
    assert [path.as_posix() for path in out.rglob("*.pdf")] == [
        (out / "21-30" / "浮島校区（校正）.pdf").as_posix()
    ]
    assert run("build", "--shard", "0").exit_code == 2
    assert run("build", "--merge", "all.txt", "--out", str(out)).exit_code == 2


@pytest.mark.parametrize("ending", [".PDF", ".Pdf"])
def test_endings_in_capitals_are_reprinted_like_others(run, change, tmp_path, ending):
    out, name = str(tmp_path / "out"), ("--name", "{slug}" + ending)
    assert run("build", "浮島", "南", "--out", out, "--no-check", *name).exit_code == 0
    data = str(change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-6199"))
    assert "浮島" in json.loads(run("diff", out, "--data", data, "--format", "json").stdout)["reprint"]
    told = run("build", "浮島", "南", "--out", out, "--no-check", *name, "--data", data)
    assert "1部を" in told.stdout
    assert "紙面が変わったのは1部です: 浮島" in told.stdout
    events = run("build", "浮島", "南", "--out", out, "--no-check", *name, "--json").stdout.splitlines()
    summary = json.loads(events[-1])
    assert (summary["made"], summary["reprint"]) == (1, ["浮島"])
    twins = run("build", "浮島", "--out", out, "--no-check", *name, "--data", data, "--format", "txt")
    assert "ukishima（校正）" + ending in twins.stderr
    assert "--format pdf" in twins.stderr


def test_every_event_and_field_is_documented():
    """What docs/batch.md tells programs to expect is what they get, and all of it."""
    import ast
    from pathlib import Path

    from handbook.cli import events as room

    page = (Path(__file__).parents[2] / "docs" / "batch.md").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(Path(room.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "event":
            names = [node.args[0].value] if isinstance(node.args[0], ast.Constant) else []
            for name in [*names, *(keyword.arg for keyword in node.keywords if keyword.arg)]:
                assert f"`{name}`" in page, f"docs/batch.md does not tell of {name}"


def test_check_finds_the_pdfs_of_shards(run, tmp_path):
    out = str(tmp_path / "out")
    assert run("build", "浮島", "南", "--out", out, "--no-check", "--shard", "5").exit_code == 0
    result = run("check", out, "--only", "浮島,南")
    assert result.exit_code == 0, result.stderr
    assert "2件を調べました" in result.stdout
