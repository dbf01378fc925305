"""Golden pages: the composed pages of the emptiest and the fullest edition, as text.

A change of the layout shows as a diff that a person can review. After looking
at the pages, rewrite with `pytest tests/composer --update-golden`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.document import dump

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("which", "district"), [("fullest", "浮島"), ("emptiest", "南")])
def test_pages_are_as_reviewed(which, district, documents, request):
    """浮島 has a column of its own; 南 has the shortest name and none."""
    document = documents[district]
    path = GOLDEN / f"leaflet-{which}.txt"
    composed = dump(document)
    if request.config.getoption("--update-golden"):
        path.write_text(composed, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == composed, (
        "The pages changed: look at them, then rewrite with `pytest tests/composer --update-golden`."
    )
