"""Results that a provider names by their addresses: fetched guarded, large ones to the disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import aiohttp
from yarl import URL

from limner.errors import (
    BadField,
    FetchError,
    FetchFailed,
    FileTooLarge,
    ProviderBadAnswer,
    ProviderError,
    ProviderUnreachable,
)
from limner.fetch import Fetcher, PrivateHosts, SystemNames
from limner.media.data_uri import is_data_uri, read_data_uri
from limner.providers._http import ProviderHttp
from limner.providers.contract import CallLog, Write
from limner.storage.incoming import IncomingFile

LARGEST_RESULT = 128 * 1024 * 1024
"""Bytes of a picture, a film or a sound."""

_SECONDS = 120.0
_SECONDS_TO_DISK = 600.0
_PIECE = 256 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Home(Protocol):
    """The provider's own addresses, which are asked for directly: an administrator chose them."""

    def is_at_home(self, url: str) -> bool: ...

    def download_headers(self) -> Mapping[str, str]:
        """What goes with a download from there, and with no other."""


class Downloads:
    """Fetches the results of one provider's jobs.

    Those at ``home`` are asked for directly. All others are fetched guarded and without a key, and
    so is what an address at home leads to; ``private_hosts`` are allowed though they are private.
    """

    def __init__(self, http: ProviderHttp, home: Home, private_hosts: PrivateHosts) -> None:
        self._http = http
        self._home = home
        self._names = SystemNames()
        self._fetcher = Fetcher(private_hosts, self._names, total_seconds=_SECONDS)

    async def get(self, url: str) -> bytes:
        """The bytes of a picture.

        Raises ProviderUnreachable where asking again may help, else ProviderBadAnswer.
        """
        if is_data_uri(url):
            return self._decoded(url)
        if not self._home.is_at_home(url):
            return await self._guarded(url)
        held = bytearray()

        async def hold(piece: bytes) -> None:
            held.extend(piece)

        onward = await self._direct(url, hold)
        return bytes(held) if onward is None else await self._guarded(onward)

    async def receive(self, url: str, log: CallLog) -> IncomingFile | bytes:
        """A film or a sound, on the disk; one that stands in its own address is held already.

        Raises what ``get`` raises.
        """
        if is_data_uri(url):
            return self._decoded(url)

        async def fetch(write: Write) -> None:
            onward: str | None = url
            if self._home.is_at_home(url):
                onward = await self._direct(url, write)
            if onward is not None:
                await self._guarded_to(onward, write)

        return await log.receive(fetch)

    def close(self) -> None:
        self._names.close()

    async def _direct(self, url: str, write: Write) -> str | None:
        """Write what stands at the provider's own address, or tell where else it stands."""
        headers = self._home.download_headers()
        async with self._http.stream("GET", url, paid=False, headers=headers) as answer:
            if answer.status in _REDIRECTS:
                return self._onward(answer)
            if answer.status != 200:
                raise self._refused(answer.status)
            self._check_size(answer.content_length or 0)
            read = 0
            async for piece in answer.content.iter_chunked(_PIECE):
                read += len(piece)
                self._check_size(read)
                await write(piece)
        return None

    def _check_size(self, size: int) -> None:
        if size > LARGEST_RESULT:
            raise ProviderBadAnswer(
                f"A result of {self._http.title} has more than {LARGEST_RESULT:,} bytes."
            )

    def _onward(self, answer: aiohttp.ClientResponse) -> str:
        try:
            return str(answer.url.join(URL(answer.headers["Location"])))
        except (KeyError, ValueError):
            raise self._refused(answer.status) from None

    async def _guarded(self, url: str) -> bytes:
        try:
            return (await self._fetcher.get(url, max_bytes=LARGEST_RESULT)).data
        except FetchError as fault:
            raise self._not_fetched(fault) from fault

    async def _guarded_to(self, url: str, write: Write) -> None:
        try:
            await self._fetcher.download(
                url, write, max_bytes=LARGEST_RESULT, seconds=_SECONDS_TO_DISK
            )
        except FetchError as fault:
            raise self._not_fetched(fault) from fault

    def _not_fetched(self, fault: FetchError) -> ProviderError:
        said = f"A result of {self._http.title} cannot be fetched: {fault}"
        kind = ProviderUnreachable if isinstance(fault, FetchFailed) else ProviderBadAnswer
        return kind(said)

    def _refused(self, status: int) -> ProviderError:
        said = f"A result of {self._http.title} cannot be fetched (HTTP {status})."
        return ProviderUnreachable(said) if status >= 500 else ProviderBadAnswer(said)

    def _decoded(self, uri: str) -> bytes:
        try:
            return read_data_uri(uri, LARGEST_RESULT)
        except (BadField, FileTooLarge) as fault:
            raise ProviderBadAnswer(
                f"{self._http.title} sent a result that cannot be read: {fault}"
            ) from fault
