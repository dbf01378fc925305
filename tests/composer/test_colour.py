"""Every text can be read on what lies under it, also by colour-blind eyes, also in one-colour print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from PIL import ImageChops

from handbook.document import Document, Element, Page, Picture, Portion, Shape, Text, bounds, marks
from handbook.pdf import render_pdf
from handbook.preview import page_images
from handbook.units import A4, Rect

Matrix = tuple[tuple[float, float, float], ...]

# Machado, Oliveira, Fernandes (2009), severity 1.0, on linear sRGB.
SEEN_BY: dict[str, Matrix] = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "one colour": ((0.2126, 0.7152, 0.0722),) * 3,
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def linear(color: str) -> tuple[float, ...]:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def luminance(color: str, eyes: str) -> float:
    """Relative luminance (WCAG 2) of a colour as those eyes see it."""
    rgb = linear(color)
    seen = [sum(a * b for a, b in zip(row, rgb, strict=True)) for row in SEEN_BY[eyes]]
    red, green, blue = (min(1.0, max(0.0, value)) for value in seen)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, eyes: str = "all colours") -> float:
    light, dark = sorted((luminance(one, eyes), luminance(other, eyes)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs(document: Document) -> dict[tuple[str, str], set[tuple[str, float, bool]]]:
    """(text colour, colour under it) → the texts set so, with size and whether bold."""
    found: dict[tuple[str, str], set[tuple[str, float, bool]]] = {}
    for page in document.pages:
        painted = [(Rect(0, 0, *A4), "#FFFFFF")]
        for mark in marks(page.elements):
            if isinstance(mark, Shape) and mark.fill:
                painted.append((bounds(mark), mark.fill))
            if not isinstance(mark, Text):
                continue
            box = bounds(mark)
            ink = Rect(box.x, box.y + 0.1 * box.height, box.width, 0.84 * box.height)
            under = next(color for rect, color in reversed(painted) if rect.contains(ink, tolerance=2))
            text = (mark.run.text, mark.run.size, "Bold" in mark.run.face.name)
            found.setdefault((mark.color, under), set()).add(text)
    return found


def test_every_text_of_every_edition_has_seven_to_one(documents):
    checked = 0
    for name, document in documents.items():
        for (color, under), texts in pairs(document).items():
            assert contrast(color, under) >= 7, (name, color, under, texts)
            checked += 1
    assert checked >= 46 * 8


@pytest.mark.parametrize("eyes", SEEN_BY)
def test_text_stays_readable_to_all_eyes_and_in_one_colour(documents, eyes):
    for (color, under), texts in pairs(documents["浮島"]).items():
        assert contrast(color, under, eyes) >= 4.5, (eyes, color, under, texts)


def goals(document: Document) -> list[tuple[str, list[str]]]:
    """Colour and texts of each goal's heading."""
    found = []
    for element in document.pages[1].elements:
        if element.block == "goals":
            heading = next(child for child in element.children if getattr(child, "role", "") == "H3")
            said = [mark for mark in marks((heading,)) if isinstance(mark, Text)]
            found.append((said[0].color, [mark.run.text for mark in said]))
    return found


@pytest.mark.parametrize("eyes", SEEN_BY)
def test_the_three_goals_are_told_apart_by_more_than_hue(documents, eyes):
    """Their colours are about equally dark, so that to some eyes they are one: number and title must tell."""
    three = goals(documents["浮島"])
    assert len(three) == 3
    numbers = [re.search(r"\d", texts[0]).group() for _, texts in three]
    assert numbers == ["1", "2", "3"]
    assert len({texts[-1] for _, texts in three}) == 3
    for color, _ in three:
        assert contrast(color, "#FFFFFF", eyes) >= 4.5  # the number's tag is white


def figures_in(elements: Iterable[object]) -> Iterator[Element]:
    for element in elements:
        if isinstance(element, Element):
            yield from [element] if element.role == "Figure" else figures_in(element.children)


def test_people_counted_and_not_counted_differ_in_form_not_in_colour_alone(documents):
    figures = [figure for page in documents["浮島"].pages for figure in figures_in(page.elements)]
    assert figures
    for figure in figures:
        for shape in figure.children:
            assert (shape.fill is None) != (shape.stroke is None)


def without_pictures(page: Page) -> Page:
    def bare(element: Element) -> Element:
        kept = [child for child in element.children if not isinstance(child, Picture)]
        return element._replace(
            children=tuple(bare(child) if isinstance(child, Element) else child for child in kept)
        )

    return page._replace(portions=(Portion(tuple(map(bare, page.elements))),))


@pytest.mark.parametrize("name", ["浮島", "宮ノ陣"])
def test_no_text_stands_on_what_a_picture_shows(documents, name):
    """The paint of pictures, found by printing the pages without them, lies clear of every text."""
    document = documents[name]
    plain = document._replace(pages=tuple(map(without_pictures, document.pages)))
    printed = zip(page_images(render_pdf(document), 72), page_images(render_pdf(plain), 72), strict=True)
    for page, (full, bare) in zip(document.pages, printed, strict=True):
        paint = ImageChops.difference(full, bare)
        assert paint.getbbox(), page.name
        for mark in marks(page.elements):
            if isinstance(mark, Text) and mark.run.text.strip():
                box = bounds(mark)
                ink = (box.x, box.y + 0.14 * box.height, box.right, box.bottom - 0.1 * box.height)
                assert not paint.crop(tuple(map(round, ink))).getbbox(), mark.run.text
