"""Memory that is swept when nobody waits: each plan that was tried leaves circles behind that only Python's
garbage collector finds, and it takes as long as half a page to look for them.

In: what is to be done without it. Out: the same; what is left is swept in the next pause.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

PAUSE = 0.4
"""Seconds without work, after which is swept."""

MOST = 5
"""Times after which is swept although there was no pause: some 8 MB are left each time."""


class Quiet:
    """Does work without the collector."""

    def __init__(self) -> None:
        self._times = 0
        self._timer = Timer(PAUSE, _sweep)

    @contextmanager
    def work(self) -> Iterator[None]:
        self._timer.cancel()
        gc.disable()
        try:
            yield
        finally:
            gc.freeze()  # or all that is new would be looked through at once
            gc.enable()
            self._times += 1
            if self._times % MOST == 0:
                _sweep()
            self._timer = Timer(PAUSE, _sweep)
            self._timer.daemon = True
            self._timer.start()


def _sweep() -> None:
    gc.unfreeze()
    gc.collect()
