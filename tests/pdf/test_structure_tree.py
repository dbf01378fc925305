"""The tags: what a listener hears, whether every mark has its place, and links that say where they lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pypdf
import pytest
from pypdf.generic import ContentStream

from handbook.document import Document, Element
from handbook.pdf import render_pdf
from handbook.units import A4

Make = Callable[..., Any]


@pytest.fixture
def leaflet(document: Make, text: Make, box: Make) -> Document:
    """Two pages with every kind of element."""
    background = Element(
        role="Artifact",
        attributes=(("Type", "Background"),),
        children=(box(0, 0, A4[0], 90, fill="#0F3D3E"),),
    )
    reading = Element(
        role="Ruby",
        children=(
            Element(role="RB", children=(text(40, 50, "浮島", 24),)),
            Element(role="RT", children=(text(40, 26, "うきしま", 8),)),
        ),
    )
    title = Element(role="H1", children=(reading, text(90, 50, "校区版", 24)), block="masthead")
    items = tuple(
        Element(
            role="LI",
            children=(
                Element(role="Lbl", children=(text(40, 120 + 20 * row, str(row)),)),
                Element(
                    role="LBody",
                    children=(text(60, 120 + 20 * row, "課題"), text(90, 120 + 20 * row, "です")),
                ),
            ),
        )
        for row in (1, 2)
    )
    challenges = Element(role="L", attributes=(("ListNumbering", "Decimal"),), children=items)
    picture = Element(
        role="Figure",
        alt="10人のうち2人",
        children=tuple(box(40 + 12 * n, 200, 10, 10, fill="#0B6B4F") for n in range(10)),
    )
    number = Element(
        role="Link",
        href="tel:0942309173",
        alt="0942-30-9173 に電話する",
        children=(text(140, 60, "0942-30-", 20), text(140, 84, "9173", 20)),
    )
    desks = Element(
        role="Table",
        children=(
            Element(
                role="TR",
                children=(
                    Element(role="TH", attributes=(("Scope", "Row"),), children=(text(40, 60, "高齢者"),)),
                    Element(role="TD", attributes=(("ColSpan", "2"),), children=(number,)),
                ),
            ),
        ),
    )
    notes = tuple(
        Element(role="Note", children=(text(40, 200 + 20 * n, f"※{n}説明"),), lang="ja") for n in (1, 2)
    )
    digits = Element(
        role="Span", actual_text="0942-30-9173", children=(text(40, 260, "０９４２－３０－９１７３"),)
    )
    rule = Element(role="Artifact", children=(box(40, 270, 100, 1, fill="#1B2430"),))
    end = Element(role="P", children=(digits, rule, text(40, 300, "まで")))
    return document((background, title, challenges, picture), (desks, *notes, end))  # type: ignore[no-any-return]


def outline(node: Any) -> Any:
    """A structure element as (role, children); pieces of content as "mc", objects as "obj"."""
    shown = []
    for kid in node["/K"]:
        kid = kid.get_object()
        if isinstance(kid, int):
            shown.append("mc")
        else:
            shown.append("obj" if kid.get("/Type") == "/OBJR" else outline(kid))
    return (node["/S"][1:], shown)


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for kid in node["/K"]:
        kid = kid.get_object()
        if not isinstance(kid, int) and "/S" in kid:
            yield from nodes(kid)


def root(reader: pypdf.PdfReader) -> Any:
    return reader.trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]


def test_tree_is_the_documents_tree(leaflet: Document, read: Make) -> None:
    top = root(read(leaflet))["/K"]
    assert outline(top) == (
        "Document",
        [
            ("H1", [("Ruby", [("RB", ["mc"]), ("RT", ["mc"])]), "mc"]),
            ("L", [("LI", [("Lbl", ["mc"]), ("LBody", ["mc"])])] * 2),
            ("Figure", ["mc"]),
            ("Table", [("TR", [("TH", ["mc"]), ("TD", [("Link", ["mc", "obj"])])])]),
            ("Note", ["mc"]),
            ("Note", ["mc"]),
            ("P", [("Span", ["mc"]), "mc"]),
        ],
    )


def test_every_mark_is_tagged_or_an_artifact_and_found_again(leaflet: Document, read: Make) -> None:
    reader = read(leaflet)
    numbers = root(reader)["/ParentTree"]["/Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in reader.pages:
        owners = parents[page["/StructParents"]].get_object()
        seen: list[int] = []
        depth = 0
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"BDC", b"BMC"):
                depth += 1
                assert depth == 1, "no sequence may lie within another"
                if operands[0] != "/Artifact":
                    mcid = operands[1]["/MCID"]
                    node = owners[mcid].get_object()
                    assert mcid in node["/K"]
                    assert node["/Pg"] == page.indirect_reference.get_object()
                    assert node["/S"] == operands[0]
                    seen.append(mcid)
            elif operator == b"EMC":
                depth -= 1
            elif operator in (b"Tj", b"TJ", b"Do"):
                assert depth == 1, f"{operator!r} outside of marked content"
        assert depth == 0
        assert seen == list(range(len(owners)))


def test_children_name_their_parents(leaflet: Document, read: Make) -> None:
    top = root(read(leaflet))["/K"]
    for node in nodes(top):
        for kid in node["/K"]:
            kid = kid.get_object()
            if not isinstance(kid, int) and "/S" in kid:
                assert kid["/P"] == node


def test_attributes_and_texts(leaflet: Document, read: Make) -> None:
    found: dict[str, list[Any]] = {}
    for node in nodes(root(read(leaflet))["/K"]):
        found.setdefault(node["/S"][1:], []).append(node)
    assert found["TH"][0]["/A"] == {"/O": "/Table", "/Scope": "/Row"}
    assert found["TD"][0]["/A"] == {"/O": "/Table", "/ColSpan": 2}
    assert found["L"][0]["/A"] == {"/O": "/List", "/ListNumbering": "/Decimal"}
    assert found["Figure"][0]["/Alt"] == "10人のうち2人"
    assert found["Figure"][0]["/A"]["/BBox"] == [
        40,
        pytest.approx(A4[1] - 210, abs=0.001),
        158,
        pytest.approx(A4[1] - 200, abs=0.001),
    ]
    assert found["Figure"][0]["/A"]["/Placement"] == "/Block"
    assert found["Span"][0]["/ActualText"] == "0942-30-9173"
    assert [node["/ID"] for node in found["Note"]] == ["note-1", "note-2"]
    assert found["Note"][0]["/Lang"] == "ja"


def test_link_is_touched_line_by_line_and_described(leaflet: Document, read: Make) -> None:
    reader = read(leaflet)
    page = reader.pages[1]
    (reference,) = page["/Annots"]
    link = reference.get_object()
    assert link["/A"] == {"/S": "/URI", "/URI": "tel:0942309173"}
    assert link["/Contents"] == "0942-30-9173 に電話する"
    assert link["/F"] == 4
    assert len(link["/QuadPoints"]) == 16, "one quadrilateral a line"
    left, bottom, right, top = link["/Rect"]
    assert left == 140
    assert 140 + 90 < right < 140 + 120
    assert A4[1] - 90 < bottom < A4[1] - 84
    assert A4[1] - 45 < top < A4[1] - 40
    numbers = root(reader)["/ParentTree"]["/Nums"]
    owner = dict(zip(numbers[::2], numbers[1::2], strict=True))[link["/StructParent"]].get_object()
    assert owner["/S"] == "/Link"
    assert [kid["/Obj"] for kid in owner["/K"][1:]] == [link]


def test_artifacts_say_what_they_are(document: Make, box: Make, read: Make) -> None:
    kinds = (None, "Background", "Layout", "Pagination")
    artifacts = tuple(
        Element(
            role="Artifact",
            attributes=(("Type", kind),) if kind else (),
            children=(box(10, 20, 30, 40, fill="#000000"),),
        )
        for kind in kinds
    )
    reader = read(document(artifacts))
    said = [
        operands[1:]
        for operands, operator in ContentStream(reader.pages[0].get_contents(), reader).operations
        if operator in (b"BDC", b"BMC")
    ]
    assert said[0] == []
    assert [properties["/Type"] for (properties,) in said[1:]] == ["/Background", "/Layout", "/Pagination"]
    assert root(reader)["/K"]["/K"] == []


def test_catalog_marks_the_file_as_tagged_japanese(leaflet: Document, read: Make) -> None:
    reader = read(leaflet)
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/MarkInfo"] == {"/Marked": True}
    assert catalog["/Lang"] == "ja-JP"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert all(page["/Tabs"] == "/S" for page in reader.pages)


@pytest.mark.parametrize(
    ("element", "message"),
    [
        (Element(role="Paragraph", block="points"), "unknown role 'Paragraph' in block points"),
        (
            Element(role="P", attributes=(("Color", "red"),), block="points"),
            "unknown attribute 'Color' in block points",
        ),
        (Element(role="Artifact", attributes=(("Type", "Rubbish"),), block="kit"), "artifact of kit"),
        (Element(role="Figure", block="statistics"), "figure without alt text in block statistics"),
        (Element(role="Link", href="tel:119", block="desks"), "nothing to touch in block desks"),
    ],
)
def test_what_no_block_should_make_is_a_bug(document: Make, element: Element, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        render_pdf(document((element,)))
