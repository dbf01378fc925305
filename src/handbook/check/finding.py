"""What the check holds against a PDF: one value per fault, in words that a proofreader can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from handbook.readback import TextRun
from handbook.units import Rect


class Marked(Protocol):
    """What knows where it stands: a text, a shape, a link, some characters."""

    @property
    def page(self) -> int: ...
    @property
    def box(self) -> Rect: ...


class Finding(NamedTuple):
    """One fault. `docs/check.md` explains every `code`.

    `message` says what was found and what it means, `hint` how to mend it, both in
    Japanese. `page` counts from 1; `rect` is in points from the page's top left.
    """

    code: str
    message: str
    hint: str = ""
    page: int | None = None
    rect: Rect | None = None

    def at(self, mark: Marked) -> Finding:
        """It where a mark stands."""
        return self._replace(page=mark.page, rect=mark.box)


REBUILD = "handbook build で作り直してください。"
"""The hint where nothing but a new file mends it."""


def quote(text: str, most: int = 40) -> str:
    """`text` in Japanese quotation marks, shortened where it is long."""
    text = " ".join(text.split())
    return f"「{text}」" if len(text) <= most else f"「{text[: most - 1]}…」"


def samples(runs: Sequence[TextRun]) -> str:
    """What the first few runs say, and how many more there are."""
    shown = "".join(quote(run.text, 24) for run in runs[:3])
    return shown + (f"ほか{len(runs) - 3}か所" if len(runs) > 3 else "")


def about(code: str, problem: str, runs: Sequence[TextRun], hint: str = REBUILD) -> Iterator[Finding]:
    """What is wrong with some texts of a page, in one finding; nothing where there are none."""
    if runs:
        yield Finding(code, f"{problem}：{samples(runs)}", hint).at(runs[0])


MOST = 12
"""Most findings of one kind on a page; beyond it the rest is counted."""


def limited(findings: Iterable[Finding], what: str) -> Iterator[Finding]:
    """At most MOST of one kind, and how many more there are."""
    found = list(findings)
    yield from found[:MOST]
    if len(found) > MOST:
        rest = len(found) - MOST
        yield Finding(code=found[0].code, message=f"同じ種類の{what}の誤りが、ほかに{rest}件あります。")
