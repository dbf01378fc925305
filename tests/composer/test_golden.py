"""Golden pages: the composed pages of the emptiest and the fullest edition, as text.

A change of the layout shows as a diff that a person can review. After looking
at the pages, rewrite with `pytest tests/composer --update-golden`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handbook.document import Document, Element, Picture, Text, bounds

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("which", "district"), [("fullest", "浮島"), ("emptiest", "南")])
def test_pages_are_as_reviewed(which, district, documents, request):
    """浮島 has a column of its own; 南 has the shortest name and none."""
    document = documents[district]
    path = GOLDEN / f"leaflet-{which}.txt"
    composed = dump(document)
    if request.config.getoption("--update-golden"):
        path.write_text(composed, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == composed, (
        "The pages changed: look at them, then rewrite with `pytest tests/composer --update-golden`."
    )


def dump(document: Document) -> str:
    """A document as text, a mark a line, so that a person can review what changes."""
    lines = [f"document {document.title} [{document.lang}] {document.identifier}"]
    for number, page in enumerate(document.pages, 1):
        lines.append(f"page {number} {page.name} {page.width:.1f}x{page.height:.1f}")
        for element in page.elements:
            lines.extend(dump_element(element, 1))
    return "\n".join(lines) + "\n"


def dump_element(element: Element, depth: int) -> Iterator[str]:
    indent = "  " * depth
    notes = [f"<{element.block}>"] if element.block else []
    notes += [f"{name}={value}" for name, value in element.attributes]
    notes += [
        f"{name}={value}"
        for name in ("alt", "actual_text", "lang", "title", "href", "id")
        if (value := getattr(element, name)) is not None
    ]
    yield " ".join([f"{indent}{element.role}", *notes])
    for child in element.children:
        if isinstance(child, Element):
            yield from dump_element(child, depth + 1)
        elif isinstance(child, Text):
            run = child.run
            yield (
                f"{indent}  {child.x:7.2f} {child.y:7.2f} {run.width:7.2f}"
                f"  {run.face.name} {run.size:g} {child.color}  {run.text}"
            )
        else:
            box = bounds(child)
            place = f"{indent}  {box.x:7.2f} {box.y:7.2f} {box.width:7.2f} {box.height:7.2f}"
            if isinstance(child, Picture):
                yield f"{place}  picture {child.drawing.name}"
                continue
            paint = f"fill={child.fill} stroke={child.stroke}/{child.stroke_width:g}"
            yield f"{place}  shape({len(child.path)}) {paint}"
