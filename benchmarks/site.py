# ruff: noqa: T201  (what a benchmark has to say, it prints)
"""What a site costs: seconds, and KB a page, of the bundled plan and of a made-up country.

    python benchmarks/site.py [46 2000]

46 are the districts of the bundled plan, any other number those of a country (synthetic.py). Each site is
made, then once more when nothing has changed. Seconds by the clock, and of the processors (workers among
them), which other work on the machine disturbs less.
"""

from __future__ import annotations

import argparse
import gzip
import os
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
    print("districts    made (processor)  once more (processor)  a page, packed  first page, packed  json")
    for count in parser.parse_args().counts:
        plan = handbook.load_plan() if count == 46 else synthetic.country(count)
        with tempfile.TemporaryDirectory() as out:
            seconds = []
            for again in range(2):
                start, worked = time.perf_counter(), sum(os.times()[:4])
                report = make_site(plan, (layout,), out, base_url=ADDRESS)
                seconds += [time.perf_counter() - start, sum(os.times()[:4]) - worked]
                assert report.put is not None
                assert bool(report.put.written) is not bool(again)
            first = (Path(out) / "index.html").read_bytes()
            pages = [(Path(out) / f"{district.slug}.html").read_bytes() for district in plan.districts]
            page = sum(map(len, pages)) / count
            packed = len(gzip.compress(pages[0]))
            size = (Path(out) / "districts.json").stat().st_size
        told = " ".join(f"{one:8.1f}" for one in seconds)
        sizes = (page, packed, len(first), len(gzip.compress(first)), size)
        print(f"{count:9,} {told} {''.join(map(_kb, sizes))}", flush=True)


def _kb(size: float) -> str:
    return f"{size / 1024:7.0f} KB"


if __name__ == "__main__":
    main()
