"""Nothing to read or recognise lies at a printer's edge, a punch hole, a fold or a staple."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import handbook
from handbook.blocks.kit import artifact, element
from handbook.blocks.setting import Part
from handbook.blocks.shapes import rule
from handbook.composer import RED, compose_marked
from handbook.document import Element, Picture, Portion, Text, marks
from handbook.fonts import load_face
from handbook.keepouts import Zone, zones
from handbook.layout import KeepOut
from handbook.misfits import intruding
from handbook.typeset import TextStyle, compose_paragraph
from handbook.units import MM, Rect

A4, ACROSS = (210 * MM, 297 * MM), (297 * MM, 210 * MM)


@pytest.fixture
def mine(tmp_path):
    """A layout that says of another what is different."""

    def load(text: str):
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return handbook.load_layout(path)

    return load


@pytest.mark.parametrize(
    ("edge", "paper", "duplex", "back", "holes"),
    [
        ("left", A4, "long", False, {(12, 108.5), (12, 188.5)}),
        ("left", A4, "long", True, {(198, 108.5), (198, 188.5)}),
        ("left", A4, "short", True, {(12, 108.5), (12, 188.5)}),
        ("left", A4, "off", True, {(12, 108.5), (12, 188.5)}),
        ("left", A4, "", True, {(12, 108.5), (12, 188.5), (198, 108.5), (198, 188.5)}),
        ("top", A4, "long", True, {(65, 12), (145, 12)}),
        ("top", A4, "short", True, {(65, 285), (145, 285)}),
        ("top", ACROSS, "long", True, {(108.5, 198), (188.5, 198)}),
        ("left", ACROSS, "short", True, {(285, 65), (285, 145)}),
    ],
)
def test_holes_are_where_a_punch_makes_them_on_both_sides_of_the_sheet(
    leaflet, edge, paper, duplex, back, holes
):
    """ISO 838: 80 mm apart, their middles 12 mm from the edge, symmetric to its middle."""
    width, height = paper
    layout = replace(leaflet, width=width, height=height, duplex=duplex, keep_out=KeepOut(holes=edge))
    found = [zone.rect for zone in zones(layout, (), back)]
    middles = {(round((r.x + r.width / 2) / MM, 3), round((r.y + r.height / 2) / MM, 3)) for r in found}
    assert middles == holes
    assert all(min(rect.width, rect.height) >= 8 * MM for rect in found)


@pytest.mark.parametrize(
    ("keep_out", "duplex", "back", "hit", "free"),
    [
        (KeepOut(staple="corner"), "long", False, Rect(20, 20, 9, 9), Rect(550, 20, 9, 9)),
        (KeepOut(staple="corner"), "long", True, Rect(565, 20, 9, 9), Rect(20, 20, 9, 9)),
        (KeepOut(staple="corner"), "short", True, Rect(20, 815, 9, 9), Rect(20, 20, 9, 9)),
        (KeepOut(staple="spine"), "long", False, Rect(20, 400, 9, 9), Rect(570, 400, 9, 9)),
        (KeepOut(staple="spine"), "short", True, Rect(570, 400, 9, 9), Rect(20, 400, 9, 9)),
    ],
)
def test_a_staple_is_on_the_other_side_of_a_back(leaflet, keep_out, duplex, back, hit, free):
    layout = replace(leaflet, duplex=duplex, keep_out=keep_out)
    (zone,) = zones(layout, (), back)
    assert zone.depth(hit) > 0 >= zone.depth(free)


HOLE = (Zone("とじ穴", "holes", Rect(20, 300, 28, 28)),)


@pytest.fixture
def told(plan, leaflet):
    """What is told of elements of a part, at a hole from (20, 300) to (48, 328)."""

    def tell(*elements: Element) -> list[str]:
        part = Part(leaflet.pages[0].body, Rect(0, 0, 500, 500), Portion(elements), label="部品")
        return [fault.problem.message for fault in intruding(part, HOLE, (plan, leaflet))]

    return tell


@pytest.fixture(scope="module")
def words(leaflet):
    """A line of four characters of 10 points each."""
    face = load_face(leaflet.faces["regular"][0])
    return compose_paragraph("読む言葉", 1000, TextStyle(face=face, size=10, leading=14))


def test_what_is_read_or_recognised_is_told(told, words, leaflet):
    text = Text(40, 320, words.lines[0].runs[0].run, "#000000")
    picture = Picture(Rect(30, 310, 40, 40), next(iter(leaflet.pictures.values())))
    line = rule(0, 310, 100, 310, "#000000", 0.8)
    for elements in (
        (element("P", text),),
        (element("Ruby", element("RT", text)),),
        (element("Artifact", text, attributes=(("Type", "Pagination"),)),),
    ):
        (message,) = told(*elements)
        assert "部品の「読む言葉」が、とじ穴に2." in message
        assert "mmかかります" in message
    for one in (element("Figure", picture, alt="写真"), element("P", element("Form", line, alt="記入欄"))):
        assert ["部品の絵や線が、とじ穴に" in each for each in told(one)] == [True]
    assert told(element("P", text._replace(x=49))) == []
    assert told(artifact(picture), artifact(line), artifact(line, kind="Background")) == []


def test_text_at_an_edge_that_an_office_cannot_print_is_refused_and_marked(plan, mine):
    layout = mine("extends: leaflet\npages: {裏: {margins: {left: 4mm}}}\n")
    edition = handbook.select(plan, "浮島")
    with pytest.raises(handbook.InputError) as caught:
        handbook.compose(edition, layout)
    problems = caught.value.problems
    assert all("浮島校区版の裏: " in one.message for one in problems)
    assert all("プリンターで刷れない端（5mm）に" in one.message for one in problems)
    assert "mmかかります" in problems[0].message
    assert all(one.place and Path(one.place.file).suffix == ".yaml" and one.place.line for one in problems)
    assert "margins" in problems[0].hint
    assert "printer を false に" in problems[0].hint
    marked, same, *_ = compose_marked(edition, layout)
    assert same == problems
    reds = [mark for mark in marks(marked.pages[1].elements) if getattr(mark, "stroke", "") == RED]
    assert len(reds) >= len(problems)
    handbook.compose(edition, replace(layout, keep_out=KeepOut()))


def test_holes_are_punched_through_both_pages_of_a_sheet(plan, mine):
    layout = mine("extends: leaflet\nkeep-out: {holes: left}\n")
    edition = handbook.select(plan, "浮島")
    with pytest.raises(handbook.InputError) as caught:
        handbook.compose(edition, layout)
    assert {one.message.split(": ")[0] for one in caught.value.problems} == {
        "浮島校区版の表",
        "浮島校区版の裏",
    }
    assert all("とじ穴に" in one.message for one in caught.value.problems)


def test_text_over_a_fold_is_refused(plan, mine):
    layout = mine("extends: trifold\npages: {中: {folds: [60mm]}}\n")
    with pytest.raises(handbook.InputError) as caught:
        handbook.compose(handbook.select(plan, "南"), layout)
    assert all("の中: " in one.message and "折り目に" in one.message for one in caught.value.problems)
    assert "folds を消して" in caught.value.problems[0].hint


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("extends: leaflet\nkeep-out: {holes: middle}\n", "使えません"),
        ("extends: leaflet\nkeep-out: {staples: corner}\n", "という項目はありません"),
        ("extends: card\nkeep-out: {holes: left}\n", "2つの穴が紙に入りません"),
    ],
)
def test_a_layout_says_which_apply(mine, text, told):
    with pytest.raises(handbook.InputError) as caught:
        mine(text)
    (problem,) = caught.value.problems
    assert told in problem.message
    assert problem.place
    assert problem.place.line == 2
