"""What the eye sees, by two ways that share no mistake: the outlines in the file, and the page as a picture.

The outlines: what each code in the content selects of the embedded program must be, stroke for stroke, what
the layout's own font file draws for the characters that the code is said to stand for. The picture: PDFium
draws the page, and draws the same texts alone on their grounds (`alone.py`); wherever a text stands, the two
must be alike. So whatever lies over a number, cuts it, fades it or exchanges it is seen, by whatever feature
of PDF it was done. Takes some 50 ms an edition: not for every build.

Deliberately not done: text over pictures, unless it is a number or a name; what is painted beside texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING

from handbook.check.alone import Alone, Sheet, drawn_alone
from handbook.check.finding import Finding, limited, quote, samples
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

DPI = 108
"""A pixel is two thirds of a point: a line that hides part of a digit is wider."""
_UNLIKE = 72
"""From which difference on, of 255, a pixel counts; the same text drawn twice differs by less."""
_MOST_UNLIKE = 2
"""Most such pixels of a text."""
_PATCHES = 8
"""Across and down, in which photographs are compared."""
_MOST_OTHER = 40
"""Most difference of a patch's colour, of 255; scaling, compressing and a pixel at the edge leave some 12."""
_AIR = 0.06
"""Top and bottom of a text's box that its neighbours may touch, in ems."""

Faces = Mapping[str, Face]


def check_seen(file: FileText, claim: Claim, dpi: float = DPI) -> Iterator[Finding]:
    """Outlines and pictures of all texts. Without a layout nothing is known of how they should look."""
    if claim.layout is None or not file.pages:
        return
    faces = {face.name: face for face in map(load_face, chain.from_iterable(claim.layout.faces.values()))}
    for page in file.pages:
        yield from limited(_shapes(page, faces), "字の形")
    yield from _pictures(file, claim, faces, dpi)


@lru_cache(maxsize=8192)
def _own_glyph(face: Face, text: str, width: float) -> int | None:
    """The glyph by which a face draws characters this wide (thousandths of the em); None if it has none."""
    shaped = face.shape(text).glyphs
    own = (*(face.glyphs(text) if len(text) == 1 else ()), *(shaped if len(shaped) == 1 else ()))
    return next((glyph for glyph in own if abs(face.advance(glyph) * 1000 - width) <= 1), None)


def _glyphs(run: TextRun, faces: Faces) -> list[tuple[int, int | None]]:
    """Each code of a run and the glyph that it must draw; none where the font is not the layout's."""
    face = faces.get(run.font)
    if face is None or run.drawn is None or run.drawn.program is None:
        return []
    texts, widths, default = (
        run.drawn.program.texts,
        run.drawn.program.widths,
        run.drawn.program.default_width,
    )
    return [
        (code, _own_glyph(face, texts.get(code, ""), widths.get(code, default)))
        for code, _ in run.drawn.places()
    ]


# The outlines


def _shapes(page: PageText, faces: Faces) -> Iterator[Finding]:
    wrong = [run for run in page.page.runs if not run.text.isspace() and not _is_own(run, faces)]
    if wrong:
        yield Finding(
            code="wrong-shape",
            message=f"字の形が、レイアウトの書体のその字と違います：{samples(wrong)}",
            hint="読み上げや検索の言葉と、目に見える字が違います。handbook build で作り直してください。",
            page=page.number,
            rect=wrong[0].box,
        )


def _is_own(run: TextRun, faces: Faces) -> bool:
    drawn = _glyphs(run, faces)
    if not drawn or run.drawn is None or run.drawn.program is None or not run.drawn.program.data:
        return False
    program, face = run.drawn.program, faces[run.font]
    outlines = embedded_outlines(program.data)
    return all(
        own is not None and outlines.of(program.glyph(code)) == face.outline(own) for code, own in drawn
    )


# The pictures


