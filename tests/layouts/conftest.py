"""Finished PDFs of a layout, read back: of three districts, and of the hardest of the invented city."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import handbook
from handbook.check import check_pdf
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.readback import ReadBack, read_back
from handbook.resources import bundled

Make = Callable[[str], dict[str, ReadBack]]
DISTRICTS = ("浮島", "南", "田主丸")
HARDEST = ("つつじが丘", "見本ニュータウン")
"""Two desks in one category; the longest name."""


@pytest.fixture(scope="session")
def mihon() -> Plan:
    """The invented city."""
    return handbook.load_plan(bundled("data") / "mihon")


@pytest.fixture(scope="session")
def finished(plan: Plan, mihon: Plan) -> Make:
    """The name of a layout → its PDFs by district, each passed by the check."""

    def make(name: str) -> dict[str, ReadBack]:
        layout, files = handbook.load_layout(name), {}
        for city, names in ((plan, DISTRICTS), (mihon, HARDEST)):
            for district in names:
                edition = handbook.select(city, district)
                pdf = render_pdf(handbook.compose(edition, layout))
                assert check_pdf(pdf, edition, layout) == []
                files[district] = read_back(pdf)
        return files

    return make
