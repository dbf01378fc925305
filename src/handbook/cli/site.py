"""`handbook site`: the plan as static pages on which people find their district."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from handbook.cli import inputs, japanese, report, terminal
from handbook.cli.build import code_of
from handbook.errors import InputError
from handbook.web import SiteReport, make_site


@click.command(cls=japanese.Command)
@inputs.layouts_option
@inputs.data_option
@inputs.out_option("site")
@click.option(
    "--base-url",
    metavar="アドレス",
    default="",
    help="置く場所（https://www.example.jp/plan/ など）。QRコードと、配る用の sitemap.xml に要ります。",
)
@click.option("--final", is_flag=True, help="配る用。付けなければ校正用で、どのページにもそう出ます。")
@inputs.date_option
def site(
    layouts: tuple[str, ...], data: str | None, out: str, base_url: str, final: bool, date: datetime.date
) -> int:
    """全校区版を、校区をさがせるホームページにします。

    できたフォルダーを、そのまま市のホームページに置けます。外からは何も読み込みません。
    二度目からは、変わったファイルだけを書き直し、前に作ったファイルだけを除きます。
    """
    plan, named = inputs.plan_and_layouts(data, layouts)
    chosen = {**inputs.layouts((plan.site.layout,)), **named}
    progress = report.BuildProgress()
    try:
        made = make_site(
            plan, tuple(chosen.values()), out, base_url=base_url, final=final, date=date, progress=progress
        )
    finally:
        progress.clear()
    codes = list(map(code_of, made.builds))
    progress.summary(made.builds, codes)
    return max(*codes, _told(made))


def _told(made: SiteReport) -> int:
    """Say what became of the pages; the code for it."""
    folder, put = report.near(made.folder), made.put
    if put is None:
        terminal.warn("作れなかった版があるので、ページは前のままです。直してから、もう一度打ってください。")
        return report.DONE
    said = f"{len(put.written)}件を書きました" if put.written else "前のまま、変わりありません"
    terminal.note(f"サイト（{made.pages}ページ）を {Path(folder) / 'index.html'} から開けます。{said}。")
    if any(one.failed for one in made.builds):
        terminal.warn("作れなかった PDF は、ページに載せていません。")
    if put.removed:
        terminal.note(f"もう要らないファイルを除きました: {terminal.listing(put.removed, 5, '件')}")
    for files, why in (
        (put.kept, "だれかが手で直しているので、そのままにしました"),
        (put.foreign, "handbook が作ったのではないので、そのままにしました"),
    ):
        if files:
            terminal.warn(f"ご注意: {terminal.listing(files, 5, '件')} は、{why}。")
    if not made.address:
        terminal.warn(
            "ご注意: QRコードなどは、置く場所のアドレスを --base-url か site.yaml に書くと付きます。"
        )
    if put.outdated:
        names = terminal.listing(put.outdated, 5, "件")
        message = f"{names} は、だれかが手で直しているので書きかえませんでした。内容が古くなっています。"
        hint = "直したところを site.yaml やデータに移し、そのファイルを消してから、もう一度打ってください。"
        report.problems(InputError.of(message, hint).problems)
        return report.TO_MEND
    return report.DONE
