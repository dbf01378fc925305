"""An edition as plain text and as one accessible HTML file: the twins of its PDF.

In: a `Document`. Out: text. Both are made from its structure elements alone, in the order of
reading, so that they cannot disagree with the PDF. Nothing is chosen, worded or left out here but
artifacts, which mean nothing to a reader; no district, desk or block is known.
"""

from __future__ import annotations

from handbook.twins.drawing import detached
from handbook.twins.page import HtmlParts, html_parts, render_html, style_sheet
from handbook.twins.text import render_text

__all__ = ["HtmlParts", "detached", "html_parts", "render_html", "render_text", "style_sheet"]
