"""Texts in the form in which they are compared, and the texts that may stand in an edition.

Comes in: an edition, a layout. Goes out: strings without ruby markup and white
space, width and dashes folded. Drawing code is not asked: what may be printed
follows from the data and the layout's own words alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import lru_cache

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
    return [field.name for field in fields(plan) if field.name not in _NOT_PRINTED]


def _strings(value: object) -> Iterator[str]:
    """The texts of a part of the plan, which is a tuple of its values, and of lists of such parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _strings(item)


def edition_wording(edition: Edition) -> set[str]:
    """What may stand in this edition and not in every one: its names, desks, columns; compacted."""
    name, district = edition.district.name, edition.district
    found = {name, f"{name}校区", f"{name}校区版", "校区版", district.reading}
    for desk in edition.desks:
        found |= {desk.category, desk.name, desk.phone, desk.fax}
    for contact in edition.plan.contacts:
        found |= {contact.name, contact.phone, contact.fax}
    for column in edition.columns:
        found |= column_wording(column)
    return {compact(text) for text in found} - {""}


def column_wording(column: Column) -> set[str]:
    """A column's title and its paragraphs."""
    return {compact(column.title), *map(compact, column.text.splitlines()), compact(column.text)} - {""}


class LayoutWording:
    """A layout's blocks and own words, with their fields filled in for an edition."""

    def __init__(self, layout: Layout, edition: Edition) -> None:
        printable = {placed.text for placed in layout.texts}
        roots = [root for page in layout.pages for root in (page.header, page.body, page.footer) if root]
        self.nodes: tuple[Node, ...] = tuple(node for root in roots for node in _nodes(root))
        self.kinds = frozenset(node.kind for node in self.nodes)
        values = field_values(edition)
        self.texts: tuple[tuple[Node, str, str], ...] = tuple(
            (node, option, filled(values, text))
            for node in self.nodes
            for option, value in node.options.items()
            for text in (
                (value,) if isinstance(value, str) else value if isinstance(value, (tuple, list)) else ()
            )
            if text in printable
        )
        """Every printable text: its block, the option that holds it, the text filled in."""


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
    """What the fields of a layout's text stand for (`handbook.layout.FIELDS`)."""
    plan, district = edition.plan, edition.district
    values = {
        "district": district.name,
        "reading": district.reading,
        "name": district.name,
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
