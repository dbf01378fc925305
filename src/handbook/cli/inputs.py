"""What several commands read: the plan and the layout that the options name.

In: the values of `--data` and `--layout`. Out: loaded values, or one
`InputError` with the problems of all of them, so that nobody mends one file
only to hear of the next.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

import handbook
from handbook.cli import japanese, terminal
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.ledger import not_yet
from handbook.load import layout_names
from handbook.plan import Plan
from handbook.resources import bundled, folders

LAYOUT = "leaflet"
"""The layout that is used where none is named."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
Value = TypeVar("Value")

PATH = click.Path(readable=False)
"""Takes every text, and lets shells complete it to files and folders."""


def complete_district(
    context: click.Context, _parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    """What a district may be completed to: its name, or the reading or slug that was begun."""
    try:
        districts = handbook.load_plan(context.params.get("data")).districts
    except InputError:  # told when the command is run
        return []
    forms = ((one, (one.name, one.reading, one.slug)) for one in districts)
    found = ((one, next((form for form in each if form.startswith(begun)), "")) for one, each in forms)
    return [CompletionItem(form, help=one.name) for one, form in found if form]


def complete_layout(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """What the name of a layout may be completed to."""
    return [CompletionItem(name) for name in (*layout_names(), "all") if name.startswith(begun)]


districts_argument = partial(click.argument, "districts", nargs=-1, shell_complete=complete_district)
data_option: Decorator = click.option(
    "--data",
    type=PATH,
    metavar="フォルダー",
    help="データのフォルダー。書かなければ ./data、なければ付属の久留米市のデータ。",
)
named_layout = partial(click.option, "--layout", metavar="名前", shell_complete=complete_layout)
layout_option: Decorator = named_layout(
    default=LAYOUT, help=f"レイアウトの名前かファイル。書かなければ {LAYOUT}。"
)
layouts_option: Decorator = named_layout(
    "layouts",
    multiple=True,
    default=(LAYOUT,),
    help=f"レイアウトの名前かファイル。いくつも付けられ、all なら全部です。書かなければ {LAYOUT}。",
)
date_option: Decorator = click.option(
    "--date",
    metavar="年-月-日",
    callback=japanese.day,
    help="計画期間が終わったかを決める日（例 2026-04-01、令和8年4月1日）。書かなければ今日。",
)


def out_option(default: str, more: str = "") -> Decorator:
    """`--out`, a folder."""
    words = f"書き出し先。書かなければ{'今のフォルダー' if default == '.' else f' {default}'}。{more}"
    return click.option("-o", "--out", type=PATH, metavar="フォルダー", default=default, help=words)


def layouts(names: Iterable[str | Path]) -> dict[str, Layout]:
    """The layouts that `--layout` names, by their names; `all` stands for all that are listed.

    Raises `InputError` with the problems of all, and where two files of one name are meant.
    """
    wanted = chain.from_iterable(layout_names() if name == "all" else [name] for name in names)
    gathering = Gathering()
    found: dict[str, Layout] = {}
    for name in dict.fromkeys(wanted):
        if (layout := gathering.attempt(partial(handbook.load_layout, name))) is None:
            continue
        if (other := found.setdefault(layout.name, layout)).file != layout.file:
            message = (
                f"「{layout.name}」という名前のレイアウトが2つあります（{other.file} と {layout.file}）。"
            )
            hint = "どちらか一方の、ファイルの名前を変えてください。"
            gathering.problems.append(Problem(message, hint, stops=True))
    if gathering.problems:
        raise InputError(gathering.problems)
    return found


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
    terminal.note(f"データ: {where(plan)}", error=True)


def check_own(plan: Plan, what: str) -> None:
    """Raises `InputError` for the bundled plan, into which nothing is written; `what` is what is wanted."""
    if Path(plan.folder) == bundled("data"):
        hint = "自分の data フォルダーのある所で打つか、--data で指定してください。"
        raise InputError.of(f"付属のデータには{what}。", hint, stops=True)


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
    """The districts that the command line means, each once: 日吉、篠山 are two, unless one is called so.

    Raises `InputError` with every word that means none, or may mean several.
    """
    found: dict[str, None] = {}
    gathering = Gathering()
    for word in words:
        try:
            found[plan.find(word).name] = None
        except InputError:
            for part in terminal.parts(word) or [word]:
                if district := gathering.attempt(lambda part=part: plan.find(part)):  # type: ignore[misc]
                    found[district.name] = None
    if gathering.problems:
        raise InputError(gathering.problems)
    return list(found)


def plan_and_layout(data: str | None, layout_name: str | Path) -> tuple[Plan, Layout]:
    """The plan and the one layout, as `plan_and_layouts` has them."""
    plan, found = plan_and_layouts(data, (layout_name,))
    return plan, next(iter(found.values()))


def plan_and_layouts(
    data: str | None, names: Iterable[str | Path], told: bool = True
) -> tuple[Plan, dict[str, Layout]]:
    """The plan and the layouts by their names; which data were read is told unless `told` is false.

    Raises `InputError` with the problems of all together.
    """
    gathering = Gathering()
    plan = gathering.attempt(lambda: load(data))
    found = gathering.attempt(lambda: layouts(names))
    if plan is None or found is None:
        raise InputError(gathering.problems)
    if told:
        say_where(plan)
    return plan, found
