"""Faces and a short way to compose: proportional BIZ UDPGothic and a full-width face.

`BIZUDGothic-sample.ttf` holds the kana, punctuation and a few ideographs of BIZ UDGothic (SIL Open
Font License, `fonts/OFL.txt`): a face whose punctuation is a whole em wide.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handbook.fonts import Face, load_face
from handbook.resources import bundled
from handbook.typeset import Line, TextStyle, break_lines

Compose = Callable[..., tuple[Line, ...]]
Texts = Callable[..., list[str]]


@pytest.fixture(scope="session")
def proportional() -> Face:
    return load_face(bundled("fonts") / "BIZUDPGothic-Regular.ttf")


@pytest.fixture(scope="session")
def full_width() -> Face:
    return load_face(Path(__file__).parent / "BIZUDGothic-sample.ttf")


@pytest.fixture(scope="session")
def compose(proportional: Face) -> Compose:
    """Lines of a text at 10 pt in a measure of em; options as in TextStyle."""

    def run(text: str, measure: float, **options: object) -> tuple[Line, ...]:
        settings: dict[str, object] = {"face": proportional, "size": 10.0, "leading": 15.0, **options}
        return break_lines(text, measure * 10, TextStyle(**settings))  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session")
def texts(compose: Compose) -> Texts:
    """The same, plain texts only."""

    def run(text: str, measure: float, **options: object) -> list[str]:
        return [line.text for line in compose(text, measure, **options)]

    return run
