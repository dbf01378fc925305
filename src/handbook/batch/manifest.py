"""The manifest of an output folder: which PDF stands there, and all that it was made from.

In and out: `handbook-manifest.json`, written whole. A `Record` per PDF holds digests; the values
behind them are kept once each, so that a build can say in words why it makes an edition anew, and
`handbook diff` what changed since. A `Sheet` per code that was ever printed from the folder keeps what it
said, for `handbook whatis`. The file holds no time and no path of a machine.

A manifest that is missing, damaged, changed by hand or of another format is no manifest: then
everything is made anew. It is never believed without the PDF's own digest.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PureWindowsPath
from typing import Any, NamedTuple, TypeVar, get_type_hints

from handbook.changes import PLACE, ColumnText, Contents, DeskText, name_of
from handbook.files import read_regular, write_whole
from handbook.provenance import digest

NAME = "handbook-manifest.json"

FORMAT = 4
"""Raised whenever a manifest of before can no longer be trusted or read."""

ABOUT = (
    "handbook build の作成記録です。どの PDF を何から作ったかを覚えていて、次の build で変わった分だけを"
    "作り直すのに使います。消すと、次は全部を作り直し、前に刷った紙の番号（handbook whatis）が"
    "分からなくなります。"
)

Value = Mapping[str, str]
Entry = TypeVar("Entry")


class Record(NamedTuple):
    """One PDF. What it was made from stands here as keys of the manifest's values."""

    district: str
    layout: str
    sha256: str
    """Of the whole file; `sha256sum` tells the same."""
    bytes: int
    printed: str
    """Fingerprint of what is seen on the pages."""
    checked: bool
    """Whether it was read back and checked before it took its name."""
    circumstances: str
    place: str
    """The district itself: name, reading, …"""
    desks: tuple[str, ...]
    columns: tuple[str, ...]
    others: tuple[str, ...]
    shared: str
    code: str
    """What stands for it on paper (`handbook.sheet_code`)."""


class Sheet(NamedTuple):
    """What a code of a sheet stands for; but for the district and layout by keys of the manifest's values."""

    district: str
    layout: str
    place: str
    desks: tuple[str, ...]
    columns: tuple[str, ...]
    others: tuple[str, ...]
    shared: str
    words: str
    """The layout's own words."""


MOST_SHEETS = 20
"""Sheets of one edition in one layout that are remembered, beside the newest: some years of corrections."""


class Bundle(NamedTuple):
    """A file made from several editions: the merged PDF, the ZIP file. `made_of`: digest of what went in."""

    sha256: str
    bytes: int
    made_of: str


class Manifest:
    """What an output folder holds, as far as handbook made it."""

    def __init__(self, note: str = "") -> None:
        self.records: dict[str, Record] = {}
        """File, as seen from the folder, with / between its parts → its record."""
        self.bundles: dict[str, Bundle] = {}
        self.sheets: dict[str, Sheet] = {}
        """Code, layout and district with / between → what every sheet says that was ever made here."""
        self.values: dict[str, Value] = {}
        """What the PDFs were made from, by its digest."""
        self.note = note
        """Why an existing manifest was not believed, in words without an end (〜が読めない)."""
        self.changed = False

    def record(
        self,
        file: str,
        contents: Contents,
        *,
        circumstances: Mapping[str, str],
        words: Value,
        **told: Any,
    ) -> Record:
        """Enter a PDF that now stands in the folder, and the sheet that it is.

        `words` are the layout's own; `told`: sha256, bytes, printed, checked, code.
        """
        self.records[file] = record = Record(**self.parts(contents, circumstances), **told)
        same = {name: getattr(record, name) for name in Sheet._fields if name != "words"}
        place = f"/{record.layout}/{record.district}"
        self.sheets.setdefault(f"{record.code}{place}", Sheet(**same, words=self._kept(words)))
        for key in [key for key in self.sheets if key.endswith(place)][:-MOST_SHEETS]:
            if key != f"{record.code}{place}":
                del self.sheets[key]
        self.changed = True
        return record

    def entries(self) -> Iterator[Record | Sheet]:
        yield from self.records.values()
        yield from self.sheets.values()

    def state(self, record: Record) -> str:
        """What it was made as (`Edition.state`)."""
        return self.values[record.circumstances]["state"]

    def parts(self, contents: Contents, circumstances: Mapping[str, str]) -> dict[str, Any]:
        """What a record holds of that from which an edition is made."""
        return {
            "district": contents.district,
            "layout": circumstances["layout"],
            "circumstances": self._kept(circumstances),
            "place": self._kept({key: getattr(contents, key) for key in PLACE}),
            **{
                name: tuple(self._kept(one._asdict()) for one in getattr(contents, name))
                for name in ("desks", "columns", "others")
            },
            "shared": self._kept(contents.shared),
        }

    def _kept(self, value: Value) -> str:
        """The digest of a value, which is kept by it."""
        key = digest(plain := dict(value))
        self.values.setdefault(key, plain)
        return key

    def contents(self, record: Record | Sheet) -> Contents:
        """The values that a PDF was made from."""
        place, values = self.values[record.place], self.values
        return Contents(
            **{key: place[key] for key in PLACE},
            desks=tuple(DeskText(**values[key]) for key in record.desks),
            columns=tuple(ColumnText(**values[key]) for key in record.columns),
            others=tuple(ColumnText(**values[key]) for key in record.others),
            shared=values[record.shared],
        )

    def write(self, folder: Path) -> None:
        """Put the manifest into the folder, whole. Raises `InputError` if it cannot be written."""
        write_whole(folder / NAME, self.dumps())
        self.changed = False

    def dumps(self) -> bytes:
        """The file: sorted, one record or value a line."""
        used = {key for one in self.entries() for key in _keys(one)}
        # Sheets are told edition by edition, those of one in the order in which they were made.
        sheets = sorted(self.sheets, key=lambda key: key.partition("/")[2])
        tables: tuple[tuple[str, Iterable[tuple[str, object]]], ...] = (
            ("files", ((file, self.records[file]._asdict()) for file in sorted(self.records))),
            ("bundles", ((file, self.bundles[file]._asdict()) for file in sorted(self.bundles))),
            ("sheets", ((key, self.sheets[key]._asdict()) for key in sheets)),
            ("values", ((key, self.values[key]) for key in sorted(used))),
        )
        whole = b",\n".join(
            b"%b: {\n%b\n}"
            % (_json(name), b",\n".join(b" %b: %b" % tuple(map(_json, one)) for one in entries))
            for name, entries in tables
        )
        head = b'{\n"about": %b,\n"format": %d,\n' % (_json(ABOUT), FORMAT)
        return b'%b"digest": "%b",\n%b\n}\n' % (head, _digest(whole).encode("ascii"), whole)


