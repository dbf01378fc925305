"""`Document` → PDF, through ReportLab. Decides no position.

`render_pdf` gives the bytes, `write_pdf` a whole file; `FontSet` holds what a
batch shares. The file is tagged, embeds its fonts and carries its metadata as
PDF/UA-1 and PDF/A-2a want; see `docs/pdf.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.files import write_whole
from handbook.pdf.fontset import FontSet
from handbook.pdf.writer import render_merged, render_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from handbook.document import Document

__all__ = ["FontSet", "render_merged", "render_pdf", "write_pdf"]


def write_pdf(document: Document, path: str | Path, fonts: FontSet | None = None) -> None:
    """Write the document to `path`, whole or not at all.

    Raises InputError, in Japanese, when the file cannot be written (see `handbook.files`).
    """
    write_whole(path, render_pdf(document, fonts))
