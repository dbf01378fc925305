"""Pictures in the twins: seen as on paper, spoken by their words, silent where they are decoration."""

from __future__ import annotations

import re

import pytest

from handbook.document import Picture, Shape
from handbook.twins import render_html, render_text
from handbook.units import Rect


@pytest.fixture
def picture(street) -> Picture:
    return Picture(Rect(40, 60, 175, 48), street)


def test_a_figure_is_seen_and_spoken(document, tag, picture):
    made = document(tag("H1", "浮島校区版"), tag("Figure", picture, alt="家の前の人たち <3"))
    (figure,) = re.findall(r"<figure.*?</figure>", render_html(made), re.DOTALL)
    assert 'role="img" aria-label="家の前の人たち &lt;3"' in figure
    assert 'viewBox="0 0 350 96"' in figure
    assert picture.drawing.markup in figure
    assert "（図：家の前の人たち <3）" in render_text(made)


@pytest.mark.parametrize("place", ["above the title", "below it", "in the main part"])
def test_decoration_is_seen_and_not_spoken(document, tag, picture, place):
    drawn, title, word = tag("Artifact", picture), tag("H1", "浮島校区版"), tag("P", "本文")
    main = (tag("H2", "見出し"), word)
    orders = {
        "above the title": (drawn, title, word, *main),
        "below it": (title, word, drawn, *main),
        "in the main part": (title, word, main[0], drawn, word),
    }
    made = document(*orders[place])
    html = render_html(made)
    header = html[html.index("<header>") : html.index("</header>")]
    assert "浮島校区版" in header
    assert (picture.drawing.markup in header) == (place != "in the main part")
    assert html.count(picture.drawing.markup) == 1
    assert 'aria-hidden="true"' in html
    assert 'role="img"' not in html
    assert "図" not in render_text(made)


def test_decoration_within_words_leaves_them_whole(document, tag, picture):
    made = document(
        tag("H1", "浮島校区版"), tag("H2", "相談先"), tag("P", tag("Artifact", picture), "高齢者")
    )
    assert re.search(r"<p><svg aria-hidden[^\n]*</svg>高齢者</p>", render_html(made))
    assert render_text(made).splitlines()[-1] == "高齢者"


def test_shapes_that_are_decoration_are_still_gone(document, tag):
    rule = Shape((("M", 0.0, 0.0), ("L", 9.0, 0.0)), stroke="#000000")
    assert "<svg" not in render_html(document(tag("H1", "浮島校区版"), tag("Artifact", rule)))
