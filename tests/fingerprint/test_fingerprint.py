"""What is seen on the pages counts for a fingerprint, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import handbook
from handbook.document import Document, Element, Mark, Picture, Portion, Shape, Text
from handbook.fingerprint import fingerprint
from handbook.units import Rect


def first_text(document: Document) -> Text:
    def find(element: Element) -> Text | None:
        for child in element.children:
            found = child if isinstance(child, Text) else find(child) if isinstance(child, Element) else None
            if found:
                return found
        return None

    return next(found for element in document.pages[0].elements if (found := find(element)))


def with_last(document: Document, mark: Mark) -> Document:
    """The document with a mark more at the end of its first page."""
    page = document.pages[0]
    last = Portion((Element(role="P", children=(mark,)),))
    page = page._replace(portions=(*page.portions, last))
    return document._replace(pages=(page, *document.pages[1:]))


def test_each_edition_has_its_own_and_keeps_it(documents, plan, leaflet):
    found = {name: fingerprint(document) for name, document in documents.items()}
    assert len(set(found.values())) == 46
    again = handbook.compose(handbook.select(plan, "浮島"), leaflet)
    assert fingerprint(again) == found["浮島"]


def test_what_is_not_seen_does_not_count(documents):
    document = documents["浮島"]
    elements = tuple(one._replace(title="別の題", role="P") for one in document.pages[0].elements)
    page = document.pages[0]._replace(portions=(Portion(elements),), name="おもて")
    unseen = document._replace(title="別", keywords=(), pages=(page, *document.pages[1:]))
    assert fingerprint(unseen) == fingerprint(document)


def test_what_is_seen_counts(documents, street):
    document = documents["浮島"]
    text = first_text(document)
    shape = Shape((("M", 1.0, 2.0), ("L", 3.0, 4.0)), stroke="#000000")
    picture = Picture(Rect(10.0, 20.0, 350.0, 96.0), street)
    marks = [
        text,
        text._replace(x=text.x + 0.1),
        text._replace(y=text.y + 0.1),
        text._replace(color="#000001"),
        text._replace(run=replace(text.run, size=text.run.size + 0.5)),
        text._replace(run=replace(text.run, glyphs=(*text.run.glyphs[::-1], 5))),
        shape,
        shape._replace(stroke_width=2.0),
        shape._replace(dash=(1.0,)),
        shape._replace(path=(("M", 1.0, 2.0), ("L", 3.0, 4.5))),
        picture,
        picture._replace(box=Rect(10.0, 20.0, 175.0, 48.0)),
        picture._replace(drawing=street._replace(markup=street.markup.replace("#CFE6DA", "#CFE6DB"))),
    ]
    found = [fingerprint(document), *(fingerprint(with_last(document, mark)) for mark in marks)]
    assert len(set(found)) == len(found)
