"""`handbook edit`: the data in the browser, beside the page that they make."""

from __future__ import annotations

import datetime
import os
import secrets
import socket
from threading import Thread

import click

from handbook.cli import inputs, japanese, report, terminal
from handbook.errors import InputError
from handbook.load import layout_names
from handbook.resources import data_folder

_HERE = "127.0.0.1"
_TABS = (inputs.LAYOUT, "large", "postcard")


@click.command(cls=japanese.Command)
@inputs.data_option
@inputs.named_layout(
    "tabs",
    multiple=True,
    default=_TABS,
    help=f"紙面を見るレイアウト。いくつも付けられます。書かなければ {'、'.join(_TABS)}。",
)
@click.option(
    "--port",
    metavar="数",
    callback=japanese.whole_number(1024, 65535),
    help="アドレスの番号（ポート）。書かなければ、空いているもの。",
)
@click.option("--no-open", is_flag=True, help="ブラウザーを開かず、アドレスだけを表示します。")
def edit(data: str | None, tabs: tuple[str, ...], port: int | None, no_open: bool) -> int:
    """ブラウザーで、コラムや相談先を、紙面を見ながら書きます。

    書きかえるのは、始めるときに表示するデータのフォルダーだけです。このパソコンの外からは使えません。
    終えるときは、この画面で Ctrl-C を押します。
    """
    try:
        # Here and not above: they are an extra.
        from handbook.web.editor.service import Service, guarded, serve
        from handbook.web.editor.workspace import Workspace
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn"):
            raise
        hint = "pip install 'handbook[edit]' で入ります。"
        raise InputError.of(
            f"ブラウザーで書くための {error.name} が、ありません。", hint, stops=True
        ) from None
    with _listening(port) as listening:
        chosen = inputs.layouts(tabs)
        every = {**chosen, **inputs.layouts(name for name in layout_names() if name not in chosen)}
        workspace = Workspace(data or data_folder(), every, datetime.date.today())
        origin = f"http://{_HERE}:{listening.getsockname()[1]}"
        key = secrets.token_urlsafe(32)
        terminal.note(f"書きかえるデータ: {report.near(workspace.folder)}")

        def begun() -> None:
            terminal.say(f"ブラウザーで開くアドレス: {origin}/#{key}")
            terminal.note("終えるときは、この画面で Ctrl-C を押してください。")
            if not no_open:  # beside: it may wait until the browser is closed
                Thread(target=click.launch, args=[f"{origin}/#{key}"], daemon=True).start()

        try:
            serve(guarded(Service(workspace, tuple(chosen), report.bug), origin, key), listening, begun)
        except KeyboardInterrupt:
            terminal.note("終わりました。")
    return report.DONE


def _listening(port: int | None) -> socket.socket:
    """A socket that this machine alone reaches. Raises `InputError` where the port is taken."""
    listening = socket.socket()
    try:
        if os.name == "posix":  # where it means no more than that an address that was left may be used again
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_HERE, port or 0))
        listening.listen()
    except OSError as trouble:
        listening.close()
        hint = "ほかの handbook edit が動いていないか確かめるか、--port を書かずに打ってください。"
        why = trouble.strerror or str(trouble)
        raise InputError.of(f"番号 {port} は使えません（{why}）。", hint, stops=True) from None
    return listening
