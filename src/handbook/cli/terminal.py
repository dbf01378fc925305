"""Where the command's words go: standard output and standard error, whatever they are.

In: lines of text and a running count. Out: the same on a terminal, in a file,
in a pipe that its reader has closed, or on a stream that cannot show Japanese.
A closed pipe or a full disk silences the output; the work goes on, and `unwritten` tells of the disk.
How much is told (`-q`, `-v`) holds from one `prepare` to the next: errors, and what was asked for, always.

Texts are measured in terminal columns by UAX #11 (East Asian Width): W and F count two, combining marks none,
everything else one.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

_BAR = 24
"""Cells of the progress bar: fits an 80-column terminal beside a count and a district's name."""
_NOT_AT_START = frozenset("、。,.)」』】〉》]・ーっゃゅょッャュョ…)。、!?！？")
"""What a wrapped line should not begin with (禁則), as far as help texts need it."""


def prepare() -> None:
    """Let both streams replace what they cannot show (LANG=C, old consoles) instead of failing.

    A stream that was closed before the start (`>&-`) becomes one that shows nothing.
    """
    _unwritten.clear()
    hear(0)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  (never closed)
    for stream in (sys.stdout, sys.stderr):
        if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
            reconfigure(errors="replace")


def say(text: str = "", *, error: bool = False, end: str = "\n") -> None:
    """Write a line to standard output, or to standard error."""
    stream = sys.stderr if error else sys.stdout
    with _lost(stream):
        stream.write(text + end)
        stream.flush()


def warn(text: str) -> None:
    """Write a line to standard error."""
    say(text, error=True)


def say_all(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


_LOG = logging.getLogger("handbook")
_loudness = 0


def hear(loudness: int) -> None:
    """How much is told from now on: -1 no notes (`-q`), 0 notes, 1 also what is read and why (`-v`)."""
    global _loudness
    _loudness = loudness
    _LOG.handlers = [_Listener()] if loudness > 0 else []
    _LOG.setLevel(logging.DEBUG if loudness > 0 else logging.WARNING)


class _Listener(logging.Handler):
    """Tells what the library says of its steps (each file that it reads), each once."""

    def __init__(self) -> None:
        super().__init__()
        self._told: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if (text := record.getMessage()) not in self._told:
            self._told.add(text)
            warn(text)


def quiet() -> bool:
    return _loudness < 0


def verbose() -> bool:
    return _loudness > 0


def note(text: str = "", *, error: bool = False) -> None:
    """Say what is neither an error nor what was asked for: what was read, made, found good."""
    if not quiet():
        say(text, error=error)


def say_bytes(data: bytes) -> None:
    """To standard output as it is: Excel wants UTF-8 with its mark, whatever the terminal's encoding."""
    if (buffer := getattr(sys.stdout, "buffer", None)) is None:
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


def parts(*words: str) -> list[str]:
    """What was typed as one word and is several: 日吉、篠山 and PDF,TXT."""
    return [part for word in words for part in re.split(r"[、，,・\s]+", word) if part]


def on_terminal() -> bool:
    return sys.stdout.isatty()


def ask(question: str) -> str | None:
    """What a person at the terminal answers; None where nobody sits there."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    say(question, end="")
    return sys.stdin.readline()


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
        line = shorten(f"{self._label} {bar} {done}/{total} {name}", line_width())
        say("\r" + pad(line, line_width()), end="")

    def clear(self) -> None:
        say("\r" + " " * line_width() + "\r", end="")


def _can_show(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def width(text: str) -> int:
    """How many terminal columns the text takes."""
    total = 0
    for char in text:
        if unicodedata.combining(char):
            continue
        total += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return total


def pad(text: str, columns: int) -> str:
    """The text with spaces after it up to `columns`; a longer text stays as it is."""
    return text + " " * (columns - width(text))


def shorten(text: str, columns: int) -> str:
    """The text cut to `columns` with … at its end if it does not fit. For status lines only."""
    if width(text) <= columns:
        return text
    kept = ""
    for char in text:
        if width(kept + char) + 1 > columns:
            break
        kept += char
    return kept + "…"


def wrap(text: str, columns: int) -> list[str]:
    """The text in lines of at most `columns`, broken at any character but before closing punctuation.

    A piece without spaces in Latin letters (an option, a path) moves to the next line whole.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and width(line) + width(piece.rstrip()) > columns:
                lines.append(line.rstrip())
                line = ""
            line += piece if line else piece.lstrip()
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """The smallest parts that wrapping may put on different lines."""
    pieces: list[str] = []
    for char in text:
        previous = pieces[-1][-1] if pieces else " "
        wide = unicodedata.east_asian_width(char) in "WF"
        latin_goes_on = not wide and previous != " " and unicodedata.east_asian_width(previous) not in "WF"
        if pieces and (char in _NOT_AT_START or char == " " or latin_goes_on):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def table(rows: Iterable[Sequence[str]], gap: int = 2, indent: int = 0) -> list[str]:
    """Rows of cells as lines whose cells stand under each other."""
    cells = [list(row) for row in rows]
    if not cells:
        return []
    count = max(len(row) for row in cells)
    widths = [max((width(row[i]) for row in cells if i < len(row)), default=0) for i in range(count)]
    between = " " * gap
    return [
        (" " * indent + between.join(pad(cell, widths[i]) for i, cell in enumerate(row))).rstrip()
        for row in cells
    ]


def listing(names: Sequence[str], most: int = 6, unit: str = "") -> str:
    """Names in one phrase: all of them if they are few, else the first ones and how many `unit` more."""
    if len(names) <= most + 1:
        return "、".join(names)
    return "、".join(names[:most]) + f" ほか{len(names) - most}{unit}"
