# ruff: noqa: T201  (what a benchmark has to say, it prints)
"""All editions against Typst: whole processes from a cold start, in one run, as ratios.

    python benchmarks/editions.py [--rounds 7] [--jobs N]

Each round starts every candidate once, one after the other, so that whatever else the machine
does falls on all alike. Printed: medians with the least and most, ratios of medians to Typst,
the cost of a further edition, peak memory, bytes of an edition. Typst sets the text of our own
composed documents (texts.py), in the same fonts, on two A4 pages, without our drawings, without
checks of data, and without reading anything back.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdf
import texts

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"


def command(name: str, work: Path, jobs: Sequence[str]) -> list[str]:
    """The process of a candidate; it writes into a folder of its own name."""
    out = work / name
    out.mkdir(exist_ok=True)
    if name == "typst":
        return [sys.executable, str(HERE / "peer_typst.py"), str(work / "texts.json"), str(FONTS), str(out)]
    checks = ["--no-check"] if name == "unchecked" else []
    return [sys.executable, "-m", "handbook", "build", "--quiet", "--out", str(out), *checks, *jobs]


def timed(arguments: Sequence[str]) -> tuple[float, float, str]:
    """Seconds by the clock, seconds of all processors together, and what the process printed."""
    spent = os.times()
    begun = time.perf_counter()
    done = subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8", check=False)
    seconds = time.perf_counter() - begun
    now = os.times()
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")
    work = now.children_user + now.children_system - spent.children_user - spent.children_system
    return seconds, work, done.stdout


def peak_memory(arguments: Sequence[str]) -> float | None:
    """The most memory in MB that a process and its workers hold together, shared pages counted once.

    From Linux's own accounts, looked at every few milliseconds; None elsewhere.
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(held, family(process.pid))))
        time.sleep(0.005)
    return peak / 1024


def family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(member for child in children for member in family(int(child)))]


def held(pid: int) -> int:
    """Proportional memory of one process in KB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def further_editions() -> dict[str, list[float]]:
    """Milliseconds of each stage for every edition after the first, in this process."""
    import handbook
    from handbook.check import check_pdf
    from handbook.coverage import charset
    from handbook.pdf import FontSet, render_pdf

    plan, layout = handbook.load_plan(), handbook.load_layout("leaflet")
    fonts = FontSet(charset(plan, layout))
    stages: dict[str, list[float]] = {"compose": [], "write": [], "check": []}
    for district in plan.districts:
        edition = handbook.select(plan, district.name)
        marks = [time.perf_counter()]
        document = handbook.compose(edition, layout)
        marks.append(time.perf_counter())
        data = render_pdf(document, fonts)
        marks.append(time.perf_counter())
        check_pdf(data, edition, layout)
        marks.append(time.perf_counter())
        for stage, begun, ended in zip(stages.values(), marks, marks[1:], strict=False):
            stage.append((ended - begun) * 1000)
    return {name: times[1:] for name, times in stages.items()}


def spread(values: Sequence[float], unit: str, digits: int = 2) -> str:
    return (
        f"{statistics.median(values):.{digits}f} {unit} "
        f"({min(values):.{digits}f} to {max(values):.{digits}f})"
    )


def verify(work: Path, names: Sequence[str], count: int) -> None:
    """Nobody wins by leaving something out: as many files, of two pages each."""
    for name in names:
        files = sorted((work / name).glob("*.pdf"))
        assert len(files) == count, (name, len(files))
        assert all(len(pypdf.PdfReader(path).pages) == 2 for path in files), name


NAMES = {"typst": "Typst", "checked": "handbook build", "unchecked": "handbook build --no-check"}


@dataclass
class Measured:
    """What the rounds gave, by candidate."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    processor: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    typst_further: list[float] = field(default_factory=list)


def measure(commands: dict[str, list[str]], rounds: int) -> Measured:
    found = Measured()
    for _ in range(rounds):
        for name, arguments in commands.items():
            seconds, processor, output = timed(arguments)
            found.seconds[name].append(seconds)
            found.processor[name].append(processor)
            if name == "typst":
                found.typst_further += json.loads(output)[1:]
    return found


def report(found: Measured, commands: dict[str, list[str]], work: Path) -> None:
    base = statistics.median(found.seconds["typst"])
    for name, label in NAMES.items():
        sizes = [path.stat().st_size / 1024 for path in (work / name).glob("*.pdf")]
        memory = peak_memory(commands[name])
        ratio = statistics.median(found.seconds[name]) / base
        print(f"\n{label}")
        print(f"  whole process   {spread(found.seconds[name], 's')}, ratio {ratio:.2f}")
        print(f"  processor time  {spread(found.processor[name], 's')}")
        print(f"  peak memory     {f'{memory:.0f} MB' if memory else 'not measured on this system'}")
        print(f"  an edition      {spread(sizes, 'KB', 0)}")
    print(f"\na further edition\n  Typst           {spread(found.typst_further, 'ms', 1)}")
    for stage, times in further_editions().items():
        print(f"  {stage:<15} {spread(times, 'ms', 1)}")


def main() -> None:
    parser = argparse.ArgumentParser(description="All editions against Typst.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--jobs", default=None, help="processes of handbook build; it chooses by itself")
    options = parser.parse_args()
    jobs = ["--jobs", options.jobs] if options.jobs else []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        words = texts.all_texts()
        (work / "texts.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        commands = {name: command(name, work, jobs) for name in NAMES}
        for arguments in commands.values():  # once unmeasured: files cached, bytecode written
            timed(arguments)
        verify(work, list(NAMES), len(words))
        system = f"{os.cpu_count()} cores, Python {platform.python_version()}"
        print(f"{len(words)} editions, {options.rounds} rounds, {system}")
        report(measure(commands, options.rounds), commands, work)


if __name__ == "__main__":
    main()
