"""What a listener needs to hear of a leaflet: fields to fill in, lists, headings, links, other languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pypdf
import pytest

import handbook
from handbook.document import Document
from handbook.layout import Layout
from handbook.plan import Plan

Make = Callable[..., Any]


@pytest.fixture
def reader(documents: dict[str, Document], read: Make) -> pypdf.PdfReader:
    return read(documents["日吉"])  # type: ignore[no-any-return]


def elements(reader: pypdf.PdfReader, *roles: str) -> list[Any]:
    def walk(node: Any) -> Iterator[Any]:
        yield node
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            found = kid.get_object()
            if not isinstance(found, int) and "/S" in found:
                yield from walk(found)

    top = reader.trailer["/Root"]["/StructTreeRoot"]["/K"]  # type: ignore[index]
    tops = top if isinstance(top, list) else [top]
    return [node for one in tops for node in walk(one.get_object()) if node["/S"][1:] in roles]


def test_boxes_and_lines_are_fields_on_paper(reader: pypdf.PdfReader, plan: Plan) -> None:
    """ISO 32000-1, 14.8.5.6; Matterhorn 24-001: what is to be filled in by hand says what it is."""
    forms = elements(reader, "Form")
    kinds = [form["/A"]["/Role"] for form in forms]
    assert all(form["/A"]["/O"] == "/PrintField" for form in forms)
    assert kinds.count("/cb") == sum(measure.tick for goal in plan.goals for measure in goal.measures)
    assert kinds.count("/tv") == 2
    assert {form["/Alt"] for form in forms} == {"チェック欄", "記入欄"}
    assert {form["/P"]["/S"] for form in forms if form["/A"]["/Role"] == "/cb"} == {"/Lbl"}


def test_lists_with_labels_say_how_they_are_labelled(reader: pypdf.PdfReader) -> None:
    for found in elements(reader, "L"):
        items = [item.get_object() for item in found["/K"]]
        if any(kid.get_object()["/S"] == "/Lbl" for item in items for kid in item["/K"]):
            assert found["/A"]["/ListNumbering"] != "/None"


def test_measures_are_headings(reader: pypdf.PdfReader, plan: Plan) -> None:
    measures = [measure for goal in plan.goals for measure in goal.measures]
    assert len(elements(reader, "H4")) == len(measures)
    titles = [entry["/Title"] for entry in flat(reader.outline)]
    assert [title for title in titles if title in {measure.title for measure in measures}] == [
        measure.title for measure in measures
    ]


def flat(outline: Any) -> Iterator[Any]:
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


def test_links_dial_from_anywhere_and_say_whom(reader: pypdf.PdfReader) -> None:
    links = [one.get_object() for page in reader.pages for one in page.get("/Annots", [])]
    said = {link["/A"]["/URI"]: link["/Contents"] for link in links}
    assert "中央地域包括支援センター" in said["tel:+81942468711"]
    assert all(uri.startswith("tel:+81") or not uri.startswith("tel:") for uri in said)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_column_in_another_language_says_so(plan: Plan, leaflet: Layout, read: Make, language: str) -> None:
    """Its title and its text; the label before it stays Japanese."""
    first = plan.columns[0]
    column = first._replace(
        districts=("日吉",), title="Coffee for all", text="Come and talk.\nTuesdays.", lang=language
    )
    city = replace(plan, columns=(column,))
    reader = read(handbook.compose(handbook.select(city, "日吉"), leaflet))
    spoken = [node["/S"] for node in elements(reader, "P", "Span", "H3") if node.get("/Lang") == language]
    assert spoken == ["/Span", "/P", "/P"]


def test_a_change_of_language_is_a_change(data_copy: Any) -> None:
    from handbook.changes import contents

    path = data_copy / "columns" / "own.yaml"
    column = "title: Coffee\ndistrict: 日吉\ntext: Come and talk.\n"
    before, after = [], []
    for found, lang in ((before, ""), (after, "lang: en\n")):
        path.write_text(column + lang, encoding="utf-8")
        city = handbook.load_plan(data_copy)
        found.append(contents(handbook.select(city, "日吉"), False))
    assert before != after
