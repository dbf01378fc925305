"""Runs the command as a user does: in a process of its own, or through Click's runner."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handbook.cli import main

Completed = subprocess.CompletedProcess[str]


@pytest.fixture
def run() -> Callable[..., Result]:
    """`run("list")` → the result, through Click's runner: quick, in this process."""

    def call(*arguments: str) -> Result:
        try:
            runner = CliRunner(mix_stderr=False)  # type: ignore[call-arg]
        except TypeError:  # Click 8.2 and later never mix them
            runner = CliRunner()
        return runner.invoke(main, list(arguments), prog_name="handbook")

    return call


@pytest.fixture
def handbook(tmp_path: Path) -> Callable[..., Completed]:
    """`handbook("build", "浮島")` → the finished process, started in an empty folder."""

    def call(*arguments: str, cwd: Path = tmp_path, **environment: str) -> Completed:
        return subprocess.run(
            [sys.executable, "-m", "handbook", *arguments],
            cwd=cwd,
            env={**os.environ, "PYTHONUTF8": "1", **environment},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    return call
