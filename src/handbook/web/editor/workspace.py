"""What the editor offers, without the browser: forms, pictures of what was typed, saving, taking back.

In: a data folder, layouts, a day; then edits: the texts of fields by their keys, as `handbook.exchange`
writes values into cells (はい for a flag that is set, several values with 、 between). Out: values for the
pages of the browser. A key is where a value stands, as in `handbook.facts`: the key of its entry
(`desks/高齢者/西地域包括支援センター`), `/`, and the field's name. Edits stay with the caller: nothing is
kept here between two calls but uploaded photographs that are not saved yet, the last good plan of each
district, what one picture leaves for the next, and what the last saves replaced.
"""

from __future__ import annotations

import datetime
import itertools
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from handbook.batch.editions import Job
from handbook.batch.names import marked
from handbook.edition import Edition, select
from handbook.errors import InputError, Place, Problem
from handbook.exchange.saving import Files, bytes_of, write_files
from handbook.facts import confirmed_by, items, person, touching
from handbook.files import sweep
from handbook.layout import Layout
from handbook.ledger import owner
from handbook.load import ledger
from handbook.load.photographs import MAX_BYTES, cleaned
from handbook.plan import Confirmation, Plan
from handbook.resources import bundled, within
from handbook.web.editor.drawing import View, drawn, room
from handbook.web.editor.fields import COLUMNS, applied, parts, values
from handbook.web.editor.quiet import Quiet
from handbook.web.editor.snapshot import Snapshot, state
from handbook.web.editor.values import (
    NEW,
    REMOVED,
    Conflict,
    District,
    Drawn,
    Edits,
    Part,
    Photo,
    Saved,
    Told,
    Unconfirmed,
)

MOST_UPLOADED = MAX_BYTES
"""Bytes of a photograph; the server refuses more before it reads them."""

_MOST_SAVES, _MOST_PHOTOS, _MOST_GOOD = 50, 20, 3
"""What is kept to take back, to save, to show instead: the last ones."""


