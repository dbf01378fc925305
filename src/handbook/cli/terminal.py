"""Where the command's words go: standard output and standard error, whatever they are.

In: lines of text and a running count. Out: the same on a terminal, in a file,
in a pipe that its reader has closed, or on a stream that cannot show Japanese.
A closed pipe silences the output; the work goes on and the exit code stays true.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

from handbook.cli import columns

_BAR = 24
"""Cells of the progress bar: fits an 80-column terminal beside a count and a district's name."""


def prepare() -> None:
    """Let both streams replace what they cannot show (LANG=C, old consoles) instead of failing.

    A stream that was closed before the start (`>&-`) becomes one that shows nothing.
    """
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
    try:
        stream.write(text + end)
        stream.flush()
    except OSError:  # its reader has gone, or the disk that it goes to is full
        _silence(stream)


def _silence(stream: TextIO) -> None:
    """Point the stream at nothing, so that neither we nor the interpreter's exit meet the closed pipe."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


def on_terminal() -> bool:
    return sys.stdout.isatty()


def line_width() -> int:
    """Columns of the terminal, one kept free so that a full line does not wrap; 80 if there is none."""
    import shutil  # brings archives along

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
