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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from handbook.errors import InputError, Place, Problem
from handbook.exchange.tables import CATEGORY, SEPARATOR, WORD, YES, Entry, Sheet, value_of
from handbook.exchange.wanted import Wanted
from handbook.files import Draft, alone, settle, told_in_japanese
from handbook.load import load_plan
from handbook.load.amend import Amendment, amended, as_before, changed, put, unwritable
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

"""

Found = Mapping[Sheet, Sequence[Wanted]]
Files = Mapping[Path, bytes | None]
"""Each file's new bytes; None for one that goes."""


class Saving(NamedTuple):
    """The data as they are to be."""

    plan: Plan
    files: Files

    def write(self) -> None:
        """Write all files. Raises `InputError` as `write_files`."""
        write_files(self.files)


def write_files(files: Files, before: Files | None = None) -> None:
    """Write files, each whole. Raises `InputError` where one cannot be, or where one is not as it was
    `before`; all are left as they are then."""
    with ExitStack() as stack:
        drafts = []
        for path, data in files.items():
            if data is not None:
                with told_in_japanese(path):
                    path.parent.mkdir(exist_ok=True)  # the plan's first column
                drafts.append(stack.enter_context(Draft(path)))
                drafts[-1].write(data)
        for folder in sorted({path.parent for path in files}):
            stack.enter_context(alone(folder))
        for path, old in (before or {}).items():
            if bytes_of(path) != old:
                hint = "変わったところを見てから、もう一度書いてください。"
                raise InputError.of("書いている間に、ほかで変わりました。", hint, Place(shown(path)))
        for draft in drafts:
            draft.place()
        for path, data in files.items():
            if data is None:
                with told_in_japanese(path):
                    path.unlink(missing_ok=True)
    for folder in {path.parent for path in files}:
        settle(folder)


def bytes_of(path: Path) -> bytes | None:
    """What a file holds; None where it is not there, or cannot be read."""
    with suppress(OSError):
        return path.read_bytes()
    return None


def save(plan: Plan, found: Found) -> Saving:
    """What is to be written; nothing has been yet. Raises `InputError` for what the loader would refuse."""
    with tempfile.TemporaryDirectory(prefix="handbook-") as name:
        return Trial(plan, Path(name, "data")).saving(found)


Placed = Sequence[tuple[Path, Wanted]]


def _placed(path: Path, sheet: Sheet, found: Sequence[Wanted]) -> Placed:
    """Each entry with its file, as they will be read; new files get the first names that are free."""
    if not sheet.in_files:
        return [(path, one) for one in found]
    free = (new for at in itertools.count(1) if not (new := path / f"jirei-{at}.yaml").exists())

    def own(one: Wanted) -> Path:
        if one.entry:
            return one.entry.path
        return path / f"{one.key.rpartition('/')[2]}.yaml" if one.key else next(free)

    return sorted(((own(one), one) for one in found), key=lambda pair: pair[0])


def _files(sheet: Sheet, placed: Placed) -> Iterator[tuple[Path, bytes | None]]:
    """The files of a sheet that change."""
    altered = [(path, one) for path, one in placed if one.changed]
    if not sheet.in_files:
        for path in {path for path, _ in altered}:
            amendments = _amendments(path, [one for _, one in placed])
            yield path, as_before(amended(read_text(path)[1], amendments), path)
        return
    for path, one in altered:
        head, text = ("", read_text(path)[1]) if one.entry else (_COLUMN_HEAD, "")
        fill = partial(_fill, one)
        yield path, as_before(f"{head}{changed(text, fill)}\n", path) if one.after else None


def _amendments(path: Path, found: Sequence[Wanted]) -> Iterator[Amendment]:
    there = sorted((one.entry.place, one.before.get(CATEGORY)) for one in found if one.entry)
    last = {category: place for place, category in there}
    for one in reversed(found):
        if one.entry and one.changed:
            yield Amendment(one.entry.place, None if one.after is None or one.moves else partial(_fill, one))
        if one.after is not None and one.moves:
            if one.category not in last:
                hint = f"一件目は、{shown(path)} に手で書いてください。"
                raise InputError.of("まだ一件もないので、書き足せません。", hint, one.place())
            new = one._replace(entry=None, before={})
            yield Amendment(last[one.category], partial(_fill, new), behind=True)


def _fill(one: Wanted, table: Any) -> None:
    """Change the table of an entry, which is empty where it is new; of a word, that of its reading, which may
    be kana alone."""
    assert one.after is not None
    word, whole = one.after.get(WORD), table
    old = one.before.get(WORD) or word
    if old:
        if not isinstance(table.get(old), dict):
            put(table, old, {"kana": table[old]} if old in table else {})
        table = table[old]
    order = [field.name for field in one.sheet.fields]
    for field in one.sheet.fields:
        text = one.after[field.name]
        if field.name not in (CATEGORY, WORD) and text != one.before.get(field.name, ""):
            put(table, field.name, value_of(field.kind, text), order)
    if old and set(table) == {"kana"}:
        put(whole, old, table["kana"])
    if old != word:
        whole.insert(0, word, whole.pop(old))


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


