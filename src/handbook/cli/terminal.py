"""Where the command's words go: standard output and standard error, whatever they are.

In: lines of text and a running count. Out: the same on a terminal, in a file,
in a pipe that its reader has closed, or on a stream that cannot show Japanese.
A closed pipe or a full disk silences the output; the work goes on, and `unwritten` tells of the disk.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from typing import TextIO

from handbook.cli import columns

_BAR = 24
"""Cells of the progress bar: fits an 80-column terminal beside a count and a district's name."""


def prepare() -> None:
    """Let both streams replace what they cannot show (LANG=C, old consoles) instead of failing.

    A stream that was closed before the start (`>&-`) becomes one that shows nothing.
    """
    _unwritten.clear()
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  (never closed)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def say(text: str = "", *, error: bool = False, end: str = "\n") -> None:
    """Write a line to standard output, or to standard error."""
    stream = sys.stderr if error else sys.stdout
    with _lost(stream):
        stream.write(text + end)
        stream.flush()


def say_bytes(data: bytes) -> None:
    """To standard output as it is: Excel wants UTF-8 with its mark, whatever the terminal's encoding."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        say(data.decode("utf-8"), end="")
        return
    with _lost(sys.stdout):
        sys.stdout.flush()
        buffer.write(data)
        buffer.flush()


_unwritten: list[str] = []


def unwritten() -> str:
    """Why standard output could not be written, since `prepare`; empty if it could."""
    return _unwritten[0] if _unwritten else ""


@contextlib.contextmanager
def _lost(stream: TextIO) -> Iterator[None]:
    """Go on without a stream that cannot be written: what is lost must not cost the work."""
    try:
        yield
    except BrokenPipeError:  # its reader has gone, and wants no more
        _silence(stream)
    except OSError as trouble:
        _silence(stream)
        if stream is sys.stdout:
            _unwritten.append(trouble.strerror or str(trouble))


def _silence(stream: TextIO) -> None:
    """Point the stream at nothing, so that neither we nor the interpreter's exit meet the closed pipe."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


def on_terminal() -> bool:
    return sys.stdout.isatty()


def line_width() -> int:
    """Columns of the terminal, one kept free so that a full line does not wrap; 80 if there is none."""
    return max(20, shutil.get_terminal_size((80, 24)).columns - 1)


class ProgressBar:
    """One line on a terminal that is written again and again, and is gone when the work ends."""

    def __init__(self, label: str) -> None:
        self._label = label

    def show(self, done: int, total: int, name: str = "") -> None:
        filled = _BAR * done // max(total, 1)
        full, empty = ("█", "░") if _can_show("█░") else ("#", "-")
        bar = full * filled + empty * (_BAR - filled)
        line = columns.shorten(f"{self._label} {bar} {done}/{total} {name}", line_width())
        say("\r" + columns.pad(line, line_width()), end="")

    def clear(self) -> None:
        say("\r" + " " * line_width() + "\r", end="")


def _can_show(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
