# ruff: noqa: T201  (what a benchmark has to say, it prints)
"""What thousands of editions cost: time, memory, bytes; and what it costs to find that all is as it was.

    python benchmarks/scale.py [46 460 4600 20000] [--jobs N] [--no-check]

Each number of editions is built in a process of its own, from a made-up country (synthetic.py),
into folders of a thousand; then once more, when nothing is stale. Memory is the most that any of
its processes holds, in MB; that of 46 and of 20,000 editions should differ by little more than
what the larger plan itself takes.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import synthetic

import handbook


def measure(count: int, jobs: int | None, check: bool) -> dict[str, float]:
    """Build in this process; gives what it took."""
    plan, layout = synthetic.country(count), handbook.load_layout("leaflet")
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        report = handbook.build(plan, layout, folder, jobs=jobs, check=check, shard=1000)
        assert len(report.made) == count, report.failed[:1]
        again = handbook.build(plan, layout, folder, jobs=jobs, check=check, shard=1000)
        assert len(again.skipped) == count
        size = sum(path.stat().st_size for path in Path(folder).glob("*/*.pdf")) / count
        manifest = (Path(folder) / "handbook-manifest.json").stat().st_size
    return {
        "seconds": report.seconds,
        "again": again.seconds,
        "plan": base,
        "parent": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "bytes": size,
        "manifest": manifest / 1e6,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="What thousands of editions cost.")
    parser.add_argument("counts", nargs="*", type=int, default=[46, 460, 4600])
    parser.add_argument("--jobs", type=int, default=None, help="processes; handbook chooses by itself")
    parser.add_argument("--no-check", action="store_true")
    parser.add_argument("--in-this-process", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_this_process:
        print(json.dumps(measure(options.counts[0], options.jobs, not options.no_check)))
        return
    print("editions    time  an edition  once more  plan  parent  worker  an edition  manifest")
    for count in options.counts:
        jobs = ["--jobs", str(options.jobs)] if options.jobs else []
        checks = ["--no-check"] if options.no_check else []
        done = subprocess.run(
            [sys.executable, __file__, str(count), "--in-this-process", *jobs, *checks],
            capture_output=True,
            text=True,
            check=True,
        )
        found = json.loads(done.stdout)
        print(
            f"{count:8} {found['seconds']:6.1f}s {found['seconds'] / count * 1000:8.1f} ms"
            f" {found['again']:9.2f}s {found['plan']:4.0f}M {found['parent']:6.0f}M {found['worker']:6.0f}M"
            f" {found['bytes'] / 1024:8.0f} KB {found['manifest']:7.1f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
