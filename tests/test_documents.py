"""The pages under docs/: their snippets run, their links lead somewhere, the files they name are there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
SNIPPETS = [
    pytest.param(body, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, body in enumerate(re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.M | re.S))
    # One needs a cluster; the other is a block, which tests/blocks makes and prints.
    if "dask" not in body and "BLOCK = " not in body
]
BEFORE = (
    "import handbook\n"
    "edition = handbook.select(handbook.load_plan(), '浮島')\n"
    "document = handbook.compose(edition, handbook.load_layout('leaflet'))\n"
    "handbook.write_pdf(document, '浮島校区.pdf')\n"
)


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_snippets_run(snippet: str, tmp_path: Path) -> None:
    (tmp_path / "fonts").symlink_to(ROOT / "fonts")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", BEFORE + snippet],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.stem)
def test_links_lead_somewhere_and_files_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    named = re.findall(r"`((?:tests|docs|scripts|layouts|benchmarks)/[\w./-]+)`", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
    assert [name for name in named if not (ROOT / name).exists() and "watashi" not in name] == []
