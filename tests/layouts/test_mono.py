"""One colour: what a black printer and a duplicator get, and what is left of it when it is copied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pypdf
import pytest
from PIL import ImageStat

import handbook
from handbook.check.standards import check_standards
from handbook.colors import grey, luminance
from handbook.document import Document, Element, Mark, Shape, Text, bounds, marks
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.preview import page_images

LAYOUTS = ("leaflet-mono", "handbook-mono", "board-mono")
COLOUR = re.compile(rb"(?<![^\s])(?:rg|RG|k|K|cs|CS|sc|SC|scn|SCN|sh|BI)(?=\s|$)")
"""Operators that name another colour space than DeviceGray (ISO 32000-1, annex A)."""


@pytest.fixture(scope="module", params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> Layout:
    return handbook.load_layout(request.param)


@pytest.fixture(scope="module")
def document(plan: Plan, layout: Layout) -> Document:
    return handbook.compose(handbook.select(plan, "浮島"), layout)


@pytest.fixture(scope="module")
def pdf(document: Document) -> bytes:
    return handbook.render_pdf(document)


def recoloured(element: Element, paint: Callable[[Mark], Mark]) -> Element:
    children = (
        recoloured(child, paint) if isinstance(child, Element) else paint(child) for child in element.children
    )
    return element._replace(children=tuple(children))


def repainted(document: Document, paint: Callable[[Mark], Mark]) -> Document:
    pages = []
    for page in document.pages:
        portions = [
            type(portion)(tuple(recoloured(one, paint) for one in portion.elements), portion.origin)
            for portion in page.portions
        ]
        pages.append(page._replace(portions=tuple(portions)))
    return document._replace(pages=tuple(pages))


def codes(pdf: bytes, plan: Plan, layout: Layout) -> set[str]:
    return {finding.code for finding in handbook.check_pdf(pdf, handbook.select(plan, "浮島"), layout)}


def streams(pdf: bytes) -> Iterator[bytes]:
    """What draws: the contents of pages and forms, as pypdf reads them."""
    reader = pypdf.PdfReader(BytesIO(pdf))
    for page in reader.pages:
        yield page.get_contents().get_data()
        for form in page["/Resources"]["/XObject"].values():
            yield form.get_object().get_data()


@pytest.mark.parametrize("name", ["浮島", "宮ノ陣", "田主丸"])
def test_an_edition_is_good_in_all_that_is_checked(plan: Plan, layout: Layout, name: str) -> None:
    edition = handbook.select(plan, name)
    pdf = handbook.render_pdf(handbook.compose(edition, layout))
    assert handbook.check_pdf(pdf, edition, layout, seen=True) == []


def test_the_longest_of_an_invented_city(layout: Layout) -> None:
    edition = handbook.select(handbook.load_plan("data/mihon"), "見本ニュータウン")
    pdf = handbook.render_pdf(handbook.compose(edition, layout))
    assert handbook.check_pdf(pdf, edition, layout) == []


def test_standards_hold(pdf: bytes) -> None:
    assert [findings for _, findings in check_standards(pdf) if findings] == []


def test_nothing_names_another_colour_space(pdf: bytes) -> None:
    """By pypdf, not by our own reader; no profile of colours stands in the file either."""
    assert not [found for stream in streams(pdf) for found in COLOUR.findall(stream)]
    for word in (b"DeviceRGB", b"DeviceCMYK", b"ICCBased", b"CalRGB", b"Lab", b"Separation"):
        assert word not in pdf


def test_the_check_tells_any_colour(plan: Plan, layout: Layout, document: Document) -> None:
    def red(mark: Mark) -> Mark:
        return mark._replace(color="#8A0000") if isinstance(mark, Text) and "0942" in mark.run.text else mark

    def tinted(mark: Mark) -> Mark:
        return mark._replace(fill="#FFFFFE") if isinstance(mark, Shape) and mark.fill == "#FFFFFF" else mark

    assert codes(handbook.render_pdf(document), plan, layout) == set()
    for harmed in (repainted(document, red), repainted(document, tinted), document._replace(mono=False)):
        assert codes(handbook.render_pdf(harmed), plan, layout) == {"not-mono"}


def test_it_says_what_the_coloured_one_says(plan: Plan, layout: Layout, document: Document) -> None:
    coloured = handbook.load_layout(layout.name.removesuffix("-mono"))
    other = handbook.compose(handbook.select(plan, "浮島"), coloured)

    def said(document: Document) -> str:
        drawn = marks(element for page in document.pages for element in page.elements)
        return "".join(mark.run.text for mark in drawn if isinstance(mark, Text)).replace(" ", "")

    assert said(document) == said(other)


def darkest(pdf: bytes) -> int:
    """The level, 0 to 255, of the darkest square of the pages, pictures included: of A4 15 mm wide, of A3,
    whose type is larger, 21."""
    pages = page_images(pdf, 25.4, grey=True)
    return min(page.reduce(page.width // 14).getextrema()[0] for page in pages)


def test_no_slab_of_ink(plan: Plan, leaflet: Layout, pdf: bytes) -> None:
    """A drum prints large black areas uneven, and wet; the coloured band at the top is one."""
    assert darkest(pdf) > 110
    assert darkest(handbook.render_pdf(handbook.compose(handbook.select(plan, "浮島"), leaflet))) < 80


def test_goals_have_a_hatch_each_and_no_text_stands_on_one(
    layout: Layout, document: Document, pdf: bytes
) -> None:
    if "goals" not in layout.kinds:
        return
    hatches = []
    for number, page in enumerate(document.pages, 1):
        drawn = marks(page.elements)
        found = [
            mark for mark in drawn if isinstance(mark, Shape) and sum(s[0] == "M" for s in mark.path) > 4
        ]
        picture = page_images(pdf, 300, [number], grey=True)[0]
        for mark in found:
            box = bounds(mark)
            for text in (one for one in drawn if isinstance(one, Text)):
                its = bounds(text)
                assert its.right <= box.x or its.x >= box.right or its.bottom <= box.y or its.y >= box.bottom
            edges = (box.x, box.y, box.right, box.bottom)
            light = (
                ImageStat.Stat(picture.crop(tuple(round(edge * 300 / 72) for edge in edges))).mean[0] / 255
            )
            assert 0.6 < light < 0.95
            hatches.append(
                tuple((one[0], *(round(float(at) - box.y) for at in one[2::2])) for one in mark.path[:4])
            )
    assert len(hatches) == len(set(hatches)) == 3


def test_numbers_and_headings_survive_two_copies(
    layout: Layout, pdf: bytes, lost_in_copies: Callable[..., list[str]]
) -> None:
    assert lost_in_copies(pdf, layout) == []


def test_the_copies_tell_what_is_too_light_or_white_on_dark(
    plan: Plan, layout: Layout, document: Document, lost_in_copies: Callable[..., list[str]]
) -> None:
    """The test before would fail: numbers in a light grey go, and so does what stands white on a colour."""

    def faint(mark: Mark) -> Mark:
        return mark._replace(color="#C4C4C4") if isinstance(mark, Text) and mark.run.size > 24 else mark

    lost = lost_in_copies(handbook.render_pdf(repainted(document, faint)), layout)
    assert sum(one.isdigit() for one in lost) > 30
    on_dark = handbook.compose(handbook.select(plan, "浮島"), handbook.load_layout("leaflet"))
    assert len(lost_in_copies(handbook.render_pdf(on_dark), layout)) > 20


@pytest.mark.parametrize(
    "color", ["#1B2430", "#7F3D00", "#C9922B", "#FFF4DC", "#000000", "#FFFFFF", "#0000FF"]
)
def test_a_grey_is_as_light_as_its_colour(color: str) -> None:
    made = grey(color)
    assert made[1:3] == made[3:5] == made[5:7]
    assert luminance(made) == pytest.approx(luminance(color), abs=0.004)


def test_cards_of_desks_in_lines(plan: Plan, write: Callable[[str], Layout]) -> None:
    """Any form of a block keeps to one colour without bands."""
    layout = write("extends: leaflet-mono\nparts: {desks: {form: grouped}, stories: none}\n")
    edition = handbook.select(plan, "浮島")
    pdf = handbook.render_pdf(handbook.compose(edition, layout))
    assert handbook.check_pdf(pdf, edition, layout) == []


@pytest.fixture
def write(tmp_path) -> Callable[[str], Layout]:  # type: ignore[no-untyped-def]
    def written(text: str) -> Layout:
        file = tmp_path / "own.yaml"
        file.write_text(text, encoding="utf-8")
        return handbook.load_layout(file)

    return written
