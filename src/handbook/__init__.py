"""handbook composes printable Japanese district leaflets as PDF.

    plan = handbook.load_plan()
    layout = handbook.load_layout("leaflet")
    edition = handbook.select(plan, "浮島")
    document = handbook.compose(edition, layout)
    handbook.write_pdf(document, "浮島校区.pdf")
    handbook.check_pdf("浮島校区.pdf", edition, layout)

In: nothing. Out: the public names, which `handbook.public` gathers from their rooms when the first is asked
for: Ctrl-C and a missing folder can be told in words only while the command has not begun to load them.
"""

# ruff: noqa: F403, F405  (type checkers follow the star)
from __future__ import annotations

from handbook.version import __version__ as __version__

TYPE_CHECKING = False  # typing's own would load typing
if TYPE_CHECKING:
    from handbook.public import *

__all__ = [
    "BuildReport", "Edition", "Finding", "HandbookError", "InputError", "Layout", "Place", "Plan", "Problem",
    "__version__", "build", "check_pdf", "compose", "load_layout", "load_plan", "render_html", "render_pdf",
    "render_text", "select", "write_pdf",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"handbook has no {name!r}")
    from importlib import import_module

    return getattr(import_module("handbook.public"), name)
