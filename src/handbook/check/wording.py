"""Texts in the form in which they are compared, and the texts that may stand in an edition.

Comes in: an edition, a layout. Goes out: strings without ruby markup and white
space, width and dashes folded. Drawing code is not asked: what may be printed
follows from the data and the layout's own words alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from handbook.edition import Edition
from handbook.layout import Layout, Node
from handbook.plan import Column, Plan

_RUBY = re.compile(r"\{([^{}|\n]+)((?:\|[^{}|\n]*)+)\}")
_FOLDED = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣⁃", "-") | {"〜": "~", "∼": "~", "˜": "~", "´": "'", "’": "'", "‘": "'"}
)
_NOT_PRINTED = frozenset(
    ("districts", "desks", "columns", "sources", "facts", "texts", "folder", "categories", "contacts")
)
"""Fields of a plan that are no wording of every edition: what concerns single districts, and provenance."""


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """`text` with width and dashes folded (NFKC), white space left as single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_FOLDED).split())


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """`text` for comparison: ruby markup and white space out, width and dashes folded."""
    return folded(_RUBY.sub(r"\1", text)).replace(" ", "")


@lru_cache(maxsize=8)
def plan_wording(plan: Plan) -> tuple[str, ...]:
    """Every wording of the plan that may stand in any edition, compacted."""
    found = {compact(text) for field in _printed_fields(plan) for text in _strings(getattr(plan, field))}
    found |= {"".join(map(compact, plan.vision))}
    return tuple(sorted(found - {""}))


def _printed_fields(plan: Plan) -> list[str]:
    return [name for name in Plan.__dataclass_fields__ if name not in _NOT_PRINTED]


def _strings(value: object) -> Iterator[str]:
    """The texts of a part of the plan, which is a tuple of its values, and of lists of such parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _strings(item)


def edition_wording(edition: Edition) -> set[str]:
    """What may stand in this edition and is no wording of the plan: names, desks, columns; compacted."""
    name, district = edition.district.name, edition.district
    found = {name, f"{name}校区", f"{name}校区版", "校区版", district.reading}
    for desk in edition.desks:
        found |= {desk.category, desk.name, desk.phone, desk.fax}
    for column in edition.columns:
        found |= column_wording(column)
    return {*map(compact, found), *contact_wording(edition.plan)} - {""}


@lru_cache(maxsize=8)
def contact_wording(plan: Plan) -> frozenset[str]:
    """The names and numbers of the plan's contacts, compacted."""
    found = {text for one in plan.contacts for text in (one.name, one.phone, one.fax)}
    return frozenset(map(compact, found))


@lru_cache(maxsize=256)
def column_wording(column: Column) -> frozenset[str]:
    """A column's title and its paragraphs."""
    found = {compact(column.title), *map(compact, column.text.splitlines()), compact(column.text)}
    return frozenset(found - {""})


class Words(NamedTuple):
    """A printable text of a layout, the block that prints it and the option that holds it."""

    node: Node
    option: str
    text: str


class SharedWords:
    """A layout's blocks and own words, as far as all editions of a plan have them in common.

    Compared by identity, so that work done for it can be kept with it.
    """

    def __init__(self, layout: Layout, plan: Plan) -> None:
        printable = {placed.text for placed in layout.texts}
        roots = [root for page in layout.pages for root in (page.header, page.body, page.footer) if root]
        self.nodes: tuple[Node, ...] = tuple(node for root in roots for node in _nodes(root))
        self.kinds = frozenset(node.kind for node in self.nodes)
        self.unfilled = tuple(
            Words(node, option, text)
            for node in self.nodes
            for option, value in node.options.items()
            for text in (
                (value,) if isinstance(value, str) else value if isinstance(value, (tuple, list)) else ()
            )
            if text in printable
        )
        self.borrowing = tuple(
            words.node
            for words in self.unfilled
            if words.node.kind == "columns" and words.node.options.get("others")
        )
        """The blocks that print other districts' columns."""
        values = plan_values(plan)
        self.texts = tuple(
            words._replace(text=filled(values, words.text)) for words in self.unfilled if not _differs(words)
        )
        """The texts that every edition prints alike, filled in."""
        self.differing = tuple(filter(_differs, self.unfilled))


@lru_cache(maxsize=8)
def shared_words(layout: Layout, plan: Plan) -> SharedWords:
    """What all editions of a plan have in common by a layout, worked out once."""
    return SharedWords(layout, plan)


class LayoutWording:
    """A layout's blocks and own words, with their fields filled in for an edition."""

    def __init__(self, layout: Layout, edition: Edition) -> None:
        self._values = field_values(edition)
        self.shared = shared_words(layout, edition.plan)
        self.nodes, self.kinds = self.shared.nodes, self.shared.kinds
        self.own = self._filled(self.shared.differing)
        """The texts that are not shared by all editions."""

    @property
    def texts(self) -> tuple[Words, ...]:
        """Every printable text."""
        return self._filled(self.shared.unfilled)

    def _filled(self, texts: Iterable[Words]) -> tuple[Words, ...]:
        return tuple(Words(node, option, filled(self._values, text)) for node, option, text in texts)


_DISTRICT_FIELDS = ("district", "reading", "name")


def _differs(words: Words) -> bool:
    """Whether editions of one plan may print a text differently, or not at all."""
    return words.option == "proof" or any(f"{{{field}}}" in words.text for field in _DISTRICT_FIELDS)


def filled(values: Mapping[str, str], text: str) -> str:
    """A layout's `text` with its fields filled in."""
    if "{" in text:
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
    return text


def _nodes(root: Node) -> Iterator[Node]:
    yield root
    for child in root.children:
        yield from _nodes(child)


def field_values(edition: Edition) -> dict[str, str]:
    """What the fields of a layout's text stand for (`handbook.layout.PLACEHOLDERS`)."""
    district = edition.district
    own = dict(zip(_DISTRICT_FIELDS, (district.name, district.reading, district.name), strict=True))
    return own | plan_values(edition.plan)


def plan_values(plan: Plan) -> dict[str, str]:
    """Those fields of a layout's text that stand for the same in all editions of a plan."""
    values = {
        "city": plan.city,
        "plan": plan.title,
        "kind": plan.edition_name,
        "subtitle": plan.subtitle,
        "period": plan.period.text,
        "date": plan.data_date,
    }
    if plan.contacts:
        values["contact"] = plan.contacts[0].name
        values["contact_phone"] = plan.contacts[0].phone
        values["council"] = plan.contacts[-1].name
    return values
