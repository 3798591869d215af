"""Asking a service's own API with JSON or a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from limner.fetch import Answered, Fetcher, Method, Outgoing
from limner.services._http import MAX_ANSWER_BYTES
from limner.services._multipart import Part, multipart

_SECONDS = 60.0
_UPLOAD_SECONDS = 300.0


class Api:
    """One service's API at one address, asked with the headers of one credential."""

    def __init__(self, fetcher: Fetcher, base: str, headers: Mapping[str, str]) -> None:
        self._fetcher = fetcher.trusting(base)
        self.base = base
        self._headers = headers

    async def ask(
        self,
        method: Method,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answered:
        """Ask once, whatever the status of the answer. Raises what ``Fetcher.send`` raises."""
        headers, body = dict(self._headers), b""
        if json is not None:
            headers["Content-Type"], body = "application/json", msgspec.json.encode(json)
        elif form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form).encode()
        url = f"{self.base}{path}" + (f"?{urlencode(query)}" if query else "")
        return await self._sent(Outgoing(method, url, headers, body), _SECONDS)

    async def upload(
        self,
        url: str,
        body: bytes,
        media_type: str,
        *,
        signed: bool,
        method: Method = "POST",
    ) -> Answered:
        """Send bytes to an address that the service gave; ``signed`` with the credential."""
        headers = {**(self._headers if signed else {}), "Content-Type": media_type}
        return await self._sent(Outgoing(method, url, headers, body), _UPLOAD_SECONDS)

    async def upload_form(self, path: str, parts: Sequence[Part]) -> Answered:
        media_type, body = multipart(parts)
        return await self.upload(f"{self.base}{path}", body, media_type, signed=True)

    async def _sent(self, outgoing: Outgoing, seconds: float) -> Answered:
        return await self._fetcher.send(outgoing, max_bytes=MAX_ANSWER_BYTES, seconds=seconds)
