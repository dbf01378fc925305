"""What cannot be set: text wider than its measure, characters that the face does not have."""

from __future__ import annotations

from collections.abc import Sequence

from handbook.characters import named, way_out
from handbook.errors import InputError, Problem

_LONGEST = 80
"""Characters of a piece that are shown."""
_EXCERPT = 12
"""Characters of the text shown on either side of a missing one."""


class UnbreakableError(InputError):
    """A piece that must stay on one line is wider than the measure; lengths in points."""

    def __init__(self, text: str, width: float, measure: float) -> None:
        self.text = text
        self.width = width
        self.measure = measure
        shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…（{len(text)} 文字）"
        message = (
            f"「{shown}」は途中で行を分けられませんが、"
            f"幅が {width:.1f} pt あり、行の長さ {max(0.0, measure):.1f} pt に入りません。"
        )
        hint = "文字を小さくするか、枠を広げるか、言葉を短くしてください。"
        super().__init__([Problem(message, hint)])

    def __reduce__(self) -> tuple[type[UnbreakableError], tuple[str, float, float]]:  # type: ignore[override]
        return (type(self), (self.text, self.width, self.measure))


class MissingGlyphError(InputError):
    """Characters that no face can draw; `missing` pairs each, with its variation selectors, with its first
    index in `text`."""

    def __init__(self, text: str, missing: Sequence[tuple[str, int]], face_name: str) -> None:
        self.text = text
        self.missing = tuple(missing)
        self.face_name = face_name
        super().__init__([self._problem(char, index) for char, index in self.missing])

    def _problem(self, char: str, index: int) -> Problem:
        shown = f"{named(char)}は書体 {self.face_name} にありません。"
        start = max(0, index - _EXCERPT)
        around = self.text[start : index + _EXCERPT + 1].replace("\n", " ")
        message = f"{shown}「{around}」の {index + 1} 文字目です。"
        if start:
            message = f"{shown}「…{around}」の中、文の {index + 1} 文字目です。"
        return Problem(message, way_out(char))

    def __reduce__(self) -> tuple[type[MissingGlyphError], tuple[str, tuple[tuple[str, int], ...], str]]:  # type: ignore[override]
        return (type(self), (self.text, self.missing, self.face_name))
