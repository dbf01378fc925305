"""Editions that one process makes and another reads back: the same outcomes as from one process alone."""

from __future__ import annotations

import hashlib
import importlib
import os
import signal
import sys
from pathlib import Path

import pytest

import handbook
from handbook.aside import can_fork
from handbook.batch import work

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks")


@pytest.fixture(autouse=True)
def forking() -> None:
    if not can_fork():
        pytest.skip("another test has left a thread, beside which nobody forks")


@pytest.fixture
def wanted(plan) -> list[str]:
    return [district.name for district in plan.districts][:24]


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split())


@pytest.mark.parametrize("jobs", [1, 2, 3, 4, 5])
def test_what_is_wrong_with_an_edition_is_told_and_costs_no_other(
    plan, layout, tmp_path, monkeypatch, wanted, jobs
):
    """Two hold another district's pages, one cannot be checked; an older file of each stands there."""
    render, check = work.render_pdf, importlib.import_module("handbook.check")
    other = handbook.compose(handbook.select(plan, "田主丸"), layout)
    swapped, unreadable = (wanted[0], wanted[13]), wanted[7]

    def render_another(document, fonts):
        return render(
            other if any(f"{name}校区版" in document.title for name in swapped) else document, fonts
        )

    def check_or_break(made, edition, layout):
        if edition.district.name == unreadable:
            raise ZeroDivisionError("a bug in the check")
        return real(made, edition, layout)

    real = check.check_pdf
    monkeypatch.setattr(work, "render_pdf", render_another)
    monkeypatch.setattr(check, "check_pdf", check_or_break)
    for name in wanted:
        (tmp_path / f"{name}校区.pdf").write_bytes(b"old")
    before = descriptors(), children()
    report = handbook.build(plan, layout, tmp_path, wanted, jobs)
    assert [outcome.district for outcome in report.outcomes] == wanted
    failed = {outcome.district: outcome for outcome in report.failed}
    assert set(failed) == {*swapped, unreadable}
    for name in swapped:
        assert "title" in {finding.code for finding in failed[name].findings}
    assert "ZeroDivisionError: a bug in the check" in failed[unreadable].crash
    for name in wanted:
        data = (tmp_path / f"{name}校区.pdf").read_bytes()
        assert (data == b"old") == (name in failed)
    assert not list(tmp_path.glob(".handbook-*.tmp"))
    assert (descriptors(), children()) == before


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("jobs", [1, 2, 3, 4])
def test_an_edition_that_cannot_be_made_is_told_in_its_turn(overfull, layout, tmp_path, jobs, check):
    """It fails at once, while those before it still wait for the checker or the disk."""
    wanted = [district.name for district in overfull.districts]
    told = []
    report = handbook.build(
        overfull, layout, tmp_path, jobs=jobs, check=check, progress=lambda step: told.append(step.outcome)
    )
    assert [outcome.district for outcome in told] == wanted
    assert told == list(report.outcomes)
    assert [outcome.district for outcome in report.failed] == ["浮島"]
    for outcome in report.made:
        assert outcome.path.name == f"{outcome.district}校区.pdf"
        assert hashlib.sha256(outcome.path.read_bytes()).hexdigest() == outcome.sha256
    again = handbook.build(overfull, layout, tmp_path, jobs=jobs, check=check)
    assert len(again.skipped) == len(wanted) - 1, "each is on record as what it is"


@pytest.mark.parametrize("jobs", [2, 3, 4, 5, 9])
def test_as_a_command_whose_data_another_process_reads(start, tmp_path, jobs):
    """That process is one of the checkers; the workers of further pairs have checkers of their own."""
    process = start("--jobs", str(jobs), "--quiet")
    said, wrong = process.communicate(timeout=60)
    assert process.returncode == 0, wrong
    assert said == ""
    assert "Traceback" not in wrong
    pdfs = list((tmp_path / "out").glob("*.pdf"))
    assert len(pdfs) == 46
    assert all(path.read_bytes().endswith(b"%%EOF\n") for path in pdfs)


@pytest.mark.parametrize("jobs", [2, 5])
def test_whoever_stops_the_build_leaves_nothing_half_done(plan, layout, tmp_path, wanted, jobs):
    def stop(progress):
        if progress.done == 5:
            raise KeyboardInterrupt

    before = descriptors(), children()
    with pytest.raises(KeyboardInterrupt):
        handbook.build(plan, layout, tmp_path, wanted, jobs, progress=stop)
    assert not list(tmp_path.glob(".handbook-*.tmp"))
    assert all(path.read_bytes().endswith(b"%%EOF\n") for path in tmp_path.glob("*.pdf"))
    assert (descriptors(), children()) == before


def test_without_further_processes_one_does_it_all(plan, layout, tmp_path, monkeypatch, wanted):
    def refuse() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    before = descriptors(), children()
    report = handbook.build(plan, layout, tmp_path, wanted, jobs=4)
    assert len(report.made) == len(wanted)
    assert report.checked
    assert (descriptors(), children()) == before


def test_a_checker_that_is_killed_before_it_begins_leaves_no_edition_unchecked(
    plan, layout, tmp_path, monkeypatch, wanted
):
    from handbook import checker

    checked: list[str] = []
    real = checker.verdict

    def noted(plan, layout, district: str, made: Path | bytes):
        checked.append(district)
        return real(plan, layout, district, made)

    monkeypatch.setattr(checker, "_answer_all", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    monkeypatch.setattr(checker, "verdict", noted)
    report = handbook.build(plan, layout, tmp_path, wanted, jobs=2)
    assert len(report.made) == len(wanted)
    assert checked == wanted, "all of them in this process"
