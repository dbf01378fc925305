# ruff: noqa: T201  (what a benchmark has to say, it prints)
"""Each layout for all districts, checked, in one process: a row of Markdown for each.

python benchmarks/layouts.py
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import pypdf

import handbook
from handbook.cli.show import shape_of
from handbook.load import layout_names
from handbook.resources import bundled


def main() -> None:
    plan = handbook.load_plan(bundled("data"))
    print(
        "| layout | seconds for 46 | pages | ms a page | of the leaflet's | KB a file | least type | lines |"
    )
    print("|---|---|---|---|---|---|---|---|")
    rows, ours = [], 0.0
    for name in layout_names(bundled("layouts")):
        layout = handbook.load_layout(name)
        with tempfile.TemporaryDirectory() as out:
            handbook.build(plan, layout, out=out, districts=["日吉"], jobs=1)  # faces and pictures are read
            began = time.perf_counter()
            handbook.build(plan, layout, out=out, jobs=1, force=True)
            seconds = time.perf_counter() - began
            files = list(Path(out).glob("*.pdf"))
            pages = sum(len(pypdf.PdfReader(file).pages) for file in files)
            size = statistics.median(file.stat().st_size for file in files) / 1024
        each = 1000 * seconds / pages
        ours = each if name == "leaflet" else ours
        text = Path(layout.file).read_text(encoding="utf-8").splitlines()
        lines = sum(1 for line in text if line.strip() and not line.lstrip().startswith("#"))
        rows.append((name, seconds, pages / len(files), each, size, shape_of(layout)[2], lines))
    for name, seconds, count, each, size, least, lines in rows:
        told = f"{seconds:.1f} | {count:g} | {each:.1f} | {each / ours:.1f} | {size:.0f}"
        print(f"| {name} | {told} | {least.removesuffix('ポイント以上')} pt | {lines} |")


if __name__ == "__main__":
    main()
