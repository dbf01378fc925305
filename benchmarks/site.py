# ruff: noqa: T201  (what a benchmark has to say, it prints)
"""What a site costs: seconds, and KB a page, of the bundled plan and of a made-up country.

    python benchmarks/site.py [46 2000]

46 are the districts of the bundled plan, any other number those of a country (synthetic.py). Each site is
made, then once more when nothing has changed.
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
import time
from pathlib import Path

import synthetic

import handbook
from handbook.web import make_site

ADDRESS = "https://www.example.jp/plan/"


def main() -> None:
    parser = argparse.ArgumentParser(description="What a site costs.")
    parser.add_argument("counts", nargs="*", type=int, default=[46, 2000])
    layout = handbook.load_layout("leaflet")
    print("districts   made  once more   PDFs  a page, packed  first page, packed  districts.json")
    for count in parser.parse_args().counts:
        plan = handbook.load_plan() if count == 46 else synthetic.country(count)
        with tempfile.TemporaryDirectory() as out:
            seconds, reports = [], []
            for _ in range(2):
                start = time.perf_counter()
                reports.append(make_site(plan, (layout,), out, base_url=ADDRESS))
                seconds.append(time.perf_counter() - start)
            assert reports[1].put is not None
            assert not reports[1].put.written
            first = (Path(out) / "index.html").read_bytes()
            pages = [(Path(out) / f"{district.slug}.html").read_bytes() for district in plan.districts]
            page = sum(map(len, pages)) / count
            packed = len(gzip.compress(pages[0]))
            size = (Path(out) / "districts.json").stat().st_size
        print(
            f"{count:9,} {seconds[0]:6.1f} {seconds[1]:10.1f} {reports[0].builds[0].seconds:6.1f} {_kb(page)}"
            f" {_kb(packed)} {_kb(len(first))} {_kb(len(gzip.compress(first)))} {_kb(size)}"
        )


def _kb(size: float) -> str:
    return f"{size / 1024:7.0f} KB"


if __name__ == "__main__":
    main()
