"""A proof is held to being a proof and a final to being a final: the file's claim, and every page."""

from __future__ import annotations

import pytest

import handbook
from handbook.document import ARTIFACT, Document, Element, Portion, words
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.pdf import render_pdf

MARK = "校正用・配布しないでください"


def codes(document: Document, edition: Edition, layout: Layout, state: str = "") -> set[str]:
    return {one.code for one in handbook.check_pdf(render_pdf(document), edition, layout, state)}


@pytest.fixture
def finals(edition: Edition, leaflet: Layout) -> Document:
    return handbook.compose(edition, leaflet, final=True)


@pytest.fixture
def proofs(edition: Edition, leaflet: Layout) -> Document:
    return handbook.compose(edition, leaflet)


def with_page(document: Document, number: int, change) -> Document:
    pages = list(document.pages)
    elements = change(pages[number].elements)
    pages[number] = pages[number]._replace(portions=(Portion(tuple(elements)),))
    return document._replace(pages=tuple(pages))


def without(text: str):
    """The elements, at any depth, without those that say just this."""

    def kept(element: Element) -> Element:
        children = [
            kept(child) if isinstance(child, Element) else child
            for child in element.children
            if not (isinstance(child, Element) and words(child) == text)
        ]
        return element._replace(children=tuple(children))

    return lambda elements: [kept(one) for one in elements if words(one) != text]


def test_both_are_good_and_each_only_as_what_it_is(proofs, finals, edition, leaflet) -> None:
    for document, state, other in ((proofs, "proof", "final"), (finals, "final", "proof")):
        assert codes(document, edition, leaflet) == codes(document, edition, leaflet, state) == set()
        assert "state" in codes(document, edition, leaflet, other)


@pytest.mark.parametrize("claim", ["final", "final ended", "proof ended"])
def test_a_proof_that_claims_to_be_something_else(proofs, edition, leaflet, claim) -> None:
    expected = {"proof-mark"} if "final" in claim else {"missing-text"}
    assert expected <= codes(proofs._replace(state=claim), edition, leaflet)


def test_a_final_that_claims_to_be_a_proof_or_nothing(finals, edition, leaflet) -> None:
    assert "missing-text" in codes(finals._replace(state="proof"), edition, leaflet)
    assert "state" in codes(finals._replace(state=""), edition, leaflet)
    assert "state" in codes(finals._replace(state="FINAL"), edition, leaflet)


@pytest.mark.parametrize("page", [0, 1])
def test_a_proof_whose_page_lost_its_mark(proofs, edition, leaflet, page) -> None:
    assert "not-on-page" in codes(with_page(proofs, page, without(MARK)), edition, leaflet)


@pytest.mark.parametrize("page", [0, 1])
def test_a_final_with_a_proof_s_page(proofs, finals, edition, leaflet, page) -> None:
    pages = list(finals.pages)
    pages[page] = proofs.pages[page]
    assert "proof-mark" in codes(finals._replace(pages=tuple(pages)), edition, leaflet)


@pytest.mark.parametrize("page", [0, 1])
def test_a_final_whose_page_lost_its_code(finals, edition, leaflet, page) -> None:
    assert "not-on-page" in codes(with_page(finals, page, without(finals.code)), edition, leaflet)


def test_a_final_with_another_s_code(finals, plan, edition, leaflet) -> None:
    other = handbook.compose(handbook.select(plan, "江上"), leaflet, final=True)
    assert "sheet-code" in codes(finals._replace(code=other.code), edition, leaflet)
    pages = (finals.pages[0], other.pages[1])
    assert "not-on-page" in codes(finals._replace(pages=pages), edition, leaflet)


def test_the_mark_is_an_artifact_but_where_it_is_said(proofs) -> None:
    roles = [
        element.role
        for page in proofs.pages
        for top in page.elements
        for element in (top, *(child for child in top.children if isinstance(child, Element)))
        if words(element) == MARK
    ]
    assert roles == ["P", ARTIFACT]
