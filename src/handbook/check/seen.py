"""What the eye sees, by two ways that share no mistake: the outlines in the file, and the page as a picture.

The outlines: what each code in the content selects of the embedded program must be, stroke for stroke, what
the layout's own font file draws for the characters that the code is said to stand for. The picture: PDFium
draws the page, and draws the same texts alone on their grounds (`alone.py`); wherever a text stands, the two
must be alike. So whatever lies over a number, cuts it, fades it or exchanges it is seen, by whatever feature
of PDF it was done. In grey, as most printers print. Takes some 30 ms an edition: not for every build.

Deliberately not done: text over pictures, unless it is a number or a name; what is painted beside texts.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING

from handbook.check.alone import Alone, Sheet, drawn_alone
from handbook.check.finding import REBUILD, Finding, about, limited, quote
from handbook.check.numbers import Owner, numbers_on
from handbook.check.page_text import FileText, PageText, compact
from handbook.check.promised import Claim
from handbook.check.visibility import ground_of, layers_of, mixed
from handbook.errors import InputError
from handbook.fonts import Face, embedded_outlines, load_face
from handbook.preview import page_images
from handbook.promise import Pictured
from handbook.readback import PaintedImage, TextRun

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 72
"""A pixel is a point. What is thinner than a line of the smallest type still greys its pixels."""
_UNLIKE = 28
"""From which difference on, of 255, a pixel counts; the same text drawn twice differs not at all, but for
what another program rounds when it writes the file anew."""
_MOST_UNLIKE = 2
"""Most such pixels of a text."""
_PATCHES = 8
"""Across and down, in which photographs are compared."""
_MOST_OTHER = 40
"""Most difference of a patch's colour, of 255; scaling, compressing and a pixel at the edge leave some 12."""
_AIR = 0.06
"""Top and bottom of a text's box that its neighbours may touch, in ems."""

_HARMED = "隠れたり、欠けたり、別の字になったりしています。" + REBUILD

Faces = Mapping[str, Face]
Glyphs = Mapping[int, tuple[int | None, ...]]
"""Text, by identity → for each of its codes the glyph that the layout's font file has for its characters;
None where the file draws something else. Texts in other fonts are not there."""


def check_seen(file: FileText, claim: Claim, dpi: float = DPI) -> Iterator[Finding]:
    """Outlines and pictures of all texts. Without a layout nothing is known of how they should look."""
    if claim.layout is None or not file.pages:
        return
    faces = {face.name: face for face in map(load_face, chain.from_iterable(claim.layout.faces.values()))}
    glyphs = [_glyphs(page, faces) for page in file.pages]
    for page, drawn in zip(file.pages, glyphs, strict=True):
        yield from limited(_shapes(page, drawn), "字の形")
    yield from _pictures(file, claim, faces, glyphs, dpi)


def _glyphs(page: PageText, faces: Faces) -> Glyphs:
    """Of each text of a page what its codes must draw."""
    drawn: dict[int, tuple[int | None, ...]] = {}
    for run in page.page.runs:
        program = run.drawn.program if run.drawn else None
        if run.drawn is None or program is None or program.name not in faces or not program.data:
            continue
        face, (_, texts, widths, default, data, _) = faces[program.name], program
        drawn[id(run)] = tuple(
            [
                _own_glyph(face, data, program.glyph(code), texts.get(code, ""), widths.get(code, default))
                for (code,) in struct.iter_unpack(">H", run.drawn.codes[: len(run.drawn.codes) & ~1])
            ]
        )
    return drawn


@lru_cache(maxsize=8192)  # the editions of a batch share their programs
def _own_glyph(face: Face, program: bytes, drawn: int, text: str, width: float) -> int | None:
    """The glyph by which a face draws characters this wide (thousandths of the em), if the program draws it
    stroke for stroke alike; else None."""
    outline = embedded_outlines(program).of(drawn)
    for glyph in _candidates(face, text):
        if abs(face.advance(glyph) * 1000 - width) <= 1 and face.outline(glyph) == outline:
            return glyph
    return None


def _candidates(face: Face, text: str) -> Iterator[int]:
    if len(text) == 1:
        yield from face.glyphs(text)
    shaped = face.shape(text).glyphs
    if len(shaped) == 1:
        yield shaped[0]


# The outlines


def _shapes(page: PageText, glyphs: Glyphs) -> Iterator[Finding]:
    texts = [run for run in page.page.runs if not run.text.isspace()]
    wrong = [run for run in texts if None in glyphs.get(id(run), (None,))]
    hint = "読み上げや検索の言葉と、目に見える字が違います。" + REBUILD
    yield from about("wrong-shape", "字の形が、レイアウトの書体のその字と違います", wrong, hint)


# The pictures


