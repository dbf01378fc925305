"""The picture block, and pictures in other blocks: words or decoration, sizes by the drawing's own ratio."""

from __future__ import annotations

from pathlib import Path

import pytest

import handbook
from handbook.blocks.kit import Fit, Kit
from handbook.blocks.setting import setting
from handbook.document import Document, Picture, marks
from handbook.errors import InputError
from handbook.units import MM, Rect

PAGE = 595.276 - 26 * MM
"""Width of the type area, points."""


@pytest.fixture
def composed(plan, generate, tmp_path: Path):
    """The samples' page with a picture written so."""

    def compose(options: str) -> Document:
        head = generate.SAMPLES.read_text(encoding="utf-8").replace("A5", "A4").split("    body:")[0]
        title = "{block: heading, level: 1, text: 絵}"
        body = f"    body:\n      - {title}\n      - {{block: picture, {options}}}\n"
        path = tmp_path / "layout.yaml"
        foot = (
            "    footer:"
            + generate.SAMPLES.read_text(encoding="utf-8").split("    footer:")[1].split("  - name:")[0]
        )
        path.write_text(head + body + foot, encoding="utf-8")
        return handbook.compose(handbook.select(plan, "浮島"), handbook.load_layout(path))

    return compose


def shown(document: Document):
    (element,) = [element for element in document.pages[0].elements if element.block == "picture"]
    (mark,) = marks((element,))
    assert isinstance(mark, Picture)
    return element, mark


@pytest.mark.parametrize(
    ("options", "left", "width"),
    [
        ("decoration: true", 0, PAGE),
        ("decoration: true, width: 175", 0, 175),
        ("decoration: true, height: 96, align: center", (PAGE - 350) / 2, 350),
        ("decoration: true, height: 48, align: right", PAGE - 175, 175),
    ],
)
def test_one_length_gives_the_other(composed, options: str, left: float, width: float) -> None:
    _, mark = shown(composed(f"file: street.svg, {options}"))
    assert mark.box.x - 13 * MM == pytest.approx(left, abs=0.01)
    assert mark.box.width == pytest.approx(width, abs=0.01)
    assert mark.box.width / mark.box.height == pytest.approx(350 / 96)


def test_words_make_a_figure_and_decoration_an_artifact(composed) -> None:
    figure, _ = shown(composed("file: visit.svg, width: 50mm, alt: 家をたずねる人"))
    assert (figure.role, figure.alt) == ("Figure", "家をたずねる人")
    artifact, _ = shown(composed("file: visit.svg, width: 50mm, decoration: true"))
    assert artifact.role == "Artifact"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("width: 50mm", "alt も decoration もありません"),
        ("width: 50mm, decoration: false", "alt も decoration もありません"),
        ("width: 50mm, decoration: true, alt: 通り", "alt と decoration の両方があります"),
        ("width: 50mm, height: 3mm, alt: 通り", "width と height の両方があります"),
        ("width: 190mm, alt: 通り", "幅（190mm）が、置く場所（184mm）に入りません"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(composed, options: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        composed(f"file: street.svg, {options}")
    (problem,) = caught.value.problems
    assert message in problem.message
    assert "street.svg" in problem.message
    assert problem.hint
    assert problem.place is not None
    written = Path(problem.place.file).read_text(encoding="utf-8").splitlines()
    assert "block: picture" in written[problem.place.line - 1]


def test_any_block_may_place_one_as_large_as_its_room_allows(plan, generate) -> None:
    layout = handbook.load_layout(generate.SAMPLES)
    picture = Kit(handbook.select(plan, "浮島"), setting(plan, layout, Fit())).picture("street.svg")
    assert picture.ratio == pytest.approx(350 / 96)
    wide, high = picture.mark(Rect(100, 100, 500, 96)), picture.mark(Rect(0, 0, 175, 100))
    assert wide.box == pytest.approx((175, 100, 350, 96))
    assert high.box == pytest.approx((0, 26, 175, 48))
