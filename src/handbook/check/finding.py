"""What the check holds against a PDF: one value per fault, in words that a proofreader can act on."""

from __future__ import annotations

from dataclasses import dataclass

from handbook.units import Rect


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault. `docs/check.md` explains every `code`.

    `message` says what was found and what it means, `hint` how to mend it, both in
    Japanese. `page` counts from 1; `rect` is in points from the page's top left.
    """

    code: str
    message: str
    hint: str = ""
    page: int | None = None
    rect: Rect | None = None


def quote(text: str, most: int = 40) -> str:
    """`text` in Japanese quotation marks, shortened where it is long."""
    text = " ".join(text.split())
    return f"「{text}」" if len(text) <= most else f"「{text[: most - 1]}…」"
