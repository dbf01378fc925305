"""Counts → what goes with the piles: a sheet for who bundles a district, a label for each pile, a table.

In: a plan, the counts of its districts. Out: `Edition`s that carry the rows, for the layouts `SHEET` and
`LABEL`; rows for a spreadsheet. A row of the sheet with a box to tick and a label stand for the same pile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handbook.delivery.counts import ASSOCIATION, GROUP, HOUSEHOLDS, SPARE, Counted, Pile, total
from handbook.delivery.order import sheet_of
from handbook.edition import Edition, Rows, select
from handbook.plan import Plan
from handbook.sheets import BOX

SHEET, LABEL = "bundling", "pile"
"""The layouts of the sheet and of the labels."""

SUM, NONE = "計", "―"


def _piles(counted: Counted) -> Iterator[tuple[str, Pile]]:
    """Each pile with its association, and behind several their sum."""
    for one in counted.associations:
        yield from ((one.name, pile) for pile in one.piles)
        if one.piles[1:]:
            yield one.name, total(one.piles, SUM)


def bundling(plan: Plan, counted: Counted) -> Edition:
    """The sheet of a district: its piles by association, with sums."""
    whole = total([counted.total], "合計")
    rows: list[tuple[str, ...]] = []
    before = ""
    for name, pile in (*_piles(counted), (plan.called(counted.district.name), whole)):
        numbers = (f"{number:,}" if number else NONE for number in (pile.households, pile.spares))
        cells = (name, pile.name, *numbers, f"{pile.copies:,}")
        if pile.name in (SUM, whole.name):
            rows.append((*(f"**{cell}**" for cell in cells), NONE))
        else:
            first = name if name == before else f"**{name}**"
            rows.append((first, *cells[1:], BOX if pile.copies else NONE))
        before = name
    piles = sum(row[-1] == BOX for row in rows)
    told = (f"{whole.copies:,}部", f"{whole.households:,}世帯", f"{whole.spares:,}部", f"{piles:,}束")
    edition = select(plan, counted.district.name)
    return edition._replace(tables=(("whole", (told,)), ("piles", tuple(rows))))


def labels(plan: Plan, districts: Iterable[Counted]) -> Iterator[Edition]:
    """A label for each pile in which there is something."""
    label = sheet_of(plan, "束の札", "taba", ())
    for counted in districts:
        where = plan.called(counted.district.name)
        for association in counted.associations:
            piles = [pile for pile in association.piles if pile.copies]
            for number, pile in enumerate(piles, 1):
                head = (association.name, f"{number}／{len(piles)}")
                row = (f"{pile.name}\n{where}", f"{pile.copies:,}部")
                yield label._replace(tables=(("pile", (head, row)),))


def table(plan: Plan, districts: Iterable[Counted]) -> Rows:
    """Every pile and the sums of every level, for a spreadsheet."""
    every = list(districts)
    rows = []
    for counted in every:
        name = counted.district.name
        rows += [(name, association, pile) for association, pile in _piles(counted)]
        rows.append((name, SUM, counted.total))
    rows.append(("合計", "", total(counted.total for counted in every)))
    cells = ((one, two, pile.name, pile.households, pile.spares, pile.copies) for one, two, pile in rows)
    head = (plan.district_kind or "地域", ASSOCIATION, GROUP, HOUSEHOLDS, SPARE, "部数")
    return (head, *(tuple(map(str, row)) for row in cells))
