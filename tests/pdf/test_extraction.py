"""Text that is copied, searched or read aloud is the text that was composed, character for character."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2
import pytest

import handbook
from handbook.document import Document, Element, Text
from handbook.fonts import Face
from handbook.pdf import render_pdf
from handbook.typeset import plain_text
from handbook.typeset.lines import GlyphRun

HARD = {
    "circled numbers": "①②③④⑤⑥⑦⑧⑨",
    "reference mark and quotes": "※1“支え合う”‘人’",
    "full-width digits": "０９４２－３０－９１７３",
    "both wave dashes": "午前10時〜午後4時～夕方",
    "beyond U+FFFF": "𠮟る𠮟らない",
    "look-alikes": "ー－‐—一ｰ∥‖",
    "ligature": "office filter",
    "combining marks": "か\u3099は\u309aか\u309ae\u0301",
    "variation selector": "辻\U000e0100さん",
    "parentheses and backslash": "(a\\b) <c> [d] 100%",
    "half-width": "ｶﾀｶﾅﾊﾟｰｾﾝﾄ",
}


def bare(text: str) -> str:
    """Text without white space, which readers put where glyphs stand apart."""
    return "".join(text.split())


def by_pypdf(data: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)


def by_pdfium(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_range() for page in pdf)
    finally:
        pdf.close()


@pytest.mark.parametrize("written", HARD.values(), ids=HARD.keys())
def test_hard_characters_come_back(
    written: str, text: Callable[..., object], document: Callable[..., Document]
) -> None:
    data = render_pdf(document((text(40, 60, written),)))
    assert bare(by_pypdf(data)) == bare(written)


@pytest.mark.parametrize("written", HARD.values(), ids=HARD.keys())
def test_pdftotext_agrees(
    written: str,
    text: Callable[..., object],
    document: Callable[..., Document],
    tool: Callable[..., str],
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(render_pdf(document((text(40, 60, written),))))
    # Poppler joins a base and its combining mark into one character where there is one.
    joined = written.replace("か\u3099", "が").replace("は\u309a", "ぱ").replace("e\u0301", "é")
    assert bare(tool("pdftotext", "-enc", "UTF-8", str(path), "-")) in (bare(written), bare(joined))


@pytest.fixture(scope="module")
def plan_lines() -> list[str]:
    """Every printable text of the real plan, in lines of 40 characters."""
    texts = [plain_text(placed.text).replace("\n", "") for placed in handbook.load_plan().texts]
    assert sum(map(len, texts)) > 5_000
    return [text[start : start + 40] for text in texts for start in range(0, len(text), 40)]


@pytest.fixture(scope="module")
def plan_pdf(plan_lines: list[str], text: Callable[..., object], document: Callable[..., Document]) -> bytes:
    pages = [plan_lines[start : start + 40] for start in range(0, len(plan_lines), 40)]
    return render_pdf(
        document(*(tuple(text(40, 40 + 19 * row, line) for row, line in enumerate(page)) for page in pages))
    )


def test_whole_plan_comes_back_in_order(plan_lines: list[str], plan_pdf: bytes) -> None:
    assert bare(by_pypdf(plan_pdf)) == bare("".join(plan_lines))


def test_whole_plan_comes_back_in_order_from_pdfium(plan_lines: list[str], plan_pdf: bytes) -> None:
    assert bare(by_pdfium(plan_pdf)) == bare("".join(plan_lines))


def test_whole_plan_comes_back_in_order_from_poppler(
    plan_lines: list[str], plan_pdf: bytes, tool: Callable[..., str], tmp_path: Path
) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(plan_pdf)
    assert bare(tool("pdftotext", "-enc", "UTF-8", str(path), "-")) == bare("".join(plan_lines))


def test_two_characters_of_one_glyph_stay_two(
    regular: Face, document: Callable[..., Document], text: Callable[..., object]
) -> None:
    glyphs: dict[int, str] = {}
    pair = ""
    for code in range(0x20, 0xFFFF):
        char = chr(code)
        glyph = regular.glyph(char) if char.isprintable() and not char.isspace() else 0
        if glyph and glyph in glyphs:
            pair = glyphs[glyph] + char
            break
        glyphs[glyph] = char
    assert len(pair) == 2, "the face has no glyph that stands for two characters"
    assert bare(by_pypdf(render_pdf(document((text(40, 60, pair * 3),))))) == pair * 3


def test_cluster_of_several_glyphs_is_read_once(regular: Face, document: Callable[..., Document]) -> None:
    kana, mark = regular.glyph("か"), regular.glyph("゛")
    cluster = GlyphRun(regular, 12, (kana, mark, kana, mark), (12, 0, 12, 0), ("か゛", "", "が", ""))
    extracted = by_pypdf(render_pdf(document((Text(40, 60, cluster, "#000000"),))))
    assert extracted.replace("\u200b", "") == "か゛が"


def test_ruby_is_read_after_its_base(document: Callable[..., Document], text: Callable[..., object]) -> None:
    ruby = Element(
        role="Ruby",
        children=(
            Element(role="RB", children=(text(40, 80, "浮島"),)),  # type: ignore[arg-type]
            Element(role="RT", children=(text(40, 66, "うきしま", 6),)),  # type: ignore[arg-type]
        ),
    )
    paragraph = Element(role="P", children=(ruby, text(64, 80, "校区")))  # type: ignore[arg-type]
    content = pypdf.PdfReader(BytesIO(render_pdf(document((paragraph,))))).pages[0].get_contents()
    assert content is not None
    assert content.get_data().count(b"BDC") == 3
    assert bare(by_pypdf(render_pdf(document((paragraph,))))) == "浮島うきしま校区"
