"""`handbook check`: finished PDFs, held against the editions that they claim to be and the standards.

A PDF that is no edition is held against the standards alone. `--speak` says instead what a listener hears.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handbook.cli import inputs, japanese, report, terminal
from handbook.errors import InputError, Problem

if TYPE_CHECKING:
    from handbook.check import Finding
    from handbook.layout import Layout
    from handbook.plan import Plan


@click.command(cls=japanese.Command)
@click.argument("files", nargs=-1, required=True, metavar="PDF...")
@inputs.data_option
@click.option(
    "--layout", metavar="名前", help="レイアウトの名前かファイル。書かなければ PDF が名のるレイアウト。"
)
@click.option("--speak", is_flag=True, help="検査のかわりに、読み上げソフトが読む言葉を順に出します。")
def check(files: tuple[str, ...], data: str | None, layout: str | None, speak: bool) -> int:
    """できた PDF を読み返し、データのとおりか検査します。

    PDF/UA-1（読み上げ）と PDF/A-2（長期保存）の決まりも調べます。handbook で作った
    ものでない PDF は、この決まりだけを調べます。フォルダーを書くと、その中の PDF を
    全部調べます。
    """

    paths = _pdf_files(files)
    if speak:
        return _speak(paths)
    plan = inputs.plan(data)
    layouts = _Layouts(layout)
    bad = sum(not _is_good(path, plan, layouts) for path in paths)
    if len(paths) > 1:
        terminal.say(f"{len(paths)}件を調べました。誤りのある PDF は{bad}件です。", error=bad > 0)
    return 1 if bad else 0


def _pdf_files(names: tuple[str, ...]) -> list[Path]:
    """The files named, and those in the folders named. Raises `InputError` with all empty folders."""
    paths: list[Path] = []
    problems: list[Problem] = []
    for name in names:
        path = Path(name)
        inside = _inside(path) if path.is_dir() else [path]
        paths += inside
        if not inside:
            problems.append(Problem(f"フォルダー「{name}」に PDF がありません。", "場所を確かめてください。"))
    if problems:
        raise InputError(problems)
    return paths


def _inside(folder: Path) -> list[Path]:
    """The PDFs of a folder, or those in its folders, as `build --shard` puts them."""
    return sorted(folder.glob("*.pdf")) or sorted(folder.glob("*/*.pdf"))


class _Layouts:
    """The layout named on the command line, or else the one that each file names, read once."""

    def __init__(self, named: str | None) -> None:
        self._named = named
        self._loaded: dict[str, Layout] = {}

    def layout_for(self, identifier: str) -> Layout:
        import handbook

        _, _, claimed = identifier.rpartition("/")[0].rpartition("/")
        name = self._named or claimed or inputs.LAYOUT
        if name not in self._loaded:
            self._loaded[name] = handbook.load_layout(name)
        return self._loaded[name]


def _speak(paths: list[Path]) -> int:
    """Say what a screen reader says of each file."""
    from handbook.check.speech import speak

    bad = 0
    for path in paths:
        try:
            lines = speak(path)
        except InputError as error:
            report.problems(error.problems)
            bad += 1
            continue
        if len(paths) > 1:
            terminal.say(f"==== {report.near(path)} ====")
        for line in lines:
            terminal.say(line)
    return 1 if bad else 0


def _is_good(path: Path, plan: Plan, layouts: _Layouts) -> bool:
    """Check one file and say what is wrong with it."""
    try:
        found = _check(path, plan, layouts)
    except InputError as error:
        report.problems(error.problems)
        return False
    if found:
        terminal.say(f"{report.near(path)}: 誤りが{len(found)}件あります。", error=True)
        report.findings(found)
        return False
    terminal.say(f"{report.near(path)}: 誤りはありません。")
    return True


def _check(path: Path, plan: Plan, layouts: _Layouts) -> list[Finding]:
    from handbook.check import IDENTIFIER, check_pdf, edition_of
    from handbook.check.standards import check_standards
    from handbook.readback import read_back

    file = read_back(path)
    edition = edition_of(file, plan)
    if edition is None:
        terminal.say(
            f"{report.near(path)}: どの{plan.district_kind}版なのかが書かれていないか、"
            f"データにない{plan.district_kind}です。"
            "データとは比べず、PDF の規格だけを調べます。",
            error=True,
        )
        return check_standards(path)
    return [*check_pdf(file, edition, layouts.layout_for(file.info[IDENTIFIER])), *check_standards(path)]
