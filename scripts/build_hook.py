"""What `pip install -e .` does beside installing: it compiles the program, as for every other library.

pip compiles what it installs to bytecode, but not what it only points at. Left alone, the first
command would compile it, and every command where the folder is read-only or Python is told to write
no bytecode: a sixth of a second each time.
"""

from __future__ import annotations

import compileall
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileHook(BuildHookInterface):  # type: ignore[type-arg]  # no configuration
    """Hatchling's hook, run with the Python that the program is installed for."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            compileall.compile_dir(Path(self.root, "src"), quiet=2)
