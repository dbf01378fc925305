"""Marks that stand where they must not, whichever block has drawn them."""

from __future__ import annotations

import pytest

from handbook.blocks.kit import artifact, element
from handbook.blocks.setting import Part
from handbook.blocks.shapes import filled_box, rule
from handbook.document import Portion, Text
from handbook.fonts import load_face
from handbook.misfits import misplaced
from handbook.resources import bundled
from handbook.typeset import TextStyle, compose_paragraph
from handbook.units import Rect

FACE = load_face(bundled("fonts") / "BIZUDPGothic-Regular.ttf")
FRAME = Rect(100, 100, 200, 50)
STYLE = TextStyle(face=FACE, size=10, leading=14)


def text(x: float, y: float, words: str) -> Text:
    """A line with its baseline at `y`; a full-width character is 10 points wide."""
    return Text(x, y, compose_paragraph(words, 1000, STYLE).lines[0].runs[0].run, "#000000")


@pytest.fixture
def told(plan, leaflet):
    """What is told of elements drawn in the frame."""

    def tell(*elements) -> list[str]:
        part = Part(leaflet.pages[0].body, FRAME, Portion(elements), label="部品")
        return [fault.problem.message for fault in misplaced(part, (plan, leaflet))]

    return tell


BAND = artifact(filled_box(Rect(100, 110, 60, 20), "#000000"), kind="Background")


@pytest.mark.parametrize(
    "elements",
    [
        (element("P", text(110, 120, "中にある文")),),
        (element("P", text(110, 120, "ならぶ")), element("P", text(150, 120, "文"))),
        (BAND, element("P", text(102, 124, "帯の中"))),
        (BAND, element("P", text(170, 124, "帯の横"))),
        (artifact(rule(100, 100, 300, 100, "#000000", 1.0)), element("P", text(110, 120, "線"))),
        # A full stop's blank half may hang over the edge: no ink stands there.
        (element("P", text(296 - 50, 120, "終わった。")),),
    ],
)
def test_what_stands_where_it_may(told, elements):
    assert told(*elements) == []


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        (
            (element("P", text(80, 120, "左へ出る文")),),
            "部品の「左へ出る文」が、枠からはみ出します（およそ2文字",
        ),
        ((element("P", text(260, 120, "右へ出る文")),), "枠からはみ出します（およそ1文字"),
        ((element("P", text(110, 180, "下へ出る文")),), "枠からはみ出します（約"),
        ((element("P", text(110, 100, "上へ出る文")),), "枠からはみ出します（約1行"),
        (
            (element("P", text(110, 120, "重なる長い文")), element("P", text(140, 122, "短い文"))),
            "「重なる長い文」が、「短い文」と重なります",
        ),
        ((BAND, element("P", text(105, 124, "帯より長い言葉"))), "下地の端からはみ出します（およそ2文字"),
        ((artifact(rule(100, 120, 330, 120, "#000000", 1.0)),), "線や図が枠からはみ出します"),
    ],
)
def test_what_does_not_is_told_with_how_much_is_too_much(told, elements, words):
    (message,) = told(*elements)
    assert words in message
