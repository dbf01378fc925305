"""Layouts for other readers, made by YAML alone: what is composed of them, written, and read back.

Papers with bleed, desks in cards, text that grows, least sizes, every heading level, what a printer is told.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

import handbook
from handbook.bleed import with_bleed
from handbook.check import check_pdf
from handbook.check.standards import check_standards
from handbook.coverage import check_room
from handbook.document import Document, Element, Portion, Shape, Text, bounds, marks
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.preview import page_images
from handbook.resources import bundled
from handbook.units import MM

BOARD = """
extends: leaflet
title: 掲示
paper: A4横
bleed: 3mm
duplex: short
styles:
  phone: {size: [20, 26, 44]}
pages:
  - name: 表
    margins: {top: 12mm, right: 13mm, bottom: 12mm, left: 13mm}
    header: {block: masthead, plan: "{plan}", name: "{name}", suffix: "{kind}版", picture: street.svg,
             proof: 校正用, background: deep, mark: glow, level: 1}
    body:
      - {block: desks, form: grouped, gap: [4, 8, 16], grow: 1, phone-label: 電話, fax-label: FAX,
         color: deep, rule: line, pictures: {elderly: elderly-light.svg}}
    footer: {block: footer, left: "{date}現在", rule: line, proof: 校正用}
least: {numbers: 20}
"""
NO_MASTHEAD = """
extends: leaflet
title: はがき
paper: はがき
least: {text: 11, numbers: 18, notes: 10.5}
styles:
  heading: {size: 14}
  heading-note: {size: 10.5}
  phone: {size: 18}
  desk-name: {size: 11}
  desk-category: {size: 11}
pages:
  - name: 表
    margins: {top: 8mm, right: 8mm, bottom: 7mm, left: 8mm}
    body:
      - {block: heading, level: 1, text: "{district}{kind}の相談先", note: "{plan}"}
      - {block: desks, form: stacked, gap: [2, 4, 6], grow: 1, fax-label: FAX, color: deep,
         rule: line, padding: 2}
    footer: {block: footer, left: "{date}現在", rule: line, proof: 校正用, ended: "{end}まででした"}
