"""What every request passes first, and every answer last: Host, Origin, security headers."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from limner.errors import InputError, LimnerError
from limner.server.access import Access, changes_something
from limner.server.refusals import refuse

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""Put on whatever does not say otherwise."""


class Gate:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            self._check(HTTPConnection(scope))
        except LimnerError as error:
            await refuse(error, scope, receive, _with_headers(send), {"Connection": "close"})
            return
        await self._app(scope, receive, _with_headers(send))

    def _check(self, connection: HTTPConnection) -> None:
        hosts = connection.headers.getlist("host")
        self._access.check_host(hosts)
        if changes_something(connection):
            self._access.check_origin(connection.headers.getlist("origin"), hosts[0])
        if "\0" in connection.scope["path"] or b"%00" in connection.scope["query_string"]:
            raise InputError("An address cannot contain the character NUL.")


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
