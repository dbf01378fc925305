"""`handbook imprint`: leaflets with the name of a welfare commissioner each, from an office's roster; and
`handbook check --roster`, which holds them against it."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import click

import handbook
from handbook.cli import inputs, japanese, report, terminal
from handbook.delivery.imprints import FIELDS, TEMPLATE, Imprinted, check_frame
from handbook.delivery.imprints import imprint as make
from handbook.delivery.imprints import labels as make_labels
from handbook.delivery.proving import prove
from handbook.delivery.roster import BLANK, OVERLAY, Roster, read_roster
from handbook.delivery.rows import together
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.plan import Plan


@click.command(cls=japanese.Command)
@click.argument("roster", type=inputs.PATH, metavar="名簿")
@inputs.layout_option
@inputs.data_option
@inputs.out_option("naire")
@click.option("--blank", is_flag=True, help="名前と番号は刷らず、担当区域と書き込む線だけにします。")
@click.option("--overlay", is_flag=True, help="刷ってある紙に重ねて刷る、名前と番号だけの紙にします。")
@click.option(
    "--labels",
    metavar="数",
    callback=japanese.one_of(("12", "24", "44")),
    help="枠に貼るラベルにします。1枚の数は 12、24、44 のどれか。",
)
@click.option("--partial", is_flag=True, help="直す行があっても、正しい行の分は作ります。")
@click.option(
    "--name",
    "template",
    metavar="型",
    default=TEMPLATE,
    help=f"ファイル名の型。{' '.join(f'{{{name}}}' for name in FIELDS)}。書かなければ {TEMPLATE}。",
)
@click.option(
    "--date",
    metavar="年-月-日",
    callback=japanese.day,
    help="任期や計画期間が終わったかを決める日（例 2026-12-01、令和8年12月1日）。書かなければ今日。",
)
def imprint(
    roster: str,
    layout: str,
    data: str | None,
    out: str,
    blank: bool,
    overlay: bool,
    labels: str | None,
    partial: bool,
    template: str,
    date: datetime.date,
) -> int:
    """名簿から、民生委員・児童委員の名前を刷り込んだ PDF を作ります。

    名簿は CSV か Excel で、見出しは 氏名、よみ、電話、校区、担当区域、任期、同意、区分 です（順番は自由）。
    同意の欄が「印刷してよい」の人だけ名前と番号を載せ、ほかの人には担当課を載せます。
    名前と番号は PDF の中にだけ書きます。できたら handbook check naire --roster 名簿 で確かめられます。
    """
    if blank + overlay + bool(labels) > 1:
        raise click.UsageError("--blank、--overlay、--labels は、一度に一つだけ書けます。")
    name = inputs.layout_file(f"label-{labels}") if labels else layout
    plan, chosen = inputs.plan_and_layout(data, name)
    check_frame(chosen)
    show = report.BuildProgress()
    with _unspoken(), contextlib.ExitStack() as ended:
        ended.callback(show.clear)
        read = _read(Path(roster), plan, chosen, date, BLANK if blank else OVERLAY if overlay else "")
        if read.problems and not (partial and read.copies):
            raise InputError(read.problems)
        if labels:
            path, no_room = make_labels(
                plan, chosen, read.copies, int(labels), Path(out), show, partial=partial
            )
            many = len(read.copies) - len({one.place for one in no_room})
            terminal.note(f"{report.near(path)}: {many}枚を配る順に並べました。100％で刷ってください。")
            return _left_out((*read.problems, *no_room))
        made = make(plan, chosen, read.copies, Path(out), date, template=template, progress=show)
    return _say(made, read, roster)


def _left_out(problems: Sequence[Problem]) -> int:
    """Tell the rows that are wrong; the exit code."""
    if problems:
        terminal.warn("次の行は、作っていません。")
        report.problems(together(problems))
    return report.TO_MEND if problems else report.DONE


@contextlib.contextmanager
def _unspoken() -> Iterator[None]:
    """A bug within the block keeps its traceback, without words that may quote a name or a number."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        raise RuntimeError(type(error).__name__).with_traceback(error.__traceback__) from None


def _read(path: Path, plan: Plan, layout: Layout, date: datetime.date, form: str) -> Roster:
    """The roster, with what is to be said of it."""
    read = read_roster(path, plan, layout, date, form)
    for line in read.said:
        terminal.warn(f"ご注意: {line}")
    return read


def _say(made: Imprinted, read: Roster, roster: str) -> int:
    """What was made and what was not, by rows; the exit code."""
    failed = [outcome for outcome in made.outcomes if outcome.failed]
    good = len(made.outcomes) - len(failed)
    folder = report.near(made.folder)
    terminal.note(f"{good}部を {folder} に作りました（読み返して検査済み）。")
    if made.whole:
        terminal.note(
            f"{report.near(made.whole)}: 配る順に全部をまとめました。"
            "紙に刷るためのもので、読み上げのタグやリンクはありません。"
        )
    if made.proofs:
        terminal.warn(
            f"ご注意: {made.proofs}部は校正用です。二人に確かめられていない事柄が{len(made.unconfirmed)}件"
            "あります（handbook confirm で見られます）。"
        )
    if made.left_over:
        terminal.warn(
            f"ご注意: {folder} に、今の名簿からは作られない PDF が{made.left_over}件あります。"
            f"handbook check {folder} --roster {report.near(roster)} で名前を確かめ、配らずに除いてください。"
        )
    report.problems(together(problem for outcome in failed for problem in outcome.problems))
    for crash in dict.fromkeys(outcome.crash for outcome in failed if outcome.crash):
        report.bug(crash)
    left = _left_out(read.problems)
    if any(one.crash or any(problem.stops for problem in one.problems) for one in failed):
        return report.FAILED
    return report.TO_MEND if failed else left


def prove_imprints(folder: Path, path: Path, data: str | None, layout: str | None) -> int:
    """Hold a folder against a roster and say what is wrong, by files and rows; the exit code."""
    plan, chosen = inputs.plan_and_layout(data, layout or inputs.LAYOUT)
    load = lru_cache(lambda claimed: chosen if layout else handbook.load_layout(claimed))
    with _unspoken():
        read = _read(path, plan, chosen, datetime.date.today(), "")
        proved = prove(folder, read.copies, plan, load)
    report.problems(together((*proved.problems, *read.problems)))
    proofs = f"（うち{proved.proofs}部は校正用）" if proved.proofs else ""
    said = f"名簿{read.rows}行のうち{proved.good}行が、その人の PDF にだけ、名簿のとおりあります{proofs}。"
    wrong = len(proved.problems) + len(read.problems)
    terminal.note(f"{said}{f'直すところは{wrong}件です。' if wrong else ''}", error=wrong > 0)
    return report.TO_MEND if wrong else report.DONE
