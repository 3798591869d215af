"""The guarded fetcher against websites on loopback, and against names that lie."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from harness.websites import (
    ELSEWHERE,
    LOOPBACK,
    Names,
    RawAnswer,
    Website,
    raw_site,
    self_signed,
    website,
)
from limner.errors import AddressRefused, FetchedTooLarge, FetchError, FetchFailed
from limner.fetch import Fetched, Fetcher, PrivateHosts, SystemNames

HOST = "pictures.example"
PICTURE = b"\x89PNG and so on"
MAX_BYTES = 1_000


@pytest.fixture
async def site() -> AsyncIterator[Website]:
    async with website() as site:
        yield site


@pytest.fixture
async def inside() -> AsyncIterator[Website]:
    """What stands in the private network, and must not be asked."""
    async with website(ELSEWHERE) as site:
        site.page("/", b"secret")
        yield site
    assert site.requests == []


def fetcher(
    names: Names | None = None, *, allowed: Sequence[str] = (LOOPBACK,), **limits: float
) -> Fetcher:
    known = names or Names({HOST: [[LOOPBACK]]})
    return Fetcher(PrivateHosts.of(allowed), known, **limits)


async def get(address: str, by: Fetcher | None = None) -> Fetched:
    return await (by or fetcher()).get(address, max_bytes=MAX_BYTES)


async def test_what_stands_at_an_address_comes(site: Website) -> None:
    address = site.page("/foxes/fox.png", PICTURE)
    assert await get(address) == Fetched("fox.png", "image/png", PICTURE)


async def test_the_type_that_is_said_is_only_handed_on(site: Website) -> None:
    fetched = await get(site.page("/fox.png", PICTURE, "text/html"))
    assert (fetched.media_type, fetched.data) == ("text/html", PICTURE)


async def test_a_name_is_asked_by_its_name(site: Website) -> None:
    site.page("/fox.png", PICTURE)
    await get(site.url("/fox.png?a=%2F", HOST))
    (request,) = site.requests
    assert request.headers["Host"] == f"{HOST}:{site.port}"
    assert request.raw_path == "/fox.png?a=%2F"


async def test_no_more_is_told_than_needed(
    site: Website, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text(f"machine {LOOPBACK} login me password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    await get(site.page("/", PICTURE))
    (request,) = site.requests
    assert set(request.headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert request.headers["Accept-Encoding"] == "identity"


async def test_no_proxy_of_the_environment_is_asked(
    site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://{ELSEWHERE}:1")
    assert (await get(site.page("/", PICTURE))).data == PICTURE


class TestWhereNothingIsFetched:
    @pytest.mark.parametrize("host", [ELSEWHERE, "127.0.0.2.", "①②⑦.⓪.⓪.②", "[::ffff:127.0.0.2]"])
    async def test_a_private_address(self, inside: Website, host: str) -> None:
        with pytest.raises(AddressRefused, match="private network"):
            await get(inside.url("/", host))

    @pytest.mark.parametrize("host", ["2130706434", "0x7f000002", "0177.0.0.2", "127.2"])
    async def test_a_private_address_in_another_spelling(self, inside: Website, host: str) -> None:
        with pytest.raises(AddressRefused, match="a number and no address"):
            await get(inside.url("/", host))

    @pytest.mark.parametrize(
        "answer",
        [
            [ELSEWHERE],
            ["169.254.169.254"],
            ["10.0.0.1"],
            ["::1"],
            ["fe80::1%eth0"],
            ["::ffff:127.0.0.2"],
            ["64:ff9b::7f00:2"],
            ["2002:7f00:2::1"],
            ["8.8.8.8", ELSEWHERE],
            [LOOPBACK, ELSEWHERE],
            ["2606:4700:4700::1111", "fd00::1"],
        ],
        ids=" ".join,
    )
    async def test_a_name_with_a_private_address(
        self, inside: Website, answer: Sequence[str]
    ) -> None:
        names = Names({"127.0.0.2.nip.example": [answer]})
        with pytest.raises(AddressRefused):
            await get(inside.url("/", "127.0.0.2.nip.example"), fetcher(names))

    async def test_the_refusal_does_not_tell_the_address(self) -> None:
        with pytest.raises(AddressRefused) as told:
            await get("http://db.internal/", fetcher(Names({"db.internal": [["10.11.12.13"]]})))
        assert "10.11.12.13" not in told.value.detail

    @pytest.mark.parametrize(
        "address", ["file:///etc/passwd", "gopher://example.com/", "http://me:pw@example.com/"]
    )
    async def test_no_plain_address(self, address: str) -> None:
        names = Names({"example.com": [["8.8.8.8"]]})
        with pytest.raises(AddressRefused):
            await get(address, fetcher(names))
        assert names.asked == []

    async def test_a_name_nobody_knows(self) -> None:
        with pytest.raises(FetchFailed, match="no host nobody"):
            await get("http://nobody.example/")

    async def test_a_name_without_an_address(self) -> None:
        with pytest.raises(FetchFailed, match="no host empty"):
            await get("http://empty.example/", fetcher(Names({"empty.example": [[]]})))


async def test_an_administrator_may_allow_a_host_by_its_name(site: Website) -> None:
    site.page("/", PICTURE)
    fetched = await get(site.url("/", HOST), fetcher(allowed=[HOST]))
    assert fetched.data == PICTURE
    with pytest.raises(AddressRefused):
        await get(site.url("/"), fetcher(allowed=[HOST]))


class TestRebinding:
    async def test_the_connection_goes_to_the_address_that_was_judged(
        self, site: Website, inside: Website
    ) -> None:
        names = Names({HOST: [[LOOPBACK], [ELSEWHERE]]})
        site.page("/", PICTURE)
        assert (await get(site.url("/", HOST), fetcher(names))).data == PICTURE
        assert names.asked == [HOST]

    @pytest.mark.parametrize("then", [ELSEWHERE, f"::ffff:{LOOPBACK}", "::1"])
    async def test_a_name_is_judged_anew_at_every_attempt(
        self, site: Website, inside: Website, then: str
    ) -> None:
        names = Names({HOST: [[LOOPBACK], [then]]})
        site.page("/", PICTURE)
        asking = fetcher(names)
        assert (await get(site.url("/", HOST), asking)).data == PICTURE
        with pytest.raises(AddressRefused):
            await get(site.url("/", HOST), asking)
        assert len(site.requests) == 1

    async def test_a_name_is_judged_anew_at_every_redirect(
        self, site: Website, inside: Website
    ) -> None:
        names = Names({HOST: [[LOOPBACK], [ELSEWHERE]]})
        site.redirect("/", inside.url("/", HOST))
        with pytest.raises(AddressRefused):
            await get(site.url("/", HOST), fetcher(names))
        assert names.asked == [HOST, HOST]


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_a_redirect_is_followed(self, site: Website, status: int) -> None:
        site.page("/b/fox.png", PICTURE)
        address = site.redirect("/a/", "../b/fox.png", status)
        assert (await get(address)).name == "fox.png"

    async def test_three_are_followed_and_a_fourth_is_not(self, site: Website) -> None:
        site.page("/0", PICTURE)
        for number in range(1, 5):
            site.redirect(f"/{number}", f"/{number - 1}")
        assert (await get(site.url("/3"))).data == PICTURE
        with pytest.raises(FetchFailed, match="more than 3 times"):
            await get(site.url("/4"))

    async def test_a_circle_ends(self, site: Website) -> None:
        with pytest.raises(FetchFailed, match="more than 3 times"):
            await get(site.redirect("/", "/"))
        assert len(site.requests) == 4

    @pytest.mark.parametrize("host", [ELSEWHERE, "[::ffff:127.0.0.2]", "2130706434"])
    async def test_none_leads_into_the_private_network(
        self, site: Website, inside: Website, host: str
    ) -> None:
        with pytest.raises(AddressRefused):
            await get(site.redirect("/", inside.url("/", host)))

    @pytest.mark.parametrize(
        "location",
        ["http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "//me@127.0.0.1/"],
    )
    async def test_none_leads_where_no_address_may(self, site: Website, location: str) -> None:
        with pytest.raises(AddressRefused):
            await get(site.redirect("/", location))

    async def test_no_cookie_is_carried_on(self, site: Website) -> None:
        site.page("/b", PICTURE)
        await get(site.redirect("/a", "/b"))
        assert "Cookie" not in site.requests[1].headers

    async def test_one_to_nowhere(self, site: Website) -> None:
        with pytest.raises(FetchFailed, match="redirects to nowhere"):
            await get(site.page("/", status=302))


@pytest.mark.parametrize("status", [204, 206, 300, 304, 401, 404, 429, 500])
async def test_only_a_success_counts(site: Website, status: int) -> None:
    with pytest.raises(FetchFailed, match=f"status {status}"):
        await get(site.page("/", status=status))


class TestBytes:
    async def test_as_many_as_allowed(self, site: Website) -> None:
        assert len((await get(site.page("/", b"x" * MAX_BYTES))).data) == MAX_BYTES

    async def test_one_more(self, site: Website) -> None:
        with pytest.raises(FetchedTooLarge, match="more than 1,000 bytes"):
            await get(site.page("/", b"x" * (MAX_BYTES + 1)))

    async def test_what_says_that_it_is_too_long_is_not_waited_for(self) -> None:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
            await reader.read()

        with pytest.raises(FetchedTooLarge):
            await get_raw(answer)

    async def test_what_does_not_say_its_length_is_cut_off(self, site: Website) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            endless = web.StreamResponse()
            await endless.prepare(request)
            while True:
                await endless.write(b"x" * MAX_BYTES)

        site.pages["/"] = answer
        with pytest.raises(FetchedTooLarge):
            await get(site.url("/"))

    @pytest.mark.parametrize("packing", ["gzip", "br", "deflate", "identity, gzip"])
    async def test_nothing_is_unpacked(self, site: Website, packing: str) -> None:
        address = site.page("/", PICTURE, headers={"Content-Encoding": packing})
        with pytest.raises(FetchFailed, match="packed"):
            await get(address)


class TestTime:
    @pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
    async def test_silence_is_not_waited_out(self, beginning: bytes) -> None:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(beginning)
            await reader.read()

        with pytest.raises(FetchFailed, match="was silent for"):
            await get_raw(answer, silent_seconds=0.1)

    @pytest.mark.parametrize(
        "beginning", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"]
    )
    async def test_nor_is_a_drip(self, beginning: bytes) -> None:
        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(beginning)
            while not writer.is_closing():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.01)

        with pytest.raises(FetchFailed, match="did not answer within"):
            await get_raw(answer, total_seconds=0.3)

    async def test_nor_is_a_resolver(self) -> None:
        async def never(_host: str, _port: int) -> Sequence[str]:
            await asyncio.Event().wait()
            return []

        slow = Fetcher(PrivateHosts(), never, total_seconds=0.1)
        with pytest.raises(FetchFailed, match="did not answer within"):
            await get("http://example.com/", slow)


class TestBrokenAnswers:
    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"\x00" * 100,
            b"SSH-2.0-OpenSSH_9.9\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
            b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n",
        ],
        ids=range(9),
    )
    async def test_it_is_a_failure_and_no_crash(self, answer: bytes) -> None:
        async def send(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(answer)
            await writer.drain()

        with pytest.raises(FetchError):
            await get_raw(send)

    async def test_nobody_is_there(self) -> None:
        with pytest.raises(FetchFailed, match="there is no connection"):
            await get(f"http://{LOOPBACK}:1/")


class TestEncryption:
    async def test_the_server_is_told_the_name_and_must_prove_it(self, tmp_path: Path) -> None:
        told: list[str | None] = []
        asked: list[object] = []

        def note(_socket: object, name: str | None, _context: ssl.SSLContext) -> None:
            told.append(name)

        async def answer(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            asked.append(reader)

        tls = self_signed(tmp_path, HOST)
        tls.sni_callback = note
        async with raw_site(answer, tls) as port:
            with pytest.raises(FetchFailed, match="no trusted encryption"):
                await get(f"https://{HOST}:{port}/")
        assert (told, asked) == ([HOST], [])


async def test_this_machine_is_refused_by_its_name(site: Website) -> None:
    names = SystemNames()
    try:
        with pytest.raises(AddressRefused):
            await get(site.url("/", "localhost"), Fetcher(PrivateHosts(), names))
    finally:
        names.close()
    assert site.requests == []


async def get_raw(answer: RawAnswer, **limits: Any) -> Fetched:
    async with raw_site(answer) as port:
        return await get(f"http://{LOOPBACK}:{port}/", fetcher(**limits))
