"""Sets every edition's text with plain ReportLab, WeasyPrint or fpdf2; started by editions.py as a process.

    python benchmarks/peer_others.py reportlab|weasyprint|fpdf2 TEXTS.json FONTS OUT

The same words, sizes and weights as Typst sets, in two columns, a page of text on a page of paper where
it fits. Each in its usual way: fonts are given once where the library allows it; nothing is tuned.
"""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

Pages = list[list[list[tuple[str, float, bool]]]]
"""Pages of paragraphs of [text, size in points, bold]."""

REGULAR, BOLD = "BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf"
WIDTH, HEIGHT = 595.276, 841.890
MARGIN, GUTTER = 34.0, 14.0
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
LEADING = 1.25
"""Line pitch in em."""


def with_reportlab(editions: dict[str, Pages], fonts: Path, out: Path) -> None:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph

    pdfmetrics.registerFont(TTFont("R", str(fonts / REGULAR)))
    pdfmetrics.registerFont(TTFont("B", str(fonts / BOLD)))

    def paragraph(pieces: Iterable[tuple[str, float, bool]]) -> Paragraph:
        pieces = list(pieces)
        largest = max(size for _, size, _ in pieces)
        style = ParagraphStyle("p", fontName="R", leading=largest * LEADING, wordWrap="CJK", spaceAfter=2)
        marked = (
            f'<font name="{"B" if bold else "R"}" size="{size}">{html.escape(text)}</font>'
            for text, size, bold in pieces
        )
        return Paragraph("".join(marked), style)

    for slug, pages in editions.items():
        frames = [
            Frame(MARGIN + at * (COLUMN + GUTTER), MARGIN, COLUMN, HEIGHT - 2 * MARGIN, 0, 0, 0, 0)
            for at in (0, 1)
        ]
        document = BaseDocTemplate(str(out / f"{slug}.pdf"), pagesize=(WIDTH, HEIGHT))
        document.addPageTemplates(PageTemplate(frames=frames))
        story: list[object] = []
        for number, page in enumerate(pages):
            story += [PageBreak()] if number else []
            story += map(paragraph, page)
        document.build(story)


def with_weasyprint(editions: dict[str, Pages], fonts: Path, out: Path) -> None:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    style = CSS(
        string=f"""
        @font-face {{ font-family: BIZ; src: url({(fonts / REGULAR).as_uri()}) }}
        @font-face {{ font-family: BIZ; font-weight: bold; src: url({(fonts / BOLD).as_uri()}) }}
        @page {{ size: A4; margin: {MARGIN}pt }}
        body {{ font-family: BIZ; line-height: {LEADING}; margin: 0 }}
        section {{ columns: 2; column-gap: {GUTTER}pt; break-after: page }}
        section:last-child {{ break-after: auto }}
        p {{ margin: 0 0 2pt }}
        """,
        font_config=configuration,
    )
    for slug, pages in editions.items():
        body = "".join(
            "<section>"
            + "".join(
                "<p>"
                + "".join(
                    f'<span style="font-size:{size}pt{";font-weight:bold" if bold else ""}">'
                    f"{html.escape(text)}</span>"
                    for text, size, bold in paragraph
                )
                for paragraph in page
            )
            + "</section>"
            for page in pages
        )
        HTML(string=f'<html lang="ja"><title>{slug}</title><body>{body}').write_pdf(
            out / f"{slug}.pdf", stylesheets=[style], font_config=configuration
        )


def with_fpdf2(editions: dict[str, Pages], fonts: Path, out: Path) -> None:
    from fpdf import FPDF

    for slug, pages in editions.items():
        pdf = FPDF(unit="pt", format="A4")
        pdf.set_margin(MARGIN)
        pdf.add_font("BIZ", "", fonts / REGULAR)
        pdf.add_font("BIZ", "B", fonts / BOLD)
        pdf.set_font("BIZ", size=12)
        for page in pages:
            pdf.add_page()
            with pdf.text_columns(ncols=2, gutter=GUTTER, line_height=LEADING, wrapmode="CHAR") as columns:
                for paragraph in page:
                    for text, size, bold in paragraph:
                        pdf.set_font("BIZ", "B" if bold else "", size)
                        columns.write(text)
                    columns.ln()
        pdf.output(str(out / f"{slug}.pdf"))


WAYS: dict[str, Callable[[dict[str, Pages], Path, Path], None]] = {
    "reportlab": with_reportlab,
    "weasyprint": with_weasyprint,
    "fpdf2": with_fpdf2,
}


def main(name: str, texts: str, fonts: str, out: str) -> None:
    editions = json.loads(Path(texts).read_text(encoding="utf-8"))
    WAYS[name](editions, Path(fonts).resolve(), Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
