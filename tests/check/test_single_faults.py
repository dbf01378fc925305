"""One value of a good file changed, and nothing else: each such fault is found, right after the good file."""

from __future__ import annotations

import pytest

import handbook
from handbook.check import check_pdf
from handbook.coverage import charset
from handbook.document import Document
from handbook.layout import Layout
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Plan
from handbook.readback import PageContent, PaintedImage, ReadBack, TextRun, read_back


@pytest.fixture(scope="module")
def files(plan: Plan, leaflet: Layout, documents: dict[str, Document]) -> dict[str, ReadBack]:
    """District name → its leaflet, read front."""
    fonts = FontSet(charset(plan, leaflet))
    return {name: read_back(render_pdf(documents[name], fonts)) for name in ("荘島", "浮島", "南")}


def with_page(file: ReadBack, index: int, **changes: object) -> ReadBack:
    pages = list(file.pages)
    pages[index] = pages[index]._replace(**changes)
    return file._replace(pages=tuple(pages))


def with_run(file: ReadBack, index: int, at: int, run: TextRun) -> ReadBack:
    runs = list(file.pages[index].runs)
    runs[at] = run
    return with_page(file, index, runs=tuple(runs))


def moved(run: TextRun, dx: float, dy: float) -> TextRun:
    return run._replace(
        **{name: getattr(run, name) + dx for name in ("x", "left", "right")},
        **{name: getattr(run, name) + dy for name in ("y", "top", "bottom")},
    )


def image_over(run: TextRun) -> PaintedImage:
    return PaintedImage(run.page, 1000, run.left, run.top, run.right, run.bottom, True, "")


@pytest.mark.parametrize("name", ["荘島", "浮島", "南"])
def test_no_wrong_digit_passes(plan: Plan, leaflet: Layout, files: dict[str, ReadBack], name: str) -> None:
    """Each number of a leaflet, with each of its digits changed."""
    edition, file = handbook.select(plan, name), files[name]
    tried = 0
    for index, page in enumerate(file.pages):
        for at, run in enumerate(page.runs):
            if run.text.count("-") != 2:
                continue
            for place in [place for place, char in enumerate(run.text) if char.isdigit()]:
                assert check_pdf(file, edition, leaflet) == []
                wrong = run.text[:place] + str(9 - int(run.text[place])) + run.text[place + 1 :]
                found = check_pdf(with_run(file, index, at, run._replace(text=wrong)), edition, leaflet)
                assert "missing-number" in {finding.code for finding in found}, wrong
                tried += 1
    assert tried >= 12 * 10


@pytest.mark.parametrize("name", ["荘島", "浮島"])
def test_no_wrong_character_passes(
    plan: Plan, leaflet: Layout, files: dict[str, ReadBack], name: str
) -> None:
    """Every piece of text on the paper with its last letter or digit exchanged for another."""
    edition, file = handbook.select(plan, name), files[name]
    tried = 0
    for index, page in enumerate(file.pages):
        for at, run in enumerate(page.runs):
            place = max((place for place, char in enumerate(run.text) if char.isalnum()), default=None)
            if place is None:
                continue
            if run.text.isdigit() and len(run.text) == 1:
                continue  # the number of a card, which claims nothing
            char = run.text[place]
            other = str(9 - int(char)) if char.isdigit() else "龍"
            wrong = run.text[:place] + other + run.text[place + 1 :]
            found = check_pdf(with_run(file, index, at, run._replace(text=wrong)), edition, leaflet)
            assert found, f"{run.text} → {wrong}"
            tried += 1
    assert tried > 100


def test_one_thing_alone_makes_a_fault(plan: Plan, leaflet: Layout, files: dict[str, ReadBack]) -> None:
    """One colour, place, size or order alone makes the fault, and its neighbour stays good."""
    file, edition = files["荘島"], handbook.select(plan, "荘島")
    front: PageContent = file.pages[0]
    at = next(index for index, run in enumerate(front.runs) if run.text == "0942-46-8711")
    run = front.runs[at]
    band = next(index for index, shape in enumerate(front.shapes) if shape.solid and shape.fill)
    repainted = front.shapes[band]._replace(order=1000, left=run.left, right=run.right)
    repainted = repainted._replace(top=run.top, bottom=run.bottom)
    for code, other in (
        ("low-contrast", with_run(file, 0, at, run._replace(color=(0.8, 0.8, 0.8)))),
        ("number-beside-wrong-name", with_run(file, 0, at, moved(run, 0, -100))),
        ("off-page", with_run(file, 0, at, moved(run, -400, 0))),
        ("small-number", with_run(file, 0, at, run._replace(size=19.0))),
        ("hidden-text", with_run(file, 0, at, run._replace(visible=False))),
        ("missing-glyph", with_run(file, 0, at, run._replace(missing=True))),
        ("overlap", with_page(file, 0, runs=(*front.runs, run))),
        ("turned-text", with_run(file, 0, at, run._replace(upright=False))),
        ("hidden-text", with_page(file, 0, images=(image_over(run),))),
        ("hidden-text", with_page(file, 0, images=(image_over(run)._replace(right=run.left + 10),))),
        ("hidden-text", with_page(file, 0, images=(image_over(run)._replace(top=run.bottom - 8),))),
        ("unprintable", with_page(file, 0, trim=front.trim._replace(x=front.trim.x + 30))),
        ("hidden-text", with_page(file, 0, shapes=(*front.shapes, repainted))),
        ("wrong-link", with_page(file, 0, links=(front.links[0]._replace(uri="tel:119"), *front.links[1:]))),
        ("wrong-link", with_page(file, 0, links=(front.links[0]._replace(uri="https://a.jp/"),))),
    ):
        for _ in range(2):
            assert check_pdf(file, edition, leaflet) == []
            assert code in {finding.code for finding in check_pdf(other, edition, leaflet)}, code