def _digest(body: bytes) -> str:
    """Of the bytes as they stand in the file: a manifest changed by hand is told by it."""
    return hashlib.sha256(body).hexdigest()[:32]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _keys(one: Record | Sheet) -> Iterator[str]:
    yield from (one.circumstances if isinstance(one, Record) else one.words, one.place, one.shared)
    yield from (*one.desks, *one.columns, *one.others)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder; an empty one with a `note` if there is none that can be trusted."""
    path = folder / NAME
    try:
        data = read_regular(path, MAX_BYTES)
    except FileNotFoundError:
        return Manifest()
    except OSError:
        return Manifest(note=f"作成記録（{NAME}）が読めない")
    try:
        return _parse(data)
    except _ForeignError:
        return Manifest(note=f"作成記録（{NAME}）が別の版の handbook のものである")
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Manifest(note=f"作成記録（{NAME}）が壊れているか、手で直されている")


MAX_BYTES = 256 * 1024 * 1024
"""The longest manifest that is read; 20,000 editions have 40 MB."""


class _ForeignError(Exception):
    """A manifest of another format."""


def _parse(data: bytes) -> Manifest:
    """Raises ValueError, TypeError, LookupError or AttributeError for what is not a whole manifest."""
    told = json.loads(data)
    if told["format"] != FORMAT:
        raise _ForeignError
    start = data.find(b'\n"files": {\n') + 1
    if _digest(data[start : -len(b"\n}\n")]) != told["digest"]:
        raise ValueError("the digest does not fit")
    manifest = Manifest()
    manifest.records = {_file(file): _shaped(Record, entry) for file, entry in told["files"].items()}
    manifest.bundles = {_file(file): _shaped(Bundle, entry) for file, entry in told["bundles"].items()}
    manifest.sheets = {key: _shaped(Sheet, entry) for key, entry in told["sheets"].items()}
    manifest.values = {key: _texts(entry) for key, entry in told["values"].items()}
    for record in manifest.records.values():
        manifest.contents(record)
        around = manifest.values[record.circumstances]
        around["layout"], around["state"]
    for sheet in manifest.sheets.values():
        manifest.contents(sheet)
        manifest.values[sheet.words]
    for wording in {one.shared for one in manifest.entries()}:
        texts = manifest.values[wording]
        texts["district_kind"]
        for path in texts:
            name_of(path, texts)
    return manifest


def _file(name: str) -> str:
    """A file's name as seen from the folder, and within it."""
    path = PureWindowsPath(name)  # knows both separators
    if path.anchor or not path.parts or ".." in path.parts or "\0" in name:
        raise ValueError(f"no file of the folder: {name}")
    os.fsencode(name)
    return name


def _texts(entry: Mapping[str, str]) -> Value:
    if not isinstance(entry, dict) or not all(isinstance(text, str) for text in entry.values()):
        raise TypeError("a value is no table of texts")
    return entry


def _shaped(kind: Callable[..., Entry], entry: Mapping[str, Any]) -> Entry:
    """A record, sheet or bundle with just its fields, of their kinds: a right digest does not make right
    shapes."""
    found = {}
    for name, wanted in get_type_hints(kind).items():
        value, many = entry[name], wanted not in (str, int, bool)
        if type(value) is not (list if many else wanted) or (
            many and not all(type(one) is str for one in value)
        ):
            raise TypeError(f"{name} is of another kind")
        found[name] = tuple(value) if many else value
    return kind(**{**entry, **found})


def same_source(record: Record, parts: Mapping[str, Any]) -> bool:
    """Whether a PDF was made of these parts (`Manifest.parts`)."""
    return all(getattr(record, name) == part for name, part in parts.items())
