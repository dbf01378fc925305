"""Work that C code does by itself: begun in a thread, waited for where its result is needed.

Hashing and compressing let other threads of Python run meanwhile; whatever is written in Python
gains nothing by it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def aside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work`; gives what waits for it and gives its result, or raises what it raised."""
    done: list[Result] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:  # whoever waits gets it
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    try:
        thread.start()
    except RuntimeError:  # the system allows no more threads
        run()

    def wait() -> Result:
        if thread.ident is not None:
            thread.join()
        if raised:
            raise raised[0]
        return done[0]

    return wait
