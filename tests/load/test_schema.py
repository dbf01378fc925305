"""data/schema, which editors' tools read, says the same as the reader does: of data and of layouts."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from jsonschema import Draft7Validator

from handbook.errors import InputError
from handbook.load import load_plan
from handbook.resources import bundled

DATA, LAYOUTS = bundled("data"), bundled("layouts")
WHOLE = [path for path in LAYOUTS.glob("*.yaml") if not path.name.startswith("_")]
"""Drafts are parts of layouts."""
SCHEMAS = {
    path.name: json.loads(path.read_text(encoding="utf-8")) for path in (DATA / "schema").glob("*.json")
}
FILES = {
    "plan.yaml": "plan.json",
    "districts.yaml": "districts.json",
    "desks.yaml": "desks.json",
    "evidence.yaml": "evidence.json",
    "readings.yaml": "readings.json",
    "sources.yaml": "sources.json",
    "words.yaml": "words.json",
    "columns/ukishima-ninchisho.yaml": "column.json",
    "columns/shakyo-tsunagu.yaml": "column.json",
    "columns/_example.yaml": "column.json",
}
SECOND = {
    "mihon/plan.yaml": "plan.json",
    "mihon/districts.yaml": "districts.json",
    "mihon/desks.yaml": "desks.json",
    "mihon/confirmations.yaml": "confirmations.json",
    "mihon/readings.yaml": "readings.json",
    **{f"mihon/columns/{name}.yaml": "column.json" for name in ("asagao-cafe", "saka-no-ue", "zenshi")},
}
"""The files of the second city, which hold what Kurume's lack."""
NOBODY = {"confirmations.yaml": "confirmations.json"}
"""Kurume's own ledger holds nothing yet."""


class Loader(yaml.SafeLoader):
    """As editors' tools read: in YAML 1.2, a day is a text, and `on` is no truth."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, sign) for tag, sign in resolvers if tag.split(":")[-1] not in ("timestamp", "bool")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])


def loaded(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader)


def test_every_file_names_its_schema() -> None:
    assert {str(path.relative_to(DATA)) for path in DATA.rglob("*.yaml")} == {*FILES, *SECOND, *NOBODY}
    named = {DATA / name: schema for name, schema in {**FILES, **SECOND, **NOBODY}.items()}
    named |= dict.fromkeys(WHOLE, "layout.json")
    for path, schema in named.items():
        first = path.read_text(encoding="utf-8").split("\n")[0]
        there = first.removeprefix("# yaml-language-server: $schema=")
        assert path.parent.joinpath(there).resolve() == (DATA / "schema" / schema).resolve()


@pytest.mark.parametrize("name", [*FILES, *SECOND])
def test_the_data_fit_their_schema(name: str) -> None:
    schema = SCHEMAS[{**FILES, **SECOND}[name]]
    Draft7Validator.check_schema(schema)
    assert [error.message for error in Draft7Validator(schema).iter_errors(loaded(DATA / name))] == []


@pytest.mark.parametrize("path", sorted(WHOLE), ids=lambda path: path.stem)
def test_the_layouts_fit_their_schema(path: Path) -> None:
    Draft7Validator.check_schema(SCHEMAS["layout.json"])
    assert list(Draft7Validator(SCHEMAS["layout.json"]).iter_errors(loaded(path))) == []


def tables(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of one table of each kind in `value`: of a list's tables, one for each set of keys."""
    if isinstance(value, dict):
        yield path
        for key, child in value.items():
            yield from tables(child, (*path, key))
    elif isinstance(value, list):
        seen = set()
        for index, child in enumerate(value):
            kind = tuple(child) if isinstance(child, dict) else None
            if kind not in seen:
                seen.add(kind)
                yield from tables(child, (*path, index))


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _kind(step: str | int) -> str:
    return step if isinstance(step, str) and step.isascii() else "*"


def mutations(name: str) -> Iterator[tuple[str, Any]]:
    """The file with one key more, or one key less, in one table of each kind. Keys that the data choose
    (names, words) are all of one kind."""
    tree = loaded(DATA / name)
    whole = pickle.dumps(tree)  # copies ten times as fast as deepcopy
    kinds = set()
    for path in tables(tree):
        steps, keys = tuple(map(_kind, path)), dict.fromkeys(map(_kind, at(tree, path)))
        kind = (steps, tuple(keys))
        if kind in kinds:
            continue
        kinds.add(kind)
        changed = pickle.loads(whole)
        at(changed, path)["unheard-of"] = "値"
        yield f"{path} + unheard-of", changed
        for key in {_kind(key): key for key in at(tree, path)}.values():
            changed = pickle.loads(whole)
            del at(changed, path)[key]
            yield f"{path} - {key}", changed


@pytest.mark.parametrize("name", [name for name in FILES if "_" not in name])
def test_the_schema_refuses_what_the_reader_refuses(name: str, data_copy: Path) -> None:
    """Keys too many and keys missing; the reader's rules between values go further than a schema can."""
    check = Draft7Validator(SCHEMAS[FILES[name]])
    disagreed = []
    count = 0
    for what, tree in mutations(name):
        (data_copy / name).write_text(
            yaml.dump(
                tree,
                Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
                allow_unicode=True,
                width=10**9,
                sort_keys=False,
            ),
            encoding="utf-8",
        )
        try:
            load_plan(data_copy)
            read = True
        except InputError as error:
            structural = (
                "という項目はありません",
                "がありません。",
                "どちらもありません",
                "組で書きます",
                "空です",
            )
            read = not any(part in problem.message for problem in error.problems for part in structural)
        if read != check.is_valid(tree):
            disagreed.append(f"{what}: read={read}")
        count += 1
    assert disagreed == []
    assert count >= 2
