"""Work begun in a thread or a process: its result, what it raises, and a system that allows no more."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from handbook.aside import apart, aside, can_fork
from handbook.errors import InputError, Place, Problem


def test_it_begins_at_once_and_the_result_comes_as_often_as_it_is_asked_for():
    begun, go_on = threading.Event(), threading.Event()
    before = threading.active_count()

    def work() -> list[int]:
        begun.set()
        assert go_on.wait(10)
        return [46]

    wait = aside(work)
    assert begun.wait(10), "it must not wait until somebody asks"
    go_on.set()
    assert wait() is wait()
    assert wait() == [46]
    assert threading.active_count() == before, "a fork after it is safe again"


def test_what_it_raises_goes_to_whoever_waits():
    wait = aside(lambda: 1 // 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            wait()


def test_without_a_further_thread_it_is_done_all_the_same(monkeypatch):
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert aside(lambda: "done")() == "done"


@pytest.fixture
def two_cores() -> None:
    if not can_fork() or len(os.sched_getaffinity(0)) < 2:
        pytest.skip("forks only on Linux, with a second core, where no other test has left a thread")


@pytest.mark.usefixtures("two_cores")
def test_apart_is_another_process_whose_result_comes_home():
    touched = []

    def work() -> tuple[int, Place]:
        touched.append("there")
        return os.getpid(), Place("data/desks.yaml", 80, 26)

    process, place = apart(work)()
    assert process != os.getpid()
    assert place == Place("data/desks.yaml", 80, 26)
    assert touched == [], "only the result comes back"


@pytest.mark.usefixtures("two_cores")
def test_what_it_raises_apart_is_raised_here_with_all_it_says():
    def work() -> None:
        raise InputError([Problem("あ", "い", Place("う", 1, 2)), Problem("え")])

    with pytest.raises(InputError) as caught:
        apart(work)()
    assert [str(problem) for problem in caught.value.problems] == ["う:1:2: あ\n    → い", "え"]


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize("fate", ["killed", "unpicklable"])
def test_what_is_lost_apart_is_done_here(fate):
    here = os.getpid()

    def work() -> object:
        if os.getpid() != here and fate == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        return work

    assert apart(work)() is work


def test_beside_another_thread_nothing_is_forked():
    release = threading.Event()
    other = threading.Thread(target=release.wait)
    other.start()
    try:
        assert apart(os.getpid)() == os.getpid()
    finally:
        release.set()
        other.join()


@pytest.mark.usefixtures("two_cores")
def test_a_bug_apart_shows_here_with_its_traceback():
    def broken() -> None:
        raise KeyError("missing")

    with pytest.raises(KeyError) as caught:
        apart(broken)()
    assert caught.traceback[-1].name == "broken"


@pytest.mark.usefixtures("two_cores")
def test_with_ended_processes_cleared_away_by_the_system():
    """As below a daemon that ignores SIGCHLD: there is nothing to wait for."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert apart(lambda: 46)() == 46
    finally:
        signal.signal(signal.SIGCHLD, before)
