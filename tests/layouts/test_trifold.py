"""The trifold: three panels a side, of which the one that folds in is narrower; read as one unfolds it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

import handbook
from handbook.check.speech import speak
from handbook.plan import Plan
from handbook.readback import PageContent, ReadBack
from handbook.units import MM

SHEET = (297 * MM, 210 * MM)
FROM_FOLD = 5 * MM
"""How far from a fold a text stands."""


@pytest.fixture(scope="module")
def files(finished: Callable[[str], dict[str, ReadBack]]) -> dict[str, ReadBack]:
    return finished("trifold")


def folds(page: PageContent) -> list[float]:
    """Where short upright lines stand at the head and the foot of the sheet, points from its left edge."""
    lines = [one for one in page.shapes if one.right - one.left < 1 and one.bottom - one.top < 10 * MM]
    head = sorted((one.left + one.right) / 2 for one in lines if one.top < 1)
    foot = sorted((one.left + one.right) / 2 for one in lines if one.bottom > page.height - 1)
    assert head == pytest.approx(foot)
    return head


def panel(page: PageContent, x: float) -> int:
    return sum(x > at for at in folds(page))


def test_the_panel_that_folds_in_is_narrower(files: dict[str, ReadBack]) -> None:
    for file in files.values():
        assert [(page.width, page.height) for page in file.pages] == [pytest.approx(SHEET, abs=0.1)] * 2
        assert file.printing["Duplex"] == "/DuplexFlipShortEdge"
        outside, inside = (
            [right - left for left, right in pairwise((0.0, *folds(page), page.width))] for page in file.pages
        )
        assert inside == pytest.approx(outside[::-1], abs=0.1)  # the same folds, seen from the other side
        assert [outside[at] - outside[0] for at in (1, 2)] == pytest.approx([MM, MM], abs=0.1 * MM)


def test_no_text_stands_on_a_fold_or_a_mark(files: dict[str, ReadBack]) -> None:
    for file in files.values():
        for page in file.pages:
            for run in (run for run in page.runs if run.text.strip()):
                assert run.top > 8 * MM
                assert run.bottom < page.height - 8 * MM
                for at in folds(page):
                    assert run.right < at - FROM_FOLD or run.left > at + FROM_FOLD, run.text


def test_it_is_read_cover_first_then_the_back_then_the_panel_that_folds_in(
    files: dict[str, ReadBack], plan: Plan
) -> None:
    file = files["浮島"]
    outside = file.pages[0]
    desk = handbook.select(plan, "浮島").desks[0]
    words = ("あふれるまち", desk.phone, "お名前", "8つの課題", "2ページ", "つながりの構築")
    heard = "\n".join(speak(file.data))
    assert [heard.index(one) for one in words] == sorted(heard.index(one) for one in words)
    places = [panel(outside, next(run.left for run in outside.runs if one in run.text)) for one in words[:3]]
    assert places == [2, 1, 0]


def test_numbers_can_be_dialled_from_and_the_body_read(files: dict[str, ReadBack]) -> None:
    layout = handbook.load_layout("trifold")
    assert (layout.least.numbers, layout.least.text, layout.least.notes) == (20, 12, 10.5)
    for file in files.values():
        back = [run for run in file.pages[0].runs if panel(file.pages[0], run.left) == 1]
        numbers = [run for run in back if run.text[:1] == "0" and run.size > 19.9]
        assert len(numbers) >= 4  # each whole
        assert len({round(run.left) for run in numbers}) == 1  # digits under digits
        assert min(run.size for page in file.pages for run in page.runs if run.tag != "RT") >= 10.45


@pytest.mark.parametrize("name", ["浮島", "田主丸"])
def test_inside_each_goal_stands_whole_on_one_panel(
    files: dict[str, ReadBack], plan: Plan, name: str
) -> None:
    inside = files[name].pages[1]
    assert "わたしたちにできること" in inside.text
    for goal in plan.goals:
        titles = [measure.title for measure in goal.measures]
        runs = [run for run in inside.runs for title in titles if title.startswith(run.text) and run.bold]
        assert len(runs) >= len(titles)
        assert len({panel(inside, run.left) for run in runs}) == 1, goal.title
