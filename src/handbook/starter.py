"""A start for another city: the invented city as a plan of one's own, and what of a plan is still its.

In: a folder; a plan. Out: the folder's files; texts with their places. The invented city is data alone
(`data/mihon`), its comments are for whoever replaces it. Nothing is filled in or asked for here: what a city
says, people write.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from handbook.errors import InputError
from handbook.files import check_folder, check_name, told_in_japanese, write_whole
from handbook.load import load_plan
from handbook.load.ledger import NAME as LEDGER
from handbook.plan import Contact, Desk, PlacedText, Plan
from handbook.resources import bundled, check_output

GUIDE = "docs/another-city.md"
"""Where a new folder explains itself."""

_STAGE = ".handbook-new"
_SENTENCE = 15
"""Characters from which on a text is nobody else's; a shorter one (相談先) another city may say, too."""


def begin(folder: Path) -> None:
    """Write the invented city's plan into `folder`/data with its schemas, and the guides beside it into docs:
    all of it, or nothing.

    Raises `InputError`, also where something stands in the folder already.
    """
    check_output(folder)
    check_name(folder.absolute().name or "data", folder)
    files = _files()
    with told_in_japanese(folder):
        check_folder(next(step for step in (folder, *folder.absolute().parents) if os.path.lexists(step)))
        stage, new = folder / _STAGE, not folder.exists()
        if not new and {path.name for path in folder.iterdir()} - {_STAGE}:
            hint = "まだないフォルダーか、空のフォルダーの名前を書いてください。"
            raise InputError.of(f"フォルダー「{folder}」には、もう何か入っています。", hint, stops=True)
        shutil.rmtree(stage, ignore_errors=True)  # a killed run's
        done: list[Path] = []
        try:
            for name, data in files.items():
                (stage / name).parent.mkdir(parents=True, exist_ok=True)
                write_whole(stage / name, data, settled=False)
            for part in ("docs", "data"):
                done.append(folder / part)
                (stage / part).rename(folder / part)
            stage.rmdir()
        except BaseException:  # also Ctrl-C
            for path in (*done, stage, *([folder] if new else ())):
                shutil.rmtree(path, ignore_errors=True)
            raise


def _files() -> Mapping[str, bytes]:
    """Name in the new folder → what it holds."""
    city = _city()
    found = {f"data/{path.relative_to(city).as_posix()}": path for path in sorted(city.rglob("*.yaml"))}
    found.pop(f"data/{LEDGER}")  # who has confirmed the invented numbers says nothing of others
    found |= {f"data/schema/{path.name}": path for path in sorted(city.parent.glob("schema/*.json"))}
    found |= {f"docs/{name}": bundled("docs") / name for name in (Path(GUIDE).name, "data.md")}
    # The invented city stands one folder below its schemas, a city of its own beside them.
    return {name: path.read_bytes().replace(b"$schema=../", b"$schema=") for name, path in found.items()}


def _city() -> Path:
    return bundled("data") / "mihon"


def still_sample(plan: Plan) -> Iterator[PlacedText]:
    """The plan's texts that are still the invented city's.

    As long as the plan says that it is a specimen (`Plan.sample`), every text that both have; later the
    sentences, names and numbers that only the invented city can have, and what names it.
    """
    invented = load_plan(_city())
    offices: tuple[Desk | Contact, ...] = (*invented.desks, *invented.contacts)
    reached = {text for one in offices for text in (one.phone, one.fax, one.mail, one.web)}
    hours = {one.hours for one in offices}
    theirs = {one.text for one in invented.texts}
    if not plan.sample:
        theirs = {one for one in theirs if one in reached or (len(one) >= _SENTENCE and one not in hours)}
    return (one for one in plan.texts if one.text in theirs or invented.city in one.text)
