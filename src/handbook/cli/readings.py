"""`handbook readings`: the kanji without a reading, and proposals for them; writes these down where asked."""

from __future__ import annotations

from pathlib import Path

import click

import handbook
from handbook.cli import inputs, japanese, report, terminal
from handbook.coverage import unread_texts
from handbook.load import layout_names
from handbook.load.readings import NAME, add
from handbook.proposals import proposals


@click.command(cls=japanese.Command)
@click.option("--yes", is_flag=True, help="案を、不確かな読みとして readings.yaml に書き足します。")
@inputs.data_option
def readings(yes: bool, data: str | None) -> None:
    """読みのない漢字を並べ、読みの案を出します。

    案は辞書によるもので、人が確かめるまで、ふりがなにはなりません（unsure: true が付きます）。
    """
    plan = inputs.plan(data)
    if yes:
        inputs.check_own(plan, "書き足せません")
    for word in plan.read_words:
        if word.unsure:
            terminal.say(f"読みが不確か: {word.word}（{word.kana}） {report.where(word.place)}")
    missing = unread_texts(plan, map(handbook.load_layout, layout_names()))
    for run, placed in missing.items():
        more = f" ほか{len(placed) - 1}か所" if placed[1:] else ""
        terminal.say(f"読みがない: {run} {report.where(placed[0].place)}{more}")
    if not missing:
        terminal.say("読みのない漢字はありません。")
        return
    found = proposals((one.text for placed in missing.values() for one in placed), plan.readings)
    terminal.say("\n読みの案" if found else "\n読みの案は、ありません。readings.yaml に書き足してください。")
    for proposed, kana in found.items():
        terminal.say(f"  {proposed}: {kana}")
    if yes and found:
        add(plan.folder, found.items())
        path = report.near(Path(plan.folder) / NAME)
        terminal.say(f"{path} に{len(found)}件を書き足しました。確かめて、unsure: true を消してください。")
    elif found:
        terminal.say("handbook readings --yes で、不確かな読みとして readings.yaml に書き足します。")
