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

COPIES, SUM, NONE = "部数", "計", "―"


def bundling(plan: Plan, counted: Counted) -> Edition:
    """The sheet of a district: its piles by association, with sums."""
    rows: list[tuple[str, ...]] = []
    for association in counted.associations:
        shown = _strong(association.name)
        for pile in association.piles:
            rows.append((shown, pile.name, *_numbers(pile), BOX if pile.copies else NONE))
            shown = association.name
        if association.piles[1:]:
            rows.append(_sum(association.name, SUM, total(association.piles)))
    whole = counted.total
    rows.append(_sum(plan.called(counted.district.name), "合計", whole))
    piles = sum(bool(pile.copies) for one in counted.associations for pile in one.piles)
    told = (f"{whole.copies:,}部", f"{whole.households:,}世帯", f"{whole.spares:,}部", f"{piles:,}束")
    edition = select(plan, counted.district.name)
    return edition._replace(tables=(("whole", (told,)), ("piles", tuple(rows))))


def _strong(text: str) -> str:
    return f"**{text}**"


def _numbers(pile: Pile) -> tuple[str, str, str]:
    households, spares = (f"{number:,}" if number else NONE for number in (pile.households, pile.spares))
    return households, spares, f"{pile.copies:,}"


def _sum(of: str, name: str, pile: Pile) -> tuple[str, ...]:
    return (*map(_strong, (of, name, *_numbers(pile))), NONE)


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
    kind = plan.district_kind or "地域"
    rows = [(kind, ASSOCIATION, GROUP, HOUSEHOLDS, SPARE, COPIES)]
    for counted in every:
        for one in counted.associations:
            rows += [(counted.district.name, one.name, pile.name, *_plain(pile)) for pile in one.piles]
            if one.piles[1:]:
                rows.append((counted.district.name, one.name, SUM, *_plain(total(one.piles))))
        rows.append((counted.district.name, SUM, "", *_plain(counted.total)))
    rows.append(("合計", "", "", *_plain(total(counted.total for counted in every))))
    return tuple(rows)


def _plain(pile: Pile) -> tuple[str, str, str]:
    return str(pile.households), str(pile.spares), str(pile.copies)
