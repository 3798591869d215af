"""Asks an address that a stranger chose: only on the public internet, only so much, only for so
long."""

from __future__ import annotations

import asyncio
import copy
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from limner.errors import (
    AddressRefused,
    FetchedTooLarge,
    FetchFailed,
    FetchLost,
    FetchUnreachable,
)
from limner.fetch.addresses import IpAddress, PrivateHosts
from limner.fetch.guard import Guard
from limner.fetch.names import Resolve
from limner.fetch.outgoing import Answered, Outgoing, check_headers, redirected
from limner.fetch.target import Target, read_target
from limner.fetch.unpacking import unpacker_for

MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK_BYTES = 64 * 1024
_HEADERS = {
    "User-Agent": "Limner",
    "Accept": "*/*",
    # Nothing is to be unpacked, so that what is counted is what came.
    "Accept-Encoding": "identity",
}

T = TypeVar("T")
_Read = Callable[[aiohttp.ClientResponse, Target], Awaitable[T]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. ``name`` is the last part of the address it came from in the end."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Patience:
    """Seconds for all of a request, and for each silence in it."""

    total: float
    silent: float


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    target: Target


class Fetcher:
    """Asks addresses, without cookies or proxies.

    A host is resolved once a request, every address found is judged, and the connection goes to
    one of those: a name that means something else a moment later gains nothing. Redirects are
    followed by hand, each judged like the first address. Any port may be asked, because images
    stand behind all of them and what is private is refused on each.

    ``total_seconds`` is the time for everything, ``silent_seconds`` for each wait in it.
    """

    def __init__(
        self,
        allowed: PrivateHosts,
        resolve: Resolve,
        *,
        total_seconds: float = 30.0,
        silent_seconds: float = 10.0,
    ) -> None:
        self.guard = Guard(allowed, resolve)
        self._total_seconds = total_seconds
        self._silent_seconds = silent_seconds

    def trusting(self, address: str) -> Fetcher:
        """The same, which also reaches an endpoint that an administrator has named.

        Raises AddressRefused where that is no address.
        """
        other = copy.copy(self)
        other.guard = self.guard.trusting(address)
        return other

    async def get(self, address: str, *, max_bytes: int) -> Fetched:
        """What stands at an address, asked for without a key.

        Raises AddressRefused, FetchFailed, and FetchedTooLarge beyond ``max_bytes``.
        """

        async def read(answer: aiohttp.ClientResponse, target: Target) -> Fetched:
            data = await _content(answer, target, max_bytes)
            return Fetched(target.file_name, answer.content_type, data)

        patience = _Patience(self._total_seconds, self._silent_seconds)
        return await self._follow(Outgoing("GET", address), read, patience)

    async def download(
        self,
        address: str,
        write: Callable[[bytes], Awaitable[None]],
        *,
        max_bytes: int,
        seconds: float,
    ) -> None:
        """Write what stands at an address piece by piece, within ``seconds`` for all of it.

        Raises what ``get`` raises, and what ``write`` does.
        """

        async def read(answer: aiohttp.ClientResponse, target: Target) -> None:
            _check_content(answer, target)
            async for piece in _pieces(answer, target, max_bytes):
                await write(piece)

        patience = _Patience(seconds, self._silent_seconds)
        await self._follow(Outgoing("GET", address), read, patience)

    async def send(
        self, outgoing: Outgoing, *, max_bytes: int, seconds: float | None = None
    ) -> Answered:
        """Send a request once and read the answer, whatever its status.

        ``seconds`` is the time for all of it, also that of a server that is silent. Raises
        BadField for headers that cannot be sent, AddressRefused and FetchUnreachable where
        nothing was sent, FetchLost where it was and no whole answer came, and FetchedTooLarge
        for an answer of more than ``max_bytes``.
        """
        check_headers(outgoing.headers)

        async def read(answer: aiohttp.ClientResponse, target: Target) -> Answered:
            data = await _whole(answer, target, max_bytes)
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Answered(answer.status, headers, target.file_name, answer.content_type, data)

        total = seconds or self._total_seconds
        return await self._follow(outgoing, read, _Patience(total, total))

    async def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """A connection to a host, for a protocol that is not HTTP.

        Raises AddressRefused and FetchUnreachable.
        """
        bracketed = f"[{host}]" if ":" in host else host
        target = read_target(f"http://{bracketed}:{port}/")
        try:
            async with asyncio.timeout(seconds):
                return await _connected(await self.guard.addresses(target), port)
        except (OSError, TimeoutError):
            raise FetchUnreachable(
                f"{target.host} does not answer on port {port}.",
                hint="See whether host and port are right.",
            ) from None

    async def _follow(self, outgoing: Outgoing, read: _Read[T], patience: _Patience) -> T:
        try:
            async with asyncio.timeout(patience.total):
                return await self._hop(outgoing, read, patience)
        except TimeoutError:
            raise FetchLost(
                f"The address did not answer within {patience.total:g} seconds."
            ) from None

    async def _hop(self, outgoing: Outgoing, read: _Read[T], patience: _Patience) -> T:
        target = read_target(outgoing.url)
        for hop in range(MOST_REDIRECTS + 1):
            try:
                answer = await self._ask(outgoing, target, read, patience)
            except FetchUnreachable as error:
                if hop == 0:
                    raise
                # The first host was asked: what it has done stays done.
                raise FetchLost(error.detail, hint=error.hint) from None
            if not isinstance(answer, _Redirect):
                return answer
            onward = redirected(outgoing, answer.status, target, answer.target)
            if outgoing.leads_to is not None and not outgoing.leads_to(answer.target.host):
                raise AddressRefused(
                    f"{target.host} leads to {answer.target.host}, which may not be asked."
                )
            if onward is None:
                raise AddressRefused(
                    f"{target.host} leads to {answer.target.host}, and what was sent to one host "
                    "is not sent on to another.",
                    hint="Name the other address yourself.",
                )
            outgoing, target = onward, answer.target
        raise FetchFailed(f"The address was redirected more than {MOST_REDIRECTS} times.")

    async def _ask(
        self, outgoing: Outgoing, target: Target, read: _Read[T], patience: _Patience
    ) -> T | _Redirect:
        """What one host answers: what is read of it, or where else to ask."""
        addresses = await self.guard.addresses(target)
        try:
            async with (
                self._session(addresses, patience.silent) as session,
                session.request(
                    outgoing.method,
                    target.url,
                    headers=dict(outgoing.headers),
                    data=outgoing.body or None,
                    allow_redirects=False,
                ) as answer,
            ):
                if answer.status in _REDIRECTS:
                    return _redirect(target, answer)
                return await read(answer, target)
        except aiohttp.ConnectionTimeoutError:
            raise FetchUnreachable(f"{target.host} does not answer.") from None
        except aiohttp.ServerTimeoutError:
            raise FetchLost(f"{target.host} was silent for {patience.silent:g} seconds.") from None
        except aiohttp.ClientConnectorError as error:
            raise FetchUnreachable(f"{target.host} cannot be read: {_reason(error)}.") from error
        except aiohttp.ClientError as error:
            raise FetchLost(f"{target.host} cannot be read: {_reason(error)}.") from error

    def _session(
        self, addresses: Sequence[IpAddress], silent_seconds: float
    ) -> aiohttp.ClientSession:
        """A session for one request: neither a cookie nor a judged connection outlives it."""
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_Resolved(addresses), use_dns_cache=False, force_close=True
            ),
            headers=_HEADERS,
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=self._silent_seconds, sock_read=silent_seconds
            ),
            auto_decompress=False,
            trust_env=False,
        )


