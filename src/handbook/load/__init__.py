"""Files to values: `load_plan` reads a data folder, `load_layout` a layout file.

YAML files come in; a `Plan` or a `Layout` goes out, or an `InputError` that lists every
problem with its place. Pages and PDF are unknown here.
"""

from __future__ import annotations

from handbook.load.layouts import layout_names, load_layout
from handbook.load.plans import load_plan

__all__ = ["layout_names", "load_layout", "load_plan"]
