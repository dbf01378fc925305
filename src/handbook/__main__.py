"""`python -m handbook`: the command, where its script is not in the path."""

from __future__ import annotations

from handbook.cli import main

if __name__ == "__main__":
    main(prog_name="handbook")
