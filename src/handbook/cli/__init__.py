"""The command `handbook`: thin commands that parse, call the library and print.

In: the command line. Out: files, lines of text, an exit code. No rule about
districts, pages or PDF lives here.
"""

from __future__ import annotations

from handbook.cli.app import main

__all__ = ["main"]
