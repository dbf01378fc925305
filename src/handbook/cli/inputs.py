"""What several commands read: the plan and the layout that the options name.

In: the values of `--data` and `--layout`. Out: loaded values, or one
`InputError` with the problems of all of them, so that nobody mends one file
only to hear of the next.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

import handbook
from handbook.cli import terminal
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.ledger import not_yet
from handbook.plan import Plan
from handbook.resources import bundled, folders

LAYOUT = "leaflet"
"""The layout that is used where none is named."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
Value = TypeVar("Value")

data_option: Decorator = click.option(
    "--data",
    metavar="フォルダー",
    help="データのフォルダー。書かなければ ./data、なければ付属の久留米市のデータ。",
)
layout_option: Decorator = click.option(
    "--layout",
    metavar="名前",
    default=LAYOUT,
    help=f"レイアウトの名前かファイル。書かなければ {LAYOUT}。",
)


def layout_file(name: str) -> str | Path:
    """The file of a layout of `layouts/lists/`, which pages of the program's own lists and sheets are set in,
    the user's own first; a name as it is where there is none."""
    files = (root / "lists" / f"{name}.yaml" for root in folders("layouts"))
    return next((file for file in files if file.is_file()), name)


class Gathering:
    """Calls several loaders and keeps the problems of each, until all have had their turn."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def attempt(self, load: Callable[[], Value]) -> Value | None:
        try:
            return load()
        except InputError as error:
            self.problems.extend(error.problems)
            return None


def where(plan: Plan) -> str:
    """Which data a plan was read from."""
    if Path(plan.folder) == bundled("data"):
        return f"付属の{plan.city}のデータ"
    return plan.folder if Path(plan.folder).is_absolute() else f".{os.sep}{Path(plan.folder)}"


def say_where(plan: Plan) -> None:
    """Tell which data were read: nobody should print from others than they think."""
    terminal.say(f"データ: {where(plan)}", error=True)


def load(data: str | None, moving: bool = False) -> Plan:
    """The plan that `--data` names. Raises `InputError`, too, for confirmations of days still to come."""
    found = handbook.load_plan(data, moving=moving)
    if problems := not_yet(found, datetime.date.today()):
        raise InputError(problems)
    return found


def plan(data: str | None, moving: bool = False) -> Plan:
    """The plan that `--data` names, which is told."""
    found = load(data, moving)
    say_where(found)
    return found


def districts(plan: Plan, words: Iterable[str]) -> list[str]:
    """What the command line calls districts, each alone: 日吉、篠山 are two, unless one is called so."""
    found: list[str] = []
    for word in words:
        parts = [part for part in re.split(r"[、，,・\s]+", word) if part]
        try:
            found.append(plan.find(word).name)
        except InputError:
            found += parts or [word]
    return found


def plan_and_layout(data: str | None, layout_name: str | Path, quiet: bool = False) -> tuple[Plan, Layout]:
    """The plan and the layout; which data were read is told unless `quiet`.

    Raises `InputError` with the problems of both together.
    """
    gathering = Gathering()
    plan = gathering.attempt(lambda: load(data))
    layout = gathering.attempt(lambda: handbook.load_layout(layout_name))
    if plan is None or layout is None:
        raise InputError(gathering.problems)
    if not quiet:
        say_where(plan)
    return plan, layout
