"""`handbook preview`: pictures of one edition before building, with what does not fit marked."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

import handbook
from handbook.batch.folder import prepare
from handbook.cli import inputs, japanese, report, terminal
from handbook.composer import compose_marked
from handbook.errors import InputError, Problem
from handbook.files import write_whole
from handbook.pdf import render_pdf
from handbook.preview import page_images, png


@click.command(cls=japanese.Command)
@inputs.districts_argument(required=True, metavar="校区...")
@inputs.layout_option
@inputs.data_option
@inputs.out_option(".")
@click.option(
    "--dpi",
    metavar="数",
    callback=japanese.whole_number(20, 600),
    default="100",
    help="細かさ（1インチあたりの点の数）。書かなければ 100。",
)
@click.option(
    "--page", metavar="数", callback=japanese.whole_number(1, 999), help="このページだけ。書かなければ全部。"
)
def preview(
    districts: tuple[str, ...], layout: str, data: str | None, out: str, dpi: int, page: int | None
) -> None:
    """校区版を画像（PNG）にして、仕上がりを見ます。

    入りきらないところは、赤い枠で囲んで見せます。
    """
    prepare(Path(out), [])
    plan, chosen = inputs.plan_and_layout(data, layout)
    every: list[Problem] = []
    for name in inputs.districts(plan, districts):
        edition = handbook.select(plan, name)
        document, problems, _ = compose_marked(edition, chosen, datetime.date.today())
        pdf = render_pdf(document)
        numbers = [page] if page else list(range(1, len(document.pages) + 1))
        for number, image in zip(numbers, page_images(pdf, dpi, numbers), strict=True):
            path = Path(out) / f"{edition.name}-{number}.png"
            write_whole(path, png(image))
            terminal.note(report.near(path))
        every += problems
    if every:
        raise InputError(every)
