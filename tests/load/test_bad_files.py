"""Every file under bad/ gives exactly the problems that its comments announce."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from handbook.errors import InputError, Problem
from handbook.layout import Option
from handbook.load import load_layout, load_plan
from handbook.load.source import read_source

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("annotations", HERE / "annotations.py")
assert _spec and _spec.loader
annotations = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(annotations)

BLOCKS = {
    "points": (
        Option(name="heading", kind="text", required=True),
        Option(name="bullet", kind="choice", default="disc", choices=("disc", "none")),
        Option(name="boxed", kind="flag", default=False),
        Option(name="indent", kind="length", default=12.0),
        Option(name="columns", kind="number", default=1.0),
        Option(name="style", kind="style", default="body"),
        Option(name="color", kind="color", default="ink"),
        Option(name="notes", kind="texts", default=()),
    )
}


def files(folder: str) -> list[Path]:
    found = sorted((HERE / "bad" / folder).glob("*.yaml"))
    assert found
    return found


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", files("source"), ids=name)
def test_source(path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_source(path)
    annotations.check(path, caught.value.problems)


@pytest.mark.parametrize("path", files("layout"), ids=name)
def test_layout(path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_layout(path, BLOCKS)
    annotations.check(path, caught.value.problems)


@pytest.mark.parametrize("path", files("column"), ids=name)
def test_column(path: Path, data_copy: Path) -> None:
    shutil.copy(path, data_copy / "columns")
    with pytest.raises(InputError) as caught:
        load_plan(data_copy)
    problems: list[Problem] = list(caught.value.problems)
    assert all(problem.place and problem.place.file.endswith(path.name) for problem in problems)
    annotations.check(path, problems)
