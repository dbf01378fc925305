"""根拠: what values rest on that are not simply printed in the overview.

A `basis:` table comes in, `Fact`s go out. Where it may stand and which values it may speak
of is said by the readers of the tables that hold it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handbook.errors import Place
from handbook.load.fields import Fields, Reading
from handbook.load.source import Scalar
from handbook.plan import CONFIDENCES, Fact


class References:
    """Names met while reading, to be held against what exists when everything has been read."""

    def __init__(self) -> None:
        self.sources: list[Scalar] = []
        self.districts: list[Scalar] = []


class Basis:
    """Gathers facts while a plan is read."""

    def __init__(self, reading: Reading, references: References) -> None:
        self.reading = reading
        self.references = references
        self.facts: list[Fact] = []

    def read(self, fields: Fields, subjects: Mapping[str, str], districts: Sequence[str] = ()) -> None:
        """Read the `basis` of `fields`, if it has one.

        `subjects` names in Japanese each value that it may speak of; `districts` are those that
        the values touch where the basis does not say otherwise (none: all).
        """
        if "basis" not in fields:
            return
        table = fields.table("basis", f"{fields.what}の根拠（basis）", optional=subjects)
        for key, subject in subjects.items():
            if key in table:
                self.facts.append(self._fact(table, key, subject, districts))

    def _fact(self, table: Fields, key: str, subject: str, districts: Sequence[str]) -> Fact:
        what = f"{subject}の根拠"
        fields = table.table(
            key, what, ("confidence", "confirmed", "sources"), ("subject", "districts", "note")
        )
        sources, named = fields.words("sources"), fields.words("districts")
        self.references.sources.extend(sources)
        self.references.districts.extend(named)
        return Fact(
            subject=fields.word("subject") or subject,
            confidence=fields.choice("confidence", CONFIDENCES),
            confirmed=fields.flag("confirmed"),
            sources=tuple(source.text for source in sources),
            note=fields.word("note"),
            districts=tuple(name.text for name in named) or tuple(districts),
            place=_value_place(fields),
        )


def _value_place(fields: Fields) -> Place:
    """Where a person sets the fact confirmed."""
    return fields.place_of("confirmed")
