"""What is wanted of the entries, written into the data folder: all of it, or nothing.

In: the plan as it is, what is wanted. Out: a `Saving`: the plan as it would be, and the files that would
change; or an `InputError` with what the loader refuses, by the row and column of the file that it came from.
Everything is tried in a folder aside first. Evidence that names an entry follows it to its new name;
confirmations do not, since nobody has confirmed what is other now.
"""

from __future__ import annotations

import itertools
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from handbook.errors import InputError, Place, Problem
from handbook.exchange.tables import COLUMNS_SHEET, READINGS_SHEET, Entry, Sheet, value_of
from handbook.exchange.wanted import Wanted
from handbook.files import Draft, settle
from handbook.load import load_plan
from handbook.load.amend import Amendment, amended, as_before, changed, new_table, put
from handbook.load.evidence import EVIDENCE
from handbook.load.file_text import read_text, shown
from handbook.load.loading import Loading
from handbook.load.nodes import read_source
from handbook.load.reader import read_table
from handbook.plan import Plan

_EVIDENCE = "evidence.yaml"
_CATEGORY, _WORD = "category", "word"
"""Fields that are no keys of an entry's own table: they say where it stands."""

_COLUMN_HEAD = """\
# yaml-language-server: $schema=../schema/column.json
#
# 事例コラム1件です（1件につき1ファイル）。書き方は _example.yaml にあります。

"""

Found = Mapping[Sheet, Sequence[Wanted]]


class Saving(NamedTuple):
    """The data as they are to be: the plan, and each file's new bytes; None for one that goes."""

    plan: Plan
    files: Mapping[Path, bytes | None]

    def write(self) -> None:
        """Write all files, each whole. Raises `InputError` where one cannot be; all are left as they are."""
        with ExitStack() as stack:
            drafts = []
            for path, data in self.files.items():
                if data is not None:
                    path.parent.mkdir(exist_ok=True)  # the plan's first column
                    draft = stack.enter_context(Draft(path))
                    draft.write(data)
                    drafts.append(draft)
            for draft in drafts:
                draft.place()
        for path, data in self.files.items():
            if data is None:
                path.unlink()
        for folder in {path.parent for path in self.files}:
            settle(folder)


def save(plan: Plan, found: Found) -> Saving:
    """What is to be written; nothing has been yet. Raises `InputError` for what the loader would refuse."""
    folder = Path(plan.folder)
    files = {
        path: data for sheet, all_of_it in found.items() for path, data in _files(folder, sheet, all_of_it)
    }
    with tempfile.TemporaryDirectory(prefix="handbook-") as name:
        trial = Path(name, "data")
        _copy(folder, trial)
        (trial / _EVIDENCE).unlink(missing_ok=True)  # until its entries have their new names
        _put(files, folder, trial)
        new = _loaded(trial, folder, found)
        if (evidence := folder / _EVIDENCE).exists():
            if told := _evidence(evidence, _renamed(new, found, folder)):
                files[evidence] = told
            (trial / _EVIDENCE).write_bytes(files.get(evidence) or evidence.read_bytes())
            new = _loaded(trial, folder, found)
    return Saving(new, files)


# Files with what is wanted


def _files(folder: Path, sheet: Sheet, found: Sequence[Wanted]) -> Iterator[tuple[Path, bytes | None]]:
    if not any(one.changed for one in found):
        return
    if sheet is COLUMNS_SHEET:
        yield from _columns(folder, found)
        return
    path = folder / sheet.file
    amendments = list(_amendments(sheet, found, path))
    yield path, as_before(amended(read_text(path)[1], amendments), path)


def _columns(folder: Path, found: Sequence[Wanted]) -> Iterator[tuple[Path, bytes | None]]:
    for path, one in _column_paths(folder, found):
        if one.after is None:
            yield path, None
        elif one.changed:
            text = changed(read_text(path)[1] if one.entry else f"{_COLUMN_HEAD}{{}}", partial(_fill, one))
            yield path, as_before(f"{text}\n", path)


def _column_paths(folder: Path, found: Sequence[Wanted]) -> list[tuple[Path, Wanted]]:
    """The file of each column: its own, or the first name that is free."""
    own = folder / COLUMNS_SHEET.file
    taken = set(own.glob("*"))
    free = (path for number in itertools.count(1) if (path := own / f"jirei-{number}.yaml") not in taken)
    return [(one.entry.path if one.entry else next(free), one) for one in found]


