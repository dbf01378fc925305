"""The entries of the data as groups of fields, and what was typed into them, held against the data.

In: a plan, the entries that were read with it, edits. Out: `Part`s with `FormField`s, made of the
declarations; or each entry as it is wanted, for `handbook.exchange` to write. Readings are not edited here,
nor is what stands in plan.yaml beside the offices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from handbook.declaration import Field, ListOf, OneOf, OneOrMore
from handbook.exchange.mending import typed
from handbook.exchange.saving import in_cells
from handbook.exchange.tables import CATEGORY, SEPARATOR, SHEETS, YES, Sheet, in_words, whole
from handbook.exchange.wanted import Wanted
from handbook.plan import Contact, Desk, Plan
from handbook.web.editor.values import NEW, REMOVED, Edits, FormField, Part, Told

DISTRICTS, DESKS, COLUMNS, OFFICES = map(whole, SHEETS[:4])
GROUPS = {COLUMNS: "columns", DESKS: "desks", DISTRICTS: "district", OFFICES: "offices"}
"""In the order of forms."""

_LONG = ("text",)
_POINTED = ("telephone", "month", "mail", "web", "kana", "slug", "language")


Entries = Mapping[Sheet, list[Wanted]]


def entries(plan: Plan) -> dict[Sheet, list[Wanted]]:
    """The entries of all sheets that are edited, as the files in the plan's folder have them."""
    folder = Path(plan.folder)
    return {
        sheet: [
            _unchanged(sheet, key)._replace(entry=one, before=one.cells, after=one.cells)
            for key, one in zip(sheet.keys(plan), sheet.read(folder), strict=True)
        ]
        for sheet in GROUPS
    }


def _unchanged(sheet: Sheet, key: str) -> Wanted:
    """An entry that comes from no table: its place is its key, and a field's."""
    return Wanted(sheet, key, None, {}, {}, -1, key, {field.name: field.name for field in sheet.fields})


def key_of(one: Wanted, name: str) -> str:
    return f"{one.key}/{name}"


def places(found: Entries) -> dict[str, tuple[Wanted, str]]:
    """What messages call each place (`Wanted.place`) → the entry, and the name of its field, or ""."""
    return {
        one.place(name).file: (one, name)
        for some in found.values()
        for one in some
        for name in ("", *one.columns)
    }


def values(found: Entries) -> dict[str, str]:
    """The text of each field by its key; of an entry's key what it is called."""
    every = list(chain.from_iterable(found.values()))
    there = {one.key: one.name for one in every}
    return there | {key_of(one, name): text for one in every for name, text in (one.after or {}).items()}


def applied(found: Entries, edits: Edits, plan: Plan) -> tuple[dict[Sheet, list[Wanted]], list[Told]]:
    """The entries as they are wanted; told are edits of what is not there any more."""
    owners: list[Desk | Contact] = [*plan.desks, *plan.contacts]
    numbers = [number for one in owners for number in (one.phone, one.fax) if number]
    result = {sheet: list(some) for sheet, some in found.items()}
    blank = dict.fromkeys((field.name for field in COLUMNS.fields), "")
    known = {one.key for some in result.values() for one in some}
    new = [key for key, text in edits.items() if text == NEW and key not in known and _NEW.fullmatch(key)]
    result[COLUMNS] += [_unchanged(COLUMNS, key)._replace(after=blank) for key in new]
    spots = {one.key: (sheet, at) for sheet, some in result.items() for at, one in enumerate(some)}
    fields = {key: {field.name: field for field in sheet.fields} for key, (sheet, _) in spots.items()}
    told = []
    for key, text in edits.items():
        owner, name = next(_owners(key, spots), ("", ""))
        if not owner or (name and name not in fields[owner]):
            if text != REMOVED:  # what is to go has gone
                told.append(Told(key, "直していた項目が、ほかで消されたか、名前を変えられました。", _AGAIN))
            continue
        sheet, at = spots[owner]
        one = result[sheet][at]
        if not name and text == REMOVED and sheet is COLUMNS:
            result[sheet][at] = one._replace(after=None)
        elif name and one.after is not None:
            meant = typed(text, fields[owner][name], one.before.get(name, ""), numbers)
            result[sheet][at] = one._replace(after={**one.after, name: meant})
    # One that is new and goes again was never there.
    result[COLUMNS] = [one for one in result[COLUMNS] if one.entry or one.after]
    return result, told


