"""The manifest of an output folder: which PDF stands there, and all that it was made from.

In and out: `handbook-manifest.json`, written whole. A `Record` per PDF holds digests; the values
behind them are kept once each, so that a build can say in words why it makes an edition anew, and
`handbook diff` what changed since. The file holds no time and no path of a machine: the same
folder has the same manifest, however it came about.

A manifest that is missing, damaged, changed by hand or of another format is no manifest: then
everything is made anew. It is never believed without the PDF's own digest.
"""

from __future__ import annotations

import hashlib
import io
import json
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from handbook.changes import ColumnText, Contents, DeskText
from handbook.files import write_whole
from handbook.provenance import digest

NAME = "handbook-manifest.json"

FORMAT = 3
"""Raised whenever a manifest of before can no longer be trusted or read."""

ABOUT = (
    "handbook build の作成記録です。どの PDF を何から作ったかを覚えていて、次の build で変わった分だけを"
    "作り直すのに使います。消しても困りません（次は全部を作り直します）。"
)

Value = Mapping[str, str]


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
    proof: bool
    shared: str


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
        self.values: dict[str, Value] = {}
        """What the PDFs were made from, by its digest."""
        self.note = note
        """Why an existing manifest was not believed, in words."""
        self.changed = False

    def record(
        self, file: str, contents: Contents, *, circumstances: Mapping[str, str], **told: Any
    ) -> Record:
        """Enter a PDF that now stands in the folder; `told`: sha256, bytes, printed, checked."""
        self.records[file] = record = Record(**self.parts(contents, circumstances), **told)
        self.changed = True
        return record

    def parts(self, contents: Contents, circumstances: Mapping[str, str]) -> dict[str, Any]:
        """What a record holds of that from which an edition is made."""
        place = {key: getattr(contents, key) for key in ("district", "reading", "slug", "bloc", "status")}
        return {
            "district": contents.district,
            "layout": circumstances["layout"],
            "circumstances": self._kept(circumstances),
            "place": self._kept(place),
            "desks": tuple(self._kept(one._asdict()) for one in contents.desks),
            "columns": tuple(self._kept(one._asdict()) for one in contents.columns),
            "others": tuple(self._kept(one._asdict()) for one in contents.others),
            "proof": contents.proof,
            "shared": self._kept(contents.shared),
        }

    def _kept(self, value: Value) -> str:
        """The digest of a value, which is kept by it."""
        key = digest(plain := dict(value))
        self.values.setdefault(key, plain)
        return key

    def contents(self, record: Record) -> Contents:
        """The values that a PDF was made from."""
        place, values = self.values[record.place], self.values
        return Contents(
            district=place["district"],
            reading=place["reading"],
            slug=place["slug"],
            bloc=place["bloc"],
            status=place["status"],
            desks=tuple(DeskText(**values[key]) for key in record.desks),
            columns=tuple(ColumnText(**values[key]) for key in record.columns),
            others=tuple(ColumnText(**values[key]) for key in record.others),
            proof=record.proof,
            shared=values[record.shared],
        )

    def write(self, folder: Path) -> None:
        """Put the manifest into the folder, whole. Raises `InputError` if it cannot be written."""
        write_whole(folder / NAME, self.dumps())
        self.changed = False

    def dumps(self) -> bytes:
        """The file: sorted, one record or value a line."""
        used = {key for record in self.records.values() for key in _keys(record)}
        tables: tuple[tuple[str, Iterable[tuple[str, object]]], ...] = (
            ("files", ((file, self.records[file]._asdict()) for file in sorted(self.records))),
            ("bundles", ((file, self.bundles[file]._asdict()) for file in sorted(self.bundles))),
            ("values", ((key, self.values[key]) for key in sorted(used))),
        )
        body = io.BytesIO()
        for index, (name, entries) in enumerate(tables):
            body.write(b",\n" * bool(index) + _json(name) + b": {\n")
            for place, (key, entry) in enumerate(entries):
                body.write(b",\n" * bool(place) + b" " + _json(key) + b": " + _json(entry))
            body.write(b"\n}")
        head = b'{\n"about": %b,\n"format": %d,\n' % (_json(ABOUT), FORMAT)
        whole = body.getvalue()
        return b'%b"digest": "%b",\n%b\n}\n' % (head, _digest(whole).encode("ascii"), whole)


def _digest(body: bytes | memoryview) -> str:
    """Of the bytes as they stand in the file: a manifest changed by hand is told by it."""
    return hashlib.sha256(body).hexdigest()[:32]


_ENCODER = json.JSONEncoder(ensure_ascii=False)
"""Made once: `json.dumps` would make one for each value."""


def _json(value: object) -> bytes:
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")


def _keys(record: Record) -> Iterator[str]:
    yield from (record.circumstances, record.place, record.shared)
    yield from (*record.desks, *record.columns, *record.others)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder; an empty one with a `note` if there is none that can be trusted."""
    path = folder / NAME
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            raise OSError
        data = path.read_bytes()
    except FileNotFoundError:
        return Manifest()
    except OSError:
        return Manifest(note=f"作成記録（{NAME}）が読めないので、全部を作り直します")
    try:
        return _parse(data)
    except _ForeignError:
        return Manifest(note=f"作成記録（{NAME}）が別の版の handbook のものなので、全部を作り直します")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Manifest(note=f"作成記録（{NAME}）が壊れているか、手で直されているので、全部を作り直します")


class _ForeignError(Exception):
    """A manifest of another format."""


def _parse(data: bytes) -> Manifest:
    """Raises ValueError, TypeError, KeyError or AttributeError for what is not a whole manifest.

    Once the digest tells that the bytes are as they were written, they are read line by line:
    20,000 records as one JSON tree would take more memory than making them does.
    """
    start = data.find(b'\n"files": {\n') + 1
    told = json.loads(data[:start].rstrip(b",\n") + b"}" if start else data)
    if told["format"] != FORMAT:
        raise _ForeignError
    if _digest(memoryview(data)[start : -len(b"\n}\n")]) != told["digest"]:
        raise ValueError("the digest does not fit")
    manifest = Manifest()
    shared: dict[str, str] = {}

    def once(key: str) -> str:
        # 20,000 records name the same few digests: one object for each.
        return shared.setdefault(key, key)

    table = b""
    lines = io.BytesIO(data)
    lines.seek(start)
    for line in lines:
        if line.startswith(b'"'):
            table = line.split(b'"')[1]
        elif line.startswith(b" "):
            ((key, entry),) = json.loads(b"{" + line.strip().rstrip(b",") + b"}").items()
            if table == b"files":
                manifest.records[key] = _record(entry, once)
            elif table == b"bundles":
                manifest.bundles[key] = Bundle(**entry)
            else:
                manifest.values.setdefault(once(key), entry)
    for record in manifest.records.values():
        if missing := [key for key in _keys(record) if key not in manifest.values]:
            raise ValueError(f"no value for {missing[0]}")
    return manifest


def _record(entry: Mapping[str, Any], once: Any) -> Record:
    parts = dict(entry)
    for name in ("circumstances", "place", "shared", "layout"):
        parts[name] = once(parts[name])
    for name in ("desks", "columns", "others"):
        parts[name] = tuple(map(once, parts[name]))
    return Record(**parts)


MADE_FROM = tuple(name for name in Record._fields if name not in ("sha256", "bytes", "printed", "checked"))
"""The fields of a record that tell what the PDF was made from."""


def same_source(record: Record, parts: Mapping[str, Any], names: Iterable[str] = MADE_FROM) -> bool:
    return all(getattr(record, name) == parts[name] for name in names)