def _amendments(sheet: Sheet, found: Sequence[Wanted], path: Path) -> Iterator[Amendment]:
    last = {one.before.get(_CATEGORY, ""): one.entry for one in found if one.entry}
    new: dict[str, list[Wanted]] = {}
    for one in found:
        if one.after is not None and _moves(one):
            new.setdefault(_category(one), []).append(one)
        if one.entry and one.changed:
            stays = one.after is not None and not _moves(one)
            yield Amendment(one.entry.place, partial(_fill, one) if stays else None)
    if wrong := [_nowhere(one, path) for name, some in new.items() if name not in last for one in some]:
        raise InputError(wrong)
    for name, some in new.items():
        yield Amendment(last[name].place, behind=[_new(one) for one in some])


def _nowhere(one: Wanted, path: Path) -> Problem:
    hint = f"一件目は、{shown(path)} に手で書いてください。"
    return Problem("まだ一件もないので、書き足せません。", hint, one.spot.place() if one.spot else None)


def _values(one: Wanted) -> dict[str, object]:
    """What a table of the entry holds; of what is as it was, nothing."""
    return {
        field.name: value_of(field.kind, (one.after or {})[field.name])
        for field in one.sheet.fields
        if field.name not in (_CATEGORY, _WORD)
        and (one.after or {})[field.name] != one.before.get(field.name, "")
    }


def _fill(one: Wanted, table: Any) -> None:
    """Change the table of an entry."""
    if one.sheet is READINGS_SHEET:
        _fill_reading(one, table)
        return
    order = [field.name for field in one.sheet.fields]
    for name, value in _values(one).items():
        if value is not None or name in table:
            put(table, name, value, order)


def _fill_reading(one: Wanted, table: Any) -> None:
    """Change `言葉: よみ` or `言葉: {kana: よみ, …}`, the one key of its table."""
    assert one.after is not None
    word, values = next(iter(table)), _values(one)
    if not isinstance(table[word], dict) and values.keys() - {"kana"}:
        put(table, word, {"kana": table[word]})
    if isinstance(table[word], dict):
        for name, value in values.items():
            if value is not None or name in table[word]:
                put(table[word], name, value, [field.name for field in one.sheet.fields])
    if set(said := table[word] if isinstance(table[word], dict) else values) == {"kana"}:
        put(table, word, said["kana"])
    if one.after[_WORD] != word:
        table.insert(0, one.after[_WORD], table.pop(word))


def _new(one: Wanted) -> Any:
    """The table of a new entry, or of one that has moved."""
    values = _values(one._replace(before={}))
    if one.sheet is READINGS_SHEET:
        given = {name: value for name, value in values.items() if value is not None}
        return new_table({(one.after or {})[_WORD]: given.get("kana") if set(given) == {"kana"} else given})
    return new_table(values)


# The trial


def _copy(folder: Path, trial: Path) -> None:
    """The files of a data folder that are read."""
    (trial / "columns").mkdir(parents=True)
    for path in (*folder.glob("*.yaml"), *folder.glob("columns/*")):
        if path.is_file():
            shutil.copyfile(path, trial / path.relative_to(folder))


def _put(files: Mapping[Path, bytes | None], folder: Path, trial: Path) -> None:
    for path, data in files.items():
        target = trial / path.relative_to(folder)
        if data is None:
            target.unlink()
        else:
            target.write_bytes(data)


def _loaded(trial: Path, folder: Path, found: Found) -> Plan:
    """The plan in the trial folder, if it says what is wanted. Raises `InputError`, by places in the file."""
    try:
        plan = load_plan(trial)
    except InputError as error:
        raise InputError(
            dict.fromkeys(_Places(trial, folder, found).told(one) for one in error.problems)
        ) from None
    for sheet, all_of_it in found.items():
        there = Counter(tuple(entry.cells.values()) for entry in sheet.read(sheet, trial))
        meant = {tuple(one.after.values()): one for one in all_of_it if one.after}
        if lost := [one for cells, one in meant.items() if cells not in there]:
            place = lost[0].spot.place() if lost[0].spot else Place(shown(folder / sheet.file))
            hint = f"{shown(folder / sheet.file)} に手で書いてください。"
            raise InputError.of("書いたとおりには、データに書き込めません。", hint, place)
        if there.total() != sum(one.after is not None for one in all_of_it):
            hint = "どの件も、行の始めをそろえて、1件ずつ別の行から書いてください。"
            place = Place(shown(folder / sheet.file))
            raise InputError.of("この書き方のファイルには、書き込めません。", hint, place)
    return plan


