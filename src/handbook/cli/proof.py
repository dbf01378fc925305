"""`handbook proof` and `handbook matrix`: sheets to proof-read by, and the list of what finished PDFs say."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import click

import handbook
from handbook.batch.editions import make_checked
from handbook.batch.folder import held, prepare
from handbook.cli import inputs, japanese, report, terminal
from handbook.edition import Edition
from handbook.errors import InputError, Problem
from handbook.files import write_whole
from handbook.layout import Layout
from handbook.matrix import LAYOUT as LIST_LAYOUT
from handbook.matrix import as_csv, read_folder
from handbook.sheets import LAYOUT as SHEETS
from handbook.sheets import Sheet, sheets

LIST = "一覧"


@click.command(cls=japanese.Command)
@inputs.districts_argument(metavar="[校区]...")
@inputs.out_option("kosei")
@inputs.data_option
def proof(districts: tuple[str, ...], out: str, data: str | None) -> int:
    """二人で読み合わせるための校正票を作ります。

    どの校区版にも共通のものを1枚、校区ごとのものを1枚ずつ。校区を書かなければ、全部作ります。
    二人とも確かめたら、票の記号を handbook confirm --sheet で記録します。
    """
    plan, layout = inputs.plan_and_layout(data, inputs.layout_file(SHEETS))
    made = tuple(sheets(plan, inputs.districts(plan, districts) or None))
    code = report.DONE
    with held(Path(out), [_file(sheet) for sheet in made]) as folder:
        for sheet in made:
            code = max(code, _make(sheet.edition, layout, folder / _file(sheet), f"  記号 {sheet.code}"))
    return code


def _file(sheet: Sheet) -> str:
    return f"{sheet.name}.pdf"


def _make(edition: Edition, layout: Layout, path: Path, note: str = "") -> int:
    """Make a file and say so, or what is wrong with it; the exit code."""
    try:
        found = make_checked(edition, layout, path)
    except InputError as error:
        report.problems(error.problems)
        return report.FAILED if error.stops else report.TO_MEND
    if found:
        terminal.warn(f"{report.near(path)}: 作りませんでした。誤りが{len(found)}件あります。")
        report.findings(found)
        return report.TO_MEND
    terminal.note(f"{report.near(path)}{note}")
    return report.DONE


@click.command(cls=japanese.Command)
@click.argument("folder", type=inputs.PATH, metavar="フォルダー")
@inputs.out_option(".")
@inputs.data_option
def matrix(folder: str, out: str, data: str | None) -> int:
    """できた PDF を読み返し、相談先の一覧を作ります。

    どの校区にどの相談先が載っているかを、A3 の 一覧.pdf と、表計算ソフトのための 一覧.csv にします。
    データと食い違うところには ▲ が付きます。
    """
    found = read_folder(Path(folder), inputs.plan(data), lru_cache(handbook.load_layout))
    target = prepare(Path(out), [f"{LIST}.pdf", f"{LIST}.csv"])
    code = _make(found.edition, handbook.load_layout(inputs.layout_file(LIST_LAYOUT)), target / f"{LIST}.pdf")
    write_whole(target / f"{LIST}.csv", as_csv(found.edition))
    terminal.note(report.near(target / f"{LIST}.csv"))
    _say(found.problems)
    return max(code, report.TO_MEND if found.problems else report.DONE)


def _say(problems: Iterable[Problem]) -> None:
    every = list(problems)
    report.problems(every)
    if len(every) > 1:
        terminal.warn(f"気になるところは全部で{len(every)}件です。")
