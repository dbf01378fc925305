"""The site of a plan: static pages on which people find their district, its desks and its PDFs.

In: a plan, layouts, a folder. Out: the folder, with HTML, PDFs and one JSON file that need nothing from
elsewhere. A page says what its PDF says: it is set from the parts of the HTML twin. No server, no tracking.
"""

from __future__ import annotations

from handbook.web.site import SiteReport, make_site

__all__ = ["SiteReport", "make_site"]
