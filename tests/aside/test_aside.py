"""Work begun in a thread: its result, what it raises, and a system that allows no more."""

from __future__ import annotations

import threading

import pytest

from handbook.aside import aside


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
