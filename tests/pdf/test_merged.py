"""All editions in one file: bookmarks, page labels, one font a face, conforming like single files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from handbook.coverage import charset
from handbook.document import Document, Element
from handbook.fonts import Face
from handbook.layout import Layout
from handbook.pdf import FontSet, render_merged, render_pdf
from handbook.plan import Plan

Make = Callable[..., Any]
NAMES = ("南", "浮島", "宮ノ陣")


@pytest.fixture(scope="module")
def about(documents: dict[str, Document]) -> Document:
    return documents["南"]._replace(title="くるめ支え合うプラン 3校区版", identifier="p/leaflet", pages=())


@pytest.fixture(scope="module")
def merged(plan: Plan, leaflet: Layout, documents: dict[str, Document], about: Document) -> bytes:
    named = [(f"{name}校区", documents[name]) for name in NAMES]
    return render_merged(named, about, FontSet(charset(plan, leaflet)))


@pytest.fixture(scope="module")
def file(merged: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(merged), strict=True)


def test_pages_read_as_in_the_single_files(
    merged: bytes, file: pypdf.PdfReader, documents: dict[str, Document], tool: Make, tmp_path: Path
) -> None:
    alone = [render_pdf(documents[name]) for name in NAMES]
    single = [page for data in alone for page in pypdf.PdfReader(BytesIO(data)).pages]
    assert len(file.pages) == 6
    for one, other in zip(file.pages, single, strict=True):
        # pypdf guesses spaces from widths, and more of them where the font changes within a line.
        assert one.extract_text().replace(" ", "") == other.extract_text().replace(" ", "")

    def told(data: bytes) -> str:
        path = tmp_path / "one.pdf"
        path.write_bytes(data)
        return tool("pdftotext", str(path), "-")

    assert told(merged) == "".join(map(told, alone))


def test_bookmarks_lead_to_each_district_and_its_headings(file: pypdf.PdfReader) -> None:
    top = [entry for entry in file.outline if not isinstance(entry, list)]
    below = [entry for entry in file.outline if isinstance(entry, list)]
    assert [str(entry["/Title"]) for entry in top] == [f"{name}校区" for name in NAMES]
    assert [file.get_destination_page_number(entry) for entry in top] == [0, 2, 4]
    assert str(below[1][0]["/Title"]) == "浮島校区の相談先"
    assert {file.get_destination_page_number(entry) for entry in below[1]} == {2, 3}
    for entry in below[2]:
        assert 0 < float(entry["/Top"]) < 842
    assert any("どんな計画？" in str(entry["/Title"]) for entry in below[0])


def test_outline_opens_closed_to_its_first_level(file: pypdf.PdfReader) -> None:
    outlines = file.trailer["/Root"]["/Outlines"]  # type: ignore[index]
    assert outlines["/Count"] == 3
    assert outlines["/First"]["/Count"] < 0
    assert file.trailer["/Root"]["/PageMode"] == "/UseOutlines"  # type: ignore[index]


def test_page_labels_name_the_district(file: pypdf.PdfReader) -> None:
    assert file.page_labels == [f"{name}校区-{side}" for name in NAMES for side in (1, 2)]


def test_nothing_is_embedded_twice(file: pypdf.PdfReader, cmap: Make) -> None:
    """One font a face for all editions; a second one for what 浮島's own column adds."""
    resources = {id(page["/Resources"]["/Font"].get_object()) for page in file.pages}  # type: ignore[index]
    assert len(resources) == 1
    fonts = [font.get_object() for font in file.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    texts: dict[str, list[str]] = {}
    for font in fonts:
        of_face = texts.setdefault(font["/BaseFont"].partition("+")[2], [])
        of_face += cmap(font["/ToUnicode"].get_data()).values()
    assert len(fonts) == 3
    assert len(texts) == 2
    for of_face in texts.values():
        again = Counter(of_face) - Counter(set(of_face))
        assert set(again) <= {"1"}, "only a digit that stands under digits is a glyph of its own"
        assert len(of_face) > 100


def test_structure_has_a_part_for_each_edition(file: pypdf.PdfReader) -> None:
    document = file.trailer["/Root"]["/StructTreeRoot"]["/K"]  # type: ignore[index]
    parts = [kid.get_object() for kid in document["/K"]]
    assert [part["/S"] for part in parts] == ["/Part"] * 3
    assert [str(part["/T"]) for part in parts] == [f"{name}校区" for name in NAMES]
    # Each page's parent tree entries are owned by elements on that very page.
    numbers = file.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]  # type: ignore[index]
    for index, page in enumerate(file.pages):
        assert numbers[2 * index] == index == page["/StructParents"]
        owner = numbers[2 * index + 1][0].get_object()
        assert owner["/Pg"].get_object() == page


def test_same_bytes_however_documents_come(
    merged: bytes, plan: Plan, leaflet: Layout, documents: dict[str, Document], about: Document
) -> None:
    class Anew:
        def __iter__(self) -> Iterator[tuple[str, Document]]:
            return ((f"{name}校区", documents[name]) for name in NAMES)

    fonts = FontSet(charset(plan, leaflet))
    for name in reversed(NAMES):
        render_pdf(documents[name], fonts)
    assert render_merged(Anew(), about, fonts) == merged


def test_pages_share_what_they_have_in_common(merged: bytes, documents: dict[str, Document]) -> None:
    alone = [len(render_pdf(documents[name])) for name in NAMES]
    assert len(merged) < sum(alone) / 2


@pytest.mark.parametrize("standard", ["PDF_UA_1", "PDF_A_2A"])
def test_validator_finds_no_failure(merged: bytes, standard: str) -> None:
    page = pytest.importorskip(
        "page", reason="page-validation (PyPI) is not installed: conformance was not checked"
    )
    report = page.validate_pdf_bytes(merged, profile=getattr(page.ValidationProfile, standard))
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


def test_qpdf_finds_no_error(merged: bytes, tool: Make, tmp_path: Any) -> None:
    path = tmp_path / "all.pdf"
    path.write_bytes(merged)
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", str(path))


def test_heading_titles_leave_ruby_out(document: Make, text: Make, bold: Face, about: Document) -> None:
    ruby = Element(
        role="Ruby",
        children=(
            Element(role="RB", children=(text(40, 40, "浮島", face=bold),)),
            Element(role="RT", children=(text(40, 30, "うきしま", 6),)),
        ),
    )
    one = document((Element(role="Sect", children=(Element(role="H2", children=(ruby,)),)),))
    file = pypdf.PdfReader(BytesIO(render_merged([("一", one)], about)), strict=True)
    assert str(file.outline[1][0]["/Title"]) == "浮島"


def test_nothing_to_merge(about: Document, document: Make) -> None:
    with pytest.raises(ValueError, match="no documents"):
        render_merged([], about)
    with pytest.raises(ValueError, match="without pages"):
        render_merged([("空", document())], about)
