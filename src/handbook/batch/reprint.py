"""Which editions must be printed again, and what changed in them, in words.

In: two plans, or the manifest of an output folder and a plan; a layout. Out: a `Reprint` per
district. What changed is told from the values; whether it shows on paper is told by composing:
an edition must be printed again if and only if its pages look other than before. So a note on a
source needs no new paper, and neither does a text that this layout does not print.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from handbook.batch import circumstances as around
from handbook.batch.circumstances import circumstances
from handbook.batch.departed import adviser
from handbook.batch.manifest import NAME, Manifest, Record, read_manifest
from handbook.batch.names import kind_of
from handbook.batch.run import prints_others
from handbook.changes import PLACE, Change, Contents, DeskText, Difference, compare, contents
from handbook.composer import compose
from handbook.coverage import charset
from handbook.edition import Edition, select
from handbook.errors import InputError, Problem
from handbook.fingerprint import fingerprint
from handbook.layout import Layout
from handbook.load import load_plan
from handbook.plan import Desk, Plan
from handbook.typeset import plain_text


class Reprint(NamedTuple):
    """One district: what changed for it, and whether its edition must be printed again."""

    district: str
    reading: str
    needed: bool
    changes: tuple[Change, ...]
    reasons: tuple[str, ...] = ()
    """Why it must be printed again beside changes of the data: a new layout, no PDF yet. Of a district that
    is no more: whose edition its people need now."""
    problems: tuple[Problem, ...] = ()
    """Why it cannot be composed now."""
    desks: tuple[str, ...] = ()
    """The desks that the new edition prints, with their numbers: whom to send it to."""
    gone: bool = False
    """Whether the district is no more: what is printed of its edition must not be handed out."""
    files: tuple[str, ...] = ()
    """The PDFs of the folder that are not to be printed or handed out any more."""


Made = Mapping[str, tuple[str, str]]
"""A file (empty: none) → its state and the fingerprint of its pages."""


def reprints_from(old: Path, new: Plan, layout: Layout) -> tuple[Reprint, ...]:
    """From a former data folder, or from an output folder of one layout or several."""
    folder, is_built = _former(old, layout)
    return reprints_since(folder, new, layout) if is_built else reprints(load_plan(folder), new, layout)


def _former(old: Path, layout: Layout) -> tuple[Path, bool]:
    """The folder that is meant, and whether PDFs were built into it."""
    folder = old / layout.name if (old / layout.name / NAME).exists() else old
    is_built = (folder / NAME).exists() or (
        folder.is_dir() and any(kind_of(path.name) == "pdf" for path in folder.iterdir())
    )
    return folder, is_built


def layouts_beside(old: Path, layout: Layout) -> list[str]:
    """The other layouts that an output folder of several has editions of."""
    return sorted(path.parent.name for path in old.glob(f"*/{NAME}") if path.parent.name != layout.name)


def reprints(old: Plan, new: Plan, layout: Layout) -> tuple[Reprint, ...]:
    """From one plan to another: a `Reprint` for each district of either, those that went at the end."""
    others = prints_others(layout)
    editions = _editions(old)
    was = [contents(edition, others) for edition in editions.values()]
    before = {name: {"": ("", _printed(edition, layout, "")[0])} for name, edition in editions.items()}
    return _all(was, before, {}, new, layout)


def reprints_since(folder: Path, new: Plan, layout: Layout) -> tuple[Reprint, ...]:
    """From what stands in an output folder to a plan.

    Raises `InputError` if the folder has no manifest that can be read, or no edition in this layout.
    """
    manifest = read_manifest(folder)
    records = _records(manifest, folder, layout)
    now = circumstances(layout, charset(new, layout), plan=new)
    was, before, reasons = [], {}, {}
    names = {district.name for district in new.districts}
    for name, own in records.items():
        before[name] = {file: (manifest.state(record), record.printed) for file, record in own.items()}
        # Of several PDFs of one edition, the one that stays behind tells what has changed.
        edition = select(new, name) if len(own) > 1 and name in names else None
        old = _behind(before[name], edition, layout) if edition else []
        behind = own[next(iter(old or own))]
        was.append(manifest.contents(behind))
        reasons[name] = around.reasons(manifest.values[behind.circumstances], now, paper=True)
    return _all(was, before, reasons, new, layout)


class Before(NamedTuple):
    """An edition as it is on paper: its values and itself, as far as whom to call goes; what it was made as,
    and the fingerprint of its pages ("": neither is known)."""

    contents: Contents
    edition: Edition
    state: str = ""
    printed: str = ""


def editions_from(old: Path, new: Plan, layout: Layout) -> tuple[Before, ...]:
    """The editions of a former data folder, or of an output folder; of several PDFs of one, the final one.

    Raises `InputError` as `reprints_from` does.
    """
    folder, is_built = _former(old, layout)
    if not is_built:
        others, editions = prints_others(layout), _editions(load_plan(folder))
        return tuple(Before(contents(edition, others), edition) for edition in editions.values())
    manifest = read_manifest(folder)
    records = [
        max(own.values(), key=lambda record: "final" in manifest.state(record))
        for own in _records(manifest, folder, layout).values()
    ]
    found = []
    for shared in dict.fromkeys(record.shared for record in records):
        same = [record for record in records if record.shared == shared]
        values = [manifest.contents(record) for record in same]
        plan = _plan_before(values, new)
        for record, one in zip(same, values, strict=True):
            edition = select(plan, one.district)
            found.append(Before(one, edition, manifest.state(record), record.printed))
    return tuple(found)


def _plan_before(was: Sequence[Contents], new: Plan) -> Plan:
    """The new plan with the desks and offices of old editions, and when their data were so; whether anything
    else was other, fingerprints tell."""
    known = {district.slug: district for district in new.districts}
    districts = []
    desks: dict[DeskText, list[str]] = {}
    for one in was:
        place = {name: getattr(one, name) for name in PLACE[1:]}
        districts.append(known.get(one.slug, new.districts[0])._replace(name=one.district, **place))
        for desk in one.desks:
            desks.setdefault(desk, []).append(one.district)
    texts = was[0].shared
    contacts = [
        contact._replace(**{name: texts.get(f"contacts.{at}.{name}", "") for name in contact._fields})
        for at, contact in enumerate(new.contacts)
    ]
    return replace(
        new,
        districts=tuple(districts),
        desks=tuple(Desk(**desk._asdict(), districts=tuple(names)) for desk, names in desks.items()),
        contacts=tuple(contacts),
        data_date=texts["data_date"],
    )


def _behind(made: Made, edition: Edition, layout: Layout) -> list[str]:
    """The files whose pages would be others now, each in its own state."""
    now = {state: _printed(edition, layout, state)[0] for state, _ in made.values()}
    return [file for file, (state, printed) in made.items() if printed != now[state]]


def _records(manifest: Manifest, folder: Path, layout: Layout) -> dict[str, dict[str, Record]]:
    """District → file → the record of a PDF of it in this layout. Twins are no paper."""
    pdfs = {file: record for file, record in manifest.records.items() if kind_of(file) == "pdf"}
    if not pdfs:
        missing = f"フォルダー「{folder}」に、PDF の作成記録（{NAME}）がありません"
        said = f"{manifest.note}ので、比べられません" if manifest.note else missing
        hint = "handbook build の書き出し先か、データのフォルダーを2つ指定してください。"
        raise InputError.of(f"{said}。", hint, stops=True)
    found: dict[str, dict[str, Record]] = {}
    for file, record in pdfs.items():
        if record.layout == layout.name:
            found.setdefault(record.district, {})[file] = record
    if not found:
        names = "、".join(sorted({record.layout for record in pdfs.values()}))
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
    printed: Mapping[str, Made],
    reasons: Mapping[str, Sequence[str]],
    new: Plan,
    layout: Layout,
) -> tuple[Reprint, ...]:
    """`printed`: district → what was made of it."""
    others = prints_others(layout)
    editions = _editions(new)
    now = [contents(edition, others) for edition in editions.values()]
    past = {one.district: one for one in was}
    advise = adviser(new)
    found = []
    for difference in compare(was, now):
        edition = editions.get(difference.after or "")
        if edition is None:
            gone = past[difference.district]
            found.append(
                Reprint(
                    gone.district,
                    gone.reading,
                    needed=False,
                    changes=difference.changes,
                    reasons=(advise(gone),),
                    gone=True,
                    files=tuple(filter(None, printed[gone.district])),
                )
            )
        else:
            found.append(_one(difference, edition, printed, reasons, layout))
    return tuple(found)


def _one(
    difference: Difference,
    edition: Edition,
    printed: Mapping[str, Made],
    reasons: Mapping[str, Sequence[str]],
    layout: Layout,
) -> Reprint:
    before = printed.get(difference.before or "", {})
    behind = _behind(before, edition, layout)
    _, problems = _printed(edition, layout, next(iter(before.values()), ("", ""))[0])
    needed = not before or bool(behind)
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
        files=tuple(filter(None, behind)),
    )