"""

Load = Callable[[str], Layout]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    folder = tmp_path_factory.mktemp("layouts")

    def read(text: str) -> Layout:
        path = folder / f"mine{len(list(folder.iterdir()))}.yaml"
        path.write_text(text, encoding="utf-8")
        return handbook.load_layout(path)

    return read


@pytest.fixture(scope="module")
def board(load: Load) -> Layout:
    return load(BOARD)


@pytest.fixture(scope="module")
def sheet(plan: Plan, board: Layout) -> Document:
    return handbook.compose(handbook.select(plan, "浮島"), board)


@pytest.fixture(scope="module")
def pdf(sheet: Document) -> bytes:
    return render_pdf(sheet)


def findings(pdf: bytes, plan: Plan, layout: Layout, seen: bool = False) -> list[str]:
    edition = handbook.select(plan, "浮島")
    return [f"{one.code}: {one.message}" for one in check_pdf(pdf, edition, layout, seen=seen)]


def sizes(document: Document, text: str) -> set[float]:
    """The sizes of the runs with this text."""
    drawn = (mark for page in document.pages for mark in marks(page.elements) if isinstance(mark, Text))
    return {mark.run.size for mark in drawn if text in mark.run.text}


def test_a_board_is_as_it_was_drawn(pdf, plan, board):
    assert findings(pdf, plan, board, seen=True) == []


def test_pages_with_bleed_have_the_boxes_that_a_press_asks_for(pdf):
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    over, width, height = 3 * MM, 297 * MM, 210 * MM
    assert [float(edge) for edge in page.trimbox] == pytest.approx([0, 0, width, height], abs=0.01)
    assert [float(edge) for edge in page.cropbox] == pytest.approx([0, 0, width, height], abs=0.01)
    for box in (page.mediabox, page.bleedbox):
        whole = [-over, -over, width + over, height + over]
        assert [float(edge) for edge in box] == pytest.approx(whole, abs=0.01)


def test_colour_runs_over_the_edge_and_is_there_to_be_seen(pdf):
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(pdf)))
    for page in writer.pages:
        page.cropbox = page.mediabox
    writer.write(out := io.BytesIO())
    (image,) = page_images(out.getvalue(), 72)
    assert image.size == (859, 613), "with 3 mm on every side"
    for place in ((2, 2), (856, 2), (2, 60), (400, 1)):
        assert image.getpixel(place) == (15, 61, 62), "the masthead's band"
    assert image.getpixel((400, 610)) == (255, 255, 255), "where none touches the edge"


def test_what_does_not_reach_the_edge_stays(board):
    inner = Element("Artifact", (Shape((("M", 9.0, 9.0), ("L", 99.0, 9.0), ("Z",)), stroke="#000000"),))
    (portion,) = with_bleed((Portion((inner,)),), board)
    assert portion.elements == (inner,)


def test_a_sheet_that_does_not_bleed_is_found(plan, board, load):
    """As made for an office printer, and handed to a press."""
    plain = load(BOARD.replace("bleed: 3mm\n", ""))
    found = findings(render_pdf(handbook.compose(handbook.select(plan, "浮島"), plain)), plan, board)
    assert [one.split(":")[0] for one in found if "塗り足し" in one] == ["no-bleed"]


@pytest.mark.parametrize(
    ("duplex", "wanted"),
    [("long", "/DuplexFlipLongEdge"), ("short", "/DuplexFlipShortEdge"), ("off", "/Simplex"), (None, None)],
)
def test_a_printer_is_told_how_to_turn_and_to_scale_nothing(plan, load, duplex, wanted):
    layout = load(NO_MASTHEAD + (f"duplex: {duplex}\n" if duplex else "duplex: long\n"))
    document = handbook.compose(handbook.select(plan, "浮島"), layout)
    pdf = render_pdf(document if duplex else document._replace(duplex=""))
    asked = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/ViewerPreferences"]
    assert asked["/PrintScaling"] == "/None"
    assert asked.get("/Duplex") == wanted
    assert [one.split(":")[0] for one in findings(pdf, plan, layout)] == (
        [] if duplex else ["print-settings"]
    )


def test_both_standards_hold(pdf):
    pytest.importorskip("page")
    assert [finding for verdict in check_standards(pdf) for finding in verdict.findings] == []


def test_numbers_grow_where_there_is_room(plan, board, sheet, load):
    assert max(sizes(sheet, "0942-51-6100")) > 26
    fixed = load(BOARD.replace("[20, 26, 44]", "[20, 26]"))
    assert sizes(handbook.compose(handbook.select(plan, "浮島"), fixed), "0942-51-6100") == {26}


def test_they_shrink_where_there_is_none(plan, load):
    crowded = load(BOARD.replace("A4横", "[210mm, 128mm]").replace("[20, 26, 44]", "[12, 26, 44]").replace(
        "numbers: 20", "numbers: 12"))  # fmt: skip
    size = max(sizes(handbook.compose(handbook.select(plan, "浮島"), crowded), "0942-51-6100"))
    assert 12 <= size < 26


def test_cards_stand_side_by_side_where_they_are_lowest(sheet, plan, load):
    def lefts(document: Document) -> set[int]:
        drawn = (mark for mark in marks(document.pages[0].elements) if isinstance(mark, Text))
        return {round(mark.x) for mark in drawn if mark.run.text in ("高齢者", "障害者", "子ども")}

    assert len(lefts(sheet)) > 1
    stacked = load(BOARD.replace("grouped", "stacked").replace("A4横", "A3"))
    assert len(lefts(handbook.compose(handbook.select(plan, "浮島"), stacked))) == 1


@pytest.mark.parametrize("form", ["stacked", "grouped"])
def test_a_district_with_many_desks_of_a_category(load, form):
    """In the invented city, where categories allow several: all are there, beside their names."""
    mihon = handbook.load_plan(bundled("data") / "mihon")
    layout = load(BOARD.replace("grouped", form).replace("A4横", "A3"))
    for district in mihon.districts[:3]:
        edition = handbook.select(mihon, district.name)
        found = check_pdf(render_pdf(handbook.compose(edition, layout)), edition, layout)
        assert [one.message for one in found] == []


def test_a_sheet_without_masthead(plan, load):
    layout = load(NO_MASTHEAD)
    for name in ("浮島", "南"):
        edition = handbook.select(plan, name)
        document = handbook.compose(edition, layout)
        assert check_pdf(render_pdf(document), edition, layout) == []
        for page in document.pages:
            for mark in marks(page.elements):
                assert bounds(mark).right <= 100 * MM + 0.01


@pytest.mark.parametrize("level", ["2", "3", "6"])
def test_a_sheet_without_a_highest_heading(plan, load, level):
    layout = load(NO_MASTHEAD.replace("level: 1", f"level: {level}"))
    problems = check_room(plan, layout)
    assert any("1個でなければなりません" in one.message and one.hint for one in problems)
    assert all(one.place and one.place.line for one in problems), "at the heading, in the layout"


def test_two_highest_headings(plan, load):
    twice = load(
        BOARD.replace(
            "      - {block: desks", "      - {block: heading, level: 1, text: 題}\n      - {block: desks"
        )
    )
    assert any("2個" in one.message for one in check_room(plan, twice))


def test_headings_down_to_the_sixth(plan, load):
    deep = "".join(
        f"      - {{block: text, as: heading, level: {at}, text: 見出し{at}}}\n" for at in range(2, 7)
    )
    layout = load(BOARD.replace("A4横", "A3").replace("    body:\n", f"    body:\n{deep}"))
    edition = handbook.select(plan, "浮島")
    pdf = render_pdf(handbook.compose(edition, layout))
    assert check_pdf(pdf, edition, layout) == []
    roles = {element.role for element in handbook.compose(edition, layout).pages[0].elements}
    assert {f"H{at}" for at in range(1, 7)} <= roles
    assert "見出し6" in handbook.render_text(handbook.compose(edition, layout))


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ("styles: {phone: {size: 25}}", ":2:24", "desks"),
        ("styles: {phone: {size: [20, 30]}}", ":2:24", "26ポイント以上"),
        ("scale: 0.8", "leaflet.yaml:", "12ポイント以上"),
        ("least: {text: 13}", "leaflet.yaml:", "13ポイント以上"),
        ("least: {text: 1}", ":2:15", "小さすぎます"),
        ("least: {words: 12}", ":2:9", "words"),
        ("least: 12", ":2:8", "項目の名前と値"),
        ("styles: {phone: {size: [30, 26, 40]}}", ":2:24", "小さい順"),
        ("styles: {phone: {size: [1, 2, 3, 4]}}", ":2:24", "書き方"),
        ("bleed: 300mm", ":2:8", "300mm"),
        ("duplex: both", ":2:9", "both"),
        ("parts: {desks: {form: cards}}", ":2:23", "cards"),
        ("parts: {masthead: {level: 7}}", ":2:27", "7"),
    ],
)  # fmt: skip
def test_promises_that_styles_do_not_keep(load, change, place, said):
    with pytest.raises(InputError) as caught:
        load(f"extends: leaflet\n{change}\n")
    assert any(place in str(one) and said in str(one) for one in caught.value.problems), str(caught.value)
    assert all(one.hint for one in caught.value.problems)


@pytest.mark.parametrize(
    ("least", "code"),
    [
        ("{text: 30}", "small-text"),
        ("{numbers: 60}", "small-number"),
        ("{notes: 11}", "small-type"),
        ("{ruby: 20}", "small-ruby"),
    ],
)
def test_the_check_measures_what_is_drawn(pdf, plan, board, least, code):
    """A file that was made before the layout promised more: none of its styles is asked."""
    key, size = least.strip("{}").split(": ")
    stricter = replace(board, least=board.least._replace(**{key: float(size)}))
    edition = handbook.select(plan, "浮島")
    found = {one.code for one in check_pdf(pdf, edition, stricter)}
    assert code in found
    assert found <= {code, "small-text"}


def test_a_build_of_them_is_whole(plan, board, tmp_path: Path):
    report = handbook.build(plan, board, out=tmp_path / "out", districts=["浮島", "日吉"], jobs=1)
    assert not report.failed
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2
