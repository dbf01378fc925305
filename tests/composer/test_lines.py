"""The lines of all 46 editions, held against BudouX's own phrases and the stated bounds."""

from __future__ import annotations

from collections.abc import Iterator

import budoux
import pytest

from handbook.document import Document, Element, Text

LONG = 8
"""Characters; a phrase of so many is mostly a compound, which may part between its words."""


def paragraphs(document: Document) -> Iterator[tuple[str, list[list[Text]]]]:
    """The block and the lines of each element that holds text, a line being marks on one baseline."""

    def descend(element: Element, block: str) -> Iterator[tuple[str, list[list[Text]]]]:
        block = element.block or block
        lines: dict[float, list[Text]] = {}
        for child in element.children:
            if isinstance(child, Text) and child.run.text.strip():
                lines.setdefault(round(child.y, 2), []).append(child)
        if lines:
            yield block, list(lines.values())
        for child in element.children:
            if isinstance(child, Element):
                yield from descend(child, block)

    for page in document.pages:
        for element in page.elements:
            yield from descend(element, "")


def words(line: list[Text]) -> str:
    return "".join(mark.run.text for mark in line)


@pytest.fixture(scope="module")
def phrase_ends():
    """The places in a text at which BudouX ends a phrase."""
    parser = budoux.load_default_japanese_parser()

    def find(text: str) -> set[int]:
        ends, at = set(), 0
        for phrase in parser.parse(text):
            at += len(phrase)
            ends.add(at)
        return ends

    return find


def test_no_ragged_line_breaks_within_a_phrase(documents, phrase_ends):
    """Headings, roles, points: everything but the columns, whose style only prefers whole phrases."""
    breaks = 0
    for name, document in documents.items():
        for block, lines in paragraphs(document):
            if block == "columns" or len(lines) == 1:
                continue
            text = "".join(map(words, lines))
            ends, at = phrase_ends(text), 0
            for line in lines[:-1]:
                at += len(words(line))
                before = max((end for end in ends if end < at), default=0)
                whole = min(end for end in ends if end >= at) - before
                assert at in ends or whole >= LONG, (name, block, [words(line) for line in lines])
                breaks += 1
    assert breaks > 46 * 15


def test_no_paragraph_ends_in_one_lone_character(documents):
    for name, document in documents.items():
        for block, lines in paragraphs(document):
            if len(lines) > 1:
                assert len(words(lines[-1]).rstrip("、。」")) >= 3, (name, block, words(lines[-1]))
