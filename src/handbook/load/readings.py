"""readings.yaml: how words are read (読みの一覧).

In: the file. Out: `Reading`s, and the file with further ones at its end: what a person wrote stays as it is.
A word that stands there twice is refused as every key is (`handbook.load.nodes`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from handbook.declaration import Field, MapOf, TextOr, table
from handbook.errors import InputError, Place
from handbook.files import write_whole
from handbook.furigana import HAN, LONGEST, Reading, align
from handbook.load.file_text import read_text, shown
from handbook.load.loading import Loading, Row
from handbook.load.nodes import parse
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

readings:
"""
_ADDED = "  # handbook readings --yes が書き足した案です。読みを確かめて、「unsure: true」を消してください。"


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
    path = Path(folder) / NAME
    text = read_text(path)[1] if path.exists() else _HEAD
    margin = next((found[0] for line in text.splitlines() if (found := re.match(" +(?=[^ #])", line))), "  ")
    new = dict(proposals)
    lines = [*([_ADDED] if _ADDED not in text else ()), *(_line(margin, *one) for one in new.items())]
    text = "\n".join([text.rstrip("\n"), *lines, ""])
    try:
        loading = Loading()
        row = read_table(loading, parse(text, shown(path)), READINGS)
        check_readings(loading)
        loading.finish()
        agrees = {one.word: one.kana for one in words(row)}.items() >= new.items()
    except InputError:
        agrees = False
    if not agrees:
        hint = "どの読みも、行の始めをそろえて「言葉: よみ」と書いてください（ほかの書き方の所を直します）。"
        raise InputError.of("この一覧には書き足せません。", hint, Place(shown(path)), stops=True)
    write_whole(path, text.encode("utf-8"))


def _line(margin: str, word: str, kana: str) -> str:
    return f"{margin}{word}: {{kana: {kana}, unsure: true}}"
