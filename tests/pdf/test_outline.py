"""Bookmarks and page names of a single edition, and what archives know it by."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID, uuid5
from xml.etree import ElementTree

import pypdf
import pytest

from handbook.document import Document, Page
from handbook.pdf import render_pdf
from handbook.pdf.outline import Bookmark, nested


@pytest.fixture(scope="module")
def file(documents: dict[str, Document]) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(render_pdf(documents["浮島"])), strict=True)


def test_bookmarks_are_the_headings(file: pypdf.PdfReader) -> None:
    (title, below) = file.outline
    assert title["/Title"] == "浮島校区版", "without its reading, which would double the name"
    second = [str(entry["/Title"]) for entry in below if not isinstance(entry, list)]
    assert second[0] == "浮島校区の相談先", "the answer first"
    assert "どんな計画？" in second
    third = [
        str(entry["/Title"])
        for part in below
        if isinstance(part, list)
        for entry in part
        if not isinstance(entry, list)
    ]
    assert "目標1 関係を豊かにする" in third
    assert "地区の民生委員・児童委員" in third


def test_bookmarks_lead_to_their_page_and_place(file: pypdf.PdfReader) -> None:
    below = file.outline[1]
    tops: dict[int, list[float]] = {0: [], 1: []}
    for entry in below:
        if not isinstance(entry, list):
            tops[file.get_destination_page_number(entry)].append(float(entry["/Top"]))
    assert all(0 < top < 842 for found in tops.values() for top in found)
    assert all(len(found) > 2 for found in tops.values())
    assert tops[0][0] == max(tops[0]) > 500, "the desks stand first"


def test_pages_have_names(file: pypdf.PdfReader) -> None:
    assert file.page_labels == ["表", "裏"]


def test_a_document_without_headings_has_no_outline(documents: dict[str, Document]) -> None:
    page = Page(name="表", width=595, height=842, portions=())
    root: Any = pypdf.PdfReader(BytesIO(render_pdf(documents["南"]._replace(pages=(page,))))).trailer["/Root"]
    assert "/Outlines" not in root
    assert [value.get_object() for value in root["/PageLabels"]["/Nums"]] == [0, {"/P": "表"}]


def test_headings_nest_as_their_levels_say() -> None:
    def tree(entries: tuple[Bookmark, ...]) -> list[Any]:
        return [(entry.title, tree(entry.below)) for entry in entries]

    levels = [(2, "a"), (3, "b"), (1, "c"), (3, "d"), (2, "e"), (2, "f")]
    found = nested((level, Bookmark(title, b"", 0.0)) for level, title in levels)
    assert tree(found) == [("a", [("b", [])]), ("c", [("d", []), ("e", []), ("f", [])])]


def xmp(data: bytes) -> dict[str, str]:
    root: Any = pypdf.PdfReader(BytesIO(data)).trailer["/Root"]
    tree = ElementTree.fromstring(root["/Metadata"].get_data())
    return {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in tree.iter()}


def test_an_edition_is_one_document_however_often_it_is_printed(documents: dict[str, Document]) -> None:
    one = xmp(render_pdf(documents["浮島"]))
    again = xmp(render_pdf(documents["浮島"]._replace(subject="改訂")))
    other = xmp(render_pdf(documents["南"]))
    namespace = UUID("6f1d9c36-2b0e-5f0e-9a5b-0c5a3c1f7e10")
    assert one["DocumentID"] == f"uuid:{uuid5(namespace, documents['浮島'].identifier)}"
    assert one["DocumentID"] == again["DocumentID"] != other["DocumentID"]


def test_the_date_of_the_data_is_told_twice_alike(
    documents: dict[str, Document], file: pypdf.PdfReader
) -> None:
    assert file.metadata is not None
    assert file.metadata["/HandbookData"] == "令和2年3月"
    assert xmp(render_pdf(documents["浮島"]))["coverage"] == "令和2年3月"
