"""The same document gives the same bytes: in any process, place and day, and in any batch."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from handbook.document import Document, Element
from handbook.fonts import Face
from handbook.pdf import FontSet, render_pdf

Make = Callable[..., Any]

SCRIPT = """
import hashlib, handbook
from handbook.coverage import charset
from handbook.pdf import FontSet, render_pdf
plan, layout = handbook.load_plan(), handbook.load_layout("leaflet")
document = handbook.compose(handbook.select(plan, "浮島"), layout)
print(hashlib.sha256(render_pdf(document)).hexdigest())
print(hashlib.sha256(render_pdf(document, FontSet(charset(plan, layout)))).hexdigest())
"""

CONDITIONS = [
    {"PYTHONHASHSEED": "0", "TZ": "Asia/Tokyo", "LANG": "ja_JP.UTF-8"},
    {"PYTHONHASHSEED": "1", "TZ": "America/St_Johns", "LANG": "C"},
    # ReportLab's own settings must not show in our files.
    {
        "PYTHONHASHSEED": "4242",
        "RL_pdfMultiLine": "1",
        "RL_useA85": "1",
        "RL_pageCompression": "0",
        "RL_pdfComments": "1",
    },
]


def test_same_bytes_in_other_processes() -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONUTF8": "1", **condition},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for condition in CONDITIONS
    ]
    assert len(outputs[0].split()) == 2
    assert outputs[0] == outputs[1] == outputs[2]


@pytest.fixture
def editions(document: Make, text: Make, bold: Face) -> list[Document]:
    return [
        document(
            (Element(role="H1", children=(text(40, 40, name, 30, bold),)), text(40, 80, "支え合うまち")),
            title=name,
        )
        for name in ("浮島校区", "南校区", "office校区", "水分校区")
    ]


def test_batch_does_not_show(editions: list[Document], regular: Face, bold: Face) -> None:
    """Alone, among others, before or after them, after a document that needed glyphs of its own."""
    characters = "浮島校区南水分支え合うまちofice"
    charset = {regular: characters, bold: characters[::-1]}
    alone = [render_pdf(edition, FontSet(charset)) for edition in editions]
    shared = FontSet(charset)
    forwards = [render_pdf(edition, shared) for edition in editions]
    backwards = [render_pdf(edition, shared) for edition in reversed(editions)][::-1]
    assert alone == forwards == backwards
    assert len(set(alone)) == len(editions)


def test_order_of_characters_does_not_show(editions: list[Document], regular: Face, bold: Face) -> None:
    characters = "浮島校区南水分支え合うまち"
    first = FontSet({regular: characters, bold: characters})
    second = FontSet({bold: characters[::-1] * 2, regular: characters[::-1]})
    assert render_pdf(editions[0], first) == render_pdf(editions[0], second)
