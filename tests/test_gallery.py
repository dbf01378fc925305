"""docs/gallery.md shows every layout, for two cities, and nothing that is no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

import handbook
from handbook.load import layout_names
from handbook.resources import bundled

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "gallery.md").read_text(encoding="utf-8")
NAMES = layout_names(bundled("layouts"))


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_shown_for_two_cities(name: str) -> None:
    title = handbook.load_layout(name, bundled("layouts")).title
    assert f"## {title}\n" in PAGE, "run: python scripts/gallery.py"
    assert f"`handbook build --layout {name}`" in PAGE
    for file in re.findall(rf"\((gallery/{re.escape(name)}-[12]\.png)\)", PAGE):
        with Image.open(DOCS / file) as picture:
            assert min(picture.size) > 200
    assert len(re.findall(rf"\(gallery/{re.escape(name)}-[12]\.png\)", PAGE)) == 2


def test_no_picture_is_left_over_and_all_are_small() -> None:
    files = list((DOCS / "gallery").iterdir())
    assert {file.name for file in files} == {f"{name}-{of}.png" for name in NAMES for of in (1, 2)}
    assert sum(file.stat().st_size for file in files) < 4_000_000
