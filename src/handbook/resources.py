"""Where the bundled data, layouts and fonts are: in an installed wheel or in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def bundled(kind: str) -> Path:
    """The folder of bundled `data`, `layouts` or `fonts`, wherever handbook is installed.

    A wheel carries the folders inside the package (`bundled/`); in a checkout they
    stand at its top, where editors find them.
    """
    package = Path(__file__).resolve().parent
    installed = package / "bundled" / kind
    return installed if installed.is_dir() else package.parents[1] / kind
