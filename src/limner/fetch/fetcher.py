"""Fetches an address that a stranger chose: only from the public internet, only so much, only
for so long."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from limner.errors import AddressRefused, FetchedTooLarge, FetchFailed
from limner.fetch.addresses import IpAddress, PrivateHosts, is_public
from limner.fetch.names import Resolve
from limner.fetch.target import Target, read_target

MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK_BYTES = 64 * 1024
_HEADERS = {
    "User-Agent": "Limner",
    "Accept": "*/*",
    # Nothing is unpacked here, so that what is counted is what came.
    "Accept-Encoding": "identity",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. ``name`` is the last part of the address it came from in the end."""

    name: str
    media_type: str
    data: bytes


class Fetcher:
    """Reads addresses with GET, without credentials, cookies or proxies.

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
        self._allowed = allowed
        self._resolve = resolve
        self._total_seconds = total_seconds
        self._silent_seconds = silent_seconds

    async def get(self, address: str, *, max_bytes: int) -> Fetched:
        """What stands at an address.

        Raises AddressRefused, FetchFailed, and FetchedTooLarge beyond ``max_bytes``.
        """
        try:
            async with asyncio.timeout(self._total_seconds):
                return await self._follow(read_target(address), max_bytes)
        except TimeoutError:
            raise FetchFailed(
                f"The address did not answer within {self._total_seconds:g} seconds."
            ) from None

    async def _follow(self, target: Target, max_bytes: int) -> Fetched:
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._ask(target, max_bytes)
            if isinstance(answer, Fetched):
                return answer
            target = answer
        raise FetchFailed(f"The address was redirected more than {MOST_REDIRECTS} times.")

    async def _ask(self, target: Target, max_bytes: int) -> Fetched | Target:
        """What one host answers: the content, or where else to ask."""
        try:
            async with (
                self._session(await self._checked(target)) as session,
                session.get(target.url, allow_redirects=False) as answer,
            ):
                if answer.status in _REDIRECTS:
                    return _redirected(target, answer)
                data = await _content(answer, target, max_bytes)
                return Fetched(target.file_name, answer.content_type, data)
        except aiohttp.ServerTimeoutError:
            raise FetchFailed(
                f"{target.host} was silent for {self._silent_seconds:g} seconds."
            ) from None
        except aiohttp.ClientError as error:
            raise FetchFailed(f"{target.host} cannot be read: {_reason(error)}.") from error

    async def _checked(self, target: Target) -> list[IpAddress]:
        """The addresses of a host, all of them fit to be reached."""
        found = [target.address] if target.address else await self._addresses(target)
        if not all(is_public(one) or self._allowed.allow(target.host, one) for one in found):
            raise AddressRefused(
                f"{target.host} belongs to this machine, to a private network or to no one.",
                hint="An administrator may allow it in LIMNER_ALLOW_PRIVATE_HOSTS.",
            )
        return found

    async def _addresses(self, target: Target) -> list[IpAddress]:
        try:
            found = await self._resolve(target.host, target.port)
        except OSError:
            found = ()
        if not found:
            raise FetchFailed(f"There is no host {target.host}.")
        return [ip_address(one) for one in found]

    def _session(self, addresses: Sequence[IpAddress]) -> aiohttp.ClientSession:
        """A session for one request: neither a cookie nor a judged connection outlives it."""
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_Resolved(addresses), use_dns_cache=False, force_close=True
            ),
            headers=_HEADERS,
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=self._silent_seconds, sock_read=self._silent_seconds
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
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """There is nothing to close."""


def _redirected(target: Target, answer: aiohttp.ClientResponse) -> Target:
    location = answer.headers.get("Location")
    if location is None:
        raise FetchFailed(f"{target.host} redirects to nowhere.")
    return target.redirected(location)


async def _content(answer: aiohttp.ClientResponse, target: Target, max_bytes: int) -> bytes:
    """The body. What says of itself that it is too long, is packed or no success is not read."""
    if answer.status != 200:
        raise FetchFailed(f"{target.host} answered with status {answer.status}.")
    packed = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packed != "identity":
        raise FetchFailed(f"{target.host} answered with packed content, which was not asked for.")
    if (answer.content_length or 0) > max_bytes:
        raise _too_large(target, max_bytes)
    data = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK_BYTES):
        data += chunk
        if len(data) > max_bytes:
            raise _too_large(target, max_bytes)
    return bytes(data)


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
