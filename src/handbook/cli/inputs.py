"""What several commands read: the plan and the layout that the options name.

In: the values of `--data` and `--layout`. Out: loaded values, or one
`InputError` with the problems of all of them, so that nobody mends one file
only to hear of the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

import handbook
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.plan import Plan

LAYOUT = "leaflet"
"""The layout that is used where none is named."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
Value = TypeVar("Value")

data_option: Decorator = click.option(
    "--data", metavar="フォルダー", help="データのフォルダー。書かなければ、付属の久留米市のデータ。"
)
layout_option: Decorator = click.option(
    "--layout",
    metavar="名前",
    default=LAYOUT,
    help=f"レイアウトの名前かファイル。書かなければ {LAYOUT}。",
)


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


def plan_and_layout(data: str | None, layout_name: str) -> tuple[Plan, Layout]:
    """Raises `InputError` with the problems of the data and of the layout together."""
    gathering = Gathering()
    plan = gathering.attempt(lambda: handbook.load_plan(data))
    layout = gathering.attempt(lambda: handbook.load_layout(layout_name))
    if plan is None or layout is None:
        raise InputError(gathering.problems)
    return plan, layout
