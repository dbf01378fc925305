"""`handbook list`, `show` and `layouts`: what there is, without making anything."""

from __future__ import annotations

from functools import partial

import click

import handbook
from handbook.blocks import unprinted
from handbook.cli import inputs, japanese, report, terminal
from handbook.cli.terminal import table
from handbook.edition import Edition
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.load import layout_names
from handbook.plan import Plan
from handbook.spreadsheet import as_csv
from handbook.typeset import plain_text
from handbook.units import MM


@click.command("list", cls=japanese.Command)
@click.option("--by-desk", is_flag=True, help="相談先ごとに、番号と受けもつ校区を並べます。")
@click.option("--csv", "csv", is_flag=True, help="表計算ソフト（Excel など）で開ける形で書きます。")
@inputs.data_option
def list_districts(by_desk: bool, csv: bool, data: str | None) -> None:
    """校区の一覧を、読みとローマ字を添えて表示します。

    校区の名前の代わりに、初めの番号でも選べます（handbook build 01）。番号は一覧の順です。
    --by-desk を付けると、相談先から見た一覧になります。--csv は、list --csv > 一覧.csv のように使います。
    """
    plan = inputs.plan(data)
    titles, rows = _by_desk(plan) if by_desk else _by_district(plan)
    if csv:
        terminal.say_bytes(as_csv((titles, *rows)))
        return
    terminal.say_all(table(rows))


Rows = list[tuple[str, ...]]


def _by_district(plan: Plan) -> tuple[tuple[str, ...], Rows]:
    titles, places = ("番号", plan.district_kind, "読み", "ローマ字", "地区"), len(str(len(plan.districts)))
    return titles, [
        (f"{number:0{places}d}", district.name, district.reading, district.slug, district.bloc)
        for number, district in enumerate(plan.districts, 1)
    ]


def _by_desk(plan: Plan) -> tuple[tuple[str, ...], Rows]:
    """Each desk with the districts that it covers, in the plan's order."""
    titles = ("区分", "相談先", "電話", "FAX", f"{plan.district_kind}の数", plan.district_kind)
    rows: Rows = []
    for desk in plan.desks:
        covered = [one.name for one in plan.districts if desk in handbook.select(plan, one.name).desks]
        names = "、".join(covered)
        rows.append((desk.category, plain_text(desk.name), desk.phone, desk.fax, f"{len(covered):>2}", names))
    return titles, rows


@click.command(cls=japanese.Command)
@inputs.districts_argument(required=True, metavar="校区...")
@inputs.data_option
def show(districts: tuple[str, ...], data: str | None) -> None:
    """校区・地区の相談先・事例・確かめていない事柄を表示します。

    事例には、標準のレイアウトの紙面に載るかどうかを添えます。
    """
    plan = inputs.plan(data)
    layout = inputs.Gathering().attempt(lambda: handbook.load_layout(inputs.LAYOUT))
    for number, name in enumerate(inputs.districts(plan, districts)):
        terminal.say_all([""] * bool(number) + _edition_lines(handbook.select(plan, name), layout))


def _edition_lines(edition: Edition, layout: Layout | None) -> list[str]:
    district = edition.district
    lines = [f"{edition.name}（{district.reading}、{district.slug}） {district.bloc}".rstrip()]
    if district.status:
        lines.append(f"  {district.status}")
    desks = [
        (
            desk.category,
            plain_text(desk.name),
            f"電話 {desk.phone}",
            f"FAX {desk.fax}" if desk.fax else "",
            _dated(edition.plan.date_of(desk, edition.as_of)),
        )
        for desk in edition.desks
    ]
    lines += ["", f"相談先{_dated(edition.as_of)}", *table(desks, indent=2), "", "事例"]
    lost = unprinted(edition, layout) if layout else ()
    columns = [
        (
            f"この{edition.plan.district_kind}" if column.districts else "全域",
            f"{layout.name} に{'載りません' if column in lost else '載ります'}" if layout else "",
            plain_text(column.title),
            f"（{report.near(column.place.file)}）" if column.place else "",
        )
        for column in edition.columns
    ]
    lines += table(columns, indent=2) or ["  ありません。"]
    return [*lines, "", *_unconfirmed_lines(edition)]


def _dated(date: str) -> str:
    return date and f"（{date}現在）"


def _unconfirmed_lines(edition: Edition) -> list[str]:
    """What touches this district but not all: what an editor of this page can settle."""
    own = [item for item in edition.unconfirmed if item.districts]
    everywhere, kind = len(edition.unconfirmed) - len(own), edition.plan.district_kind
    lines = [f"まだ二人に確かめられていない事柄: {len(edition.unconfirmed)}件"]
    lines += [f"  ・{item.subject}" for item in own]
    if everywhere:
        lines.append(f"  ・ほかに全{kind}にかかわるもの{everywhere}件（handbook confirm で見られます）")
    return lines


@click.command(cls=japanese.Command)
def layouts() -> int:
    """使えるレイアウトの一覧を表示します。

    紙の大きさ、ページの数、いちばん小さい文字も分かります。
    """
    gathering = inputs.Gathering()
    rows = []
    for name in layout_names():
        if (layout := gathering.attempt(partial(handbook.load_layout, name))) is not None:
            rows.append((name, layout.title, *shape_of(layout), layout.description))
    terminal.say_all(table(rows))
    if gathering.problems:
        raise InputError(gathering.problems)
    return 0


def shape_of(layout: Layout) -> tuple[str, str, str]:
    """A layout's paper, pages and least type, in words."""
    least = min(style.min_size for style in layout.styles.values())
    least = max(least, min(layout.least[:3]))  # a style that is smaller than promised is not used
    paper = f"{layout.width / MM:g}×{layout.height / MM:g} mm"
    return paper, str(layout.number_of_pages), f"{least:g}ポイント以上"
