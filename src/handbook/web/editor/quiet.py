"""Memory that is swept when nobody waits: each plan that was tried leaves circles behind that only Python's
garbage collector finds, and it takes a third of the time of a page to look for them.

In: what is to be done without it. Out: the same; what is left is swept once the answer has been given, before
the next key is pressed. What was there before is not looked through again until there is a pause.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

SOON, PAUSE = 0.02, 2.0
"""Seconds without work, after which is swept what is new, and everything."""

MOST = 5
"""Times after which is swept although there was no time: some 8 MB are left each time."""


class Quiet:
    """Does work without the collector."""

    def __init__(self) -> None:
        self._times = 0
        self._timers: list[Timer] = []

    @contextmanager
    def work(self) -> Iterator[None]:
        for timer in self._timers:
            timer.cancel()
        gc.disable()
        try:
            yield
        finally:
            self._times += 1
            if self._times >= MOST:
                self._sweep()
            self._timers = [Timer(SOON, self._sweep), Timer(PAUSE, self._sweep, [True])]
            for timer in self._timers:
                timer.daemon = True
                timer.start()

    def _sweep(self, everything: bool = False) -> None:
        self._times = 0
        if everything:
            gc.unfreeze()
        gc.collect()
        if everything:
            gc.freeze()
            gc.enable()
