"""根拠: what values rest on that are not simply printed in the overview.

A table's declaration takes a `basis` field that says which of its values may have one; from the rows that
were read, `facts` makes the plan's `Fact`s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from handbook.declaration import Field, ListOf, OneOf, table
from handbook.load.loading import Loading, Row
from handbook.plan import CONFIDENCES, Fact

_END = "の根拠"

FACT = table(
    "",
    Field("confidence", OneOf(CONFIDENCES), "確からしさ（確認済み、ほぼ確実、おそらく、資料が食い違う）"),
    Field("confirmed", "flag", "確認（市の担当者が確かめたら true にします）"),
    Field("sources", ListOf("source"), "出典（sources.yaml にある id）"),
    Field("subject", "word", "何についての根拠か（書かなければ自動で付きます）", default=""),
    Field("districts", ListOf("district"), "この値が関わる校区（書かなければ自動で決まります）", default=()),
    Field("note", "word", "理由や別の候補（紙面には出ません）", default=""),
)


def basis(**subjects: str) -> Field:
    """The field `basis` of a table: of which values it may speak, and what each is called in messages.

    A subject may name values of the table: `{name}の電話番号`.
    """
    facts = [
        Field(name, FACT._replace(what=subject + _END), subject, default=None)
        for name, subject in subjects.items()
    ]
    meaning = "根拠（概要版にそのまま印刷されていない値が、何に基づくか）"
    return Field("basis", table("{what}の根拠（basis）", *facts), meaning, default=None)


def facts(loading: Loading, touched: Callable[[Row], tuple[str, ...]]) -> Iterator[Fact]:
    """All facts that were read. `touched` tells which districts the values of a table touch."""
    for row in loading.rows_of(FACT):
        assert row.outer is not None
        assert row.outer.outer is not None
        values: dict[str, Any] = {
            **row.values,
            "subject": row.text("subject") or row.what.removesuffix(_END),
            "districts": row.values.get("districts") or touched(row.outer.outer),
        }
        yield Fact(**values, place=row.place_of("confirmed"))
