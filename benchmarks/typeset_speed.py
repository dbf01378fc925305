"""How fast lines are composed: a cold start, 10,000 characters, growth with length, from memory.

Run: `python benchmarks/typeset_speed.py`. Times are the best of several runs of one core.
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

COLD = f"""
import time
began = time.perf_counter()
import uharfbuzz
shaper = time.perf_counter()
from handbook.fonts import load_face
from handbook.typeset import TextStyle, break_lines
style = TextStyle(face=load_face({str(FONT)!r}), size=12, leading=18)
break_lines("地域福祉とは、それぞれの地域で人々が安心して暮らせるよう、お互いに協力すること。", 200, style)
ended = time.perf_counter()
print(shaper - began, ended - shaper)
"""


def best(run: Callable[[int], object], times: int = 5) -> float:
    """Milliseconds; `run` gets a number of its own each time, so that no memory of lines helps."""
    found = []
    for number in range(times):
        began = time.perf_counter()
        run(number)
        found.append(time.perf_counter() - began)
    return min(found) * 1000


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

    for length in (1_000, 10_000, 100_000):
        text = (source * (length // len(source) + 1))[:length]
        for align, phrase in (("left", "prefer"), ("left", "require"), ("justify", "prefer")):
            chosen = style(align=align, phrase=phrase)
            spent = best(lambda number: break_lines(text[number:], MEASURE, chosen), 3)  # noqa: B023
            write(f"one paragraph of {length} characters, {align}, phrase {phrase}: {spent:.1f} ms\n")
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
