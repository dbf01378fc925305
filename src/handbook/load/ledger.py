"""confirmations.yaml: who has found which value right, and when (確認の記録).

In: the file, which may hold nothing but comments. Out: `Confirmation`s, and the file with some more or some
fewer: lines are put in or taken out, and all else stays as a person wrote it. Whether two people are enough
is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import methodcaller
from pathlib import Path

from handbook.declaration import Field, ListOf, table
from handbook.errors import InputError, Place
from handbook.files import alone, write_whole
from handbook.load.amend import Amendment, amended, as_before, entry_lines
from handbook.load.file_text import read_text, shown
from handbook.load.loading import Loading, Row
from handbook.load.nodes import Node, parse
from handbook.load.reader import read_table
from handbook.plan import Confirmation

NAME = "confirmations.yaml"

CONFIRMATION = table(
    "確認「{fact}」",
    Field("fact", "word", "どの値の確認か（handbook confirm で見られる場所の名前）"),
    Field("value", "word", "確かめた値そのもの（値が変わると、確認ではなくなります）"),
    Field("by", "word", "確かめた人の名前"),
    Field("on", "day", "確かめた日"),
    build=Confirmation,
)
_KEYS = [field.name for field in CONFIRMATION.fields]
LEDGER = table("確認の記録（confirmations.yaml）", Field("confirmations", ListOf(CONFIRMATION), "確認"))

_HEAD = """\
# yaml-language-server: $schema=schema/confirmations.json
#
# 確認の記録です。だれが、どの値を、いつ確かめたか。ふだんは handbook confirm が書きます。
#
# ・fact:  どの値か（handbook confirm で見られる場所の名前）
# ・value: 確かめた値そのもの。データの値が変わると、この確認は数えられなくなります。
# ・by:    確かめた人の名前。印刷用（handbook build --final）には、違う二人の確認が要ります。
# ・on:    確かめた日（2026-04-01 のように）
"""


def is_empty(path: Path) -> bool:
    """Whether nobody has confirmed anything yet: there is nothing in the file but comments."""
    try:
        return not _written(read_text(path)[1])
    except InputError:
        return False  # whoever reads it next tells what is wrong


def _written(text: str) -> str:
    """A text without its comments."""
    return "".join(line for line in text.splitlines() if not line.lstrip().startswith("#")).strip()


def confirmations(row: Row) -> tuple[Confirmation, ...]:
    """What stands in a ledger that has been read and is whole."""
    built = ((entry.build(), entry.node.place) for entry in row.rows("confirmations"))
    return tuple(one._replace(place=place) for one, place in built if isinstance(one, Confirmation))


def record(folder: str | Path, new: Iterable[Confirmation]) -> None:
    """Put confirmations at the end of the ledger in a data folder; those that stand there already stay once.

    Raises `InputError`, and leaves the file as it is, where it is not as handbook writes it.
    """
    path = Path(folder) / NAME
    with alone(path.parent):
        _record(path, new)


def _record(path: Path, more: Iterable[Confirmation]) -> None:
    text, there = _read(path)
    known = {_content(one) for one in there}
    added = [one for one in dict.fromkeys(map(_content, more)) if one not in known]
    new = [methodcaller("update", {name: getattr(one, name) for name in _KEYS}) for one in added]
    if there and there[-1].place:
        last = there[-1].place
        text = amended(text, [Amendment(last, each, behind=True) for each in reversed(new)])
    elif added:
        entries = "\n".join(line for each in new for line in entry_lines("  - ", each))
        head = text.rstrip("\n").removesuffix("\nconfirmations:") if _written(text) else text.rstrip("\n")
        text = f"{head or _HEAD}\n\nconfirmations:\n{entries}\n"
    _write(path, text, [*there, *added])


def withdraw(folder: str | Path, old: Iterable[Confirmation]) -> None:
    """Take confirmations out of the ledger in a data folder. Raises `InputError` as `record` does."""
    path = Path(folder) / NAME
    with alone(path.parent):
        _withdraw(path, old)


def _withdraw(path: Path, old: Iterable[Confirmation]) -> None:
    text, there = _read(path)
    gone = set(map(_content, old))
    left = [one for one in there if _content(one) not in gone]
    places = [one.place for one in there if _content(one) in gone and one.place]
    text = amended(text, [Amendment(place) for place in places])
    if not left:
        text = re.sub(r"(?m)^confirmations:[ ]*\n?", "", text)
    _write(path, text, [_content(one) for one in left])


def _content(one: Confirmation) -> Confirmation:
    return one._replace(place=None)


def _read(path: Path) -> tuple[str, Sequence[Confirmation]]:
    if not path.exists():
        return "", ()
    name, text = read_text(path)
    return text, _parsed(text, name)


def _parsed(text: str, name: str) -> tuple[Confirmation, ...]:
    if not _written(text):
        return ()
    loading = Loading(moved={})
    row = read_ledger(loading, parse(text, name))
    loading.finish()
    return confirmations(row)


def read_ledger(loading: Loading, node: Node) -> Row:
    return read_table(loading, node, LEDGER, key="confirmations")


def _write(path: Path, text: str, meant: Iterable[Confirmation]) -> None:
    """Write the ledger, if it says what is meant."""
    try:
        agrees = list(map(_content, _parsed(text, shown(path)))) == list(map(_content, meant))
    except InputError:
        agrees = False
    if not agrees:
        hint = "どの確認も、行の始めをそろえて「- fact: 」から書いてください（ほかの書き方の所を直します）。"
        raise InputError.of("この記録には書き足せません。", hint, Place(shown(path)), stops=True)
    write_whole(path, as_before(text.rstrip("\n") + "\n", path))
