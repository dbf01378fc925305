"""Laws of reading YAML: what was written comes back, at its place; anything else is an InputError."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handbook.errors import InputError, Place
from handbook.load.file_text import _decode
from handbook.load.nodes import Items, Node, Scalar, Table, parse

visible = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffd\ufeff\u2028\u2029")
)


@given(visible)
def test_a_dumped_string_comes_back(text: str) -> None:
    written = yaml.safe_dump({"key": text}, allow_unicode=True, width=10**9)
    node = parse(written, "a.yaml")
    assert isinstance(node, Table)
    value = node.entries["key"]
    assert isinstance(value, Scalar)
    assert value.text == text


@given(st.lists(st.text("あい漢字ab12:-#'\"{}[], \n|>&*!%@", max_size=12), max_size=6))
def test_any_text_is_read_or_refused_in_japanese(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        parse(text, "a.yaml")
        return
    except InputError as error:
        problems = error.problems
    assert problems
    for problem in problems:
        assert problem.hint
        assert problem.place
        assert problem.place.line <= text.count("\n") + 1


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parse(_decode(data, "a.yaml"), "a.yaml")
        return
    except InputError as error:
        problems = error.problems
    assert problems


@pytest.mark.parametrize("char", "\x00\x08\x1b\x7f\x85\u2028\u2029\ufeff\ufffd\uffff")
def test_characters_that_nobody_sees_are_refused_where_they_stand(char: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(f"a: 一\nb: 二{char}三\n", "a.yaml")
    (problem,) = caught.value.problems
    assert problem.place == Place("a.yaml", 2, 5)
    assert f"U+{ord(char):04X}" in problem.message


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    children = node.children if isinstance(node, Items) else tuple(node.entries.values())
    return [scalar for child in children for scalar in scalars(child)]


words = st.text("abcあいう漢字０１", min_size=1, max_size=8)
trees = st.recursive(
    words,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4) | st.dictionaries(words, inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


@given(trees, st.booleans())
def test_every_scalar_stands_at_its_place(tree: object, flow: bool) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, width=10**9, sort_keys=False)
    lines = text.split("\n")
    for scalar in scalars(parse(text, "a.yaml")):
        there = lines[scalar.place.line - 1][scalar.place.column - 1 :]
        assert there.removeprefix("'").startswith(scalar.text)
        for index in range(len(scalar.text)):
            place = scalar.place_of(index)
            assert lines[place.line - 1][place.column - 1] == scalar.text[index]
