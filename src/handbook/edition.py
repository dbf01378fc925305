"""What concerns one district: its desks and columns, chosen from the plan."""

from __future__ import annotations

from dataclasses import dataclass

from handbook.plan import Column, Desk, District, Fact, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The plan as it concerns one district (校区版).

    `desks` holds one desk per category, in the plan's order. `columns` holds the
    district's own columns, then the city-wide ones; `other_columns` those of other
    districts, which only a layout that asks for them prints, labelled with their name.
    """

    plan: Plan
    district: District
    desks: tuple[Desk, ...]
    columns: tuple[Column, ...]
    other_columns: tuple[Column, ...]
    unconfirmed: tuple[Fact, ...]
    """The unconfirmed facts that touch this district."""
