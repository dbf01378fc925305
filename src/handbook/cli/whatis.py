"""`handbook whatis`: which edition a sheet in someone's hand is, and whether what it says is still so."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import click

import handbook
from handbook.batch.whatis import Known
from handbook.batch.whatis import whatis as known_as
from handbook.cli import inputs, japanese, report, terminal
from handbook.plan import Plan
from handbook.sheet_code import CHECKING, as_code


@click.command(cls=japanese.Command)
@click.argument("code", metavar="番号")
@click.argument("folder", type=inputs.PATH, required=False, default="out", metavar="[フォルダー]")
@inputs.data_option
def whatis(code: str, folder: str, data: str | None) -> int:
    """紙の右下の番号（6文字）から、どの校区版か、今も正しいかを調べます。

    フォルダーは build の書き出し先です。書かなければ out。前に作ったものの番号も分かります。

    終了コードは、今のデータのとおりなら 0、変わったところがあるか、知らない番号なら 1、
    作成記録を読めなければ 2 です。
    """
    plan = inputs.plan(data)
    meant = as_code(code)
    found = known_as(Path(folder), meant or "", plan, lru_cache(handbook.load_layout))
    if not found:
        hint = "番号は、A から Z（I と O を除く）の6文字です。" if meant is None else ""
        if meant and meant[0] == CHECKING:
            hint = "K で始まるのは校正票の記号です（handbook confirm --sheet で使います）。"
        terminal.warn(f"「{code}」という番号の紙は、{folder} の作成記録にありません。{hint}")
        return report.TO_MEND
    for one in found:
        _say(one, meant or "", plan)
    return report.DONE if all(one.now == meant for one in found) else report.TO_MEND


def _say(one: Known, code: str, plan: Plan) -> None:
    terminal.say(f"{code}: {plan.called(one.district)}版（{one.layout.title}）")
    if one.now == code:
        terminal.say("書いてあることは、今のデータのとおりです。")
        return
    terminal.say("書いてあることは、今のデータと違います。配らないでください。")
    for words in one.changes:
        terminal.say(f"  ・{words}")
    if one.now:
        terminal.say(f"今のデータで作ると、番号は {one.now} になります。")
