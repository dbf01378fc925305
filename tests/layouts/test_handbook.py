"""The booklet: how its pages are filled and parted, measured on finished PDFs and composed pages."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdf
import pytest

import handbook
from handbook.check import check_pdf
from handbook.document import Document, Element, Page, words
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.readback import read_back

LAYOUTS = ("handbook", "handbook-a5")
PAGES = {"handbook": (8, 4), "handbook-a5": (16, 8)}
"""Of Kurume's plan and of the invented city's, which has fewer chapters."""


@pytest.fixture(scope="module", params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> Layout:
    return handbook.load_layout(request.param)


@pytest.fixture(scope="module")
def booklets(plan: Plan, mihon: Plan, layout: Layout) -> dict[str, Document]:
    """浮島 has a column of its own, 東 one more than the others of its city."""
    found = {}
    for city, names in ((plan, ("浮島", "田主丸")), (mihon, ("東", "見本ニュータウン"))):
        for name in names:
            found[name] = handbook.compose(handbook.select(city, name), layout)
    return found


def within(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        if isinstance(child, Element):
            yield from within(child)


def blocks(page: Page, kind: str) -> list[Element]:
    return [element for element in page.elements if element.block == kind]


def test_it_has_as_many_pages_as_its_plan_fills(layout: Layout, booklets: dict[str, Document]) -> None:
    kurume, invented = PAGES[layout.name]
    counts = {name: len(document.pages) for name, document in booklets.items()}
    assert counts == {"浮島": kurume, "田主丸": kurume, "東": invented, "見本ニュータウン": invented}


def test_it_passes_the_check_and_viewers_number_its_pages_as_paper_does(
    plan: Plan, layout: Layout, booklets: dict[str, Document]
) -> None:
    pdf = handbook.render_pdf(booklets["浮島"])
    assert check_pdf(pdf, handbook.select(plan, "浮島"), layout) == []
    file = pypdf.PdfReader(io.BytesIO(pdf))
    assert file.page_labels == ["表紙", *map(str, range(2, len(file.pages) + 1))]
    printed = [{run.text for run in page.runs} for page in read_back(pdf).pages]
    assert all(label in texts for label, texts in list(zip(file.page_labels, printed, strict=True))[1:])
    links = [one.get_object() for one in file.pages[0]["/Annots"]]
    assert len(links) == 11, "desks, contacts, what local welfare is, opinions, seven chapters"
    for link in links:
        page = file.get_page_number(link["/A"]["/D"][0].get_object())
        assert link["/Contents"].endswith(f" {file.page_labels[page]}"), (
            "the number that is printed beside it"
        )


def test_a_heading_stands_with_what_it_heads(booklets: dict[str, Document]) -> None:
    for document in booklets.values():
        for page in document.pages[1:]:
            last = [element for element in page.elements if element.block not in ("", "footer")][-1]
            assert last.block not in ("heading", "parties"), words(last)
            for number in (4, 5):
                if any(words(one).startswith(str(number)) for one in blocks(page, "heading")):
                    assert blocks(page, {4: "goals", 5: "cycle"}[number]), "its picture is on its page"


def test_notes_stand_with_the_end_of_what_they_explain(plan: Plan, layout: Layout, booklets) -> None:
    for document in (booklets["田主丸"], handbook.compose(handbook.select(plan, "南"), layout)):
        (page,) = (page for page in document.pages if blocks(page, "notes"))
        assert any("予防・解決策を知る" in words(one) for one in blocks(page, "cycle"))


def test_no_measure_stands_alone(booklets: dict[str, Document]) -> None:
    for document in booklets.values():
        for page in document.pages:
            for panel in blocks(page, "goals"):
                titles = [one for one in within(panel) if one.role == "H4"]
                assert panel.role != "Sect" or len(titles) > 1 or "担い手を育てる" in words(panel), words(
                    panel
                )


def test_whose_part_a_mark_is_stands_on_each_page_with_goals(booklets: dict[str, Document]) -> None:
    for name, document in booklets.items():
        who = "住民のみなさん" if name in ("東", "見本ニュータウン") else "市社会福祉協議会"
        for page in document.pages:
            if any(panel.role == "Sect" for panel in blocks(page, "goals")):
                keys = blocks(page, "parties") + [
                    one for one in blocks(page, "goals") if one.role == "Artifact"
                ]
                assert any(who in words(key) for key in keys), page.name


def test_the_front_names_who_issues_it_and_the_back_whom_to_call(
    plan: Plan, layout: Layout, booklets: dict[str, Document]
) -> None:
    front, *_, back = booklets["田主丸"].pages
    assert all(any(issuer in words(one) for one in front.elements) for issuer in plan.issuers)
    numbers = "".join(map(words, blocks(back, "desks")))
    if layout.name == "handbook":  # the A5 booklet's back is full
        assert all(desk.phone in numbers for desk in handbook.select(plan, "田主丸").desks)
    assert not blocks(booklets["東"].pages[-1], "desks"), "its back is full"


def test_what_is_read_in_lines_is_never_set_tighter_than_the_house_allows(layout: Layout) -> None:
    for name in ("body", "opening", "step", "role", "strong-role", "column", "desk-detail", "contents"):
        assert layout.styles[name].min_leading >= 1.4, name
