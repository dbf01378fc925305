"""Strong words, lists and notes of one edition, from the data to the printed page and its twins."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

import handbook
from handbook.check import check_pdf
from handbook.document import Document, Element, words
from handbook.edition import Edition
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.pdf import render_pdf
from handbook.pdf.writer import render_merged
from handbook.plan import Column, Plan
from handbook.readback import read_back
from handbook.twins import render_html, render_text

TEXT = """\
支え合い推進会議※１で、**{認知症|にんちしょう}声かけ訓練**を決めました。もう一度、支え合い推進会議※1のことです。
・道端で気になる人がいたら、声をかけたいとの声があがり、認知症への理解が進み始めています。
・「見守り」は、あいさつから。
以上です。"""
LAYOUT = """\
title: 注の試し
paper: A5
faces: {regular: BIZUDPGothic-Regular.ttf, bold: BIZUDPGothic-Bold.ttf}
colors: {ink: "#1B2430"}
styles:
  body: {face: regular, size: 12, leading: 1.4, color: ink}
  heading: {like: body, face: bold, size: 16}
  heading-note: {like: body}
  note: {like: body, size: 10.5}
  footer: {like: note}
pages:
  - name: 表
    margins: {top: 12mm, right: 13mm, bottom: 12mm, left: 13mm}
    body:
      - {block: heading, level: 1, text: "{plan}"}
      - {block: text, text: "{district}{kind}の地域ケア会議※2 は、**集まり**です。"}
    footer: {block: footer, proof: 校正用, ended: "期間は{end}で終わりました", rule: ink}
  - name: 裏
    margins: {top: 12mm, right: 13mm, bottom: 12mm, left: 13mm}
    body:
      - {block: text, text: "支え合い推進会議※1 はこちら。"}
      - {block: notes, source: image}
    footer: {block: footer, proof: 校正用, rule: ink}
"""


@pytest.fixture(scope="module")
def edition(plan: Plan) -> Edition:
    own = Column(id="x", districts=("浮島",), title="**地域**の支え合い", text=TEXT)
    return handbook.select(plan, "浮島")._replace(columns=(own,))


@pytest.fixture(scope="module")
def document(edition: Edition, leaflet: Layout) -> Document:
    return handbook.compose(edition, leaflet)


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    path = tmp_path_factory.mktemp("layout") / "notes.yaml"
    path.write_text(LAYOUT, encoding="utf-8")
    return handbook.load_layout(path)


def found(document: Document, role: str) -> list[Element]:
    def within(element: Element) -> list[Element]:
        inner = [child for child in element.children if isinstance(child, Element)]
        return [element, *(one for child in inner for one in within(child))]

    return [
        one for page in document.pages for top in page.elements for one in within(top) if one.role == role
    ]


def jumps(pdf: bytes) -> list[tuple[int, str, int, float]]:
    """The links within a file: page, description, target page, height on it."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, 1)}
    return [
        (number, link["/Contents"], numbers[link["/A"]["/D"][0].idnum], float(link["/A"]["/D"][3]))
        for number, page in enumerate(reader.pages, 1)
        for link in (one.get_object() for one in page.get("/Annots", []))
        if link["/A"]["/S"] == "/GoTo"
    ]


def test_the_printed_leaflet_keeps_what_it_promises(document, edition, leaflet):
    assert check_pdf(render_pdf(document), edition, leaflet) == []


def test_items_that_follow_each_other_are_one_list_and_keep_their_marks(document):
    column = next(one for one in found(document, "Sect") if "声かけ訓練" in words(one))
    (items,) = [one for one in column.children if isinstance(one, Element) and one.role == "L"]
    assert [words(item)[:4] for item in items.children] == ["・道端で", "・「見守"]
    assert [child.role for child in items.children[0].children] == ["Lbl", "LBody"]


def test_a_note_and_its_first_mark_lead_to_each_other(document):
    pdf = render_pdf(document)
    marks = [one for one in jumps(pdf) if one[1] == "※1の説明へ"]
    (back,) = [one for one in jumps(pdf) if one[1] == "※1のある文へ"]
    assert len(marks) == 2
    assert len({one[2:] for one in marks}) == 1
    assert back[3] > marks[0][3], "the mark stands above its note"
    tree = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]
    assert tree["/IDTree"]["/Names"][0] == "note-1"


def test_the_twins_say_the_same(document):
    html, plain = render_html(document), render_text(document)
    assert "<strong><ruby>認知症<rp>（</rp><rt>にんちしょう</rt><rp>）</rp></ruby>声かけ訓練</strong>" in html
    assert html.count('id="note-1"') == html.count('id="mark-1"') == 1
    assert html.count('href="#note-1"') == 2
    assert "<ul>\n<li>道端で気になる" in html
    assert "**" not in html + plain
    assert "\n・道端で気になる" in plain
    assert "\n※１ 支え合い推進会議：" in plain


def test_a_note_may_stand_on_another_page_than_its_mark(plan, layout):
    edition = handbook.select(plan, "浮島")
    pdf = render_pdf(handbook.compose(edition, layout))
    assert check_pdf(pdf, edition, layout) == []
    assert [one[:3] for one in jumps(pdf)] == [
        (1, "※2の説明へ", 2),
        (2, "※1の説明へ", 2),
        (2, "※1のある文へ", 2),
        (2, "※2のある文へ", 1),
    ]


def test_in_a_file_of_many_each_edition_leads_to_its_own_notes(plan, layout):
    documents = [(name, handbook.compose(handbook.select(plan, name), layout)) for name in ("浮島", "南")]
    leads = [one[:3] for one in jumps(render_merged(documents, documents[0][1]))]
    assert leads[4:] == [(page + 2, words, target + 2) for page, words, target in leads[:4]]


def test_a_link_that_leads_elsewhere_is_found(plan, layout, tmp_path: Path):
    edition = handbook.select(plan, "浮島")
    writer = pypdf.PdfWriter(io.BytesIO(render_pdf(handbook.compose(edition, layout))))
    (link,) = (one.get_object() for one in writer.pages[0]["/Annots"])
    link["/A"]["/D"][0] = writer.pages[0].indirect_reference
    link[pypdf.generic.NameObject("/Contents")] = pypdf.generic.TextStringObject("※1の説明へ")
    writer.write(tmp_path / "a.pdf")
    assert read_back(tmp_path / "a.pdf").pages[0].links[0].target == 1
    assert "heard-otherwise" in {one.code for one in check_pdf(tmp_path / "a.pdf", edition, layout)}


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("      - {block: notes, source: image}\n", "", "「※2」の説明が、紙面にありません", 16),
        ("支え合い推進会議※1 はこちら", "はこちら", "注「※１」の印が、紙面の文章にありません", 22),
    ],
)
def test_a_layout_that_parts_marks_from_notes_is_told_with_its_line(plan, tmp_path, old, new, message, line):
    path = tmp_path / "notes.yaml"
    path.write_text(LAYOUT.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        handbook.compose(handbook.select(plan, "浮島"), handbook.load_layout(path))
    told = next(one for one in caught.value.problems if message in one.message)
    assert told.hint
    assert told.place is not None
    assert told.place.line == line
