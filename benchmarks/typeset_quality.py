"""How well lines break: handbook.typeset held against other engines over the same texts.

Every paragraph of the bundled plan of 40 to 180 characters, and four notices full of numbers, at 20
measures, in BIZ UDPGothic.
Counted per engine: lines that begin or end with what strict kinsoku forbids, numbers and words
that were parted although they fit, breaks inside phrases (by BudouX), last lines of one and of two
characters, and for justified text the space by which each gap of a line must be opened (or, under
0, closed) to fill it. Run: `python benchmarks/typeset_quality.py`. Engines that are not installed
are left out; all see the same texts without ruby.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path

import budoux

from handbook.fonts import load_face
from handbook.load import load_plan
from handbook.resources import bundled
from handbook.typeset import TextStyle, break_lines, plain_text
from handbook.typeset.atoms import atoms
from handbook.typeset.kinsoku import allowed_breaks

FONT = bundled("fonts") / "BIZUDPGothic-Regular.ttf"
SIZE = 12.0
MEASURES = [SIZE * (10 + 1.5 * step) for step in range(20)]
LONGEST = 180
"""Characters; longer texts weigh more than their share."""

NOTICES = [
    "お問い合わせは久留米市社会福祉協議会（電話０９４２－３４－３０３５、ＦＡＸ０９４２－３４－３０９０）まで、"
    "受付時間９：００〜１７：００にお願いします。",
    "令和7年度の民生委員・児童委員の研修会は、令和7年10月18日（土）午後1時30分から4時まで、"
    "〒830-0027 久留米市長門石1丁目1番34号の総合福祉会館で開きます。",
    "会費は12,345円、参加者は１，２００人で、前年度から3.5％増えました。"
    "くわしくはhttps://www.example.jp/kurume/plan/2020.htmlをご覧ください。",
    "相談は電話0942-30-9173、FAX 0942-30-9752、または窓口（月〜金、８：３０〜１７：１５）で受け付けます。",
]

Engine = Callable[[str, float], list[str]]
LEFT_SHORT = "\0"
"""Ends a line that an engine left unfilled in justified text rather than open its gaps too far."""


def texts() -> list[str]:
    found = dict.fromkeys(plain_text(placed.text).strip() for placed in load_plan().texts)
    return [*(text for text in found if 40 <= len(text) <= LONGEST and "\n" not in text), *NOTICES]


@cache
def natural_width(text: str) -> float:
    style = TextStyle(face=load_face(FONT), size=SIZE, leading=SIZE, phrase="off")
    return break_lines(text, 1e6, style)[0].width


@cache
def phrase_ends(text: str) -> frozenset[int]:
    return frozenset(accumulate(len(phrase) for phrase in PARSER.parse(text)))


PARSER = budoux.load_default_japanese_parser()


@dataclass
class Count:
    lines: int = 0
    kinsoku: int = 0
    parted: int = 0
    inside: int = 0
    breaks: int = 0
    lone: int = 0
    pairs: int = 0
    short: int = 0
    deviations: list[float] = field(default_factory=list)

    def add(self, text: str, measure: float, given: list[str], *, justified: bool) -> None:
        lines = [line.removesuffix(LEFT_SHORT) for line in given]
        ends = list(accumulate(len(line) for line in lines))[:-1]
        allowed = allowed_breaks(text, "strict")
        whole = {
            place: text[atom.start : atom.end]
            for atom in atoms(text)
            for place in range(atom.start + 1, atom.end)
            if place not in atom.open_seams
        }
        seams = {place for atom in atoms(text) for place in atom.open_seams}
        self.lines += len(lines)
        self.breaks += len(ends)
        for end in ends:
            if end in whole:
                self.parted += natural_width(whole[end]) <= measure
            elif end in seams:
                continue
            elif not allowed[end]:
                self.kinsoku += 1
            elif end not in phrase_ends(text):
                self.inside += 1
        if len(lines) > 1:
            left = sum(char.isalnum() for char in lines[-1])
            self.lone += left <= 1
            self.pairs += left == 2
        if justified:
            self.short += sum(line.endswith(LEFT_SHORT) for line in given)
            for line in (line for line in given[:-1] if not line.endswith(LEFT_SHORT)):
                gaps = max(1, len(line.strip()) - 1)
                self.deviations.append((measure - natural_width(line.strip())) / gaps / SIZE)


def ours(**options: object) -> Engine:
    def run(text: str, measure: float) -> list[str]:
        style = TextStyle(face=load_face(FONT), size=SIZE, leading=SIZE, whole="prefer", **options)  # type: ignore[arg-type]
        lines = break_lines(text, measure, style)
        justified = style.align == "justify"
        return [
            line.text + LEFT_SHORT * (justified and line is not lines[-1] and line.width < measure - 0.01)
            for line in lines
        ]

    return run


def reportlab_cjk() -> Engine:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph

    pdfmetrics.registerFont(TTFont("BIZ", str(FONT)))
    style = ParagraphStyle("body", fontName="BIZ", fontSize=SIZE, leading=SIZE, wordWrap="CJK")

    def run(text: str, measure: float) -> list[str]:
        paragraph = Paragraph(text.replace("&", "&amp;").replace("<", "&lt;"), style)
        paragraph.wrap(measure, 1e6)
        found = []
        for line in paragraph.blPara.lines:
            words = line[1] if isinstance(line, tuple) else line.words
            found.append("".join(getattr(word, "text", word) for word in words))
        return realign(text, found)

    return run


def typst_engine(justify: bool) -> Engine:
    import io

    import typst
    from pypdf import PdfReader

    def run(text: str, measure: float) -> list[str]:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        source = (
            f"#set page(width: {measure}pt, height: auto, margin: 0pt)\n"
            f'#set text(font: "BIZ UDPGothic", size: {SIZE}pt, lang: "ja", cjk-latin-spacing: none)\n'
            f"#set par(justify: {'true' if justify else 'false'}, leading: {SIZE}pt)\n"
            f'#"{escaped}"\n'
        )
        data = typst.compile(source.encode(), font_paths=[str(FONT.parent)], ignore_system_fonts=True)
        lines: dict[float, list[tuple[float, str]]] = {}

        def visit(piece: str, cm: list[float], tm: list[float], *_: object) -> None:
            if piece.strip():
                y = round(tm[5] * cm[3] + cm[5], 1)
                lines.setdefault(y, []).append((tm[4], piece.replace("\n", "")))

        PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=visit)
        return realign(text, ["".join(piece for _, piece in lines[y]) for y in lines])

    return run


def weasyprint_engine(justify: bool) -> Engine:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    config = FontConfiguration()
    css = f"@font-face {{ font-family: BIZ; src: url('{FONT.as_uri()}') }}"

    def run(text: str, measure: float) -> list[str]:
        sheet = CSS(
            string=css
            + f"@page {{ size: {measure}pt 20000pt; margin: 0 }} body {{ margin: 0 }} p {{ margin: 0;"
            f"font: {SIZE}pt BIZ; line-break: strict; text-align: {'justify' if justify else 'left'} }}",
            font_config=config,
        )
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        page = HTML(string=f"<html lang=ja><p>{escaped}</p>").render(stylesheets=[sheet], font_config=config)
        found: list[str] = []

        def walk(box: object) -> None:
            if type(box).__name__ == "LineBox":
                found.append("".join(leaf.text for leaf in box.descendants() if hasattr(leaf, "text")))  # type: ignore[attr-defined]
            else:
                for child in getattr(box, "children", ()):
                    walk(child)

        walk(page.pages[0]._page_box)
        return realign(text, found)

    return run


def jtypeset_engine(justify: bool) -> Engine:
    import jtypeset

    fonts = jtypeset.FontSet()
    fonts.load_file(str(FONT), "BIZ")
    paragraph_style = jtypeset.ParagraphStyle()
    paragraph_style.align = jtypeset.Align.JUSTIFY if justify else jtypeset.Align.START
    text_style = jtypeset.TextStyle(["BIZ"], SIZE)

    def run(text: str, measure: float) -> list[str]:
        layout = jtypeset.layout_paragraph(
            fonts,
            jtypeset.Paragraph(text, text_style, paragraph_style),
            jtypeset.WritingMode.HORIZONTAL_TB,
            default_length=measure,
        )
        return realign(text, [text[line.char_start : line.char_end] for line in layout])

    return run


def realign(text: str, lines: Iterable[str]) -> list[str]:
    """The lines with the spaces that an engine dropped at their ends."""
    result: list[str] = []
    at = 0
    for line in lines:
        begun = at
        for char in line:
            if char.isspace():
                continue
            at = text.index(char, at) + 1
        while at < len(text) and text[at].isspace():
            at += 1
        result.append(text[begun:at])
    return [line for line in result if line]


ENGINES: dict[str, tuple[Callable[[], Engine], bool]] = {
    "handbook, phrases preferred": (lambda: ours(), False),
    "handbook, phrases required": (lambda: ours(phrase="require"), False),
    "handbook, phrases off": (lambda: ours(phrase="off"), False),
    "handbook, justified": (lambda: ours(align="justify"), True),
    "ReportLab wordWrap=CJK": (reportlab_cjk, False),
    "Typst": (lambda: typst_engine(False), False),
    "Typst, justified": (lambda: typst_engine(True), True),
    "WeasyPrint": (lambda: weasyprint_engine(False), False),
    "WeasyPrint, justified": (lambda: weasyprint_engine(True), True),
    "jtypeset": (lambda: jtypeset_engine(False), False),
    "jtypeset, justified": (lambda: jtypeset_engine(True), True),
}


MARKED = {"good_names.txt": range(8, 13, 2), "good_prose.txt": range(10, 21, 2)}
"""Files of texts with | wherever an editor would let a line end, and the measures (em) to set them in."""


def held_against_an_editor(wanted: list[str]) -> list[str]:
    """A row for each engine: of all ends of lines, those where an editor would not let one end."""
    rows = ["| engine | names of services: bad ends | prose: bad ends |", "|---|---|---|"]
    folder = Path(__file__).parents[1] / "tests" / "typeset"
    for name, (make, _) in ENGINES.items():
        if wanted and not any(word in name for word in wanted):
            continue
        try:
            engine = make()
        except ImportError:
            continue
        cells = [name]
        for file, measures in MARKED.items():
            bad = total = 0
            for row in (folder / file).read_text(encoding="utf-8").splitlines():
                if row.startswith("#"):
                    continue
                good = set(accumulate(map(len, row.split("|"))))
                for measure in measures:
                    lines = [
                        line.removesuffix(LEFT_SHORT) for line in engine(row.replace("|", ""), measure * SIZE)
                    ]
                    ends = set(accumulate(map(len, lines)))
                    bad, total = bad + len(ends - good), total + len(ends) - 1
            cells.append(f"{bad} of {total}")
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def main() -> None:
    wanted = sys.argv[1:]
    rows = [
        "| engine | lines | kinsoku | parted | inside phrases | last of 1 / 2 "
        "| gaps: mean, worst (em); left short |",
        "|---|---|---|---|---|---|---|",
    ]
    bodies = texts()
    for name, (make, justified) in ENGINES.items():
        if wanted and not any(word in name for word in wanted):
            continue
        try:
            engine = make()
        except ImportError:
            continue
        count = Count()
        for text in bodies:
            for measure in MEASURES:
                count.add(text, measure, engine(text, measure), justified=justified)
        gaps = ""
        if justified:
            sizes = [abs(value) for value in count.deviations]
            gaps = f"{sum(sizes) / len(sizes):.3f}, {max(sizes):.2f}; {count.short}"
        inside = f"{count.inside} ({100 * count.inside / count.breaks:.0f} %)"
        rows.append(
            f"| {name} | {count.lines} | {count.kinsoku} | {count.parted} | {inside} "
            f"| {count.lone} / {count.pairs} | {gaps} |"
        )
    sys.stdout.write(f"{len(bodies)} texts, {len(MEASURES)} measures\n\n" + "\n".join(rows) + "\n\n")
    sys.stdout.write("\n".join(held_against_an_editor(wanted)) + "\n")


if __name__ == "__main__":
    assert Path(FONT).exists()
    main()
