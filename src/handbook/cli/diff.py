"""`handbook diff`: what changed for which district, and which editions must be printed again."""

from __future__ import annotations

from pathlib import Path

import click

import handbook
from handbook.batch import MANIFEST
from handbook.batch.reprint import Reprint, reprints, reprints_since
from handbook.cli import difference, inputs, japanese, report, terminal
from handbook.cli.codes import DONE, FAILED, TO_MEND
from handbook.errors import InputError
from handbook.files import write_whole
from handbook.layout import Layout
from handbook.plan import Plan

FORMATS = ("table", "csv", "json", "md")


@click.command(cls=japanese.Command)
@click.argument("old", metavar="旧フォルダー")
@click.argument("new", required=False, metavar="[新フォルダー]")
@inputs.layout_option
@inputs.data_option
@click.option(
    "--format",
    "form",
    callback=japanese.one_of(FORMATS),
    default="table",
    metavar="形式",
    help="table（画面の表）、csv（Excel）、json、md（Markdown）。書かなければ table。",
)
@click.option("--out", metavar="ファイル", help="画面の代わりに、このファイルに書きます。")
def diff(old: str, new: str | None, layout: str, data: str | None, form: str, out: str | None) -> int:
    """何が変わり、どの校区版を刷り直すかを表示します。

    旧フォルダーには、前のデータのフォルダーか、build の書き出し先（out など）を書きます。
    新フォルダーを書かなければ、今のデータと比べます。

    終了コードは diff コマンドと同じで、刷り直しがなければ 0、あれば 1、
    比べられなければ 2 です。紙面に出ない変更（出典の注など）だけなら 0 です。
    """
    try:
        if new is not None and data is not None:
            raise InputError.of(
                "新フォルダーと --data の両方が書かれています。", "どちらか一方にしてください。"
            )
        plan, chosen = inputs.plan_and_layout(new if new is not None else data, layout)
        found = _compare(old, plan, chosen)
        text = difference.FORMATS[form](found, plan)
        if out is not None:
            write_whole(out, difference.encoded(text, form))
    except InputError as error:
        # As diff(1): whoever asks "must anything be printed again?" must not take trouble for a yes.
        report.problems(error.problems)
        return FAILED
    if out is not None:
        terminal.say(f"{report.near(out)} に書きました。")
    elif form == "csv":
        terminal.say_bytes(difference.encoded(text, form))
    else:
        terminal.say(text)
    return TO_MEND if any(one.needed for one in found) else DONE


def _compare(old: str, plan: Plan, layout: Layout) -> tuple[Reprint, ...]:
    folder = Path(old)
    if (folder / MANIFEST).exists() or (folder.is_dir() and any(folder.glob("*.pdf"))):
        return reprints_since(folder, plan, layout)
    return reprints(handbook.load_plan(folder), plan, layout)
