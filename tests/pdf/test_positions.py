"""Every glyph is drawn where the document says, in readers that go by the font dictionary's widths."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from pypdf.generic import ContentStream

from handbook.document import Document, Text
from handbook.fonts import Face
from handbook.typeset.lines import GlyphRun
from handbook.units import A4

Make = Callable[..., Any]


def origins(reader: pypdf.PdfReader) -> list[tuple[float, float]]:
    """Where each glyph of page 1 is drawn, from the top left, by the rules of ISO 32000-1, 9.4.4."""
    page = reader.pages[0]
    (font,) = (font.get_object() for font in page["/Resources"]["/Font"].values())  # type: ignore[index]
    descendant = font["/DescendantFonts"][0].get_object()
    widths: dict[int, float] = {}
    groups = descendant.get("/W", [])
    for first, its_widths in zip(groups[::2], groups[1::2], strict=True):
        widths |= {int(first) + offset: float(width) for offset, width in enumerate(its_widths)}
    places: list[tuple[float, float]] = []
    x = y = size = 0.0
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"Tf":
            size = float(operands[1])
        elif operator == b"Tm":
            assert [float(value) for value in operands[:4]] == [1, 0, 0, 1]
            x, y = float(operands[4]), float(operands[5])
        elif operator in (b"TJ", b"Tj"):
            for part in operands[0] if operator == b"TJ" else operands:
                if not isinstance(part, bytes | str):
                    x -= float(part) * size / 1000
                    continue
                raw = part if isinstance(part, bytes) else part.original_bytes
                for at in range(0, len(raw), 2):
                    places.append((x, A4[1] - y))
                    x += widths.get(int.from_bytes(raw[at : at + 2], "big"), descendant["/DW"]) * size / 1000
    return places


def wanted(mark: Text) -> list[tuple[float, float]]:
    x, places = mark.x, []
    for advance in mark.run.advances:
        places.append((x, mark.y))
        x += advance
    return places


@pytest.mark.parametrize("size", [6, 10.5, 12, 36, 200])
@pytest.mark.parametrize("spread", [0.0, 0.001, 0.013, 3.7])
def test_no_error_builds_up(
    regular: Face, document: Callable[..., Document], read: Make, size: float, spread: float
) -> None:
    """A long line with uneven spacing, as justification makes it, ends where it should."""
    chance = random.Random(f"{size} {spread}")
    line = "くるめ支え合うプラン0942-30-9173、「地域」ABCiiiil" * 20
    glyphs = tuple(regular.glyph(char) for char in line)
    advances = tuple(regular.advance(glyph) * size + chance.uniform(-spread, spread) for glyph in glyphs)
    mark = Text(41.0379, 77.7771, GlyphRun(regular, size, glyphs, advances, tuple(line)), "#000000")
    for drawn, meant in zip(origins(read(document((mark,)))), wanted(mark), strict=True):
        assert drawn == pytest.approx(meant, abs=0.01)


def test_natural_line_needs_few_corrections(
    regular: Face, document: Callable[..., Document], read: Make
) -> None:
    """Full-width text at its natural widths is one string: no numbers between its glyphs."""
    line = "地域福祉相談支援包括校区" * 3
    glyphs = tuple(regular.glyph(char) for char in line)
    run = GlyphRun(regular, 12, glyphs, (12.0,) * len(glyphs), tuple(line))
    content = read(document((Text(40, 60, run, "#000000"),))).pages[0].get_contents().get_data()
    assert b"TJ" not in content
    assert content.count(b"Tj") == 1
