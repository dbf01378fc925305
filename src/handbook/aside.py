"""Work done beside what the caller does meanwhile, and waited for where its result is needed.

`aside` begins it in a thread, for work that C code does by itself, as hashing and compressing;
what is written in Python gains nothing by that. `apart` begins it in a process of its own.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeVar

from handbook.errors import HandbookError

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


def apart(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work` in a forked process; gives what waits for it, once, as with `aside`.

    `work` must change nothing but its result, which comes back pickled, as does a `HandbookError`. It
    is done in this process where there is no second core, where a fork is not safe, and where nothing
    comes back: a bug shows here, with its traceback.
    """
    if not can_fork() or len(os.sched_getaffinity(0)) < 2:
        return work
    receiving, sending = os.pipe()
    try:
        with undisturbed():
            process = os.fork()
            if process == 0:
                _send_home(work, receiving, sending)
    except OSError:  # no more processes allowed
        os.close(receiving)
        os.close(sending)
        return work
    os.close(sending)

    def wait() -> Result:
        try:
            with open(receiving, "rb") as home:
                raised, result = pickle.load(home)
        except Exception:  # nothing came, or half of it, or what cannot be made again here
            return work()
        finally:
            reap(process)
        if raised:
            raise result
        return result  # type: ignore[no-any-return]

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


def _send_home(work: Callable[[], object], receiving: int, sending: int) -> NoReturn:
    """In the forked process: do the work, and leave without what Python does at its end."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.close(receiving)  # with a reader of its own it would never notice that the other has gone
        try:
            answer: tuple[bool, object] = False, work()
        except HandbookError as error:
            answer = True, error
        with open(sending, "wb") as home:
            pickle.dump(answer, home, pickle.HIGHEST_PROTOCOL)
    except BaseException:
        pass  # the other does it again, or is gone
    finally:
        os._exit(0)
