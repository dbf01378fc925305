"""The pages of a site, each as its bytes: templates filled with what the plan and the HTML twins say.

In: what editions are made of (`Job`), where the site will stand. Out: file → bytes. Every text goes through
Jinja2, which escapes it; the parts of the twin, which are HTML already, are the one exception. A district is
found on the first page without script, in lists; the script only filters what stands there.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from handbook.address_code import QUIET, modules
from handbook.batch.editions import Job
from handbook.blocks.masthead import ENDED
from handbook.blocks.reach import address as dialled
from handbook.district import hiragana
from handbook.document import ARTIFACT, Document, Element, Picture
from handbook.edition import Edition, common_date
from handbook.facts import unconfirmed
from handbook.pictures import Drawing
from handbook.plan import Desk, District
from handbook.site import FRONT, MISSING, page_of
from handbook.twins import detached, html_parts, style_sheet
from handbook.web.opendata import NAME, SCHEMA, Pdf

STYLES, SCRIPT, SITEMAP = "style.css", "script.js", "sitemap.xml"
FIXED = (FRONT, MISSING, STYLES, SCRIPT, SITEMAP, NAME, SCHEMA)
"""Files that every site may have; no page of a district is called so."""

PICTURES = "pictures"
STREET = f"{PICTURES}/street.svg"

ROWS = "あかさたなはまやらわ"
"""Rows of kana, by what each begins with."""


class Group(NamedTuple):
    """Districts under a heading, to which `id` leads."""

    id: str
    heading: str
    districts: tuple[District, ...]


def resource(name: str) -> bytes:
    """A file of this room as it is."""
    return files(__package__).joinpath("templates").joinpath(name).read_bytes()


class Pages:
    """Makes the pages of one site; remembers what their common style sheet needs."""

    def __init__(self, job: Job, address: str) -> None:
        """`address`: where the site will stand, with / at its end, or ""."""
        self._plan, self._job, self._address = job.plan, job, address
        self._rules: dict[str, None] = {}
        self._street: Drawing | None = None
        self._environment = Environment(
            loader=PackageLoader("handbook.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(dial=dialled, page=page_of, quoted=quote, kilobytes=_kilobytes)

    def district(self, edition: Edition, document: Document, pdfs: Sequence[Pdf]) -> Mapping[str, bytes]:
        """The page of a district, with the files that it alone brings along."""
        parts = html_parts(document)
        self._rules |= dict.fromkeys(parts.rules)
        self._street = self._street or _street(document)
        page = page_of(edition.district.slug)
        main, photographs = detached(parts.main, PICTURES)
        html = self._filled(
            "district.html",
            address=self._address + page,
            edition=edition,
            lang=parts.lang,
            title=document.title,
            about=document.subject,
            parts=parts._replace(main=main),
            pdfs=pdfs,
            date=edition.as_of,
            code=_code(self._address + page) if self._address else None,
        )
        return {page: html, **photographs}

    def around(self) -> dict[str, bytes]:
        """What there is beside the districts' pages, the first page last. They must have been made before."""
        made = {STYLES: self._styles(), SCRIPT: resource(SCRIPT)}
        if self._street is not None:
            size = f'width="{self._street.width:g}" height="{self._street.height:g}"'
            made[STREET] = self._street.svg(size).encode()
        if self._address and self._listed:
            made[SITEMAP] = self._filled(
                SITEMAP, pages=["", *(page_of(one.slug) for one in self._plan.districts)]
            )
        made[MISSING] = self._filled(MISSING, root=urlsplit(self._address).path, title=self._title)
        made[FRONT] = self._filled(
            FRONT,
            address=self._address,
            title=self._title,
            street=STREET if self._street else None,
            groups=self._groups,
            by_bloc=self._by_bloc,
            rows=_rows(self._plan.districts) if self._by_bloc else (),
            categories=self._categories(),
            unconfirmed=len(unconfirmed(self._plan)),
            date=common_date(self._plan, (*self._plan.desks, *self._plan.contacts)),
        )
        return made

    def _filled(self, template: str, **values: Any) -> bytes:
        plan, job = self._plan, self._job
        ended = ENDED.format(end=plan.period.end) if plan.period and plan.ended(job.date) else ""
        usual = {
            "root": "",
            "lang": "ja",
            "address": self._address,
            "street": None,
            "about": plan.subtitle,
            "listed": self._listed,
        }
        common = {"plan": plan, "site": plan.site, "final": job.final, "ended": ended, "data": NAME}
        text = self._environment.get_template(template).render({**usual, **common, **values})
        return text.encode() + b"\n"

    @property
    def _listed(self) -> bool:
        """Whether search engines may show the site: what is a proof or invented asks them not to."""
        return self._job.final and not self._plan.sample

    @property
    def _title(self) -> str:
        plan = self._plan
        more = "と、できること" if plan.goals else ""
        return plan.site.title or f"あなたの{plan.district_kind}の相談先{more}"

    @property
    def _by_bloc(self) -> bool:
        return all(district.bloc for district in self._plan.districts)

    @cached_property
    def _groups(self) -> Sequence[Group]:
        """By bloc in the plan's order, where every district has one; else by kana."""
        if not self._by_bloc:
            return _rows(self._plan.districts)
        blocs: dict[str, list[District]] = {}
        for district in self._plan.districts:
            blocs.setdefault(district.bloc, []).append(district)
        return [Group(f"bloc-{at}", bloc, tuple(blocs[bloc])) for at, bloc in enumerate(blocs, 1)]

    def _categories(self) -> list[tuple[str, list[tuple[Desk, tuple[District, ...]]]]]:
        """Each category with its desks and the districts of each, none where it is there for all."""
        plan, found = self._plan, []
        for category in plan.categories:
            desks = [desk for desk in plan.desks if desk.category == category.name]
            of = [
                (desk, () if len(desk.districts) == len(plan.districts) else desk.districts) for desk in desks
            ]
            found.append((category.name, [(desk, tuple(map(plan.district, names))) for desk, names in of]))
        return found

    def _styles(self) -> bytes:
        """One file for all pages: the twins' style, the layout's colours, the site's style, the city's."""
        site = self._plan.site
        colors = {"band": site.band, "band-ink": site.band and "#FFFFFF", "glow": site.glow}
        own = "".join(f" --{name}: {color};" for name, color in colors.items() if color)
        last = f":root {{ --button: {site.button};{own} }}\n"
        return "\n".join((style_sheet(), *self._rules, resource(STYLES).decode(), last)).encode()


