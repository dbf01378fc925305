"""Who has confirmed what, held against the pages: what a layout prints that two people have not confirmed.

In: editions, a layout. Out: `Item`s. What stands on a page is known from what its blocks promise, never from
how they are drawn. Confirmations are read and written in `handbook.load.ledger`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from handbook.blocks import promises
from handbook.edition import Edition
from handbook.errors import Problem
from handbook.facts import NEEDED, Item, confirmed_by, items, owner_key, unconfirmed
from handbook.layout import Layout
from handbook.plan import Confirmation, Plan
from handbook.promise import Number

__all__ = ["NEEDED", "Confirmation", "Item", "confirmed_by", "items", "lacking", "printed", "unconfirmed"]


def printed(edition: Edition, layout: Layout) -> tuple[Item, ...]:
    """Those items that this layout prints in this edition."""
    numbers: set[str] = set()
    texts: set[str] = {edition.plan.title, edition.name}
    for one in promises(edition, layout):
        if isinstance(one, Number):
            name = "phone" if one.kind == "電話番号" else "fax"
            numbers.add(f"{owner_key(edition.plan, one.owner)}/{name}")
        else:
            texts.update(one.texts)
    whole = "\n".join(texts)
    return tuple(
        item
        for item in items(edition.plan)
        if (item.key in numbers if item.is_number else item.touches(edition.district.name))
        and (item.is_number or any(_stands(text, texts, whole) for text in item.told))
    )


def _stands(text: str, texts: set[str], whole: str) -> bool:
    """Whether a text is promised, alone or within another; a single character only alone."""
    return text in texts or (len(text) > 1 and text in whole)


def not_yet(plan: Plan, today: datetime.date) -> tuple[Problem, ...]:
    """The confirmations of days still to come."""
    hint = "年と月と日を確かめてください。"
    return tuple(
        Problem(f"{one.by}さんの確認の日「{one.on}」は、まだ来ていません。", hint, one.place)
        for one in plan.confirmations
        if one.on > today
    )


def lacking(plan: Plan, editions: Iterable[Edition], layout: Layout) -> tuple[Item, ...]:
    """What is printed in these editions and not confirmed by two people, each once, in the plan's order."""
    found = {item.key for edition in editions for item in printed(edition, layout)}
    return tuple(item for item in unconfirmed(plan) if item.key in found)
