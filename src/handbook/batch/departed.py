"""Districts that the data have no more: whose edition the people there need now, in words.

In: what an edition was made from (`Contents`), the plan as it is now. Out: a sentence. Who takes in
whom is data (`former`); where nobody wrote it, the districts with the same desks are named, and
nothing is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from handbook.batch.manifest import Manifest
from handbook.changes import Contents
from handbook.edition import select
from handbook.plan import Plan

MOST = 6
"""Districts that a sentence names at most."""

_Desks = frozenset[tuple[str, str]]
"""Category and name of each."""


class Departed(NamedTuple):
    """A district that is no more, with the files of its editions and who needs which edition now."""

    district: str
    files: tuple[str, ...]
    advice: str


def departed(manifest: Manifest, folder: Path, plan: Plan) -> tuple[Departed, ...]:
    """The districts of which files stand in the folder, and that the plan does not have."""
    known = {district.name for district in plan.districts}
    files: dict[str, list[str]] = {}
    for file, record in manifest.records.items():
        if record.district not in known and (folder / file).exists():
            files.setdefault(record.district, []).append(file)
    if not files:
        return ()
    advise = adviser(plan)
    return tuple(
        Departed(name, tuple(sorted(own)), advise(manifest.contents(manifest.records[own[0]])))
        for name, own in files.items()
    )


def adviser(plan: Plan) -> Callable[[Contents], str]:
    """A function that says whose edition the people of a district that is no more need now."""
    heirs = {one.slug: [one.name] for one in plan.districts}  # it may only have another name
    for district in plan.districts:
        for name in district.former:
            heirs.setdefault(f"former {name}", []).append(district.name)
    alike: dict[_Desks, list[str]] = {}
    for district in plan.districts:
        desks = frozenset((desk.category, desk.name) for desk in select(plan, district.name).desks)
        alike.setdefault(desks, []).append(district.name)
    return lambda gone: _advice(gone, heirs, alike, plan)


def _advice(
    gone: Contents,
    heirs: Mapping[str, list[str]],
    alike: Mapping[_Desks, list[str]],
    plan: Plan,
) -> str:
    who = f"{plan.called(gone.district)}に住む人に"
    if found := heirs.get(f"former {gone.district}") or heirs.get(gone.slug):
        return f"{who}は、これからは{_listed(found, plan)}版を渡してください"
    ask = "担当者に確かめ、districts.yaml のその行に former を書いてください"
    desks = frozenset((desk.category, desk.name) for desk in gone.desks)
    if desks and (found := alike.get(desks)):
        return f"{who}どれを渡すか（同じ相談先が載るのは{_listed(found, plan)}版です）を、{ask}"
    return f"{who}どの{plan.district_kind}版を渡すかを、{ask}"


def _listed(names: Iterable[str], plan: Plan) -> str:
    found = [plan.called(name) for name in names]
    return "、".join(found[:MOST]) + ("など" if found[MOST:] else "")
