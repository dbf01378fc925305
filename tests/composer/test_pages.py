"""The rules of a page (design §5), measured on the composed pages of all 46 editions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

import pytest

import handbook
from handbook.document import ARTIFACT, Document, Element, Mark, Picture, Shape, Text, bounds, marks, words
from handbook.units import A4, MM, Rect

UNPRINTABLE = 5 * MM
PHONE = re.compile(r"^0\d{1,4}-\d{1,4}-\d{4}$")


def walk(
    elements: Iterable[Element], above: tuple[Element, ...] = ()
) -> Iterator[tuple[Mark, tuple[Element, ...]]]:
    """Every mark in reading order with the elements it lies in, outermost first."""
    for element in elements:
        path = (*above, element)
        for child in element.children:
            if isinstance(child, Element):
                yield from walk((child,), path)
            else:
                yield child, path


def texts(document: Document) -> list[tuple[int, Text, tuple[Element, ...]]]:
    return [
        (number, mark, path)
        for number, page in enumerate(document.pages)
        for mark, path in walk(page.elements)
        if isinstance(mark, Text)
    ]


def ink(mark: Text) -> Rect:
    """The box of the em squares, a little less: ascenders of neighbours may touch, ink may not."""
    box = bounds(mark)
    return Rect(box.x, box.y + 0.1 * box.height, box.width, 0.84 * box.height)


def test_all_46_editions_are_two_a4_sides(documents):
    assert len(documents) == 46
    for document in documents.values():
        assert [(page.width, page.height) for page in document.pages] == [A4, A4]


def test_every_text_stands_inside_the_printable_area(documents):
    printable = Rect(0, 0, *A4).inset(UNPRINTABLE, UNPRINTABLE)
    for name, document in documents.items():
        for page, mark, _ in texts(document):
            assert printable.contains(bounds(mark)), (name, page, mark.run.text)


def test_no_two_texts_overlap(documents):
    for name, document in documents.items():
        for page, group in itertools.groupby(texts(document), key=lambda row: row[0]):
            marks = [mark for _, mark, _ in group if mark.run.text.strip()]
            boxes = [ink(mark) for mark in marks]
            for (a, one), (b, other) in itertools.combinations(zip(boxes, marks, strict=True), 2):
                apart = (
                    a.right <= b.x + 0.3
                    or b.right <= a.x + 0.3
                    or a.bottom <= b.y + 0.3
                    or b.bottom <= a.y + 0.3
                )
                assert apart, (name, page, one.run.text, other.run.text)


NOTES = 10.5
BODY = 12
"""Points; the least size of labels and notes, and of sentences and names."""


def test_type_is_large_enough(documents, plan):
    """Sentences of 12 points on all pages; ruby alone is smaller than a note."""
    explained = {note.term for note in plan.notes}
    checked = 0
    for name, document in documents.items():
        for page in document.pages:
            for element in page.elements:
                for mark, path in walk((element,)):
                    roles = {each.role for each in path}
                    if not isinstance(mark, Text) or "RT" in roles:
                        continue
                    assert mark.run.size >= NOTES, (name, mark.run.text)
                    label = element.block == "contacts" and mark.run.text.strip() in ("電話", "")
                    text = ("LBody" in roles and not label) or element.block == "passage"
                    case = element.block == "columns" and path[-1].role == "P"
                    note = any(words(path[-1]).startswith(f"{term}：") for term in explained)
                    if text or (case and not note):
                        assert mark.run.size >= BODY, (name, mark.run.text)
                        checked += 1
    assert checked > 46 * 60


def _digit_centres(mark: Text) -> list[float]:
    """Where the digits of a number stand, by the middle of their glyphs, in tenths of a point."""
    run, x, centres = mark.run, mark.x, []
    for glyph, advance, text in zip(run.glyphs, run.advances, run.texts, strict=True):
        if text.isdigit():
            centres.append(round(x + run.face.advance(glyph) * run.size / 2, 1))
        x += advance
    return centres


def test_telephone_numbers_are_large_whole_and_stand_digit_under_digit(documents, plan):
    faxes = {desk.fax for desk in plan.desks} | {contact.fax for contact in plan.contacts}
    for name, document in documents.items():
        linked = [mark for _, mark, path in texts(document) if path[-1].role == "Link"]
        assert len(linked) == 6, name
        assert all(PHONE.match(mark.run.text) and mark.run.size >= 20 for mark in linked), name
        desks = linked[:4]
        assert all(mark.run.size >= 26 for mark in desks), name
        centres = [_digit_centres(mark) for mark in desks]
        assert all(centre == centres[0] for centre in centres), name
        spoken = {text for _, mark, _ in texts(document) for text in re.findall(r"[\d-]{10,}", mark.run.text)}
        assert spoken - faxes == {mark.run.text for mark in linked}, name


def test_no_hole_is_left_at_the_foot(documents):
    """The lowest mark of the body ends within 6 mm of the footer's rule."""
    for name, document in documents.items():
        for page in document.pages:
            footer = [element for element in page.elements if element.block == "footer"]
            body = [element for element in page.elements if element.block != "footer"]
            top = min(bounds(mark).y for mark in marks(footer))
            lowest = max(bounds(mark).bottom for mark in marks(body))
            assert 2 < top - lowest < 6 * MM, (name, page.name)


