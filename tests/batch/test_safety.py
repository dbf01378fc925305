"""Killed, crowded out, pulled away: no torn file, no lost older one, nothing stray after the next run."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import handbook
from handbook.batch import MANIFEST
from handbook.errors import InputError
from handbook.files import TEMPORARY_PREFIX, TEMPORARY_SUFFIX, lock, sweep

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="locks and signals of Linux")

QUICK = ("--quiet", "--no-check", "--date", "2026-03-31")  # as the library, which asks for no day


def stray(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def assert_whole(folder: Path) -> None:
    for path in folder.glob("*.pdf"):
        assert path.read_bytes().endswith(b"%%EOF\n"), path.name
    if (folder / MANIFEST).exists():
        json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def test_killed_again_and_again_and_then_finished(start, plan, leaflet, tmp_path, digests):
    """kill -9 of the whole group at random moments: the last run is as if nothing had happened."""
    out = tmp_path / "out"
    begun = time.monotonic()
    start(*QUICK, "--jobs", "2").communicate()
    whole = time.monotonic() - begun
    shutil.rmtree(out)
    chance = random.Random(46)
    killed = 0
    for attempt in range(9):
        process = (
            start(*QUICK, "--force", "--jobs", "2")
            if attempt % 2
            else start(*QUICK, "--jobs", "1", "--merge", "a.pdf")
        )
        time.sleep(chance.uniform(0.3, 1.0) * whole)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        if out.exists():
            assert_whole(out)
    assert killed >= 3, "it was at work"
    report = handbook.build(plan, leaflet, out, check=False)
    assert not report.failed
    assert not report.problems
    assert stray(out) == []
    (out / "a（校正）.pdf").unlink(missing_ok=True)
    handbook.build(plan, leaflet, tmp_path / "full", check=False)
    assert digests(out) == digests(tmp_path / "full")
    texts = [json.loads((folder / MANIFEST).read_text("utf-8")) for folder in (out, tmp_path / "full")]
    assert texts[0]["files"] == texts[1]["files"]


def test_after_ctrl_c_only_the_rest_is_made(caught, plan, leaflet, tmp_path):
    process = caught(*QUICK, "--jobs", "1", least=5)
    out = tmp_path / "out"
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGCONT)
    _, said = process.communicate(timeout=30)
    assert "中断しました" in said
    assert stray(out) == []
    report = handbook.build(plan, leaflet, out, check=False)
    assert len(report.skipped) >= 4
    assert len(report.skipped) + len(report.made) == 46


def test_a_listener_that_fails_keeps_what_was_made(plan, leaflet, tmp_path):
    def stop(step):
        if step.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        handbook.build(plan, leaflet, tmp_path, ["日吉", "浮島", "南", "城島"], 1, progress=stop, check=False)
    report = handbook.build(plan, leaflet, tmp_path, ["日吉", "浮島", "南", "城島"], 1, check=False)
    assert len(report.skipped) == 3


def test_what_a_killed_build_left_is_swept_and_a_living_ones_stays(plan, leaflet, tmp_path):
    dead = tmp_path / f"{TEMPORARY_PREFIX}4242-1{TEMPORARY_SUFFIX}"
    dead.write_bytes(b"%PDF half")
    living = tmp_path / f"{TEMPORARY_PREFIX}4242-2{TEMPORARY_SUFFIX}"
    descriptor = os.open(living, os.O_RDWR | os.O_CREAT)
    other = tmp_path / ".handbook-notes.txt"
    other.write_text("mine", encoding="utf-8")
    try:
        assert lock(descriptor)
        handbook.build(plan, leaflet, tmp_path, ["南"], check=False)
        assert sorted(stray(tmp_path)) == sorted([living.name, other.name])
    finally:
        os.close(descriptor)
    assert sweep(tmp_path) == [living.name]


def test_links_are_not_swept(tmp_path):
    """What only looks like ours is not followed."""
    (tmp_path / "letter").write_text("keep", encoding="utf-8")
    link = tmp_path / f"{TEMPORARY_PREFIX}1-1{TEMPORARY_SUFFIX}"
    link.symlink_to(tmp_path / "letter")
    assert sweep(tmp_path) == []
    assert (tmp_path / "letter").read_text(encoding="utf-8") == "keep"


def test_shards_are_swept_too(plan, leaflet, tmp_path):
    (tmp_path / "21-40").mkdir()
    left = tmp_path / "21-40" / f"{TEMPORARY_PREFIX}1-1{TEMPORARY_SUFFIX}"
    left.write_bytes(b"")
    handbook.build(plan, leaflet, tmp_path, ["浮島"], shard=20, check=False)
    assert not left.exists()


def test_a_second_build_in_the_same_folder_is_refused(plan, leaflet, tmp_path):
    descriptor = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        assert lock(descriptor)
        with pytest.raises(InputError, match="別の handbook build が動いています"):
            handbook.build(plan, leaflet, tmp_path, ["南"], check=False)
    finally:
        os.close(descriptor)
    assert handbook.build(plan, leaflet, tmp_path, ["南"], check=False).made


def test_a_folder_that_may_be_written_but_not_listed(plan, leaflet, tmp_path):
    """Such as a drop box; an administrator may list it all the same."""
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o300)
    try:
        assert handbook.build(plan, leaflet, out, ["南"], check=False).made
        assert handbook.build(plan, leaflet, out, ["南"], check=False).skipped
    finally:
        out.chmod(0o755)


def test_two_builds_at_once(start, plan, leaflet, tmp_path, digests):
    """Whoever comes second waits a moment or says why not; what stands there in the end is whole."""
    both = [start(*QUICK, "--jobs", "2", "--force"), start(*QUICK, "--jobs", "1")]
    said = [process.communicate(timeout=60)[1] for process in both]
    codes = [process.returncode for process in both]
    assert 0 in codes
    for code, text in zip(codes, said, strict=True):
        assert code == 0 or "別の handbook build が動いています" in text
        assert "Traceback" not in text
    assert stray(tmp_path / "out") == []
    handbook.build(plan, leaflet, tmp_path / "full", check=False)
    assert digests(tmp_path / "out") == digests(tmp_path / "full")
    assert len(handbook.build(plan, leaflet, tmp_path / "out", check=False).skipped) == 46


def test_the_lock_is_free_after_a_build_whatever_processes_live_on(plan, leaflet, tmp_path):
    """A pool of the caller's own is forked while the folder is locked, and outlives the build."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as executor:
        handbook.build(plan, leaflet, tmp_path, ["南"], executor=executor, check=False)
        assert handbook.build(plan, leaflet, tmp_path, ["南"], check=False).skipped


