# ruff: noqa: T201  (what a benchmark has to say, it prints)
"""All editions against other typesetters: whole processes from a cold start, in one run, as ratios.

    python benchmarks/editions.py [--rounds 7] [--slow-rounds 1] [--jobs N]

Each round starts every candidate once, one after the other, so that whatever else the machine
does falls on all alike. Printed: medians with the least and most, ratios of medians to Typst,
the cost of a further edition, peak memory, bytes of an edition. Typst sets the text of our own
composed documents (texts.py), in the same fonts, on two A4 pages, without our drawings, without
checks of data, and without reading anything back. So do plain ReportLab, WeasyPrint and fpdf2, where
they are installed (peer_others.py); they are so much slower that a few rounds tell enough.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pypdf
import texts

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Each candidate's bytecode is written in its unmeasured run, as on any user's second run."""


def command(name: str, work: Path, jobs: Sequence[str]) -> list[str]:
    """The process of a candidate; it writes into a folder of its own name."""
    out = work / name
    if name in SLOW:
        name = f"peer_others.py {name}"
    elif name == "typst":
        name = "peer_typst.py"
    if name.startswith("peer"):
        script, *which = name.split()
        return [sys.executable, str(HERE / script), *which, str(work / "texts.json"), str(FONTS), str(out)]
    if name == "spawned":
        return [
            sys.executable,
            str(HERE / "spawned.py"),
            "build",
            "--quiet",
            "--out",
            str(out),
            "--jobs",
            "2",
        ]
    checks = ["--no-check"] if name == "unchecked" else []
    script = Path(sys.executable).with_name("handbook.exe" if os.name == "nt" else "handbook")
    return [str(script), "build", "--quiet", "--out", str(out), *checks, *jobs]


def timed(arguments: Sequence[str], out: Path) -> tuple[float, float, str]:
    """Seconds by the clock, seconds of all processors together, and what the process printed.

    It finds an empty folder `out`: handbook would leave alone what stands there already.
    """
    emptied(out)
    spent = os.times()
    begun = time.perf_counter()
    done = subprocess.run(
        arguments, capture_output=True, text=True, encoding="utf-8", env=ENVIRONMENT, check=False
    )
    seconds = time.perf_counter() - begun
    now = os.times()
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")
    work = now.children_user + now.children_system - spent.children_user - spent.children_system
    return seconds, work, done.stdout


def emptied(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def peak_memory(arguments: Sequence[str]) -> float | None:
    """The most memory in MB that a process and its workers hold together, shared pages counted once.

    From Linux's own accounts, looked at every few milliseconds; None elsewhere.
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    process = subprocess.Popen(
        arguments, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
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


SLOW = {"reportlab": "plain ReportLab", "weasyprint": "WeasyPrint", "fpdf2": "fpdf2"}
NAMES = {
    "typst": "Typst",
    "checked": "handbook build",
    "unchecked": "handbook build --no-check",
    "spawned": "handbook build --jobs 2, processes begun anew",
    **SLOW,
}
MODULES = {"fpdf2": "fpdf"}


def installed() -> list[str]:
    """The candidates that can run here; says which cannot."""
    found = []
    for name, label in NAMES.items():
        if name in ("checked", "unchecked", "spawned") or find_spec(MODULES.get(name, name)):
            found.append(name)
        else:
            print(f"{label} is not installed: left out")
    return found


@dataclass
class Measured:
    """What the rounds gave, by candidate."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)
    typst_further: list[float] = field(default_factory=list)


def measure(commands: dict[str, list[str]], work: Path, rounds: int, slow_rounds: int) -> Measured:
    found = Measured()
    for number in range(rounds):
        for name, arguments in commands.items():
            if name in SLOW and number >= slow_rounds:
                continue
            seconds, processor, output = timed(arguments, work / name)
            found.seconds.setdefault(name, []).append(seconds)
            found.processor.setdefault(name, []).append(processor)
            if name == "typst":
                found.typst_further += json.loads(output)[1:]
    return found


def report(found: Measured, commands: dict[str, list[str]], work: Path) -> None:
    for name, arguments in commands.items():
        sizes = [path.stat().st_size / 1024 for path in (work / name).glob("*.pdf")]
        emptied(work / name)
        memory = peak_memory(arguments)
        print(f"\n{NAMES[name]}")
        print(f"  whole process   {spread(found.seconds[name], 's')}{ratio(found.seconds, name)}")
        print(f"  processor time  {spread(found.processor[name], 's')}{ratio(found.processor, name)}")
        print(f"  peak memory     {f'{memory:.0f} MB' if memory else 'not measured on this system'}")
        print(f"  an edition      {spread(sizes, 'KB', 0)}")
    print("\na further edition")
    if found.typst_further:
        print(f"  Typst           {spread(found.typst_further, 'ms', 1)}")
    for stage, times in further_editions().items():
        print(f"  {stage:<15} {spread(times, 'ms', 1)}")


def ratio(values: dict[str, list[float]], name: str) -> str:
    """To Typst: of the medians, and of the least, which other work on the machine disturbs less."""
    if "typst" not in values:
        return ""
    base, own = values["typst"], values[name]
    return (
        f", ratio {statistics.median(own) / statistics.median(base):.2f} (least {min(own) / min(base):.2f})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="All editions against other typesetters.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slow-rounds", type=int, default=1, help="rounds of peers that take long")
    parser.add_argument("--jobs", default=None, help="processes of handbook build; it chooses by itself")
    options = parser.parse_args()
    jobs = ["--jobs", options.jobs] if options.jobs else []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        words = texts.all_texts()
        (work / "texts.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        names = [name for name in installed() if options.slow_rounds or name not in SLOW]
        commands = {name: command(name, work, jobs) for name in names}
        for name, arguments in commands.items():  # once unmeasured: files cached, bytecode written
            timed(arguments, work / name)
        verify(work, list(commands), len(words))
        system = f"{os.cpu_count()} cores, Python {platform.python_version()}"
        print(f"{len(words)} editions, {options.rounds} rounds, {system}")
        report(measure(commands, work, options.rounds, options.slow_rounds), commands, work)


if __name__ == "__main__":
    main()
