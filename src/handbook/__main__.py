"""`python -m handbook`: the same command where the script `handbook` is not on the path."""

from __future__ import annotations

from handbook.cli import main

if __name__ == "__main__":
    main(prog_name="handbook")
