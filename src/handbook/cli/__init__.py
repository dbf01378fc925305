"""The command `handbook`: thin commands that parse, call the library and print.

In: the command line. Out: files, lines of text, an exit code. No rule about
districts, pages or PDF lives here; heavy libraries are imported inside the
commands, so that `--help` and a mistyped option answer at once.
"""

from __future__ import annotations

from handbook.cli.app import main
from handbook.cli.build import build
from handbook.cli.check import check
from handbook.cli.diff import diff
from handbook.cli.preview import preview
from handbook.cli.show import layouts, list_districts, show
from handbook.cli.validate import validate

for _command in (build, diff, list_districts, show, layouts, validate, check, preview):
    main.add_command(_command)

__all__ = ["main"]