class Workspace:
    """A data folder that is being edited. Every method may raise `InputError`, in words, where the folder
    cannot be read or written; nothing is half-written then. Methods may be called from several threads."""

    def __init__(self, folder: str | Path, layouts: Mapping[str, Layout], day: datetime.date) -> None:
        """Raises `InputError` for a folder that is none of data, that cannot be read as a plan, and for the
        bundled one, into which nothing is written."""
        found, package = within(Path(folder)), Path(__file__).resolve().parents[2]
        if found == bundled("data") or package in found.resolve().parents:
            hint = "handbook new フォルダー で自分のデータを作るか、--data で指定してください。"
            raise InputError.of("付属のデータは直せません。", hint, stops=True)
        self._folder = Path(os.path.abspath(found))
        self._layouts = dict(layouts)
        self._day = day
        self._lock = threading.RLock()
        self._quiet = Quiet()
        self._views: dict[str, View] = {}
        self._draws = 0
        self._photos: dict[str, bytes] = {}
        self._good: dict[str, tuple[Edits, Plan]] = {}
        self._saves: list[tuple[Files, Files]] = []
        self._snapshot = Snapshot(self._folder, {})
        self._composed = self._snapshot.plan
        for each in (self._folder, self._folder / COLUMNS.file):
            sweep(each)

    def _now(self, *, anew: bool = False) -> Snapshot:
        """The folder as it is."""
        if anew or state(self._folder) != self._snapshot.state:
            old, self._snapshot = self._snapshot, Snapshot(self._folder, self._photos)
            self._good.clear()
            old.plan.memory.clear()
            old.close()
            self._quiet.sweep_all()
        return self._snapshot

    @property
    def folder(self) -> Path:
        """The one folder that is changed, for all to see."""
        return self._folder

    @property
    def layouts(self) -> Mapping[str, str]:
        """The layouts to look at: name → title."""
        return {name: layout.title for name, layout in self._layouts.items()}

    def districts(self) -> tuple[District, ...]:
        with self._lock:
            plan = self._now().plan
        return tuple(District(one.name, plan.called(one.name), one.reading) for one in plan.districts)

    def form(self, district: str, edits: Edits) -> tuple[Part, ...]:
        """The district's columns (those of the whole city behind), desks, itself, and the city's offices, as
        the files have them now, with `edits` applied to the values and to what is there at all."""
        with self._lock:
            now = self._now()
            now.plan.district(district)
            return tuple(parts(applied(now.entries, edits, now.plan)[0], now.plan, district))

    def new_column(self, district: str, edits: Edits) -> Edits:
        """The edits that make a new column of the district; to be merged with the others. `form` then shows
        it, empty."""
        key = self._free(edits)
        return {key: NEW, f"{key}/district": district}

    def _free(self, edits: Edits) -> str:
        """A key for a new column: its file's name is nobody's."""
        keys = (f"{COLUMNS.file}/jirei-{number}" for number in itertools.count(1))
        return next(key for key in keys if key not in edits and not (self._folder / f"{key}.yaml").exists())

    # Pictures

    def draw(self, district: str, edits: Edits, layout: str, page: int = 1, width: int = 900) -> Drawn:
        """The page, `width` pixels wide, as it would be with the edits. Never raises for what was typed: of
        what cannot be loaded it shows the last good picture, and says so."""
        self._draws += 1
        with self._lock, self._quiet.work():
            now = self._now()
            tried = now.tried(edits)
            problems, how = tried.problems, (self._view(layout), page, width, self._day)
            if tried.saving:
                plan = tried.saving.plan
                try:
                    found = drawn(self._edition(plan, district), *how, lambda some: now.told(some, tried))
                except InputError as error:
                    problems = tuple(itertools.chain(*now.told(error.problems, tried).values()))
                else:
                    self._good.pop(district, None)
                    self._good[district] = edits, plan
                    _forget(self._good, _MOST_GOOD)
                    mine = [f"{COLUMNS.file}/{one.id}" for one in self._edition(plan, district).columns]
                    doubts = itertools.chain(*now.told(plan.doubts, tried).values())
                    own = (one for one in doubts if any(_is_of(one.key, each) for each in mine))
                    return found._replace(problems=(*found.problems, *own))
            plan = self._good_plan(district, edits, problems)
            found = drawn(self._edition(plan, district), *how)
            return found._replace(problems=problems, overfull=(), stale=_STALE)

    def room(self, district: str, edits: Edits, layout: str, key: str) -> int | None:
        """How many characters a text (of a column) has room for, beside those that it has; None where it has
        too many, where nothing else limits it, or where it is not printed. It is found by composing longer
        texts, and takes longer than drawing: to be asked for when typing pauses. Where a picture is asked for
        meanwhile, it is broken off, and None."""
        with self._lock:
            draws = self._draws
            saving = self._now().tried(edits).saving
            column, _, name = key.rpartition("/")
            if saving is None or name != "text":
                return None
            known = {f"{COLUMNS.file}/{one.id}": one for one in saving.plan.columns}
            edition = self._edition(saving.plan, district)
            if column not in known:
                return None
            chosen = self._layout(layout)
            return room(edition, chosen, known[column], self._day, lambda: self._draws != draws)

    def _edition(self, plan: Plan, district: str) -> Edition:
        """The edition of a district, which may have another name in this plan. What was worked out for the
        plan before is forgotten: it holds that plan, and nothing of both would be freed."""
        if self._composed is not plan:
            self._composed.memory.clear()
            self._composed = plan
        names = [one.name for one in self._snapshot.plan.districts]
        return select(plan, plan.districts[names.index(self._snapshot.plan.district(district).name)].name)

    def _view(self, name: str) -> View:
        if name not in self._views:
            self._views[name] = View(self._layout(name), self._snapshot.plan)
        return self._views[name]

    def _layout(self, name: str) -> Layout:
        if name not in self._layouts:
            raise InputError.of(f"「{name}」というレイアウトはありません。", stops=True)
        return self._layouts[name]

    def _good_plan(self, district: str, edits: Edits, problems: Iterable[Told]) -> Plan:
        """What is shown instead of what cannot be loaded: what was typed last that could, all else being the
        same; or the edits without those that are wrong, and without what is new and wrong in any field; or
        what the files have."""
        wrong = {told.key for told in problems}
        new = {key for key, text in edits.items() if text == NEW}
        wrong |= {key for key in new if any(_is_of(one, key) for one in wrong)}

        def right(some: Edits) -> Edits:
            return {key: text for key, text in some.items() if not any(_is_of(key, each) for each in wrong)}

        before, plan = self._good.get(district, ({}, None))
        if plan is not None and right(before) == right(edits):
            return plan
        for some in (right(edits), {}):
            if saving := self._snapshot.tried(some).saving:
                return saving.plan
        return self._snapshot.plan

    # Saving

    def save(self, edits: Edits, seen: Edits) -> Saved:
        """Write the edits into the YAML files: all of them or none, comments and order kept. `seen` has for
        each edited key, and for each field of an entry that is removed, the value that it had when it was
        opened (`FormField.value`): where a file says something else by now, nothing is written. To keep what
        was typed all the same, save again with `Conflict.there` as seen."""
        with self._lock:
            now = self._now(anew=True)
            edits, keys = self._apart(edits, values(now.entries))
            if conflicts := tuple(_conflicts(now, edits, seen)):
                return Saved(conflicts=conflicts)
            tried = now.tried(edits)
            if tried.saving is None:
                return Saved(problems=tried.problems)
            named = {text for key, text in edits.items() if key.endswith("/photo/file")} & {*self._photos}
            photos = {self._folder / COLUMNS.file / name: self._photos[name] for name in named}
            known = now.before(photos)
            files: Files = {
                **now.placed(tried.saving.files),
                **{path: data for path, data in photos.items() if known[path] is None},
            }
            before = now.before(files)
            self._check_inside(files)
            write_files(files, before)
            if files:
                self._saves = [*self._saves, (files, before)][-_MOST_SAVES:]
            return Saved(self._names(files), {**keys, **tried.renamed})

    def _apart(self, edits: Edits, there: Edits) -> tuple[Edits, dict[str, str]]:
        """The edits with other keys for new columns whose files somebody else has made meanwhile, unless they
        say what is saved already; those keys, old to new."""
        keys: dict[str, str] = {}
        for key in [key for key, text in edits.items() if text == NEW and key in there]:
            own = {each: text for each, text in edits.items() if _is_of(each, key) and each != key}
            if any(there.get(each, "") != text for each, text in own.items()):
                keys[key] = self._free({**edits, **dict.fromkeys(keys.values(), "")})

        def moved(key: str) -> str:
            old = next((old for old in keys if _is_of(key, old)), "")
            return keys[old] + key.removeprefix(old) if old else key

        return {moved(key): text for key, text in edits.items()}, keys

    def _check_inside(self, files: Iterable[Path]) -> None:
        """Raises `InputError` for what is not in the folder, as where a link leads out of it."""
        root = self._folder.resolve()
        for path in files:
            if root not in path.resolve().parents:
                message = "このファイルは、ほかのフォルダーへのリンクなので、書きかえません。"
                hint = "リンクを消して、元のファイルを写してください。"
                raise InputError.of(message, hint, Place(self._names([path])[0]), stops=True)

    def _names(self, files: Iterable[Path]) -> tuple[str, ...]:
        return tuple(path.relative_to(self._folder).as_posix() for path in files)

    def undo(self) -> Saved:
        """Take back the last save of this session that has not been. Its `files` are empty where there is
        none; `problems` where somebody else has changed one of the files since."""
        with self._lock:
            if not self._saves:
                return Saved()
            files, before = self._saves[-1]
            if other := self._names(path for path, data in files.items() if bytes_of(path) != data):
                message = f"{'、'.join(other)} が、保存した後にほかで変わったので、元に戻せません。"
                return Saved(problems=(Told("", message, "直すところを、もう一度書いてください。"),))
            self._check_inside(before)
            write_files(before, files)
            self._saves.pop()
            return Saved(self._names(before))

    def photo(self, data: bytes) -> Photo:
        """Take an uploaded photograph in: JPEG or PNG, at most `MOST_UPLOADED` bytes, encoded anew, without
        place and camera. It is written with the next `save` that names it. Raises `InputError`."""
        if len(data) > MOST_UPLOADED:
            most = f"{MOST_UPLOADED // 1_000_000}メガバイトまで"
            raise InputError.of(f"写真が大きすぎます（{most}）。", "写真のソフトで縮めてください。")
        found = cleaned("", data)
        name = f"shashin-{sha256(found.data).hexdigest()[:10]}.{'jpg' if found.jpeg else 'png'}"
        with self._lock:
            self._photos[name] = found.data
            _forget(self._photos, _MOST_PHOTOS)
            self._now().add(name, found.data)
        return Photo(name, found.width, found.height)

    # Confirming, printing

    def unconfirmed(self, district: str) -> tuple[Unconfirmed, ...]:
        """What touches the district and fewer than two people have confirmed, as the files have it."""
        with self._lock:
            plan = self._now().plan
        return tuple(
            Unconfirmed(
                one.key,
                owner(one.group).removesuffix("の"),
                one.subject,
                one.value,
                confirmed_by(plan, one),
                one.source,
            )
            for one in touching(plan, [plan.district(district)])
        )

    def confirm(self, key: str, value: str, by: str, withdraw: bool = False) -> None:
        """Record (or withdraw) that this person has found this very value right, today. Raises `InputError`
        where it is another value by now, or the name is none."""
        with self._lock:
            plan = self._now(anew=True).plan
            item = next((one for one in items(plan) if one.key == key), None)
            if item is None or item.value != value:
                hint = "いまの値を見て、確かめ直してください。"
                raise InputError.of("この値は、ほかで変わりました。", hint)
            if person(by) in ("", "名前", "お名前") or set(by) & set("、，,・/／"):
                raise InputError.of("確かめた人の名前が要ります。", "お一人ずつ、名前を書いてください。")
            self._check_inside([self._folder / ledger.NAME])
            if withdraw:
                same = [one for one in plan.confirmations if one.fact == key and person(one.by) == person(by)]
                ledger.withdraw(self._folder, same)
            elif person(by) not in map(person, confirmed_by(plan, item)):
                ledger.record(self._folder, [Confirmation(key, value, " ".join(by.split()), self._day)])

    def pdf(self, district: str, layout: str) -> tuple[str, bytes]:
        """The PDF of the edition as it is saved, a checked proof, with its file's name. Raises `InputError`
        for what does not fit and for what the check finds."""
        with self._lock, tempfile.TemporaryDirectory(prefix="handbook-") as aside:
            now = self._now()
            name = marked(f"{now.plan.called(district)}-{layout}.pdf", final=False)
            job = Job(now.plan, self._layout(layout), check=True, date=self._day)
            made = job.make((now.plan.district(district).name, Path(aside, "page.pdf")))
            if made.crash:
                raise RuntimeError(made.crash)
            found = [Problem(one.message, one.hint) for one in made.findings]
            if problems := [*map(now.here, made.problems), *found]:
                raise InputError(problems)
            return name, made.path.read_bytes()


