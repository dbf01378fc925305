"""The command `handbook`: thin commands that parse, call the library and print.

In: the command line. Out: files, lines of text, an exit code. No rule about
districts, pages or PDF lives here; heavy libraries are imported inside the
commands, and a command itself when it is called, so that `--help` and a
mistyped option answer at once.
"""

from __future__ import annotations

from handbook.cli.app import main

__all__ = ["main"]
