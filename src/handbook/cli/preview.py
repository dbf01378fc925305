"""`handbook preview`: pictures of one edition before building, with what does not fit marked.

With `--watch` they are drawn again whenever a file of the data or the layout is saved. The files are looked
at a few times a second: that needs nothing of the system, and sees a file that another takes the place of, as
most editors save. The program itself is not read again.
"""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
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
from handbook.resources import bundled, folders, within

PAUSE = 0.2
"""Seconds between two looks at the files; what has stood still for so long is written to its end."""
TEXTS = frozenset((".yaml", ".yml"))
WATCHED = TEXTS | {".svg", ".jpg", ".jpeg", ".png"}
"""How the names of files end that data and layouts are made of."""

Stamps = Mapping[str, tuple[int, int]]
"""Files, each with when it was written and its size."""


Drawn = tuple[list[Path], list[Problem]]
"""The pictures that were drawn, and what is wrong on them."""


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
@click.option("--watch", is_flag=True, help="保存するたびに描き直します。やめるときは Ctrl+C。")
@click.option("--open", "opens", is_flag=True, help="はじめの絵を、いつも絵を見るソフトで開きます。")
def preview(
    districts: tuple[str, ...],
    layout: str,
    data: str | None,
    out: str,
    dpi: int,
    page: int | None,
    watch: bool,
    opens: bool,
) -> None:
    """校区版を画像（PNG）にして、仕上がりを見ます。

    入りきらないところは、赤い枠で囲んで見せます。
    """
    prepare(Path(out), [])

    def draw(told: bool) -> Drawn:
        """`told`: say from which data, and where the pictures are."""
        plan, layouts = inputs.plan_and_layouts(data, (layout,), told)
        (chosen,) = layouts.values()
        pictures: list[Path] = []
        every: list[Problem] = []
        for name in inputs.districts(plan, districts):
            edition = handbook.select(plan, name)
            document, problems, *_ = compose_marked(edition, chosen, datetime.date.today())
            numbers = [page] if page else list(range(1, len(document.pages) + 1))
            for number, image in zip(numbers, page_images(render_pdf(document), dpi, numbers), strict=True):
                pictures.append(Path(out) / f"{edition.name}-{number}.png")
                write_whole(pictures[-1], png(image))
                if told:
                    terminal.note(report.near(pictures[-1]))
            every += problems
        return pictures, every

    if watch:
        _watch(draw, partial(_stamps, data, layout, Path(out)), opens)
        return
    pictures, problems = draw(told=True)
    if opens:
        _open(pictures[0])
    if problems:
        raise InputError(problems)


def _open(picture: Path) -> None:
    """Show a picture as the system does; where there is no screen or viewer, say where it is."""
    screen = sys.platform in ("win32", "darwin") or any(map(os.getenv, ("DISPLAY", "WAYLAND_DISPLAY")))
    if not screen or click.launch(str(picture.resolve())):
        terminal.warn(f"ここには絵を開く画面かソフトがありません。絵は {report.near(picture)} にあります。")


def _watch(draw: Callable[..., Drawn], look: Callable[[], Stamps], opens: bool) -> None:
    """Draw, and again after each change, until Ctrl-C; what is wrong is told, and ends nothing."""
    shown, changed, seen = False, "", look()
    terminal.note("保存するたびに描き直します。やめるときは、Ctrl+C を押してください。")
    try:
        while True:
            pictures: list[Path] = []
            try:
                pictures, problems = draw(told=not shown)
            except InputError as error:
                problems = [*error.problems]
            except OSError as error:  # a folder that goes while it is read
                problems = [Problem(f"読み書きできません（{error.strerror or error}）。")]
            done = ("描き直しました。" if shown else "描きました。") if pictures else ""
            if problems:
                terminal.warn(f"{changed}{done}直すところが{len(problems)}件あります。")
                report.problems(problems)
            else:
                terminal.note(f"{changed}{done}")
            if opens and pictures and not shown:
                _open(pictures[0])
            shown = shown or bool(pictures)
            now = _changed(seen, look)
            names = sorted({name for name, _ in {*seen.items()} ^ {*now.items()}})
            changed, seen = f"{terminal.listing([*map(report.near, names)], 2, '件')} が変わりました。", now
    except KeyboardInterrupt:
        terminal.note("描き直すのをやめました。")


def _changed(seen: Stamps, look: Callable[[], Stamps]) -> Stamps:
    """How the files stand once they are other than they were, and stand still."""
    before = seen
    while (now := look()) == seen or now != before:
        before = now
        time.sleep(PAUSE)
    return now


def _stamps(data: str | None, layout: str, out: Path) -> Stamps:
    """The files that the pages are made from, but fonts and bases of the layout elsewhere; of the folder of
    the pictures themselves, texts alone."""
    plans = [within(Path(data))] if data else [within(Path("data")), bundled("data")]
    designs = [*folders("layouts"), *([Path(layout).parent] if Path(layout).suffix in TEXTS else [])]
    inner = [*(root / "columns" for root in plans), *(root / "pictures" for root in designs)]
    found: dict[str, tuple[int, int]] = {}
    for folder in (*plans, *designs, *inner):
        endings = TEXTS if folder.resolve() == out.resolve() else WATCHED
        try:
            with os.scandir(folder) as files:
                for file in files:
                    if Path(file.name).suffix.lower() in endings and not file.name.startswith("."):
                        state = file.stat()
                        found[file.path] = (state.st_mtime_ns, state.st_size)
        except OSError:  # what is not there, or goes while it is looked at, is missed by whoever reads it
            continue
    return found
