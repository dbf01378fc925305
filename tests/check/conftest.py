"""Sabotage: editions and documents with one value changed, printed and checked against the true data."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import handbook
from handbook.check import Finding, check_pdf
from handbook.document import Document, Element, Mark, Portion, Text
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.plan import Plan

ChangeText = Callable[[Text], "Text | tuple[Text, ...]"]


@pytest.fixture(scope="session")
def edition(plan: Plan) -> Edition:
    """浮島, which has a column of its own."""
    return handbook.select(plan, "浮島")


@pytest.fixture(scope="session")
def document(documents: dict[str, Document]) -> Document:
    return documents["浮島"]


@pytest.fixture(scope="session")
def pdf(document: Document) -> bytes:
    """The real leaflet of 浮島."""
    return render_pdf(document)


@pytest.fixture(scope="session")
def findings_of(edition: Edition, leaflet: Layout) -> Callable[[Document], list[Finding]]:
    """What the check says of a document of 浮島."""

    def check(document: Document) -> list[Finding]:
        return check_pdf(render_pdf(document), edition, leaflet)

    return check


@pytest.fixture(scope="session")
def codes_of(findings_of: Callable[[Document], list[Finding]]) -> Callable[[Document], set[str]]:
    def codes(document: Document) -> set[str]:
        return {finding.code for finding in findings_of(document)}

    return codes


@pytest.fixture(scope="session")
def altered(document: Document) -> Callable[[str, ChangeText], Document]:
    """The document of 浮島 with every text that is exactly `words` changed."""

    def alter(words: str, change: ChangeText) -> Document:
        changed = 0

        def descend(element: Element) -> Element:
            nonlocal changed
            children: list[Element | Mark] = []
            for child in element.children:
                if isinstance(child, Text) and child.run.text == words:
                    new = change(child)
                    children += (new,) if isinstance(new, Text) else new
                    changed += 1
                else:
                    children.append(descend(child) if isinstance(child, Element) else child)
            return element._replace(children=tuple(children))

        pages = tuple(
            page._replace(portions=(Portion(tuple(descend(element) for element in page.elements)),))
            for page in document.pages
        )
        assert changed, f"{words!r} is no text of its own in the document"
        return document._replace(pages=pages)

    return alter
