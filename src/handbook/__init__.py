"""handbook composes printable Japanese district leaflets as PDF.

    plan = handbook.load_plan()
    layout = handbook.load_layout("leaflet")
    edition = handbook.select(plan, "浮島")
    document = handbook.compose(edition, layout)
    handbook.write_pdf(document, "浮島校区.pdf")
    handbook.check_pdf("浮島校区.pdf", edition)

In: nothing. Out: the public names, each imported from its room when it is first
used (PEP 562), so that `import handbook` costs nothing and a program that only
reads the plan never loads HarfBuzz or ReportLab.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as `typing` has it, whose import would take longer than all the rest here
if TYPE_CHECKING:
    from pathlib import Path

    from handbook.batch import BuildReport, build
    from handbook.check import check_pdf
    from handbook.composer import compose
    from handbook.edition import Edition, select
    from handbook.errors import HandbookError, InputError, Place, Problem
    from handbook.layout import Layout
    from handbook.load import load_plan
    from handbook.pdf import write_pdf
    from handbook.plan import Plan
    from handbook.twins import render_html, render_text

__version__ = "0.1.0"

__all__ = [
    "BuildReport",
    "Edition",
    "HandbookError",
    "InputError",
    "Layout",
    "Place",
    "Plan",
    "Problem",
    "build",
    "check_pdf",
    "compose",
    "load_layout",
    "load_plan",
    "render_html",
    "render_text",
    "select",
    "write_pdf",
]

_ROOMS = {
    "BuildReport": "batch",
    "Edition": "edition",
    "HandbookError": "errors",
    "InputError": "errors",
    "Layout": "layout",
    "Place": "errors",
    "Plan": "plan",
    "Problem": "errors",
    "build": "batch",
    "check_pdf": "check",
    "compose": "composer",
    "load_plan": "load",
    "render_html": "twins",
    "render_text": "twins",
    "select": "edition",
    "write_pdf": "pdf",
}
"""Public name → the room that it lives in."""


def load_layout(name_or_path: str | Path, folder: str | Path | None = None) -> Layout:
    """The layout of that name in `layouts/` (or in `folder`), or in the file at that path.

    Its blocks and their options are checked against `handbook.blocks`.
    Raises `InputError` with every problem of the file, or if there is none.
    """
    from handbook.blocks import OPTIONS
    from handbook.load import load_layout as load

    return load(name_or_path, OPTIONS, folder)


def __getattr__(name: str) -> object:
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module 'handbook' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"handbook.{room}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