def test_a_folder_that_vanishes_while_building(plan, leaflet, tmp_path):
    out = tmp_path / "out"

    def pull_away(step):
        if step.done == 2:
            shutil.rmtree(out)

    report = handbook.build(
        plan, leaflet, out, ["日吉", "浮島", "南", "城島"], 1, progress=pull_away, check=False
    )
    assert len(report.made) == 2
    assert len(report.failed) == 2
    assert "フォルダー" in report.failed[0].problems[0].message
    assert "作成記録を書けませんでした" in report.problems[0].message
    assert len(handbook.build(plan, leaflet, out, ["日吉", "浮島"], 1, check=False).made) == 2


def test_a_merged_file_that_cannot_be_written_keeps_the_older_one(plan, leaflet, tmp_path, monkeypatch):
    handbook.build(plan, leaflet, tmp_path, ["南"], merge="a.pdf", check=False)
    before = (tmp_path / "a（校正）.pdf").read_bytes()
    script = (
        "import resource, handbook, sys\n"
        "plan, layout = handbook.load_plan(), handbook.load_layout('leaflet')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (175_000, 175_000))\n"
        "report = handbook.build(plan, layout, sys.argv[1], ['南', '日吉'], 1, merge='a.pdf', "
        "archive='a.zip', check=False)\n"
        "print(*report.problems, sep='\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "大きさの上限" in done.stdout
    assert stray(tmp_path) == []
    merged = (tmp_path / "a（校正）.pdf").read_bytes()
    assert merged == before or merged.endswith(b"%%EOF\n")
    assert not (tmp_path / "a.zip").exists()
