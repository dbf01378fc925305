"""A site of the invented city, and a browser (`chromium.py`)."""

from __future__ import annotations

import datetime
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import handbook
from handbook.plan import Plan
from handbook.resources import bundled
from handbook.web import SiteReport, make_site

_spec = importlib.util.spec_from_file_location("chromium", Path(__file__).with_name("chromium.py"))
assert _spec is not None
assert _spec.loader is not None
chromium = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(chromium)

ADDRESS = "https://www.example.jp/plan/"
DAY = datetime.date(2026, 4, 1)


@pytest.fixture(scope="session")
def mihon() -> Plan:
    """The invented city: five districts without blocs, a category with several desks."""
    return handbook.load_plan(bundled("data") / "mihon")


@pytest.fixture(scope="session")
def make(leaflet) -> Callable[..., SiteReport]:
    """Make a site with the leaflet, on a day that does not change."""

    def call(plan: Plan, out: Path, *layouts: handbook.Layout, **options: Any) -> SiteReport:
        return make_site(plan, (leaflet, *layouts), out, **{"base_url": ADDRESS, "date": DAY, **options})

    return call


@pytest.fixture(scope="session")
def few(plan) -> Plan:
    """Kurume with five of its districts, in three blocs, one of them with a reading that is unsure."""
    names = ("日吉", "篠山", "船越", "浮島", "南")
    return replace(
        plan,
        districts=tuple(one for one in plan.districts if one.name in names),
        desks=tuple(
            desk._replace(districts=tuple(name for name in desk.districts if name in names))
            for desk in plan.desks
            if set(names) & set(desk.districts)
        ),
        columns=tuple(one for one in plan.columns if set(one.districts) <= set(names)),
    )


@pytest.fixture(scope="session")
def site(make, few, tmp_path_factory) -> Path:
    """A finished site of some districts of Kurume. Nobody changes it."""
    out = tmp_path_factory.mktemp("kurume") / "site"
    make(few, out)
    return out


@pytest.fixture(scope="session")
def browser(missing, tmp_path_factory) -> Iterator[Any]:
    program = shutil.which("chromium")
    if program is None:
        missing("chromium (Debian: chromium)")
    folder = tmp_path_factory.mktemp("chromium")
    settings = folder / "fonts.conf"
    settings.write_text(
        f"<fontconfig><dir>{bundled('fonts')}</dir><cachedir>{folder}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    made = chromium.Browser(
        program, str(folder / "profile"), {**os.environ, "FONTCONFIG_FILE": str(settings)}
    )
    yield made
    made.close()