def _rows(districts: Iterable[District]) -> list[Group]:
    """Districts by the first kana of their reading; those whose reading is unsure at the end."""
    found: dict[str, list[District]] = {row: [] for row in (*ROWS, "")}
    for district in sorted(districts, key=lambda one: one.reading):
        first = unicodedata.normalize("NFD", hiragana(district.reading[:1]))[:1]
        found[ROWS[bisect(ROWS, first) - 1] if district.sure else ""].append(district)
    return [
        Group(f"row-{at}", f"{row}行" if row else "よみを確かめているところ", tuple(within))
        for at, (row, within) in enumerate(found.items(), 1)
        if within
    ]


def _street(document: Document) -> Drawing | None:
    """The first picture that is decoration: that of the title."""

    def within(element: Element) -> Drawing | None:
        for child in element.children:
            if isinstance(child, Element):
                if found := within(child):
                    return found
            elif (
                isinstance(child, Picture) and element.role == ARTIFACT and isinstance(child.drawing, Drawing)
            ):
                return child.drawing
        return None

    return next(filter(None, map(within, document.pages[0].elements)), None)


def _code(address: str) -> tuple[int, str]:
    """The QR code of an address: modules across with its quiet zone, and the dark ones as a path of SVG."""
    rows = modules(address)
    dark = (
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, module in enumerate(row)
        if module
    )
    return len(rows) + 2 * QUIET, "".join(dark)


def _kilobytes(size: int) -> str:
    return f"{max(1, round(size / 1024)):,}"
