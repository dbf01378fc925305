"""What the tests of the PDF writer share: small documents, and PDF files read back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from typing import Protocol

import pypdf
import pytest

from handbook.document import Document, Element, Mark, Page, Portion, Shape, Text
from handbook.fonts import Face, load_face
from handbook.pdf import render_pdf
from handbook.resources import bundled
from handbook.typeset.lines import GlyphRun
from handbook.units import A4

INK = "#1B2430"


@pytest.fixture(scope="session")
def regular() -> Face:
    return load_face(bundled("fonts") / "BIZUDPGothic-Regular.ttf")


@pytest.fixture(scope="session")
def bold() -> Face:
    return load_face(bundled("fonts") / "BIZUDPGothic-Bold.ttf")


class MakeText(Protocol):
    def __call__(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 12,
        face: Face | None = None,
        color: str = INK,
        tracking: float = 0,
    ) -> Text: ...


@pytest.fixture(scope="session")
def text(regular: Face) -> MakeText:
    """Text at a place, shaped; `tracking` points are added to every advance."""

    def make(
        x: float,
        y: float,
        text: str,
        size: float = 12,
        face: Face | None = None,
        color: str = INK,
        tracking: float = 0,
    ) -> Text:
        face = face or regular
        shaped = face.shape(text)
        starts = sorted(set(shaped.clusters))
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        texts = tuple(text[start : ends.pop(start, start)] for start in shaped.clusters)
        advances = tuple(advance * size + tracking for advance in shaped.advances)
        return Text(x, y, GlyphRun(face, size, shaped.glyphs, advances, texts), color)

    return make


MakeBox = Callable[..., Shape]


@pytest.fixture(scope="session")
def box() -> MakeBox:
    """A rectangle by its top left corner, width and height."""

    def make(x: float, y: float, width: float, height: float, **paint: object) -> Shape:
        corners = (("M", x, y), ("L", x + width, y), ("L", x + width, y + height), ("L", x, y + height))
        return Shape((*corners, ("Z",)), **paint)  # type: ignore[arg-type]

    return make


MakeDocument = Callable[..., Document]


@pytest.fixture(scope="session")
def document() -> MakeDocument:
    """A document of pages, each given as its elements; marks alone become one paragraph."""

    def make(*pages: tuple[Element | Mark, ...], **said: object) -> Document:
        words: dict[str, object] = {
            "title": "くるめ支え合うプラン 浮島校区版",
            "author": "久留米市",
            "subject": "地域福祉",
            "keywords": ("浮島校区", "相談先"),
            "lang": "ja-JP",
            "identifier": "kurume/leaflet/ukishima",
        }
        sides = tuple(
            Page(
                name=f"page{index}",
                width=A4[0],
                height=A4[1],
                portions=(
                    Portion(
                        tuple(
                            part if isinstance(part, Element) else Element(role="P", children=(part,))
                            for part in parts
                        )
                    ),
                ),
            )
            for index, parts in enumerate(pages)
        )
        return Document(pages=sides, **{**words, **said})  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def read() -> Callable[[Document], pypdf.PdfReader]:
    """The document rendered and read back, strictly."""

    def make(document: Document) -> pypdf.PdfReader:
        return pypdf.PdfReader(BytesIO(render_pdf(document)), strict=True)

    return make


@pytest.fixture(scope="session")
def tool() -> Callable[..., str]:
    """Run a program of the system and give its output; it must succeed.

    Skips the test where the program is missing, but fails on a build server, which has it.
    """

    def run(name: str, *arguments: str) -> str:
        program = shutil.which(name)
        if program is None:
            message = f"{name} is not installed (Debian: qpdf, poppler-utils): this check was not made"
            if os.environ.get("CI") == "true":
                pytest.fail(message)
            pytest.skip(message)
        done = subprocess.run([program, *arguments], capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace") + done.stdout.decode()
        return done.stdout.decode("utf-8")

    return run


@pytest.fixture(scope="session")
def cmap() -> Callable[[bytes], dict[int, str]]:
    """Reads a ToUnicode CMap by its grammar: the text of each code."""
    return _cmap


def _cmap(data: bytes) -> dict[int, str]:
    said: dict[int, str] = {}
    text = data.decode("ascii")
    for count, body in re.findall(r"(\d+) beginbfchar\n(.*?)\nendbfchar", text, re.DOTALL):
        entries = re.findall(r"<(\w{4})> <((?:\w{4})+)>", body)
        assert len(entries) == int(count) <= 100
        said |= {int(code, 16): bytes.fromhex(to).decode("utf-16-be") for code, to in entries}
    for count, body in re.findall(r"(\d+) beginbfrange\n(.*?)\nendbfrange", text, re.DOTALL):
        entries = re.findall(r"<(\w{4})> <(\w{4})> <(\w{4})>", body)
        assert len(entries) == int(count) <= 100
        for first, last, to in entries:
            assert first[:2] == last[:2], "a range must not change the first byte of its codes"
            assert int(to, 16) % 256 + int(last, 16) - int(first, 16) < 256
            for code in range(int(first, 16), int(last, 16) + 1):
                assert code not in said
                said[code] = chr(int(to, 16) + code - int(first, 16))
    return said
