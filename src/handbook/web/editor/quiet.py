"""Memory that is swept when nobody waits: reading a plan leaves circles behind that only Python's garbage
collector finds, and where it looks for them while a page is made, that takes half as long again.

In: what is to be done without it. Out: the same; what is left is swept once the answer has been given, before
the next key is pressed.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer

SOON = 0.02
"""Seconds after which is swept what is new."""

MOST = 5
"""Times after which is swept although there was no time: some MB are left each time."""


class Quiet:
    """Does work without the collector, one after the other."""

    def __init__(self) -> None:
        self._working = Lock()
        self._times = 0

    @contextmanager
    def work(self) -> Iterator[None]:
        with self._working:
            gc.disable()
            try:
                yield
            finally:
                self._times += 1
                if self._times >= MOST:
                    self._sweep()
                timer = Timer(SOON, self._sweep_soon)
                timer.daemon = True
                timer.start()

    def _sweep_soon(self) -> None:
        if self._working.acquire(blocking=False):  # else that work is followed by another time to sweep
            try:
                self._sweep()
            finally:
                self._working.release()

    def _sweep(self) -> None:
        self._times = 0
        gc.collect(0)
        gc.freeze()  # to look through all that stays takes as long as a page
        gc.enable()

    def sweep_all(self) -> None:
        """Look through all there is, when somebody waits for more than a key."""
        gc.unfreeze()
        gc.collect()
