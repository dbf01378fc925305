"""`handbook build`: the editions of all districts, or of those named."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import handbook
from handbook.batch import TEMPLATE, BuildReport, Bundled
from handbook.batch import build as build_all
from handbook.cli import inputs, japanese, report, terminal
from handbook.cli.events import BuildEvents
from handbook.errors import InputError, Problem
from handbook.layout import Layout
from handbook.plan import Plan

if TYPE_CHECKING:
    from handbook.press.folder import Made


@click.command(cls=japanese.Command)
@inputs.districts_argument(metavar="[校区]...")
@inputs.layouts_option
@inputs.data_option
@inputs.out_option("out", "レイアウトがいくつもあれば、その下のレイアウトごとのフォルダー。")
@click.option(
    "--name",
    "template",
    metavar="型",
    default=TEMPLATE,
    help="ファイル名の型。{district} {kind} {reading} {slug} {number} など（例 '{number}-{slug}.pdf'）。",
)
@click.option(
    "--jobs",
    metavar="数",
    callback=japanese.whole_number(1, 64),
    help="同時に動かす作業の数。書かなければ自動。",
)
@click.option(
    "--final",
    is_flag=True,
    help="印刷用。付けなければ校正用です。紙面に出る事柄を違う二人が確かめるまでは、作りません。",
)
@inputs.date_option
@click.option(
    "--no-check", "check", flag_value=False, default=True, help="できた PDF を読み返す検査を省きます。"
)
@click.option("--force", is_flag=True, help="変わっていない校区版も、全部作り直します。")
@click.option(
    "--format",
    "formats",
    metavar="形式",
    multiple=True,
    callback=japanese.one_of(("pdf", "txt", "html")),
    default=("pdf",),
    help="pdf（書かなければこれ）、同じ中身の txt（文だけ）、html。pdf,txt のように、いくつも書けます。",
)
@click.option("--merge", metavar="名前", help="全部を1つにまとめた PDF も作ります（例 全校区.pdf）。")
@click.option("--zip", "archive", metavar="名前", help="全部を入れた ZIP も作ります（例 全校区.zip）。")
@click.option(
    "--shard",
    metavar="数",
    callback=japanese.whole_number(1, 100_000),
    help="数千部を作るとき、この数ずつ小分けのフォルダーに入れます。",
)
@click.option(
    "--press",
    is_flag=True,
    help="印刷所へ渡すフォルダー press も作ります（塗り足し、トンボ、検版の報告、注文書）。",
)
@click.option(
    "--profile",
    type=inputs.PATH,
    metavar="ファイル",
    help="--press の色を、印刷所から受け取った CMYK の ICC プロファイルで直します。",
)
@click.option(
    "--counts",
    type=inputs.PATH,
    metavar="ファイル",
    help="--press の注文書に入れる部数の、世帯数の表（CSV か Excel）。なければ、書き込む欄を空けます。",
)
@click.option(
    "--plates", is_flag=True, help="2色の印刷機（輪転機）の版を、ドラムごとに plates フォルダーに作ります。"
)
@click.option("--spot", metavar="色", help="--plates の、黒でないほうのドラムの色。書かなければ青。")
@click.option("--json", "as_json", is_flag=True, help="ほかのプログラム向けに、1行1件の JSON で書きます。")
def build(
    districts: tuple[str, ...],
    layouts: tuple[str, ...],
    data: str | None,
    as_json: bool,
    **options: Any,
) -> int:
    """校区版の PDF を作ります。校区を書かなければ全部です。

    校区は 浮島、浮島校区、うきしま、ukishima、一覧の番号（01）のどれでもよく、
    日吉、篠山 のように続けても書けます。
    前と変わらない校区版は、そのまま残します（作り直すわけも表示します）。
    --final を付けるまでは校正用で、各ページとファイル名に「校正」と出ます。
    データに直すところがあれば、何も作らず、前の PDF もそのままにします。
    """
    progress = BuildEvents() if as_json else report.BuildProgress()
    progress.start(layouts=list(layouts), data=data, out=options["out"], districts=list(districts))
    results: list[BuildReport] = []
    refused: list[Problem] = []
    try:
        plan, chosen = inputs.plan_and_layouts(data, layouts, told=not as_json)
        names = inputs.districts(plan, districts) or None
        root = Path(options.pop("out"))
        beside = _beside(options, plan, as_json)
        for name, layout in chosen.items():
            out = root / name if len(chosen) > 1 else root
            try:
                results.append(build_all(plan, layout, out, names, progress=progress, **options))
                progress.clear()
                for make in beside:
                    results[-1] = _with(results[-1], make(results[-1], layout, options["final"]))
            except InputError as error:  # what one layout cannot do leaves the others alone
                refused += error.problems
            progress.clear()
        if refused:
            raise InputError(list(dict.fromkeys(refused)))
    except InputError as error:
        progress.refused(error.problems)
        raise
    except KeyboardInterrupt:
        progress.interrupted()
        raise
    finally:
        progress.clear()
        codes = list(map(code_of, results))
        progress.summary(results, codes)
    return max(codes)


def _beside(
    options: dict[str, Any], plan: Plan, as_json: bool
) -> list[Callable[[BuildReport, Layout, bool], Made]]:
    """What is to be made beside the editions, taken out of the options. Raises InputError with all that is
    wrong with these."""
    press, plates = options.pop("press"), options.pop("plates")
    profile, counts, spot = (options.pop(name) for name in ("profile", "counts", "spot"))
    asked = (("profile", profile, "press", press), ("counts", counts, "press", press))
    problems = [
        Problem(f"--{name} は --{where} といっしょに書きます。", f"--{where} も付けてください。")
        for name, value, where, wanted in (*asked, ("spot", spot, "plates", plates))
        if value and not wanted
    ]
    if (press or plates) and not (options["check"] and "pdf" in options["formats"]):
        message = "印刷所や印刷機へ渡すものは、検査した PDF から作ります。"
        problems.append(Problem(message, "--no-check や、pdf のない --format を付けないでください。"))
    if problems:
        raise InputError.stopping(problems)
    if not press and not plates:
        return []
    if not as_json:
        terminal.note("印刷所や印刷機へ渡すものも作ります（1部に1秒ほど）。", error=True)
    # Here and not above: they and their libraries take 0.3 s.
    from handbook.delivery.counts import read_counts
    from handbook.press.folder import make_press
    from handbook.press.plates import SPOT, make_plates, spot_of
    from handbook.press.profiles import read_profile

    wishes = inputs.Gathering()
    colors = wishes.attempt(lambda: read_profile(profile)) if profile else None
    drum = wishes.attempt(lambda: spot_of(spot or SPOT))
    found = wishes.attempt(lambda: read_counts(Path(counts), plan)) if counts else None
    wishes.problems += found.problems if found else []
    if wishes.problems or drum is None:
        raise InputError(wishes.problems)
    copies = {one.district.name: one.total.copies for one in found.districts} if found else {}
    order = handbook.load_layout(inputs.layout_file("order"))
    shop = partial(make_press, order=order, profile=colors, copies=copies)
    return [*([shop] if press else ()), *([partial(make_plates, spot=drum)] if plates else ())]


def _with(report: BuildReport, made: Made) -> BuildReport:
    """A batch's report, with what was made beside it."""
    bundles, notes = (*report.bundles, *map(Bundled, made.files)), (*report.notes, *made.notes)
    return report._replace(bundles=bundles, notes=notes, problems=(*report.problems, *made.problems))


def code_of(result: BuildReport) -> int:
    """What a batch ends with."""
    problems = [*result.problems, *(one for outcome in result.failed for one in outcome.problems)]
    if any(problem.stops for problem in problems) or any(outcome.crash for outcome in result.failed):
        return report.FAILED
    return report.TO_MEND if result.failed or problems else report.DONE
