"""The editor by HTTP: a page, its style and script, and what the page asks of the workspace.

In: a `Workspace`, the socket to answer on. Out: answers, until Ctrl-C. Every request of the page is a POST of
JSON, `{"district": …}`, to the name of a method (`CALLS`); answered is what the method gives, as JSON; of a
picture or a PDF, its length in four bytes, the JSON, then the bytes. What the workspace refuses comes back in
its words. No path of a request is ever a path of a file: what is served stands in a list.

Deliberately not done: keeping what was typed (the page does), HTTPS (nothing leaves the machine).
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from handbook.errors import InputError, traced
from handbook.resources import bundled
from handbook.web.editor.gate import MOST_JSON, Gate, TooLargeError, body, refusal
from handbook.web.editor.workspace import MOST_UPLOADED, Workspace

_PAGE = Path(str(files(__package__) / "page"))
STATIC: Mapping[str, tuple[Path, str]] = {
    "/": (_PAGE / "editor.html", "text/html"),
    "/editor.css": (_PAGE / "editor.css", "text/css"),
    "/icon.svg": (_PAGE / "icon.svg", "image/svg+xml"),
    "/editor.js": (_PAGE / "editor.js", "text/javascript"),
    "/regular.ttf": (bundled("fonts") / "BIZUDPGothic-Regular.ttf", "font/ttf"),
    "/bold.ttf": (bundled("fonts") / "BIZUDPGothic-Bold.ttf", "font/ttf"),
}
"""Everything that is served as it stands; nothing of the data is in it."""

CALLS: Mapping[str, Mapping[str, type]] = {
    "form": {"district": str, "edits": dict},
    "new_column": {"district": str, "edits": dict},
    "draw": {"district": str, "edits": dict, "layout": str, "page": int, "width": int},
    "room": {"district": str, "edits": dict, "layout": str, "key": str},
    "save": {"edits": dict, "seen": dict},
    "undo": {},
    "unconfirmed": {"district": str},
    "confirm": {"key": str, "value": str, "by": str, "withdraw": bool},
    "pdf": {"district": str, "layout": str},
}
"""What the page may ask of the workspace, and with what."""

_MOST_WIDTH = 3000
"""Pixels of a picture: more than any screen has for it."""


class Service:
    """Answers the page. `tabs` are the layouts that it has tabs for; `tell` gets what went wrong with us."""

    def __init__(self, workspace: Workspace, tabs: Sequence[str], tell: Callable[[str], object]) -> None:
        self._workspace, self._tabs, self._tell = workspace, tuple(tabs), tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except InputError as error:
            first = error.problems[0]
            response = refusal(422, "　".join(one.message for one in error.problems), first.hint)
        except TooLargeError:
            most = MOST_UPLOADED // 1_000_000
            hint = f"写真は{most}MBまでです。写真のソフトで縮めて、保存し直してください。"
            response = refusal(413, "大きすぎるので、受け取りませんでした。", hint)
            response.headers["Connection"] = "close"
        except Exception as error:  # told here and on the page; the rest of what was typed stays usable
            self._tell(traced(error))
            hint = "黒い画面に出ている英文を添えて、開発者にお知らせください。"
            response = refusal(500, "handbook の不具合です。申し訳ありません。", hint)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        if request.method == "GET" and path in STATIC:
            file, kind = STATIC[path]
            return Response(file.read_bytes(), media_type=kind)
        if request.method != "POST":
            return refusal(404, "そのページはありません。")
        if path == "/photo":
            data = await body(request, "application/octet-stream", MOST_UPLOADED)
            return _NONE if data is None else _json(await run_in_threadpool(self._workspace.photo, data))
        said = await body(request, "application/json", MOST_JSON)
        asked = None if said is None else _read(said)
        if asked is None:
            return _NONE
        if path == "/begin":
            return _json(await run_in_threadpool(self._begin))
        name = path.removeprefix("/")
        if name not in CALLS or not _fits(asked, CALLS[name]):
            return _NONE
        return _shown(await run_in_threadpool(getattr(self._workspace, name), **asked))

    def _begin(self) -> dict[str, Any]:
        workspace = self._workspace
        return {
            "folder": str(workspace.folder.resolve()),
            "districts": workspace.districts(),
            "layouts": workspace.layouts,
            "tabs": self._tabs,
            "most": MOST_UPLOADED,
        }


_NONE = refusal(400, "ページからの頼みが、読み取れません。", "ページを読み込み直してください。")


def _read(said: bytes) -> dict[str, Any] | None:
    """What the page says; None where it is no JSON object, or has halves of characters in it."""
    try:
        found = json.loads(said)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _fits(asked: Mapping[str, Any], wanted: Mapping[str, type]) -> bool:
    """Whether exactly what a method takes was given: texts by texts, numbers that are not endless."""
    return asked.keys() == wanted.keys() and all(
        type(asked[name]) is kind
        and (kind is not dict or all(isinstance(text, str) for text in asked[name].values()))
        and (kind is not int or 1 <= asked[name] <= _MOST_WIDTH)
        for name, kind in wanted.items()
    )


def _shown(answer: Any) -> Response:
    """What a method gave: JSON, with the bytes that are in it behind."""
    values = answer._asdict() if hasattr(answer, "_asdict") else answer
    if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], bytes):
        values, data = {"name": answer[0]}, answer[1]
    elif isinstance(values, dict) and "picture" in values:
        data = values.pop("picture")
    else:
        return _json(answer)
    head = json.dumps(_plain(values)).encode()
    return Response(len(head).to_bytes(4, "big") + head + data, media_type="application/octet-stream")


def _json(answer: Any) -> Response:
    return JSONResponse(_plain(answer))


def _plain(value: Any) -> Any:
    """As JSON has it: named tuples by their names."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def guarded(service: ASGIApp, origin: str, key: str) -> ASGIApp:
    """The whole application: the service behind its gate."""
    return Gate(service, origin, key, frozenset(STATIC))


class _Server(uvicorn.Server):
    """One that says when it can be asked, and from when on Ctrl-C ends it as it should."""

    def __init__(self, config: uvicorn.Config, begun: Callable[[], object]) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._begun()


def serve(app: ASGIApp, listening: socket.socket, begun: Callable[[], object]) -> None:
    """Answer on the socket, from when it has `begun` until Ctrl-C, which raises `KeyboardInterrupt` when all
    is put away."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        log_level="critical",  # in English; what is ours to tell, `Service` tells
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,
        ws="none",
    )
    asyncio.run(_Server(config, begun).serve([listening]))
