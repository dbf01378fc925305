"""What scripts/generate.py makes is as the declarations say: schemas, pages of documentation, pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handbook.blocks import OPTIONS
from handbook.declaration import Field, ListOf, TableOf, TextOr
from handbook.load.layouts import LAYOUT, PAGE, STYLE
from handbook.load.local import COLUMN, DESKS, DISTRICTS, SOURCES
from handbook.load.overview import PLAN
from handbook.load.parts import ROW, STACK

ROOT = Path(__file__).parents[1]


def test_what_is_generated_is_not_stale(generate):
    for path, text in generate.outputs().items():
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        assert same, f"{path.relative_to(ROOT)} is stale; run: {generate.COMMAND}"


def test_no_schema_is_left_over(generate):
    assert {path.stem for path in (ROOT / "data" / "schema").glob("*.json")} == set(generate.FILES)


def test_each_block_has_a_picture_and_no_picture_is_left_over(generate):
    pictures = {path.stem for path in (ROOT / "docs" / "blocks").glob("*.png")}
    assert pictures == set(OPTIONS), f"run: {generate.COMMAND}"


def test_a_picture_is_cut_from_a_real_page_for_each_block(generate):
    images = dict(generate.pictures())
    assert set(images) == set(OPTIONS)
    for name, image in images.items():
        assert len(image.convert("RGB").getcolors(4096)) > 2, f"the picture of {name} is empty"


def fields(table: TableOf, where: str):
    for field in table.fields:
        yield f"{where}.{field.name}", field
        kind = field.kind.of if isinstance(field.kind, (ListOf, TextOr)) else field.kind
        if isinstance(kind, TableOf) and kind is not PAGE:
            yield from fields(kind, f"{where}.{field.name}")


FILES = (PLAN, DISTRICTS, DESKS, COLUMN, SOURCES, LAYOUT, PAGE, STYLE, ROW, STACK)
EVERY = [
    *(found for table in FILES for found in fields(table, table.what)),
    *(found for name, options in OPTIONS.items() for found in fields(options, name)),
]


@pytest.mark.parametrize(("where", "field"), EVERY, ids=[where for where, _ in EVERY])
def test_every_field_and_every_option_has_a_meaning_in_japanese(where: str, field: Field):
    assert re.search("[ぁ-んァ-ヶ一-龠]", field.meaning)
    assert field.called
    assert not field.meaning.endswith("。")


def test_every_block_says_what_it_is_in_japanese():
    for name, options in OPTIONS.items():
        assert re.search("[ぁ-ん]", options.what), name
