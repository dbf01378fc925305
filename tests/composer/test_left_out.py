"""What has nothing to print is left out with the heading over it, and not asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

import handbook
from handbook.document import Element, Shape, bounds, marks, words
from handbook.pdf import render_pdf
from handbook.resources import bundled


@pytest.fixture(scope="module")
def bare(plan):
    """The plan without any column."""
    return replace(plan, columns=())


def headings(document) -> list[str]:
    def walk(elements):
        for element in elements:
            if isinstance(element, Element):
                if element.role in ("H1", "H2", "H3"):
                    yield words(element)
                yield from walk(element.children)

    return [heading for page in document.pages for heading in walk(page.elements)]


def test_without_a_column_its_heading_is_left_out_and_not_asked_for(bare, plan, leaflet, tmp_path):
    edition = handbook.select(bare, "南")
    document = handbook.compose(edition, leaflet)
    full = headings(handbook.compose(handbook.select(plan, "南"), leaflet))
    assert "支え合いの事例" in full
    assert next(heading for heading in full if heading not in headings(document)) == "支え合いの事例"
    path = tmp_path / "bare.pdf"
    path.write_bytes(render_pdf(document))
    assert handbook.check_pdf(path, edition, leaflet) == []


def test_headings_of_several_levels_go_when_all_below_them_goes(bare, tmp_path):
    source = (bundled("layouts") / "leaflet.yaml").read_text(encoding="utf-8")
    heading = "          - {block: heading, text: 支え合いの事例}\n"
    small = '          - {block: heading, text: 近くの事例, style: card-title, level: "3"}\n'
    assert heading in source
    path = tmp_path / "mine.yaml"
    path.write_text(source.replace(heading, heading + small), encoding="utf-8")
    layout = handbook.load_layout(path)
    said = headings(handbook.compose(handbook.select(bare, "南"), layout))
    assert not {"支え合いの事例", "近くの事例"} & set(said)
    assert "8つの課題" in said


def test_a_goal_that_the_plan_does_not_have_is_left_out(plan, leaflet):
    two = replace(plan, goals=plan.goals[:2])
    said = headings(handbook.compose(handbook.select(two, "南"), leaflet))
    assert sum(heading.startswith("目標") for heading in said) == 2


@pytest.mark.parametrize("measures", [4, 3, 2, 1])
def test_a_goal_with_few_measures_has_no_empty_cells(plan, leaflet, measures):
    """As many cells as measures, all within the goal's panel."""
    first, *others = plan.goals
    whole = [measure for goal in plan.goals for measure in goal.measures if measure.tick][:measures]
    few = replace(plan, goals=(first._replace(measures=tuple(whole)), *others))
    document, *_ = handbook.composer.compose_marked(handbook.select(few, "南"), leaflet)
    goal = next(element for element in document.pages[1].elements if element.block == "goals")
    items = [element for element in goal.children if isinstance(element, Element) and element.role == "L"]
    (cells,) = [item.children for item in items]
    assert len(cells) == measures
    for cell, measure in zip(cells, whole, strict=True):
        assert measure.title in words(cell)
    panel = next(bounds(mark) for mark in marks((goal,)) if isinstance(mark, Shape))
    assert all(panel.contains(bounds(mark), tolerance=0.5) for mark in marks((goal,)))