class _Resolved(AbstractResolver):
    """Knows the addresses already; the host keeps its name in the Host header and in TLS."""

    def __init__(self, addresses: Sequence[IpAddress]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=_family(address),
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """There is nothing to close."""


def _family(address: IpAddress) -> socket.AddressFamily:
    return socket.AF_INET if address.version == 4 else socket.AF_INET6


async def _connected(addresses: Sequence[IpAddress], port: int) -> socket.socket:
    """A connection to the first address that takes one. Raises OSError."""
    loop = asyncio.get_running_loop()
    refused: OSError = OSError("There is no address.")
    for address in addresses:
        connection = socket.socket(_family(address), socket.SOCK_STREAM)
        connection.setblocking(False)
        try:
            await loop.sock_connect(connection, (str(address), port))
        except OSError as error:
            connection.close()
            refused = error
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    raise refused


def _redirect(target: Target, answer: aiohttp.ClientResponse) -> _Redirect:
    location = answer.headers.get("Location")
    if location is None:
        raise FetchFailed(f"{target.host} redirects to nowhere.")
    return _Redirect(answer.status, target.redirected(location))


async def _content(answer: aiohttp.ClientResponse, target: Target, max_bytes: int) -> bytes:
    """The body. What says of itself that it is too long, is packed or no success is not read."""
    _check_content(answer, target)
    return await _whole(answer, target, max_bytes)


def _check_content(answer: aiohttp.ClientResponse, target: Target) -> None:
    if answer.status != 200:
        raise FetchFailed(f"{target.host} answered with status {answer.status}.")
    packed = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packed != "identity":
        raise FetchFailed(f"{target.host} answered with packed content, which was not asked for.")


async def _whole(answer: aiohttp.ClientResponse, target: Target, max_bytes: int) -> bytes:
    """The body, unpacked. What says of itself that it is too long is not read."""
    data = bytearray()
    async for piece in _pieces(answer, target, max_bytes):
        data += piece
    return bytes(data)


async def _pieces(
    answer: aiohttp.ClientResponse, target: Target, max_bytes: int
) -> AsyncIterator[bytes]:
    """The same piece by piece."""
    packed = answer.headers.get("Content-Encoding", "")
    unpacker = unpacker_for(packed)
    if unpacker is None:
        raise FetchFailed(f"{target.host} answered in {packed!r:.80}, which nobody here unpacks.")
    if answer.method != "HEAD" and (answer.content_length or 0) > max_bytes:
        raise _too_large(target, max_bytes)
    read = 0
    async for chunk in answer.content.iter_chunked(_CHUNK_BYTES):
        try:
            piece = unpacker.feed(chunk, max_bytes + 1 - read)
        except ValueError:
            raise FetchFailed(f"{target.host} answered with damaged content.") from None
        read += len(piece)
        if read > max_bytes:
            raise _too_large(target, max_bytes)
        yield piece


def _too_large(target: Target, max_bytes: int) -> FetchedTooLarge:
    return FetchedTooLarge(f"What {target.host} answers has more than {max_bytes:,} bytes.")


def _reason(error: aiohttp.ClientError) -> str:
    """What went wrong, without what the other side wrote: that may be anything."""
    match error:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return "there is no trusted encryption"
        case aiohttp.ClientConnectorError():
            return "there is no connection"
        case aiohttp.ClientResponseError():
            return "the answer is malformed"
        case _:
            return "the connection broke"
