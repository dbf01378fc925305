"""districts.json: the districts with their desks and files, for other programs.

In: the districts of a site. Out: the file's bytes. What each key means is said in `districts.schema.json`,
which is published beside it; it is the only description of the format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from handbook.edition import Edition
from handbook.plan import Contact, Desk, Plan

NAME = "districts.json"
SCHEMA = "districts.schema.json"


class Pdf(NamedTuple):
    """A PDF of a district: which layout, what that is called, its file as seen from the site's, and size."""

    layout: str
    title: str
    file: str
    bytes: int
    pages: int


REACH = ("name", "phone", "fax", "hours", "address", "mail", "web")


def districts_json(plan: Plan, state: str, districts: Iterable[tuple[Edition, str, Sequence[Pdf]]]) -> bytes:
    """Each district with its page and its PDFs, as addresses from the site's first page.

    `state` is `Edition.state`. What is not known is left out.
    """
    whole = {
        "$schema": SCHEMA,
        "city": plan.city,
        "plan": plan.title,
        "kind": plan.district_kind,
        "state": state.split()[0],
        "ended": "ended" in state,
        "sample": plan.sample,
        "period": plan.period and {"first": str(plan.period.first), "last": str(plan.period.last)},
        "contacts": [_office(plan, contact) for contact in plan.contacts],
        "districts": [
            {
                "name": edition.district.name,
                "reading": edition.district.reading if edition.district.sure else "",
                "slug": edition.district.slug,
                "bloc": edition.district.bloc,
                "page": page,
                "pdfs": [{**pdf._asdict(), "file": quote(pdf.file)} for pdf in pdfs],
                "desks": [_office(plan, desk) for desk in edition.desks],
            }
            for edition, page, pdfs in districts
        ],
    }
    return json.dumps(_known(whole), ensure_ascii=False, indent=1).encode() + b"\n"


def _office(plan: Plan, office: Desk | Contact) -> dict[str, Any]:
    """A desk or a contact, with the month when all this was so."""
    own = ("category", "ask") if isinstance(office, Desk) else ()
    told = {name: getattr(office, name) for name in (*own[:1], *REACH, *own[1:])}
    return {**told, "as_of": plan.date_of(office)}


def _known(value: Any) -> Any:
    """A value without what is empty in it."""
    if isinstance(value, dict):
        kept = {key: _known(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in ("", None)}
    return [_known(one) for one in value] if isinstance(value, list) else value
