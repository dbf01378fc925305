"""readings.yaml: how words are read (読みの一覧).

In: the file. Out: `Reading`s, and the file with further ones at its end: what a person wrote stays as it is.
A word that stands there twice is refused as every key is (`handbook.load.nodes`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from handbook.declaration import Field, MapOf, TextOr, table
from handbook.errors import Place
from handbook.files import write_whole
from handbook.furigana import HAN, LONGEST, Reading, align
from handbook.load.amend import Amendment, amended, as_before, entry_lines, put, unwritable
from handbook.load.file_text import read_text, shown
from handbook.load.loading import Loading, Row
from handbook.load.nodes import Table, parse
from handbook.load.reader import read_table

NAME = "readings.yaml"


READING = table(
    "読み「{key}」",
    Field("kana", "reading", "読み（ひらがな。カタカナの所はカタカナでも）"),
    Field("counting", "reading", "数のすぐ後での読み（「10人」の人は にん）", default=""),
    Field("at", MapOf("reading"), "ほかと違う読みをする所（データのファイルの名前と、読み）", default=None),
    Field("unsure", "flag", "読みが不確かか（true なら、確かめるまで紙面に出ません）", default=False),
)
READINGS = table(
    "読みの一覧（readings.yaml）", Field("readings", MapOf(TextOr(READING)), "読み（言葉と、かな）")
)

_HEAD = """\
# yaml-language-server: $schema=schema/readings.json
#
# 読みの一覧です。ふりがなと、校正票の「よみ」に使います。書き方は docs/data.md にあります。

readings:"""


def check_readings(loading: Loading) -> None:
    """Note each word without kanji, and each reading whose kana are not those of its word."""
    for row in loading.rows_of(READING):
        place = row.node.place
        if not re.search(f"[{HAN}]", row.key):
            loading.report(
                place, f"読みの一覧の「{row.key}」に、漢字がありません。", "この行を消してください。"
            )
            continue
        for kana in _built(row).every:
            if align(row.key, kana) is None:
                message = f"「{row.key}」の読み「{kana}」が、言葉のかなと合いません。"
                hint = "送りがなも入れて、言葉の全部の読みを書いてください（支え合い: ささえあい）。"
                hint += (
                    f"長いものは分けてください（{LONGEST}字まで）。" if len(row.key + kana) > LONGEST else ""
                )
                loading.report(place, message, hint)


def _built(row: Row) -> Reading:
    at = row.values.get("at")
    elsewhere = tuple(at.items()) if isinstance(at, dict) else ()
    kana, counting = row.text("kana"), row.text("counting")
    return Reading(row.key, kana, counting, elsewhere, row.flag("unsure"), row.node.place)


def words(row: Row) -> tuple[Reading, ...]:
    """What stands in a file that has been read and is whole."""
    found = row.values.get("readings")
    return tuple(_built(one) for one in found.values()) if isinstance(found, dict) else ()


def add(folder: str | Path, proposals: Iterable[tuple[str, str]]) -> None:
    """Put words with their kana at the end of the list in a data folder, each as one that is unsure.

    Raises `InputError`, and leaves the file as it is, where it is not as handbook writes it.
    """
    path, new = Path(folder) / NAME, dict(proposals)

    def fill(table: Any) -> None:
        for word, kana in new.items():
            put(table, word, {"kana": kana, "unsure": True})

    if path.exists():
        name, text = read_text(path)
        listed = read_table(Loading(), parse(text, name), READINGS).node.entries["readings"]
        assert isinstance(listed, Table)
        last = max(listed.keys.values())
        text = amended(text, [Amendment(last, fill, behind=True)])
    else:
        text = "\n".join([_HEAD, *entry_lines("  ", fill), ""])
    loading = Loading()
    row = read_table(loading, parse(text, shown(path)), READINGS)
    check_readings(loading)
    if loading.problems or not {one.word: one.kana for one in words(row)}.items() >= new.items():
        raise unwritable(Place(shown(path)))
    write_whole(path, as_before(text, path))
