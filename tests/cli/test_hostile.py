"""The command where the ground gives way: no folder to stand in, no memory, an impatient Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and signals are those of Linux")
COMMAND = [sys.executable, "-m", "handbook"]
ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1"}


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command.replace("handbook", " ".join(COMMAND))],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("command", ["list", "build 浮島", "check a.pdf", "validate"])
def test_a_working_folder_that_is_no_more(tmp_path: Path, command: str) -> None:
    done = shell(f"mkdir gone && cd gone && rmdir ../gone && handbook {command}", tmp_path)
    assert done.returncode == 2
    assert "今いるフォルダーがなくなっています" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("limit", ["-n 8", "-n 10", "-v 200000", "-v 30000"])
def test_few_open_files_and_little_memory(tmp_path: Path, limit: str) -> None:
    """What is enough is enough; what is not is told."""
    done = shell(f"ulimit {limit} && handbook build 浮島 日吉 --jobs 2", tmp_path)
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        assert len(list((tmp_path / "out").glob("*.pdf"))) == 2
    else:
        assert done.returncode == 2
        assert "メモリーが足りず" in done.stderr


@pytest.mark.parametrize("name", ["handbook.errors", "handbook.plan", "handbook.pdf", "handbook.batch"])
def test_ctrl_c_while_the_command_is_loaded(tmp_path: Path, name: str) -> None:
    """As soon as this module is there, before the command has begun."""
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "handbook", "build"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    with process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.split("|")[-1].strip() == name:
                process.send_signal(signal.SIGINT)
                break
        told = process.stderr.read()
    assert process.returncode in (2, -signal.SIGINT)
    assert "中断しました" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("command", ["diff out --out data/desks.yaml", "preview 浮島 --out data"])
def test_nothing_is_written_over_the_data(data_copy: Path, command: str) -> None:
    before = {path: path.read_bytes() for path in data_copy.rglob("*") if path.is_file()}
    shell("handbook build 浮島 --no-check", data_copy.parent)
    done = shell(f"handbook {command}", data_copy.parent)
    assert done.returncode == 2
    assert "「data」は、データ" in done.stderr
    assert {path: path.read_bytes() for path in data_copy.rglob("*") if path.is_file()} == before


def test_a_manifest_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    shell("handbook build 浮島 --no-check", tmp_path)
    (tmp_path / "out" / "handbook-manifest.json").unlink()
    os.mkfifo(tmp_path / "out" / "handbook-manifest.json")
    done = shell("handbook diff out", tmp_path)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
