"""`handbook build`: the editions of all districts, or of those named."""

from __future__ import annotations

import click

from handbook.cli import inputs, japanese, report


@click.command(cls=japanese.Command)
@click.argument("districts", nargs=-1, metavar="[校区]...")
@inputs.layout_option
@inputs.data_option
@click.option("--out", metavar="フォルダー", default="out", help="書き出し先。書かなければ out。")
@click.option(
    "--name",
    "template",
    metavar="型",
    default="{district}校区.pdf",
    help="ファイル名の型。{district} {reading} {slug} {number} などが使えます（例 '{number}-{slug}.pdf'）。",
)
@click.option(
    "--jobs",
    metavar="数",
    callback=japanese.whole_number(1, 64),
    help="同時に動かす作業の数。書かなければ自動。",
)
@click.option("--final", is_flag=True, help="印刷用。確かめていない事柄が残っていれば作りません。")
@click.option(
    "--no-check", "check", flag_value=False, default=True, help="できた PDF を読み返す検査を省きます。"
)
@click.option("--quiet", is_flag=True, help="失敗と注意だけを表示します。")
def build(
    districts: tuple[str, ...],
    layout: str,
    data: str | None,
    out: str,
    template: str,
    jobs: int | None,
    final: bool,
    check: bool,
    quiet: bool,
) -> int:
    """校区版の PDF を作ります。校区を書かなければ全部です。

    校区は 浮島、浮島校区、うきしま、ukishima のどの書き方でもかまいません。
    データに直すところがあれば、何も作らず、前の PDF もそのままにします。
    """
    import datetime

    import handbook

    plan, chosen = inputs.plan_and_layout(data, layout)
    progress = report.BuildProgress(quiet)
    try:
        result = handbook.build(
            plan,
            chosen,
            out,
            districts or None,
            jobs,
            template=template,
            check=check,
            final=final,
            progress=progress,
            today=datetime.date.today(),
        )
    finally:
        progress.clear()
    report.build_summary(result, quiet)
    return 1 if result.failed else 0
