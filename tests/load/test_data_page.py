"""docs/data.md, the editors' page: what it shows must be what handbook takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handbook.load import load_plan
from handbook.load.nodes import parse
from handbook.plan import CONFIDENCES

PAGE = Path(__file__).parents[2] / "docs" / "data.md"
EXAMPLES = re.findall(
    r"^( *)```yaml\n(.*?)\n *```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


@pytest.mark.parametrize("example", [text for _, text in EXAMPLES], ids=range(len(EXAMPLES)))
def test_examples_are_yaml(example: str) -> None:
    parse(example, "data.md")


def test_the_example_column_can_be_used(data_copy: Path) -> None:
    column = next(text for _, text in EXAMPLES if text.startswith("title: 気軽に"))
    (data_copy / "columns" / "takeno-cafe.yaml").write_text(column, encoding="utf-8")
    plan = load_plan(data_copy)
    assert [each.districts for each in plan.columns if each.id == "takeno-cafe"] == [("竹野",)]


def test_words_of_the_page_exist(data_copy: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for word in CONFIDENCES:
        assert f"`{word}`" in page
    for name in re.findall(r"`data/([\w/]+\.yaml)`", page):
        assert (data_copy / name).is_file()
