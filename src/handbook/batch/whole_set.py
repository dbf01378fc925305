"""Whether a folder holds the whole set: every edition, once, in each layout, whole, from these data.

In: a folder, the plan, how a layout is loaded, the districts that are wanted. Out: a `SetReport`. What a
single PDF must be is the check's (`check_pdf`) to know; here stands what can be wrong between files. Nothing
in the folder is believed without being read: a manifest says what should be there, never that it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from handbook.batch.names import kind_of
from handbook.batch.set_rules import RULES, Pdf, SetFinding, WholeSet
from handbook.batch.standing import standing_in
from handbook.check import IDENTIFIER, Finding, check_pdf, edition_of
from handbook.check.merged import parts_of
from handbook.check.state import state_of
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.matrix import LAYOUT as LISTS
from handbook.plan import Plan
from handbook.readback import ReadBack, read_back
from handbook.readback.pdffile import file_bytes
from handbook.sheets import LAYOUT as SHEETS

LONGEST_CLAIM = 200
"""Characters of what a PDF says it is; ours have 30."""


class SetReport(NamedTuple):
    """What is wrong with the set in `folder`: `findings` between files, and the `pdfs` with their own."""

    folder: Path
    layouts: tuple[str, ...]
    wanted: tuple[str, ...]
    """The districts that should be there, in each layout."""
    pdfs: tuple[Pdf, ...]
    findings: tuple[SetFinding, ...]

    @property
    def readable(self) -> bool:
        """Whether there is anything that could be judged."""
        return bool(self.layouts) or any(not pdf.unread for pdf in self.pdfs)

    @property
    def bad(self) -> frozenset[str]:
        """The PDFs that must not be used as they are."""
        told = {file for finding in self.findings for file in finding.files}
        return frozenset(pdf.file for pdf in self.pdfs if pdf.findings or pdf.file in told)

    @property
    def is_proof(self) -> bool:
        """Whether there is a proof in it: nothing of it is for handing out."""
        return any(pdf.proof and not pdf.sheet for pdf in self.pdfs)

    @property
    def good(self) -> int:
        """How many of the editions wanted may be handed out as they are."""
        bad, wanted = self.bad, set(self.wanted)
        ours = [pdf for pdf in self.pdfs if pdf.layout in self.layouts and pdf.district in wanted]
        spoilt = {(pdf.layout, pdf.district) for pdf in ours if pdf.file in bad}
        return len({(pdf.layout, pdf.district) for pdf in ours} - spoilt)


def check_set(
    folder: Path,
    plan: Plan,
    load: Callable[[str], Layout],
    layout: Layout | None = None,
    only: Sequence[str] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> SetReport:
    """Hold all that stands in `folder` against the plan; `only`: exact names of the districts wanted.

    `load` gives a layout by its name; with `layout`, everything is held against that one. Raises InputError
    if the folder cannot be listed.
    """
    standing = standing_in(folder)
    reader = _Reader(plan, load, layout)
    pdfs = []
    for done, file in enumerate(standing.pdfs):
        if progress is not None:
            progress(done, len(standing.pdfs), file)
        pdfs.append(reader.read(folder / file, file))
    named = dict.fromkeys(
        record.layout for file, record in standing.records.items() if kind_of(file) == "pdf"
    )
    for name in named or dict.fromkeys(pdf.layout for pdf in pdfs if pdf.layout):
        reader.layout(name)
    layouts = {name: one for name in (named or reader.layouts) if (one := reader.layouts.get(name))}
    layouts = {layout.name: layout} if layout is not None else layouts
    wanted = tuple(only if only is not None else (district.name for district in plan.districts))
    of = WholeSet(plan, wanted, layouts, standing, tuple(pdfs), reader.unknown)
    findings = tuple(finding for rule in RULES for finding in rule.findings(of))
    return SetReport(folder, tuple(layouts), wanted, of.pdfs, findings)


class _Reader:
    """Reads PDFs; of several that are alike to the last byte, one is read."""

    def __init__(self, plan: Plan, load: Callable[[str], Layout], layout: Layout | None) -> None:
        self.layouts: dict[str, Layout] = {layout.name: layout} if layout is not None else {}
        self.unknown: dict[str, str] = {}
        self._plan, self._load, self._only = plan, load, layout
        self._by_slug = {district.slug: district.name for district in plan.districts}
        self._known: dict[str, Pdf] = {}

    def layout(self, name: str) -> Layout | None:
        """The layout of this name; None, and the reason kept, if it cannot be had."""
        if self._only is not None:
            return self._only
        if name not in self.layouts and name not in self.unknown:
            try:
                self.layouts[name] = self._load(name)
            except InputError as error:
                self.unknown[name] = error.problems[0].message
        return self.layouts.get(name)

    def read(self, path: Path, file: str) -> Pdf:
        sha256 = ""
        try:
            data = file_bytes(path)
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 not in self._known:
                self._known[sha256] = self._judged(data, str(path), sha256)
            return self._known[sha256]._replace(file=file)
        except InputError as error:
            return Pdf(file, sha256, unread=error.problems[0].message)

    def _judged(self, data: bytes, path: str, sha256: str) -> Pdf:
        read = read_back(data, path)
        claim = read.info.get(IDENTIFIER, "")[:LONGEST_CLAIM]
        pdf = Pdf("", sha256, claim, proof=state_of(read).startswith("proof"))
        layout, _, slug = claim.removeprefix(known := self._plan.title + "/").partition("/")
        if not claim.startswith(known) or not layout:
            return pdf
        if self._only is not None:
            layout = self._only.name
        if layout == LISTS:
            return pdf._replace(sheet=True)
        if layout == SHEETS and edition_of(read, self._plan) is not None:
            return pdf._replace(sheet=True, findings=self._wrong(read, layout))
        if not slug:
            return pdf._replace(layout=layout, merged=True, findings=self._wrong(read, layout))
        district = self._by_slug.get(slug)
        if district is None or self.layout(layout) is None:
            return pdf._replace(layout=layout)
        return pdf._replace(layout=layout, district=district, findings=self._wrong(read, layout))

    def _wrong(self, read: ReadBack, layout: str) -> tuple[Finding, ...]:
        """What is wrong with each edition in a file; nothing where the layout cannot be had."""
        held = self._load(layout) if layout == SHEETS else self.layout(layout)
        parts, found = parts_of(read, self._plan)
        wrong = [one for part in parts if held for one in check_pdf(part.file, part.edition, held, seen=True)]
        return (*found, *wrong)
