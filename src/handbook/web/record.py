"""The folder of a site: which files in it are ours, and new ones put among them.

In: a folder, the files that a site is made of. Out: what was written, taken out and left alone. Only what
`handbook-site.json` knows is ever replaced or taken out, and only if nobody has touched it since. A folder
that holds something else and no such record is refused. PDFs have their own records (`handbook.batch`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from handbook.batch.folder import held, prepare
from handbook.batch.manifest import NAME as MANIFEST
from handbook.batch.manifest import Record as Pdf
from handbook.batch.manifest import read_manifest
from handbook.batch.stale import damaged
from handbook.errors import InputError, Place
from handbook.files import is_draft, read_regular, settle, write_whole

NAME = "handbook-site.json"

ABOUT = (
    "handbook site の作成記録です。どのファイルを作ったかを覚えていて、次に、変わったものだけを書き直します。"
)

FORMAT = 1

PDFS = "pdf"
"""The folder with a folder of PDFs for each layout."""

MAX_BYTES = 64 * 1024 * 1024


class Put(NamedTuple):
    """What became of a site's files, each as seen from its folder."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    """Of ours, what is no part of it any more; PDFs among them."""
    kept: tuple[str, ...]
    """Ours that somebody has changed, and that would not have to be other than they were."""
    outdated: tuple[str, ...]
    """What others have put in the place of ours, or changed, and that does not say what it should."""
    foreign: tuple[str, ...]
    """What others have put into the folder."""


def read_record(folder: Path) -> dict[str, frozenset[str]]:
    """File → the digests it may have as we wrote it. Raises InputError for a folder that is no site's."""
    try:
        told = json.loads(read_regular(folder / NAME, MAX_BYTES))
        if told["format"] != FORMAT:
            raise ValueError("another format")
        return {_within(file): frozenset(digests) for file, digests in told["files"].items()}
    except (FileNotFoundError, NotADirectoryError):
        inside = sorted(path.name for path in folder.glob("[!.]*")) if folder.is_dir() else []
        if not inside:
            return {}
        named = "、".join(inside[:3]) + ("など" if inside[3:] else "")
        message = f"このフォルダーには、handbook site が作ったのではないものがあります（{named}）。"
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        message = f"作成記録（{NAME}）が読めないので、どのファイルを書きかえてよいか分かりません。"
    hint = "--out に、空のフォルダーか、まだないフォルダーを指定してください。何も書きかえていません。"
    raise InputError.of(message, hint, Place(str(folder)), stops=True)


@contextlib.contextmanager
def begun(folder: Path, names: Sequence[str]) -> Iterator[None]:
    """Hold the folder, which is to have files of these names, and make it a site's, whatever stops us later.

    Where all is refused before anything was made, nothing of ours stays. Raises InputError as
    `handbook.batch.folder` does.
    """
    before = read_record(folder)
    with held(folder, names):
        _write(folder, before)
        try:
            yield
        except InputError:
            if [path.name for path in folder.glob("[!.]*")] == [NAME]:
                (folder / NAME).unlink()
            raise


def put(folder: Path, made: Mapping[str, bytes], pdfs: Iterable[str]) -> Put:
    """Let `folder` hold the site `made`, and of PDFs these that stand there; the same bytes are not written
    again.

    Raises InputError where a file cannot be written: each that stands there is whole, the next call goes on.
    """
    before = read_record(folder)
    prepare(folder, tuple(made))
    now = {file: _digest(data) for file, data in made.items()}
    standing = {file: _standing(folder / file) for file in {**before, **now}}
    ours = {file for file, digest in standing.items() if not digest or digest in before.get(file, ())}
    written = [file for file in now if standing[file] != now[file] and file in ours]
    left = [file for file in now if standing[file] != now[file] and file not in ours]
    _write(folder, {**before, **{file: before.get(file, frozenset()) | {now[file]} for file in written}})
    for file in written:
        write_whole(folder / file, made[file], settled=False)
    gone = [file for file in before if file not in now and standing[file] and file in ours]
    removed = [*_unlinked(folder, gone), *_old_pdfs(folder, wanted := set(pdfs))]
    for part in {(folder / file).parent for file in (*written, *removed)} | {folder}:
        settle(part)
    kept = {file: before[file] for file in left if file in before}
    record = {file: frozenset((digest,)) for file, digest in now.items() if file not in left} | kept
    _write(folder, record)
    outdated = tuple(file for file in left if now[file] not in before.get(file, ()))
    return Put(
        written=tuple(written),
        removed=tuple(removed),
        kept=tuple(file for file in left if file not in outdated),
        outdated=outdated,
        foreign=tuple(_foreign(folder, {*now, *wanted, NAME})),
    )


def _within(file: str) -> str:
    """A file's name as seen from the folder; a record that somebody wrote may say anything."""
    path = PureWindowsPath(file)  # knows both separators
    if path.anchor or not path.parts or ".." in path.parts:
        raise ValueError(f"no file of the folder: {file}")
    return file


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _standing(path: Path) -> str:
    """The digest of a file that stands there, else empty."""
    return _digest(path.read_bytes()) if path.is_file() else ""


def _write(folder: Path, record: Mapping[str, frozenset[str]]) -> None:
    """Put the record into the folder, unless it stands there as it is."""
    files = {file: sorted(record[file]) for file in sorted(record)}
    told = {"about": ABOUT, "format": FORMAT, "files": files}
    data = json.dumps(told, ensure_ascii=False, indent=0).encode() + b"\n"
    if _standing(folder / NAME) != _digest(data):
        write_whole(folder / NAME, data)


def _unlinked(folder: Path, files: Iterable[str]) -> Iterator[str]:
    """Take files out, and folders in which nothing is left."""
    for file in files:
        with contextlib.suppress(OSError):
            (folder / file).unlink()
            yield file
        with contextlib.suppress(OSError):
            if (folder / file).parent != folder:
                (folder / file).parent.rmdir()


def _old_pdfs(folder: Path, wanted: set[str]) -> Iterator[str]:
    """Take out the PDFs, as we made them, that the site no longer has; and our records where none is left."""
    for part in sorted((folder / PDFS).glob("*")):
        records = _pdfs(part)
        within = {file: f"{PDFS}/{part.name}/{file}" for file in records}
        old = [file for file in records if within[file] not in wanted]
        alone = [file for file in old if damaged(part / file, records[file]) is None]
        yield from _unlinked(folder, [within[file] for file in alone])
        if old == list(records) and records and {path.name for path in part.glob("*")} == {MANIFEST}:
            list(_unlinked(folder, [f"{PDFS}/{part.name}/{MANIFEST}"]))
    with contextlib.suppress(OSError):
        (folder / PDFS).rmdir()


def _pdfs(part: Path) -> Mapping[str, Pdf]:
    return {} if part.is_symlink() or not part.is_dir() else read_manifest(part).records


def _foreign(folder: Path, known: set[str]) -> Iterator[str]:
    """Files that are none of ours, but for hidden ones."""
    for root, inner, files in os.walk(folder):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        part = Path(root).relative_to(folder)
        ours = {MANIFEST, *_pdfs(Path(root))} if part.parts[:-1] == (PDFS,) else set()
        for name in sorted(files):
            hidden = name.startswith(".") or is_draft(name)
            if not hidden and name not in ours and (part / name).as_posix() not in known:
                yield (part / name).as_posix()
