# ruff: noqa: T201  (what a benchmark has to say, it prints)
"""How long the tables of a large city take to Excel and back.

    python benchmarks/exchange.py [--desks 2000]

Writes a data folder of so many invented districts, each with a desk of its own, aside; then exports them, and
imports the workbook without a change, with one, and with all telephone numbers changed. Each is a process of
its own.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import islice, product
from pathlib import Path

import openpyxl
from synthetic import PARTS

from handbook.resources import bundled


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--desks", type=int, default=2000)
    count = parser.parse_args().desks
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        country(folder / "data", count)
        run(folder, "export", "out.xlsx")
        run(folder, "import", "out.xlsx")
        change(folder / "out.xlsx", 1)
        run(folder, "import", "out.xlsx")
        change(folder / "out.xlsx", count)
        run(folder, "import", "out.xlsx", "--yes")


def country(folder: Path, count: int) -> None:
    """A plan whose districts and desks are so many."""
    shutil.copytree(bundled("data") / "mihon", folder, ignore=shutil.ignore_patterns("co*"))
    pairs = (pair for pair in product(PARTS, repeat=2) if pair[0] != pair[1])
    by_kana = {one[1] + other[1]: one[0] + other[0] for one, other in pairs}  # no reading twice
    names = [(name, kana) for kana, name in islice(by_kana.items(), count)]
    districts = [
        f"  - name: {name}\n    reading: {kana}\n    slug: mihon{number:05d}\n"
        for number, (name, kana) in enumerate(names)
    ]
    (folder / "districts.yaml").write_text("districts:\n" + "".join(districts), encoding="utf-8")
    desks = [
        f"      - name: {name}相談センター\n        phone: 0000-{number // 10000 + 10}-{number % 10000:04d}\n"
        f"        address: 見本国{name}1丁目\n        districts: [{name}]\n"
        for number, (name, _) in enumerate(names)
    ]
    text = "categories:\n  - name: 高齢者\n    desks:\n" + "".join(desks)
    (folder / "desks.yaml").write_text(text, encoding="utf-8")


def change(path: Path, count: int) -> None:
    book = openpyxl.load_workbook(path)
    for row in range(2, count + 2):
        book["相談先"].cell(row, 4).value = f"0000-77-{row:04d}"
    book.save(path)


def run(folder: Path, *arguments: str) -> None:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "handbook", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines() or done.stderr.splitlines()
    print(f"{time.perf_counter() - start:6.1f} s  {' '.join(arguments)}: {lines[-1]}")


if __name__ == "__main__":
    main()
