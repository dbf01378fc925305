"""Fixtures that every room's tests may use: the real plan, and copies of its folder to damage."""

from __future__ import annotations

import datetime
import importlib.util
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

import handbook
from handbook.document import Document
from handbook.facts import items
from handbook.layout import Layout
from handbook.load import load_plan
from handbook.load.drawings import read_drawing
from handbook.pictures import Drawing
from handbook.plan import Confirmation, Plan
from handbook.resources import bundled

Change = Callable[..., Path]

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell starts what goes on in the background deaf to Ctrl-C, and so would be all that tests start."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the golden files with what is made now"
    )
    parser.addoption("--harms", type=int, default=60, help="how many values are changed at random")


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The bundled plan of 久留米市."""
    return load_plan()


@pytest.fixture(scope="session")
def leaflet() -> Layout:
    """The standard layout."""
    return handbook.load_layout("leaflet")


@pytest.fixture(scope="session")
def street() -> Drawing:
    """A picture of our own."""
    return read_drawing(bundled("layouts") / "pictures" / "street.svg")


@pytest.fixture(scope="session")
def documents(plan: Plan, leaflet: Layout) -> dict[str, Document]:
    """District name → its standard leaflet, for all 46."""
    return {
        district.name: handbook.compose(handbook.select(plan, district.name), leaflet)
        for district in plan.districts
    }


@pytest.fixture(scope="session")
def generate() -> ModuleType:
    """scripts/generate.py as a module."""
    path = Path(__file__).parents[1] / "scripts" / "generate.py"
    spec = importlib.util.spec_from_file_location("generate", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def confirmed() -> Callable[[Plan], Plan]:
    """The plan when two people have confirmed all that there is to confirm."""

    def confirm(plan: Plan) -> Plan:
        day = datetime.date(2026, 4, 1)
        return replace(
            plan,
            confirmations=tuple(
                Confirmation(item.key, item.value, name, day)
                for item in items(plan)
                for name in ("見本 太郎", "見本 花子")
            ),
        )

    return confirm


@pytest.fixture(scope="session")
def missing() -> Callable[[str], None]:
    """Skip in words; fail on a build server, which has everything."""

    def skip(what: str) -> None:
        message = f"{what} is not there: this check was not made"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)

    return skip


@pytest.fixture(scope="session")
def axe(missing: Callable[[str], None]) -> str:
    """axe-core's source: of the file that AXE_CORE names, else of the PyPI package axe-core-python."""
    named = os.environ.get("AXE_CORE")
    if named:
        return Path(named).read_text(encoding="utf-8")
    try:
        import axe_core_python
    except ImportError:
        missing("axe-core (pip install axe-core-python)")
    return Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """A copy of the bundled data folder."""
    folder = tmp_path / "data"
    shutil.copytree(bundled("data"), folder)
    return folder


@pytest.fixture
def change(data_copy: Path) -> Change:
    """Replace the only place of a text in a file of the copied data; gives the folder."""

    def apply(name: str, old: str, new: str, count: int = 1) -> Path:
        path = data_copy / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == count, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return data_copy

    return apply
