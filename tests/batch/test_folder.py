"""The output folder: whatever is wrong with it is told at once, and what is in it stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import handbook
from handbook.errors import InputError
from handbook.resources import bundled

BUILD_WITH_SMALL_FILES_ONLY = """
import resource, sys
import handbook
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
report = handbook.build(handbook.load_plan(), handbook.load_layout("leaflet"), sys.argv[1], jobs=2)
for outcome in report.failed:
    print(outcome.district, *outcome.problems)
print(len(report.made), "made")
"""


@pytest.fixture
def refused(plan, layout):
    def build(out, districts=("浮島",), **options):
        with pytest.raises(InputError) as caught:
            handbook.build(plan, layout, out, districts, **options)
        return [str(problem) for problem in caught.value.problems]

    return build


def test_the_folder_is_a_file(refused, tmp_path):
    (tmp_path / "out").write_text("手紙", encoding="utf-8")
    (problem,) = refused(tmp_path / "out")
    assert "フォルダーではありません" in problem
    assert "--out" in problem
    assert (tmp_path / "out").read_text(encoding="utf-8") == "手紙"


def test_a_file_on_the_way_to_the_folder(refused, tmp_path):
    (tmp_path / "out").write_text("", encoding="utf-8")
    (problem,) = refused(tmp_path / "out" / "a" / "b")
    assert f"「{tmp_path / 'out'}」はフォルダーではありません" in problem


@pytest.mark.parametrize("out", ["data", "data/columns", "data/neu", "layouts", "fonts", "layouts/pictures"])
def test_nothing_is_built_into_what_it_is_built_from(data_copy, tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    plan, layout = handbook.load_plan(), handbook.load_layout("leaflet")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match=f"「{out}」") as caught:
        handbook.build(plan, layout, out, ["浮島"])
    assert "--out" in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("kind", ["data", "layouts", "fonts"])
def test_nothing_is_built_into_the_program(refused, tmp_path, monkeypatch, kind):
    (problem,) = refused(bundled(kind))
    assert "別の場所" in problem
    (problem,) = refused(Path(handbook.__file__).parent / "out")
    assert "別の場所" in problem
    (tmp_path / "link").symlink_to(bundled(kind))
    (problem,) = refused(tmp_path / "link")
    assert "別の場所" in problem


@pytest.mark.parametrize("name", ["浮島校区（校正）.pdf", "handbook-manifest.json"])
def test_links_in_the_folder_are_not_written_through(refused, tmp_path, name):
    letter, out = tmp_path / "letter.txt", tmp_path / "out"
    letter.write_text("keep", encoding="utf-8")
    out.mkdir()
    (out / name).symlink_to(letter)
    (problem,) = refused(out)
    assert name in problem
    assert "リンクなので、書きません" in problem
    assert letter.read_text(encoding="utf-8") == "keep"
    assert [each.name for each in out.iterdir()] == [name]


def test_a_folder_within_the_folder_that_is_a_link(refused, tmp_path):
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / "21-40").symlink_to(elsewhere)
    (problem,) = refused(out, shard=20)
    assert "リンクなので、書きません" in problem
    assert list(elsewhere.iterdir()) == []


def test_the_folder_itself_may_be_a_link(plan, layout, tmp_path):
    """Whoever keeps the output on another disk names it so."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    handbook.build(plan, layout, tmp_path / "out", ["浮島"], check=False)
    assert (tmp_path / "disk" / "浮島校区（校正）.pdf").is_file()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_manifest_that_is_a_pipe_is_not_waited_for(refused, tmp_path):
    os.mkfifo(tmp_path / "handbook-manifest.json")
    (problem,) = refused(tmp_path)
    assert "ふつうのファイルではない" in problem


def test_a_folder_that_is_not_writable(refused, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o555)
    try:
        (problem,) = refused(out, districts=None)
        assert "書き込めません" in problem
        assert list(out.iterdir()) == []
    finally:
        out.chmod(0o755)


def test_every_read_only_pdf_is_told_before_anything_is_replaced(refused, tmp_path, digests):
    for name in ("日吉", "浮島", "南"):
        (tmp_path / f"{name}校区（校正）.pdf").write_text("good", encoding="utf-8")
    for name in ("日吉", "浮島"):
        (tmp_path / f"{name}校区（校正）.pdf").chmod(0o444)
    before = digests(tmp_path)
    problems = refused(tmp_path, districts=None)
    assert len(problems) == 2
    assert "読み取り専用" in problems[0]
    assert digests(tmp_path) == before


def test_a_folder_where_a_pdf_should_go(refused, tmp_path):
    (tmp_path / "浮島校区（校正）.pdf").mkdir()
    (problem,) = refused(tmp_path)
    assert "フォルダー" in problem


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX")
def test_a_disk_that_fills_up_costs_no_earlier_pdf(plan, layout, tmp_path, digests):
    """A limit on the size of files stands for the full disk: writing fails half-way, for real."""
    out = tmp_path / "out"
    handbook.build(plan, layout, out, ["浮島", "南"], check=False)
    before = digests(out)
    done = subprocess.run(
        [sys.executable, "-c", BUILD_WITH_SMALL_FILES_ONLY, str(out), "50000"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1] == "0 made"
    assert sum("書けませんでした" in line for line in lines) == 46
    assert digests(out) == before, "no torn, lost or temporary file"


def test_a_disk_with_too_little_room_is_told_before_the_start(refused, tmp_path, monkeypatch):
    import shutil
    from collections import namedtuple

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 100_000, 100_000))
    (problem,) = refused(tmp_path / "out")
    assert "空きが足りません（空き 0.1 MB" in problem
