"""The same data, layout, fonts and version give the same files, whatever else differs."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

WANTED = ["日吉", "浮島", "南", "宮ノ陣"]

CONDITIONS = [
    (["--jobs", "1"], WANTED, {"PYTHONHASHSEED": "0", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}),
    (["--jobs", "3"], WANTED[::-1], {"PYTHONHASHSEED": "7", "TZ": "America/St_Johns", "LC_ALL": "C"}),
    (["--jobs", "2", "--no-check"], WANTED, {"PYTHONHASHSEED": "99", "TZ": "Pacific/Kiritimati"}),
    (["--force", "--quiet"], [], {"PYTHONOPTIMIZE": "1", "LANG": "ja_JP.UTF-8"}),
]


def digests(folder: Path) -> dict[str, str]:
    names = [f"{name}校区（校正）.pdf" for name in WANTED]
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def build(folder: Path, options: list[str], names: list[str], environment: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "handbook", "build", *names, *options],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("a") / "reference"
    build(folder, [], [], {})
    return digests(folder / "out")


@pytest.mark.parametrize(("options", "names", "environment"), CONDITIONS)
def test_conditions_do_not_show(tmp_path, expected, options, names, environment):
    """Workers, order, hash seed, time zone, locale, folder, companions, checks, optimisation."""
    folder = tmp_path / "別の 場所"
    build(folder, options, names, environment)
    assert digests(folder / "out") == expected


def test_each_edition_alone(tmp_path, expected):
    for name in WANTED[1:3]:
        build(tmp_path / name, ["--no-check"], [name], {})
        path = tmp_path / name / "out" / f"{name}校区（校正）.pdf"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == expected[path.name]