def _pictures(file: FileText, claim: Claim, faces: Faces, dpi: float) -> Iterator[Finding]:
    edition = claim.edition
    owners: list[Owner] = [*edition.desks, *edition.plan.contacts]
    names = [compact(name) for name in (edition.district.name, *(owner.name for owner in owners))]
    sheets = []
    for page in file.pages:
        texts, untold = _texts(page, names, faces)
        sheets.append(Sheet(page.page.width, page.page.height, texts))
        if untold:
            yield _finding(
                page, f"下地が一色でなく、見えるとおりか確かめられません：{samples(untold)}", untold[0]
            )
    # Imported late, as it is there only for those who look.
    from pypdfium2 import PdfiumError

    try:
        printed = page_images(file.file.data, dpi, [page.number for page in file.pages])
    except (PdfiumError, InputError):
        hint = "handbook build で作り直してください。"
        yield Finding(
            code="damaged", message="ほかのソフトでは、このPDFを開けないか、描けません。", hint=hint
        )
        return
    yield from _photographs(file, claim, printed, dpi / 72)
    for page, sheet, seen, alone in zip(
        file.pages, sheets, printed, page_images(drawn_alone(sheets), dpi), strict=True
    ):
        unlike = [text.run for text in sheet.texts if not _alike(text.run, seen, alone, dpi / 72)]
        yield from limited(
            (_finding(page, f"紙面に{quote(run.text)}と見えません。", run) for run in unlike), "見え方"
        )


def _texts(page: PageText, names: list[str], faces: Faces) -> tuple[list[Alone], list[TextRun]]:
    """The texts of a page to be drawn alone, and numbers and names whose ground cannot be told.

    What is hidden, turned or of no known colour or shape is said by other rules.
    """
    facts = {id(run) for name in names for place in page.find(name) for run in page.runs_of(*place)}
    spots = [number.spot for number in numbers_on(page)]
    layers = layers_of(page.page)
    texts: list[Alone] = []
    untold: list[TextRun] = []
    for run in page.page.runs:
        glyphs = tuple(own for _, own in _glyphs(run, faces) if own is not None)
        if not run.visible or not run.upright or run.color is None or run.text.isspace():
            continue
        if run.drawn is None or 2 * len(glyphs) != len(run.drawn.codes) or not glyphs:
            continue
        ground = ground_of(layers, run)
        if ground is not None:
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


def _alike(run: TextRun, seen: Image, alone: Image, scale: float) -> bool:
    """Whether two pictures of a page show the same where a text stands."""
    from PIL import ImageChops

    air = _AIR * run.size
    left, top = int(run.left * scale) + 1, int((run.top + air) * scale) + 1
    right, bottom = int(run.right * scale), int((run.bottom - air) * scale)
    if right <= left or bottom <= top:
        return True
    box = (left, top, right, bottom)
    red, green, blue = ImageChops.difference(seen.crop(box), alone.crop(box)).split()
    most = ImageChops.lighter(red, ImageChops.lighter(green, blue))
    return sum(most.histogram()[_UNLIKE:]) <= _MOST_UNLIKE


def _photographs(file: FileText, claim: Claim, printed: Sequence[Image], scale: float) -> Iterator[Finding]:
    """Photographs of the data that are nowhere seen as they are: others, or covered, cut, turned."""
    wanted = [one for one in claim.promises if isinstance(one, Pictured) and one.photograph]
    if not wanted:
        return
    seen = [
        _small(page.crop(box))
        for text, page in zip(file.pages, printed, strict=True)
        for one in text.page.images
        if (box := _inside(one, scale))
    ]
    for one in wanted:
        own = _small(one.photograph.image) if one.photograph else None
        if not any(own and _differ(own, other) <= _MOST_OTHER for other in seen):
            message = f"{one.what}が、紙面にデータのとおりに見えません。"
            hint = "別の写真か、隠れたり欠けたりしています。handbook build で作り直してください。"
            yield Finding(code="not-as-drawn", message=message, hint=hint)


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


def _finding(page: PageText, message: str, run: TextRun) -> Finding:
    return Finding(
        code="not-as-drawn",
        message=message,
        hint="隠れたり、欠けたり、別の字になったりしています。handbook build で作り直してください。",
        page=page.number,
        rect=run.box,
    )
