"""Work done beside what the caller does meanwhile, and waited for where its result is needed.

In a thread, for work that C code does by itself, as hashing and compressing; what is written in Python
gains nothing by that, and needs a process. Here is, too, what everybody who forks one must look after.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

Result = TypeVar("Result")


def aside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work` in a thread; gives what waits for it and gives its result, or raises what it raised."""
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
        if not done and not raised:  # this process was forked meanwhile, and threads are not inherited
            run()
        if raised:
            raise raised[0]
        return done[0]

    return wait


def can_fork() -> bool:
    """Whether a fork is safe: Linux (macOS libraries do not survive one), and no other thread runs."""
    return sys.platform == "linux" and threading.active_count() == 1


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait meanwhile: what is forked is on record before it comes, and ready for it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def reap(process: int) -> None:
    """Wait for the end of a forked process; whoever ignores SIGCHLD has the system do it."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process, 0)
