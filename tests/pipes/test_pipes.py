"""Values through a pipe: whole, in order, however they are cut on the way, and an end that is told."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from handbook.pipes import Inbox, send

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="polls pipes")


def test_values_of_any_size_arrive_whole_and_in_order() -> None:
    reading, writing = os.pipe()
    values = ["", "浮島", b"x" * 1_000_000, *range(1000), {"a": (1, None)}]

    def write() -> None:
        for value in values:
            send(writing, value)
        os.close(writing)

    writer = threading.Thread(target=write)
    writer.start()
    inbox, found = Inbox(reading), []
    while inbox.open:
        found += inbox.receive()
    writer.join()
    assert found == values


def test_it_tells_whether_something_has_come_and_when_nobody_reads() -> None:
    reading, writing = os.pipe()
    inbox = Inbox(reading)
    assert not inbox.ready()
    send(writing, 46)
    assert inbox.ready()
    assert list(inbox.receive()) == [46]
    inbox.close()
    with pytest.raises(BrokenPipeError):
        send(writing, 46)
    os.close(writing)