class Trial:
    """A copy of what is read of a data folder, in which changes are tried, once or again and again."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self.origin, self.folder = plan, Path(plan.folder), folder
        self._wanted: dict[Sheet, list[Wanted]] = {}
        self._gone: dict[str, str] = {}
        self._put: set[Path] = set()
        (folder / "columns").mkdir(parents=True)
        for path in (*self.origin.glob("*.yaml"), *self.origin.glob("columns/*")):
            if path.is_file():
                shutil.copyfile(path, folder / path.relative_to(self.origin))

    def saving(self, found: Found) -> Saving:
        """What is to be written; what was tried before is taken back first. Raises as `save`."""
        self._lay({path: path.read_bytes() if path.exists() else None for path in self._put})
        placed = {sheet: _placed(self.origin / sheet.file, sheet, some) for sheet, some in found.items()}
        self._wanted = {sheet: [one for _, one in pairs if one.after] for sheet, pairs in placed.items()}
        self._gone = {one.key: "" for pairs in placed.values() for _, one in pairs if one.after is None}
        files = {path: data for sheet, pairs in placed.items() for path, data in _files(sheet, pairs)}
        self._lay(files)
        evidence = self.origin / _EVIDENCE
        try:
            plan = self._loaded()
        except InputError:
            if not evidence.exists():
                raise
            self._lay({evidence: None})  # it may speak of what has another name now
            plan = self._loaded()
        renamed = self.renamed(plan)
        told = _evidence(evidence, renamed) if renamed and evidence.exists() else None
        if told or (self.folder / _EVIDENCE).exists() != evidence.exists():
            files |= {evidence: told} if told else {}
            self._lay({evidence: told or evidence.read_bytes()})
            plan = self._loaded()
        return Saving(plan, files)

    def _lay(self, files: Files) -> None:
        for path, data in files.items():
            self._put.add(path)
            target = self.folder / path.relative_to(self.origin)
            if data is None:
                target.unlink(missing_ok=True)
            else:
                target.write_bytes(data)

    def _loaded(self) -> Plan:
        """The plan, if it says what is wanted. Raises `InputError`, with places in the file of the values."""
        try:
            plan = load_plan(self.folder)
        except InputError as error:
            raise InputError(dict.fromkeys(self.told(error.problems))) from None
        for sheet, some in self._wanted.items():
            if not any(one.changed for one in some):
                continue
            if [entry.cells for entry in sheet.read(self.folder)] != [one.after for one in some]:
                raise unwritable(Place(shown(self.origin / sheet.file)))
        return plan

    def told(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems of the plan that was tried last, in the words of where its values came from."""
        pairs = self._pairs()
        return [self._told(one, pairs) for one in problems]

    def renamed(self, new: Plan) -> dict[str, str]:
        """Old key → new key, of the entries that have another one in the new plan; "" of those that went."""
        keys = dict(self._gone)
        for sheet, some in self._wanted.items():
            keys |= zip([one.key for one in some], sheet.keys(new), strict=True)
        return {old: key for old, key in keys.items() if old and old != key}

    def _pairs(self) -> list[tuple[Entry, Wanted]]:
        """Each entry, as it stands now, with what was wanted of it; nothing of files that are no YAML."""
        found: list[tuple[Entry, Wanted]] = []
        for sheet, some in self._wanted.items():
            with suppress(InputError):
                found += zip(sheet.read(self.folder), some, strict=False)
        return found

    def _told(self, problem: Problem, pairs: Sequence[tuple[Entry, Wanted]]) -> Problem:
        """A problem, in the words of the file that the value came from."""
        if (place := problem.place) is None:
            return problem

        def standing(line: int) -> tuple[Entry, Wanted] | None:
            """The last entry that begins before a line."""
            above = [
                pair for pair in pairs if pair[0].place.file == place.file and pair[0].place.line <= line
            ]
            return max(above, key=lambda pair: pair[0].place.line, default=None)

        def row(match: re.Match[str]) -> str:
            found = standing(int(match[1]))
            return found[1].line if found and found[1].row else match[0]

        message = re.sub(r"(\d+)行目", row, problem.message)
        entry, one = standing(place.line) or (None, None)
        if entry is None or one is None or not one.row or place.column < entry.place.column:
            own = place.file.replace(shown(self.folder), shown(self.origin))
            return problem._replace(message=message, place=place._replace(file=own))
        message, hint = (in_cells(text, one.sheet.headings(self.plan)) for text in (message, problem.hint))
        above = [key for key, at in entry.keys.items() if (at.line, at.column) <= (place.line, place.column)]
        field = above[-1] if above and place != entry.place else ""
        return Problem(message, hint, one.place(field))


def in_cells(text: str, titles: Mapping[str, str]) -> str:
    """What is said of keys and values of YAML, said of columns and cells."""
    titles = {name.rpartition("/")[2]: title for name, title in titles.items()}
    key = rf"({'|'.join(titles)})(?:: ?(true|\[[^\]]*\])?)?"

    def said(match: re.Match[str]) -> str:
        name, value = match[1] or match[3], match[2] or match[4]
        if not name:
            return match[0]  # what somebody has written
        cell = YES if value == "true" else (value or "").strip("[]").replace(", ", SEPARATOR)
        return f"「{titles[name]}」" + (f"に「{cell}」" if cell else "")

    return re.sub(rf"「{key}」|「[^」]*」| ?(?<![\w.@/-]){key}(?![\w.@/-]) ?", said, text, flags=re.ASCII)