class _Places:
    """Places in the trial folder → places in the file that the values came from."""

    def __init__(self, trial: Path, folder: Path, found: Found) -> None:
        self.trial, self.folder = trial, folder
        self.entries: dict[str, list[tuple[Entry, Wanted]]] = {}
        for sheet, all_of_it in found.items():
            try:
                read = sheet.read(sheet, trial)
            except InputError:
                continue
            for entry, one in zip(read, _in_file_order(sheet, all_of_it, folder), strict=False):
                self.entries.setdefault(shown(entry.path), []).append((entry, one))

    def told(self, problem: Problem) -> Problem:
        """A problem, in the words of the file that the value came from."""
        place = problem.place
        if place is None:
            return problem
        message = re.sub(r"(\d+)行目", lambda match: self._row(place.file, match), problem.message)
        if (found := self._entry(place)) and found[1].spot:
            for name, title in found[1].spot.titles.items():
                message = message.replace(f"「{name}」", f"「{title}」")
        hint = problem.hint.replace(shown(self.trial), shown(self.folder))
        return Problem(message, hint, self._place(place), problem.stops)

    def _row(self, file: str, match: re.Match[str]) -> str:
        found = self._entry(Place(file, int(match[1]), 1 << 20))
        return f"{found[1].spot.row + 1}行目" if found and found[1].spot else match[0]

    def _entry(self, place: Place) -> tuple[Entry, Wanted] | None:
        """What stands there: the last entry that begins before, unless the place is left of it."""
        known = [pair for pair in self.entries.get(place.file, ()) if pair[0].place.line <= place.line]
        last = max(known, key=lambda pair: pair[0].place.line, default=None)
        return last if last and last[0].place.column <= place.column else None

    def _place(self, place: Place) -> Place:
        found = self._entry(place)
        if found and found[1].spot:
            entry, one = found
            keys = entry.row.node.keys
            above = [key for key, at in keys.items() if (at.line, at.column) <= (place.line, place.column)]
            assert one.spot is not None
            return one.spot.place(above[-1] if above and place != entry.place else "")
        file = place.file.replace(shown(self.trial), shown(self.folder))
        return place._replace(file=file)


def _in_file_order(sheet: Sheet, found: Sequence[Wanted], folder: Path) -> list[Wanted]:
    """What is wanted, in the order in which the changed files have it."""
    left = [one for one in found if one.after is not None]
    if sheet is COLUMNS_SHEET:
        return [one for _, one in sorted(_column_paths(folder, left), key=lambda pair: pair[0])]
    categories = list(dict.fromkeys(one.before.get(_CATEGORY, "") for one in found if one.entry))
    return sorted(left, key=lambda one: (categories.index(_category(one)), _moves(one)))


def _category(one: Wanted) -> str:
    """Where an entry is to stand: a desk's category."""
    return (one.after or {}).get(_CATEGORY, "")


def _moves(one: Wanted) -> bool:
    """Whether it is put behind others: it is new, or a desk of another category now."""
    return not one.entry or _category(one) != one.before.get(_CATEGORY, "")


# Evidence


def _renamed(new: Plan, found: Found, folder: Path) -> dict[str, str]:
    """Old key → new key, of the entries that have another one now."""
    renamed: dict[str, str] = {}
    for sheet, all_of_it in found.items():
        order = _in_file_order(sheet, all_of_it, folder)
        if sheet is not COLUMNS_SHEET:
            pairs = zip(order, sheet.keys(new), strict=True)
            renamed |= {one.key: key for one, key in pairs if one.key and one.key != key}
    return renamed


def _evidence(path: Path, renamed: Mapping[str, str]) -> bytes | None:
    """The file of evidence with new keys for the entries that have one; None where it has none of them."""
    row = read_table(Loading(), read_source(path), EVIDENCE)
    amendments = []
    for fact in row.rows("evidence"):
        key = fact.text("fact")
        for old, new in renamed.items():
            if key == old or key.startswith(f"{old}/"):
                change = partial(put, name="fact", value=new + key.removeprefix(old))
                amendments.append(Amendment(fact.node.place, change))
    return as_before(amended(read_text(path)[1], amendments), path) if amendments else None
