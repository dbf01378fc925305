"""Ctrl-C, a killed worker, a killed parent: done for real, to a process of its own."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handbook.batch import MANIFEST

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc, sends signals")


def wait_for(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


def processes(field: int, value: int) -> list[int]:
    """The living processes that have a value in a field of /proc/PID/stat, counted after the name."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[field]) == value and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def children(pid: int) -> list[int]:
    return processes(1, pid)


def alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def pdfs(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "out").glob("*.pdf"))


def kill_a_worker(process: subprocess.Popen[str]) -> None:
    """Of a build that stands still; then that goes on."""
    os.kill(children(process.pid)[0], signal.SIGKILL)
    os.killpg(process.pid, signal.SIGCONT)


def assert_only_whole_files(tmp_path: Path) -> None:
    for path in (tmp_path / "out").iterdir():
        if path.name == MANIFEST:
            assert json.loads(path.read_text(encoding="utf-8"))["files"]
            continue
        assert path.suffix == ".pdf", path.name
        assert path.read_bytes().endswith(b"%%EOF\n"), path.name


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whoever_stops_it_leaves_whole_files_and_hears_so(caught, tmp_path, kind, jobs):
    delay = random.Random(f"{kind}{jobs}").uniform(0, 0.03)
    process = caught("--jobs", jobs, least=1 + int(jobs), delay=delay)
    os.killpg(process.pid, kind)
    os.killpg(process.pid, signal.SIGCONT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "中断しました" in said
    assert "Traceback" not in said
    assert_only_whole_files(tmp_path)


def test_a_killed_worker_costs_nothing_and_is_told(caught, tmp_path):
    """Its editions are made again, in a fresh process."""
    process = caught("--jobs", "2", least=3)
    kill_a_worker(process)
    said, wrong = process.communicate(timeout=60)
    assert process.returncode == 0, wrong
    assert "46部を" in said
    assert "作業プロセスが途中で止まった" in wrong
    assert "Traceback" not in wrong
    assert len(pdfs(tmp_path)) == 46
    assert_only_whole_files(tmp_path)


def test_workers_do_not_outlive_a_killed_parent(start, tmp_path):
    process = start("--jobs", "2")
    wait_for(lambda: len(pdfs(tmp_path)) > 1 and len(children(process.pid)) == 2)
    workers = children(process.pid)
    process.kill()
    process.wait()
    wait_for(lambda: not any(alive(worker) for worker in workers), seconds=10)
    assert all(path.read_bytes().endswith(b"%%EOF\n") for path in pdfs(tmp_path))


def test_nothing_outlives_a_parent_killed_at_any_moment(start, tmp_path):
    """Nor keeps its standard output open: whoever waits for that would wait for ever."""
    chance = random.Random(5)
    for _ in range(12):
        process = start("--jobs", "3", "--force")
        time.sleep(chance.uniform(0.02, 0.5))
        process.kill()
        process.communicate(timeout=10)
        wait_for(lambda session=process.pid: not processes(3, session), seconds=10)


INTERRUPTED = """
import os, signal, sys, time
from pathlib import Path
import handbook

# Whoever began the tests may ignore Ctrl-C, or hold it back.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
fork, out = os.fork, Path(sys.argv[1])
plan, layout = handbook.load_plan(), handbook.load_layout("leaflet")

def interrupted():
    os.kill(os.getpid(), signal.SIGINT)
    return fork()

os.fork = interrupted
descriptors = len(os.listdir("/proc/self/fd"))
try:
    handbook.build(plan, layout, out, jobs=3, check=False)
except KeyboardInterrupt:
    print("interrupted")
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("no process left")
made = len(list(out.glob("*.pdf")))
time.sleep(0.2)
after = len(list(out.glob("*.pdf")))
assert after == made < 46, (made, after)
assert len(os.listdir("/proc/self/fd")) == descriptors
assert not list(out.glob(".*"))
"""


def test_ctrl_c_while_workers_are_started(tmp_path):
    """It waits until they are on record; then they are ended, and nothing more is made."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path)], capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "interrupted\nno process left\n"


def test_where_ended_processes_are_cleared_away_by_the_system(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "handbook", "build", "--no-check", "--out", "out", "--jobs", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN),
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert len(pdfs(tmp_path)) == 46
