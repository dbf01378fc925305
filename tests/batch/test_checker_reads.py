"""A process that reads the data, then checks: what comes home of it, and what is done here instead."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handbook.aside import can_fork
from handbook.checker import checker, read_beside
from handbook.errors import InputError, Place, Problem
from handbook.layout import Layout
from handbook.plan import Plan


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.fixture
def two_cores() -> None:
    if not can_fork() or len(os.sched_getaffinity(0)) < 2:
        pytest.skip("forks only on Linux, with a second core, where no other test has left a thread")


def begun(read: Callable[[], Any]) -> Any:
    """What `read` gives, read beside; nothing is left open behind it."""
    before = descriptors()
    try:
        with read_beside(read, stays=True) as found:
            return found()
    finally:
        assert descriptors() == before


@pytest.mark.usefixtures("two_cores")
def test_it_is_another_process_whose_result_comes_home(plan: Plan, leaflet: Layout) -> None:
    touched = []

    def read() -> tuple[Plan, Layout]:
        touched.append("there")
        return replace(plan, title=str(os.getpid())), leaflet

    found, layout = begun(read)
    assert found.title != str(os.getpid())
    assert found.districts == plan.districts
    assert layout.name == leaflet.name
    assert touched == [], "only the result comes back"


@pytest.mark.usefixtures("two_cores")
def test_what_can_be_done_ahead_is_done_while_it_reads_and_not_later(plan: Plan, leaflet: Layout) -> None:
    wait, go_on = os.pipe()
    done: list[str] = []

    def read() -> tuple[Plan, Layout]:
        os.read(wait, 1)
        return plan, leaflet

    def last() -> None:
        done.append("last")
        os.write(go_on, b"!")
        time.sleep(1)  # it answers meanwhile

    with read_beside(read, stays=False) as found:
        ahead = [lambda: done.append("first"), last, lambda: done.append("too late")]
        assert found(ahead)[0].districts == plan.districts
    assert done == ["first", "last"]
    os.close(wait)
    os.close(go_on)


@pytest.mark.usefixtures("two_cores")
def test_it_checks_what_is_made_of_what_it_read(plan: Plan, leaflet: Layout, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"no PDF")
    with read_beside(lambda: (replace(plan, title=str(os.getpid())), leaflet), stays=True) as read:
        found, layout = read()
        with checker(plan, leaflet) as other:
            assert other is not None
            other.ask("浮島", path)
            assert next(other.answers(wait=True)).verdict
        with checker(found, layout) as own:
            assert own is not None
            assert own.checks(found, layout)
            for district in ("浮島", "南"):
                own.ask(district, path)
            first = next(own.answers(wait=True))
            assert first.verdict[0].code
            assert first.synced
            os.kill(int(found.title), signal.SIGKILL)
            assert len([*own.answers(wait=True), *own.answers(wait=True)]) == 1, "this process goes on"


@pytest.mark.usefixtures("two_cores")
def test_what_it_raises_is_raised_here_with_all_it_says() -> None:
    def read() -> Any:
        raise InputError([Problem("あ", "い", Place("う", 1, 2)), Problem("え")])

    with pytest.raises(InputError) as caught:
        begun(read)
    assert [str(problem) for problem in caught.value.problems] == ["う:1:2: あ\n    → い", "え"]


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize("fate", ["killed", "unpicklable"])
def test_what_is_lost_is_read_here(
    plan: Plan, leaflet: Layout, fate: str, capfd: pytest.CaptureFixture[str]
) -> None:
    here = os.getpid()

    def read() -> Any:
        if os.getpid() != here and fate == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        return plan, (leaflet if os.getpid() == here else read)

    assert begun(read) == (plan, leaflet)
    assert capfd.readouterr() == ("", "")


def test_beside_another_thread_nothing_is_forked(plan: Plan, leaflet: Layout) -> None:
    release = threading.Event()
    other = threading.Thread(target=release.wait)
    other.start()
    try:
        assert begun(lambda: (plan, leaflet)) == (plan, leaflet)
    finally:
        release.set()
        other.join()


@pytest.mark.usefixtures("two_cores")
def test_a_bug_shows_here_with_its_traceback() -> None:
    def broken() -> Any:
        raise KeyError("missing")

    with pytest.raises(KeyError) as caught:
        begun(broken)
    assert caught.traceback[-1].name == "broken"


@pytest.mark.usefixtures("two_cores")
def test_with_ended_processes_cleared_away_by_the_system(plan: Plan, leaflet: Layout) -> None:
    """As below a daemon that ignores SIGCHLD: there is nothing to wait for."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert begun(lambda: (plan, leaflet))[0].districts == plan.districts
    finally:
        signal.signal(signal.SIGCHLD, before)
