"""How the server treats its connections."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from limner.server.http_server import HttpServer, Patience
from limner.server.stopping import Stop

App = Callable[[Any, Any, Any], Awaitable[None]]
SHORT = Patience(headers=0.2, rest=0.1)


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """An application that is never asked."""


async def refusing(_scope: Any, _receive: Any, send: Any) -> None:
    """Answers without having read a body."""
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 401, "headers": headers})
    await send({"type": "http.response.body", "body": b"no"})


@asynccontextmanager
async def connected(
    app: App, patience: Patience | None = None
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter, Any]]:
    """A connection to a server, and what the server makes of it."""
    server = HttpServer(app, Stop(), patience or Patience())
    server.config.load()
    accepted: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def protocol() -> Any:
        made = server.config.http_protocol_class(server.config, server.server_state, {})
        accepted.set_result(made)
        return made

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listening = await asyncio.get_running_loop().create_server(protocol, sock=listener)
        async with listening:
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            try:
                yield reader, writer, await accepted
            finally:
                writer.close()
                (await accepted).transport.abort()


async def dripping(writer: asyncio.StreamWriter) -> None:
    """Send a byte now and then, for ever."""
    while True:
        writer.write(b"x")
        await asyncio.sleep(0.02)


async def test_an_answer_is_not_held_back_for_its_last_packet() -> None:
    async with connected(nowhere) as (_, _, protocol):
        connection = protocol.transport.get_extra_info("socket")
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


@pytest.mark.parametrize(
    "begun",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nX: ",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
    ],
    ids=["headers", "body", "chunk"],
)
async def test_who_drips_is_hung_up_on(begun: bytes) -> None:
    """Also where the answer was there before the body was."""
    async with connected(refusing, SHORT) as (_, writer, protocol):
        writer.write(begun)
        drips = asyncio.create_task(dripping(writer))
        try:
            async with asyncio.timeout(20):
                while not protocol.transport.is_closing():
                    await asyncio.sleep(0.01)
        finally:
            drips.cancel()


async def test_who_falls_silent_within_a_body_that_was_answered_is_hung_up_on() -> None:
    async with connected(refusing, SHORT) as (reader, writer, _):
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        assert await reader.readuntil(b"no") != b""
        writer.write(b"x")
        async with asyncio.timeout(20):
            assert await reader.read() == b""


async def test_a_body_that_comes_after_its_answer_leaves_room_for_the_next_request() -> None:
    request = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"
    async with connected(refusing, Patience(headers=20.0, rest=20.0)) as (reader, writer, _):
        for _ in range(2):
            writer.write(request)
            assert (await reader.readuntil(b"no")).startswith(b"HTTP/1.1 401")
            writer.write(b"abc")
