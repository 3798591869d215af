"""A server on loopback that answers what it is told, and keeps what it was sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from limner.testing.loopback import site


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    query: str = ""


@dataclass(slots=True)
class OddServer:
    """``answers`` by path: JSON, text, bytes, a whole response, or who makes one of a request."""

    answers: dict[str, Any] = field(default_factory=dict)
    received: list[Sent] = field(default_factory=list)
    address: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.received.append(
            Sent(
                request.method,
                request.path,
                request.headers,
                body,
                request.rel_url.raw_query_string,
            )
        )
        told = self.answers.get(request.path)
        match told:
            case None:
                return web.Response(status=404)
            case web.Response():
                return told
            case _ if callable(told):
                made: web.StreamResponse = await told(request)
                return made
            case bytes():
                return web.Response(body=told)
            case str():
                return web.Response(text=told, content_type="text/plain")
            case _:
                return web.json_response(told)


@asynccontextmanager
async def odd_server(answers: Mapping[str, Any] | None = None) -> AsyncIterator[OddServer]:
    """Serve until the block ends."""
    server = OddServer(dict(answers or {}))
    app = web.Application(client_max_size=1 << 28)
    app.router.add_route("*", "/{path:.*}", server.answer)
    async with site(app) as address:
        server.address = address
        yield server
