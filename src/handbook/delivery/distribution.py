"""All files of a distribution, made and read back before the first of them is written.

In: a plan, a layout, counts, how to come by the layouts of the sheets. Out: names of files → their bytes; or
an `InputError` with all that keeps any of them from being made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handbook import spreadsheet
from handbook.batch.names import TEMPLATE, file_names
from handbook.check import check_pdf
from handbook.check.page_text import compact
from handbook.composer import compose
from handbook.delivery.counts import Counted
from handbook.delivery.order import LAYOUT as ORDER
from handbook.delivery.order import Ordered, order_sheet
from handbook.delivery.piles import LABEL, SHEET, bundling, labels, table
from handbook.document import Document
from handbook.edition import Edition, select
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.press.imposing import LABELS, on_grid
from handbook.readback import read_back

LABELS_FILE, ORDER_FILE, TABLE_FILE = "束の札.pdf", "注文書.pdf", "部数.csv"

_LABELS = 12
"""On a sheet of labels."""


def distribution(
    plan: Plan, layout: Layout, districts: Sequence[Counted], load: Callable[[str], Layout]
) -> dict[str, bytes]:
    """The sheets of the districts, the labels, the order sheet, the table. Raises `InputError`."""
    names = file_names(plan, layout, [one.district for one in districts], TEMPLATE, final=True)
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    ordered = []
    sheet = load(SHEET)
    for one in districts:
        try:
            pages = len(compose(select(plan, one.district.name), layout).pages)
            files[names[one.district.name]] = _checked(bundling(plan, one), sheet)
        except InputError as error:
            problems += error.problems
        else:
            ordered.append(Ordered(one.district.name, names[one.district.name], pages, one.total.copies))
    try:
        files[LABELS_FILE] = _labels(plan, districts, load(LABEL))
    except InputError as error:
        problems += (one._replace(place=None) for one in error.problems)  # the names are the table's
    if problems:
        raise InputError(dict.fromkeys(problems))
    files[ORDER_FILE] = _checked(order_sheet(plan, layout, ordered), load(ORDER))
    files[TABLE_FILE] = spreadsheet.as_csv(table(plan, districts))
    return files


def _checked(edition: Edition, layout: Layout) -> bytes:
    data = render_pdf(compose(edition, layout))
    if found := check_pdf(data, edition, layout):
        raise InputError(Problem(f"{edition.name}: {one.message}", one.hint) for one in found)
    return data


def _labels(plan: Plan, districts: Sequence[Counted], layout: Layout) -> bytes:
    """The labels, read back by district before they are put onto sheets: what is imposed has no tags."""
    documents = []
    for one in districts:
        editions = list(labels(plan, [one]))
        own = [compose(edition, layout) for edition in editions]
        documents += own
        for edition, page in zip(editions, read_back(_in_one(own)).pages if own else (), strict=True):
            printed = compact("".join(run.text for run in page.runs))
            for cell in (cell for _, rows in edition.tables for row in rows for cell in row):
                if compact(cell) not in printed:
                    raise InputError.of(f"束の札に、「{cell}」がありません。", "開発者にお知らせください。")
    return on_grid(_in_one(documents), LABELS[_LABELS])


def _in_one(documents: Sequence[Document]) -> bytes:
    return render_pdf(documents[0]._replace(pages=tuple(page for one in documents for page in one.pages)))
