"""`handbook build` as a user meets it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from pathlib import Path

import pytest

from handbook.batch import MANIFEST
from handbook.load import layout_names
from handbook.resources import bundled


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def names(folder: Path) -> list[str]:
    """The files of a folder without the manifest."""
    return sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)


def assert_no_traceback(done):
    assert "Traceback" not in done.stderr + done.stdout


def test_all_46_with_a_line_each_and_a_summary(handbook, tmp_path):
    done = handbook("build")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"[ 1/46] 日吉校区 {Path('out', '日吉校区（校正）.pdf')}"
    assert lines[45] == f"[46/46] 合川校区 {Path('out', '合川校区（校正）.pdf')}"
    assert re.fullmatch(r"46部を out. に作りました（読み返して検査済み）。\d+\.\d秒。", lines[46])
    assert len(lines) == 47
    assert len(names(tmp_path / "out")) == 46
    assert_no_traceback(done)


def test_a_build_ends_in_three_lines_of_warnings_at_most(handbook):
    done = handbook("build", "--no-check")
    assert done.stderr.splitlines()[0].startswith("データ: ")
    warnings = done.stderr.splitlines()[1:]
    assert len(warnings) <= 3
    assert re.search(r"事柄\d+件は、まだ二人に確かめられていません（handbook confirm ", done.stderr)
    # The bundled plan ended on 31 March 2026; this test was written after that day.
    assert "計画期間は2026年3月31日に終わっています" in done.stderr
    assert "（検査はしていません）" in done.stdout


@pytest.mark.parametrize(
    "name", ["浮島", "浮島校区", "うきしま", "ウキシマ", "ukishima", " UKISHIMA ", "ｕｋｉｓｈｉｍａ"]
)
def test_a_district_by_any_of_its_names(run, tmp_path, name):
    result = run("build", name, "--out", str(tmp_path), "--no-check")
    assert result.exit_code == 0, result.stderr
    assert names(tmp_path) == ["浮島校区（校正）.pdf"]


def test_file_names_from_a_template(run, tmp_path):
    result = run("build", "浮島", "南", "--out", str(tmp_path), "--no-check", "--name", "{number}-{slug}.pdf")
    assert result.exit_code == 0, result.stderr
    assert names(tmp_path) == ["30-ukishima（校正）.pdf", "37-minami（校正）.pdf"]


def test_quiet_says_nothing_but_failures(run, change, tmp_path):
    result = run("build", "浮島", "--out", str(tmp_path), "--no-check", "--quiet")
    assert (result.stdout, result.stderr) == ("", "")
    folder = change(
        "columns/ukishima-ninchisho.yaml", "浮島校区では、", "浮島校区では、" + 200 * "とても長い話です。"
    )
    result = run("build", "浮島", "--data", str(folder), "--out", str(tmp_path), "--quiet")
    assert result.exit_code == 1
    assert "ukishima-ninchisho.yaml" in result.stderr
    assert "ご注意" not in result.stderr


def test_a_misspelt_district_is_told_with_suggestions(run, tmp_path):
    result = run("build", "浮鳥", "日吉", "南熏", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "「浮鳥」という校区はありません" in result.stderr
    assert "浮島（うきしま）" in result.stderr
    assert "「南熏」という校区はありません" in result.stderr
    assert "直すところは全部で2件です" in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_layout_and_a_missing_data_folder_are_told_together(run):
    result = run("build", "--data", "no-such-folder", "--layout", "leeflet")
    assert result.exit_code == 2
    assert "no-such-folder" in result.stderr
    assert "leeflet" in result.stderr
    assert "leaflet" in result.stderr.split("leeflet", 1)[1]
    assert "直すところは全部で2件です" in result.stderr


def test_a_layout_that_is_a_file(run, tmp_path):
    from handbook.resources import bundled

    path = tmp_path / "mine.yaml"
    path.write_bytes((bundled("layouts") / "leaflet.yaml").read_bytes())
    result = run("build", "浮島", "--layout", str(path), "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.stderr


def test_final_names_all_that_is_open_with_the_command_that_mends_it(run, tmp_path):
    result = run("build", "--final", "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert re.search(
        r"desks\.yaml:\d+:\d+: 二人に確かめられていません: 西地域包括支援センターの電話番号「0942-51-6100」"
        r"、FAX番号「0942-64-2082」、担当校区（城島、下田、青木 ほか5）\n"
        r"    → handbook confirm desks/高齢者/西地域包括支援センター --by 名前 --by 名前\n",
        result.stderr,
    )
    assert not (tmp_path / "out").exists()


def test_data_errors_stop_the_build_and_leave_the_earlier_pdfs(handbook, change, tmp_path):
    assert handbook("build", "浮島", "日吉").returncode == 0
    before = digests(tmp_path / "out")
    change("desks.yaml", "phone: 0942-51-6100", "phone: 0942-51-61OO")
    change("districts.yaml", "reading: うきしま", "reading: 浮島")
    done = handbook("build", "--data", "data")
    assert done.returncode == 1
    assert re.search(r"^data.desks\.yaml:\d+:\d+: .*0942-51-61OO", done.stderr, re.MULTILINE)
    assert re.search(r"^data.districts\.yaml:\d+:\d+: ", done.stderr, re.MULTILINE)
    assert done.stderr.count("\n    → ") >= 2
    assert "直すところは全部で" in done.stderr
    assert done.stdout == ""
    assert digests(tmp_path / "out") == before
    assert_no_traceback(done)


def test_a_character_that_no_font_has(handbook, change, tmp_path):
    assert handbook("build", "浮島").returncode == 0
    before = digests(tmp_path / "out")
    change("columns/ukishima-ninchisho.yaml", "浮島校区では、", "𪚥田さんは、")
    done = handbook("build", "--data", "data")
    assert done.returncode == 1
    assert "「𪚥」（U+2A6A5）" in done.stderr
    assert re.search(r"ukishima-ninchisho\.yaml:\d+:\d+", done.stderr)
    assert digests(tmp_path / "out") == before
    assert_no_traceback(done)


def test_a_column_of_3000_characters_costs_only_its_own_edition(handbook, change, tmp_path):
    assert handbook("build", "浮島", "日吉").returncode == 0
    before = digests(tmp_path / "out")
    change("columns/ukishima-ninchisho.yaml", "浮島校区では、", "住民が話し合いました。" * 273)
    done = handbook("build", "浮島", "日吉", "--data", "data")
    assert done.returncode == 1
    assert re.search(r"ukishima-ninchisho\.yaml:\d+:\d+: 浮島校区版.*約\d+行", done.stderr)
    assert "1部は作れませんでした: 浮島校区" in done.stderr
    assert "1部は out" in done.stdout  # 日吉 stands as it was
    assert digests(tmp_path / "out") == before
    assert_no_traceback(done)


def test_a_reason_that_all_share_is_told_once(handbook, change):
    change("columns/shakyo-tsunagu.yaml", "市社会福祉協議会は、", "住民が話し合いました。" * 273)
    done = handbook("build", "--data", "data")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) < 40
    assert re.search(r"同じ理由でほかに4\d校区", done.stderr)
    assert re.search(r"4\d部は作れませんでした", done.stderr)


def test_a_folder_that_cannot_be_written(run, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o555)
    try:
        result = run("build", "--out", str(out))
        assert result.exit_code == 2
        assert f"フォルダー「{out}」に書き込めません" in result.stderr
    finally:
        out.chmod(0o755)


def test_a_read_only_pdf_is_kept(run, tmp_path):
    kept = tmp_path / "浮島校区（校正）.pdf"
    kept.write_bytes(b"%PDF-1.7 signed")
    kept.chmod(0o444)
    result = run("build", "浮島", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "読み取り専用" in result.stderr
    assert kept.read_bytes() == b"%PDF-1.7 signed"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_full_disk(handbook, tmp_path):
    """`ulimit -f` stands for the full disk: the write fails half-way."""
    import subprocess

    assert handbook("build", "浮島", "日吉").returncode == 0
    before = digests(tmp_path / "out")
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 50; exec {sys.executable} -m handbook build --force"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 2
    assert "書けませんでした" in done.stderr
    assert "同じ理由でほかに45校区" in done.stderr
    assert "46部は作れませんでした" in done.stderr
    assert digests(tmp_path / "out") == before
    assert_no_traceback(done)


def test_template_errors(run, tmp_path):
    result = run("build", "--out", str(tmp_path / "out"), "--name", "リーフレット.pdf")
    assert result.exit_code == 2
    assert "46校区のファイル名がどれも" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_pdf_that_the_check_rejects_does_not_take_its_name(handbook, tmp_path):
    """A layout that prints into the 5 mm that office printers leave white."""
    from handbook.resources import bundled

    assert handbook("build", "浮島", "日吉").returncode == 0
    before = digests(tmp_path / "out")
    leaflet = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    assert leaflet.count("left: 13mm") == 2
    edge = leaflet.replace("left: 13mm", "left: 2mm").replace("printer: true", "printer: false")
    (tmp_path / "edge.yaml").write_text(edge, encoding="utf-8")
    done = handbook("build", "浮島", "日吉", "--layout", "edge.yaml")
    assert done.returncode == 1
    assert "日吉校区: 検査で誤りが見つかったので、PDF を置きませんでした" in done.stderr
    assert "［unprintable］\n    → " in done.stderr
    assert "同じ理由でほかに1校区: 浮島" in done.stderr
    assert "2部は作れませんでした" in done.stderr
    assert digests(tmp_path / "out") == before
    assert_no_traceback(done)


def test_no_check_puts_even_such_a_pdf_in_place(handbook, tmp_path):
    from handbook.resources import bundled

    leaflet = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    edge = leaflet.replace("left: 13mm", "left: 2mm").replace("printer: true", "printer: false")
    (tmp_path / "edge.yaml").write_text(edge, encoding="utf-8")
    done = handbook("build", "浮島", "--layout", "edge.yaml", "--no-check")
    assert done.returncode == 0
    assert (tmp_path / "out" / "浮島校区（校正）.pdf").is_file()


def test_several_layouts_each_in_a_folder_of_its_own_and_checked_together(handbook, tmp_path, change):
    text = (bundled("layouts") / "leaflet.yaml").read_text("utf-8")
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "ours.yaml").write_text(text.replace("size: 26", "size: 27"), "utf-8")
    done = handbook("build", "浮島", "日吉", "--layout", "ours", "--layout", "leaflet", "--no-check")
    assert done.returncode == 0, done.stderr
    both = ["日吉校区（校正）.pdf", "浮島校区（校正）.pdf"]
    assert names(tmp_path / "out" / "leaflet") == names(tmp_path / "out" / "ours") == both
    assert len(done.stderr.splitlines()) <= 4  # the data, and three warnings for all layouts together
    assert "ours、leaflet" in handbook("check", "out", "--only", "浮島,日吉").stdout.replace(
        "leaflet、ours", "ours、leaflet"
    )
    data = change("desks.yaml", "0942-51-6100", "0942-51-6101")
    told = handbook("diff", "out", "--layout", "ours", "--data", str(data))
    assert "0942-51-6101" in told.stdout
    code = json.loads((tmp_path / "out" / "ours" / MANIFEST).read_text("utf-8"))["sheets"]
    assert "浮島" in handbook("whatis", next(key for key in code if "浮島" in key).partition("/")[0]).stdout


def test_a_layout_that_cannot_be_made_leaves_the_others_alone(run, tmp_path):
    (tmp_path / "narrow.yaml").write_text(
        (bundled("layouts") / "leaflet.yaml").read_text("utf-8").replace("right: 13mm", "right: 80mm"),
        "utf-8",
    )
    out = tmp_path / "out"
    result = run(
        "build", "南", "--layout", "leaflet", "--layout", str(tmp_path / "narrow.yaml"), "--out", str(out)
    )
    assert result.exit_code == 1
    assert names(out / "leaflet") == ["南校区（校正）.pdf"]
    assert [path.name for path in out.iterdir()] == ["leaflet"], "no folder with nothing in it"
    assert "入りきりません" in result.stderr


def test_every_unknown_layout_is_told_at_once(run, tmp_path):
    result = run("build", "--layout", "liflet", "--layout", "gone", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "liflet" in result.stderr
    assert "gone" in result.stderr
    assert not (tmp_path / "out").exists()


def test_all_layouts_that_are_listed(run, tmp_path):
    run("build", "南", "--layout", "all", "--no-check", "--out", str(tmp_path))
    made = [path.name for path in tmp_path.iterdir() if path.is_dir()] or ["leaflet"]
    assert sorted(made) == sorted(layout_names())
