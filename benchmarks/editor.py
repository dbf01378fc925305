# ruff: noqa: T201  (what a benchmark has to say, it prints)
"""How long the editor takes from a keystroke to the redrawn page, and what it holds after a thousand of them.

    python benchmarks/editor.py [--strokes 200] [--draws 1000] [--pause 0.6]

A text grows by a character at each keystroke, then a desk's number changes by a digit; both in the leaflet
and in the handbook of 浮島, 900 pixels wide. Time is by the clock and by the processor; without the browser.
"""

from __future__ import annotations

import argparse
import datetime
import shutil
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import handbook
from handbook.resources import bundled
from handbook.web.editor import Workspace

DISTRICT = "浮島"
TYPED = "地域のみんなで支え合い、困ったときはお互いさまと声をかけ合っています。"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--strokes", type=int, default=200)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--pause", type=float, default=0.6, help="seconds after each picture; 0: none")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "data")
        shutil.copytree(bundled("data"), folder, ignore=shutil.ignore_patterns("mihon", "schema"))
        layouts = {name: handbook.load_layout(name) for name in ("leaflet", "handbook")}
        workspace = Workspace(folder, layouts, datetime.date.today())
        fields = [field for part in workspace.form(DISTRICT, {}) for field in part.fields]
        text = next(field for field in fields if field.key.endswith("/text"))
        number = next(field for field in fields if field.key.endswith("/phone"))

        def in_text(at: int) -> dict[str, str]:
            return {text.key: text.value + (TYPED * (at // len(TYPED) + 1))[: at % 250]}

        def in_number(at: int) -> dict[str, str]:
            return {number.key: f"{number.value[:-4]}{7000 + at}"}

        for layout in layouts:
            for what, edits in (("text", in_text), ("number", in_number)):
                measure(
                    workspace, layout, what, [edits(at) for at in range(options.strokes + 1)], options.pause
                )
        for at in range(1, options.draws + 1):
            workspace.draw(DISTRICT, in_text(1000 + at), "leaflet")
            if at in (1, 100, 300, 500) or at == options.draws:
                print(f"after {at} more draws of the leaflet: {resident():.0f} MB")


def measure(
    workspace: Workspace, layout: str, what: str, edits: Sequence[Mapping[str, str]], pause: float
) -> None:
    clock, processor = [], []
    for each in edits:
        before = time.perf_counter(), time.process_time()
        workspace.draw(DISTRICT, each, layout)
        clock.append(time.perf_counter() - before[0])
        processor.append(time.process_time() - before[1])
        time.sleep(pause)
    print(f"{layout}, {what}: {told(clock[1:])} by the clock, {told(processor[1:])} of the processor")


def told(times: list[float]) -> str:
    return f"median {1000 * statistics.median(times):.0f} ms, worst {1000 * max(times):.0f} ms"


def resident() -> float:
    """Memory of this process, MB (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
