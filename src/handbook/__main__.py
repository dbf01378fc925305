"""The command as a process of its own: the script `handbook`, or `python -m handbook` without it.

Here stands what only a whole process may decide; `handbook.cli.main` is the command itself.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def run() -> NoReturn:
    """Run the command and end the process with its exit code."""
    # Python looks for cycles at every 700 new objects, which took a twentieth of a build that makes
    # hardly any, and begins with the imports: all but the smallest come after this.
    gc.set_threshold(200_000)

    import contextlib

    from handbook.cli import main

    code: object = 0
    try:
        main(prog_name="handbook")
    except SystemExit as end:
        code = end.code
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # a full disk, a closed pipe: the exit code still tells
            stream.flush()
    # Not sys.exit: to take down every module and object one by one takes as long as making ten
    # editions, and nothing is left that needs it.
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    run()
