"""Reads `# error: line:column part of the message` and `# hint: …` comments of the bad files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from handbook.errors import Problem

_ERROR = re.compile(r"^# error: (\d+):(\d+) (.+)$", re.MULTILINE)
_HINT = re.compile(r"^# hint: (.+)$", re.MULTILINE)


def check(path: Path, problems: Sequence[Problem]) -> None:
    """Require exactly the annotated problems: their places and the parts of their messages."""
    text = path.read_text(encoding="utf-8")
    expected = sorted((int(line), int(column), part) for line, column, part in _ERROR.findall(text))
    assert expected, f"{path.name} says no error"
    listing = "\n".join(str(problem) for problem in problems)
    found = sorted((each.place.line, each.place.column, each.message) for each in problems if each.place)
    assert len(found) == len(problems), f"a problem has no place:\n{listing}"
    assert [each[:2] for each in found] == [each[:2] for each in expected], listing
    for (*_, part), (line, column, _message) in zip(expected, found, strict=True):
        at_place = [message for *place, message in found if place == [line, column]]
        assert any(part in message for message in at_place), f"「{part}」 at {line}:{column}:\n{listing}"
    for hint in _HINT.findall(text):
        assert any(hint in problem.hint for problem in problems), f"no hint says 「{hint}」:\n{listing}"
    for problem in problems:
        assert problem.hint, f"nothing says how to mend it: {problem}"
        assert re.search("[ぁ-ん]", problem.message), f"not in Japanese: {problem}"
