"""`handbook export` and `handbook import`: the city's tables for Excel, and what came back.

In: a file's name. Out: a workbook or CSV file; or what would change in the data, in words, and with `--yes`
the changed data.
"""

from __future__ import annotations

from pathlib import Path

import click

from handbook.changes import compare_plans
from handbook.cli import inputs, japanese, report, terminal
from handbook.errors import InputError
from handbook.exchange import SHEETS, Read, csv_file, grids, save, wanted, words, workbook
from handbook.facts import confirmed_by, every
from handbook.files import write_whole
from handbook.load.local import DESK
from handbook.plan import Plan
from handbook.resources import check_output


@click.command(cls=japanese.Command)
@click.argument("file", metavar="ファイル")
@inputs.data_option
def export(file: str, data: str | None) -> None:
    """データを、Excel で直せる表に書き出します。

    .xlsx には全部の表が、.csv には相談先の表だけが入ります（読み.csv のような名前なら、その表）。
    直した表は handbook import で戻します。
    """
    path = Path(file)
    plan = inputs.plan(data)
    sheets = {sheet.called(plan): sheet for sheet in SHEETS}
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise click.UsageError("名前の終わりを .xlsx（全部の表）か、.csv（一つの表）にしてください。")
    check_output(path.parent)
    if path.suffix.lower() == ".xlsx":
        made = workbook(plan)
    else:
        sheet = sheets.get(path.stem, sheets[DESK.what])
        made = csv_file(plan, sheet)
        others = "、".join(f"{name}.csv" for name in sheets)
        terminal.note(f"CSV に入るのは、{sheet.called(plan)}の表だけです（表は名前で選べます：{others}）。")
    if path.is_file() and (old := path.read_bytes()) != made:
        kept = path.with_name(f"{path.stem}（前の表）{path.suffix}")  # somebody may have written into it
        write_whole(kept, old)
        terminal.note(f"前からあった表は {report.near(kept)} に残しました。")
    write_whole(path, made)
    terminal.note(
        f"{report.near(path)} に書きました。直したら handbook import {report.near(path)} で戻せます。"
    )


@click.command("import", cls=japanese.Command)
@click.argument("file", metavar="ファイル")
@click.option(
    "--yes", is_flag=True, help="データを書きかえます。書かなければ、何が変わるかを見せるだけです。"
)
@inputs.data_option
def import_(file: str, yes: bool, data: str | None) -> None:
    """Excel で直した表を読み、データの何が変わるかを見せます。

    --yes を付けるまで、何も書きかえません。行はIDで、列は見出しで見分けるので、並べかえてもかまいません。
    """
    plan = inputs.plan(data)
    if yes:
        inputs.check_own(plan, "書き込めません")
    read = wanted(report.near(file), grids(Path(file)), plan)
    for note in read.said:
        terminal.warn(f"ご注意: {note}")
    gathering = inputs.Gathering()
    saving = gathering.attempt(lambda: save(plan, read.found))
    if saving is None or read.problems:
        raise InputError([*read.problems, *gathering.problems])
    _say_lost(read, plan)
    lines = list(words(read.found, plan))
    if not lines:
        terminal.say("変わるところはありません。")
        return
    for line in lines:
        terminal.say(f"・{line}")
    _say_effects(plan, saving.plan)
    files = "、".join(report.near(path) for path in saving.files)
    if yes:
        saving.write()
        terminal.say(
            f"{len(lines)}か所を書きかえました（{files}）。続けて直すときは、表を作り直してください。"
        )
    else:
        terminal.say(f"まだ何も書きかえていません。よければ --yes を付けてください（{files} が変わります）。")


def _say_lost(read: Read, plan: Plan) -> None:
    """What the file does not have, which stays."""
    for sheet, all_of_it in read.found.items():
        if lost := [one.name for one in all_of_it if not one.row]:
            told = f"表にない{sheet.called(plan)}{len(lost)}件は、データに残します"
            hint = "消すなら、その行の「削除」の欄に「削除」と書いてください。"
            names = terminal.listing(lost, unit="件")
            terminal.warn(f"ご注意: {told}（{names}）。\n    → {hint}")


def _say_effects(plan: Plan, new: Plan) -> None:
    """Which editions say something else then, and what has to be confirmed anew."""
    names = [one.after for one in compare_plans(plan, new) if one.after and one.changes]
    if names:
        terminal.say(f"中身が変わる{plan.district_kind}版: {report.districts(names, new)}")
    later = every(new)
    again = [
        item
        for item in every(plan).values()
        if confirmed_by(plan, item) and (item.key not in later or later[item.key].value != item.value)
    ]
    if again:
        told = terminal.listing([item.subject for item in again], unit="件")
        terminal.say(f"確認のやり直し: {told}（handbook confirm で、二人が確かめます）")
