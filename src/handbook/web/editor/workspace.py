"""What the editor offers, without the browser: forms, pictures of what was typed, saving, taking back.

In: a data folder, layouts, a day; then edits: the texts of fields by their keys, as `handbook.exchange`
writes values into cells (はい for a flag that is set, several values with 、 between). Out: values for the
pages of the browser. A key is where a value stands, as in `handbook.facts`: the key of its entry
(`desks/高齢者/西地域包括支援センター`), `/`, and the field's name. Edits stay with the caller: nothing is
kept here between two calls but uploaded photographs that are not saved yet, the last good picture of each
page, and what the last saves replaced.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from handbook.layout import Layout

Edits = Mapping[str, str]
"""The text of each field that was changed, by its key. The key of an entry itself has `NEW` for one that is
not in the data yet, `REMOVED` for one that is to go."""

NEW, REMOVED = "new", "removed"

MOST_UPLOADED = 30_000_000
"""Bytes of a photograph; the server refuses more before it reads them."""


class Told(NamedTuple):
    """One thing that is wrong, in words: at the field or entry with this key; "" where it is at none."""

    key: str
    message: str
    hint: str = ""


class FormField(NamedTuple):
    """One field. `kind`: `line` (one line), `text` (long), `flag` (value はい or ""), `choice` (one of
    `choices`), `list` (any of `choices`, or of anything where there are none, with 、 between), `photo` (the
    name of a photograph, from `Workspace.photo`). `markup`: ruby, bold and note marks may be written.
    `pointed`: the value is a telephone number, a month … that one types as such (its kind in the
    declarations, for `inputmode` and `autocomplete`)."""

    key: str
    label: str
    help: str
    kind: str
    value: str
    required: bool = False
    choices: tuple[str, ...] = ()
    markup: bool = False
    pointed: str = ""


class Part(NamedTuple):
    """One entry of the data as a group of fields. `group`: `columns`, `desks`, `district`, `offices`. `note`
    says whose pages it stands on, too. `removable`: it may go (`REMOVED`)."""

    key: str
    group: str
    title: str
    fields: tuple[FormField, ...]
    note: str = ""
    removable: bool = False


class District(NamedTuple):
    """For the menu: `name` is what all methods take, `called` is 浮島校区."""

    name: str
    called: str
    reading: str


class Overfull(NamedTuple):
    """A part that has too much in it: where it stands on the picture, in fractions of its width and height,
    by how many characters it is too long (0: that cannot be said), and the field to blame, if one is known.
    The picture has a red frame there already."""

    x: float
    y: float
    width: float
    height: float
    characters: int
    message: str
    key: str = ""


class Drawn(NamedTuple):
    """The picture of a page. `pages` are the names of all pages (表, 裏), `page` which one this is, from 1.
    `stale`: "" where the picture shows what was typed; else a sentence that says what it shows instead.
    `overfull` are those on this page; `problems` tells of all of them, and of every field."""

    png: bytes
    pages: tuple[str, ...]
    page: int
    problems: tuple[Told, ...] = ()
    overfull: tuple[Overfull, ...] = ()
    stale: str = ""


class Conflict(NamedTuple):
    """A field that says something else by now than when it was opened: `there` is what the file says,
    `typed` what was typed, `seen` what was there before. `file` and `label` are for the sentence."""

    key: str
    file: str
    label: str
    seen: str
    there: str
    typed: str


class Saved(NamedTuple):
    """What saving did: the `files` that were written, by name; entries whose `keys` are others now, old to
    new. With `problems` or `conflicts` nothing was written at all."""

    files: tuple[str, ...] = ()
    keys: Mapping[str, str] = {}
    problems: tuple[Told, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def done(self) -> bool:
        return not self.problems and not self.conflicts


class Unconfirmed(NamedTuple):
    """A value that two people must confirm: what it is called, who has confirmed it so far (none or one),
    where it comes from. `group` is the entry that it belongs to, in words."""

    key: str
    group: str
    subject: str
    value: str
    by: tuple[str, ...]
    source: str = ""


class Photo(NamedTuple):
    """An uploaded photograph, cleaned: the `name` to write into a field of the kind `photo`."""

    name: str
    width: int
    height: int


class Workspace:
    """A data folder that is being edited. Every method may raise `InputError`, in words, where the folder
    cannot be read or written; nothing is half-written then. Methods may be called from several threads."""

    def __init__(self, folder: str | Path, layouts: Mapping[str, Layout], day: datetime.date) -> None:
        """Raises `InputError` for a folder that is none of data, that cannot be read as a plan, and for the
        bundled one, into which nothing is written."""
        raise NotImplementedError

    @property
    def folder(self) -> Path:
        """The one folder that is changed, for all to see."""
        raise NotImplementedError

    @property
    def layouts(self) -> Mapping[str, str]:
        """The layouts to look at: name → title."""
        raise NotImplementedError

    def districts(self) -> tuple[District, ...]:
        raise NotImplementedError

    def form(self, district: str, edits: Edits) -> tuple[Part, ...]:
        """The district's columns (those of the whole city behind), desks, itself, and the city's offices, as
        the files have them now, with `edits` applied to the values and to what is there at all."""
        raise NotImplementedError

    def new_column(self, district: str, edits: Edits) -> Edits:
        """The edits that make a new column of the district; to be merged with the others. `form` then shows
        it, empty."""
        raise NotImplementedError

    def draw(self, district: str, edits: Edits, layout: str, page: int = 1, width: int = 900) -> Drawn:
        """The page, `width` pixels wide, as it would be with the edits. Never raises for what was typed: of
        what cannot be loaded it shows the last good picture, and says so."""
        raise NotImplementedError

    def room(self, district: str, edits: Edits, layout: str, key: str) -> int | None:
        """How many characters a text (of a column) has room for, beside those that it has; None where it has
        too many, where nothing else limits it, or where it is not printed. It is found by composing longer
        texts, and takes longer than drawing: to be asked for when typing pauses."""
        raise NotImplementedError

    def save(self, edits: Edits, seen: Edits) -> Saved:
        """Write the edits into the YAML files: all of them or none, comments and order kept. `seen` has for
        each edited key the value that its field had when it was opened (`FormField.value`): where a file says
        something else by now, nothing is written. To keep what was typed all the same, save again with
        `Conflict.there` as seen."""
        raise NotImplementedError

    def undo(self) -> Saved:
        """Take back the last save of this session that has not been. Its `files` are empty where there is
        none; `problems` where somebody else has changed one of the files since."""
        raise NotImplementedError

    def photo(self, data: bytes) -> Photo:
        """Take an uploaded photograph in: JPEG or PNG, at most `MOST_UPLOADED` bytes, encoded anew, without
        place and camera. It is written with the next `save` that names it. Raises `InputError`."""
        raise NotImplementedError

    def unconfirmed(self, district: str) -> tuple[Unconfirmed, ...]:
        """What touches the district and fewer than two people have confirmed, as the files have it."""
        raise NotImplementedError

    def confirm(self, key: str, value: str, by: str, withdraw: bool = False) -> None:
        """Record (or withdraw) that this person has found this very value right, today. Raises `InputError`
        where it is another value by now, or the name is none."""
        raise NotImplementedError

    def pdf(self, district: str, layout: str) -> tuple[str, bytes]:
        """The PDF of the edition as it is saved, a checked proof, with its file's name. Raises `InputError`
        for what does not fit and for what the check finds."""
        raise NotImplementedError
