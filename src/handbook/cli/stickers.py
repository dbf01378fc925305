"""`handbook stickers`: labels for what has changed on leaflets that are printed already."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import click

import handbook
from handbook.batch.folder import held
from handbook.batch.reprint import editions_from, layouts_beside
from handbook.cli import inputs, japanese, report, terminal
from handbook.errors import InputError
from handbook.files import write_whole
from handbook.plan import Plan


@click.command(cls=japanese.Command)
@click.argument("old", type=inputs.PATH, metavar="旧フォルダー")
@click.argument("new", type=inputs.PATH, required=False, metavar="[新フォルダー]")
@inputs.layout_option
@inputs.data_option
@inputs.date_option
@click.option(
    "--counts", type=inputs.PATH, metavar="世帯数の表", help="部数を数える表（distribution と同じ）。"
)
@inputs.out_option("shiiru")
def stickers(
    old: str,
    new: str | None,
    layout: str,
    data: str | None,
    date: datetime.date,
    counts: str | None,
    out: str,
) -> int:
    """変わった番号や名前の、訂正シールを作ります。

    旧フォルダーには、前のデータのフォルダーか、build の書き出し先（out など）を書きます。
    シールの紙と、どの版に何枚かの一覧と、一文のお知らせができます。

    終了コードは、シールで直せれば 0、刷り直す版もあれば 1、作れなければ 2 です。
    """
    from handbook.delivery.sticker_sheets import sticker_sheets
    from handbook.delivery.stickers import corrections

    if new is not None and data is not None:
        hint = "どちらか一方にしてください。"
        raise InputError.of("新フォルダーと --data の両方が書かれています。", hint, stops=True)
    plan, chosen = inputs.plan_and_layout(new if new is not None else data, layout)
    found = corrections(editions_from(Path(old), plan, chosen), plan, chosen, date)
    if beside := layouts_beside(Path(old), chosen):
        terminal.warn(f"レイアウト {'、'.join(beside)} の分は、--layout を付けて別に作ってください。")
    if gone := "、".join(map(plan.called, found.gone)):
        terminal.warn(f"もう配らない{plan.district_kind}版: {gone}")
    for why in dict.fromkeys(found.anew.values()):
        alike = [name for name, reasons in found.anew.items() if reasons == why]
        told = f"シールでは直せません。刷ってあれば、刷り直してください: {report.districts(alike, plan)}"
        terminal.warn("\n    ・".join((told, *why)))
    code = report.TO_MEND if found.anew or found.gone else report.DONE
    if not found.stickers:
        terminal.note("貼るものはありません。何も作りませんでした。")
        return code
    needed = {name: None for one in found.stickers for name in one.uses}
    copies = _copies(counts, plan, needed) if counts is not None else None
    load = lru_cache(lambda name: handbook.load_layout(inputs.layout_file(name)))
    files = sticker_sheets(found, plan, load, copies)
    with held(Path(out), list(files)) as folder:
        for name, content in files.items():
            write_whole(folder / name, content)
            terminal.note(report.near(folder / name))
        others = sorted(path.name for path in folder.glob("*.pdf") if path.name not in files)
    if others:
        listed = terminal.listing(others, unit="件")
        terminal.warn(f"ご注意: 前からあるファイルは、今回のものではありません: {listed}")
    for number, one in enumerate(found.stickers, 1):
        names = report.districts(list(one.uses), plan)
        terminal.note(f"シール{number}: {one.sticker.was} → {one.sticker.text}（{names}）")
    return code


def _copies(table: str, plan: Plan, needed: Iterable[str]) -> dict[str, int]:
    """Copies by district; those of which the table has none are told. Raises `InputError` with all that is
    wrong with it."""
    from handbook.delivery.counts import read_counts

    found = read_counts(Path(table), plan)
    report.notes(found.said)
    if found.problems:
        raise InputError(found.problems)
    if lacking := [name for name in needed if name not in found.copies]:
        terminal.warn(f"表にない{plan.district_kind}の枚数は数えません: {report.districts(lacking, plan)}")
    return found.copies
