"""A data folder as it was read at one moment: its plan and entries, and what would be with edits.

In: the folder; edits, photographs that are not in it yet. Out: the plan as it would be, the files that would
change, or what is wrong, at the fields. Everything is read and tried in copies aside, so that what was read
stays as it was, whatever happens to the folder meanwhile.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from handbook.errors import InputError, Problem
from handbook.exchange.saving import Files, Saving, Trial, bytes_of
from handbook.exchange.wanted import Wanted
from handbook.files import TEMPORARY_PREFIX, told_in_japanese
from handbook.load import load_plan
from handbook.load.file_text import shown
from handbook.web.editor.fields import Entries, applied, entries, key_of, places
from handbook.web.editor.values import Edits, Told

State = tuple[tuple[str, int, int, int], ...]


def state(folder: Path) -> State:
    """What tells that a folder's files are still those that were read. Raises `InputError`."""
    with told_in_japanese(folder):
        data = (one for one in folder.iterdir() if {".yaml", ".yml"} & {*one.suffixes})
        files = sorted(one for one in chain(data, folder.glob("columns/*")) if _is_read(one))
        found = [(str(one), one.stat()) for one in files]
    return tuple((name, each.st_mtime_ns, each.st_size, each.st_ino) for name, each in found)


def _is_read(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(TEMPORARY_PREFIX)


class Tried(NamedTuple):
    """What edits would make of the data: as they would be saved, with the entries then; or what is wrong."""

    found: Entries
    saving: Saving | None
    problems: tuple[Told, ...] = ()
    renamed: Mapping[str, str] = {}
    """Keys of entries that are others then, old to new."""


class Snapshot:
    """Raises `InputError` for a folder that cannot be read as a plan."""

    def __init__(self, folder: Path, photos: Mapping[str, bytes]) -> None:
        self.folder = folder
        self.state = state(folder)
        with told_in_japanese(tempfile.gettempdir()):
            self._aside = Path(tempfile.mkdtemp(prefix="handbook-"))
        self.close = weakref.finalize(self, shutil.rmtree, self._aside, True)
        """Takes the copies away, as the end of it and of the program does."""
        copy = self._aside / "data"
        with told_in_japanese(folder):
            for name, *_ in self.state:
                target = copy / Path(name).relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(name, target)
            copy.mkdir(exist_ok=True)
        self._copy = copy
        try:
            self.plan = load_plan(copy)
        except InputError as error:
            raise InputError(map(self.here, error.problems)) from None
        self.entries = entries(self.plan)
        self._trial = Trial(self.plan, self._aside / "trial")
        self._last: tuple[Edits, Tried] | None = None
        for name, data in photos.items():
            self.add(name, data)

    def add(self, name: str, data: bytes) -> None:
        """Take a photograph in that edits may name."""
        self._last = None
        with told_in_japanese(tempfile.gettempdir()):
            (self._aside / "trial" / "columns" / name).write_bytes(data)

    def before(self, files: Iterable[Path]) -> Files:
        """What files of the folder held when it was read."""
        return {path: bytes_of(self._copy / path.relative_to(self.folder)) for path in files}

    def placed(self, files: Files) -> dict[Path, bytes | None]:
        """Files of the copy, in the folder."""
        return {self.folder / path.relative_to(self._copy): data for path, data in files.items()}

    def tried(self, edits: Edits) -> Tried:
        """What the edits make."""
        if self._last is None or self._last[0] != edits:
            self._last = dict(edits), self._tried(edits)
        return self._last[1]

    def _tried(self, edits: Edits) -> Tried:
        found, told = applied(self.entries, edits, self.plan)
        if told:
            return Tried(found, None, tuple(told))
        try:
            with told_in_japanese(tempfile.gettempdir()):
                saving = self._trial.saving(found)
        except InputError as error:
            known = places(found)
            told = [each for one in error.problems for each in self._at(one, known)]
            if len(edits) == 1:  # what is said of another place, or of none, is said of this
                told = [each._replace(key=each.key or next(iter(edits))) for each in told]
            return Tried(found, None, tuple(told))
        renamed = {old: new for old, new in self._trial.renamed(saving.plan).items() if new}
        return Tried(found, saving, renamed=renamed)

    def told(self, problems: Sequence[Problem], tried: Tried) -> dict[Problem, tuple[Told, ...]]:
        """Problems of a page that was composed of what was tried last, at their fields."""
        known = places(tried.found)
        found = self._trial.told(problems)
        return {old: tuple(self._at(new, known)) for old, new in zip(problems, found, strict=True)}

    def _at(self, problem: Problem, known: Mapping[str, tuple[Wanted, str]]) -> Iterator[Told]:
        """A problem at its field; what is said to be missing at that which is."""
        spot = known.get(problem.place.file) if problem.place else None
        if spot is None:
            own = self.here(problem)
            where = Path(own.place.file).name + ": " if own.place else ""
            yield Told("", where + own.message, own.hint)
            return
        one, name = spot
        titles = one.sheet.headings(self.plan)
        lacking = [each for each, title in titles.items() if f"「{title}」" in problem.message]
        lacking = lacking if "ありません" in problem.message else []
        for each in lacking or [name]:
            message = f"「{titles[each]}」がありません。" if len(lacking) > 1 else problem.message
            said = [_in_form(text) for text in (message, problem.hint)]
            yield Told(key_of(one, each) if each else one.key, *said)

    def here(self, problem: Problem) -> Problem:
        """A problem of a copy, said of the folder."""
        own = shown(self.folder)

        def said(text: str) -> str:
            for copy in ("data", "trial"):
                text = text.replace(shown(self._aside / copy), own)
            return text

        place = problem.place and problem.place._replace(file=said(problem.place.file))
        return problem._replace(message=said(problem.message), hint=said(problem.hint), place=place)


_IN_FORM = {
    r"（「[^」]*」に「はい」）": "",
    r"「[^」]*」に「はい」と書いて": "印を付けて",
    r"するか、レイアウトの[^。]*見直してください": "してください",
    r"その字のある書体（[^。]*。人の名前でなければ、別の字でも書けます": "別の字で書いてください",
}


def _in_form(text: str) -> str:
    """What is said of cells and layouts, said to somebody who has a form only."""
    for pattern, said in _IN_FORM.items():
        text = re.sub(pattern, said, text)
    return text