def test_rows_of_the_desks_are_equally_high(documents):
    """One table, not a pile of boxes: the rules between the four desks stand evenly."""
    for name, document in documents.items():
        (table,) = [element for element in document.pages[0].elements if element.block == "desks"]
        rules = sorted(
            {round(bounds(mark).y, 2) for mark in marks((table,)) if isinstance(mark, Shape) and mark.stroke}
        )
        heights = [below - above for above, below in itertools.pairwise(rules)]
        assert len(heights) == 4, name
        assert max(heights) - min(heights) < 1, (name, heights)


def test_every_mark_lies_in_a_known_role_and_links_dial(documents):
    for document in documents.values():
        for page in document.pages:
            for mark, path in walk(page.elements):
                assert path, mark
                artifact = next((element for element in path if element.role == ARTIFACT), None)
                if artifact is not None and ("Type", "Pagination") not in artifact.attributes:
                    assert isinstance(mark, Shape | Picture)
                if path[-1].href:
                    assert path[-1].href == "tel:+81" + mark.run.text.replace("-", "").removeprefix("0")


@pytest.mark.parametrize("name", ["浮島", "南", "宮ノ陣", "水分", "田主丸"])
def test_the_masthead_names_the_district_with_its_reading(documents, plan, name):
    (title,) = [element for element in documents[name].pages[0].elements if element.role == "H1"]
    rows = [(mark, path[-1].role) for mark, path in walk((title,)) if isinstance(mark, Text)]
    assert "".join(mark.run.text for mark, role in rows if role != "RT") == f"{name}校区版"
    assert "".join(mark.run.text for mark, role in rows if role == "RT") == plan.district(name).reading
    assert all(mark.run.size > 30 for mark, role in rows if role == "RB")


def test_a_reading_that_nobody_is_sure_of_is_not_printed(documents, plan):
    unsure = [district for district in plan.districts if not district.sure]
    assert "船越" in {district.name for district in unsure}
    for district in unsure:
        assert district.reading not in documents[district.name].keywords
        said = "".join(mark.run.text for _, mark, _ in texts(documents[district.name]))
        assert district.name in said
        assert district.reading not in said


def test_once_confirmed_it_is_printed(plan, leaflet):
    edition = handbook.select(plan, "船越")
    sure = edition._replace(district=edition.district._replace(sure=True))
    said = "".join(mark.run.text for _, mark, _ in texts(handbook.compose(sure, leaflet)))
    assert edition.district.reading in said


def test_kana_in_a_name_read_themselves(plan, leaflet):
    edition = handbook.select(plan, "南")
    named = edition._replace(district=edition.district._replace(name="つつじが丘", reading="つつじがおか"))
    rows = texts(handbook.compose(named, leaflet))
    (title,) = {path[0] for _, _, path in rows if path[0].role == "H1"}
    (ruby,) = [path[-2] for mark, path in walk((title,)) if path[-1].role == "RT"]
    base, reading = ruby.children
    assert (words(base), words(reading)) == ("丘", "おか")
