"""The standard layout, a plan that does not fit, and digests of what a folder holds."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from handbook.batch import MANIFEST
from handbook.layout import Layout
from handbook.plan import Plan


@pytest.fixture(scope="session")
def layout(leaflet: Layout) -> Layout:
    return leaflet


def own_signals() -> None:
    """A process hears what a shell's does, also where the tests run under nohup or in the background."""
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, signal.SIG_DFL)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A build into `out` in a process group of its own, as a shell starts it; killed at the end."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "handbook", "build", "--out", "out", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
            preexec_fn=own_signals,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def caught(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> Callable[..., subprocess.Popen[str]]:
    """A build that stands still at work, however fast it is: some editions have their names, most have not.

    Whatever happens to it before SIGCONT finds it there. `least`: how many have their names; `delay`: seconds
    that it goes on after that.
    """

    def catch(*arguments: str, least: int = 1, delay: float = 0.0) -> subprocess.Popen[str]:
        out = tmp_path / "out"
        for _ in range(20):
            process = start(*arguments)
            while process.poll() is None and len(list(out.glob("*.pdf"))) < least:
                time.sleep(0.002)
            time.sleep(delay)
            with contextlib.suppress(ProcessLookupError):  # it has ended
                os.killpg(process.pid, signal.SIGSTOP)
                if least <= len(list(out.glob("*.pdf"))) <= 30:
                    return process
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            shutil.rmtree(out)
        raise AssertionError("it was never caught at work")

    return catch


@pytest.fixture
def overfull(plan: Plan) -> Plan:
    """The plan with a column of 3,000 characters for 浮島."""
    long = "住民が話し合いました。" * 273
    own = next(column for column in plan.columns if column.districts == ("浮島",))
    return replace(
        plan,
        columns=tuple(column._replace(text=long) if column is own else column for column in plan.columns),
        texts=tuple(
            placed._replace(text=long) if placed.text == own.text else placed for placed in plan.texts
        ),
    )


@pytest.fixture
def digests() -> Callable[[Path], dict[str, str]]:
    """File name → digest, for every file in a folder (hidden ones too) but the manifest."""

    def of(folder: Path) -> dict[str, str]:
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.iterdir())
            if path.name != MANIFEST
        }

    return of
