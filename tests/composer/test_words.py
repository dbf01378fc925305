"""Words that stay whole on the pages: those of words.yaml, and the names that the data bring along."""

from __future__ import annotations

from pathlib import Path

import handbook
from handbook.document import Document, Element, Text
from handbook.layout import Layout


def lines(document: Document) -> set[str]:
    """The lines of text on the pages, a line being marks on one baseline of one block."""
    found: dict[tuple[int, str, float], str] = {}

    def descend(element: Element, page: int, block: str) -> None:
        for child in element.children:
            if isinstance(child, Text):
                key = (page, block, round(child.y, 1))
                found[key] = found.get(key, "") + child.run.text
            elif isinstance(child, Element):
                descend(child, page, child.block or block)

    for number, page in enumerate(document.pages):
        for element in page.elements:
            descend(element, number, element.block)
    return set(found.values())


def composed(folder: Path, layout: Layout) -> set[str]:
    return lines(handbook.compose(handbook.select(handbook.load_plan(folder), "浮島"), layout))


def test_a_word_of_the_file_is_kept_whole_and_a_file_is_not_needed(data_copy: Path, leaflet: Layout) -> None:
    phrase = "今後も増加していく心配がありました"
    (data_copy / "words.yaml").unlink()
    assert not any(phrase in line for line in composed(data_copy, leaflet))
    (data_copy / "words.yaml").write_text(f"words:\n  - {phrase}\n", encoding="utf-8")
    assert any(phrase in line for line in composed(data_copy, leaflet))


def test_a_districts_name_is_kept_whole(data_copy: Path, leaflet: Layout) -> None:
    """水分 is a word of two characters that mean something else; so is any name that no list has."""
    column = data_copy / "columns" / "ukishima-ninchisho.yaml"
    text = column.read_text(encoding="utf-8")
    for pushed in range(1, 12):
        column.write_text(
            text.replace("浮島校区では、", "あ" * 20 + "い" * pushed + "浮島校区では、"), "utf-8"
        )
        assert any("浮島校区では" in line for line in composed(data_copy, leaflet))
