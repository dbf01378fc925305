"""The real plan and the standard layout, and all editions composed once."""

from __future__ import annotations

import pytest

import handbook
from handbook.document import Document
from handbook.layout import Layout
from handbook.plan import Plan


@pytest.fixture(scope="session")
def plan() -> Plan:
    return handbook.load_plan()


@pytest.fixture(scope="session")
def leaflet() -> Layout:
    return handbook.load_layout("leaflet")


@pytest.fixture(scope="session")
def documents(plan: Plan, leaflet: Layout) -> dict[str, Document]:
    """District name → its leaflet, for all 46."""
    return {
        district.name: handbook.compose(handbook.select(plan, district.name), leaflet)
        for district in plan.districts
    }
