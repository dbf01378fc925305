# ruff: noqa: T201  (what a benchmark has to say, it prints)
"""What a roster costs: time and memory of `handbook imprint`, from an invented roster of the bundled plan.

    python benchmarks/imprints.py [300 3000]

Each number of rows is imprinted in a process of its own into an empty folder. Memory is the most that the
parent, and that any of its workers, holds, in MB; seconds are of all processors together, and by the clock.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

import handbook

HEAD = "氏名,よみ,電話,校区,担当区域,任期,同意,区分\n"
CONSENTS = ("印刷してよい",) * 8 + ("区域だけ", "載せない")


def roster(count: int) -> str:
    """Names that no register has, spread over all districts."""
    districts = [one.name for one in handbook.load_plan().districts]
    names = [
        f"{a}{b} {c}{d}" for a, b, c, d in product("見試例仮架", "本作図模型", "太花次美光", "一子郎代介")
    ]
    rows = (
        f"{names[n % len(names)]},みほん たろう,0942-{30 + n % 60}-{1000 + n:04d},"
        f"{districts[n % len(districts)]},"
        f"{n // len(districts) + 1}区,令和20年11月30日まで,{CONSENTS[n % len(CONSENTS)]},\n"
        for n in range(count)
    )
    return HEAD + "".join(rows)


def main() -> None:
    if sys.argv[1:2] == ["--in-this-process"]:
        from handbook.cli import main as command

        command(["-q", "imprint", *sys.argv[2:]], standalone_mode=False)
        for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
            used = resource.getrusage(kind)
            print(f"{used.ru_utime + used.ru_stime:.1f} {used.ru_maxrss / 1024:.0f}")
        return
    print("copies    clock  processors  a copy  parent  a worker  all in one")
    for count in [int(each) for each in sys.argv[1:]] or [300, 3000]:
        with tempfile.TemporaryDirectory() as name:
            path, out = Path(name, "roster.csv"), Path(name, "naire")
            path.write_text(roster(count), encoding="utf-8")
            began = time.perf_counter()
            arguments = [sys.executable, __file__, "--in-this-process", str(path), "-o", str(out)]
            said = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.split()[-4:]
            clock = time.perf_counter() - began
            seconds, parent, more, worker = map(float, said)
            whole = next(out.glob("名入れ*.pdf")).stat().st_size / 1e6
            each = 1000 * (seconds + more) / count
        print(
            f"{count:6} {clock:7.1f}s {seconds + more:10.1f}s {each:5.0f}ms {parent:5.0f}MB {worker:7.0f}MB"
            f" {whole:9.1f}MB"
        )


if __name__ == "__main__":
    main()
