"""What is passed on to the server that drives, and back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from limner.server.passing_on import PassingOn
from limner.server.peers import Peer
from limner.testing.loopback import site

LONG = "x" * (6 * 1024 * 1024)
"""As long as a run of thousands of items is, told as a whole."""


async def tell(request: web.Request) -> web.StreamResponse:
    told = web.WebSocketResponse()
    await told.prepare(request)
    await told.send_str(LONG)
    await told.close()
    return told


@pytest.fixture
async def passing_on() -> AsyncIterator[PassingOn]:
    app = web.Application()
    app.router.add_get("/api/live", tell)
    async with site(app) as address:
        passing = PassingOn("token", lambda: Peer(address, "another"))
        yield passing
        await passing.close()


async def test_a_message_is_as_long_as_the_driver_makes_it(passing_on: PassingOn) -> None:
    sent: list[Any] = []
    scope = {
        "type": "websocket",
        "headers": [],
        "subprotocols": [],
        "query_string": b"",
        "raw_path": b"/api/live",
    }
    begun = iter([{"type": "websocket.connect"}])

    async def receive() -> Any:
        return next(begun, None) or await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    await passing_on(scope, receive, send)
    assert [message["type"] for message in sent] == [
        "websocket.accept",
        "websocket.send",
        "websocket.close",
    ]
    assert sent[1]["text"] == LONG
