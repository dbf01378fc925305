"""Editions made by several processes: the same as by one, whatever becomes of the processes."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import handbook
from handbook.batch import editions
from handbook.batch.workers import start_method, worker_count

forking = pytest.mark.skipif(start_method() != "fork", reason="forks")


@pytest.fixture
def wanted(plan) -> list[str]:
    return [district.name for district in plan.districts][:24]


def children() -> set[int | None]:
    return {process.pid for process in multiprocessing.active_children()}


def in_a_worker() -> bool:
    return multiprocessing.parent_process() is not None


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("check", [True, False])
def test_an_edition_that_cannot_be_made_is_told_in_its_turn(overfull, layout, tmp_path, jobs, check):
    wanted = [district.name for district in overfull.districts]
    told = []
    report = handbook.build(
        overfull, layout, tmp_path, jobs=jobs, check=check, progress=lambda step: told.append(step.outcome)
    )
    assert [outcome.district for outcome in told] == wanted
    assert told == list(report.outcomes)
    assert [outcome.district for outcome in report.failed] == ["浮島"]
    for outcome in report.made:
        assert outcome.path.name == f"{outcome.district}校区（校正）.pdf"
        assert hashlib.sha256(outcome.path.read_bytes()).hexdigest() == outcome.sha256
    again = handbook.build(overfull, layout, tmp_path, jobs=jobs, check=check)
    assert len(again.skipped) == len(wanted) - 1, "each is on record as what it is"


@forking
@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_what_is_wrong_with_an_edition_is_told_and_costs_no_other(
    plan, layout, tmp_path, monkeypatch, wanted, jobs
):
    """Two hold another district's pages, one cannot be checked; an older file of each stands there."""
    render, check = editions.render_pdf, editions.check_pdf
    other = handbook.compose(handbook.select(plan, "田主丸"), layout)
    swapped, unreadable = (wanted[0], wanted[13]), wanted[7]

    def render_another(document, fonts):
        return render(
            other if any(f"{name}校区版" in document.title for name in swapped) else document, fonts
        )

    def check_or_break(made, edition, layout, state, **how):
        if edition.district.name == unreadable:
            raise ZeroDivisionError("a bug in the check")
        return check(made, edition, layout, state, **how)

    monkeypatch.setattr(editions, "render_pdf", render_another)
    monkeypatch.setattr(editions, "check_pdf", check_or_break)
    for name in wanted:
        (tmp_path / f"{name}校区（校正）.pdf").write_bytes(b"old")
    report = handbook.build(plan, layout, tmp_path, wanted, jobs)
    assert [outcome.district for outcome in report.outcomes] == wanted
    failed = {outcome.district: outcome for outcome in report.failed}
    assert set(failed) == {*swapped, unreadable}
    for name in swapped:
        assert "title" in {finding.code for finding in failed[name].findings}
    assert "ZeroDivisionError: a bug in the check" in failed[unreadable].crash
    for name in wanted:
        data = (tmp_path / f"{name}校区（校正）.pdf").read_bytes()
        assert (data == b"old") == (name in failed)
    assert not list(tmp_path.glob(".handbook-*.tmp"))
    assert children() == set()


@forking
def test_an_edition_that_kills_its_worker_twice_is_told_and_costs_no_other(
    plan, layout, tmp_path, monkeypatch, wanted
):
    compose = editions.compose

    def deadly(edition, layout, *state):
        if edition.district.name == wanted[9] and in_a_worker():
            os.kill(os.getpid(), signal.SIGKILL)
        return compose(edition, layout, *state)

    monkeypatch.setattr(editions, "compose", deadly)
    # The second worker, too: begun anew, while the first pool's thread still ends, it would be a sound one.
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda allow_none=False: "fork")
    report = handbook.build(plan, layout, tmp_path, wanted, jobs=3, check=False)
    assert [outcome.district for outcome in report.failed] == [wanted[9]]
    assert "二度とも途中で止まりました" in report.failed[0].problems[0].message
    assert "もう一度作りました" in "".join(report.notes)
    assert len(report.made) == len(wanted) - 1
    assert not list(tmp_path.glob(".handbook-*.tmp"))
    assert children() == set()


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_whoever_stops_the_build_leaves_nothing_half_done(plan, layout, tmp_path, wanted, jobs):
    def stop(progress):
        if progress.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        handbook.build(plan, layout, tmp_path, wanted, jobs, progress=stop)
    assert not list(tmp_path.glob(".handbook-*.tmp"))
    assert all(path.read_bytes().endswith(b"%%EOF\n") for path in tmp_path.glob("*.pdf"))
    assert children() == set()


@forking
@pytest.mark.parametrize("allowed", [0, 1])
def test_without_further_processes_one_does_it_all(plan, layout, tmp_path, monkeypatch, wanted, allowed):
    fork, forked = os.fork, []

    def refuse() -> int:
        if len(forked) == allowed:
            raise BlockingIOError("no more processes")
        forked.append(1)
        return fork()

    monkeypatch.setattr(os, "fork", refuse)
    report = handbook.build(plan, layout, tmp_path, wanted, jobs=4)
    assert len(report.made) == len(wanted)
    assert children() == set()


SPAWNED = """
import multiprocessing, sys
import handbook

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    plan, layout = handbook.load_plan(), handbook.load_layout("leaflet")
    names = [district.name for district in plan.districts][:10]
    report = handbook.build(plan, layout, sys.argv[1], names, jobs=2)
    print(len(report.made), *report.notes)
"""


def test_processes_that_begin_anew(plan, layout, tmp_path):
    """As on Windows and macOS."""
    script = tmp_path / "spawned.py"
    script.write_text(SPAWNED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "a")], capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "10"
    names = [district.name for district in plan.districts][:10]
    handbook.build(plan, layout, tmp_path / "b", names, jobs=1)
    held: Callable[[Path], dict[str, bytes]] = lambda folder: {  # noqa: E731
        path.name: path.read_bytes() for path in folder.glob("*.pdf")
    }
    assert held(tmp_path / "a") == held(tmp_path / "b")


def test_how_many_processes(monkeypatch):
    assert worker_count(46, 1) == 1
    assert worker_count(3, 8) == 3
    assert worker_count(0, None) == 1
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda allow_none: "spawn")
    assert worker_count(46, None) == 1, "to begin anew costs more than 46 editions"
    assert worker_count(46, 2) == 2
