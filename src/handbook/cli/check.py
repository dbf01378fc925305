"""`handbook check`: finished PDFs, held against the editions that they claim to be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handbook.cli import inputs, japanese, report, terminal
from handbook.errors import InputError, Problem

if TYPE_CHECKING:
    from handbook.check import Finding
    from handbook.plan import Plan


@click.command(cls=japanese.Command)
@click.argument("files", nargs=-1, required=True, metavar="PDF...")
@inputs.data_option
@click.option(
    "--layout", metavar="名前", help="レイアウトの名前かファイル。書かなければ PDF が名のるレイアウト。"
)
def check(files: tuple[str, ...], data: str | None, layout: str | None) -> int:
    """できた PDF を読み返し、データのとおりか検査します。

    フォルダーを書くと、その中の PDF を全部調べます。
    """
    import handbook

    plan = handbook.load_plan(data)
    paths = _pdf_files(files)
    bad = 0
    for path in paths:
        found = _check_one(path, plan, layout)
        if found:
            bad += 1
            terminal.say(f"{report.near(path)}: 誤りが{len(found)}件あります。", error=True)
            report.findings(found)
        else:
            terminal.say(f"{report.near(path)}: 誤りはありません。")
    if len(paths) > 1:
        terminal.say(f"{len(paths)}件を調べました。誤りのある PDF は{bad}件です。", error=bad > 0)
    return 1 if bad else 0


def _pdf_files(names: tuple[str, ...]) -> list[Path]:
    """The files named, and those in the folders named. Raises `InputError` with all that are not there."""
    paths: list[Path] = []
    problems: list[Problem] = []
    for name in names:
        path = Path(name)
        inside = sorted(path.glob("*.pdf")) if path.is_dir() else [path]
        paths += inside
        if not inside:
            problems.append(Problem(f"フォルダー「{name}」に PDF がありません。", "場所を確かめてください。"))
        elif not path.exists():
            problems.append(Problem(f"「{name}」がありません。", "ファイルの名前と場所を確かめてください。"))
    if problems:
        raise InputError(problems)
    return paths


def _check_one(path: Path, plan: Plan, layout: str | None) -> list[Finding]:
    """What is wrong with one file, held against the district and layout that it names itself."""
    import handbook
    from handbook.check import Finding
    from handbook.readback import read_back

    claim = read_back(path).info.get("HandbookEdition", "")
    _, claimed_layout, slug = (*claim.rsplit("/", 2), "", "")[:3]
    if not slug:
        return [
            Finding(
                code="edition",
                message="どの校区版なのかが書かれていません。",
                hint="handbook で作った PDF を指定してください。",
            )
        ]
    edition = handbook.select(plan, slug)
    return handbook.check_pdf(path, edition, handbook.load_layout(layout or claimed_layout))
