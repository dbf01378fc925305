"""What is wanted of the entries, written into the data folder: all of it, or nothing.

In: the plan as it is, what is wanted. Out: a `Saving`: the plan as it would be, and the files that would
change; or an `InputError` with what the loader refuses, by the row and column of the file that it came from.
Everything is tried in a folder aside first. Evidence that names an entry follows it to its new name, and goes
with it; confirmations do not, since nobody has confirmed what is other now.
"""

from __future__ import annotations

import itertools
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from handbook.errors import InputError, Place, Problem
from handbook.exchange.tables import CATEGORY, WORD, Entry, Sheet, value_of
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
_COLUMN_HEAD = """\
# yaml-language-server: $schema=../schema/column.json
#
# 事例コラム1件です（1件につき1ファイル）。書き方は _example.yaml にあります。

{}"""

Found = Mapping[Sheet, Sequence[Wanted]]
Files = Mapping[Path, bytes | None]
"""Each file's new bytes; None for one that goes."""


class Saving(NamedTuple):
    """The data as they are to be."""

    plan: Plan
    files: Files

    def write(self) -> None:
        """Write all files, each whole. Raises `InputError` where one cannot be; all are left as they are."""
        with ExitStack() as stack:
            drafts = []
            for path, data in self.files.items():
                if data is not None:
                    path.parent.mkdir(exist_ok=True)  # the plan's first column
                    drafts.append(stack.enter_context(Draft(path)))
                    drafts[-1].write(data)
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
    files = {path: data for sheet, some in found.items() for path, data in _files(folder, sheet, some)}
    with tempfile.TemporaryDirectory(prefix="handbook-") as name:
        trial = _Trial(folder, Path(name, "data"), found)
        trial.put(files)
        if not (evidence := folder / _EVIDENCE).exists():
            return Saving(trial.loaded(), files)
        (trial.folder / _EVIDENCE).unlink()  # until its entries have their new names
        if told := _evidence(evidence, trial.renamed(trial.loaded())):
            files[evidence] = told
        trial.put({evidence: files.get(evidence) or evidence.read_bytes()})
        return Saving(trial.loaded(), files)


def _files(folder: Path, sheet: Sheet, found: Sequence[Wanted]) -> Iterator[tuple[Path, bytes | None]]:
    """The files of a sheet that change."""
    path = folder / sheet.file
    if sheet.in_files:
        for own, one in _in_files(path, found):
            if one.after is None:
                yield own, None
            elif one.changed:
                text = read_text(own)[1] if one.entry else _COLUMN_HEAD
                yield own, as_before(f"{changed(text, partial(_fill, one))}\n", own)
    elif any(one.changed for one in found):
        yield path, as_before(amended(read_text(path)[1], _amendments(path, found)), path)


def _in_files(folder: Path, found: Sequence[Wanted]) -> list[tuple[Path, Wanted]]:
    """Each entry with its file: its own, or the first name that is free."""
    taken = set(folder.glob("*"))
    free = (path for number in itertools.count(1) if (path := folder / f"jirei-{number}.yaml") not in taken)
    return [(one.entry.path if one.entry else next(free), one) for one in found]


def _amendments(path: Path, found: Sequence[Wanted]) -> list[Amendment]:
    last = {one.before.get(CATEGORY): one.entry.place for one in found if one.entry}
    new = [one for one in found if one.after is not None and _moves(one)]
    if alone := [one for one in new if _category(one) not in last]:
        hint = f"一件目は、{shown(path)} に手で書いてください。"
        raise InputError.of("まだ一件もないので、書き足せません。", hint, alone[0].place())
    return [
        *(Amendment(last[_category(one)], behind=_new(one)) for one in reversed(new)),
        *(
            Amendment(one.entry.place, partial(_fill, one) if one.after and not _moves(one) else None)
            for one in found
            if one.entry and one.changed
        ),
    ]


def _category(one: Wanted) -> str | None:
    """Where an entry is to stand: a desk's category."""
    return (one.after or {}).get(CATEGORY)


def _moves(one: Wanted) -> bool:
    """Whether it is put behind others: it is new, or a desk of another category now."""
    return not one.entry or _category(one) != one.before.get(CATEGORY)


# Tables with what is wanted


def _values(one: Wanted) -> dict[str, object]:
    """What changes in the table of an entry."""
    assert one.after is not None
    return {
        field.name: value_of(field.kind, one.after[field.name])
        for field in one.sheet.fields
        if field.name not in (CATEGORY, WORD) and one.after[field.name] != one.before.get(field.name, "")
    }


def _fill(one: Wanted, table: Any) -> None:
    """Change the table of an entry; of a word, that of its reading, which may be kana alone."""
    assert one.after is not None
    values, order = _values(one), [field.name for field in one.sheet.fields]
    word = next(iter(table)) if WORD in one.after else None
    if word is not None and not isinstance(table[word], dict):
        put(table, word, {"kana": table[word]})
    for name, value in values.items():
        put(table if word is None else table[word], name, value, order)
    if word is not None and set(table[word]) == {"kana"}:
        put(table, word, table[word]["kana"])
    if word not in (None, one.after.get(WORD)):
        table.insert(0, one.after[WORD], table.pop(word))


