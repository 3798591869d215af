"""What providers that are spoken to over HTTP share: sending once, and telling faults apart."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import io
import math
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

from limner.errors import (
    ProviderBadAnswer,
    ProviderError,
    ProviderUnreachable,
    UnknownOutcome,
)

LARGEST_ANSWER = 256 * 1024 * 1024
"""Bytes of an answer: fifteen images of 4K as base64 fit in."""

_CONNECT_SECONDS = 10.0
_KEEP_ALIVE_SECONDS = 4.0
"""Below what servers allow: a paid request on a connection that ends just then counts as lost."""

_SECONDS_AN_ANSWER = 60.0
"""How long an answer about a job may take before it is asked for again."""

_CHUNK = 256 * 1024
_LONGEST_SAID = 300


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer read to its end. Header names are matched whatever their case."""

    title: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises ProviderBadAnswer."""
        try:
            return msgspec.json.decode(self.body)
        except (ValueError, RecursionError):
            kind = self.headers.get("Content-Type", "no type")
            raise ProviderBadAnswer(
                f"{self.title} answered {self.status} with {kind:.80} that is not JSON.",
                hint="See whether its address is right, and whether a proxy answers instead.",
            ) from None


class ProviderHttp:
    """One provider's connections, made when first needed. Belongs to one event loop.

    ``title`` is what faults call the provider. Redirects are not followed: they could carry a
    key to another host.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self,
        method: str,
        url: str,
        *,
        paid: bool,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: aiohttp.FormData | bytes | None = None,
        most_bytes: int = LARGEST_ANSWER,
    ) -> HttpAnswer:
        """Send a request once and read its answer, whatever its status.

        ``paid`` tells that the request may cost something. Raises ProviderUnreachable where
        nothing was sent or nothing could be lost, UnknownOutcome where a paid request was sent
        and its answer lost, and ProviderBadAnswer for one of more than ``most_bytes``.
        """
        async with self.stream(
            method, url, paid=paid, headers=headers, json=json, data=data
        ) as answer:
            return await self.whole(answer, most_bytes=most_bytes)

    async def ask(self, url: str, headers: Mapping[str, str]) -> HttpAnswer | None:
        """An answer about a job, which costs nothing; None where it was lost."""
        try:
            async with asyncio.timeout(_SECONDS_AN_ANSWER):
                return await self.send("GET", url, paid=False, headers=headers)
        except (ProviderUnreachable, TimeoutError):
            return None

    async def whole(
        self, answer: aiohttp.ClientResponse, *, most_bytes: int = LARGEST_ANSWER
    ) -> HttpAnswer:
        """The rest of a streamed answer in one piece. Raises what ``send`` raises."""
        body = bytearray()
        async for chunk in answer.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > most_bytes:
                raise ProviderBadAnswer(
                    f"{self.title} answered with more than {most_bytes:,} bytes."
                )
        return HttpAnswer(self.title, answer.status, answer.headers, bytes(body))

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        paid: bool,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: aiohttp.FormData | bytes | None = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer while it comes. Raises what ``send`` raises, in the block too."""
        if json is not None:
            data = msgspec.json.encode(json)
            headers = {"Content-Type": "application/json", **(headers or {})}
        # As a file it is written in pieces; bytes of many megabytes would hold up the loop.
        body = io.BytesIO(data) if isinstance(data, bytes) else data
        try:
            async with self._connected().request(
                method, url, headers=headers, data=body, allow_redirects=False
            ) as answer:
                yield answer
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL, aiohttp.ConnectionTimeoutError):
            raise ProviderUnreachable(
                f"{self.title} cannot be reached.", hint="See to the network, and try again."
            ) from None
        except (aiohttp.ClientError, TimeoutError):
            raise self._lost(paid) from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _lost(self, paid: bool) -> ProviderError:
        if not paid:
            return ProviderUnreachable(f"The connection to {self.title} broke.")
        return UnknownOutcome(
            f"{self.title} was sent the request, and its answer was lost.",
            hint="Look at your account there; resuming the run sends it again.",
        )

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds a Retry-After header asks to wait (RFC 9110, 10.2.3), None without a usable one."""
    said = headers.get("Retry-After", "").strip()
    if not said:
        return None
    with contextlib.suppress(ValueError):
        seconds = float(said)
        return max(seconds, 0.0) if math.isfinite(seconds) else None
    try:
        moment = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(moment.timestamp() - time.time(), 0.0)


def shortened(text: object) -> str:
    """What a provider said, short enough to be shown."""
    words = " ".join(str(text).split())
    return words if len(words) <= _LONGEST_SAID else f"{words[: _LONGEST_SAID - 1]}…"
