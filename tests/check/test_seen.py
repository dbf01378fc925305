"""What the eye sees: good leaflets look as their texts do alone, at any zoom; so do merged ones."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, FloatObject, NameObject, TextStringObject

import handbook
from handbook.check import IDENTIFIER, check_pdf
from handbook.check.merged import parts_of
from handbook.check.page_text import FileText
from handbook.check.promised import claimed
from handbook.check.seen import check_seen
from handbook.check.visibility import contrast
from handbook.coverage import charset
from handbook.document import Document, Text
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.pdf import FontSet, render_merged, render_pdf
from handbook.plan import Plan
from handbook.readback import read_back
from handbook.resources import bundled

NAMES = ("南", "浮島", "宮ノ陣")


@pytest.mark.parametrize("dpi", [72, 108, 200])
def test_good_leaflets_look_as_their_texts_do_alone(
    plan: Plan, leaflet: Layout, documents: dict[str, Document], dpi: float
) -> None:
    fonts = FontSet(charset(plan, leaflet))
    for name in documents if dpi == 72 else NAMES:
        file = FileText(read_back(render_pdf(documents[name], fonts)))
        claim = claimed(handbook.select(plan, name), leaflet, "proof")
        assert list(check_seen(file, claim, dpi)) == [], name


def test_another_citys_leaflets_do(leaflet: Layout) -> None:
    plan = handbook.load_plan(bundled("data") / "mihon")
    for district in plan.districts:
        edition = handbook.select(plan, district.name)
        pdf = render_pdf(handbook.compose(edition, leaflet))
        assert check_pdf(pdf, edition, leaflet, seen=True) == [], district.name


def test_the_finding_names_the_number(pdf: bytes, edition: Edition, leaflet: Layout) -> None:
    """A white stroke over one number; the others are not told."""
    run = next(run for run in read_back(pdf).pages[0].runs if run.text == edition.desks[1].phone)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    contents = writer.pages[0].get_contents()
    assert contents is not None
    y = 841.89 - run.y + 9
    made = DecodedStreamObject()
    made.set_data(contents.get_data() + f"\nq 1 G 3 w {run.left} {y} m {run.right} {y} l S Q\n".encode())
    writer.pages[0][NameObject("/Contents")] = writer._add_object(made)
    writer.write(out := io.BytesIO())
    (found,) = check_pdf(out.getvalue(), edition, leaflet, seen=True)
    assert (found.code, found.page) == ("not-as-drawn", 1)
    assert run.text in found.message
    assert check_pdf(out.getvalue(), edition, leaflet) == [], "an everyday build does not look"


# Merged files


@pytest.fixture(scope="module")
def merged(plan: Plan, leaflet: Layout, documents: dict[str, Document]) -> bytes:
    about = documents["南"]._replace(
        title="くるめ支え合うプラン 3校区版", identifier=f"{plan.title}/leaflet", keywords=(), pages=()
    )
    named = [(plan.called(name), documents[name]) for name in NAMES]
    return render_merged(named, about, FontSet(charset(plan, leaflet)))


def found_in(data: bytes, plan: Plan, leaflet: Layout) -> set[tuple[str, int | None]]:
    parts, found = parts_of(read_back(data), plan)
    every = [*found]
    for edition, file in parts:
        every += check_pdf(file, edition, leaflet, seen=True)
    return {(finding.code, finding.page) for finding in every}


def test_a_merged_file_is_checked_edition_by_edition(merged: bytes, plan: Plan, leaflet: Layout) -> None:
    parts, _ = parts_of(read_back(merged), plan)
    assert [part.edition.district.name for part in parts] == list(NAMES)
    assert [page.number for part in parts for page in part.file.pages] == [1, 2, 3, 4, 5, 6]
    assert found_in(merged, plan, leaflet) == set()


def test_harm_to_a_merged_file_is_found_on_its_page(merged: bytes, plan: Plan, leaflet: Layout) -> None:
    edition = handbook.select(plan, "浮島")
    run = next(run for run in read_back(merged).pages[2].runs if run.text == edition.desks[0].phone)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(merged)))
    contents = writer.pages[2].get_contents()
    assert contents is not None
    y = 841.89 - run.y + 9
    made = DecodedStreamObject()
    made.set_data(contents.get_data() + f"\nq 1 G 3 w {run.left} {y} m {run.right} {y} l S Q\n".encode())
    writer.pages[2][NameObject("/Contents")] = writer._add_object(made)
    link = next(one for one in writer.pages[4]["/Annots"] if "tel:" in str(one.get_object()["/A"]["/URI"]))
    link.get_object()["/A"][NameObject("/URI")] = TextStringObject("tel:119")
    writer.write(out := io.BytesIO())
    assert found_in(out.getvalue(), plan, leaflet) == {("not-as-drawn", 3), ("wrong-link", 5)}


def test_names_of_parts_exchanged_unknown_or_given_twice(merged: bytes, plan: Plan, leaflet: Layout) -> None:
    def renamed(*names: str) -> set[str]:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(merged)))
        tree = writer._root_object["/StructTreeRoot"]["/K"].get_object()  # type: ignore[index]
        document = tree[0].get_object() if isinstance(tree, list) else tree
        for part, name in zip(document["/K"], names, strict=False):
            part.get_object()[NameObject("/T")] = TextStringObject(name)
        writer.write(out := io.BytesIO())
        return {code for code, _ in found_in(out.getvalue(), plan, leaflet)}

    assert {"missing-text", "foreign-place"} <= renamed("浮島校区", "南校区")
    assert "edition" in renamed("無い校区")
    assert "edition" in renamed("浮島校区")


def test_pages_of_a_merged_file_in_another_order(merged: bytes, plan: Plan, leaflet: Layout) -> None:
    reader, writer = PdfReader(io.BytesIO(merged)), PdfWriter()
    writer.clone_document_from_reader(reader)
    kids = writer._root_object["/Pages"]["/Kids"]  # type: ignore[index]
    kids[0], kids[2] = kids[2], kids[0]
    writer.write(out := io.BytesIO())
    assert found_in(out.getvalue(), plan, leaflet)


def test_a_merged_file_of_another_plan_is_none_of_ours(merged: bytes, plan: Plan) -> None:
    file = read_back(merged)
    other = file._replace(info={**file.info, IDENTIFIER: "別の計画/leaflet"})
    assert parts_of(other, plan) == ((), ())


def test_a_page_too_large_to_draw_is_told(pdf: bytes, edition: Edition, leaflet: Layout) -> None:
    """However small it says that its units are."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.pages[0][NameObject("/MediaBox")] = ArrayObject(map(FloatObject, (0, 0, 595276, 841890)))
    writer.pages[0][NameObject("/UserUnit")] = FloatObject(0.001)
    writer.write(out := io.BytesIO())
    assert "damaged" in {finding.code for finding in check_pdf(out.getvalue(), edition, leaflet, seen=True)}


# Contrast


@pytest.mark.parametrize(("grey", "good"), [("#666666", False), ("#5C5C5C", False), ("#575757", True)])
def test_twelve_points_need_seven_to_one(altered, codes_of, grey: str, good: bool) -> None:  # type: ignore[no-untyped-def]
    """5.7, 6.7 and 7.2 to 1 on white: what large type may have is not enough."""

    def coloured(text: Text) -> Text:
        return text._replace(color=grey)

    document = altered("地縁を基盤としたつながりが希薄化", coloured)
    assert codes_of(document) == (set() if good else {"low-contrast"})


@pytest.mark.parametrize(
    ("value", "ratio"),
    [(0.0, 21.0), (0.02, 20.369), (0.04, 19.776), (0.041, 19.746), (0.1, 17.493), (0.2, 12.635), (1.0, 1.0)],
)
def test_contrast_with_white_on_both_sides_of_the_knee_of_srgb(value: float, ratio: float) -> None:
    assert contrast((value,) * 3, (1.0, 1.0, 1.0)) == pytest.approx(ratio, abs=0.002)
