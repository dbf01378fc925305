"""`handbook distribution`: how many leaflets go where, for those who bundle, carry and print them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

import handbook
from handbook.batch.folder import held
from handbook.batch.reprint import reprints_from
from handbook.cli import inputs, japanese, report, terminal
from handbook.errors import InputError
from handbook.files import write_whole
from handbook.layout import Layout
from handbook.plan import Plan


@click.command(cls=japanese.Command)
@click.argument("table", type=inputs.PATH, metavar="世帯数の表")
@inputs.layout_option
@inputs.data_option
@click.option(
    "--since",
    type=inputs.PATH,
    metavar="旧フォルダー",
    help="前のデータか、前の書き出し先。刷り直しの要る校区だけにします。",
)
@click.option(
    "--spare",
    metavar="数",
    default="0",
    callback=japanese.whole_number(0, 100),
    help="表に予備のない自治会の予備（世帯数の％）。書かなければ 0。",
)
@click.option("--partial", is_flag=True, help="誤りのある校区を除いて作ります。")
@inputs.out_option("haifu")
def distribution(
    table: str, layout: str, data: str | None, since: str | None, spare: int, partial: bool, out: str
) -> int:
    """世帯数の表から、束ねる表、束の札、注文書を作ります。

    表は CSV か Excel で、見出しは 校区、自治会、班、世帯数、予備（％）です。班のない自治会は1行です。
    予備は自治会ごとに足し、1部に満たない端数は切り上げます。班の部数は世帯数です。
    """
    from handbook.delivery.counts import read_counts
    from handbook.delivery.distribution import TABLE_FILE
    from handbook.delivery.distribution import distribution as made

    plan, chosen = inputs.plan_and_layout(data, layout)
    found = read_counts(Path(table), plan, spare)
    report.notes(found.said)
    if found.problems and not partial:
        raise InputError(found.problems)
    report.problems(found.problems)
    names = [one.district.name for one in found.districts if one.district.name not in found.wrong]
    _say("誤りがあるので除いた", sorted(found.wrong - {""}), plan)
    there = {one.district.name for one in found.districts} | found.wrong
    lacking = [one.name for one in plan.districts if one.name not in there]
    if since is not None:
        needed = _needed(Path(since), plan, chosen)
        if not needed:
            terminal.note(f"刷り直しが要る{plan.district_kind}版はありません。何も作りませんでした。")
            return report.DONE
        _say("刷り直さなくてよい", [name for name in names if name not in needed], plan)
        names, lacking = ([name for name in some if name in needed] for some in (names, lacking))
    _say("表にない", lacking, plan)
    counted = [one for one in found.districts if one.district.name in names]
    whole = sum(one.total.copies for one in counted)
    if not whole:
        raise InputError.of(f"部数の分かる{plan.district_kind}がないので、何も作りませんでした。", stops=True)
    files = made(plan, chosen, counted, lambda name: handbook.load_layout(inputs.layout_file(name)))
    with held(Path(out), list(files)) as folder:
        for name, content in files.items():
            write_whole(folder / name, content, settled=name == TABLE_FILE)
        others = sorted(path.name for path in folder.glob("*.pdf") if path.name not in files)
    terminal.note(f"{report.near(folder)}: {report.districts(names, plan)}、合わせて{whole:,}部")
    if others:
        told = terminal.listing(others, unit="件")
        terminal.warn(f"ご注意: 前からあるファイルは、今回の部数ではありません: {told}")
    return report.TO_MEND if found.problems else report.DONE


def _say(what: str, names: Sequence[str], plan: Plan) -> None:
    if names:
        terminal.warn(f"{what}{plan.district_kind}: {report.districts(names, plan)}")


def _needed(old: Path, plan: Plan, layout: Layout) -> set[str]:
    """The districts whose editions must be printed again; who must not be given any is told.

    Raises `InputError` for editions that cannot be composed."""
    found = reprints_from(old, plan, layout)
    problems = [problem for one in found for problem in one.problems]
    if problems:
        raise InputError(problems)
    gone = [plan.called(one.district) for one in found if one.gone]
    if gone:
        terminal.warn(f"もう配らない{plan.district_kind}版: {'、'.join(gone)}")
    return {one.district for one in found if one.needed}
