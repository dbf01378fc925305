"""Sets every edition's text with Typst; started by editions.py as a process of its own.

    python benchmarks/peer_typst.py TEXTS.json FONTS OUT

Prints the milliseconds that each edition took as JSON. One compiler for all of them, so that Typst
keeps its fonts and its memory of what it has set before: its fastest way that we found.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import typst

TEMPLATE = Path(__file__).with_name("peer.typ")


def main(texts: str, fonts: str, out: str) -> None:
    editions = json.loads(Path(texts).read_text(encoding="utf-8"))
    compiler = typst.Compiler(TEMPLATE, font_paths=[fonts], ignore_system_fonts=True)
    times = []
    for slug, pages in editions.items():
        begun = time.perf_counter()
        inputs = {"slug": slug, "edition": json.dumps(pages, ensure_ascii=False)}
        compiler.compile(output=str(Path(out) / f"{slug}.pdf"), format="pdf", sys_inputs=inputs)
        times.append((time.perf_counter() - begun) * 1000)
    json.dump(times, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