def _pictures(
    file: FileText, claim: Claim, faces: Faces, glyphs: Sequence[Glyphs], dpi: float
) -> Iterator[Finding]:
    edition = claim.edition
    owners: list[Owner] = [*edition.desks, *edition.plan.contacts]
    names = [compact(name) for name in (edition.district.name, *(owner.name for owner in owners))]
    sheets = []
    for page, drawn in zip(file.pages, glyphs, strict=True):
        texts, untold = _texts(page, names, faces, drawn)
        sheets.append(Sheet(page.page.width, page.page.height, texts))
        problem = "下地が一色でなく、見えるとおりか確かめられません"
        yield from about("not-as-drawn", problem, untold, _HARMED)
    # Imported late, as it is there only for those who look.
    from PIL import ImageChops
    from pypdfium2 import PdfiumError

    try:
        printed = page_images(file.file.data, dpi, [page.number for page in file.pages], grey=True)
    except (PdfiumError, InputError):
        hint = REBUILD
        yield Finding("damaged", "ほかのソフトでは、このPDFを開けないか、描けません。", hint)
        return
    yield from _photographs(file, claim, dpi)
    for sheet, seen, alone in zip(
        sheets, printed, page_images(drawn_alone(sheets), dpi, grey=True), strict=True
    ):
        other = ImageChops.difference(seen.crop((0, 0, *alone.size)), alone)
        unlike = [text.run for text in sheet.texts if not _alike(text.run, other, dpi / 72)]
        yield from limited(
            (
                Finding("not-as-drawn", f"紙面に{quote(run.text)}と見えません。", _HARMED).at(run)
                for run in unlike
            ),
            "見え方",
        )


def _texts(
    page: PageText, names: list[str], faces: Faces, drawn: Glyphs
) -> tuple[list[Alone], list[TextRun]]:
    """The texts of a page to be drawn alone, and numbers and names whose ground cannot be told.

    What is hidden, turned or of no known colour or shape is said by other rules.
    """
    facts = {id(run) for name in names for place in page.find(name) for run in page.runs_of(*place)}
    spots = [number.spot for number in numbers_on(page)]
    layers = layers_of(page.page)
    texts: list[Alone] = []
    untold: list[TextRun] = []
    for run in page.page.runs:
        own = drawn.get(id(run), (None,))
        glyphs = tuple([glyph for glyph in own if glyph is not None])
        if not run.visible or not run.upright or run.color is None or run.text.isspace():
            continue
        if len(glyphs) < len(own):
            continue
        if (ground := ground_of(layers, run)) is not None:
            texts.append(Alone(run, faces[run.font], glyphs, mixed(run.color, ground, run.alpha), ground))
        elif id(run) in facts or any(
            run.left < spot.right
            and spot.left < run.right
            and run.top < spot.bottom
            and spot.top < run.bottom
            for spot in spots
        ):
            untold.append(run)
    return texts, untold


def _alike(run: TextRun, other: Image, scale: float) -> bool:
    """Whether two pictures of a page show the same where a text stands; `other` is their difference."""
    air = _AIR * run.size
    left, top = int(run.left * scale) + 1, int((run.top + air) * scale) + 1
    right, bottom = int(run.right * scale), int((run.bottom - air) * scale)
    if right <= left or bottom <= top:
        return True
    return sum(other.crop((left, top, right, bottom)).histogram()[_UNLIKE:]) <= _MOST_UNLIKE


def _photographs(file: FileText, claim: Claim, dpi: float) -> Iterator[Finding]:
    """Photographs of the data that are nowhere seen as they are: others, or covered, cut, turned."""
    wanted = [one for one in claim.promises if isinstance(one, Pictured) and one.photograph]
    if not wanted:
        return
    pages = [text.page for text in file.pages if text.page.images]
    printed = page_images(file.file.data, dpi, [page.number for page in pages]) if pages else []
    seen = [
        _small(drawn.crop(box))
        for page, drawn in zip(pages, printed, strict=True)
        for one in page.images
        if (box := _inside(one, dpi / 72))
    ]
    for one in wanted:
        taken = one.photograph and (
            one.photograph.in_grey() if claim.layout and claim.layout.mono else one.photograph
        )
        own = _small(taken.image) if taken else None
        if not any(own and _differ(own, other) <= _MOST_OTHER for other in seen):
            message = f"{one.what}が、紙面にデータのとおりに見えません。"
            hint = "別の写真か、隠れたり欠けたりしています。handbook build で作り直してください。"
            yield Finding("not-as-drawn", message, hint)


def _inside(image: PaintedImage, scale: float) -> tuple[int, int, int, int] | None:
    """The pixels of a page's picture that an image covers whole; None where there are none."""
    left, top = ceil(image.left * scale), ceil(image.top * scale)
    right, bottom = int(image.right * scale), int(image.bottom * scale)
    return (left, top, right, bottom) if left < right and top < bottom else None


def _small(image: Image) -> Image:
    from PIL.Image import Resampling

    return image.convert("RGB").resize((_PATCHES, _PATCHES), Resampling.BOX)


def _differ(one: Image, other: Image) -> int:
    """By how much the least alike patches of two pictures differ, of 255."""
    from PIL import ImageChops

    extremes: tuple[tuple[int, int], ...] = ImageChops.difference(one, other).getextrema()  # type: ignore[assignment]
    return max(most for _, most in extremes)
