"""What a server answers that does not drive: it asks the one that does, word for word.

Nothing is sent a second time that may have arrived: where a connection broke, the client is told.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

import aiohttp
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from yarl import URL

from limner.errors import NoDriver
from limner.server.peers import Peer
from limner.server.refusals import refuse, send_answer

_log = logging.getLogger(__name__)

Headers = list[tuple[str, str]]
RawHeaders = Iterable[tuple[bytes, bytes]]

_CONNECT_SECONDS = 5.0
_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-connection te trailer transfer-encoding upgrade expect".split()
)
_HANDSHAKE = b"sec-websocket-"
_LOST = NoDriver(
    "The server that drives ended before it had answered.",
    hint="See whether it was done. With an Idempotency-Key it may be asked again.",
)


class PassingOn:
    """An ASGI application. ``peer`` gives who drives, where somebody does; ``token`` is what
    commands of this server's user send, which the driver does not know.

    Raises NoDriver, with nothing read and nothing sent, where no connection comes about.
    """

    def __init__(self, token: str, peer: Callable[[], Peer | None]) -> None:
        self._token = f"Bearer {token}".encode()
        self._peer = peer
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
        )

    async def close(self) -> None:
        await self._session.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer = self._peer()
        if peer is None or self._session.closed:
            raise NoDriver
        pass_on = self._join if scope["type"] == "websocket" else self._ask
        try:
            await pass_on(peer, scope, receive, send)
        except aiohttp.ClientConnectorError:
            raise NoDriver from None

    async def _ask(self, peer: Peer, scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(receive)
        asking = self._session.request(
            scope["method"],
            _url(peer, scope),
            headers=self._headers(peer, scope),
            data=body.chunks() if _has_body(scope["headers"]) else None,
            allow_redirects=False,
        )
        try:
            answer = await asking
        except aiohttp.ClientConnectorError:
            raise
        except aiohttp.ClientError:
            await refuse(_LOST, scope, receive, send)
            return
        async with answer:
            await send(
                {
                    "type": "http.response.start",
                    "status": answer.status,
                    "headers": _without_hops(answer.raw_headers),
                }
            )
            await _first(_copied(answer, send), body.client_gone(_has_body(scope["headers"])))

    async def _join(self, peer: Peer, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            upstream = await self._session.ws_connect(
                _url(peer, scope),
                headers=self._headers(peer, scope),
                protocols=scope["subprotocols"],
                autoclose=True,
                # A run of thousands of items is told as a whole, and the driver is trusted.
                max_msg_size=0,
            )
        except aiohttp.WSServerHandshakeError as error:
            await send_answer(Response(status_code=error.status), scope, receive, send)
            return
        except aiohttp.ClientConnectorError:
            raise
        except aiohttp.ClientError:
            await refuse(_LOST, scope, receive, send)
            return
        async with upstream:
            await receive()
            await send({"type": "websocket.accept", "subprotocol": upstream.protocol})
            await _first(_to_client(upstream, send), _to_driver(upstream, receive))

    def _headers(self, peer: Peer, scope: Scope) -> Headers:
        passed: Headers = []
        for name, value in _without_hops(scope["headers"]):
            if name.startswith(_HANDSHAKE):
                continue
            if name == b"authorization" and hmac.compare_digest(value, self._token):
                value = f"Bearer {peer.token}".encode()
            passed.append((name.decode("latin-1"), value.decode("latin-1")))
        return passed


class _Body:
    """What the client sends, and whether it has gone."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read = asyncio.Event()

    async def chunks(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError
            yield message.get("body", b"")
            more = message.get("more_body", False)
        self._read.set()

    async def client_gone(self, has_body: bool) -> None:
        """Return when the client has gone; it can be seen only after what it sends was read."""
        if has_body:
            await self._read.wait()
        while (await self._receive())["type"] != "http.disconnect":
            continue


async def _copied(answer: aiohttp.ClientResponse, send: Send) -> None:
    """Where the driver ends on the way, so does the answer: unfinished, for the client to see."""
    try:
        async for chunk in answer.content.iter_any():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except aiohttp.ClientError:
        _log.warning("The server that drives ended within an answer")
        return
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _to_client(upstream: aiohttp.ClientWebSocketResponse, send: Send) -> None:
    async for message in upstream:
        if message.type is aiohttp.WSMsgType.TEXT:
            await send({"type": "websocket.send", "text": message.data})
        elif message.type is aiohttp.WSMsgType.BINARY:
            await send({"type": "websocket.send", "bytes": message.data})
    await send({"type": "websocket.close", "code": upstream.close_code or 1012})


async def _to_driver(upstream: aiohttp.ClientWebSocketResponse, receive: Receive) -> None:
    while (message := await receive())["type"] == "websocket.receive":
        await _send_on(upstream, message)


async def _send_on(upstream: aiohttp.ClientWebSocketResponse, message: Message) -> None:
    if message.get("text") is not None:
        await upstream.send_str(message["text"])
    else:
        await upstream.send_bytes(message["bytes"])


async def _first(*work: Awaitable[None]) -> None:
    """Do all until one has ended. Raises what that one raises."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def _url(peer: Peer, scope: Scope) -> URL:
    query = scope["query_string"].decode("latin-1")
    path = scope["raw_path"].decode("latin-1")
    return URL(f"{peer.address}{path}{'?' if query else ''}{query}", encoded=True)


def _has_body(headers: RawHeaders) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in headers)


def _without_hops(headers: RawHeaders) -> list[tuple[bytes, bytes]]:
    return [(name.lower(), value) for name, value in headers if name.lower() not in _HOP_BY_HOP]
