"""`handbook validate`: what is wrong with data and layouts, what does not fit, what is unconfirmed."""

from __future__ import annotations

import click

import handbook
from handbook.cli import inputs, japanese, report, terminal
from handbook.coverage import check_glyphs, check_room, lost_columns
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.load import layout_names
from handbook.plan import Column, Plan
from handbook.typeset import plain_text

CONFIDENCES = {
    "confirmed": "確認済み",
    "near-certain": "ほぼ確実",
    "likely": "おそらく",
    "unsure": "資料が食い違う",
}


@click.command(cls=japanese.Command)
@click.argument("folder", required=False, metavar="[フォルダー]")
@click.option("--layout", metavar="名前", help="このレイアウトだけを調べます。書かなければ全部。")
def validate(folder: str | None, layout: str | None) -> None:
    """データとレイアウトに直すところがないか、全部調べます。

    名前や事例のいちばん長い校区版を組んでみて、入りきらないものも見つけます。
    続けて、まだ確かめていない事柄を、かかわる校区ごとに並べます。
    """
    gathering = inputs.Gathering()
    plan = gathering.attempt(lambda: handbook.load_plan(folder))
    chosen = [found for name in _layout_names(layout) if (found := _layout(gathering, name))]
    if plan is not None:
        gathering.problems += _unfit(plan, chosen)
    if plan is None or gathering.problems:
        raise InputError(gathering.problems)
    names = "、".join(one.name for one in chosen)
    terminal.say(
        f"直すところはありません（{len(plan.districts)}校区、相談先{len(plan.desks)}か所、"
        f"事例{len(plan.columns)}件、レイアウト: {names}）。"
    )
    for column in lost_columns(plan, chosen):
        terminal.say(f"ご注意: {report.shown(_lost(column))}", error=True)
    _say_unconfirmed(plan)


def _layout_names(named: str | None) -> tuple[str, ...]:
    return layout_names() if named is None else (named,)


def _layout(gathering: inputs.Gathering, name: str) -> Layout | None:
    return gathering.attempt(lambda: handbook.load_layout(name))


def _unfit(plan: Plan, layouts: list[Layout]) -> list[Problem]:
    """What the layouts cannot set, or have no room for."""
    found = [problem for one in layouts for problem in check_glyphs(plan, one) or check_room(plan, one)]
    return list(dict.fromkeys(found))


def _lost(column: Column) -> Problem:
    return Problem(
        f"事例「{plain_text(column.title)}」は、どの紙面にも載りません。",
        "載せるなら、レイアウトの columns の most を増やすか、先に載る事例を減らしてください。",
        column.place,
    )


def _say_unconfirmed(plan: Plan) -> None:
    if not plan.unconfirmed:
        terminal.say("確かめていない事柄はありません。--final で印刷用を作れます。")
        return
    terminal.say(
        f"\nまだ確かめていない事柄が{len(plan.unconfirmed)}件あります。\n"
        "    → 理由や別の候補は、下の場所の note に書いてあります。\n"
        "      市に確かめたら、同じ場所の confirmed: false を true に直してください。"
    )
    for names, facts in report.facts_by_districts(plan, plan.unconfirmed):
        terminal.say(f"\n{names}")
        for fact in facts:
            place = f" {report.near(fact.place.file)}:{fact.place.line}" if fact.place else ""
            terminal.say(f"  ・{fact.subject}［{CONFIDENCES[fact.confidence]}］{place}")
