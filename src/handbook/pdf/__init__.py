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
    from typing import Protocol

    from handbook.document import Document

    class Sink(Protocol):
        """What bytes can be written to: a file, a pipe, a BytesIO, a response of a web framework."""

        def write(self, data: memoryview, /) -> int | None: ...


__all__ = ["FontSet", "render_merged", "render_pdf", "write_pdf"]


def write_pdf(document: Document, path: str | Path | Sink, fonts: FontSet | None = None) -> None:
    """Write the document to `path`, whole or not at all; or to a stream of bytes, which need not be seekable
    and stays open.

    Raises InputError, in Japanese, when the file cannot be written (see `handbook.files`); what a stream
    raises goes to the caller.
    """
    data = render_pdf(document, fonts)
    if not hasattr(path, "write"):
        write_whole(path, data)
        return
    rest = memoryview(data)
    while rest:  # an unbuffered stream takes what it can
        taken = path.write(rest)
        rest = rest[taken:] if taken is not None else rest[len(rest) :]
