"""Set lines as structure elements: ruby, strong words, links to notes; paragraphs, and items as lists.

In: lines of one text with their places. Out: elements and marks. Where the lines stand is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from handbook.document import Element, Mark, Text
from handbook.typeset.lines import Line, Placed
from handbook.typeset.material import Inline

TO_NOTE, TO_MARK = "note-{}", "mark-{}"
"""The ids of a note and of the first of its marks, by the note's number: they lead to each other."""


class PlacedLine(NamedTuple):
    """A line, its left end and its baseline."""

    line: Line
    x: float
    y: float

    def runs(self, start: int = 0, end: int | None = None) -> list[tuple[Placed, float, float]]:
        """Its runs from `start` to `end` with their places."""
        return [(one, self.x + one.x, self.y + one.dy) for one in self.line.runs[start:end]]


Runs = Iterable[tuple[Placed, float, float]]


def in_line(runs: Runs, color: str, linked: bool = True) -> tuple[Element | Mark, ...]:
    """Runs that follow each other as the content of one element; `linked`: note marks lead to their notes."""
    found: list[Element | Mark] = []
    for strong, group in groupby(_with_ruby(runs, color), lambda one: one[0].strong):
        inner: list[Element | Mark] = []
        for note, same in groupby(group, lambda one: one[0].note):
            children = [child for _, child in same]
            inner += [_reference(note, children)] if note and linked else children
        found += [Element("Strong", tuple(inner))] if strong else inner
    return tuple(found)


def _with_ruby(runs: Runs, color: str) -> Iterator[tuple[Inline, Element | Mark]]:
    """Runs, and bases with their ruby as Ruby(RB, RT), each with what markup says of it."""
    base: list[Text] = []
    inline = Inline()
    for kind, same in groupby(runs, lambda one: one[0].kind if one[0].base else ""):
        placed = list(same)
        texts = [Text(x, y, one.run, color) for one, x, y in placed]
        if kind == "base":
            base, inline = texts, placed[0][0].inline
        elif kind == "ruby":
            parts = (Element(role="RB", children=tuple(base)), Element(role="RT", children=tuple(texts)))
            yield inline, Element(role="Ruby", children=parts)
        else:
            yield from ((one.inline, text) for (one, _, _), text in zip(placed, texts, strict=True))


def _reference(note: int, children: list[Element | Mark]) -> Element:
    href, place = "#" + TO_NOTE.format(note), TO_MARK.format(note)
    link = Element("Link", tuple(children), title=f"※{note}の説明へ", href=href, id=place)
    return Element("Reference", (link,))


def paragraphs(lines: Iterable[PlacedLine], color: str, role: str) -> tuple[Element, ...]:
    """Each paragraph as an element of this role, but items that follow each other as a list."""
    groups: list[list[PlacedLine]] = []
    for line in lines:
        if line.line.begins or not groups:
            groups.append([])
        groups[-1].append(line)
    return listed(_item(group, color) or _paragraph(group, color, role) for group in groups)


def _paragraph(lines: list[PlacedLine], color: str, role: str) -> Element:
    return Element(role, in_line([run for line in lines for run in line.runs()], color))


def _item(lines: list[PlacedLine], color: str) -> Element | None:
    """A list of one item; None if the paragraph begins with no mark."""
    first, *others = lines
    count = first.line.mark
    if not count:
        return None
    body = [*first.runs(count), *(run for line in others for run in line.runs())]
    label = Element("Lbl", in_line(first.runs(0, count), color))
    is_numbered = any(map(str.isdigit, first.line.runs[0].run.text))
    item = Element("LI", (label, Element("LBody", in_line(body, color))))
    return Element("L", (item,), attributes=(("ListNumbering", "Decimal" if is_numbered else "Disc"),))


def listed(elements: Iterable[Element]) -> tuple[Element, ...]:
    """The same with lists of one kind that follow each other as one."""
    found: list[Element] = []
    for element in elements:
        before = found[-1] if found else None
        if before and before.role == element.role == "L" and before.attributes == element.attributes:
            found[-1] = before._replace(children=before.children + element.children)
        else:
            found.append(element)
    return tuple(found)
