"""What the editions of a batch have in common, and how one of them is made: whole and checked, or not at all.

In: a plan, a layout, the kind of file; a district and where its file goes. Out: an `Outcome`. Nothing is
raised, and nothing depends on which process or machine does it, as long as it reaches the folder.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from handbook.batch.report import Outcome
from handbook.check import Finding, check_pdf
from handbook.composer import compose
from handbook.coverage import charset
from handbook.document import Document
from handbook.edition import Edition, select
from handbook.errors import InputError, traced
from handbook.files import Draft
from handbook.fingerprint import fingerprint
from handbook.fonts import Face
from handbook.layout import Layout
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Plan
from handbook.twins import render_html, render_text

KINDS = ("pdf", "txt", "html")
"""What an edition can be written as: the leaflet, and its twins as plain text and as one HTML file."""

Target = tuple[str, Path]
"""A district's name and the file that its edition goes into."""


class Job:
    """Plan, layout and kind (one of `KINDS`) of a batch; `check`: whether PDFs are read back, and
    looked at, too, where they are `final`; or proofs; on which day."""

    def __init__(
        self,
        plan: Plan,
        layout: Layout,
        check: bool,
        kind: str = "pdf",
        final: bool = False,
        date: datetime.date | None = None,
    ) -> None:
        self.plan = plan
        self.layout = layout
        self.check = check
        self.kind = kind
        self.final = final
        self.date = date

    @property
    def state(self) -> str:
        """See `Edition.state`."""
        return self.edition(self.plan.districts[0].name).state

    def edition(self, district: str) -> Edition:
        return select(self.plan, district).used(self.final, self.date)

    def document(self, district: str) -> Document:
        return compose(self.edition(district), self.layout, self.final, self.date)

    @cached_property
    def charset(self) -> Mapping[Face, str]:
        """Over the whole plan, not over what was asked for: an edition's bytes must not depend on its
        companions."""
        return charset(self.plan, self.layout)

    @cached_property
    def fonts(self) -> FontSet:
        return FontSet(self.charset)

    def __reduce__(self) -> tuple[type[Job], tuple[object, ...]]:
        """What a worker is told: it finds out by itself what follows."""
        return type(self), (self.plan, self.layout, self.check, self.kind, self.final, self.date)

    def make(self, target: Target) -> Outcome:
        """Compose, write aside, read back and check, give the file its name."""
        district, path = target
        try:
            return self._make(district, path)
        except InputError as error:
            return Outcome(district=district, path=path, problems=error.problems)
        except Exception as error:
            return Outcome(district=district, path=path, crash=traced(error))

    def findings(self, path: Path, edition: Edition) -> list[Finding]:
        """What is wrong with a PDF that was made."""
        return check_pdf(path, edition, self.layout, edition.state, seen=self.final)

    def _make(self, district: str, path: Path) -> Outcome:
        document = self.document(district)
        data = self._written(document)
        made = Outcome(
            district=district,
            path=path,
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
            printed=fingerprint(document),
            code=document.code,
        )
        with Draft(path) as draft:
            draft.write(data)
            # The twins are the document's own structure, which the PDF beside them is held to.
            checked = self.check and self.kind == "pdf"
            if checked and (found := self.findings(draft.aside, self.edition(district))):
                return Outcome(district=district, path=path, findings=tuple(found))
            draft.place()
        return made

    def _written(self, document: Document) -> bytes:
        if self.kind == "pdf":
            return render_pdf(document, self.fonts)
        return (render_text if self.kind == "txt" else render_html)(document).encode("utf-8")


def make_checked(edition: Edition, layout: Layout, path: Path) -> tuple[Finding, ...]:
    """Make a single PDF, whole and checked; what is wrong with it, where it is not made for that.

    Raises `InputError` where it cannot be composed or written.
    """
    data = render_pdf(compose(edition, layout))
    with Draft(path) as draft:
        draft.write(data)
        if found := check_pdf(draft.aside, edition, layout):
            return tuple(found)
        draft.place()
    return ()
