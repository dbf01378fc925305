"""evidence.yaml: what values rest on that are not simply printed in the overview (根拠).

In: the rows of all files, whose declarations say of which values evidence may speak. Out: the plan's `Fact`s.
An entry names its value by where it stands: `desks/高齢者/西地域包括支援センター/districts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from handbook.declaration import Field, ListOf, OneOf, table
from handbook.load.file_text import nearest
from handbook.load.loading import Loading, Row
from handbook.plan import CONFIDENCES, Fact

FACT = table(
    "根拠「{fact}」",
    Field(
        "fact",
        "word",
        "どの値の根拠か（ファイルの名前と、値の場所を / でつなぎます。例: desks/高齢者/窓口の名前/phone）",
    ),
    Field("confidence", OneOf(CONFIDENCES), "確からしさ（確認済み、ほぼ確実、おそらく、資料が食い違う）"),
    Field("confirmed", "flag", "確認（担当者が確かめたら true にします）"),
    Field("sources", ListOf("source"), "出典（sources.yaml にある id）"),
    Field("subject", "word", "何についての根拠か（書かなければ自動で付きます）", default=""),
    Field(
        "districts",
        ListOf("district"),
        "この値が関わる校区・地区（書かなければ自動で決まります）",
        default=(),
    ),
    Field("note", "word", "理由や別の候補（紙面には出ません）", default=""),
)
EVIDENCE = table("根拠の一覧（evidence.yaml）", Field("evidence", ListOf(FACT), "根拠"))

MOVED = (
    "根拠（basis）は、このファイルには書きません。",
    "evidence.yaml に移してください。書き方は evidence.yaml のはじめと docs/data.md にあります。",
)
"""What to say of the key `basis`, which once stood beside the values."""


def check_evidence(loading: Loading) -> None:
    """Note each entry that names no value, and each that another has spoken of before."""
    entries = loading.rows_of(FACT)
    known = _addresses(loading) if entries else {}
    loading.check_unique(entries, "fact", "根拠")
    for fact in (scalar for row in entries for scalar in row.scalars("fact")):
        if fact.text not in known:
            alike = [address for address in known if _ambiguous(address) == fact.text]
            hint = f"どれか一つを書いてください：{'、'.join(alike)}" if alike else ""
            hint = (
                hint or nearest(fact.text, list(known)) or "ファイルの名前から / でつないで書いてください。"
            )
            loading.report(fact.place, f"根拠の「{fact.text}」が、どの値のことか分かりません。", hint)


def facts(loading: Loading, touched: Callable[[Row], tuple[str, ...]]) -> Iterator[Fact]:
    """All facts that were read. `touched` tells which districts the values of a table touch."""
    entries = loading.rows_of(FACT)
    known = _addresses(loading) if entries else {}
    for row in entries:
        about, subject = known[row.text("fact")]
        values: dict[str, Any] = {key: value for key, value in row.values.items() if key != "fact"}
        values["subject"] = row.text("subject") or subject.format_map(about)
        values["districts"] = row.values.get("districts") or touched(about)
        yield Fact(**values, place=row.place_of("confirmed"))


def unsure_readings(loading: Loading) -> set[str]:
    """The districts of whose reading the sources do not agree, and nobody has confirmed one."""
    doubts = (row.text("fact").split("/") for row in loading.rows_of(FACT) if _is_doubt(row))
    return {address[1] for address in doubts if address[0] == "districts" and address[2:] == ["reading"]}


def _is_doubt(row: Row) -> bool:
    return row.text("confidence") == CONFIDENCES[-1] and not row.flag("confirmed")


def _addresses(loading: Loading) -> dict[str, tuple[Row, str]]:
    """Address of each value of which evidence may speak → the table that it stands in, what it is called.

    Tables of one name in one list are told apart by their telephone numbers.
    """
    rows: dict[str, list[Row]] = {}
    for row in loading.rows:
        if row.table.facts:
            rows.setdefault(row.address, []).append(row)
    return {
        f"{address}{_number(row, same)}/{name}": (row, subject)
        for address, same in rows.items()
        for row in same
        for name, subject in row.table.facts
    }


def _number(row: Row, same: list[Row]) -> str:
    return f"（{row.text('phone')}）" if len(same) > 1 else ""


def _ambiguous(address: str) -> str:
    """An address without the telephone number that tells it from another."""
    head, _, name = address.rpartition("/")
    return f"{head.rpartition('（')[0]}/{name}"
