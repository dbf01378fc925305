"""Every file under bad/ gives exactly the problems that its comments announce.

A comment `# error: line:column part of the message` announces one problem, `# hint: …` a part
of some problem's hint.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from handbook.declaration import Field, ListOf, OneOf, table
from handbook.errors import InputError, Problem
from handbook.load import load_layout, load_plan, nodes
from handbook.load.nodes import read_source

HERE = Path(__file__).parent
BLOCKS = {
    "points": table(
        "箇条書き",
        Field("heading", "words", "見出し"),
        Field("bullet", OneOf(("disc", "none")), "行頭", default="disc"),
        Field("boxed", "flag", "枠", default=False),
        Field("indent", "length", "字下げ", default=12.0),
        Field("columns", "count", "段の数", default=1),
        Field("style", "style", "スタイル", default="body"),
        Field("color", "color", "色", default="ink"),
        Field("notes", ListOf("words"), "注", default=()),
    )
}


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


def files(folder: str) -> list[Path]:
    found = sorted((HERE / "bad" / folder).glob("*.yaml"))
    assert found
    return found


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("parser", [nodes._PARSER, yaml.BaseLoader], ids=["libyaml", "python"])
@pytest.mark.parametrize("path", files("source"), ids=name)
def test_source(path: Path, parser: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML came without libyaml, the same is said at the same places."""
    monkeypatch.setattr(nodes, "_PARSER", parser)
    with pytest.raises(InputError) as caught:
        read_source(path)
    check(path, caught.value.problems)


@pytest.mark.parametrize("path", files("layout"), ids=name)
def test_layout(path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_layout(path, BLOCKS)
    check(path, caught.value.problems)


@pytest.mark.parametrize("path", files("column"), ids=name)
def test_column(path: Path, data_copy: Path) -> None:
    shutil.copy(path, data_copy / "columns")
    with pytest.raises(InputError) as caught:
        load_plan(data_copy)
    problems: list[Problem] = list(caught.value.problems)
    assert all(problem.place and problem.place.file.endswith(path.name) for problem in problems)
    check(path, problems)


@pytest.mark.parametrize("path", files("words"), ids=name)
def test_words(path: Path, data_copy: Path) -> None:
    shutil.copy(path, data_copy)
    with pytest.raises(InputError) as caught:
        load_plan(data_copy)
    check(path, caught.value.problems)


class EditorsLoader(yaml.SafeLoader):
    """YAML as editors read it (1.2): only true and false are flags."""


EditorsLoader.yaml_implicit_resolvers = {
    char: [(tag, pattern) for tag, pattern in found if not (char in "yYnNoO" and tag.endswith(":bool"))]
    for char, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

_STRUCTURE = re.compile(
    "に「.*」がありません|という項目はありません|に「.*」は使えません|部品（block）はありません|この部品に|一緒にあります|が空です"
    "|このファイルには書きません|で始まるリスト|一つの値を書きます|組で書きます|どちらもありません"
)
"""What a schema can tell of a file; the reader's rules between values go further."""


@pytest.mark.parametrize("path", [*files("layout"), *files("column")], ids=name)
def test_an_editor_tells_what_its_schema_can(path: Path, generate: Any) -> None:
    """A fault in the structure of a file is told by its schema too, and no other is."""
    title, table = generate.FILES[path.parent.name]
    validator = Draft7Validator(json.loads(generate.schema_file(title, table, BLOCKS)))
    text = path.read_text(encoding="utf-8")
    faults = [each for *_, each in _ERROR.findall(text) if _STRUCTURE.search(each)]
    assert validator.is_valid(yaml.load(text, EditorsLoader)) == (not faults)
