"""Checking many editions in one process: what was learned from one must never change what is said of another.

What was found is held against what modules say that have checked nothing before.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest

import handbook
from handbook.check import Finding, check_pdf
from handbook.check.promises import own_promises, promises, shared_promises
from handbook.check.wording import LayoutWording
from handbook.coverage import charset
from handbook.document import Document
from handbook.edition import Edition
from handbook.layout import Layout, Node
from handbook.pdf import FontSet, render_pdf
from handbook.plan import Plan
from handbook.readback import PageContent, PaintedImage, ReadBack, TextRun, read_back


class Case(NamedTuple):
    """A file, and what it is checked as."""

    name: str
    file: ReadBack
    edition: Edition
    layout: Layout | None


@pytest.fixture(scope="module")
def files(plan: Plan, leaflet: Layout, documents: dict[str, Document]) -> dict[str, ReadBack]:
    """District name → its leaflet, read back."""
    fonts = FontSet(charset(plan, leaflet))
    return {name: read_back(render_pdf(document, fonts)) for name, document in documents.items()}


def with_page(file: ReadBack, index: int, **changes: object) -> ReadBack:
    pages = list(file.pages)
    pages[index] = pages[index]._replace(**changes)
    return file._replace(pages=tuple(pages))


def with_run(file: ReadBack, index: int, at: int, run: TextRun) -> ReadBack:
    runs = list(file.pages[index].runs)
    runs[at] = run
    return with_page(file, index, runs=tuple(runs))


def as_if_first(case: Case) -> list[Finding]:
    """The findings by modules that have not checked anything yet."""
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith("handbook.check")}
    try:
        check = importlib.import_module("handbook.check").check_pdf
        found: list[Finding] = check(case.file, case.edition, case.layout)
        return found
    finally:
        for name in [name for name in sys.modules if name.startswith("handbook.check")]:
            del sys.modules[name]
        sys.modules.update(kept)
        handbook.check = kept["handbook.check"]  # type: ignore[attr-defined]


def moved(run: TextRun, dx: float, dy: float) -> TextRun:
    return run._replace(
        **{name: getattr(run, name) + dx for name in ("x", "left", "right")},
        **{name: getattr(run, name) + dy for name in ("y", "top", "bottom")},
    )


def image_over(run: TextRun) -> PaintedImage:
    return PaintedImage(run.page, 1000, run.left, run.top, run.right, run.bottom, True, "")


def other_digit(text: str, rng: random.Random) -> str:
    at = rng.choice([index for index, char in enumerate(text) if char.isdigit()])
    return text[:at] + str((int(text[at]) + rng.randrange(1, 10)) % 10) + text[at + 1 :]


def spoiled_runs(file: ReadBack, rng: random.Random) -> Iterator[tuple[str, ReadBack]]:
    """Files with one run changed in one thing, each a fault or at least suspicious."""
    for index, page in enumerate(file.pages):
        for at, run in enumerate(page.runs):
            for what, new in (
                ("colour", run._replace(color=(0.7, 0.7, 0.7))),
                ("place", moved(run, rng.uniform(-50, 50), rng.uniform(-50, 50))),
                ("size", run._replace(size=run.size * 0.3)),
                ("sight", run._replace(visible=False)),
                ("words", run._replace(text=run.text[:-1] + rng.choice("市南あ9・"))),
                ("order", run._replace(order=rng.randrange(150))),
            ):
                if rng.random() < 0.07:
                    yield f"{what} of {run.text} on page {page.number}", with_run(file, index, at, new)


def spoiled_pages(file: ReadBack, rng: random.Random) -> Iterator[tuple[str, ReadBack]]:
    """Files with one shape or link, the paper or the order of runs changed, or an image on them."""
    for index, page in enumerate(file.pages):
        for at in rng.sample(range(len(page.shapes)), 4):
            shape = page.shapes[at]
            for what, new in (
                ("fill", shape._replace(fill=(0.4, 0.4, 0.4))),
                ("later", shape._replace(order=1000)),
                ("solid", shape._replace(solid=not shape.solid)),
            ):
                shapes = (*page.shapes[:at], new, *page.shapes[at + 1 :])
                yield f"{what} shape {at}", with_page(file, index, shapes=shapes)
        yield "paper", with_page(file, index, trim=page.trim._replace(x=page.trim.x + 30))
        runs = page.runs
        at = rng.randrange(len(runs) - 1)
        yield f"image over {runs[at].text}", with_page(file, index, images=(image_over(runs[at]),))
        for what, changes in (
            ("fewer", (*runs[:at], *runs[at + 1 :])),
            ("from the middle on", (*runs[at:], *runs[:at])),
            ("twice", (*runs, runs[at])),
            ("twice and fewer", (*runs[:at], *runs[at + 1 :], runs[at + 1])),
            ("other order", (*runs[:at], runs[at + 1], runs[at], *runs[at + 2 :])),
        ):
            yield f"{what} at {at}", with_page(file, index, runs=changes)
        for at, link in enumerate(page.links):
            other = link._replace(uri=other_digit(link.uri, rng))
            links = (*page.links[:at], other, *page.links[at + 1 :])
            yield f"link {link.uri}", with_page(file, index, links=links)


def with_options(layout: Layout, kind: str, options: dict[str, object]) -> Layout:
    def each(node: Node) -> Node:
        new = {**node.options, **options} if node.kind == kind else node.options
        return replace(node, options=new, children=tuple(map(each, node.children)))

    return replace(layout, pages=tuple(page._replace(body=each(page.body)) for page in layout.pages))


def cases(plan: Plan, leaflet: Layout, files: dict[str, ReadBack]) -> list[Case]:
    rng = random.Random(46)
    editions = {name: handbook.select(plan, name) for name in files}
    found = [Case(f"{name} good", files[name], editions[name], leaflet) for name in files]
    for name, other in zip(files, rng.sample(list(files), len(files)), strict=True):
        found.append(Case(f"{name} as {other}", files[name], editions[other], leaflet))
    for name in ("浮島", "合川"):
        file, edition = files[name], editions[name]
        for what, spoiled in (*spoiled_runs(file, rng), *spoiled_pages(file, rng)):
            found.append(Case(f"{name}: {what}", spoiled, edition, leaflet))
        found.append(Case(f"{name} without layout", file, edition, None))
        for kind, options in (("columns", {"others": True, "most": 9}), ("heading", {"note": "日吉校区へ"})):
            layout = with_options(leaflet, kind, options)
            found.append(Case(f"{name}: layout {kind}", file, edition, layout))
        desks = (edition.desks[0]._replace(fax="0942-00-0000"), *edition.desks[1:])
        found.append(Case(f"{name}: desk", file, edition._replace(desks=desks), leaflet))
        for field in ("data_date", "title", "city"):
            other_plan = replace(plan, **{field: "令和9年9月"})
            found.append(Case(f"{name}: {field}", file, edition._replace(plan=other_plan), leaflet))
    return found


def test_findings_do_not_depend_on_what_was_checked_before(
    plan: Plan, leaflet: Layout, files: dict[str, ReadBack]
) -> None:
    every = cases(plan, leaflet, files)
    expected = list(map(as_if_first, every))
    assert len(every) > 250
    assert sum(map(bool, expected)) > 150
    for seed in range(2):
        for index in random.Random(seed).sample(range(len(every)), len(every)):
            name, file, edition, layout = every[index]
            assert check_pdf(file, edition, layout) == expected[index], name


@pytest.mark.parametrize("name", ["荘島", "浮島", "南"])
def test_no_wrong_digit_passes_after_good_editions(
    plan: Plan, leaflet: Layout, files: dict[str, ReadBack], name: str
) -> None:
    """Each number of a leaflet, with each of its digits changed, right after the good leaflet itself."""
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


def test_two_editions_that_differ_in_one_thing_never_share_a_verdict(
    plan: Plan, leaflet: Layout, files: dict[str, ReadBack]
) -> None:
    """One colour, place, size or order alone makes the fault, and its neighbour stays good."""
    file, edition = files["荘島"], handbook.select(plan, "荘島")
    back: PageContent = file.pages[1]
    at = next(index for index, run in enumerate(back.runs) if run.text == "0942-46-8711")
    run = back.runs[at]
    band = next(index for index, shape in enumerate(back.shapes) if shape.solid and shape.fill)
    repainted = back.shapes[band]._replace(order=1000, left=run.left, right=run.right)
    repainted = repainted._replace(top=run.top, bottom=run.bottom)
    for code, other in (
        ("low-contrast", with_run(file, 1, at, run._replace(color=(0.8, 0.8, 0.8)))),
        ("number-beside-wrong-name", with_run(file, 1, at, moved(run, 0, -100))),
        ("off-page", with_run(file, 1, at, moved(run, -400, 0))),
        ("small-number", with_run(file, 1, at, run._replace(size=19.0))),
        ("hidden-text", with_run(file, 1, at, run._replace(visible=False))),
        ("missing-glyph", with_run(file, 1, at, run._replace(missing=True))),
        ("overlap", with_page(file, 1, runs=(*back.runs, run))),
        ("hidden-text", with_page(file, 1, images=(image_over(run),))),
        ("unprintable", with_page(file, 1, trim=back.trim._replace(x=back.trim.x + 30))),
        ("hidden-text", with_page(file, 1, shapes=(*back.shapes, repainted))),
        ("wrong-link", with_page(file, 1, links=(back.links[0]._replace(uri="tel:119"), *back.links[1:]))),
    ):
        for _ in range(2):
            assert check_pdf(file, edition, leaflet) == []
            assert code in {finding.code for finding in check_pdf(other, edition, leaflet)}, code


def test_promises_are_shared_or_an_edition_s_own(plan: Plan, leaflet: Layout) -> None:
    """None is lost and none is made up where promises are told apart, to be worked out once."""
    borrowing = with_options(leaflet, "columns", {"others": True, "most": 9})
    for name in ("荘島", "浮島", "江上"):
        for layout in (leaflet, borrowing):
            for edition in (
                handbook.select(plan, name),
                handbook.select(plan, name)._replace(unconfirmed=()),
            ):
                words = LayoutWording(layout, edition)
                shared, own = set(shared_promises(plan, words.shared)), set(own_promises(edition, words))
                assert shared | own == set(promises(edition, words))
                assert {one.text for one in words.texts} == {
                    one.text for one in (*words.shared.texts, *words.own)
                }
