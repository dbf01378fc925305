"""Pictures on pages: drawn once for all places, where the document says, in flat colours and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

import handbook
from handbook.document import Element, Picture
from handbook.load.drawings import read_drawing
from handbook.pdf import render_pdf
from handbook.pdf.forms import picture_form
from handbook.pdf.writer import render_merged
from handbook.pictures import Drawing
from handbook.resources import bundled
from handbook.units import Rect

Make = Callable[..., Any]
WHITE = (255, 255, 255)
OURS = sorted((bundled("layouts") / "pictures").glob("*.svg"))


@pytest.fixture
def draw(document: Make, tmp_path: Path) -> Callable[..., Callable[[float, float], tuple[int, int, int]]]:
    """Draws SVG of 100 by 100 units into a box of 200 by 200 points; gives the colour at a place in units."""

    def render(inside: str, view: str = "0 0 100 100"):
        path = tmp_path / "a.svg"
        path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{inside}</svg>')
        mark = Picture(Rect(100, 100, 200, 200), read_drawing(path))
        pdf = pypdfium2.PdfDocument(render_pdf(document((mark,))))
        image = pdf[0].render(scale=4).to_pil().convert("RGB")
        pdf.close()
        return lambda x, y: image.getpixel((round((100 + 2 * x) * 4), round((100 + 2 * y) * 4)))

    return render


RED = (255, 0, 0)


def test_it_fills_its_box_and_is_cut_off_at_its_edges(draw) -> None:
    at = draw('<rect x="-20" y="-20" width="70" height="140" fill="#F00"/>')
    assert at(1, 1) == at(49, 99) == at(49, 50) == RED
    assert at(51, 50) == at(-1, 50) == at(10, -1) == at(10, 101) == WHITE


def test_a_view_may_begin_anywhere(draw) -> None:
    at = draw('<rect x="30" y="-20" width="100" height="50" fill="#F00"/>', "30 -20 100 100")
    assert at(1, 1) == at(99, 49) == RED
    assert at(1, 51) == WHITE


@pytest.mark.parametrize(
    ("inside", "on", "off"),
    [
        ('<circle cx="50" cy="50" r="20" fill="#F00"/>', [(50, 31), (69, 50)], [(65, 65.5), (50, 29)]),
        ('<ellipse cx="50" cy="50" rx="40" ry="10" fill="#F00"/>', [(11, 50)], [(50, 61), (9, 50)]),
        ('<rect x="10" y="10" width="80" height="80" rx="40" fill="#F00"/>', [(50, 11)], [(15, 15)]),
        ('<polygon points="10,10 90,10 50,90" fill="#F00"/>', [(50, 85)], [(20, 80)]),
        ('<path d="M10 50a40 40 0 0180 0z" fill="#F00"/>', [(50, 11)], [(50, 52), (12, 12)]),
        (
            '<path d="m10 10h80v80H10zm20 20h40v40h-40z" fill="#F00" fill-rule="evenodd"/>',
            [(20, 20)],
            [(50, 50)],
        ),
        ('<path d="M10 10q80 0 80 80t-80 0" fill="#F00"/>', [(60, 40)], [(88, 12)]),
        (
            '<g fill="none"><path d="M10 10h80v80z" stroke="#F00" stroke-width="6"/></g>',
            [(50, 12)],
            [(70, 30)],
        ),
        ('<line x1="50" y1="50" x2="50" y2="60" stroke="#F00" stroke-width="20"/>', [(41, 55)], [(50, 48)]),
        (
            '<path d="M50 50h.1" stroke="#F00" stroke-width="20" stroke-linecap="round"/>',
            [(41, 50), (50, 59)],
            [(58.5, 58.5)],
        ),
        (
            '<path d="M0 50h100" fill="none" stroke="#F00" stroke-width="8" stroke-dasharray="20 20"/>',
            [(10, 50), (50, 50)],
            [(30, 50)],
        ),
        (
            '<g transform="translate(100 0) scale(-1 1)"><g fill="#F00"><path d="M0 0h20v20H0z"/></g></g>',
            [(90, 10)],
            [(10, 10)],
        ),
        (
            '<rect x="45" y="0" width="10" height="50" fill="#F00" transform="rotate(90 50 50)"/>',
            [(90, 50)],
            [(50, 10)],
        ),
        (
            '<rect width="10" height="10" fill="#F00" transform="matrix(2 0 0 3 10 20)"/>',
            [(29, 49)],
            [(31, 30), (9, 21)],
        ),
        ('<rect width="10" height="10" fill="#F00" transform="skewX(45)"/>', [(18, 9)], [(2, 9)]),
        ('<g fill="#00F"><path fill="#F00" d="M0 0h50v50H0z"/></g>', [(25, 25)], [(75, 75)]),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_may_stand_in_a_file_is_drawn_as_svg_says(draw, inside: str, on: list, off: list) -> None:
    at = draw(inside)
    assert {at(*place) for place in on} == {RED}
    assert {at(*place) for place in off} == {WHITE}


def forms(reader: pypdf.PdfReader) -> dict[str, pypdf.generic.StreamObject]:
    return {
        name: form.get_object()
        for page in reader.pages
        for name, form in page["/Resources"].get("/XObject", {}).items()
    }


def test_a_drawing_is_one_form_for_all_sizes_pages_and_editions(document: Make, street: Drawing) -> None:
    small, large = Picture(Rect(0, 0, 35, 9.6), street), Picture(Rect(9, 9, 350, 96), street)
    editions = [(name, document((small, large), (small,))) for name in ("南", "浮島")]
    reader = pypdf.PdfReader(BytesIO(render_merged(editions, editions[0][1])))
    numbers = {form.idnum for page in reader.pages for form in page["/Resources"]["/XObject"].values()}
    assert len(numbers) == 1
    drawn = [page.get_contents().get_data().count(b" Do\n") for page in reader.pages]
    assert drawn == [2, 1, 2, 1]


@pytest.mark.parametrize("path", OURS, ids=[path.stem for path in OURS])
def test_our_pictures_are_flat_colours_and_nothing_else(path: Path, document: Make) -> None:
    drawing = read_drawing(path)
    reader = pypdf.PdfReader(BytesIO(render_pdf(document((Picture(Rect(0, 0, 100, 100), drawing),)))))
    (form,) = forms(reader).values()
    assert not form["/Resources"]
    assert "/Group" not in form
    operators = {bytes(each) for each in re.findall(rb"(?<![\w/])([A-Za-z*]+)(?=\s|$)", form.get_data())}
    assert operators <= set(b"q Q cm m l c h re n f f* S B B* rg RG g G w J j d".split())


def test_the_same_bytes_each_time(document: Make, street: Drawing) -> None:
    picture = Picture(Rect(9, 9, 350, 96), street)
    again = picture._replace(drawing=read_drawing(bundled("layouts") / "pictures" / "street.svg"))
    assert again == picture
    picture_form.cache_clear()
    first = render_pdf(document((picture,)))
    picture_form.cache_clear()
    assert render_pdf(document((again,))) == first


def test_a_figure_says_what_it_shows_and_where(document: Make, read: Make, street: Drawing) -> None:
    figure = Element(role="Figure", alt="通り", children=(Picture(Rect(100, 200, 350, 96), street),))
    reader = read(document((figure,)))
    element = reader.trailer["/Root"]["/StructTreeRoot"]["/K"]
    while element.get("/S") != "/Figure":
        element = (
            element["/K"][0].get_object() if isinstance(element["/K"], list) else element["/K"].get_object()
        )
    assert element["/Alt"] == "通り"
    assert [round(float(edge)) for edge in element["/A"]["/BBox"]] == [100, 546, 450, 642]


def test_a_page_with_pictures_passes_the_check(plan, generate, tmp_path: Path) -> None:
    """The sheet of samples, with the words that every page for a district must carry."""
    source = generate.SAMPLES.read_text(encoding="utf-8")
    path = tmp_path / "samples.yaml"
    path.write_text(source.replace('text: "', 'text: "{plan}、{date}現在、'), encoding="utf-8")
    layout, edition = handbook.load_layout(path), handbook.select(plan, "浮島")
    handbook.write_pdf(handbook.compose(edition, layout), tmp_path / "a.pdf")
    assert handbook.check_pdf(tmp_path / "a.pdf", edition, layout) == []
