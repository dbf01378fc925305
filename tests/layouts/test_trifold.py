"""The trifold: three panels a side, of which the one that folds in is narrower; read as one unfolds it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import pairwise

import pytest

import handbook
from handbook.check.speech import speak
from handbook.plan import Plan
from handbook.readback import PageContent, ReadBack, read_back
from handbook.units import MM

SHEET = (297 * MM, 210 * MM)
FROM_FOLD = 5 * MM
"""How far from a fold a text stands."""

PANELS = {"わたしたちにできること": 0, "支え合いの事例": 2, "この計画の問い合わせ先": 2}
"""Headings inside, and the panels on which they stand."""


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


def test_what_has_ended_is_said_on_the_cover_below_the_name(plan: Plan) -> None:
    edition, layout = handbook.select(plan, "浮島"), handbook.load_layout("trifold")
    date = datetime.date(2027, 1, 1)
    outside = read_back(handbook.render_pdf(handbook.compose(edition, layout, date=date))).pages[0]
    ended = next(run for run in outside.runs if "終わりました" in run.text)
    name = max((run for run in outside.runs if panel(outside, run.left) == 2), key=lambda run: run.size)
    assert panel(outside, ended.left) == 2
    assert ended.top > name.bottom
    assert ended.size < name.size / 2


def test_the_frame_of_a_proof_stands_clear_of_its_words(files: dict[str, ReadBack]) -> None:
    """浮島 has one line of it, the invented city two."""
    for file in files.values():
        page = file.pages[0]
        lines = [run for run in page.runs if run.text.startswith(("校正用", "見本・実在"))]
        (frame,) = {
            (one.left, one.top, one.right, one.bottom)
            for one in page.shapes
            if one.bottom - one.top < 50
            and one.left < lines[0].left < lines[0].right < one.right
            and one.top < (lines[0].top + lines[0].bottom) / 2 < one.bottom
        }
        middle, size = (frame[1] + frame[3]) / 2, lines[0].size
        own = [(run.top + run.bottom) / 2 for run in lines]
        assert frame[3] - frame[1] > 1.35 * size * len(lines)
        assert sum(own) / len(own) == pytest.approx(middle, abs=0.1 * size)


def test_inside_the_last_panel_is_for_the_case_and_who_answers(files: dict[str, ReadBack]) -> None:
    for file in files.values():
        inside = file.pages[1]
        heads = {word: next(run for run in inside.runs if word in run.text) for word in PANELS}
        assert [panel(inside, run.left) for run in heads.values()] == list(PANELS.values())
        foot = max(run.bottom for run in inside.runs if panel(inside, run.left) == 2 and run.bold)
        assert foot > 0.75 * inside.height  # no panel is half empty


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
