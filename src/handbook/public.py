"""The public names, each from its room; `handbook` gives them as its own.

In: nothing. Out: functions and values that whoever imports handbook may use.
"""

from __future__ import annotations

from pathlib import Path as _Path

from handbook.batch import BuildReport as BuildReport
from handbook.batch import build as build
from handbook.blocks import OPTIONS as _OPTIONS
from handbook.check import Finding as Finding
from handbook.check import check_pdf as check_pdf
from handbook.composer import compose as compose
from handbook.edition import Edition as Edition
from handbook.edition import select as select
from handbook.errors import HandbookError as HandbookError
from handbook.errors import InputError as InputError
from handbook.errors import Place as Place
from handbook.errors import Problem as Problem
from handbook.layout import Layout as Layout
from handbook.load import load_layout as _load_layout
from handbook.load import load_plan as load_plan
from handbook.pdf import render_pdf as render_pdf
from handbook.pdf import write_pdf as write_pdf
from handbook.plan import Plan as Plan
from handbook.twins import render_html as render_html
from handbook.twins import render_text as render_text


def load_layout(name_or_path: str | _Path, folder: str | _Path | None = None) -> Layout:
    """The layout of that name in `layouts/` (or in `folder`), or in the file at that path.

    Its blocks and their options are checked against `handbook.blocks`.
    Raises `InputError` with every problem of the file, or if there is none.
    """
    return _load_layout(name_or_path, _OPTIONS, folder)
