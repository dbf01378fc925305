"""`handbook impose`: the pages of a finished PDF on sheets, to be printed, folded and cut."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from handbook.cli import inputs, japanese, report, terminal
from handbook.errors import InputError, Place
from handbook.files import write_whole
from handbook.readback.pdffile import file_bytes
from handbook.resources import check_output


@click.command(cls=japanese.Command)
@click.argument("file", type=inputs.PATH, metavar="PDF")
@click.option(
    "--booklet", is_flag=True, help="二つ折りの冊子: A5 なら A4 に、A4 なら A3 に（中とじ、両面、短辺とじ）。"
)
@click.option(
    "--nup",
    metavar="数",
    callback=japanese.one_of(("2", "4")),
    help="A4 の片面に2ページか4ページ。大きくて入らなければ縮め、何％かを伝えます。",
)
@click.option("--same", is_flag=True, help="--nup と使います。同じページを並べます（切って配るため）。")
@click.option("--cards", is_flag=True, help="カード（91×55ミリ）を A4 に10枚ずつ。表と裏の位置が合います。")
@click.option(
    "-o",
    "--out",
    type=inputs.PATH,
    metavar="ファイル",
    help="書き出すファイル。書かなければ、今のフォルダーの「元の名前（冊子）.pdf」など。",
)
def impose(file: str, booklet: bool, nup: str | None, same: bool, cards: bool, out: str | None) -> None:
    """できた PDF のページを、用紙に並べます（面付け）。

    切る位置と折る位置に、印が付きます。
    面付けした PDF は紙のためのものです。しおりやリンク、読み上げのための情報は入りません。
    """
    from handbook.press import schemes  # here and not above: it imports pypdf, which is large

    if [booklet, nup is not None, cards].count(True) != 1 or (same and nup is None):
        hint = "例: handbook impose 元.pdf --booklet"
        message = "--booklet、--nup、--cards のどれか1つを付けてください（--same は --nup と使います）。"
        raise InputError.of(message, hint, stops=True)
    two_sided = schemes.booklet if booklet else schemes.cards
    scheme = partial(schemes.several, count=int(nup), same=same) if nup else two_sided
    called = f"{nup}面" if nup else "冊子" if booklet else "カード"
    source = Path(file)
    target = Path(out or f"{source.stem}（{called}）.pdf")
    check_output(target.parent)
    if target.exists() and source.exists() and target.samefile(source):
        hint = "--out に、ほかのファイル名を書いてください。"
        raise InputError.of("元の PDF には上書きしません。", hint, Place(out or file), stops=True)
    made = scheme(file_bytes(source), place=Place(file))
    write_whole(target, made.pdf)
    terminal.note(f"{report.near(target)}: {made.sides}面にしました。")
    for note in made.notes:
        terminal.note(f"・{note}。")
