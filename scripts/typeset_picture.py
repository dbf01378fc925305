"""Draws docs/typeset.png: the same texts under different settings, composed and rendered by handbook.

python scripts/typeset_picture.py [--out FILE]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pypdfium2

from handbook.document import Document, Element, Page, Portion, Shape, Text
from handbook.fonts import load_face
from handbook.pdf import render_pdf
from handbook.resources import bundled
from handbook.typeset import TextStyle, break_lines

ROOT = Path(__file__).parents[1]
PROPORTIONAL = load_face(bundled("fonts") / "BIZUDPGothic-Regular.ttf")
BOLD = load_face(bundled("fonts") / "BIZUDPGothic-Bold.ttf")
FULL_WIDTH = load_face(ROOT / "tests" / "typeset" / "BIZUDGothic-sample.ttf")

INK, QUIET, RULE = "#1B2430", "#0B6B4F", "#C9D6CF"
WIDTH, MARGIN, GUTTER = 760.0, 24.0, 28.0
MEASURE = (WIDTH - 2 * MARGIN - 2 * GUTTER) / 3
SIZE, LEADING = 12.0, 20.0

BODY = (
    "高齢者のみの世帯や単身世帯が増加し、家庭内での支え合い機能が低下しています。お困りのときは、"
    "ひとりで抱えこまずに、電話0942-30-9173へ。受付時間は９：００〜１７：００です。"
)
MARKS = "日本「国語」、「年」（地域（福祉））。「合」・「支」！月「日」。"
RUBY = (
    "{浮島|うきしま}校区の{久留米|く|る|め}で、{志|こころざし}を同じくする"
    "{民生委員|みんせいいいん}が{承|うけたまわ}る。"
)

SAMPLES: list[tuple[str, str, dict[str, object]]] = [
    ("phrase: off", BODY, {"phrase": "off"}),
    ("phrase: prefer(既定)", BODY, {}),
    ("phrase: require", BODY, {"phrase": "require"}),
    (
        "align: center, phrase: require",
        "お互いに声をかけ合い、支え合える関係を地域の中で育てます",
        {"align": "center", "phrase": "require"},
    ),
    ("align: justify", BODY, {"align": "justify"}),
    ("align: justify, autospace: 0.25", BODY, {"align": "justify", "autospace": 0.25}),
    ("約物(全角の書体、約物は半角ずつ詰む)", MARKS, {"face": FULL_WIDTH}),
    (
        "align: justify, hang",
        "地域福祉は地域の支え合い校区の年、久留米市は地域福祉の年、国の福祉と市の福祉と校区の福祉。",
        {"face": FULL_WIDTH, "align": "justify", "hang": True, "size": MEASURE / 16},
    ),
    ("ルビ", RUBY, {}),
]


def sample(
    x: float, y: float, title: str, text: str, options: dict[str, object]
) -> tuple[list[Text | Shape], float]:
    """The marks of one sample with its top left corner at (x, y), and where it ends."""
    heading = TextStyle(face=BOLD, size=10.5, leading=16)
    settings: dict[str, object] = {"face": PROPORTIONAL, "size": SIZE, "leading": LEADING, **options}
    marks: list[Text | Shape] = []
    baseline = y + 11
    for line in break_lines(title, MEASURE, heading):
        marks += [Text(x + placed.x, baseline, placed.run, QUIET) for placed in line.runs]
    top = y + 20
    lines = break_lines(text, MEASURE, TextStyle(**settings))  # type: ignore[arg-type]
    bottom = top + LEADING * len(lines) + 4
    for edge in (x, x + MEASURE):
        marks.append(Shape((("M", edge, top), ("L", edge, bottom)), stroke=RULE, stroke_width=0.75))
    for number, line in enumerate(lines):
        baseline = top + LEADING * number + 16
        marks += [
            Text(x + line.indent + placed.x, baseline + placed.dy, placed.run, INK) for placed in line.runs
        ]
    return marks, bottom


def main() -> None:
    parser = argparse.ArgumentParser(description="Draws docs/typeset.png.")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "typeset.png")
    marks: list[Text | Shape] = []
    y = MARGIN
    for row in range(0, len(SAMPLES), 3):
        bottoms = []
        for column, (title, text, options) in enumerate(SAMPLES[row : row + 3]):
            drawn, bottom = sample(MARGIN + column * (MEASURE + GUTTER), y, title, text, options)
            marks += drawn
            bottoms.append(bottom)
        y = max(bottoms) + 20
    paragraph = Element(role="P", children=tuple(marks))
    page = Page(name="samples", width=WIDTH, height=y, portions=(Portion((paragraph,)),))
    document = Document(
        title="組版の見本",
        author="handbook",
        subject="handbook.typeset の設定の比較",
        keywords=(),
        lang="ja",
        identifier="docs/typeset",
        pages=(page,),
    )
    image = pypdfium2.PdfDocument(render_pdf(document))[0].render(scale=1.6).to_pil()
    image.convert("P", palette=1, colors=64).save(parser.parse_args().out, optimize=True)


if __name__ == "__main__":
    main()
