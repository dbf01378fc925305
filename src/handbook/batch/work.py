"""What editions of a batch share, and how one of them is made: whole and checked, or not at all.

In: a plan, a layout, whether to check; a target. Out: an `Outcome`. A failed edition never
stops the others.
"""

from __future__ import annotations

from pathlib import Path

from handbook.batch.digests import Digests
from handbook.batch.report import Outcome
from handbook.checker import verdict
from handbook.composer import compose
from handbook.coverage import charset
from handbook.document import Document
from handbook.edition import select
from handbook.errors import InputError, traced
from handbook.files import Draft
from handbook.fingerprint import fingerprint
from handbook.layout import Layout
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Plan
from handbook.settler import Verdict

KINDS = ("pdf", "txt", "html")
"""What an edition can be written as: the leaflet, and its twins as plain text and as one HTML file."""

Target = tuple[str, Path]
"""A district's name and the file that its edition goes into."""


Written = tuple[bytes, str]
"""An edition's bytes as they are written aside, and the fingerprint of its pages."""


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
        self._digests = Digests()

    def make(self, target: Target) -> Outcome:
        """Compose, write aside, read back, put in place: whole and checked, or not at all."""
        with Draft(target[1]) as draft:
            written = self.begin(target, draft)
            if isinstance(written, Outcome):
                return written
            return finish(draft, self.success(target, *written), self.verdict(target[0], draft.aside))

    def begin(self, target: Target, draft: Draft) -> Written | Outcome:
        """Compose and write aside; gives what was written, or the outcome if that fails."""
        try:
            written = self._made(target[0])
            draft.write(written[0])
        except Exception as error:
            return failure(target, error)
        return written

    def success(self, target: Target, data: bytes, printed: str) -> Outcome:
        """The outcome of an edition, if nothing is held against its file. `printed`: the fingerprint of its
        pages."""
        district, path = target
        sha256 = self._digests.of(data)
        return Outcome(district=district, path=path, sha256=sha256, bytes=len(data), printed=printed)

    def verdict(self, district: str, made: Path | bytes) -> Verdict:
        """What the check holds against the file, or the bytes, of a district's edition."""
        if not self.checks:
            return ()
        return verdict(self.plan, self.layout, district, made)

    def render(self, district: str) -> tuple[bytes, str, Verdict]:
        """Compose, draw, read back: an edition's bytes, the fingerprint of its pages, and what is wrong."""
        data, printed = self._made(district)
        return data, printed, self.verdict(district, data)

    @property
    def checks(self) -> bool:
        """Whether editions are read back. The twins are the document's own structure, which the PDF
        beside them is held to."""
        return self.check and self.kind == "pdf"

    def _made(self, district: str) -> Written:
        document = compose(select(self.plan, district), self.layout)
        return self._bytes(document), fingerprint(document)

    def _bytes(self, document: Document) -> bytes:
        if self.kind == "pdf":
            return render_pdf(document, self.fonts)
        from handbook.twins import render_html, render_text

        twin = render_text(document) if self.kind == "txt" else render_html(document)
        return twin.encode("utf-8")


def finish(draft: Draft, made: Outcome, verdict: Verdict) -> Outcome:
    """Give a file its name, or remove it if something is held against it."""
    target = made.district, made.path
    if verdict:
        draft.drop()
        return rejection(target, verdict)
    try:
        draft.place()
    except Exception as error:
        return failure(target, error)
    return made


def failure(target: Target, error: Exception) -> Outcome:
    """The outcome of an edition that could not be made because of `error`."""
    district, path = target
    if isinstance(error, InputError):
        return Outcome(district=district, path=path, problems=error.problems)
    return Outcome(district=district, path=path, crash=traced(error))


def rejection(target: Target, verdict: Verdict) -> Outcome:
    """The outcome of an edition that the check holds something against."""
    district, path = target
    if isinstance(verdict, str):
        return Outcome(district=district, path=path, crash=verdict)
    return Outcome(district=district, path=path, findings=verdict)
