"""Who has confirmed what, held against the pages: what a layout prints that two people have not confirmed.

In: editions, a layout. Out: `Item`s, and problems that say of them in words what is to be done. What stands
on a page is known from what its blocks promise, never from how they are drawn. Confirmations are read and
written in `handbook.load.ledger`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from handbook.blocks import promises
from handbook.edition import Edition
from handbook.errors import Problem
from handbook.facts import (
    NEEDED,
    Item,
    addresses,
    confirmed_by,
    items,
    meant,
    one_line,
    owner_key,
    unconfirmed,
)
from handbook.layout import Layout
from handbook.plan import Confirmation, Plan
from handbook.promise import Number

__all__ = ["NEEDED", "Confirmation", "Item", "confirmed_by", "items", "lacking", "printed", "unconfirmed"]


SHOWN = 16
"""Characters of a value that a line shows: of what is longer, it says what it is."""


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
    """The confirmations of days still to come; east of here it may be tomorrow already."""
    latest = today + datetime.timedelta(days=1)
    hint = "年と月と日を確かめてください。"
    return tuple(
        Problem(f"{one.by}さんの確認の日「{one.on}」は、まだ来ていません。", hint, one.place)
        for one in plan.confirmations
        if one.on > latest
    )


def lacking(plan: Plan, editions: Iterable[Edition], layout: Layout) -> tuple[Item, ...]:
    """What is printed in these editions and not confirmed by two people, each once, in the plan's order."""
    found = {item.key for edition in editions for item in printed(edition, layout)}
    return tuple(item for item in unconfirmed(plan) if item.key in found)


def problems(plan: Plan, found: Iterable[Item]) -> tuple[Problem, ...]:
    """What is not confirmed, a group at a time, with the command that records that it is."""
    return tuple(
        Problem(
            f"二人に確かめられていません: {owner(group)}{words(plan, same)}",
            f"handbook confirm {_keys(plan, group, same)} --by 名前 --by 名前",
            same[0].place,
        )
        for group, same in grouped(found).items()
    )


def grouped(found: Iterable[Item]) -> dict[str, list[Item]]:
    """Items by the key that people look for them under."""
    groups: dict[str, list[Item]] = {}
    for item in found:
        groups.setdefault(item.group, []).append(item)
    return groups


def owner(group: str) -> str:
    """Whose numbers stand under the key of a group, before them."""
    return f"{group.rpartition('/')[2]}の" if group.startswith(("desks/", "plan/contacts/")) else ""


def words(plan: Plan, group: Sequence[Item]) -> str:
    """Items of one group in one line; the districts that a desk covers together."""
    said: dict[tuple[str, str], list[str]] = {}
    for item in group:
        names = "、".join(confirmed_by(plan, item))
        what = item.subject.rpartition("の")[2] if item.is_number else item.subject
        short = len(item.value) <= SHOWN and item.value not in what
        text = f"{what}「{item.value}」" if short else what
        covers = item.key.startswith("districts/") and item.group.startswith("desks/")
        text = f"担当{plan.district_kind}" if covers else text
        said.setdefault((text, f"＝{names}さんだけ" if names else ""), []).extend(
            item.districts if covers else ()
        )
    return "、".join(f"{text}{_few(names)}{so_far}" for (text, so_far), names in said.items())


def _few(names: Sequence[str]) -> str:
    more = f" ほか{len(names) - 3}" if names[3:] else ""
    return f"（{'、'.join(names[:3])}{more}）" if names else ""


def _keys(plan: Plan, group: str, found: Sequence[Item]) -> str:
    """What to write for these items: their own keys, or the one that they all stand under and no other."""
    keys = [item.key for item in found]
    under = {item.key for item in meant(plan, group)} & {item.key for item in unconfirmed(plan)}
    return " ".join(f'"{key}"' if " " in key else key for key in ([group] if under == set(keys) else keys))


def changed(plan: Plan, item: Item) -> tuple[Confirmation, ...]:
    """The confirmations of values that it no longer has."""
    return tuple(
        one for one in plan.confirmations if one.fact == item.key and one_line(one.value) != item.value
    )


def stray(plan: Plan) -> tuple[Confirmation, ...]:
    """The confirmations of what this plan does not have, such as another city's."""
    known = addresses(plan) if plan.confirmations else set()
    return tuple(one for one in plan.confirmations if one.fact not in known)
