"""What goes between the workspace and whoever shows it: edits, forms, pictures, what saving did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Edits = Mapping[str, str]
"""The text of each field that was changed, by its key. The key of an entry itself has `NEW` for one that is
not in the data yet, `REMOVED` for one that is to go."""

NEW, REMOVED = "new", "removed"


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
    says whose pages it stands on, too. `removable`: it may go (`REMOVED`). `category`: for whom a desk is."""

    key: str
    group: str
    title: str
    fields: tuple[FormField, ...]
    note: str = ""
    removable: bool = False
    category: str = ""


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

    picture: bytes
    pages: tuple[str, ...]
    page: int
    problems: tuple[Told, ...] = ()
    overfull: tuple[Overfull, ...] = ()
    stale: str = ""


class Conflict(NamedTuple):
    """A field that says something else by now than when it was opened: `there` is what the file says,
    `typed` what was typed, `seen` what was there before. `file` and `label` are for the sentence. `there` is
    `REMOVED` where the entry has gone or has another name: what was typed can only be given up."""

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