_NEW = re.compile(rf"{COLUMNS.file}/jirei-[0-9]+")
"""Keys of new columns, which are the names of their files."""

_AGAIN = "開き直して、もう一度直してください。"


def _owners(key: str, known: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The entry that a key is of, and the name of its field, which may hold a /."""
    head, tail = key, ""
    while head:
        if head in known:
            yield head, tail
        head, _, last = head.rpartition("/")
        tail = f"{last}/{tail}" if tail else last


# Forms


def parts(found: Entries, base: Plan, district: str) -> Iterator[Part]:
    """The entries that concern a district of the plan that the files hold."""
    at = next(number for number, one in enumerate(base.districts) if one.name == district)
    names = [one.name for one in base.districts]
    for sheet, group in GROUPS.items():
        if group == "district":
            here: Iterable[Wanted] = found[sheet][at : at + 1]
        elif group == "offices":
            here = found[sheet]
        else:
            here = sorted(
                (one for one in found[sheet] if _touches(one, district)),
                key=lambda one: one.sheet is COLUMNS and not _districts(one),
            )
        for one in here:
            if one.after is not None:
                shared = _note(one, group, base, district)
                shown = tuple(_fields(one, base, names))
                title = one.after.get("title") or one.after.get("name", "")
                category = one.after.get(CATEGORY, "")
                yield Part(one.key, group, title, shown, shared, group == "columns", category)


def _districts(one: Wanted) -> list[str]:
    """The districts that an entry names, as it was and as it is to be."""
    texts = [cells.get(name, "") for cells in (one.before, one.after or {}) for name in _AREAS]
    return [name for text in texts for name in text.split(SEPARATOR) if name]


_AREAS = ("district", "districts")


def _touches(one: Wanted, district: str) -> bool:
    everywhere = YES in (one.before.get("everywhere"), (one.after or {}).get("everywhere"))
    return everywhere or district in _districts(one)


def _note(one: Wanted, group: str, plan: Plan, district: str) -> str:
    if group == "district":
        return ""
    names = [*dict.fromkeys(name for name in _districts(one) if name != district)]
    if group == "offices" or not (names or district in _districts(one)):
        return f"すべての{plan.district_kind}の版に載ります。"
    shown = "、".join(names[:3]) + (" など" if names[3:] else "")
    return f"ほかの{plan.district_kind}の版にも載ります（{shown}）。" if names else ""


def _fields(one: Wanted, plan: Plan, districts: Iterable[str]) -> Iterator[FormField]:
    titles = one.sheet.headings(plan)
    for field in one.sheet.fields:
        if field.name == CATEGORY:
            continue
        kind, choices = _kind(field, districts)
        label = titles[field.name]
        yield FormField(
            key_of(one, field.name),
            label,
            in_cells(_help(in_words(field.meaning[len(field.called) :], plan)), titles),
            kind,
            (one.after or {}).get(field.name, ""),
            field.required,
            choices,
            field.kind == "text" and one.sheet is COLUMNS,
            field.kind if field.kind in _POINTED else "",
        )


def _help(text: str) -> str:
    """What a declaration says of a value behind its name, said of a form: not of lists and flags of YAML."""
    text = re.sub(r"^（|）$|。$", "", text)
    text = re.sub(r"\[([^\]]*)\] ?", lambda found: found[1].replace(", ", SEPARATOR), text)
    return re.sub(r" ?\btrue\b ?", f"「{YES}」", text, flags=re.ASCII)


def _kind(field: Field, districts: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    kind = field.kind
    if isinstance(kind, (ListOf, OneOrMore)):
        return "list", tuple(districts) if kind.of == "district" else ()
    if isinstance(kind, OneOf):
        return "choice", kind.choices
    if kind == "flag":
        return "flag", ()
    if kind == "photograph":
        return "photo", ()
    return "text" if field.name in _LONG else "line", ()
