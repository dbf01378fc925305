"""A made-up country: taken up again where it was killed, with memory that stays flat."""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import handbook
from handbook.batch import MANIFEST

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

BUILD = """
import sys
sys.path.insert(0, sys.argv[1])
import synthetic, handbook
layout = handbook.load_layout("leaflet")
handbook.build(synthetic.country(400), layout, sys.argv[2], jobs=1, check=False, shard=100)
"""

MEMORY = """
import resource, sys
sys.path.insert(0, sys.argv[1])
import synthetic, handbook
layout = handbook.load_layout("leaflet")
peaks = []
def note(step):
    if step.done in (200, 600):
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
handbook.build(synthetic.country(600), layout, sys.argv[2], jobs=1, check=False, shard=100, progress=note)
print(*peaks)
"""


@pytest.fixture
def country():
    return runpy.run_path(str(BENCHMARKS / "synthetic.py"))["country"]


def test_the_country_is_made_up_and_coherent(country):
    plan = country(460)
    names = [district.name for district in plan.districts]
    assert len(set(names)) == len({district.slug for district in plan.districts}) == 460
    assert all(desk.phone.startswith("0000-") and desk.fax.startswith("0000-") for desk in plan.desks)
    assert len({desk.phone for desk in plan.desks}) == len(plan.desks)
    for category in plan.categories:
        covered = [name for desk in plan.desks if desk.category == category.name for name in desk.districts]
        assert sorted(covered) == sorted(names)
    with pytest.raises(ValueError, match="at most"):
        country(100_000)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kill -9")
def test_a_killed_batch_goes_on_where_it_stopped(country, leaflet, tmp_path):
    out = tmp_path / "out"
    process = subprocess.Popen([sys.executable, "-c", BUILD, str(BENCHMARKS), str(out)])
    end = time.monotonic() + 60
    while not (out / MANIFEST).exists() and time.monotonic() < end:
        assert process.poll() is None
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    known = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]
    assert len(known) >= 100
    report = handbook.build(country(400), leaflet, out, check=False, shard=100)
    assert not report.failed
    assert len(report.skipped) >= len(known) - 1
    assert len(report.skipped) + len(report.made) == 400
    assert len(list(out.glob("*/*.pdf"))) == 400
    assert not list(out.rglob(".*"))


@pytest.mark.skipif(sys.platform == "win32", reason="counts memory with getrusage")
def test_memory_stays_flat(tmp_path):
    """400 further editions cost under 20 MB while caches fill up to their bounds; without bounds, near 30."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(BENCHMARKS), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    early, late = map(int, done.stdout.split())
    scale = 1024 if sys.platform == "darwin" else 1
    assert (late - early) / scale < 20_000, (early, late)