_STALE = "書きかけのところは、その前の紙面です。直すと、ここも変わります。"


def _is_of(key: str, owner: str) -> bool:
    """Whether a key is this one or stands below it; all do below ""."""
    return not owner or f"{key}/".startswith(f"{owner}/")


def _forget(kept: dict[str, Any], most: int) -> None:
    """Leave the last ones that were put in."""
    for key in [*kept][:-most]:
        del kept[key]


def _conflicts(now: Snapshot, edits: Edits, seen: Edits) -> Iterator[Conflict]:
    """The fields that say something else than when they were opened, and than what was typed; those that are
    not there any more."""
    there = values(now.entries)
    gone, new = ([key for key, text in edits.items() if text == mark] for mark in (REMOVED, NEW))
    touched = {key: "" for key in seen if any(_is_of(key, each) for each in gone)}
    titles = {
        f"{one.key}/{name}": (one, title)
        for sheet, some in now.entries.items()
        for title_of in [sheet.headings(now.plan)]
        for one in some
        for name, title in title_of.items()
    }
    for key, text in {**touched, **edits}.items():
        if key in titles and there[key] not in (seen.get(key, ""), text):
            one, title = titles[key]
            assert one.entry is not None
            file = one.entry.path.name
            file = f"{one.sheet.file}/{file}" if one.sheet.in_files else file
            yield Conflict(key, file, title, seen.get(key, ""), there[key], text)
        elif key in edits and key in seen and key not in there and not any(_is_of(key, one) for one in new):
            yield Conflict(key, key.rpartition("/")[0], "消えた項目", seen[key], REMOVED, text)
