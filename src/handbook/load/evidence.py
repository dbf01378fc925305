"""evidence.yaml: what values rest on that are not simply printed in the overview (根拠).

How the file is written. An entry names its value by where it stands
(`desks/高齢者/西地域包括支援センター/districts`); which values there are is said in `handbook.facts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handbook.declaration import Field, ListOf, OneOf, table
from handbook.load.file_text import nearest
from handbook.load.loading import Loading
from handbook.plan import CONFIDENCES, Fact

FACT = table(
    "根拠「{fact}」",
    Field(
        "fact",
        "word",
        "どの値の根拠か（ファイルの名前と、値の場所を / でつなぎます。例: desks/高齢者/窓口の名前/phone）",
    ),
    Field("confidence", OneOf(CONFIDENCES), "確からしさ（確か、ほぼ確実、おそらく、資料が食い違う）"),
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
    """Note each entry that another has spoken of before."""
    loading.check_unique(loading.rows_of(FACT), "fact", "根拠")


def check_addresses(loading: Loading, known: set[str]) -> None:
    """Note each entry that names no value."""
    for scalar in (scalar for row in loading.rows_of(FACT) for scalar in row.scalars("fact")):
        if scalar.text not in known:
            alike = [address for address in sorted(known) if _ambiguous(address) == scalar.text]
            hint = f"どれか一つを書いてください：{'、'.join(alike)}" if alike else ""
            hint = (
                hint or nearest(scalar.text, sorted(known)) or "handbook confirm に、場所の名前が並びます。"
            )
            loading.report(scalar.place, f"根拠の「{scalar.text}」が、どの値のことか分かりません。", hint)


def facts(loading: Loading) -> Iterator[Fact]:
    """All facts that were read."""
    for row in loading.rows_of(FACT):
        values: dict[str, Any] = {key: value for key, value in row.values.items() if key != "fact"}
        yield Fact(row.text("fact"), **values, place=row.place_of("fact"))


def _ambiguous(address: str) -> str:
    """An address without the telephone number that tells it from another."""
    head, _, name = address.rpartition("/")
    return f"{head.rpartition('（')[0]}/{name}"
