"""Finished PDFs of a layout, read back; and what a copying machine makes of a page.

A page is copied by blurring it, hardening it and strewing specks over it, twice. A character counts as
legible if its copied picture is more like a picture of that character, drawn anew from the font file by
another engine, than like that of any other character on the page, and like it at all. White on black is not
taken for legible: copies fill it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from operator import mul
from unicodedata import normalize

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

import handbook
from handbook.check import check_pdf
from handbook.pdf import render_pdf
from handbook.plan import Plan
from handbook.preview import page_images
from handbook.readback import ReadBack, read_back
from handbook.resources import bundled
from handbook.units import Rect

Make = Callable[[str], dict[str, ReadBack]]
DISTRICTS = ("浮島", "南", "田主丸")
HARDEST = ("つつじが丘", "見本ニュータウン")
"""Two desks in one category; the longest name."""


@pytest.fixture(scope="session")
def mihon() -> Plan:
    """The invented city."""
    return handbook.load_plan(bundled("data") / "mihon")


@pytest.fixture(scope="session")
def finished(plan: Plan, mihon: Plan) -> Make:
    """The name of a layout → its PDFs by district, each passed by the check."""

    def make(name: str) -> dict[str, ReadBack]:
        layout, files = handbook.load_layout(name), {}
        for city, names in ((plan, DISTRICTS), (mihon, HARDEST)):
            for district in names:
                edition = handbook.select(city, district)
                pdf = render_pdf(handbook.compose(edition, layout))
                assert check_pdf(pdf, edition, layout) == []
                files[district] = read_back(pdf)
        return files

    return make


DPI = 200
SPECKS = 0.004
"""Share of the pixels that a copy gets wrong."""
SIDE = 28
"""Pixels to a side of the pictures that are compared."""
LIKE = 0.5
"""Least likeness of a character to itself, of 1."""

CLOSE = 0.1
"""How much more like it another character may be: set close, kanji have a stroke of their neighbour in their
box. Digits stand apart, and must be told without doubt."""

Vector = tuple[float, ...]

Place = tuple[str, Rect, bool]
"""A character, its ink on the page in points, whether it is bold."""


def copied(image: Image.Image, generations: int = 2) -> Image.Image:
    """A page after so many copies, one of the other."""
    chance = random.Random(16)
    for _ in range(generations):
        image = image.filter(ImageFilter.GaussianBlur(0.9))
        image = image.point(lambda level: max(0, min(255, (level - 75) * 255 // 110)))
        specks = Image.new("L", image.size, 0)
        places = [
            (chance.randrange(image.width), chance.randrange(image.height))
            for _ in range(int(SPECKS * image.width * image.height))
        ]
        ImageDraw.Draw(specks).point(places, 255)
        image = ImageChops.difference(image, specks)
    return image


def characters(pdf: bytes, number: int) -> Iterator[Place]:
    """The characters of headings and of telephone numbers on a page, as PDFium finds them."""
    page = read_back(pdf).pages[number - 1]
    wanted = [run for run in page.runs if run.tag in ("H1", "H2", "H3", "H4", "Link", "Span", "TH", "RB")]
    document = pypdfium2.PdfDocument(pdf)
    text = document[number - 1].get_textpage()
    for index, character in enumerate(text.get_text_range()):
        if not character.strip() or character == "-":
            continue
        left, bottom, right, top = text.get_charbox(index)
        box = Rect(left, page.height - top, right - left, top - bottom)
        x, y = box.x + box.width / 2, box.y + box.height / 2
        own = next((run for run in wanted if run.left <= x <= run.right and run.top <= y <= run.bottom), None)
        if own and character in own.text and min(box.width, box.height) > 0:
            assert pdfium.FPDFText_GetUnicode(text, index) == ord(character)
            yield character, box, own.bold


@cache
def drawn(character: str, file: str) -> Vector:
    """A character's ink from the font file."""
    font = ImageFont.truetype(file, 96)
    left, top, right, bottom = font.getbbox(character)
    image = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2), 255)
    ImageDraw.Draw(image).text((1 - left, 1 - top), character, font=font, fill=0)
    return vector(image.crop(ImageChops.invert(image).getbbox()))


def vector(image: Image.Image) -> Vector:
    """Ink in the middle of a square, blurred a little, as numbers of mean 0 and length 1."""
    factor = (SIDE - 4) / max(image.size)
    size = [max(1, round(side * factor)) for side in image.size]
    square = Image.new("L", (SIDE, SIDE), 255)
    square.paste(image.resize(size, Image.Resampling.BOX), ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2))
    levels = square.filter(ImageFilter.GaussianBlur(0.7)).tobytes()
    mean = sum(levels) / len(levels)
    length = sum((level - mean) ** 2 for level in levels) ** 0.5 or 1.0
    return tuple((level - mean) / length for level in levels)


def one_width(character: str) -> str:
    """Full and half width are one character to a reader; ① and 1 are not."""
    return normalize("NFKC", character) if "\uff01" <= character <= "\uff9f" else character


def illegible(pdf: bytes, number: int, faces: dict[bool, str], generations: int = 2) -> list[str]:
    """The characters of a page's headings and numbers that cannot be told from others when it is copied."""
    page = copied(page_images(pdf, DPI, [number], grey=True)[0], generations)
    found = list(characters(pdf, number))
    scale, lost = DPI / 72, []
    others = {bold: sorted({one_width(each) for each, _, its in found if its == bold}) for bold in faces}
    for written, box, bold in found:
        character = one_width(written)
        edges = (box.x, box.y, box.right, box.bottom)
        ink = page.crop(tuple(round(edge * scale) for edge in edges))
        seen = vector(ink)
        like = {each: sum(map(mul, seen, drawn(each, faces[bold]))) for each in others[bold]}
        margin = 0.0 if character.isdigit() else CLOSE
        if like[character] < max(LIKE, max(like.values()) - margin):
            lost.append(character)
    return lost


@pytest.fixture(scope="session")
def lost_in_copies() -> Callable[..., list[str]]:
    """What two generations of copying make illegible of the headings and numbers of a PDF's pages."""

    def lost(pdf: bytes, layout: handbook.Layout) -> list[str]:
        faces = {bold: layout.faces["bold" if bold else "regular"][0] for bold in (True, False)}
        count = len(read_back(pdf).pages)
        return [one for number in range(1, count + 1) for one in illegible(pdf, number, faces)]

    return lost
