"""Work done beside what the caller does meanwhile, and waited for where its result is needed.

`aside` begins it in a thread, for work that C code does by itself, as hashing and compressing;
what is written in Python gains nothing by that. `apart` begins it in a process of its own.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable
from typing import NoReturn, TypeVar

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
        if raised:
            raise raised[0]
        return done[0]

    return wait


def apart(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work` in a forked process; gives what waits for it, once, as with `aside`.

    `work` must change nothing but its result, which comes back pickled, as does what it raises. It is
    done in this process where there is no second core, where a fork is not safe, and where the process
    is lost.
    """
    if not can_fork() or len(os.sched_getaffinity(0)) < 2:
        return work
    receiving, sending = os.pipe()
    try:
        process = os.fork()
    except OSError:  # no more processes allowed
        os.close(receiving)
        os.close(sending)
        return work
    if process == 0:
        os.close(receiving)  # with a reader of its own it would never notice that the other has gone
        _send_home(work, sending)
    os.close(sending)

    def wait() -> Result:
        try:
            with open(receiving, "rb") as home:
                raised, result = pickle.load(home)
        except (EOFError, pickle.UnpicklingError):
            return work()  # killed, or it broke: here it shows how
        finally:
            os.waitpid(process, 0)
        if raised:
            raise result
        return result  # type: ignore[no-any-return]

    return wait


def can_fork() -> bool:
    """Whether a fork is safe: Linux (macOS libraries do not survive one), and no other thread runs."""
    return sys.platform == "linux" and threading.active_count() == 1


def _send_home(work: Callable[[], object], sending: int) -> NoReturn:
    """In the forked process: do the work, and leave without what Python does at its end."""
    try:
        try:
            answer: tuple[bool, object] = False, work()
        except Exception as error:
            answer = True, error
        with open(sending, "wb") as home:
            pickle.dump(answer, home, pickle.HIGHEST_PROTOCOL)
    except BaseException:  # Ctrl-C, or the parent is gone; else it will see for itself
        pass
    finally:
        os._exit(0)
