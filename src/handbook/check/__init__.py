"""A finished PDF, read back and held against the data of the edition that it claims to be.

`check_pdf` returns findings, none when the PDF is good to print. It never asks the
code that drew the PDF, so that a fault in drawing cannot hide itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from handbook.check.finding import Finding
from handbook.check.foreign import check_foreign
from handbook.check.heard import check_heard
from handbook.check.metadata import IDENTIFIER, check_metadata
from handbook.check.numbers import check_numbers
from handbook.check.page_text import FileText
from handbook.check.printing import check_printing
from handbook.check.promised import Claim, check_promised, claimed
from handbook.check.seen import check_seen
from handbook.check.state import check_state, state_of
from handbook.check.visibility import check_visibility
from handbook.edition import Edition, select
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.readback import ReadBack, ReadBackError, read_back
from handbook.sheets import LAYOUT as SHEETS
from handbook.sheets import sheets

__all__ = ["IDENTIFIER", "Finding", "check_pdf", "edition_of"]

Rule = Callable[[FileText, Claim], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    check_metadata,
    check_printing,
    check_promised,
    check_state,
    check_foreign,
    check_numbers,
    check_visibility,
    check_heard,
)
"""Each looks at the whole file and knows nothing of the others."""


def check_pdf(
    source: str | Path | bytes | ReadBack,
    edition: Edition,
    layout: Layout | None = None,
    state: str = "",
    *,
    seen: bool = False,
) -> list[Finding]:
    """What is wrong with a PDF as `edition`, in page order; empty when it is good to print.

    `source` is a path, the PDF's bytes, or what was read back from it. With the `layout`
    it was made by, all that the layout promises must be there and nothing else may be;
    without, only what makes a leaflet safe to hand out is required. It must be in the `state`
    that is given (`Edition.state`), else in the one that it claims. `seen` also looks at the shapes of
    the glyphs and at a picture of each page, which takes twice as long again. A file that
    cannot be read is a finding too; nothing is raised for what a file holds.
    """
    try:
        file = source if isinstance(source, ReadBack) else read_back(source)
    except ReadBackError as error:
        return [Finding(code=error.code, message=one.message, hint=one.hint) for one in error.problems]
    text, claim = FileText(file), claimed(edition, layout, state or state_of(file))
    rules = (*RULES, check_seen) if seen else RULES
    found = (finding for rule in rules for finding in rule(text, claim))
    return sorted(found, key=lambda finding: finding.page or 0)


def edition_of(source: str | Path | bytes | ReadBack, plan: Plan) -> Edition | None:
    """The edition of `plan` that a PDF claims to be; None if it names no district of the plan.

    Raises ReadBackError if the file cannot be read.
    """
    file = source if isinstance(source, ReadBack) else read_back(source)
    made, _, slug = file.info.get(IDENTIFIER, "").rpartition("/")
    if made.endswith(f"/{SHEETS}"):
        return next((one.edition for one in sheets(plan) if one.edition.district.slug == slug), None)
    district = next((one for one in plan.districts if one.slug == slug), None)
    return select(plan, district.name) if district else None
