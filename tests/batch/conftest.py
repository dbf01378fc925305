"""The standard layout, a plan that does not fit, and digests of what a folder holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import handbook
from handbook.batch import MANIFEST
from handbook.layout import Layout
from handbook.plan import Plan


@pytest.fixture(scope="session")
def layout() -> Layout:
    return handbook.load_layout("leaflet")


@pytest.fixture
def overfull(plan: Plan) -> Plan:
    """The plan with a column of 3,000 characters for 浮島."""
    long = "住民が話し合いました。" * 273
    return replace(
        plan,
        columns=tuple(
            replace(column, text=long) if column.district == "浮島" else column for column in plan.columns
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
