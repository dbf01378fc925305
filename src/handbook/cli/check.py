"""`handbook check`: finished PDFs, held against the editions that they claim to be; a folder as a whole set.

`--standards` holds any PDF against PDF/UA-1 and PDF/A-2a instead, `--speak` says what a listener hears.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import click

import handbook
from handbook.batch.standing import standing_in
from handbook.batch.whole_set import check_set
from handbook.check import IDENTIFIER, check_pdf
from handbook.check.merged import parts_of
from handbook.check.speech import speak as utterances
from handbook.check.standards import MISSING, MissingLibraryError, check_standards
from handbook.cli import inputs, japanese, report, terminal
from handbook.cli.imprint import prove_imprints
from handbook.edition import IMPRINTED
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.readback import ReadBack, read_back


@click.command(cls=japanese.Command)
@click.argument("files", type=inputs.PATH, nargs=-1, metavar="PDF...")
@click.option("--only", metavar="校区,校区", help="フォルダーに、この校区版だけがあるはずのとき。")
@inputs.data_option
@inputs.named_layout(help="レイアウトの名前かファイル。書かなければ PDF が名のるレイアウト。")
@click.option(
    "--standards",
    is_flag=True,
    help="データと比べるかわりに、読み上げ（PDF/UA-1）と長期保存（PDF/A-2a）の規格を調べます。",
)
@click.option("--speak", is_flag=True, help="検査のかわりに、読み上げソフトが読む言葉を順に出します。")
@click.option(
    "--roster",
    type=inputs.PATH,
    metavar="名簿",
    help="名入れのフォルダーを、名簿と比べます。一行ずつ、その人の PDF にだけ載っているかを調べます。",
)
@click.option(
    "--self-test",
    is_flag=True,
    help="検査そのものを試します。今のデータの1部にわざと誤りを入れ、見つかるかを表にします。",
)
def check(
    files: tuple[str, ...],
    only: str | None,
    data: str | None,
    layout: str | None,
    standards: bool,
    speak: bool,
    roster: str | None,
    self_test: bool,
) -> int:
    """できた PDF を読み返し、データのとおりか検査します。

    フォルダーを書くと、どの校区版も一つずつそろっているかも調べます。handbook で作ったものでない
    PDF は、--standards と --speak で調べられます。
    """
    if standards + speak + self_test > 1:
        raise click.UsageError("--standards、--speak、--self-test は、一度に一つだけ書けます。")
    if self_test and files:
        raise click.UsageError("--self-test には PDF の名前を書きません。")
    if not files and not self_test:
        context = click.get_current_context()
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    if self_test:
        return _self_test(*inputs.plan_and_layout(data, layout or inputs.LAYOUT))
    folders = [Path(name) for name in files if Path(name).is_dir()]
    if only is not None and (not folders or standards or speak):
        raise click.UsageError("--only は、フォルダーがそろっているかを調べるときに書きます。")
    if roster is not None:
        if len(folders) != 1 or files[1:] or only or standards or speak:
            raise click.UsageError(
                "--roster は、名入れのフォルダー1つと書きます（handbook check naire --roster 名簿）。"
            )
        return prove_imprints(folders[0], Path(roster), data, layout)
    if standards or speak:
        paths = _pdf_files(files)
        if standards:
            return _each(paths, _conforms)
        return _each(paths, lambda path: _say(path, alone=len(paths) == 1), summary=False)
    plan, load = inputs.plan(data), lru_cache(handbook.load_layout)
    find = lru_cache(lambda claimed: load(layout or inputs.layout_file(claimed)))
    singles = [Path(name) for name in files if Path(name) not in folders]
    code = _each(singles, lambda path: _is_good(path, plan, find))
    wanted = None if only is None else _districts(only, plan)
    held = load(layout) if layout and folders else None
    for folder in folders:
        try:
            code = max(code, _whole(folder, plan, find, held, wanted))
        except InputError as error:
            report.problems(error.problems)
            code = report.FAILED
    return code


def _each(paths: Sequence[Path], good: Callable[[Path], bool], *, summary: bool = True) -> int:
    """Look at each file, whatever is wrong with others; the exit code."""
    bad, code = 0, report.DONE
    for path in paths:
        try:
            if good(path):
                continue
            code = max(code, report.TO_MEND)
        except MissingLibraryError:
            report.problems([MISSING])
            return report.FAILED
        except InputError as error:
            report.problems(error.problems)
            code = max(code, report.FAILED if error.stops else report.TO_MEND)
        bad += 1
    if summary and len(paths) > 1:
        terminal.note(f"{len(paths)}件を調べました。誤りのある PDF は{bad}件です。", error=bad > 0)
    return code


def _pdf_files(names: tuple[str, ...]) -> list[Path]:
    """The files named and those in the folders named. Raises `InputError` for folders without any."""
    paths: list[Path] = []
    empty: list[Problem] = []
    for name in names:
        path = Path(name)
        inside = [path]
        if path.is_dir():
            standing = standing_in(path)
            inside = [path / file for file in (*standing.pdfs, *(file for file, _ in standing.unread))]
        paths += inside
        if not inside:
            empty.append(_none_in(path))
    if empty:
        raise InputError.stopping(empty)
    return paths


def _none_in(folder: Path) -> Problem:
    return Problem(f"フォルダー「{folder}」に PDF がありません。", "場所を確かめてください。")


def _districts(text: str, plan: Plan) -> list[str]:
    """The exact names of the districts that `--only` means. Raises `InputError` with all that are none."""
    if not terminal.parts(text):
        raise click.UsageError("--only に名前がありません。例: --only 浮島,日吉")
    wanted = inputs.districts(plan, [text])
    return [one.name for one in plan.districts if one.name in wanted]


def _whole(
    folder: Path, plan: Plan, load: Callable[[str], Layout], layout: Layout | None, only: list[str] | None
) -> int:
    """Check a folder as one set, and say what is wrong with it."""
    bar = terminal.ProgressBar("調べています") if terminal.on_terminal() and not terminal.quiet() else None
    try:
        found = check_set(folder, plan, load, layout, only, bar.show if bar else None)
    finally:
        if bar:
            bar.clear()
    if not found.pdfs and not found.findings:
        raise InputError.stopping([_none_in(folder)])
    report.whole_set(found, plan)
    if not found.readable:
        return report.FAILED
    return report.TO_MEND if found.bad or found.findings else report.DONE


def _is_good(path: Path, plan: Plan, load: Callable[[str], Layout]) -> bool:
    """Check one file, in the layout that it claims to have, and say what is wrong with it."""
    file = read_back(path)
    parts, found = parts_of(file, plan)
    if not parts and not found:
        terminal.warn(
            f"{report.near(path)}: {_foreign(file, file.info.get(IDENTIFIER, ''), plan.district_kind)}"
        )
        return False
    findings = list(found)
    for edition, part in parts:
        _, _, claimed = part.info[IDENTIFIER].rpartition("/")[0].rpartition("/")
        findings += check_pdf(part, edition, load(claimed or inputs.LAYOUT), seen=True)
    if findings:
        terminal.warn(f"{report.near(path)}: 誤りが{len(findings)}件あります。")
        report.findings(findings)
        return False
    terminal.note(f"{report.near(path)}: 誤りはありません{f'（{len(parts)}部）' if parts[1:] else ''}。")
    return True


def _self_test(plan: Plan, layout: Layout) -> int:
    """Spoil one edition in a dozen ways and say which rule sees it; 1 where one is not seen."""
    # Here and not above: it spoils files with pypdf, which is large.
    from handbook.check.self_test import DOZEN, try_faults

    edition = handbook.select(plan, plan.districts[0].name)
    pdf = handbook.render_pdf(handbook.compose(edition, layout))
    if found := check_pdf(pdf, edition, layout, seen=True):
        terminal.warn(f"誤りを入れる前の{edition.name}版に、もう誤りがあります。")
        report.findings(found)
        return report.TO_MEND
    verdicts = list(try_faults(pdf, edition, layout, DOZEN))
    rows = [("入れた誤り", "見つけた検査")]
    for fault, codes in verdicts:
        seen = "この紙面では試せません" if codes is None else "、".join(codes) or "見つかりません"
        rows.append((fault.name, seen))
    terminal.say_all(terminal.table(rows))
    missed = sum(not verdict.caught for verdict in verdicts)
    tried = sum(verdict.codes is not None for verdict in verdicts)
    terminal.say(
        f"{edition.name}版に{tried}通りの誤りを入れました。見つからなかったものは{missed}件です。",
        error=missed > 0,
    )
    return report.TO_MEND if missed or not tried else report.DONE


def _foreign(file: ReadBack, claim: str, kind: str) -> str:
    """One sentence on a file that is no edition of the plan: that it is none, and what can still be told."""
    if IMPRINTED in claim:
        return "名入れした版です。handbook check フォルダー --roster 名簿 で確かめてください。"
    why = f"「{claim}」はデータにない版なので" if claim else f"どの{kind}版なのかが書かれていないので"
    sizes = dict.fromkeys(
        f"{page.width / 72 * 25.4:.0f}×{page.height / 72 * 25.4:.0f} mm" for page in file.pages
    )
    outside = [font.name or "名前なし" for font in file.fonts if not font.embedded]
    fonts = (
        f"埋め込まれていないフォントがあり（{'、'.join(outside[:5])}）"
        if outside
        else ("フォントはみな埋め込まれていて" if file.fonts else "フォントはなく")
    )
    tags = "ある" if file.marked else "ない"
    pages = f"{len(file.pages)}ページ（{'、'.join(list(sizes)[:3])}）" if file.pages else "0ページ"
    return f"{why}、データと比べられませんが、{pages}で、{fonts}、読み上げのタグの{tags} PDF です。"


def _conforms(path: Path) -> bool:
    """Hold one file against the standards and say what it breaks."""
    verdicts = check_standards(path)
    for standard, findings in verdicts:
        if findings:
            terminal.warn(
                f"{report.near(path)}: {standard}に合わないところがあります。"
                "［ ］は検査機 page-validation の決まりの名前です。"
            )
            report.findings(findings)
        else:
            terminal.note(f"{report.near(path)}: {standard}に合っています。")
    return not any(verdict.findings for verdict in verdicts)


def _say(path: Path, *, alone: bool) -> bool:
    """Say what a screen reader says of a file."""
    lines = utterances(path)
    if not alone:
        terminal.say(f"==== {report.near(path)} ====")
    terminal.say_all(lines)
    return True
