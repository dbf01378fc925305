"""Ghostscript's separations of a page, to prove inks by."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

PROFILE = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc")
"""Debian's package libgs-common brings it."""


@pytest.fixture(scope="session")
def cmyk(missing: Callable[[str], None]) -> Path:
    if not PROFILE.is_file():
        missing(f"{PROFILE} (libgs-common)")
    return PROFILE


@pytest.fixture(scope="session")
def separated(missing: Callable[[str], None]) -> Callable[[Path], dict[str, Image.Image]]:
    """The first page of a PDF: ink → how much of it lies where, 0 to 255, a pixel for each point."""
    if shutil.which("gs") is None:
        missing("gs (Ghostscript)")

    def separate(pdf: Path) -> dict[str, Image.Image]:
        out = pdf.parent / "separated.tif"
        subprocess.run(
            [
                "gs",
                "-q",
                "-dNOPAUSE",
                "-dBATCH",
                "-sDEVICE=tiffsep",
                "-r72",
                "-dLastPage=1",
                f"-o{out}",
                pdf,
            ],
            check=True,
        )
        plates = {}
        for ink in ("Cyan", "Magenta", "Yellow", "Black"):
            file = out.with_name(f"separated({ink}).tif")
            plates[ink] = Image.open(file).convert("L").point(lambda value: 255 - value)
            file.unlink()
        out.unlink()
        return plates

    return separate