def _new(one: Wanted) -> Any:
    """The table of a new entry, or of one that has moved."""
    values = {name: value for name, value in _values(one._replace(before={})).items() if value is not None}
    if one.after is None or WORD not in one.after:
        return new_table(values)
    return new_table({one.after[WORD]: values.get("kana") if set(values) == {"kana"} else values})


def _evidence(path: Path, renamed: Mapping[str, str]) -> bytes | None:
    """The file of evidence with new keys for the entries that have one, without those that went; None where
    it has none of them."""
    amendments = []
    for fact in read_table(Loading(), read_source(path), EVIDENCE).rows("evidence"):
        key = fact.text("fact")
        for old, new in renamed.items():
            if f"{key}/".startswith(f"{old}/"):
                change = partial(put, name="fact", value=new + key.removeprefix(old)) if new else None
                amendments.append(Amendment(fact.node.place, change))
    return as_before(amended(read_text(path)[1], amendments), path) if amendments else None


class _Trial:
    """A copy of what is read of a data folder, in which changes are tried."""

    def __init__(self, origin: Path, folder: Path, found: Found) -> None:
        self.origin, self.folder = origin, folder
        self.wanted = {sheet: self._in_order(sheet, some) for sheet, some in found.items()}
        self.gone = [one.key for some in found.values() for one in some if one.after is None]
        (folder / "columns").mkdir(parents=True)
        for path in (*origin.glob("*.yaml"), *origin.glob("columns/*")):
            if path.is_file():
                shutil.copyfile(path, folder / path.relative_to(origin))

    def _in_order(self, sheet: Sheet, found: Sequence[Wanted]) -> list[Wanted]:
        """What is wanted, in the order in which the changed files have it."""
        left = [one for one in found if one.after is not None]
        if sheet.in_files:
            pairs = _in_files(self.origin / sheet.file, left)
            return [one for _, one in sorted(pairs, key=lambda pair: pair[0])]
        categories = list(dict.fromkeys(one.before.get(CATEGORY) for one in found if one.entry))
        return sorted(left, key=lambda one: (categories.index(_category(one)), _moves(one)))

    def put(self, files: Files) -> None:
        for path, data in files.items():
            target = self.folder / path.relative_to(self.origin)
            if data is None:
                target.unlink()
            else:
                target.write_bytes(data)

    def loaded(self) -> Plan:
        """The plan, if it says what is wanted. Raises `InputError`, with places in the file of the values."""
        try:
            plan = load_plan(self.folder)
        except InputError as error:
            pairs = self._pairs()
            raise InputError(dict.fromkeys(self._told(one, pairs) for one in error.problems)) from None
        for sheet, some in self.wanted.items():
            there = [entry.cells for entry in sheet.read(self.folder)]
            if there != [one.after for one in some]:
                hint = "どの件も、行の始めをそろえて、1件ずつ別の行から書いてください。"
                place = Place(shown(self.origin / sheet.file))
                raise InputError.of("この書き方の所には、書き込めません。", hint, place, stops=True)
        return plan

    def renamed(self, new: Plan) -> dict[str, str]:
        """Old key → new key, of the entries that have another one in the new plan; "" of those that went."""
        pairs = [(key, "") for key in self.gone]
        for sheet, some in self.wanted.items():
            pairs += [(one.key, key) for one, key in zip(some, sheet.keys(new), strict=True)]
        return {old: key for old, key in pairs if old and old != key}

    def _pairs(self) -> dict[str, list[tuple[Entry, Wanted]]]:
        """By file: each entry with what was wanted of it; nothing of files that are no YAML."""
        found: dict[str, list[tuple[Entry, Wanted]]] = {}
        for sheet, some in self.wanted.items():
            try:
                read = sheet.read(self.folder)
            except InputError:
                continue
            for entry, one in zip(read, some, strict=False):
                found.setdefault(shown(entry.path), []).append((entry, one))
        return found

    def _told(self, problem: Problem, pairs: Mapping[str, Sequence[tuple[Entry, Wanted]]]) -> Problem:
        """A problem, in the words of the file that the value came from."""
        if (place := problem.place) is None:
            return problem
        known = pairs.get(place.file, ())

        def row(match: re.Match[str]) -> str:
            one = _standing(known, int(match[1]))
            return f"{one[1].spot.row + 1}行目" if one and one[1].spot else match[0]

        message = re.sub(r"(\d+)行目", row, problem.message)
        entry, one = _standing(known, place.line, place.column) or (None, None)
        if entry is None or one is None or one.spot is None:
            return Problem(message, problem.hint, place._replace(file=self._own(place.file)), problem.stops)
        for name, title in one.spot.titles.items():
            message = message.replace(f"「{name}」", f"「{title}」")
        keys = entry.row.node.keys.items()
        above = [key for key, at in keys if (at.line, at.column) <= (place.line, place.column)]
        field = above[-1] if above and place != entry.place else ""
        return Problem(message, problem.hint, one.place(field), problem.stops)

    def _own(self, file: str) -> str:
        return file.replace(shown(self.folder), shown(self.origin))


def _standing(
    known: Sequence[tuple[Entry, Wanted]], line: int, column: int | None = None
) -> tuple[Entry, Wanted] | None:
    """What stands at a place: the last entry that begins before, unless the place is left of it."""
    above = [pair for pair in known if pair[0].place.line <= line]
    last = max(above, key=lambda pair: pair[0].place.line, default=None)
    return last if last and (column is None or column >= last[0].place.column) else None
