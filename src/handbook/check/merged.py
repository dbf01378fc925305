"""The editions in a file: the one that it claims to be, or those that `build --merge` put into it.

In: what was read back. Out: each edition with the part of the file that is to be held against it, as if it
were a file by itself. In a merged file each edition is a Part of the structure tree, by its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from handbook.check import IDENTIFIER, edition_of
from handbook.check.finding import Finding, quote
from handbook.check.page_text import compact
from handbook.edition import Edition, select
from handbook.plan import Plan
from handbook.readback import ReadBack
from handbook.readback.structure import StructureElement, StructureTree


class Part(NamedTuple):
    """An edition, and the pages that claim to be it."""

    edition: Edition
    file: ReadBack


def parts_of(file: ReadBack, plan: Plan) -> tuple[tuple[Part, ...], tuple[Finding, ...]]:
    """The editions in a file, and what is wrong with it as a collection; no edition for a foreign file."""
    if (edition := edition_of(file, plan)) is not None:
        return (Part(edition, file),), ()
    elements = _elements(file)
    if not elements or not file.info.get(IDENTIFIER, "").startswith(f"{plan.title}/"):
        return (), ()
    names = {compact(plan.called(district.name)): district.name for district in plan.districts}
    starts = [element.page or 0 for element in elements]
    known = [names.get(compact(element.title)) for element in elements]
    parts = tuple(
        Part(made := select(plan, name), _part(file, element, made, range(start, end)))
        for element, name, (start, end) in zip(
            elements, known, pairwise((*starts, len(file.pages) + 1)), strict=True
        )
        if name is not None
    )
    return parts, tuple(_wrong(elements, starts, known))


def _elements(file: ReadBack) -> list[StructureElement]:
    tops = file.tree.top if file.tree else ()
    return [part for top in tops for part in top.elements("Part") if part.title]


def _wrong(elements: list[StructureElement], starts: list[int], known: list[str | None]) -> Iterator[Finding]:
    hint = "handbook build --merge で作り直してください。"
    for element, name in zip(elements, known, strict=True):
        if name is None:
            message = f"まとめた PDF に、データにない版{quote(element.title)}があります。"
            yield Finding("edition", message, hint, element.page)
    for name, count in Counter(filter(None, known)).items():
        if count > 1:
            message = f"まとめた PDF に、「{name}」の版が{count}部あります。"
            yield Finding("edition", message, hint)
    if starts != sorted(set(starts)) or starts[0] != 1:
        message = "まとめた PDF の、版の順序がページの順序と違います。"
        yield Finding("edition", message, hint)


def _part(file: ReadBack, element: StructureElement, edition: Edition, pages: range) -> ReadBack:
    """A part as a file by itself; its title is its own, for the whole file's names no district."""
    about = {IDENTIFIER: f"{file.info[IDENTIFIER]}/{edition.district.slug}"}
    about["Title"] = f"{edition.plan.title} {element.title}"
    return file._replace(
        pages=tuple(page for page in file.pages if page.number in pages),
        info={**file.info, **about},
        xmp_title="",
        labels=tuple(file.labels[page - 1].removeprefix(f"{element.title}-") for page in pages),
        bookmarks=tuple(mark for mark in file.bookmarks if mark.page in pages),
        tree=StructureTree((element,), file.tree is not None and file.tree.whole),
    )
