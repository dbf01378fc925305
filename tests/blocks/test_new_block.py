"""docs/blocks.md: the new block that it shows can be written, used and printed as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

import handbook
from handbook.blocks import BLOCKS, OPTIONS
from handbook.blocks.kit import Block
from handbook.document import marks, words
from handbook.layout import Layout
from handbook.load import load_layout

PAGE = (Path(__file__).parents[2] / "docs" / "blocks.md").read_text(encoding="utf-8")


def code(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture
def ring() -> Block:
    """The block of the page, run as the file that it would be."""
    names: dict[str, object] = {"__name__": "ring"}
    exec(compile(code("python"), "docs/blocks.md", "exec"), names)
    block = names["BLOCK"]
    assert isinstance(block, Block)
    return block


@pytest.fixture
def layout(ring: Block, tmp_path: Path) -> Layout:
    """The layout of the page, read with the block in the registry."""
    (tmp_path / "ring.yaml").write_text(code("yaml"), encoding="utf-8")
    return load_layout(tmp_path / "ring.yaml", {**OPTIONS, "ring": ring.options})


@pytest.fixture
def document(ring: Block, layout: Layout, plan, monkeypatch):
    monkeypatch.setattr("handbook.areas.BLOCKS", {**BLOCKS, "ring": ring})
    return handbook.compose(handbook.select(plan, "浮島"), layout)


def test_the_page_is_short():
    assert len(PAGE.splitlines()) < 100


def test_all_steps_stand_in_the_ring_once_and_in_order(document, plan):
    (page,) = document.pages
    (steps,) = [element for element in page.elements if element.role == "L"]
    said = [words(item) for item in steps.children if item.role == "LI"]
    assert said == [step.title for step in plan.image.steps]


def test_no_card_lies_on_another(document):
    (page,) = document.pages
    (steps,) = [element for element in page.elements if element.role == "L"]
    cards = [child for child in steps.children if child.role == "Artifact"]
    boxes = [[segment[1:] for segment in mark.path if len(segment) > 1] for mark in marks(tuple(cards))]
    edges = [
        (min(p[-2] for p in box), min(p[-1] for p in box), max(p[-2] for p in box), max(p[-1] for p in box))
        for box in boxes
    ]
    for index, (left, top, right, bottom) in enumerate(edges):
        for x1, y1, x2, y2 in edges[:index]:
            assert x2 <= left or right <= x1 or y2 <= top or bottom <= y1


def test_the_printed_page_passes_the_check(document, layout, plan, tmp_path):
    file = tmp_path / "浮島校区.pdf"
    handbook.write_pdf(document, file)
    assert handbook.check_pdf(file, handbook.select(plan, "浮島"), layout) == []


def test_an_editor_knows_the_block(ring, generate):
    title, table = generate.FILES["layout"]
    schema = json.loads(generate.schema_file(title, table, {**OPTIONS, "ring": ring.options}))
    written = yaml.safe_load(code("yaml"))
    jsonschema.validate(written, schema)
    del next(part for part in written["pages"][0]["body"] if part["block"] == "ring")["card"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written, schema)
