"""Requests of every method through the guarded fetcher, and what goes on to another host."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import web

from harness.odd_servers import OddServer, odd_server
from harness.websites import LOOPBACK, Names, raw_site
from limner.errors import (
    AddressRefused,
    BadField,
    FetchedTooLarge,
    FetchFailed,
    FetchLost,
    FetchUnreachable,
)
from limner.fetch import Answered, Fetcher, Method, Outgoing, PrivateHosts

HOST, OTHER = "api.example", "other.example"
KEYS = {"Authorization": "Bearer secret", "X-Api-Key": "secret", "Cookie": "session=secret"}
MAX_BYTES = 1_000


@pytest.fixture
async def server() -> AsyncIterator[OddServer]:
    async with odd_server() as server:
        yield server


def url(server: OddServer, path: str, host: str = HOST) -> str:
    return f"http://{host}:{server.address.rpartition(':')[2]}{path}"


async def send(
    method: Method,
    address: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    seconds: float | None = None,
) -> Answered:
    names = Names({HOST: [[LOOPBACK]], OTHER: [[LOOPBACK]]})
    fetcher = Fetcher(PrivateHosts.of([LOOPBACK]), names)
    outgoing = Outgoing(method, address, headers or {}, body)
    return await fetcher.send(outgoing, max_bytes=MAX_BYTES, seconds=seconds)


def redirect(status: int, location: str) -> web.Response:
    return web.Response(status=status, headers={"Location": location})


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_a_request_arrives_as_it_was_meant(server: OddServer, method: Method) -> None:
    server.answers["/a"] = web.json_response({"ok": True}, status=418)
    body = b"" if method in ("GET", "OPTIONS") else b'{"a": 1}'
    answer = await send(
        method, url(server, "/a?b=%2F"), headers=KEYS | {"Content-Type": "text/x"}, body=body
    )
    (sent,) = server.received
    assert (sent.method, sent.body) == (method, body)
    assert {name: sent.headers[name] for name in KEYS} == KEYS
    assert sent.headers["Content-Type"] == "text/x"
    assert (answer.status, answer.media_type) == (418, "application/json")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.data == b'{"ok": true}'


async def test_an_answer_to_head_has_no_body_whatever_its_length(server: OddServer) -> None:
    server.answers["/a"] = b"x" * (MAX_BYTES + 1)
    answer = await send("HEAD", url(server, "/a"))
    assert (answer.status, answer.data) == (200, b"")
    assert answer.headers["content-length"] == str(MAX_BYTES + 1)


class TestRedirects:
    @pytest.mark.parametrize(
        ("status", "method", "onward"),
        [
            (301, "POST", "GET"),
            (302, "POST", "GET"),
            (303, "PUT", "GET"),
            (307, "POST", "POST"),
            (308, "PATCH", "PATCH"),
            (301, "PUT", "PUT"),
            (303, "HEAD", "HEAD"),
        ],
    )
    async def test_the_method_goes_on_as_browsers_have_it(
        self, server: OddServer, status: int, method: Method, onward: str
    ) -> None:
        server.answers["/a"] = redirect(status, "/b")
        server.answers["/b"] = b"there"
        body = b"" if method == "HEAD" else b"some"
        await send(method, url(server, "/a"), headers=KEYS, body=body)
        sent = server.received[1]
        assert sent.method == onward
        assert sent.body == (body if onward == method else b"")
        assert sent.headers["Authorization"] == KEYS["Authorization"]

    async def test_no_key_goes_on_to_another_host(self, server: OddServer) -> None:
        server.answers["/a"] = redirect(302, url(server, "/b", OTHER))
        server.answers["/b"] = redirect(302, url(server, "/c", HOST))
        server.answers["/c"] = b"there"
        headers = KEYS | {"Accept": "image/png"}
        await send("GET", url(server, "/a"), headers=headers)
        first, *later = server.received
        assert first.headers["X-Api-Key"] == "secret"
        for sent in later:
            assert not KEYS.keys() & set(sent.headers)
            assert sent.headers["Accept"] == "image/png"

    async def test_nor_to_another_port_of_the_same(self, server: OddServer) -> None:
        async with odd_server({"/b": b"there"}) as beside:
            server.answers["/a"] = redirect(302, url(beside, "/b"))
            await send("GET", url(server, "/a"), headers=KEYS)
            (sent,) = beside.received
            assert not KEYS.keys() & set(sent.headers)

    @pytest.mark.parametrize("status", [307, 308])
    async def test_no_body_is_sent_on_to_another_host(self, server: OddServer, status: int) -> None:
        server.answers["/a"] = redirect(status, url(server, "/b", OTHER))
        with pytest.raises(AddressRefused, match="not sent on to another"):
            await send("POST", url(server, "/a"), body=b"a letter")
        assert len(server.received) == 1

    async def test_none_leads_into_a_private_network(self, server: OddServer) -> None:
        server.answers["/a"] = redirect(302, "http://169.254.169.254/latest/meta-data/")
        with pytest.raises(AddressRefused, match="private network"):
            await send("POST", url(server, "/a"), body=b"a letter")


class TestHeaders:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("X-A", "a\r\nX-B: b"),
            ("X-A", "a\nb"),
            ("X-A", "a\x00b"),
            ("X-A", "snow ☃"),
            ("X-A\r\nX-B", "b"),
            ("X A", "b"),
            ("", "b"),
            ("X-A:", "b"),
            ("X-A", "a" * 20_000),
            ("Host", "internal.example"),
            ("Content-Length", "4"),
            ("transfer-encoding", "chunked"),
            ("Connection", "X-Api-Key"),
        ],
    )
    async def test_none_can_be_smuggled(self, server: OddServer, name: str, value: str) -> None:
        with pytest.raises(BadField):
            await send("GET", url(server, "/a"), headers={name: value})
        assert server.received == []


class TestPackedAnswers:
    @pytest.mark.parametrize("packing", ["gzip", "deflate"])
    async def test_what_was_packed_unasked_is_unpacked(
        self, server: OddServer, packing: str
    ) -> None:
        packed = gzip.compress(b"hello") if packing == "gzip" else zlib.compress(b"hello")
        server.answers["/a"] = web.Response(body=packed, headers={"Content-Encoding": packing})
        assert (await send("GET", url(server, "/a"))).data == b"hello"

    async def test_a_bomb_is_too_large(self, server: OddServer) -> None:
        packed = gzip.compress(bytes(10_000_000))
        server.answers["/a"] = web.Response(body=packed, headers={"Content-Encoding": "gzip"})
        with pytest.raises(FetchedTooLarge):
            await send("POST", url(server, "/a"))

    async def test_damaged_and_unknown_packings_fail(self, server: OddServer) -> None:
        server.answers["/a"] = web.Response(body=b"no", headers={"Content-Encoding": "gzip"})
        server.answers["/b"] = web.Response(body=b"no", headers={"Content-Encoding": "br"})
        for path in ("/a", "/b"):
            with pytest.raises(FetchFailed):
                await send("GET", url(server, path))


class TestWhatBecameOfIt:
    """Whether a request may have arrived is told by the error."""

    async def test_nobody_is_there(self) -> None:
        with pytest.raises(FetchUnreachable):
            await send("POST", f"http://{LOOPBACK}:1/")

    async def test_nobody_is_where_an_answer_leads(self, server: OddServer) -> None:
        server.answers["/a"] = redirect(303, f"http://{LOOPBACK}:1/")
        with pytest.raises(FetchLost):
            await send("POST", url(server, "/a"))

    async def test_no_such_host(self) -> None:
        with pytest.raises(FetchUnreachable):
            await send("POST", "http://nobody.example/")

    @pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
    async def test_a_broken_answer(self, answer: bytes) -> None:
        async def reply(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(answer)
            await writer.drain()

        async with raw_site(reply) as port:
            with pytest.raises(FetchLost):
                await send("POST", f"http://{LOOPBACK}:{port}/", body=b"a letter")

    async def test_silence(self) -> None:
        async def reply(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await reader.read()

        async with raw_site(reply) as port:
            with pytest.raises(FetchLost, match=r"0\.2 seconds"):
                await send("POST", f"http://{LOOPBACK}:{port}/", body=b"a", seconds=0.2)


async def test_an_endpoint_of_the_settings_is_reached_and_none_beside_it(
    server: OddServer,
) -> None:
    server.answers["/a"] = b"there"
    fetcher = Fetcher(PrivateHosts(), Names({})).trusting(server.address)
    answer = await fetcher.send(Outgoing("GET", f"{server.address}/a"), max_bytes=MAX_BYTES)
    assert answer.data == b"there"
    async with odd_server({"/a": b"there"}) as beside:
        with pytest.raises(AddressRefused):
            await fetcher.send(Outgoing("GET", f"{beside.address}/a"), max_bytes=MAX_BYTES)
        assert beside.received == []
