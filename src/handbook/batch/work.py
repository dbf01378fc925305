"""What editions of a batch share, and how one of them is made: whole and checked, or not at all.

In: a plan, a layout, whether to check; a target. Out: an `Outcome`. A failed edition never
stops the others.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from handbook.batch.report import Outcome
from handbook.composer import compose
from handbook.coverage import charset
from handbook.document import Document
from handbook.edition import Edition, select
from handbook.errors import InputError
from handbook.files import write_whole
from handbook.fingerprint import fingerprint
from handbook.layout import Layout
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Plan

if TYPE_CHECKING:
    from handbook.check import Finding

KINDS = ("pdf", "txt", "html")
"""What an edition can be written as: the leaflet, and its twins as plain text and as one HTML file."""

Target = tuple[str, Path]
"""A district's name and the file that its edition goes into."""


class RejectedError(Exception):
    """The read-back check holds something against a PDF; it must not take its name."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings)
        self.findings = tuple(findings)

    def __reduce__(self) -> tuple[type[RejectedError], tuple[tuple[Finding, ...]]]:
        return (type(self), (self.findings,))


class Work:
    """What every edition of a batch shares, made once. `kind` is one of `KINDS`."""

    def __init__(self, plan: Plan, layout: Layout, check: bool, kind: str = "pdf") -> None:
        self.plan = plan
        self.layout = layout
        self.check = check
        self.kind = kind
        # Over the whole plan, not over what was asked for: an edition's bytes
        # must not depend on its companions.
        self.charset = charset(plan, layout)
        self.fonts = FontSet(self.charset)

    def make(self, target: Target) -> Outcome:
        """Compose, write aside, read back, put in place: whole and checked, or not at all."""
        district, path = target
        try:
            edition = select(self.plan, district)
            document = compose(edition, self.layout)
            data = self._bytes(document)
            write_whole(path, data, inspect=lambda aside: self._inspect(aside, edition), settled=False)
        except Exception as error:
            return failure(target, error)
        return success(target, data, fingerprint(document))

    def render(self, district: str) -> tuple[bytes, str]:
        """Compose, draw, read back: the checked bytes of an edition and the fingerprint of its pages."""
        edition = select(self.plan, district)
        document = compose(edition, self.layout)
        data = self._bytes(document)
        self._inspect(data, edition)
        return data, fingerprint(document)

    def _bytes(self, document: Document) -> bytes:
        if self.kind == "pdf":
            return render_pdf(document, self.fonts)
        from handbook.twins import render_html, render_text

        twin = render_text(document) if self.kind == "txt" else render_html(document)
        return twin.encode("utf-8")

    def _inspect(self, made: Path | bytes, edition: Edition) -> None:
        # The twins are the document's own structure, which the PDF beside them is held to.
        if not self.check or self.kind != "pdf":
            return
        # Here and not above: whoever leaves out the check need not import it.
        from handbook.check import check_pdf

        if findings := check_pdf(made, edition, self.layout):
            raise RejectedError(findings)


def success(target: Target, data: bytes, printed: str) -> Outcome:
    """The outcome of an edition whose file has its name."""
    district, path = target
    digest = hashlib.sha256(data).hexdigest()
    return Outcome(district=district, path=path, sha256=digest, bytes=len(data), printed=printed)


def failure(target: Target, error: Exception) -> Outcome:
    """The outcome of an edition that could not be made because of `error`."""
    district, path = target
    if isinstance(error, InputError):
        return Outcome(district=district, path=path, problems=error.problems)
    if isinstance(error, RejectedError):
        return Outcome(district=district, path=path, findings=error.findings)
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return Outcome(district=district, path=path, crash=trace)
