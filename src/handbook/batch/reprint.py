"""Which editions must be printed again, and what changed in them, in words.

In: two plans, or the manifest of an output folder and a plan; a layout. Out: a `Reprint` per
district. What changed is told from the values; whether it shows on paper is told by composing:
an edition must be printed again if and only if its pages look other than before. So a note on a
source needs no new paper, and neither does a text that this layout does not print.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from handbook.batch import circumstances as around
from handbook.batch.circumstances import circumstances
from handbook.batch.manifest import NAME, Manifest, Record, read_manifest
from handbook.batch.run import prints_others
from handbook.changes import Change, Contents, Difference, compare, contents
from handbook.composer import compose
from handbook.coverage import charset
from handbook.edition import Edition, select
from handbook.errors import InputError, Problem
from handbook.fingerprint import fingerprint
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.typeset import plain_text


class Reprint(NamedTuple):
    """One district: what changed for it, and whether its edition must be printed again."""

    district: str
    reading: str
    needed: bool
    changes: tuple[Change, ...]
    reasons: tuple[str, ...] = ()
    """Why it must be printed again beside changes of the data: a new layout, no PDF yet."""
    problems: tuple[Problem, ...] = ()
    """Why it cannot be composed now."""
    desks: tuple[str, ...] = ()
    """The desks that the new edition prints, with their numbers: whom to send it to."""
    gone: bool = False
    """Whether the district is no more: what is printed of its edition must not be handed out."""


def reprints(old: Plan, new: Plan, layout: Layout) -> tuple[Reprint, ...]:
    """From one plan to another: a `Reprint` for each district of either, those that went at the end."""
    others = prints_others(layout)
    before = {name: _printed(edition, layout, "") for name, edition in _editions(old).items()}
    was = [contents(edition, others) for edition in _editions(old).values()]
    printed = {name: ("", found) for name, (found, _) in before.items()}
    return _all(was, printed, {}, new, layout)


def reprints_since(folder: Path, new: Plan, layout: Layout) -> tuple[Reprint, ...]:
    """From what stands in an output folder to a plan.

    Raises `InputError` if the folder has no manifest that can be read, or no edition in this layout.
    """
    manifest = read_manifest(folder)
    records = _records(manifest, folder, layout)
    was = [manifest.contents(record) for record in records.values()]
    now = circumstances(layout, charset(new, layout))
    reasons: dict[str, list[str]] = {}
    for name, record in records.items():
        reasons[name] = around.reasons(manifest.values[record.circumstances], now, paper=True)
    printed = {name: (manifest.state(record), record.printed) for name, record in records.items()}
    return _all(was, printed, reasons, new, layout)


def _records(manifest: Manifest, folder: Path, layout: Layout) -> dict[str, Record]:
    """District → the record of its PDF in this layout."""
    if not manifest.records:
        said = manifest.note or f"フォルダー「{folder}」に、作成記録（{NAME}）がありません"
        hint = "handbook build の書き出し先か、データのフォルダーを2つ指定してください。"
        raise InputError.of(f"{said}。", hint, stops=True)
    found = {record.district: record for record in manifest.records.values() if record.layout == layout.name}
    if not found:
        names = "、".join(sorted({record.layout for record in manifest.records.values()}))
        message = f"フォルダー「{folder}」に、レイアウト「{layout.name}」の PDF の記録がありません。"
        raise InputError.of(message, f"--layout で選べるのは {names} です。", stops=True)
    return found


def _editions(plan: Plan) -> dict[str, Edition]:
    return {district.name: select(plan, district.name) for district in plan.districts}


def _printed(edition: Edition, layout: Layout, state: str) -> tuple[str, tuple[Problem, ...]]:
    """The fingerprint of an edition's pages in a state, or why it has none."""
    ended = datetime.date.max if "ended" in state else None
    try:
        return fingerprint(compose(edition, layout, "final" in state, ended)), ()
    except InputError as error:
        return "", error.problems


def _all(
    was: Sequence[Contents],
    printed: Mapping[str, tuple[str, str]],
    reasons: Mapping[str, Sequence[str]],
    new: Plan,
    layout: Layout,
) -> tuple[Reprint, ...]:
    others = prints_others(layout)
    editions = _editions(new)
    now = [contents(edition, others) for edition in editions.values()]
    readings = {one.district: one.reading for one in (*was, *now)}
    found = []
    for difference in compare(was, now):
        edition = editions.get(difference.after or "")
        reading = readings[difference.district]
        if edition is None:
            found.append(
                Reprint(difference.district, reading, needed=False, changes=difference.changes, gone=True)
            )
        else:
            found.append(_one(difference, edition, printed, reasons, layout))
    return tuple(found)


def _one(
    difference: Difference,
    edition: Edition,
    printed: Mapping[str, tuple[str, str]],
    reasons: Mapping[str, Sequence[str]],
    layout: Layout,
) -> Reprint:
    state, before = printed.get(difference.before or "", ("", None))
    after, problems = _printed(edition, layout, state)
    needed = before is None or before != after
    why: tuple[str, ...] = ()
    if needed and difference.before is None and reasons:
        why = ("まだ PDF がありません",)
    elif needed:
        why = tuple(reasons.get(difference.before or "", ()))
        if not why and not difference.changes and not problems:
            why = ("紙面の組み方が変わります",)
    return Reprint(
        district=difference.district,
        reading=edition.district.reading,
        needed=needed,
        changes=difference.changes,
        reasons=why,
        problems=problems,
        desks=tuple(f"{plain_text(desk.name)}（電話 {desk.phone}）" for desk in edition.desks),
    )
