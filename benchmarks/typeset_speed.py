"""How fast lines are composed: a cold start, growth with length beside Typst, no break at all, from memory.

Run: `python benchmarks/typeset_speed.py`. Processor time, the least of several runs, because other work on
the machine disturbs that least. Typst (where it is installed) sets the same characters in the same face
and measure within the same run; it writes a PDF as well, so its time for one character is taken off.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

from handbook.fonts import load_face
from handbook.load import load_plan
from handbook.resources import bundled
from handbook.typeset import TextStyle, break_lines, plain_text

FONT = bundled("fonts") / "BIZUDPGothic-Regular.ttf"
MEASURE = 400.0
LENGTHS = (1_000, 10_000, 100_000)

COLD = f"""
import time
began = time.process_time()
import uharfbuzz
shaper = time.process_time()
from handbook.fonts import load_face
from handbook.typeset import TextStyle, break_lines
style = TextStyle(face=load_face({str(FONT)!r}), size=12, leading=18)
break_lines("地域福祉とは、それぞれの地域で人々が安心して暮らせるよう、お互いに協力すること。", 200, style)
ended = time.process_time()
print(shaper - began, ended - shaper)
"""


def best(run: Callable[[int], object], times: int = 5) -> float:
    """Milliseconds; `run` gets a number of its own each time, so that no memory of lines helps."""
    found = []
    for number in range(times):
        began = time.process_time()
        run(number)
        found.append(time.process_time() - began)
    return min(found) * 1000


def typst_setter() -> Callable[[str, bool], object] | None:
    """Sets a text with Typst, which remembers nothing between two texts that differ."""
    try:
        import typst
    except ImportError:
        return None

    def run(text: str, justify: bool) -> object:
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        source = (
            f"#set page(width: {MEASURE}pt, height: auto, margin: 0pt)\n"
            f'#set text(font: "BIZ UDPGothic", size: 12pt, lang: "ja")\n'
            f'#set par(justify: {str(justify).lower()})\n#"{quoted}"\n'
        )
        return typst.compile(source.encode(), font_paths=[str(FONT.parent)], ignore_system_fonts=True)

    return run


def growth(source: str, style: Callable[..., TextStyle]) -> None:
    """One paragraph of growing length, by us and by Typst in turn."""
    write = sys.stdout.write
    typst = typst_setter()
    write(
        "\n| characters | handbook | phrases required | justified | Typst | Typst, justified |\n"
        "|---|---|---|---|---|---|\n"
    )
    for length in LENGTHS:
        text = (source * (length // len(source) + 1))[: length + 3]
        cells = []
        for options in ({}, {"phrase": "require"}, {"align": "justify"}):
            chosen = style(**options)
            cells.append(best(lambda number: break_lines(text[number:], MEASURE, chosen), 3))  # noqa: B023
        for justify in (False, True) if typst else ():
            empty = best(lambda number: typst("一二三"[number], justify), 3)  # noqa: B023
            cells.append(best(lambda number: typst(text[number:], justify), 3) - empty)  # noqa: B023
        write(f"| {length} | " + " | ".join(f"{cell:.0f} ms" for cell in cells) + " |\n")
    for piece in ("a", "字"):
        spent = best(lambda number: break_lines(piece * (100_000 - number), MEASURE, style()), 2)  # noqa: B023
        write(f"100,000 times {piece}, without a break: {spent:.0f} ms\n")
    write("\n")


def main() -> None:
    source = "".join(plain_text(placed.text).replace("\n", "") for placed in load_plan().texts)
    write = sys.stdout.write
    cold = [
        [
            float(part)
            for part in subprocess.run(
                [sys.executable, "-c", COLD], capture_output=True, text=True, check=True
            ).stdout.split()
        ]
        for _ in range(5)
    ]
    shaper, first = min(cold, key=sum)
    write(
        f"cold start: {first * 1000:.0f} ms to the first lines, after {shaper * 1000:.0f} ms for HarfBuzz\n"
    )

    def style(**options: object) -> TextStyle:
        return TextStyle(face=load_face(FONT), size=12, leading=18, whole="prefer", **options)  # type: ignore[arg-type]

    growth(source, style)
    chosen = style()
    pieces = [source[at : at + 100] for at in range(0, 10_000, 100)]
    spent = best(lambda number: [break_lines(piece[number:], MEASURE, chosen) for piece in pieces])
    write(f"100 paragraphs of 100 characters: {spent:.1f} ms\n")
    spent = best(lambda number: [break_lines(piece, MEASURE + 1 + number, chosen) for piece in pieces])
    write(f"the same at another measure: {spent:.1f} ms\n")
    spent = best(lambda _: [break_lines(piece, MEASURE, chosen) for piece in pieces])
    write(f"the same again, from memory: {spent * 10:.2f} µs each\n")


if __name__ == "__main__":
    main()
