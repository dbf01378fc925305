"""`handbook new`: a plan for another city to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from handbook import starter
from handbook.cli import inputs, japanese, report, terminal


@click.command(cls=japanese.Command)
@click.argument("folder", type=inputs.PATH, metavar="フォルダー")
def new(folder: str) -> None:
    """別の市や町のデータを、作り話の市の見本から始めます。

    フォルダーに、すぐに build できるデータ（data）と、その手引き（docs）を書きます。
    どのファイルにも、何を書きかえるのかの説明が付いています。
    """
    path = Path(folder)
    starter.begin(path)
    near, here = report.near(path), path == Path()
    place = "今のフォルダー" if here else f"{near} "
    terminal.note(f"{place}に、作り話の見本市のデータを書きました。次のように打つと、PDF ができます。\n")
    into = () if here else (f'cd "{near}"' if " " in near else f"cd {near}",)
    for command in (*into, "handbook build"):
        terminal.note(f"    {command}")
    terminal.note(
        f"\n書きかえる順は {report.near(path / starter.GUIDE)} に、書きかえる所は各ファイルにあります。\n"
        "まだ見本のままの所は、handbook validate で分かります。"
    )
