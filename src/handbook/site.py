"""What a city may choose of its site, and what its pages are called; the site itself is made in `web/`."""

from __future__ import annotations

from typing import NamedTuple

FRONT, MISSING = "index.html", "404.html"
"""Pages that every site has; a district's page (`page_of`) cannot be called so."""


def page_of(slug: str) -> str:
    """The file of a district's page: its romaji, which no other has."""
    return f"{slug}.html"


class Site(NamedTuple):
    """What a city wants of its site (`handbook.web`): words of the front page and below every page, the
    address it will have, the layout whose words the pages hold, colours (""; the layout's own)."""

    title: str = ""
    lead: str = ""
    note: str = ""
    base_url: str = ""
    layout: str = "leaflet"
    band: str = ""
    glow: str = ""
    button: str = "#085943"


USUAL = Site()
"""Of a city that wants nothing else."""
