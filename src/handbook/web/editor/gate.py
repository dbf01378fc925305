"""Who may speak to the editor: the page that it served itself, on this machine, and nobody else.

In: an ASGI application, the one origin that it is served under, a key. Out: the same application behind rules
that hold for every request, and headers that hold for every answer.

* `Host` must be the address and port that were opened, so that a name which another site lets point here (DNS
  rebinding) reaches nothing. `Origin`, which a browser sends with everything that changes something, must be
  ours, and must be there.
* What has data in it wants the key in a header. A page of another site can neither read it nor, without a
  question that is answered with no, send such a header; another user of the machine cannot guess it. A cookie
  would be worse: browsers give it to every port of the machine. The key comes to the page behind the # of the
  address, which no browser sends anywhere.
* A body is JSON, or a file where one is awaited (`body`), and is counted while it comes.

Deliberately not done: hiding the address from whoever may list this user's processes.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEY = "X-Handbook-Key"
"""The header that carries the key."""

MOST_JSON = 2_000_000
"""Bytes of what a page says: a district's forms have some thousand."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def refusal(code: int, message: str, hint: str = "", **more: object) -> Response:
    """A request that is not done, in words."""
    return JSONResponse({"refused": message, "hint": hint, **more}, code)


class Gate:
    """`app`, for whoever comes from `origin` (http://127.0.0.1:43210) with the key alone.

    `open`: the paths that need no key, since nothing of the data is in them.
    """

    def __init__(self, app: ASGIApp, origin: str, key: str, open: frozenset[str]) -> None:
        self._app, self._origin, self._key, self._open = app, origin, key.encode(), open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        app = self._refused(scope["method"], scope["path"], Headers(scope=scope)) or self._app
        await app(scope, receive, guarded)

    def _refused(self, method: str, path: str, headers: Mapping[str, str]) -> Response | None:
        if headers.get("host") != self._origin.removeprefix("http://"):
            return refusal(421, "ここは、この名前のページではありません。")
        origin = headers.get("origin", self._origin if method == "GET" else None)
        if origin != self._origin or headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return refusal(403, "ほかのサイトからは使えません。")
        if path in self._open and method == "GET":
            return None
        if not hmac.compare_digest(headers.get(KEY.lower(), "").encode(), self._key):
            return refusal(
                401, "合言葉が違います。", "handbook edit が表示したアドレスを開き直してください。"
            )
        return None


class TooLargeError(Exception):
    """A body has more bytes than are taken."""


async def body(request: Request, kind: str, most: int) -> bytes | None:
    """The whole body of a request; None where it is not of this `kind` (application/json).

    Raises `TooLargeError` as soon as it is known: by what the request claims, else while it comes; what was
    left unread is not awaited.
    """
    if request.headers.get("content-type", "").split(";")[0].strip() != kind:
        return None
    claimed = request.headers.get("content-length", "0")
    if not claimed.isdecimal() or int(claimed) > most:
        raise TooLargeError
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > most:
                raise TooLargeError
            parts.append(part)
    except ClientDisconnect:
        return None
    return b"".join(parts)
