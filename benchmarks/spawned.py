"""`handbook build` with worker processes that begin anew, as on Windows and macOS; started by editions.py.

python benchmarks/spawned.py build --jobs 2 …
"""

from __future__ import annotations

import multiprocessing

from handbook.cli import main

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    main(prog_name="handbook")
