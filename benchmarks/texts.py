"""The text of composed editions, for other tools to set: the same words, sizes and weights.

    python benchmarks/texts.py > texts.json

Out: for each slug, two pages of paragraphs; a paragraph is a list of [text, size in points,
bold]. Taken from the finished documents, so that a peer sets exactly what handbook prints.
"""

from __future__ import annotations

import json
import sys

import handbook
from handbook.document import Document, Element, Text

INLINE = frozenset({"Span", "Link", "Ruby", "RB", "RT"})

Piece = tuple[str, float, bool]


def paragraphs(elements: tuple[Element, ...]) -> list[list[Piece]]:
    """The elements' text: a paragraph for each element that is not inside a line of another."""
    found: list[list[Piece]] = []

    def descend(element: Element, line: list[Piece]) -> None:
        for child in element.children:
            if isinstance(child, Text):
                add(line, (child.run.text, child.run.size, child.run.face.name.endswith("Bold")))
            elif isinstance(child, Element):
                if child.role in INLINE:
                    descend(child, line)
                else:
                    own: list[Piece] = []
                    found.append(own)
                    descend(child, own)

    for element in elements:
        top: list[Piece] = []
        found.append(top)
        descend(element, top)
    return [line for line in found if line]


def add(line: list[Piece], piece: Piece) -> None:
    """Append a piece, joined to the one before it if it is set alike."""
    if line and line[-1][1:] == piece[1:]:
        piece = (line.pop()[0] + piece[0], *piece[1:])
    line.append(piece)


def texts_of(document: Document) -> list[list[list[Piece]]]:
    return [paragraphs(page.elements) for page in document.pages]


def all_texts(layout_name: str = "leaflet") -> dict[str, list[list[list[Piece]]]]:
    plan, layout = handbook.load_plan(), handbook.load_layout(layout_name)
    return {
        district.slug: texts_of(handbook.compose(handbook.select(plan, district.name), layout))
        for district in plan.districts
    }


if __name__ == "__main__":
    json.dump(all_texts(), sys.stdout, ensure_ascii=False)
